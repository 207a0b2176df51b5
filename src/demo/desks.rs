//! What lies on the desks in the demo's world: prepared answers, tags, steps and time, a filter with a name, somebody who
//! is invited, a colleague of a team, a helpdesk that has not confirmed yet, a mail that waits for a person.

use chrono::{NaiveDateTime, TimeDelta};

use super::programs::manager;
use super::{awaited, queries};
use crate::accounts::{self, Actor, Invite, NodeRole};
use crate::app::App;
use crate::db::Conn;
use crate::mail_in::{self, Envelope};
use crate::outbox::{self, Party};
use crate::tickets::mail::Tools;
use crate::tickets::ops::Closing;
use crate::tickets::{self, Outcome, Person, Ticket};
use crate::triage::ops as triage;
use crate::triage::queries::{Prepared, StepWords};
use crate::triage::{Shelf, TemplateId, TimeNoteId, Variant};
use crate::{Error, Result, bridge};

const NODE: &str = "adoc-lorraine";
/// Who asked the question that the desk works on.
const ASKER: &str = "Baptistine Lagrenelle";
/// Who asked the one that is closed.
const CLOSED: &str = "Ombeline Galvernois";
const TOPIC: &str = "dmp_funder";
const STEPS: [(&str, &str); 3] = [
    ("Vérifier le modèle du financeur", "Check the funder’s template"),
    ("Relire les rubriques 1 à 3", "Read sections 1 to 3"),
    ("Proposer un rendez-vous", "Suggest an appointment"),
];

pub fn lay(app: &App, now: NaiveDateTime) -> anyhow::Result<()> {
    app.db.write_now(|conn| prepare(conn, now - TimeDelta::days(40)))?;
    app.db.write_now(|conn| work(conn, now - TimeDelta::hours(30)))?;
    let words = app.vocabularies();
    let tools = Tools { signer: &app.signer, words: &words };
    app.db.write_now(|conn| close(conn, tools, now - TimeDelta::minutes(50)))?;
    app.db.write_now(|conn| expect(conn, app, now - TimeDelta::minutes(45)))?;
    let ticket = app.db.read_now(|conn| Ok(queries::ticket_of(conn, ASKER)?))?;
    let (app, raw) = (app.clone(), letter(app, &ticket));
    awaited(async move {
        let envelope = Envelope { to: None, from: None };
        mail_in::deliver(&app, raw.into(), envelope, now - TimeDelta::hours(2)).await
    })?;
    Ok(())
}

/// What a node keeps for all its tickets.
fn prepare(conn: &mut Conn, at: NaiveDateTime) -> Result<()> {
    let node = tickets::queries::node_id_of_slug(conn, NODE)?.ok_or(Error::NotFound)?;
    let lead = manager(conn, &node, at)?;
    let answer = Prepared {
        name: "Plan de gestion : première version".into(),
        topic: Some(TOPIC.into()),
        body_fr: "Bonjour,\n\nÀ six mois, une première version suffit. Nous relisons volontiers les rubriques 1 à 3."
            .into(),
        body_en: "Hello,\n\nAfter six months a first version is enough. We gladly read sections 1 to 3.".into(),
        variants: vec![Variant {
            institution: "inrae".into(),
            body_fr: "Bonjour,\n\nVotre institut a son propre modèle ; partez de lui.".into(),
            body_en: "Hello,\n\nYour institute has a template of its own: begin with it.".into(),
        }],
    };
    triage::add_template(conn, &lead, (&TemplateId::new(), Some(&node)), &answer, at)?;
    for (fr, en) in STEPS {
        let words = StepWords { fr: fr.into(), en: en.into() };
        triage::add_step(conn, &lead, (Some(&node), TOPIC), &words, at)?;
    }
    let shelf = Shelf::Node(node);
    triage::save_view(conn, &lead, (&shelf, "Plans de gestion", "queue=all&topic=dmp_funder"), at)
}

/// What was done on one ticket beside answering.
fn work(conn: &mut Conn, at: NaiveDateTime) -> Result<()> {
    let ticket = queries::ticket_of(conn, ASKER)?;
    let actor: Actor = manager(conn, &ticket.node_id, at)?;
    for word in ["partenaire privé", "à relire"] {
        triage::tag(conn, &actor, (&ticket, &ticket.node_id), word, at)?;
    }
    let steps = crate::triage::queries::steps_on(conn, &ticket)?;
    if let Some(first) = steps.first() {
        triage::tick(conn, &actor, &ticket, (&first.step.id, true), at)?;
    }
    let spent = (&TimeNoteId::new(), &ticket.node_id, "45", "Relecture du plan");
    triage::note_time(conn, &actor, &ticket, spent, at)
}

/// A question that was closed just now, and that nobody has rated.
fn close(conn: &mut Conn, tools: Tools<'_>, at: NaiveDateTime) -> Result<()> {
    let ticket = queries::ticket_of(conn, CLOSED)?;
    let actor = manager(conn, &ticket.node_id, at)?;
    let closing = Closing { outcome: Outcome::Answered, topic: None };
    tickets::ops::close(conn, &actor, &ticket, &closing, tools, at)
}

/// Three mails that nobody has answered yet: to a new colleague, to a colleague of a team, to a helpdesk.
fn expect(conn: &mut Conn, app: &App, at: NaiveDateTime) -> Result<()> {
    let ticket = queries::ticket_of(conn, ASKER)?;
    let lead = manager(conn, &ticket.node_id, at)?;
    let invite = Invite {
        email: "melisande.orfeuil@maillage.example".into(),
        name: "Mélisande Orfeuil".into(),
        node: Some(ticket.node_id.clone()),
        role: Some(NodeRole::Staff),
        network_role: None,
    };
    accounts::ops::invite(conn, &lead, invite, at)?;
    let colleague = Person {
        name: "Aubin Châtelguyon".into(),
        email: "aubin.chatelguyon@univ-exemple.example".into(),
    };
    tickets::ops::add_colleague(conn, &app.signer, &ticket, &colleague, at)?;
    let to = ("guichet@adoc-lorraine.example", app.config.mail_reply());
    bridge::ops::propose(conn, &lead, NODE, to, &app.signer, at)
}

/// Somebody whom the question's team forwarded a mail to writes to its address.
fn letter(app: &App, ticket: &Ticket) -> String {
    let party = Party::Team(ticket.follow_version).text();
    let tag = outbox::reply_tag(&app.signer, &ticket.reference, &party);
    let to = outbox::reply_address(app.config.mail_reply(), &tag);
    format!(
        "From: Ulysse Ferrandière <ulysse.ferrandiere@labo-exemple.example>\r\nTo: {to}\r\n\
         Subject: Re: {}\r\nMessage-ID: <partenaire-1@labo-exemple.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\
         Bonjour,\r\n\r\nBaptistine m’a transmis votre réponse. Chez le partenaire, rien n’est prévu pour les \
         sauvegardes : pouvons-nous en parler ensemble ?\r\n",
        "votre plan de gestion"
    )
}
