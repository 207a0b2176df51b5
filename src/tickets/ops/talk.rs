//! The conversation: answers, notes, the team's replies.

use chrono::NaiveDateTime;
use serde_json::json;

use super::pause::wake_on_note;
use super::{staff, step};
use crate::Result;
use crate::accounts::Actor;
use crate::db::Conn;
use crate::files;
use crate::history::{self, By};
use crate::tickets::mail::{self, Tools};
use crate::tickets::queries::{self, Author, Move};
use crate::tickets::rules::{self, Event};
use crate::tickets::{AuthorKind, Message, MessageId, MessageKind, NewMessage, Ticket};

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
    if queries::message_exists(conn, &message.id)? {
        return Ok(Said::Before);
    }
    if let Some(seen) = seen {
        let others = queries::written_since(conn, &ticket.id, seen, &actor.id)?;
        if !others.is_empty() {
            return Ok(Said::Meanwhile(others));
        }
    }
    let event = match after {
        After::Theirs => Event::Answer,
        After::StillOurs => Event::AnswerAndKeep,
    };
    // Who answers an unassigned ticket has taken it.
    let takes = ticket.assignee_id.is_none().then(|| Some(actor.id.clone()));
    let change = Move { assignee: takes, first_answer: true, ..Move::default() };
    let by = By::Account(actor.id.clone());
    let ticket = step(conn, &by, ticket, event, change, &json!({ "message": message.id }), now)?;
    put(conn, &ticket, MessageKind::Public, &staff(actor), message, now)?;
    let payload = json!({ "body": mail::quoted(&message.body), "author": actor.name, "files": message.files.len() });
    mail::to_team(conn, tools.signer, &ticket, "ticket_answer", payload, now)?;
    Ok(Said::Sent)
}

/// Adds a note that only staff read. It moves nothing and is never mailed.
pub fn note(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    message: &NewMessage,
    now: NaiveDateTime,
) -> Result<Said> {
    if queries::message_exists(conn, &message.id)? {
        return Ok(Said::Before);
    }
    rules::check_note(ticket)?;
    put(conn, ticket, MessageKind::Note, &staff(actor), message, now)?;
    wake_on_note(conn, actor, ticket, now)?;
    let (by, detail) = (By::Account(actor.id.clone()), json!({ "message": message.id }));
    history::record(conn, &by, "ticket.note", ("ticket", ticket.id.as_str()), &detail, now)?;
    Ok(Said::Sent)
}

/// The team writes; a closed ticket opens again.
pub fn team_reply(
    conn: &mut Conn,
    name: &str,
    ticket: &Ticket,
    message: &NewMessage,
    now: NaiveDateTime,
) -> Result<Said> {
    if queries::message_exists(conn, &message.id)? {
        return Ok(Said::Before);
    }
    rules::team_may_reply(ticket, now)?;
    let change = Move { outcome: Some(None), ..Move::default() };
    let reopens = ticket.closed_at.is_some();
    let detail = json!({ "message": message.id, "reopens": reopens });
    let ticket = step(conn, &By::Team, ticket, Event::TeamReplies, change, &detail, now)?;
    let author = Author { kind: AuthorKind::Team, account: None, name };
    if reopens {
        queries::insert_event(conn, &ticket.id, &author, "reopened", &json!({}), now)?;
    }
    put(conn, &ticket, MessageKind::Public, &author, message, now)?;
    let payload = json!({ "body": mail::quoted(&message.body), "author": name, "files": message.files.len() });
    mail::to_assignee(conn, &ticket, "ticket_team_reply", &payload, now)?;
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
