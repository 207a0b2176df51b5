//! A node's helpdesk is told what its people would be: the question as a person wrote it, with its files; then what the
//! team says; and in one sentence what else happens.

use chrono::NaiveDateTime;
use fluent_bundle::FluentArgs;
use serde_json::{Value, json};

use super::{address, party, side, words};
use crate::Result;
use crate::accounts::{Actor, NodeId};
use crate::bridge::{Bridge, Thread, queries, rules};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::outbox::{self, Mail, Party};
use crate::tickets::mail::{quoted, told_subject};
use crate::tickets::queries::{AttachedFile, Sight, attachments_of, going_on, messages_of};
use crate::tickets::{HandoverId, HandoverKind, Message, MessageKind, Ticket};

/// Whether a node was told over its bridge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// It has none, or this is nothing for a helpdesk.
    Not,
    /// It was, but its mails come back: people are to be told too.
    Perhaps,
    Yes,
}

/// What is told.
enum News<'a> {
    /// The question itself, and why it comes.
    Question(&'a str),
    /// The last words of the team.
    Message,
    /// What a colleague of another node wrote.
    Note,
    Sentence(&'a str),
}

fn news<'a>(template: &str, payload: &Value) -> Option<News<'a>> {
    let waited = payload["who"].as_str().is_some_and(|who| !who.is_empty());
    Some(match template {
        "ticket_new" => News::Question("new"),
        "ticket_handed_over" => News::Question("handed_over"),
        "ticket_offered" => News::Question("offered"),
        "ticket_consulted" => News::Question("consulted"),
        "ticket_shared" => News::Question("shared"),
        "ticket_mentor" => News::Question("mentor"),
        "ticket_team_reply" => News::Message,
        "ticket_side_note" => News::Note,
        "ticket_assigned" => News::Sentence("bridge-told-assigned"),
        "ticket_held" => News::Sentence("bridge-told-held"),
        "ticket_returned" => News::Sentence("bridge-told-returned"),
        "ticket_settled" => News::Sentence("bridge-told-settled"),
        "ticket_woken" if waited => News::Sentence("bridge-told-waited"),
        "ticket_woken" => News::Sentence("bridge-told-woken"),
        "ticket_offer_answered" => News::Sentence("bridge-told-answered"),
        "ticket_handover_over" => News::Sentence("bridge-told-over"),
        "helpdesk_answered" => News::Message,
        "helpdesk_closed" => News::Sentence("bridge-told-closed"),
        "helpdesk_closed_silent" => News::Sentence("bridge-told-closed-silent"),
        "helpdesk_reopened" => News::Sentence("bridge-told-reopened"),
        "helpdesk_moved" | "ticket_moved_on" => News::Sentence("bridge-told-moved"),
        _ => return None,
    })
}

/// Tells a node's helpdesk, if it has a bridge. `template` and `payload` are what its people would be mailed.
pub fn tell(
    conn: &mut Conn,
    ticket: &Ticket,
    node: &NodeId,
    (template, payload): (&str, &Value),
    now: NaiveDateTime,
) -> Result<Told> {
    let Some(news) = news(template, payload) else { return Ok(Told::Not) };
    let Some(bridge) = queries::active(conn, node)? else { return Ok(Told::Not) };
    let (name, language) = words(conn, node)?;
    let known = queries::thread(conn, &ticket.id, node)?;
    let thread = match (known, &news) {
        (Some(thread), _) => thread,
        // What is not open there needs no sentence about it.
        (None, News::Sentence(_)) => return Ok(Told::Not),
        (None, _) => begin(conn, ticket, node, (&bridge, &name), now)?,
    };
    let opens = thread.mail_ids.is_empty();
    let to_team = answers_the_team(conn, ticket, (node, &news))?;
    // Many helpdesks write for ever to the address that their ticket began with: it is the team's.
    let reply_to = match (&news, consultation_in(payload)) {
        (News::Note, Some(consultation)) if !opens => side(node, bridge.epoch, &consultation),
        _ => party(&bridge),
    };
    let about = |kind| (kind, payload, language);
    let letter = match news {
        _ if ticket.sensitive => Letter::sensitive(payload, opens),
        News::Sentence(key) => Letter::sentence(key, payload, language),
        News::Question(kind) => Letter::question(conn, ticket, about(kind), to_team)?,
        // A ticket from before the bridge was open: all that was said so far comes first.
        News::Message if opens => Letter::question(conn, ticket, about(""), to_team)?,
        News::Note if opens && to_team => {
            let letter = Letter::question(conn, ticket, about(""), to_team)?;
            send(conn, ticket, (&bridge, &thread, &reply_to), (letter, &name, language), now)?;
            return tell(conn, ticket, node, (template, payload), now);
        }
        News::Note if opens => Letter::question(conn, ticket, about("note"), to_team)?,
        News::Message => Letter::last_message(conn, ticket, payload)?,
        News::Note => Letter::note(payload),
    };
    send(conn, ticket, (&bridge, &thread, &reply_to), (letter, &name, language), now)?;
    Ok(if bridge.failing_since.is_some() { Told::Perhaps } else { Told::Yes })
}

/// Tells a node's helpdesk what somebody else did to a ticket that is open there, or the clock: on its own side it would go
/// on with it. What the helpdesk did itself it knows.
pub fn tell_done(
    conn: &mut Conn,
    ticket: &Ticket,
    node: &NodeId,
    (what, actor): (&str, Option<&Actor>),
    body: &str,
    now: NaiveDateTime,
) -> Result<()> {
    let Some(bridge) = queries::active(conn, node)? else { return Ok(()) };
    let itself = actor.is_some_and(|actor| bridge.account_id.as_ref() == Some(&actor.id));
    if itself || queries::thread(conn, &ticket.id, node)?.is_none() {
        return Ok(());
    }
    let (_, language) = words(conn, node)?;
    let name = actor.map(|actor| actor.name.clone()).unwrap_or_default();
    let author = match body {
        "" => name,
        _ => language.text1("bridge-told-answered-by", "name", name),
    };
    let payload = json!({ "author": author, "body": body });
    tell(conn, ticket, node, (what, &payload), now).map(drop)
}

/// The consultation that a note is of.
fn consultation_in(payload: &Value) -> Option<HandoverId> {
    payload["consultation"].as_str()?.parse().ok()
}

/// Whether what the node answers goes to the team: of one that is only asked it goes to those who ask.
fn answers_the_team(
    conn: &mut Conn,
    ticket: &Ticket,
    (node, news): (&NodeId, &News<'_>),
) -> Result<bool> {
    if *node == ticket.node_id
        || !matches!(news, News::Question("consulted" | "mentor") | News::Note)
    {
        return Ok(true);
    }
    let shares = going_on(conn, &ticket.id)?;
    Ok(shares.iter().any(|one| one.kind == HandoverKind::Share && one.to_node == *node))
}

fn begin(
    conn: &mut Conn,
    ticket: &Ticket,
    node: &NodeId,
    (bridge, name): (&Bridge, &str),
    now: NaiveDateTime,
) -> Result<Thread> {
    queries::insert_thread(conn, &ticket.id, node, now)?;
    let detail = json!({ "name": name, "to": bridge.email });
    super::hear::note_on(conn, ticket, "bridge_opened", &detail, now)?;
    queries::thread(conn, &ticket.id, node)?.ok_or(crate::Error::NotFound)
}

/// A mail to be: its template, what that needs, and its files.
struct Letter {
    template: &'static str,
    facts: Value,
    files: Vec<AttachedFile>,
}

impl Letter {
    /// Of a sensitive question a helpdesk is told that it waits, and where: neither who asks, nor a word, nor a file.
    fn sensitive(payload: &Value, opens: bool) -> Self {
        let from = payload["from"].as_str().unwrap_or_default();
        let facts = json!({ "opens": opens, "from": from });
        Self { template: "bridge_sensitive", facts, files: Vec::new() }
    }

    fn sentence(key: &str, payload: &Value, language: Locale) -> Self {
        let mut args = FluentArgs::new();
        for name in ["by", "author", "answer", "who"] {
            args.set(name, payload[name].as_str().unwrap_or_default().to_owned());
        }
        let how = ["accepted", "refused", "returned"].into_iter().find(|how| payload[*how] == true);
        args.set("how", how.unwrap_or_default());
        let sentence = language.text_with(key, Some(&args));
        Self {
            template: "bridge_notice",
            facts: json!({ "sentence": sentence }),
            files: Vec::new(),
        }
    }

    fn question(
        conn: &mut Conn,
        ticket: &Ticket,
        (kind, payload, language): (&str, &Value, Locale),
        to_team: bool,
    ) -> Result<Self> {
        let all = messages_of(conn, &ticket.id, Sight::Public, None, 200)?;
        let said: Vec<&Message> =
            all.iter().filter(|one| one.kind == MessageKind::Public).collect();
        let ids: Vec<_> = said.iter().map(|one| one.id.clone()).collect();
        let later: Vec<Value> = said.iter().skip(1).map(|one| spoken(one)).collect();
        let text = |name: &str| payload[name].as_str().unwrap_or_default().to_owned();
        let facts = json!({
            "question": said.first().map(|one| quoted(&one.body)),
            "asker_email": ticket.asker_email,
            "later": later,
            "why": text(language.pick("why_fr", "why_en")),
            "from": text(if kind == "note" { "by" } else { "from" }),
            "author": text("author"),
            "reason": text("reason"),
            "note": if kind == "note" { text("body") } else { String::new() },
            "to_team": to_team,
            "handed_over": kind == "handed_over",
            "offered": kind == "offered",
            "consulted": kind == "consulted" || kind == "note",
            "shared": kind == "shared",
            "mentor": kind == "mentor",
        });
        Ok(Self { template: "bridge_question", facts, files: attachments_of(conn, &ids)? })
    }

    fn last_message(conn: &mut Conn, ticket: &Ticket, payload: &Value) -> Result<Self> {
        let all = messages_of(conn, &ticket.id, Sight::Public, None, 20)?;
        let last = all.iter().rev().find(|one| one.kind == MessageKind::Public);
        let files = match last {
            Some(last) => attachments_of(conn, std::slice::from_ref(&last.id))?,
            None => Vec::new(),
        };
        let facts =
            json!({ "author": payload["author"], "body": payload["body"], "is_note": false });
        Ok(Self { template: "bridge_message", facts, files })
    }

    fn note(payload: &Value) -> Self {
        let facts = json!({
            "author": payload["author"],
            "by": payload["by"],
            "body": payload["body"],
            "is_note": true,
        });
        Self { template: "bridge_message", facts, files: Vec::new() }
    }
}

fn spoken(message: &Message) -> Value {
    json!({ "author": message.author_name, "body": quoted(&message.body) })
}

fn send(
    conn: &mut Conn,
    ticket: &Ticket,
    (bridge, thread, reply_to): (&Bridge, &Thread, &Party),
    (letter, name, language): (Letter, &str, Locale),
    now: NaiveDateTime,
) -> Result<()> {
    let Letter { template, facts: mut payload, files } = letter;
    let (going, left) = fitting(files);
    let tags = thread.tag_list();
    let before: String = tags.iter().map(|tag| format!("{tag} ")).collect();
    payload["tags"] = json!(before);
    payload["reference"] = json!(ticket.reference);
    payload["subject"] = json!(told_subject(ticket, language));
    payload["asker"] = json!(ticket.asker_name);
    payload["path"] = json!(format!("/tickets/{}", ticket.reference));
    payload["files"] = json!(going.iter().map(|file| &file.name).collect::<Vec<_>>());
    payload["left"] = json!(left.iter().map(|file| &file.name).collect::<Vec<_>>());
    let mut ids = thread.ids();
    let mail = Mail {
        template,
        language,
        to_name: name,
        to_email: address(bridge)?,
        // Their agents see who asks; nobody else is to see that two systems are behind it.
        from_name: (!ticket.sensitive).then_some(ticket.asker_name.as_str()),
        payload,
        in_reply_to: ids.last().map(String::as_str),
        references: &ids,
        dedup_key: None,
    };
    let sent = outbox::queue_about(conn, &mail, (&ticket.reference, reply_to), now)?;
    let going: Vec<_> = going.into_iter().map(|file| (file.sha256, file.name)).collect();
    outbox::attach(conn, &sent, &going)?;
    ids.push(sent);
    Ok(queries::set_mail_ids(conn, thread, &shortened(ids))?)
}

/// The first id and the last ones: enough to thread by, and short.
pub(super) fn shortened(mut ids: Vec<String>) -> Vec<String> {
    while ids.len() > 12 {
        ids.remove(1);
    }
    ids
}

/// The files that travel with the mail, and those that would make it too large.
fn fitting(files: Vec<AttachedFile>) -> (Vec<AttachedFile>, Vec<AttachedFile>) {
    let mut room = rules::MAX_BYTES;
    files.into_iter().partition(|file| {
        let fits = file.bytes <= room;
        room -= if fits { file.bytes } else { 0 };
        fits
    })
}
