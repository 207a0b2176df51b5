//! The call of the demo's world that is over: decided, told, and become a workshop.

use chrono::{NaiveDateTime, TimeDelta};

use super::programs::manager;
use super::{bid, queries as demo};
use crate::accounts::{self, Actor, NetworkRole, NodeRole};
use crate::app::App;
use crate::applications::{Application, ApplicationId};
use crate::calls::{Call, CallRole};
use crate::clock::network_day;
use crate::db::Conn;
use crate::decisions::{self, AppealId, BatchId, Draft, Outcome, SittingId, Vote};
use crate::history::By;
use crate::i18n::Locale;
use crate::labels::{self, Place, Plan, rules};
use crate::network::Kind;
use crate::reviews;
use crate::taxonomy::Vocabularies;
use crate::{Error, Result};

/// Whose manager runs the new workshop at first.
const NEIGHBOUR: &str = "cr-competences";
const REASONS: &str = "Le consortium est solide, ses engagements sont chiffrés, et le territoire attendait un guichet \
    commun. Le comité souligne la qualité des liens avec les ateliers voisins.";
const REPORT: &str = "Le guichet est ouvert sur deux sites. Les questions viennent surtout des doctorants ; les sessions \
    commencent au printemps.";

/// Who applied beside and was not retained: name, address, project, its short name, and what came of it. The first one
/// appeals.
const OTHERS: [(&str, &str, &str, &str, Outcome); 7] = [
    (
        "Gontran Severy",
        "gontran.severy@plaine.example",
        "Données de la plaine",
        "DDP",
        Outcome::Refused,
    ),
    (
        "Ermeline Fauconnet",
        "ermeline.fauconnet@estuaire.example",
        "Données de l’estuaire",
        "DDE",
        Outcome::Coaching,
    ),
    (
        "Aubin Charlemont",
        "aubin.charlemont@plateau.example",
        "Appui aux données du plateau",
        "ADP",
        Outcome::Refused,
    ),
    (
        "Sidonie Brévannes",
        "sidonie.brevannes@vallees.example",
        "Données des trois vallées",
        "D3V",
        Outcome::Coaching,
    ),
    (
        "Lubin Castelnaud",
        "lubin.castelnaud@causses.example",
        "Guichet des causses",
        "GDC",
        Outcome::Refused,
    ),
    (
        "Philiberte Ormoy",
        "philiberte.ormoy@bocage.example",
        "Atelier du bocage",
        "ADB",
        Outcome::Refused,
    ),
    (
        "Evrard Montlaur",
        "evrard.montlaur@marais.example",
        "Données du marais",
        "DDM",
        Outcome::Coaching,
    ),
];
const COACHED: &str = "Le projet est prometteur et son équipe motivée. Le périmètre reste à préciser avec les ateliers \
    voisins ; le réseau propose un accompagnement d’ici au prochain appel.";
const REFUSED: &str = "Le projet répond à un besoin réel. Les engagements ne sont pas encore portés par les \
    établissements, et aucun poste permanent n’est prévu au-delà de la première année.";
const MINUTES: &str =
    "La présidence ouvre la séance, rappelle la confidentialité et les critères de l’appel.";
const MINUTES_OF_ONE: &str = "Le comité relève la clarté des engagements. Une question porte sur l’accueil des équipes \
    d’autres régions : la réponse figure au dossier.";
const GROUNDS: &str = "Le poste permanent est voté depuis le dépôt, et la lettre de l’établissement le confirme. Nous \
    demandons que la candidature soit lue avec cette pièce.";

/// Decides what was filed to a call, tells it, makes the workshop, and leaves an appeal to be looked at.
pub fn play(app: &App, call: &Call) -> Result<()> {
    let closes = call.terms.closes_at.ok_or(Error::NotFound)?;
    let at = closes + TimeDelta::days(60);
    let words = app.vocabularies();
    let (id, other) = app.db.write_now(|conn| {
        let when = closes - TimeDelta::days(3);
        for (name, email, project, short, _) in OTHERS {
            accounts::ops::create_account(conn, &By::Team, email, name, Locale::Fr, when)?;
            bid::file(conn, call, (email, project, short), when)?;
        }
        let coordinator = super::calls::coordinator(conn, at)?;
        review(conn, &coordinator, (call, &words), closes + TimeDelta::days(1))?;
        let found = decisions::queries::applications_of(conn, &call.id, None)?;
        let titled =
            |title: &str| found.iter().find(|one| one.title == title).map(|one| one.id.clone());
        let own = found.iter().find(|one| came_of(&one.title) == Outcome::Labelled);
        let own = own.map(|one| one.id.clone()).ok_or(Error::NotFound)?;
        let other = titled(OTHERS[0].2).ok_or(Error::NotFound)?;
        decide(conn, &coordinator, (call, &words), (&own, &found), at)?;
        Ok((own, other))
    })?;
    open(app, &id, at)?;
    let later = at + TimeDelta::days(6);
    app.db.write_now(|conn| {
        let account = accounts::queries::by_email(conn, OTHERS[0].1)?.ok_or(Error::NotFound)?;
        let owner = accounts::queries::actor(conn, account, None, network_day(later))?;
        let appeal = AppealId::random();
        decisions::ops::appeal(conn, &owner, (&other, &appeal, GROUNDS), later)
    })
}

/// What came of an application, by its title.
fn came_of(title: &str) -> Outcome {
    let other = OTHERS.iter().find(|(_, _, project, ..)| *project == title);
    other.map_or(Outcome::Labelled, |other| other.4)
}

/// Reviewed on paper, as it was then: all of it is eligible.
fn review(
    conn: &mut Conn,
    coordinator: &Actor,
    (call, words): (&Call, &Vocabularies),
    at: NaiveDateTime,
) -> Result<()> {
    let plan = reviews::Plan {
        call_id: call.id.clone(),
        due_at: at + TimeDelta::days(30),
        minutes_each: 90,
        most_each: 4,
    };
    reviews::ops::plan(conn, coordinator, &plan, at)?;
    reviews::ops::begin(conn, coordinator, (&call.id, words), at)?;
    for one in reviews::queries::filed(conn, &call.id)? {
        let why = "Le second établissement a confirmé par courrier.";
        let verdict = (reviews::Outcome::Eligible, why);
        reviews::ops::judge(conn, coordinator, (&call.id, &one.id), verdict, at)?;
    }
    Ok(())
}

/// Up to letters that wait for their ten minutes.
fn decide(
    conn: &mut Conn,
    coordinator: &Actor,
    (call, words): (&Call, &Vocabularies),
    (own, all): (&ApplicationId, &[Application]),
    at: NaiveDateTime,
) -> Result<()> {
    let chair = admin(conn, at)?;
    let email = accounts::queries::find(conn, &chair.id)?.email;
    let seat = (&call.id, email.as_str(), CallRole::Chair);
    decisions::ops::appoint(conn, coordinator, seat, words, at)?;
    let why = "Les relecteurs de cet appel se sont prononcés en séance.";
    decisions::ops::deliberate(conn, &chair, (&call.id, why), at)?;
    let sitting = (&call.id, &SittingId::new(), 1);
    decisions::ops::sit(conn, &chair, sitting, std::slice::from_ref(&chair.id), at)?;
    for Application { id, title, .. } in all {
        let outcome = came_of(title);
        let reasons = match outcome {
            Outcome::Labelled => REASONS,
            Outcome::Coaching => COACHED,
            _ => REFUSED,
        };
        let draft = Draft {
            outcome,
            rationale: reasons.to_owned(),
            internal: String::new(),
            conditions: Vec::new(),
            until: None,
            node: None,
        };
        decisions::ops::propose(conn, coordinator, (&call.id, id, ""), &draft, at)?;
        let mark = decisions::queries::current(conn, id)?.ok_or(Error::NotFound)?.mark();
        decisions::ops::vote(conn, &chair, (&call.id, id), (&mark, Vote::For), at)?;
        decisions::ops::validate(conn, &chair, (&call.id, id, &mark), at)?;
    }
    for (part, said) in [(None, MINUTES), (Some(own), MINUTES_OF_ONE)] {
        let what = (sitting.0, sitting.1, part);
        decisions::ops::write_minutes(conn, coordinator, what, (said, 0), at)?;
    }
    decisions::ops::rise(conn, &chair, (sitting.0, sitting.1), at + TimeDelta::minutes(50))?;
    let approved = at + TimeDelta::minutes(55);
    decisions::ops::approve_minutes(conn, &chair, (sitting.0, sitting.1), approved)?;
    decisions::ops::close(conn, &chair, &call.id, at)?;
    let batch = BatchId::new();
    decisions::ops::prepare(conn, coordinator, (&call.id, &batch), at)?;
    decisions::ops::approve(conn, &chair, (&call.id, &batch), at)?;
    let named: Vec<ApplicationId> = vec![own.clone()];
    decisions::ops::keep_portfolio(conn, &chair, (&call.id, "Essai A"), &named, at)
}

/// Lets the letters leave, and makes the workshop.
fn open(app: &App, id: &ApplicationId, at: NaiveDateTime) -> Result<()> {
    let told = at + TimeDelta::minutes(11);
    decisions::ops::leave(app, told)?;
    app.db.write_now(|conn| {
        let admin = admin(conn, told)?;
        let accepted = labels::ops::accepted(conn, &admin, id)?;
        let nodes = demo::nodes_by_slug(conn)?;
        let node = nodes.get(NEIGHBOUR).ok_or(Error::NotFound)?;
        let runs = manager(conn, node, told)?;
        let plan = Plan {
            name: accepted.said.name.clone(),
            short_name: accepted.said.short_name.clone(),
            help_email: String::new(),
            kind: Kind::Workshop,
            starts_on: network_day(told + TimeDelta::days(2)),
            ends_on: rules::usual_end(&accepted.decision, network_day(told)),
            shadow_days: 0,
            coverage: accepted.said.coverage.clone(),
            services: accepted.said.services.clone(),
            members: vec![(runs.id, NodeRole::Manager)],
            place: Place::New,
            without_convention: String::new(),
        };
        let label = labels::ops::activate(conn, &admin, (id, &plan), told + TimeDelta::days(2))?;
        let later = told + TimeDelta::days(190);
        labels::ops::ask_report(conn, &admin, &label.id, later)?;
        let runs = manager(conn, node, later)?;
        let said = (REPORT, "");
        labels::ops::file_report(conn, &runs, (&label.id, 1), said, later + TimeDelta::days(9))
    })
}

fn admin(conn: &mut Conn, at: NaiveDateTime) -> Result<Actor> {
    let account = demo::holder_of(conn, NetworkRole::Admin)?.ok_or(Error::NotFound)?;
    Ok(accounts::queries::actor(conn, account, None, network_day(at))?)
}
