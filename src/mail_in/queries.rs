//! Every SQL statement about received mails.

use chrono::NaiveDateTime;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::model::{Fate, Reason, Received, ReceivedId};
use crate::accounts::{AccountId, NodeId};
use crate::db::Conn;
use crate::db::schema::{messages, received_mails, tickets};
use crate::tickets::{MessageId, MessageKind, State, Ticket, TicketId};

/// A mail as it arrives, before anything is decided.
pub struct Entry<'a> {
    pub id: &'a ReceivedId,
    pub key: &'a str,
    pub message_id_hash: Option<String>,
    pub content_hash: &'a str,
    pub sha256: &'a str,
    pub from_name: &'a str,
    pub from_email: &'a str,
    pub subject: &'a str,
}

/// What became of it.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub fate: Fate,
    pub reason: Option<Reason>,
    pub ticket: Option<TicketId>,
    pub reference: Option<String>,
}

impl Outcome {
    /// One about a ticket, or about none.
    pub fn about(ticket: Option<&Ticket>) -> Self {
        Self {
            fate: Fate::Quarantined,
            reason: None,
            ticket: ticket.map(|ticket| ticket.id.clone()),
            reference: ticket.map(|ticket| ticket.reference.clone()),
        }
    }
}

pub fn by_key(conn: &mut Conn, key: &str) -> QueryResult<Option<Received>> {
    received_mails::table
        .filter(received_mails::mail_key.eq(key))
        .select(Received::as_select())
        .first(conn)
        .optional()
}

pub fn find(conn: &mut Conn, id: &ReceivedId) -> QueryResult<Received> {
    received_mails::table.find(id).select(Received::as_select()).first(conn)
}

pub fn insert(conn: &mut Conn, entry: &Entry<'_>, now: NaiveDateTime) -> QueryResult<()> {
    diesel::insert_into(received_mails::table)
        .values((
            received_mails::id.eq(entry.id),
            received_mails::mail_key.eq(entry.key),
            received_mails::message_id_hash.eq(&entry.message_id_hash),
            received_mails::content_hash.eq(entry.content_hash),
            received_mails::sha256.eq(entry.sha256),
            received_mails::received_at.eq(now),
            received_mails::fate.eq(Fate::Quarantined),
            received_mails::from_name.eq(entry.from_name),
            received_mails::from_email.eq(entry.from_email),
            received_mails::subject.eq(entry.subject),
        ))
        .execute(conn)
        .map(drop)
}

/// Notes for which helpdesk the address was signed that a mail came to.
pub fn note_helpdesk(conn: &mut Conn, id: &ReceivedId, node: &NodeId) -> QueryResult<()> {
    diesel::update(received_mails::table.find(id))
        .set(received_mails::helpdesk_id.eq(node))
        .execute(conn)
        .map(drop)
}

/// Notes about which application a mail is: it is for nobody but those who may read its messages.
pub fn note_application(conn: &mut Conn, id: &ReceivedId, application: &str) -> QueryResult<()> {
    diesel::update(received_mails::table.find(id))
        .set(received_mails::application_id.eq(application))
        .execute(conn)
        .map(drop)
}

pub fn settle(conn: &mut Conn, id: &ReceivedId, outcome: &Outcome) -> QueryResult<()> {
    diesel::update(received_mails::table.find(id))
        .set((
            received_mails::fate.eq(outcome.fate),
            received_mails::reason.eq(outcome.reason),
            received_mails::ticket_id.eq(&outcome.ticket),
            received_mails::reference.eq(&outcome.reference),
        ))
        .execute(conn)
        .map(drop)
}

/// What a person decided.
pub struct Decision<'a> {
    pub fate: Fate,
    pub ticket: Option<&'a Ticket>,
    /// The node in whose name it speaks.
    pub voice: Option<&'a NodeId>,
}

/// Decides about a mail that is still as it was read. Answers whether it was.
pub fn decide(
    conn: &mut Conn,
    mail: &Received,
    decision: &Decision<'_>,
    by: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let row = received_mails::table.find(&mail.id).filter(received_mails::fate.eq(mail.fate));
    let decided = diesel::update(row)
        .set((
            received_mails::fate.eq(decision.fate),
            received_mails::decided_by.eq(by),
            received_mails::decided_at.eq(now),
        ))
        .execute(conn)?;
    if let Some(ticket) = decision.ticket {
        diesel::update(received_mails::table.find(&mail.id))
            .set((
                received_mails::ticket_id.eq(&ticket.id),
                received_mails::reference.eq(&ticket.reference),
            ))
            .execute(conn)?;
    }
    Ok(decided == 1)
}

/// The ticket that the newest of some mails opened or joined.
pub fn ticket_of_mails(conn: &mut Conn, hashes: &[String]) -> QueryResult<Option<Ticket>> {
    received_mails::table
        .inner_join(tickets::table)
        .filter(received_mails::message_id_hash.eq_any(hashes))
        .filter(received_mails::fate.eq_any([Fate::Ticket, Fate::Reply]))
        .order(received_mails::id.desc())
        .select(Ticket::as_select())
        .first(conn)
        .optional()
}

/// Ties a message to the mail it came by.
pub fn note_message(
    conn: &mut Conn,
    message: &MessageId,
    mail: &ReceivedId,
    quoted: Option<&str>,
) -> QueryResult<()> {
    diesel::update(messages::table.find(message))
        .set((messages::mail_id.eq(mail.as_str()), messages::quoted.eq(quoted)))
        .execute(conn)
        .map(drop)
}

/// The same for the one message of a new ticket.
pub fn note_first_message(
    conn: &mut Conn,
    ticket: &TicketId,
    mail: &ReceivedId,
    quoted: Option<&str>,
) -> QueryResult<()> {
    let first = messages::table
        .filter(messages::ticket_id.eq(ticket))
        .filter(messages::kind.eq(MessageKind::Public))
        .filter(messages::mail_id.is_null());
    diesel::update(first)
        .set((messages::mail_id.eq(mail.as_str()), messages::quoted.eq(quoted)))
        .execute(conn)
        .map(drop)
}

/// Whose mails a list shows.
#[derive(Debug, Clone)]
pub struct Sight {
    /// Everybody's; else those that name the tickets of the nodes.
    pub all: bool,
    /// The reader's own.
    pub nodes: Vec<NodeId>,
}

/// The team wrote it, by whichever address.
const OF_TEAM: &str = "EXISTS (SELECT 1 FROM messages m WHERE m.mail_id = received_mails.id \
    AND m.author_kind = 'team')";

/// The message that came by a mail.
pub fn message_of(conn: &mut Conn, id: &ReceivedId) -> QueryResult<Option<MessageId>> {
    let found = messages::table.filter(messages::mail_id.eq(id.as_str()));
    found.select(messages::id).first(conn).optional()
}

/// Whether what a mail said is the team's.
pub fn is_of_team(conn: &mut Conn, id: &ReceivedId) -> QueryResult<bool> {
    let mail = received_mails::table.find(id).filter(sql::<Bool>(OF_TEAM));
    mail.select(received_mails::id).first::<ReceivedId>(conn).optional().map(|one| one.is_some())
}

/// Mails with one fate, newest first, after the one named. Ids sort by time.
pub fn with_fate(
    conn: &mut Conn,
    fates: &[Fate],
    sight: &Sight,
    after: Option<&ReceivedId>,
    limit: usize,
) -> QueryResult<Vec<Received>> {
    let mut query = received_mails::table
        .left_join(tickets::table)
        .filter(received_mails::fate.eq_any(fates))
        .filter(received_mails::application_id.is_null())
        .order(received_mails::id.desc())
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select(Received::as_select())
        .into_boxed();
    if !sight.all {
        // Nobody sees what its asker has not confirmed.
        let confirmed = tickets::state.ne(State::Unconfirmed);
        query = query.filter(tickets::node_id.eq_any(&sight.nodes).and(confirmed));
        query = query.filter(sql::<Bool>(&not_anothers_note(&sight.nodes)));
    }
    // What the helpdesk of another node wrote says more than the conversation shows: what that node keeps to itself.
    let own = received_mails::helpdesk_id.eq_any(&sight.nodes).assume_not_null();
    let entered = received_mails::fate.eq_any([Fate::Reply, Fate::Note]);
    let readable = received_mails::helpdesk_id.is_null().or(own).or(sql::<Bool>(OF_TEAM));
    query = query.filter(diesel::dsl::not(entered).or(readable));
    if let Some(after) = after {
        query = query.filter(received_mails::id.lt(after));
    }
    query.load(conn)
}

/// It is no note that another node than these keeps to itself.
fn not_anothers_note(nodes: &[NodeId]) -> String {
    // Ids are UUIDs by type, so they may stand in the statement's text.
    let own: Vec<_> = nodes.iter().map(|id| format!("'{id}'")).collect();
    let elsewhere = if own.is_empty() {
        String::new()
    } else {
        format!(" AND m.node_id NOT IN ({})", own.join(", "))
    };
    format!(
        "NOT EXISTS (SELECT 1 FROM messages m WHERE m.mail_id = received_mails.id \
         AND m.kind = 'note' AND m.reach = 'node'{elsewhere})"
    )
}

/// How many mails wait for somebody, counted up to `cap`.
pub fn waiting(conn: &mut Conn, sight: &Sight, cap: usize) -> QueryResult<usize> {
    Ok(with_fate(conn, &[Fate::Quarantined], sight, None, cap)?.len())
}

/// Whether another mail about the same ticket, or about none either, has come to wait since a moment.
pub fn held_since(conn: &mut Conn, mail: &Received, since: NaiveDateTime) -> QueryResult<bool> {
    let mut query = received_mails::table
        .filter(received_mails::fate.eq(Fate::Quarantined))
        .filter(received_mails::received_at.gt(since))
        .filter(received_mails::id.ne(&mail.id))
        .select(received_mails::id)
        .into_boxed();
    query = match &mail.ticket_id {
        Some(ticket) => query.filter(received_mails::ticket_id.eq(ticket)),
        None => query.filter(received_mails::ticket_id.is_null()),
    };
    query.first::<ReceivedId>(conn).optional().map(|found| found.is_some())
}

/// Forgets machines' mails and discarded ones from before `before`, and those whose ticket was erased.
pub fn forget(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<usize> {
    let served = received_mails::fate
        .eq_any([Fate::Ignored, Fate::Discarded])
        .and(received_mails::received_at.lt(before));
    let orphaned = received_mails::fate
        .eq_any([Fate::Ticket, Fate::Reply, Fate::Note])
        .and(received_mails::ticket_id.is_null());
    diesel::delete(received_mails::table.filter(served.or(orphaned))).execute(conn)
}
