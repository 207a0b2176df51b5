//! One received mail: why it waits, what it says as harmless text, and its own bytes as a download.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Serialize;

use super::{Row, head, row};
use crate::accounts::Actor;
use crate::bridge;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::mail_in::model::{Fate, Letter, Received, ReceivedId};
use crate::mail_in::{parse, queries, read, rules};
use crate::privacy::{Door, ops::note_reading};
use crate::scanning;
use crate::text::markdown;
use crate::tickets::{self, Right, Ticket};
use crate::web::{Context, Staff};
use crate::{Error, Result};

#[derive(Serialize)]
struct OneView {
    tab: &'static str,
    mail: Row,
    /// Everybody who claims to have written it.
    senders: Vec<String>,
    recipients: Vec<String>,
    message_id: Option<String>,
    text_html: String,
    has_text: bool,
    files: Vec<String>,
    subject_of_ticket: Option<String>,
    waits: bool,
    /// How it ended, when a person decided.
    outcome: &'static str,
    decided_by: Option<String>,
    decided_at: Option<NaiveDateTime>,
    may_join: bool,
    /// The node whose helpdesk it may be let in for.
    as_node: Option<String>,
    may_note: bool,
    may_open: bool,
}

/// A mail that this person may see, with the ticket it is about if they answer for that. What it said in a conversation is
/// for whoever reads that there.
pub(super) fn for_actor(
    conn: &mut Conn,
    actor: &Actor,
    id: &ReceivedId,
) -> Result<(Received, Option<Ticket>)> {
    seen(conn, actor, id).map(|(mail, found)| (mail, own(found)))
}

/// The same for a reader: of a sensitive ticket it is noted, whichever node they are of.
fn read_by(
    conn: &mut Conn,
    actor: &Actor,
    id: &ReceivedId,
    now: NaiveDateTime,
) -> Result<(Received, Option<Ticket>)> {
    let (mail, found) = seen(conn, actor, id)?;
    if let Some((ticket, _)) = &found {
        note_reading(conn, ticket, (Some(&actor.id), Door::Mail), now)?;
    }
    Ok((mail, own(found)))
}

fn own(found: Option<(Ticket, Right)>) -> Option<Ticket> {
    found.filter(|(_, right)| right.is_responsible()).map(|(ticket, _)| ticket)
}

fn seen(
    conn: &mut Conn,
    actor: &Actor,
    id: &ReceivedId,
) -> Result<(Received, Option<(Ticket, Right)>)> {
    let mail = queries::find(conn, id)?;
    // What it says is in the messages of its application, for who may read those.
    if mail.application_id.is_some() {
        return Err(Error::NotFound);
    }
    let found = match &mail.ticket_id {
        Some(ticket) => {
            let reference = tickets::queries::find(conn, ticket)?.reference;
            match tickets::for_colleague(conn, actor, &reference) {
                Ok(found) => Some(found),
                Err(Error::NotFound) => None,
                Err(error) => return Err(error),
            }
        }
        None => None,
    };
    let right = found.as_ref().map(|(_, right)| right);
    let shows = match (queries::message_of(conn, &mail.id)?, right) {
        (Some(message), Some(right)) => {
            tickets::queries::sees(conn, &message, &tickets::sight(actor, right))?
        }
        (Some(_), None) => false,
        (None, right) => rules::may_view(right, mail.fate),
    };
    if !shows && !actor.coordinates() {
        return Err(Error::NotFound);
    }
    // A helpdesk's words are in the conversation, for each as far as they may read them.
    if rules::is_anothers(actor, &mail) && !queries::is_of_team(conn, &mail.id)? {
        return Err(Error::NotFound);
    }
    Ok((mail, found))
}

pub async fn show(cx: Context<Staff>, id: web::Path<String>) -> Result<HttpResponse> {
    let (actor, id, now) = (cx.actor(), parsed(&id)?, cx.now);
    let (mail, ticket, decider, as_node) = cx
        .db
        .read(move |conn| {
            let (mail, ticket) = read_by(conn, &actor, &id, now)?;
            let by = mail.decided_by.clone();
            let names = tickets::queries::names_of(conn, by.as_slice())?;
            let node = mail.helpdesk_id.as_ref().filter(|node| rules::may_vouch_for(&actor, node));
            let as_node = match (node, &ticket) {
                (Some(node), Some(_)) => bridge::ops::helpdesk_name(conn, node)?,
                _ => None,
            };
            Ok((mail, ticket, names.into_values().next(), as_node))
        })
        .await?;
    let letter = read(cx.app.files.get(&mail.sha256).await?).await?;
    let view = view((mail, ticket), letter, (decider, as_node), (cx.locale, cx.now));
    cx.page("mail_in/show", head(&cx), &view)
}

fn view(
    (mail, ticket): (Received, Option<Ticket>),
    letter: Letter,
    (decided_by, as_node): (Option<String>, Option<String>),
    (locale, now): (Locale, NaiveDateTime),
) -> OneView {
    let waits = rules::may_decide(mail.fate);
    let joins = ticket.as_ref().is_some_and(|t| tickets::rules::team_may_reply(t, now).is_ok());
    let noted = ticket.as_ref().is_some_and(|t| tickets::rules::check_note(t).is_ok());
    let text = rules::shortened(&parse::as_markdown(&letter.text), locale);
    let senders = letter.senders.iter().map(|one| match one.name.as_str() {
        "" => one.email.clone(),
        name => format!("{name} <{}>", one.email),
    });
    OneView {
        tab: "mail-in",
        senders: senders.collect(),
        recipients: letter.recipients.clone(),
        message_id: letter.message_id.clone(),
        has_text: !text.is_empty(),
        text_html: markdown(&text),
        files: letter.files.iter().map(|file| file.name.clone()).collect(),
        may_join: waits && joins && rules::may_be_the_teams(&mail),
        as_node: as_node.filter(|_| waits),
        may_note: waits && noted,
        may_open: waits && letter.senders.len() == 1,
        subject_of_ticket: ticket.map(|ticket| ticket.subject),
        waits,
        outcome: match mail.fate {
            Fate::Ticket => "mail-in-became-ticket",
            Fate::Reply => "mail-in-became-reply",
            Fate::Note => "mail-in-became-note",
            Fate::Discarded => "mail-in-became-nothing",
            Fate::Ignored => "mail-in-became-ignored",
            Fate::Quarantined => "mail-in-became-waiting",
        },
        decided_by,
        decided_at: mail.decided_at,
        mail: row(mail),
    }
}

pub(super) fn parsed(id: &str) -> Result<ReceivedId> {
    id.parse().map_err(|_| Error::NotFound)
}

/// The mail as it came, for a mail program: never shown as a page of ours.
pub async fn original(cx: Context<Staff>, id: web::Path<String>) -> Result<HttpResponse> {
    let (actor, id, now) = (cx.actor(), parsed(&id)?, cx.now);
    let (mail, scan) = cx
        .db
        .read(move |conn| {
            let (mail, _) = read_by(conn, &actor, &id, now)?;
            let scan = scanning::queries::state_of(conn, &mail.sha256)?;
            Ok((mail, scan))
        })
        .await?;
    scanning::rules::check_served(scan, cx.app.config.clamd.is_some())?;
    let content = cx.app.files.get(&mail.sha256).await?;
    let named = format!("attachment; filename=\"{}.eml\"", mail.id);
    Ok(HttpResponse::Ok()
        .content_type("message/rfc822")
        .insert_header((header::CONTENT_DISPOSITION, named))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(content))
}
