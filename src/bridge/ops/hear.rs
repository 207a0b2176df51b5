//! What a helpdesk is heard to say, and what it does not hear.

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::tell::shortened;
use super::{address, party, record, side, words};
use crate::accounts::{self, Actor, NodeId};
use crate::bridge::{Bridge, Thread, queries, rules};
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::By;
use crate::outbox::{self, Mail, Party, Tag};
use crate::secret::Signer;
use crate::tickets::queries::{Author, insert_event};
use crate::tickets::{Handover, Ticket};
use crate::{Error, Result, tickets};

/// The open bridge for which a reply address was signed, be it the team's that answers or a consultation's other side.
pub fn named_by(
    conn: &mut Conn,
    tag: &Tag,
    ticket: &Ticket,
    signer: &Signer,
) -> Result<Option<Bridge>> {
    let bridges = queries::active_of(conn, &ticket.id)?;
    let past = tickets::queries::handovers_of(conn, &ticket.id)?;
    Ok(bridges.into_iter().find(|bridge| {
        let of = |one: &Handover| tag.is_for(signer, &side(&bridge.node_id, bridge.epoch, &one.id));
        tag.is_for(signer, &party(bridge)) || past.iter().any(of)
    }))
}

/// The consultation for which a reply address was signed, be it over or the bridge opened anew since: what comes to it is for
/// nobody else.
pub fn consultation(
    conn: &mut Conn,
    bridge: &Bridge,
    tag: &Tag,
    signer: &Signer,
) -> Result<Option<Handover>> {
    let Some(ticket) = tickets::queries::with_reference(conn, &tag.reference)? else {
        return Ok(None);
    };
    let past = tickets::queries::handovers_of(conn, &ticket.id)?;
    let is_for = |one: &Handover, epoch| tag.is_for(signer, &side(&bridge.node_id, epoch, &one.id));
    Ok(past.into_iter().find(|one| (0..=bridge.epoch).any(|epoch| is_for(one, epoch))))
}

/// The bridge of a node, while it is open.
pub fn open_of(conn: &mut Conn, node: &NodeId) -> Result<Option<Bridge>> {
    Ok(queries::active(conn, node)?)
}

/// The name of a node whose bridge is open.
pub fn helpdesk_name(conn: &mut Conn, node: &NodeId) -> Result<Option<String>> {
    let open = open_of(conn, node)?;
    open.map(|bridge| Ok(words(conn, &bridge.node_id)?.0)).transpose()
}

/// Whether a mail from this address is the helpdesk's own word.
pub fn speaks(conn: &mut Conn, bridge: &Bridge, email: &str, now: NaiveDateTime) -> Result<bool> {
    let people = queries::addresses_of(conn, &bridge.node_id, network_day(now))?;
    Ok(rules::speaks_for(email, address(bridge)?, &people))
}

/// As whom a helpdesk acts: somebody of its node who bears the node's name.
pub fn acting(conn: &mut Conn, bridge: &Bridge, now: NaiveDateTime) -> Result<Actor> {
    let account = bridge.account_id.as_ref().ok_or(Error::NotFound)?;
    let account = accounts::queries::find(conn, account)?;
    let (name, _) = words(conn, &bridge.node_id)?;
    if account.name != name {
        queries::rename(conn, &account.id, &name)?;
    }
    let actor = accounts::queries::actor(conn, account, None, network_day(now))?;
    Ok(Actor { name, ..actor })
}

/// Notes that a helpdesk has the ticket, under which number, and which mail our next one answers. `claimed` is the
/// ticket whose address it used, which may have been merged into another since.
pub fn hear(
    conn: &mut Conn,
    bridge: &Bridge,
    claimed: &Ticket,
    (message_id, subject): (Option<&str>, &str),
    now: NaiveDateTime,
) -> Result<()> {
    queries::hear(conn, &bridge.node_id, now)?;
    let Some(thread) = queries::thread(conn, &claimed.id, &bridge.node_id)? else { return Ok(()) };
    let mut ids = thread.ids();
    let theirs = message_id.and_then(rules::message_id);
    ids.extend(theirs.filter(|id| !ids.contains(id)));
    let new = rules::tags(subject, &claimed.reference);
    let tags = rules::learn(&thread.tag_list(), new);
    queries::hear_thread(conn, &thread, (&shortened(ids), &tags), now)?;
    if thread.heard_at.is_none() {
        let (name, _) = words(conn, &bridge.node_id)?;
        let detail = json!({ "name": name, "tags": tags.join(" ") });
        note_on(conn, claimed, "bridge_received", &detail, now)?;
    }
    Ok(())
}

/// What a helpdesk is told about a mail of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why<'a> {
    /// It asked; what else its mail says waits for a person.
    Help { waits: bool },
    /// A word that we do not know: the mail waits.
    Unknown(&'a str),
    /// What may not be done, as a message key: the mail waits.
    Refused(&'static str),
    /// All of it became a note, also what stood above the word for that.
    Noted,
    /// What stood behind these words on their lines became a note.
    Left(Vec<String>),
}

/// Explains the words to the helpdesk, and what became of its mail. What waits is explained once in a while for each
/// ticket, what was kept as a note each time: the team did not get it. What is said of a mail about a consultation is answered
/// there.
pub fn explain(
    conn: &mut Conn,
    (bridge, ticket, consultation): (&Bridge, &Ticket, Option<&Handover>),
    why: &Why<'_>,
    now: NaiveDateTime,
) -> Result<()> {
    let Some(thread) = queries::thread(conn, &ticket.id, &bridge.node_id)? else { return Ok(()) };
    let entered = matches!(why, Why::Noted | Why::Left(_));
    if !entered && !queries::explain(conn, &thread, now - rules::EXPLAIN_EVERY, now)? {
        return Ok(());
    }
    let (name, language) = words(conn, &bridge.node_id)?;
    let (mut unknown, mut refused, mut left) = (None, None, None);
    match why {
        Why::Help { .. } | Why::Noted => {}
        Why::Unknown(word) => unknown = Some(*word),
        Why::Refused(key) => refused = Some(language.text(key)),
        Why::Left(words) => left = Some(words.join(", ")),
    }
    let payload = json!({
        "tags": tags_of(&thread),
        "reference": ticket.reference,
        "subject": tickets::mail::told_subject(ticket, language),
        "unknown": unknown,
        "refused": refused,
        "waits": *why == Why::Help { waits: true },
        "noted": *why == Why::Noted,
        "left": left,
        "between": consultation.is_some(),
        "path": format!("/tickets/{}", ticket.reference),
    });
    let party = match consultation {
        Some(one) => side(&bridge.node_id, bridge.epoch, &one.id),
        None => party(bridge),
    };
    let about = (ticket.reference.as_str(), &party);
    reply(conn, (bridge, &thread, about), ("bridge_explain", &name, language, payload), now)
}

/// What tells a helpdesk that a ticket stays open.
pub const STAYS_OPEN: &str = "bridge_stays_open";

/// Tells a helpdesk why a ticket stays open after its mail: the team had written meanwhile.
pub fn stays_open(
    conn: &mut Conn,
    (bridge, ticket): (&Bridge, &Ticket),
    now: NaiveDateTime,
) -> Result<()> {
    let Some(thread) = queries::thread(conn, &ticket.id, &bridge.node_id)? else { return Ok(()) };
    let (name, language) = words(conn, &bridge.node_id)?;
    let payload = json!({
        "tags": tags_of(&thread),
        "reference": ticket.reference,
        "subject": tickets::mail::told_subject(ticket, language),
        "path": format!("/tickets/{}", ticket.reference),
    });
    let about = (ticket.reference.as_str(), &party(bridge));
    reply(conn, (bridge, &thread, about), (STAYS_OPEN, &name, language, payload), now)
}

fn tags_of(thread: &Thread) -> String {
    thread.tag_list().iter().map(|tag| format!("{tag} ")).collect()
}

fn reply(
    conn: &mut Conn,
    (bridge, thread, about): (&Bridge, &Thread, (&str, &Party)),
    (template, name, language, payload): (&'static str, &str, crate::i18n::Locale, Value),
    now: NaiveDateTime,
) -> Result<()> {
    let mut ids = thread.ids();
    let mail = Mail {
        template,
        language,
        to_name: name,
        to_email: address(bridge)?,
        from_name: None,
        payload,
        in_reply_to: ids.last().map(String::as_str),
        references: &ids,
        dedup_key: None,
    };
    let sent = outbox::queue_about(conn, &mail, about, now)?;
    ids.push(sent);
    Ok(queries::set_mail_ids(conn, thread, &shortened(ids))?)
}

/// A mail to a helpdesk could not be delivered: the ticket shows it, the node's people get the question instead, and
/// who is responsible is told when it is the first.
pub fn undelivered(
    conn: &mut Conn,
    ticket: &Ticket,
    party: &str,
    why: &str,
    now: NaiveDateTime,
) -> Result<()> {
    let Some(node) = party.split(':').nth(1).and_then(|id| id.parse::<NodeId>().ok()) else {
        return Ok(());
    };
    let Some(bridge) = queries::active(conn, &node)? else { return Ok(()) };
    let (name, _) = words(conn, &node)?;
    let thread = queries::thread(conn, &ticket.id, &node)?;
    let first_here = thread.is_some_and(|thread| thread.failed_at.is_none());
    if first_here {
        queries::fail_thread(conn, &ticket.id, &node, now)?;
        note_on(conn, ticket, "bridge_failed", &json!({ "name": name, "why": why }), now)?;
        let payload = json!({ "why_fr": "", "why_en": "" });
        tickets::mail::to_people_of(conn, ticket, &node, ("ticket_new", &payload), (None, now))?;
    }
    if queries::fail(conn, &node, why, now)? {
        record(conn, &By::System, "bridge.fail", (&node, &json!({ "why": why })), now)?;
        tell_responsible(conn, &bridge, (&name, why), now)?;
    }
    Ok(())
}

fn tell_responsible(
    conn: &mut Conn,
    bridge: &Bridge,
    (name, why): (&str, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let slug = queries::slug(conn, &bridge.node_id)?;
    for person in queries::responsible(conn, &bridge.node_id, network_day(now))? {
        let payload = json!({
            "node": name, "email": bridge.email, "why": why, "path": format!("/nodes/{slug}/bridge"),
        });
        outbox::write(
            conn,
            "bridge_failed",
            (&person.name, &person.email, person.language),
            (payload, None),
            now,
        )?;
    }
    Ok(())
}

/// A line in the ticket that its staff read, and the team does not.
pub(super) fn note_on(
    conn: &mut Conn,
    ticket: &Ticket,
    event: &str,
    detail: &Value,
    now: NaiveDateTime,
) -> Result<()> {
    let system = Author::system();
    Ok(insert_event(conn, &ticket.id, &system, event, detail, now)?)
}
