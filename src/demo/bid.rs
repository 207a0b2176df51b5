//! Applications of the demo's world: one that was filed to the call that is over, one that is being written to the open one.

use chrono::{NaiveDateTime, TimeDelta};
use serde_json::{Value, json};

use crate::accounts::{self, Actor};
use crate::applications::ops::{self, Guest, Joining, RowStep, Signature, Written};
use crate::applications::rules::letters;
use crate::applications::{ApplicationId, MessageId, PartnerRole, Role, access, queries};
use crate::calls::Call;
use crate::clock::network_day;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::questionnaires::pages::{Taken, mark};
use crate::{Error, Result};

/// Who writes it: the manager as whom a visitor of the demo may sign in.
pub(super) const OWNER: &str = "alderic.belleclairiere@maillage.example";

/// In turn by its owner and by whoever runs the call.
const TALK: [&str; 4] = [
    "Bonjour,\n\nUn site de l’atelier serait dans une autre région. Faut-il une lettre de chaque université ?",
    "Bonjour,\n\nUne lettre de celle qui porte le projet suffit. Dites dans « Moyens » ce que l’autre site apporte.",
    "Merci. Le poste permanent sera voté après la clôture : pouvons-nous l’annoncer ?",
    "Oui, avec la date du vote : le comité la lira, et vous pourrez le confirmer ensuite.",
];

pub(super) fn owner(conn: &mut Conn, at: NaiveDateTime) -> Result<Actor> {
    actor(conn, OWNER, at)
}

fn actor(conn: &mut Conn, email: &str, at: NaiveDateTime) -> Result<Actor> {
    let account = accounts::queries::by_email(conn, email)?.ok_or(Error::NotFound)?;
    Ok(accounts::queries::actor(conn, account, None, network_day(at))?)
}

/// Complete, and filed on a day while the call was open.
pub fn file(
    conn: &mut Conn,
    call: &Call,
    what: (&str, &str, &str),
    at: NaiveDateTime,
) -> Result<()> {
    let (owner, id) = complete(conn, call, what, at)?;
    hand_in(conn, (&owner, &id), at)
}

/// The same with an institution that leads it and signed its letter: that, and who signed.
pub fn file_signed(
    conn: &mut Conn,
    call: &Call,
    (what, (institution, signatory)): ((&str, &str, &str), (&str, &str)),
    at: NaiveDateTime,
) -> Result<()> {
    let (owner, id) = complete(conn, call, what, at)?;
    let words = "Un poste permanent et un bureau d’accueil sur chaque site.";
    lead(conn, (&owner, call, &id), (institution, signatory, words), at)?;
    hand_in(conn, (&owner, &id), at)
}

fn hand_in(
    conn: &mut Conn,
    (owner, id): (&Actor, &ApplicationId),
    at: NaiveDateTime,
) -> Result<()> {
    let opened = access::opened(conn, owner, id)?;
    let (_, sha256) = ops::to_file(conn, &opened)?;
    ops::file(conn, owner, (id, &sha256), (at, at)).map(drop)
}

/// Everything that is asked is answered.
fn complete(
    conn: &mut Conn,
    call: &Call,
    (email, name, short): (&str, &str, &str),
    at: NaiveDateTime,
) -> Result<(Actor, ApplicationId)> {
    let (owner, id) = (actor(conn, email, at)?, ApplicationId::random());
    ops::begin(conn, &owner, (&id, &call.slug), at)?;
    let person =
        json!({ "name": owner.name, "email": owner.email, "role": "Responsable de l’atelier" });
    let project = [
        answer("nom", json!(name)),
        answer("sigle", json!(short)),
        answer("resume", json!("Un guichet commun aux établissements du Sillon lorrain.")),
        answer("organisation", json!("Un comité de pilotage, une équipe de quatre personnes.")),
        answer("responsable", person),
    ];
    save(conn, &owner, (&id, "projet"), &project, at)?;
    let services: Vec<String> = crate::taxonomy::queries::all_services(conn)?
        .into_iter()
        .take(2)
        .map(|service| service.code)
        .collect();
    let place = [
        answer("regions", json!(["44"])),
        answer("disciplines", json!(["1.1", "5.4"])),
        answer("services", json!(services)),
        answer("hors_region", json!(false)),
    ];
    save(conn, &owner, (&id, "territoire"), &place, at)?;
    let row = RowStep::Add { block: "engagements".into(), row: "demo0001".into() };
    ops::step_row(conn, &owner, (&id, "moyens"), &row, at)?;
    let means = [
        answer("etp", json!("3.5")),
        answer("ouverture", json!("2026-09-01")),
        in_row(answer("indicateur", json!("tickets"))),
        in_row(answer("cible", json!("250"))),
    ];
    save(conn, &owner, (&id, "moyens"), &means, at)?;
    Ok((owner, id))
}

/// An institution leads an application, says what it commits to, and signs its letter.
fn lead(
    conn: &mut Conn,
    (owner, call, id): (&Actor, &Call, &ApplicationId),
    (institution, signatory, words): (&str, &str, &str),
    at: NaiveDateTime,
) -> Result<()> {
    let lead = Joining {
        institution: institution.to_owned(),
        role: PartnerRole::Lead,
        fte: Some(250),
        person: None,
    };
    ops::add_partner(conn, owner, (id, &lead), at)?;
    let leading = queries::partners_of(conn, id)?.remove(0);
    ops::set_figures(conn, owner, (id, &leading.id), (Some(250), Some(words)), at)?;
    let leading = queries::partner(conn, &leading.id)?;
    let signature = Signature {
        read: letters::content(&call.reference, &leading).1,
        name: signatory.to_owned(),
        capacity: "vice-présidente recherche".into(),
        paper: None,
    };
    ops::sign(conn, owner, (id, &leading.id), &signature, at)
}

/// What its owner and whoever runs the call write to each other.
fn talk(
    conn: &mut Conn,
    (owner, call, id): (&Actor, &Call, &ApplicationId),
    at: NaiveDateTime,
) -> Result<()> {
    let ada = super::calls::coordinator(conn, at)?;
    for (place, body) in (0..).zip(TALK) {
        let (message, when) = (MessageId::random(), at + TimeDelta::hours(5 * place));
        let said = Written { id: &message, body, by_mail: false, checked: true };
        match place % 2 {
            0 => ops::write_to_desk(conn, owner, (id, said), when)?,
            _ => ops::write_to_applicants(conn, &ada, (&call.id, id), said, when)?,
        }
    }
    Ok(())
}

/// Begun, half answered, not filed.
pub fn write(conn: &mut Conn, call: &Call, now: NaiveDateTime) -> Result<()> {
    let begun = now - TimeDelta::days(6);
    let (owner, id) = (owner(conn, begun)?, ApplicationId::random());
    ops::begin(conn, &owner, (&id, &call.slug), begun)?;
    let project = [
        answer("nom", json!("Atelier de la donnée des Vosges et de la Haute-Marne")),
        answer("sigle", json!("ADVHM")),
        answer(
            "resume",
            json!(
                "Un atelier de proximité pour les équipes éloignées des grands campus : une permanence \
                 hebdomadaire sur chaque site, un appui aux plans de gestion et au dépôt, et un relais vers \
                 les centres de référence."
            ),
        ),
    ];
    save(conn, &owner, (&id, "projet"), &project, begun + TimeDelta::hours(2))?;
    let place = [answer("regions", json!(["44"])), answer("hors_region", json!(false))];
    save(conn, &owner, (&id, "territoire"), &place, begun + TimeDelta::days(1))?;
    let row = RowStep::Add { block: "engagements".into(), row: "demo0001".into() };
    let at = begun + TimeDelta::days(2);
    ops::step_row(conn, &owner, (&id, "moyens"), &row, at)?;
    let goals =
        [in_row(answer("indicateur", json!("tickets"))), in_row(answer("cible", json!("180")))];
    save(conn, &owner, (&id, "moyens"), &goals, at)?;
    let words = "Un poste permanent, deux bureaux à Épinal et l’accès au centre de calcul.";
    let leading = ("universite-de-lorraine", "Hélène Vautrin", words);
    lead(conn, (&owner, call, &id), leading, at)?;
    let invited = Joining {
        institution: "inrae".into(),
        role: PartnerRole::Partner,
        fte: None,
        person: Some(Guest {
            name: "Noémie Tressandre".into(),
            email: "noemie.tressandre@labo.example".into(),
            language: Locale::Fr,
            part: Role::Contributor,
            sections: "moyens".into(),
        }),
    };
    ops::add_partner(conn, &owner, (&id, &invited), at)?;
    talk(conn, (&owner, call, &id), at + TimeDelta::hours(20))
}

fn answer(key: &str, value: Value) -> Taken {
    Taken {
        typed: String::new(),
        key: key.to_owned(),
        row: String::new(),
        was: mark(None),
        value: Ok(Some(value)),
        reread: false,
    }
}

fn in_row(answer: Taken) -> Taken {
    Taken { row: "demo0001".to_owned(), ..answer }
}

fn save(
    conn: &mut Conn,
    owner: &Actor,
    at: (&ApplicationId, &str),
    answers: &[Taken],
    now: NaiveDateTime,
) -> Result<()> {
    ops::save(conn, owner, at, answers, now).map(drop)
}
