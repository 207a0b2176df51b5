//! The conversation: answers, notes, the team's replies.

use chrono::NaiveDateTime;
use serde_json::json;

use super::pause::wake_on_note;
use super::{record, staff, step};
use crate::accounts::{Actor, NodeId};
use crate::db::Conn;
use crate::files;
use crate::history::By;
use crate::tickets::access::sight;
use crate::tickets::mail::{self, Tools};
use crate::tickets::queries::{self, Author, Move, Sight};
use crate::tickets::rules::{self, Event};
use crate::tickets::{
    Handover, HandoverId, HandoverKind, Message, MessageId, MessageKind, NewMessage, Reach, Right,
    Ticket,
};
use crate::triage::{self, ops::Written, queries::Readers};
use crate::{Error, Result, bridge};

/// Whose move it is after a public answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    Theirs,
    StillOurs,
}

/// What became of a message.
#[derive(Debug, Clone)]
pub enum Said {
    Sent,
    /// It had been sent already: the form came twice.
    Before,
    /// Others wrote since the writer's page was shown; nothing was sent, and this is what they wrote.
    Meanwhile(Vec<Message>),
}

/// Whether a message came before: its form was sent twice. One with other words is no repetition, but was written on a page
/// that the browser had kept; nothing of it may be lost as if it had been sent.
pub fn said_before(conn: &mut Conn, message: &NewMessage) -> Result<bool> {
    match queries::said_in(conn, &message.id)? {
        None => Ok(false),
        Some(body) if body == message.body => Ok(true),
        Some(_) => Err(rules::FORM_USED.into()),
    }
}

/// Answers the team, by mail and on the page. `seen` is the last message that the writer's page showed.
pub fn answer(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    message: &NewMessage,
    (after, seen): (After, Option<&MessageId>),
    tools: Tools<'_>,
    now: NaiveDateTime,
) -> Result<Said> {
    if said_before(conn, message)? {
        return Ok(Said::Before);
    }
    let others = unseen(conn, actor, ticket, seen)?;
    if !others.is_empty() {
        return Ok(Said::Meanwhile(others));
    }
    let at_home = is_at_home(actor, ticket);
    let event = match after {
        After::Theirs => Event::Answer,
        After::StillOurs => Event::AnswerAndKeep,
    };
    // Who answers an unassigned ticket has taken it, unless it is another node's that shares it.
    let takes = (at_home && ticket.assignee_id.is_none()).then(|| Some(actor.id.clone()));
    let change = Move { assignee: takes, first_answer: true, ..Move::default() };
    let by = By::Account(actor.id.clone());
    let ticket = step(conn, &by, ticket, event, change, &json!({ "message": message.id }), now)?;
    put(conn, &ticket, MessageKind::Public, &staff(actor), message, now)?;
    // Another node's that shares it answers in its own name.
    let partner = if at_home { None } else { sharing_node(conn, actor, &ticket)? };
    if let Some(node) = &partner {
        queries::set_writing_node(conn, &message.id, node)?;
    }
    let node = partner.as_ref().unwrap_or(&ticket.node_id);
    let payload = json!({ "body": mail::quoted(&message.body), "author": actor.name, "files": message.files.len() });
    mail::to_team_from(conn, tools.signer, (&ticket, node), ("ticket_answer", payload), now)?;
    let said = mail::quoted(&message.body);
    tell_helpdesks(conn, &ticket, (("helpdesk_answered", Some(actor)), &said), now)?;
    let written = Written {
        message: &message.id,
        body: &message.body,
        is_note: false,
        readers: Readers::All,
    };
    triage::ops::staff_wrote(conn, actor, &ticket, written, now)?;
    Ok(Said::Sent)
}

/// Who answers by their own helpdesk, the responsible node and those that share, reads what somebody else did, so that
/// nobody answers twice and no case stays open there.
pub(super) fn tell_helpdesks(
    conn: &mut Conn,
    ticket: &Ticket,
    (done, body): ((&'static str, Option<&Actor>), &str),
    now: NaiveDateTime,
) -> Result<()> {
    let shares = queries::going_on(conn, &ticket.id)?.into_iter();
    let shares = shares.filter(|found| found.kind == HandoverKind::Share);
    let nodes = std::iter::once(ticket.node_id.clone()).chain(shares.map(|found| found.to_node));
    for node in nodes {
        bridge::ops::tell_done(conn, ticket, &node, done, body, now)?;
    }
    Ok(())
}

fn is_at_home(actor: &Actor, ticket: &Ticket) -> bool {
    actor.works_for(&ticket.node_id) || actor.coordinates()
}

/// What others wrote since a page was shown whose last message is known.
fn unseen(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    seen: Option<&MessageId>,
) -> Result<Vec<Message>> {
    let Some(seen) = seen else { return Ok(Vec::new()) };
    // What another node keeps to itself is no news to this one.
    let sight = match is_at_home(actor, ticket) {
        true => sight(actor, &Right::Responsible),
        false => Sight::Public,
    };
    Ok(queries::written_since(conn, &ticket.id, seen, (&actor.id, &sight))?)
}

/// Refuses what would be done over words of others that the actor's page did not show. Where nobody says what a page
/// showed, nothing is refused.
pub fn check_seen(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    seen: Option<&MessageId>,
) -> Result<()> {
    match unseen(conn, actor, ticket, seen)?.is_empty() {
        true => Ok(()),
        false => Err(rules::CHANGED_MEANWHILE.into()),
    }
}

/// The node for which somebody answers a ticket of another one.
fn sharing_node(conn: &mut Conn, actor: &Actor, ticket: &Ticket) -> Result<Option<NodeId>> {
    let found = queries::going_on(conn, &ticket.id)?.into_iter();
    let mut shares = found.filter(|found| found.kind == HandoverKind::Share);
    Ok(shares.find(|share| actor.works_for(&share.to_node)).map(|share| share.to_node))
}

/// Adds a note that only staff read. It moves nothing and is never mailed.
pub fn note(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    message: &NewMessage,
    now: NaiveDateTime,
) -> Result<Said> {
    note_to(conn, actor, (ticket, None), message, now)
}

/// The same for those whom it reaches: of the responsible node, when nothing else is said.
fn note_to(
    conn: &mut Conn,
    actor: &Actor,
    (ticket, reach): (&Ticket, Option<(&NodeId, Reach)>),
    message: &NewMessage,
    now: NaiveDateTime,
) -> Result<Said> {
    if said_before(conn, message)? {
        return Ok(Said::Before);
    }
    // A merge at the same moment would leave the note where nobody reads it.
    rules::check_note(ticket)?;
    if queries::hold(conn, &ticket.id)? == 0 {
        return Err(rules::IS_MERGED.into());
    }
    put(conn, ticket, MessageKind::Note, &staff(actor), message, now)?;
    if let Some((node, reach)) = reach {
        queries::set_reach(conn, &message.id, node, reach, None)?;
    }
    wake_on_note(conn, actor, ticket, now)?;
    let (by, detail) = (By::Account(actor.id.clone()), json!({ "message": message.id }));
    record(conn, &by, "ticket.note", (&ticket.id, &detail), now)?;
    // Only who can read it is meant by it.
    let readers = match reach {
        Some((_, Reach::All)) => Readers::All,
        Some((node, _)) => Readers::Node(node),
        None => Readers::Desk,
    };
    let written = Written { message: &message.id, body: &message.body, is_note: true, readers };
    triage::ops::staff_wrote(conn, actor, ticket, written, now)?;
    Ok(Said::Sent)
}

/// For whom a note is.
#[derive(Debug, Clone, Copy)]
pub enum NoteFor<'a> {
    /// Whoever is responsible.
    Desk,
    /// All nodes that answer; the writer writes for one of them.
    All(&'a NodeId),
    /// The writer's node alone.
    Node(&'a NodeId),
    /// Both sides of a consultation; the writer writes for one of them.
    Side(&'a NodeId, &'a Handover),
}

/// For whom a note is, as its form says. What the writer's right does not allow is not found.
pub fn reader<'a>(
    right: &'a Right,
    ticket: &'a Ticket,
    handovers: &'a [Handover],
    typed: &str,
) -> Result<NoteFor<'a>> {
    match right {
        Right::Responsible => match typed {
            "" | "desk" => Ok(NoteFor::Desk),
            "all" => Ok(NoteFor::All(&ticket.node_id)),
            id => handovers
                .iter()
                .find(|found| found.kind == HandoverKind::Consultation && found.id.as_str() == id)
                .map(|found| NoteFor::Side(&ticket.node_id, found))
                .ok_or(Error::Refused(rules::HANDOVER_OVER)),
        },
        Right::Shared(share) if typed == "all" => Ok(NoteFor::All(&share.to_node)),
        Right::Shared(share) => Ok(NoteFor::Node(&share.to_node)),
        Right::Consulted(found) => Ok(NoteFor::Side(&found.to_node, found)),
        Right::Offered(_) => Err(Error::NotFound),
    }
}

/// Adds a note for more people, or fewer, than those who are responsible.
pub fn note_for(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    reader: NoteFor<'_>,
    message: &NewMessage,
    now: NaiveDateTime,
) -> Result<Said> {
    if said_before(conn, message)? {
        return Ok(Said::Before);
    }
    let (node, reach) = match reader {
        NoteFor::Desk => return note(conn, actor, ticket, message, now),
        NoteFor::Side(node, consultation) => {
            side_note(conn, actor, ticket, (node, &consultation.id), message, now)?;
            wake_on_note(conn, actor, ticket, now)?;
            tell_other_side(conn, actor, ticket, (node, consultation), message, now)?;
            return Ok(Said::Sent);
        }
        NoteFor::All(node) => (node, Reach::All),
        NoteFor::Node(node) => (node, Reach::Node),
    };
    note_to(conn, actor, (ticket, Some((node, reach))), message, now)
}

/// A message that both sides of a consultation read, and nobody else.
pub(super) fn side_note(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    (node, consultation): (&NodeId, &HandoverId),
    message: &NewMessage,
    now: NaiveDateTime,
) -> Result<()> {
    rules::check_note(ticket)?;
    if queries::hold(conn, &ticket.id)? == 0 {
        return Err(rules::IS_MERGED.into());
    }
    put(conn, ticket, MessageKind::Note, &staff(actor), message, now)?;
    queries::set_reach(conn, &message.id, node, Reach::Side, Some(consultation))?;
    let said = (&message.id, message.body.as_str());
    triage::ops::wrote_between(conn, actor, ticket, said, now)?;
    let (by, detail) = (By::Account(actor.id.clone()), json!({ "message": message.id }));
    record(conn, &by, "ticket.side_note", (&ticket.id, &detail), now)
}

fn tell_other_side(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    (node, consultation): (&NodeId, &Handover),
    message: &NewMessage,
    now: NaiveDateTime,
) -> Result<()> {
    let payload = json!({
        "author": actor.name,
        "by": queries::desk_card(conn, node)?.short_name,
        "body": mail::quoted(&message.body),
        "consultation": consultation.id,
    });
    if *node == consultation.to_node {
        return mail::to_assignee(conn, ticket, "ticket_side_note", &payload, now);
    }
    let to = &consultation.to_node;
    mail::to_staff_of(conn, ticket, to, "ticket_side_note", &payload, (Some(&actor.id), now))
}

/// The team writes, somebody by name and address; a closed ticket opens again.
pub fn team_reply(
    conn: &mut Conn,
    (name, email): (&str, &str),
    ticket: &Ticket,
    message: &NewMessage,
    now: NaiveDateTime,
) -> Result<Said> {
    if said_before(conn, message)? {
        return Ok(Said::Before);
    }
    rules::team_may_reply(ticket, now)?;
    let change = Move { outcome: Some(None), ..Move::default() };
    let reopens = ticket.closed_at.is_some();
    let detail = json!({ "message": message.id, "reopens": reopens });
    let ticket = step(conn, &By::Team, ticket, Event::TeamReplies, change, &detail, now)?;
    let author = Author::team((name, email));
    if reopens {
        queries::insert_event(conn, &ticket.id, &author, "reopened", &json!({}), now)?;
    }
    put(conn, &ticket, MessageKind::Public, &author, message, now)?;
    let payload = json!({ "body": mail::quoted(&message.body), "author": name, "files": message.files.len() });
    mail::to_assignee(conn, &ticket, "ticket_team_reply", &payload, now)?;
    // Who answers with the responsible node reads it as well.
    for found in queries::going_on(conn, &ticket.id)? {
        if found.kind == HandoverKind::Share {
            let to = &found.to_node;
            mail::to_staff_of(conn, &ticket, to, "ticket_team_reply", &payload, (None, now))?;
        }
    }
    triage::ops::team_wrote(conn, &ticket, name, now)?;
    Ok(Said::Sent)
}

fn put(
    conn: &mut Conn,
    ticket: &Ticket,
    kind: MessageKind,
    author: &Author<'_>,
    message: &NewMessage,
    now: NaiveDateTime,
) -> Result<()> {
    message.files.iter().try_for_each(|file| files::note(conn, file, now))?;
    Ok(queries::insert_message(conn, &ticket.id, kind, author, message, now)?)
}
