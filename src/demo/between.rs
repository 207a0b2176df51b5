//! What nodes do together in the demo's world, and what rests: one scene of each.

use chrono::{NaiveDateTime, TimeDelta};
use serde::Deserialize;

use super::queries;
use crate::accounts::{self, Actor, NodeId};
use crate::app::App;
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::By;
use crate::tickets::mail::Tools;
use crate::tickets::ops::{self, Pause};
use crate::tickets::{
    self, Draft, Handover, HandoverKind, MessageId, NewMessage, Person, Proposal, Right, Sees,
    Ticket, TicketId, Via,
};
use crate::{Error, Result};

#[derive(Debug, Clone, Deserialize)]
struct Scene {
    /// Whose question it is about.
    asker: String,
    scene: Kind,
    days_ago: i64,
    /// The other node's slug.
    #[serde(default)]
    to: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    answer: String,
    #[serde(default)]
    who: String,
    #[serde(default)]
    in_days: i64,
    #[serde(default)]
    subject: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Refer,
    Accept,
    Refuse,
    Consult,
    Share,
    ThirdParty,
    Snooze,
    Merge,
}

/// Plays every scene, each in one transaction; answers how many tickets that added.
pub fn play(app: &App, now: NaiveDateTime) -> anyhow::Result<usize> {
    #[derive(Deserialize)]
    struct File {
        scenes: Vec<Scene>,
    }
    let file: File = serde_json::from_str(include_str!("../../assets/demo/between.json"))?;
    let words = app.vocabularies();
    let tools = Tools { signer: &app.signer, words: &words };
    for scene in &file.scenes {
        app.db.write_now(|conn| one(conn, scene, tools, now))?;
    }
    Ok(file.scenes.iter().filter(|scene| scene.scene == Kind::Merge).count())
}

fn one(conn: &mut Conn, scene: &Scene, tools: Tools<'_>, now: NaiveDateTime) -> Result<()> {
    let at = now - TimeDelta::days(scene.days_ago);
    let ticket = queries::ticket_of(conn, &scene.asker)?;
    let actor = somebody(conn, &ticket.node_id, at)?;
    let kind = match scene.scene {
        Kind::ThirdParty | Kind::Snooze => {
            let until = network_day(now) + TimeDelta::days(scene.in_days);
            let pause = match scene.scene {
                Kind::ThirdParty => Pause::ThirdParty { who: scene.who.clone(), until },
                _ => Pause::Snooze { until },
            };
            return ops::pause(conn, &actor, &ticket, &pause, at);
        }
        Kind::Merge => return merge(conn, &actor, &ticket, scene, tools, at),
        Kind::Refer | Kind::Accept | Kind::Refuse => HandoverKind::Referral,
        Kind::Consult => HandoverKind::Consultation,
        Kind::Share => HandoverKind::Share,
    };
    let to = tickets::queries::node_id_of_slug(conn, &scene.to)?.ok_or(Error::NotFound)?;
    let (sees, reason) = (Sees::Thread, scene.text.clone());
    let proposal = Proposal { kind, to: to.clone(), sees, reason };
    ops::begin(conn, &actor, &ticket, (&proposal, tools), at)?;
    let there = somebody(conn, &to, at)?;
    answer(conn, &there, &ticket.id, scene, tools, at + TimeDelta::hours(3))
}

/// What the other node says.
fn answer(
    conn: &mut Conn,
    there: &Actor,
    ticket: &TicketId,
    scene: &Scene,
    tools: Tools<'_>,
    now: NaiveDateTime,
) -> Result<()> {
    let ticket = tickets::queries::find(conn, ticket)?;
    let handovers = tickets::queries::handovers_of(conn, &ticket.id)?;
    let handover = handovers.into_iter().next_back().ok_or(Error::NotFound)?;
    match scene.scene {
        Kind::Accept => ops::accept(conn, there, &ticket, &handover, tools, now),
        Kind::Refuse => ops::refuse(conn, there, &ticket, &handover, &scene.answer, now),
        Kind::Consult => note(conn, there, &ticket, Right::Consulted(handover), scene, now),
        Kind::Share => note(conn, there, &ticket, Right::Shared(handover), scene, now),
        Kind::Refer | Kind::ThirdParty | Kind::Snooze | Kind::Merge => Ok(()),
    }
}

fn note(
    conn: &mut Conn,
    there: &Actor,
    ticket: &Ticket,
    right: Right,
    scene: &Scene,
    now: NaiveDateTime,
) -> Result<()> {
    if scene.answer.is_empty() {
        return Ok(());
    }
    let none: [Handover; 0] = [];
    let reader = ops::reader(&right, ticket, &none, "")?;
    ops::note_for(conn, there, ticket, reader, &message(&scene.answer), now).map(drop)
}

/// The same person asks again, and both become one.
fn merge(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    scene: &Scene,
    tools: Tools<'_>,
    now: NaiveDateTime,
) -> Result<()> {
    let asker = Person { name: ticket.asker_name.clone(), email: ticket.asker_email.clone() };
    let institutions = tickets::queries::institutions_of(conn, &ticket.id)?;
    let question = tickets::Question {
        subject: scene.subject.clone(),
        body: scene.text.clone(),
        institutions,
        laboratory: ticket.laboratory.clone(),
        site: ticket.site.clone(),
        site_typed: ticket.site_typed.clone(),
        region: ticket.region.clone(),
        disciplines: ticket.disciplines(),
        topic: ticket.topic.clone(),
        language: ticket.language,
        dataset_pid: None,
        dmp_url: None,
        deadline_on: None,
        deadline_for: None,
        sensitive: false,
        via: Via::Page,
    };
    let (id, files, beneficiary) = (TicketId::new(), Vec::new(), None);
    let draft = Draft { id, question, asker, beneficiary, files, proven: true };
    let again = ops::ask(conn, &By::Team, &draft, tools, now)?.ticket;
    let ticket = tickets::queries::find(conn, &ticket.id)?;
    ops::merge(conn, actor, &again, &ticket, tools, now + TimeDelta::minutes(20))
}

fn message(body: &str) -> NewMessage {
    NewMessage { id: MessageId::new(), body: body.to_owned(), files: Vec::new(), via: Via::Page }
}

/// Somebody of a node.
fn somebody(conn: &mut Conn, node: &NodeId, now: NaiveDateTime) -> Result<Actor> {
    let day = network_day(now);
    let person = tickets::queries::staff(conn, node, day)?.into_iter().next();
    let account = accounts::queries::find(conn, &person.ok_or(Error::NotFound)?.id)?;
    Ok(accounts::queries::actor(conn, account, None, day)?)
}
