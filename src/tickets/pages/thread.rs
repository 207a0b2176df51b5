//! The conversation as the team reads it: public messages, and what happened in words. Notes and who works on it are not
//! in it.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use serde::Serialize;
use serde_json::Value;

use super::files::{HeldBack, held_back, is_shown, size};
use crate::Result;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::text::markdown;
use crate::tickets::queries::{self, AttachedFile, Sight};
use crate::tickets::{AuthorKind, Message, MessageId, MessageKind, Ticket, rules};
use crate::web::Cursor;

const PAGE: i64 = 50;

#[derive(Debug, Default, Serialize)]
pub struct Thread {
    pub entries: Vec<Entry>,
    /// A cursor to what was said before.
    pub earlier: Option<String>,
    /// Who wrote last for the network.
    #[serde(skip)]
    pub last_staff: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct Entry {
    id: MessageId,
    at: NaiveDateTime,
    /// What happened, for an event; nothing for a message.
    event: Option<Happened>,
    staff: bool,
    author: String,
    /// The node for which it was written, when that is not the responsible one.
    node: String,
    initials: String,
    html: String,
    /// What the mail quoted below.
    quoted_html: Option<String>,
    files: Vec<File>,
}

#[derive(Debug, Serialize)]
struct Happened {
    icon: &'static str,
    text: String,
}

#[derive(Debug, Serialize)]
struct File {
    id: String,
    name: String,
    size: String,
    held: Option<HeldBack>,
    /// Whether it shows as a picture.
    shown: bool,
}

pub fn read(
    conn: &mut Conn,
    ticket: &Ticket,
    before: Option<Cursor>,
    (locale, scanner): (Locale, bool),
) -> Result<Thread> {
    let before = before.and_then(|cursor| Some((cursor.at, cursor.id.parse().ok()?)));
    let mut found = queries::messages_of(conn, &ticket.id, Sight::Public, before.as_ref(), PAGE)?;
    let more = found.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    if more {
        found.remove(0);
    }
    let earlier = found
        .first()
        .filter(|_| more)
        .map(|oldest| Cursor { at: oldest.created_at, id: oldest.id.to_string() }.encode());
    let ids: Vec<_> = found.iter().map(|message| message.id.clone()).collect();
    let files = queries::attachments_of(conn, &ids)?;
    let slugs: Vec<_> = found.iter().filter_map(slug_in).collect();
    let writing: Vec<_> = found.iter().filter_map(|message| message.node_id.clone()).collect();
    let mut names = queries::names_of_slugs(conn, &slugs)?;
    let desks = queries::desk_names(conn, &writing)?.into_iter();
    names.extend(desks.map(|desk| (desk.id.to_string(), desk.short_name)));
    let staff =
        |message: &&Message| message.author_kind == AuthorKind::Staff && message.event.is_none();
    let last_staff = found.iter().rev().find(staff).map(|message| message.author_name.clone());
    let with = (locale, scanner);
    let entries =
        found.into_iter().filter_map(|message| entry(message, &files, &names, with)).collect();
    Ok(Thread { entries, earlier, last_staff })
}

fn detail(message: &Message) -> Value {
    serde_json::from_str(&message.body).unwrap_or_default()
}

/// The node that an event names.
fn slug_in(message: &Message) -> Option<String> {
    let field = match message.event.as_deref()? {
        "routed" => "node",
        "transferred" | "accepted" | "left" | "share" | "end_share" => "to",
        _ => return None,
    };
    detail(message)[field].as_str().map(str::to_owned)
}

fn entry(
    message: Message,
    files: &[AttachedFile],
    names: &HashMap<String, String>,
    (locale, scanner): (Locale, bool),
) -> Option<Entry> {
    let event = match message.kind {
        MessageKind::Event => Some(happened(&message, names, locale)?),
        MessageKind::Public | MessageKind::Note => None,
    };
    Some(Entry {
        html: if event.is_some() { String::new() } else { markdown(&message.body) },
        quoted_html: message.quoted.as_deref().map(markdown),
        files: files
            .iter()
            .filter(|file| file.message == message.id)
            .map(|f| file(f, locale, scanner))
            .collect(),
        event,
        staff: message.author_kind == AuthorKind::Staff,
        node: message.node_id.and_then(|id| names.get(id.as_str()).cloned()).unwrap_or_default(),
        initials: initials(&message.author_name),
        author: message.author_name,
        id: message.id,
        at: message.created_at,
    })
}

/// The few events that concern the team, in words. Others (who works on it, what was set aside) are the staff's.
fn happened(
    message: &Message,
    names: &HashMap<String, String>,
    locale: Locale,
) -> Option<Happened> {
    let node = slug_in(message).map(|slug| names.get(&slug).cloned().unwrap_or(slug));
    let of_team = message.author_kind == AuthorKind::Team;
    let (icon, text) = match message.event.as_deref().filter(|event| rules::team_reads(event))? {
        "routed" => ("signpost-split", locale.text1("tickets-follow-event-routed", "node", node?)),
        "transferred" | "accepted" | "left" => {
            ("arrow-left-right", locale.text1("tickets-follow-event-transferred", "node", node?))
        }
        "share" => ("people", locale.text1("tickets-follow-event-shared", "node", node?)),
        "end_share" => ("people", locale.text1("tickets-follow-event-alone", "node", node?)),
        "closed" if of_team => ("archive", locale.text("tickets-follow-event-settled")),
        "closed" | "closed-silent" => ("archive", locale.text("tickets-follow-event-closed")),
        "reopened" => ("arrow-repeat", locale.text("tickets-follow-event-reopened")),
        event @ ("colleague_follows" | "colleague_left" | "colleague_removed") => {
            let key = format!("tickets-event-{}", event.replace('_', "-"));
            ("people", locale.text1(&key, "who", message.author_name.clone()))
        }
        "file_infected" | "file_too_large" => {
            let detail = detail(message);
            // As it was noted of a note's files once.
            if detail["note"].as_bool() == Some(true) {
                return None;
            }
            let key = match message.event.as_deref() {
                Some("file_infected") => "tickets-event-file-infected",
                _ => "tickets-event-file-too-large",
            };
            let name = detail["file"].as_str().unwrap_or_default().to_owned();
            ("shield-exclamation", locale.text1(key, "file", name))
        }
        _ => return None,
    };
    Some(Happened { icon, text })
}

fn file(file: &AttachedFile, locale: Locale, scanner: bool) -> File {
    File {
        id: file.id.to_string(),
        name: file.name.clone(),
        size: size(file.bytes, locale),
        held: held_back(file.scan, scanner),
        shown: is_shown(file, scanner),
    }
}

fn initials(name: &str) -> String {
    let mut letters = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = letters.next();
    first.into_iter().chain(letters.next_back()).flat_map(char::to_uppercase).collect()
}
