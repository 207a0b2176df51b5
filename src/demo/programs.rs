//! A node whose own tools take part in the demo's world: a helpdesk by mail, a program by webhook.

use chrono::{NaiveDateTime, TimeDelta};

use super::queries;
use crate::accounts::{self, Actor, NodeId, NodeRole};
use crate::app::App;
use crate::bridge::ops::Asked;
use crate::bridge::rules::Order;
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::By;
use crate::i18n::Locale;
use crate::tickets::mail::Tools;
use crate::tickets::{self, Draft, MessageId, NewMessage, Person, Question, Ticket, TicketId, Via};
use crate::webhooks::{HookId, Occurrence, Proposal};
use crate::{Error, Result, bridge, webhooks};

const NODE: &str = "datasaclay";
const HELPDESK: &str = "assistance@datasaclay.example";
const ASKER: (&str, &str) = ("Philibert Garancière", "philibert.garanciere@labo-exemple.example");

/// Plays it; answers how many tickets that added.
pub fn play(app: &App, now: NaiveDateTime) -> anyhow::Result<usize> {
    let words = app.vocabularies();
    let tools = Tools { signer: &app.signer, words: &words };
    app.db.write_now(|conn| open(conn, app, now - TimeDelta::days(30)))?;
    app.db.write_now(|conn| talk(conn, tools, now))?;
    Ok(1)
}

fn open(conn: &mut Conn, app: &App, now: NaiveDateTime) -> Result<()> {
    let node = tickets::queries::node_id_of_slug(conn, NODE)?.ok_or(Error::NotFound)?;
    let manager = manager(conn, &node, now)?;
    let to = (HELPDESK, app.config.mail_reply());
    bridge::ops::propose(conn, &manager, NODE, to, &app.signer, now)?;
    let proposed = bridge::queries::find(conn, &node)?.ok_or(Error::NotFound)?;
    let key = bridge::ops::confirmation_key(&app.signer, &proposed);
    bridge::ops::confirm(conn, NODE, &key, &app.signer, now + TimeDelta::hours(2))?;
    let proposal = Proposal {
        url: "https://outils.datasaclay.example/maillage".into(),
        name: "Tableau de bord local".into(),
        events: vec![
            Occurrence::Created,
            Occurrence::Answered,
            Occurrence::Replied,
            Occurrence::Closed,
        ],
    };
    webhooks::ops::make(conn, &manager, (&HookId::new(), Some(&node)), &proposal, now).map(drop)
}

/// A question that goes over the bridge, its receipt, an answer, and what the team says to it.
fn talk(conn: &mut Conn, tools: Tools<'_>, now: NaiveDateTime) -> Result<()> {
    let asked_at = now - TimeDelta::hours(29);
    let draft = Draft {
        id: TicketId::new(),
        question: question(),
        asker: Person { name: ASKER.0.into(), email: ASKER.1.into() },
        beneficiary: None,
        files: Vec::new(),
        proven: true,
    };
    let ticket = tickets::ops::ask(conn, &By::Team, &draft, tools, asked_at)?.ticket;
    let Some(open) = bridge::queries::active(conn, &ticket.node_id)? else { return Ok(()) };
    let subject = format!("[Ticket#20487] [{}] {}", ticket.reference, ticket.subject);
    let receipt = (Some("recu-20487@assistance.datasaclay.example"), subject.as_str());
    bridge::ops::hear(conn, &open, &ticket, receipt, asked_at + TimeDelta::minutes(2))?;
    answer(conn, &open, &ticket, tools, asked_at + TimeDelta::hours(4))?;
    let ticket = tickets::queries::find(conn, &ticket.id)?;
    let thanks = "Merci beaucoup. Les deux équipes peuvent donc déposer sous le même identifiant ?";
    let thanks = message(thanks, Via::Mail);
    let at = now - TimeDelta::hours(3);
    tickets::ops::team_reply(conn, ASKER, &ticket, &thanks, at).map(drop)
}

fn answer(
    conn: &mut Conn,
    open: &bridge::Bridge,
    ticket: &Ticket,
    tools: Tools<'_>,
    now: NaiveDateTime,
) -> Result<()> {
    let actor = bridge::ops::acting(conn, open, now)?;
    let (ticket, right) = tickets::for_colleague(conn, &actor, &ticket.reference)?;
    let body = "Bonjour,\n\nOui : déposez une seule fois, dans l’espace de l’université, et citez l’autre \
                laboratoire comme producteur. Nous pouvons créer l’espace pour vous cette semaine.\n\nBien à vous";
    let (order, message) = (Order::default(), message(body, Via::Bridge));
    let asked = Asked {
        order: &order,
        message: Some(&message),
        remark: None,
        consultation: None,
        unread: false,
    };
    bridge::ops::act(conn, &actor, (&ticket, &right), &asked, tools, now).map(drop)
}

fn message(body: &str, via: Via) -> NewMessage {
    NewMessage { id: MessageId::new(), body: body.to_owned(), files: Vec::new(), via }
}

fn question() -> Question {
    Question {
        subject: "Déposer un jeu de données partagé entre deux laboratoires".into(),
        body: "Deux laboratoires de Saclay ont produit ensemble des mesures de diffraction. Faut-il les déposer \
               deux fois ?"
            .into(),
        institutions: vec!["universite-paris-saclay".into()],
        laboratory: None,
        site: None,
        site_typed: None,
        region: None,
        disciplines: Vec::new(),
        topic: None,
        language: Locale::Fr,
        dataset_pid: None,
        dmp_url: None,
        deadline_on: None,
        deadline_for: None,
        sensitive: false,
        via: Via::Page,
    }
}

/// Who manages a node.
pub(super) fn manager(conn: &mut Conn, node: &NodeId, now: NaiveDateTime) -> Result<Actor> {
    let day = network_day(now);
    let members = queries::members(conn, day)?;
    let found = members.into_iter().find(|(of, _, role)| of == node && *role == NodeRole::Manager);
    let (_, account, _) = found.ok_or(Error::NotFound)?;
    let account = accounts::queries::find(conn, &account)?;
    Ok(accounts::queries::actor(conn, account, None, day)?)
}
