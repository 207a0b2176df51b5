//! The conversation as the template sees it: public messages, notes, and what happened in between.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use fluent_bundle::FluentArgs;
use serde::Serialize;
use serde_json::Value;

use super::files::{HeldBack, held_back, is_shown};
use super::words::{initials, outcome_word};
use crate::i18n::Locale;
use crate::text::markdown;
use crate::tickets::queries::AttachedFile;
use crate::tickets::{AuthorKind, Message, MessageKind, Reach, Via};

#[derive(Serialize)]
pub struct Entry {
    id: String,
    is_event: bool,
    is_note: bool,
    /// Who reads a note.
    note_label: String,
    class: &'static str,
    author: String,
    initials: String,
    /// Where the writer is from.
    place: String,
    at: NaiveDateTime,
    body_html: String,
    /// What the mail quoted below.
    quoted_html: Option<String>,
    /// Where the mail itself is.
    original: Option<String>,
    files: Vec<FileView>,
    icon: &'static str,
    /// What happened, in words.
    text: String,
}

#[derive(Serialize)]
struct FileView {
    href: String,
    name: String,
    size: String,
    held: Option<HeldBack>,
    /// Whether it shows as a picture.
    shown: bool,
}

/// What the words of a conversation are made from.
pub struct ThreadWords<'a> {
    pub locale: Locale,
    pub reference: &'a str,
    /// Names of nodes by slug.
    pub nodes: &'a HashMap<&'a str, &'a str>,
    /// Names of nodes by id.
    pub names: &'a HashMap<&'a str, &'a str>,
    /// The team's laboratory or employer.
    pub team: &'a str,
    /// Whether files are looked at before they are handed out.
    pub scanner: bool,
    /// Whether pictures show by themselves. Those of a sensitive ticket are read by who asks for them, which is noted.
    pub pictures: bool,
    /// The node to which alone reasons that nodes gave each other are shown, by slug; none shows all.
    pub only: Option<&'a str>,
}

pub fn entry(message: &Message, files: &[AttachedFile], with: &ThreadWords<'_>) -> Entry {
    let is_event = message.kind == MessageKind::Event;
    let is_note = message.kind == MessageKind::Note;
    let (icon, text) = match &message.event {
        Some(event) => happened(event, message, with),
        None => ("", String::new()),
    };
    let files = files.iter().filter(|file| file.message == message.id);
    Entry {
        id: message.id.to_string(),
        is_event,
        is_note,
        note_label: if is_note { note_label(message, with) } else { String::new() },
        class: match (is_note, message.author_kind) {
            (true, _) => "message-note",
            (false, AuthorKind::Team) => "message-asker",
            (false, AuthorKind::Staff | AuthorKind::System) => "message-staff",
        },
        author: message.author_name.clone(),
        initials: initials(&message.author_name),
        place: match message.author_kind {
            AuthorKind::Team => with.team.to_owned(),
            AuthorKind::Staff | AuthorKind::System => {
                let node = message.node_id.as_ref().and_then(|id| with.names.get(id.as_str()));
                node.map_or_else(
                    || with.locale.text("tickets-desk-of-network"),
                    |n| (*n).to_owned(),
                )
            }
        },
        at: message.created_at,
        body_html: if is_event { String::new() } else { markdown(&message.body) },
        quoted_html: message.quoted.as_deref().map(markdown),
        original: original(message),
        files: files
            .map(|file| FileView {
                href: format!("/tickets/{}/attachments/{}", with.reference, file.id),
                name: file.name.clone(),
                size: size(file.bytes, with.locale),
                held: held_back(file.scan, with.scanner),
                shown: with.pictures && is_shown(file, with.scanner),
            })
            .collect(),
        icon,
        text,
    }
}

/// Where the mail is as it came. That of a helpdesk is in the helpdesk.
fn original(message: &Message) -> Option<String> {
    let id = message.mail_id.as_ref().filter(|_| message.via != Via::Bridge)?;
    Some(format!("/admin/mail-in/{id}/original"))
}

fn note_label(message: &Message, with: &ThreadWords<'_>) -> String {
    with.locale.text(match message.reach {
        Reach::Desk => "tickets-desk-note-label",
        Reach::All => "tickets-handover-label-all",
        Reach::Node => "tickets-handover-label-node",
        Reach::Side => "tickets-handover-label-side",
    })
}

/// A size as people say it.
fn size(bytes: i64, locale: Locale) -> String {
    match bytes {
        ..1_000 => locale.text1("tickets-desk-bytes", "n", bytes),
        1_000..1_000_000 => locale.text1("tickets-desk-kilobytes", "n", bytes / 1_000),
        _ => locale.text1("tickets-desk-megabytes", "n", bytes / 1_000_000),
    }
}

fn said(event: &str) -> String {
    format!("tickets-event-{}", event.replace('_', "-"))
}

fn happened(event: &str, message: &Message, with: &ThreadWords<'_>) -> (&'static str, String) {
    let detail: Value = serde_json::from_str(&message.body).unwrap_or_default();
    let text_of = |name: &str| detail[name].as_str().unwrap_or_default().to_owned();
    let node = |name: &str| {
        let slug = text_of(name);
        with.nodes.get(slug.as_str()).map_or(slug.clone(), |name| (*name).to_owned())
    };
    // Why nodes pass a ticket on is between them.
    let meant = with.only.is_none_or(|slug| text_of("to") == slug);
    let because = || match text_of("reason") {
        reason if meant && !reason.is_empty() => {
            with.locale.text1("tickets-event-because", "reason", reason)
        }
        _ => String::new(),
    };
    let mut args = FluentArgs::new();
    args.set("who", message.author_name.clone());
    let (icon, key) = match event {
        "routed" => {
            args.set("node", node("node"));
            let gap = detail["gap"].as_bool() == Some(true);
            ("signpost-split", if gap { "routed-gap" } else { "routed" })
        }
        "assigned" => {
            let name = text_of("name");
            let took = name == message.author_name;
            args.set("name", name);
            ("person-check", if took { "taken" } else { "assigned" })
        }
        "transferred" => {
            args.set("from", text_of("from"));
            args.set("to", node("to"));
            args.set("because", because());
            ("arrow-left-right", "transferred")
        }
        "closed" => {
            let outcome = text_of("outcome").parse();
            args.set("outcome", outcome.map(|o| outcome_word(o, with.locale)).unwrap_or_default());
            ("archive", "closed")
        }
        "waits" | "waited" => {
            args.set("third", text_of("who"));
            ("pause-circle", if event == "waits" { "waits" } else { "waited" })
        }
        "colleague_follows" | "colleague_left" | "colleague_removed" => {
            return ("people", with.locale.text_with(&said(event), Some(&args)));
        }
        "snoozed" => ("moon-stars", "snoozed"),
        "woken" => ("bell", "woken"),
        "woken-by-time" => ("bell", "woken-by-time"),
        "refer" | "consult" | "mentor" | "share" | "accepted" | "left" | "refused" | "returned"
        | "withdraw" | "end_consultation" | "end_share" | "resumed" => {
            args.set("to", node("to"));
            args.set("because", because());
            let icon = match event {
                "consult" | "mentor" | "end_consultation" => "chat-square-quote",
                "share" | "end_share" => "people",
                "accepted" | "left" => "arrow-left-right",
                _ => "arrow-return-right",
            };
            return (icon, with.locale.text_with(&said(event), Some(&args)));
        }
        "took_in" | "gave_back" | "split_off" | "split_from" => {
            args.set("reference", text_of("reference"));
            return ("copy", with.locale.text_with(&said(event), Some(&args)));
        }
        "described" => {
            let fields = detail["fields"].as_array().cloned().unwrap_or_default();
            let named = fields.iter().filter_map(|name| name.as_str());
            let named: Vec<_> = named
                .map(|name| with.locale.text(&format!("tickets-about-field-{name}")))
                .collect();
            args.set("fields", named.join(", "));
            ("pencil", "described")
        }
        "closed-silent" => ("archive", "closed-silent"),
        "file_infected" | "file_too_large" | "note_file_infected" | "note_file_too_large" => {
            args.set("file", text_of("file"));
            let said = said(event.strip_prefix("note_").unwrap_or(event));
            return ("shield-exclamation", with.locale.text_with(&said, Some(&args)));
        }
        "mail_returned" => {
            args.set("to", text_of("to"));
            args.set("why", text_of("why"));
            ("envelope-exclamation", "mail-returned")
        }
        "left-behind" => {
            args.set("name", text_of("name"));
            ("person-plus", "left-behind")
        }
        "bridge_opened" | "bridge_received" | "bridge_failed" => {
            for name in ["name", "tags", "why"] {
                args.set(name, text_of(name));
            }
            let (icon, said_of) = match (event, text_of("tags").is_empty()) {
                ("bridge_opened", _) => ("send", event),
                ("bridge_failed", _) => ("envelope-exclamation", event),
                (_, true) => ("envelope-open", event),
                (_, false) => ("envelope-open", "bridge_received_as"),
            };
            return (icon, with.locale.text_with(&said(said_of), Some(&args)));
        }
        "released" => ("person-plus", "released"),
        "reopened" => ("arrow-repeat", "reopened"),
        "spam" => ("shield-exclamation", "spam"),
        "not_spam" => ("shield-check", "not-spam"),
        _ => ("info-circle", "other"),
    };
    (icon, with.locale.text_with(&format!("tickets-event-{key}"), Some(&args)))
}
