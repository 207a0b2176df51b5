//! A call of the demo's world that is under review: what was filed, who looks at what, what some said already.

use chrono::{NaiveDateTime, TimeDelta};

use super::{bid, calls};
use crate::accounts::{self, Actor};
use crate::app::App;
use crate::applications::{ApplicationId, State};
use crate::calls::Call;
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::By;
use crate::i18n::Locale;
use crate::reviews::ops::{self, Answer, Checked, Newcomer, Profile};
use crate::reviews::{
    AssignmentId, Audience, Completion, CompletionId, ConflictState, Criterion, Outcome, Plan,
    PostId, Recommendation, Said, Score, queries,
};
use crate::taxonomy::Vocabularies;
use crate::{Error, Result};

/// Who applies beside the manager as whom a visitor may sign in: name, address, the project, its short name.
const APPLICANTS: [[&str; 4]; 3] = [
    [
        "Ségolène Marbreuse",
        "segolene.marbreuse@littoral.example",
        "Données marines du littoral",
        "DML",
    ],
    [
        "Anselme Tourvieille",
        "anselme.tourvieille@alpes.example",
        "Appui aux données de montagne",
        "ADM",
    ],
    [
        "Mathurin Delcombe",
        "mathurin.delcombe@garonne.example",
        "Données et santé en Garonne",
        "DSG",
    ],
];

/// The institution that leads the first one's project, and who signed its letter.
const SIGNED: (&str, &str) = ("universite-de-bretagne-occidentale", "Rozenn Kerlidou");

/// Who reviews: name, address, institution, discipline. The first works in the network.
const REVIEWERS: [[&str; 4]; 5] = [
    [
        "Brunehaut Clairvallon",
        "brunehaut.clairvallon@maillage.example",
        "universite-de-rennes",
        "1.1",
    ],
    ["Philomène Arcadeau", "philomene.arcadeau@observatoire.example", "cnrs", "5.4"],
    ["Théodule Brassencourt", "theodule.brassencourt@archives.example", "bnf", "1.1"],
    ["Cunégonde Vauvillier", "cunegonde.vauvillier@sante.example", "ap-hp", "5.4"],
    ["Isidore Lamprecourt", "isidore.lamprecourt@agro.example", "cirad", "1.1"],
];

const WORDS: [&str; 2] = [
    "Le projet part de besoins établis avec les équipes. Les engagements gagneraient à dire comment ils seront mesurés.",
    "L’équipe est solide et les relais sont clairs. La pérennité des postes reste à préciser au-delà de la deuxième année.",
];

/// Plays the review of a call that closed twelve days ago.
pub fn play(app: &App, call: &Call, now: NaiveDateTime) -> Result<()> {
    let closes = call.terms.closes_at.ok_or(Error::NotFound)?;
    let words = app.vocabularies();
    app.db.write_now(|conn| {
        for (place, [name, email, project, short]) in APPLICANTS.into_iter().enumerate() {
            let at = closes - TimeDelta::days(3);
            let by = By::Team;
            accounts::ops::create_account(conn, &by, email, name, Locale::Fr, at)?;
            let what = (email, project, short);
            match place {
                0 => bid::file_signed(conn, call, (what, SIGNED), at)?,
                _ => bid::file(conn, call, what, at)?,
            }
        }
        begin(conn, (call, &words), closes + TimeDelta::days(1), now)?;
        let given = invite(conn, (call, &words), closes + TimeDelta::days(2))?;
        write(conn, (call, &words), &given, closes + TimeDelta::days(6))
    })
}

fn begin(
    conn: &mut Conn,
    (call, words): (&Call, &Vocabularies),
    at: NaiveDateTime,
    now: NaiveDateTime,
) -> Result<()> {
    let ada = calls::coordinator(conn, at)?;
    let plan = Plan {
        call_id: call.id.clone(),
        due_at: now + TimeDelta::days(1),
        minutes_each: 90,
        most_each: 4,
    };
    ops::plan(conn, &ada, &plan, at)?;
    ops::begin(conn, &ada, (&call.id, words), at)?;
    for one in queries::filed(conn, &call.id)? {
        let of = (&call.id, &one.id);
        let why = "Le second établissement a confirmé par courrier.";
        // One is still to be decided.
        if !one.title.contains("santé") {
            ops::judge(conn, &ada, of, (Outcome::Eligible, why), at)?;
        }
    }
    Ok(())
}

/// Asks the reviewers, of whom one declines and one has not answered, and gives them what a proposal says.
fn invite(
    conn: &mut Conn,
    (call, words): (&Call, &Vocabularies),
    at: NaiveDateTime,
) -> Result<Vec<(Actor, ApplicationId, AssignmentId)>> {
    let ada = calls::coordinator(conn, at)?;
    for (place, [name, email, institution, discipline]) in REVIEWERS.into_iter().enumerate() {
        let new = Newcomer {
            name: name.to_owned(),
            email: email.to_owned(),
            profile: Profile {
                languages: "fr,en".to_owned(),
                disciplines: vec![discipline.to_owned()],
                affiliations: vec![(institution.to_owned(), None, None)],
            },
        };
        let account = ops::add(conn, &ada, (&call.id, &new), at)?;
        ops::ask(conn, &ada, (&call.id, &account, 4), at)?;
        let own = actor(conn, email, at)?;
        match place {
            4 => {}
            3 => {
                let no = Answer::No("Je suis en mission ces deux mois.".to_owned());
                ops::answer_signed_in(conn, &own, (&call.id, &no, words), at)?;
            }
            _ => {
                ops::answer_signed_in(conn, &own, (&call.id, &Answer::Yes, words), at)?;
                ops::sign(conn, &own, &call.id, at)?;
            }
        }
    }
    ops::detect(conn, (&call.id, words), at)?;
    clear(conn, call, at)?;
    ops::propose(conn, &ada, (&call.id, words), at)?;
    ops::send(conn, &ada, &call.id, at)?;
    let mut given = Vec::new();
    for [_, email, ..] in &REVIEWERS[..3] {
        let own = actor(conn, email, at)?;
        for (one, of, _) in queries::assigned_to(conn, &own.id)? {
            given.push((own.clone(), of.id, one.id));
        }
    }
    Ok(given)
}

/// Everybody of the demo's network has an address at one domain: for all but one of them that is a false alarm.
fn clear(conn: &mut Conn, call: &Call, at: NaiveDateTime) -> Result<()> {
    let ada = calls::coordinator(conn, at)?;
    let all = queries::conflicts_of_call(conn, &call.id)?;
    let own = all.into_iter().filter(|one| one.state == ConflictState::Suspected);
    for one in own.filter(|one| one.account_id != ada.id).take(1) {
        let of = (&one.application_id, &one.account_id);
        let why = "Le domaine est celui de la plateforme, non d’un établissement.";
        ops::decide(conn, &ada, (&call.id, of, one.kind), (ConflictState::Cleared, why), at)?;
    }
    Ok(())
}

/// What was submitted so far: all of the second reviewer, the first of the first; the rest is owed.
fn write(
    conn: &mut Conn,
    (call, words): (&Call, &Vocabularies),
    given: &[(Actor, ApplicationId, AssignmentId)],
    at: NaiveDateTime,
) -> Result<()> {
    let criteria = queries::criteria(conn, &call.id)?;
    let first = given.first().map(|(own, ..)| own.id.clone());
    for (place, (own, application, id)) in given.iter().enumerate() {
        let is_first = Some(&own.id) == first.as_ref();
        if is_first && place == 1 {
            // Left as it was sent: neither taken nor declined.
            continue;
        }
        ops::accept(conn, own, id, at)?;
        if is_first && place > 1 || place % 3 == 2 {
            continue;
        }
        let said = said(&criteria, place);
        ops::submit(conn, own, (id, 0), (&said, Checked::Yes, words), at)?;
        if is_first {
            let body = "Le calendrier me paraît court : qu’en pensez-vous ?";
            ops::reply(conn, own, (id, &PostId::random(), body), at)?;
            let ada = calls::coordinator(conn, at)?;
            let of = (&call.id, application);
            let answer = "Le comité en tiendra compte ; dites-le dans votre texte pour le porteur.";
            let post = (&PostId::random(), Audience::Reviewers, answer);
            ops::say(conn, &ada, of, post, at + TimeDelta::hours(5))?;
        }
    }
    complete(conn, call, at)
}

/// The manager as whom a visitor may sign in has a question to answer again.
fn complete(conn: &mut Conn, call: &Call, at: NaiveDateTime) -> Result<()> {
    let ada = calls::coordinator(conn, at)?;
    let filed = queries::filed(conn, &call.id)?;
    let owner = bid::owner(conn, at)?.id;
    let own = filed.into_iter().find(|one| one.saved_by == owner && one.state == State::InReview);
    let Some(own) = own else { return Ok(()) };
    let request = Completion {
        id: CompletionId::random(),
        application_id: own.id,
        fields: "organisation".to_owned(),
        message:
            "Dites qui décide en l’absence du comité de pilotage, et à quel rythme il se réunit."
                .to_owned(),
        due_at: at + TimeDelta::days(20),
        made_at: at,
        answered_seq: None,
        closed_at: None,
    };
    ops::ask_completion(conn, &ada, (&call.id, &request), at)
}

fn said(criteria: &[Criterion], place: usize) -> Said {
    let level = |n: usize| i32::try_from((n * 2 + place) % 4 + 2).unwrap_or(3);
    let one = |(n, criterion): (usize, &Criterion)| Score {
        criterion: criterion.id.clone(),
        score: (n != 5 || place != 0).then(|| level(n)),
        comment: String::new(),
    };
    Said {
        recommendation: Some(Recommendation::ALL[place % 3]),
        confidence: Some(3),
        for_applicants: WORDS[place % 2].to_owned(),
        for_committee: "À comparer avec la candidature voisine avant de décider.".to_owned(),
        scores: criteria.iter().enumerate().map(one).collect(),
    }
}

fn actor(conn: &mut Conn, email: &str, at: NaiveDateTime) -> Result<Actor> {
    let account = accounts::queries::by_email(conn, email)?.ok_or(Error::NotFound)?;
    Ok(accounts::queries::actor(conn, account, None, network_day(at))?)
}
