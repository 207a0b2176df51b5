//! What names people in a ticket, and taking it away: for many tickets at once.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::db::schema::{
    attachments, audit_events, bridge_threads, captured_mail, handovers, mentions, merge_carried,
    messages, outbox, presences, readings, received_mails, routing_decisions, satisfactions,
    ticket_colleagues, ticket_followers, tickets, time_notes,
};
use crate::db::{Conn, Statement};
use crate::history::EventId;
use crate::i18n::Locale;
use crate::tickets::{AuthorKind, MessageId, MessageKind, TicketId};

/// What a ticket's own row says of people.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = tickets)]
pub struct Named {
    pub id: TicketId,
    pub reference: String,
    pub subject: String,
    pub language: Locale,
    pub asker_name: String,
    pub asker_email: String,
    pub beneficiary_name: Option<String>,
    pub beneficiary_email: Option<String>,
    pub waiting_for: Option<String>,
}

/// Those of some tickets that are not anonymised yet; their rows are held until the transaction ends.
pub fn named(conn: &mut Conn, ids: &[TicketId]) -> QueryResult<Vec<Named>> {
    let still =
        || tickets::table.filter(tickets::id.eq_any(ids)).filter(tickets::anonymised_at.is_null());
    diesel::update(still())
        .set(tickets::lock_version.eq(tickets::lock_version + 1))
        .execute(conn)?;
    still().select(Named::as_select()).load(conn)
}

/// What somebody wrote in a ticket, or what happened.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = messages)]
pub struct Written {
    pub id: MessageId,
    pub ticket_id: TicketId,
    pub kind: MessageKind,
    pub author_kind: AuthorKind,
    pub author_name: String,
    pub body: String,
}

pub fn written(conn: &mut Conn, ids: &[TicketId]) -> QueryResult<Vec<Written>> {
    messages::table
        .filter(messages::ticket_id.eq_any(ids))
        .order((messages::ticket_id, messages::created_at, messages::id))
        .select(Written::as_select())
        .load(conn)
}

/// So many rows are put by one statement.
pub(super) const ROWS: usize = 300;

/// Puts what messages say from now on, and by whom: id, body, author. Nothing says any more by which mail they came.
pub fn put_written(conn: &mut Conn, rows: &[(MessageId, String, String)]) -> QueryResult<()> {
    let set = "UPDATE messages SET body = v.column2, author_name = v.column3, quoted = NULL, \
               mail_id = NULL, author_id = NULL, author_email = NULL FROM (VALUES ";
    rows.chunks(ROWS).try_for_each(|rows| {
        let values = rows.iter().map(|(id, body, author)| [id.as_str(), body, author]);
        put(conn, set, values, ") AS v WHERE messages.id = v.column1")
    })
}

/// Puts what tickets are called from now on: id, subject, who asked, words to be found by.
pub fn put_heads(conn: &mut Conn, rows: &[(TicketId, String, String, String)]) -> QueryResult<()> {
    let set = "UPDATE tickets SET subject = v.column2, asker_name = v.column3, terms = v.column4 \
               FROM (VALUES ";
    rows.chunks(ROWS).try_for_each(|rows| {
        let values =
            rows.iter().map(|(id, subject, asker, terms)| [id.as_str(), subject, asker, terms]);
        put(conn, set, values, ") AS v WHERE tickets.id = v.column1")
    })
}

/// Puts rows by one statement: what comes before the values and after them is the caller's.
pub(super) fn put<'a, const N: usize>(
    conn: &mut Conn,
    before: &str,
    rows: impl Iterator<Item = [&'a str; N]>,
    after: &str,
) -> QueryResult<()> {
    let statement = rows.enumerate().fold(Statement::default().sql(before), |all, (place, row)| {
        all.sql(if place == 0 { "(" } else { ", (" }).values(row).sql(")")
    });
    statement.sql(after).execute(conn).map(drop)
}

/// Who follows tickets besides those who asked: the ticket, the name, the address.
pub fn colleagues_of(
    conn: &mut Conn,
    ids: &[TicketId],
) -> QueryResult<Vec<(TicketId, String, String)>> {
    ticket_colleagues::table
        .filter(ticket_colleagues::ticket_id.eq_any(ids))
        .select((ticket_colleagues::ticket_id, ticket_colleagues::name, ticket_colleagues::email))
        .load(conn)
}

/// Takes away everything else that names somebody, and all files. Answers these; nothing may hang on them any more.
pub fn strip(
    conn: &mut Conn,
    ids: &[TicketId],
    references: &[String],
    now: NaiveDateTime,
) -> QueryResult<Vec<String>> {
    words(conn, ids)?;
    diesel::delete(mentions::table.filter(mentions::ticket_id.eq_any(ids))).execute(conn)?;
    diesel::delete(ticket_followers::table.filter(ticket_followers::ticket_id.eq_any(ids)))
        .execute(conn)?;
    diesel::delete(ticket_colleagues::table.filter(ticket_colleagues::ticket_id.eq_any(ids)))
        .execute(conn)?;
    diesel::delete(merge_carried::table.filter(merge_carried::ticket_id.eq_any(ids)))
        .execute(conn)?;
    diesel::delete(presences::table.filter(presences::ticket_id.eq_any(ids))).execute(conn)?;
    diesel::delete(readings::table.filter(readings::ticket_id.eq_any(ids))).execute(conn)?;
    diesel::delete(outbox::table.filter(outbox::ticket_reference.eq_any(references)))
        .execute(conn)?;
    forget_captured(conn, references)?;
    diesel::delete(bridge_threads::table.filter(bridge_threads::ticket_id.eq_any(ids)))
        .execute(conn)?;
    let theirs = messages::table.filter(messages::ticket_id.eq_any(ids)).select(messages::id);
    let mut files: Vec<String> =
        diesel::delete(attachments::table.filter(attachments::message_id.eq_any(theirs)))
            .returning(attachments::sha256)
            .get_results(conn)?;
    let mails: Vec<String> =
        diesel::delete(received_mails::table.filter(received_mails::ticket_id.eq_any(ids)))
            .returning(received_mails::sha256)
            .get_results(conn)?;
    files.extend(mails);
    let nothing = None::<String>;
    diesel::update(tickets::table.filter(tickets::id.eq_any(ids)))
        .set((
            (
                tickets::asker_email.eq(""),
                tickets::beneficiary_name.eq(&nothing),
                tickets::beneficiary_email.eq(&nothing),
                tickets::assignee_id.eq(None::<AccountId>),
                tickets::laboratory.eq(&nothing),
                tickets::site_typed.eq(&nothing),
                tickets::dataset_pid.eq(&nothing),
                tickets::dmp_url.eq(&nothing),
                tickets::deadline_for.eq(&nothing),
            ),
            (
                tickets::mail_thread.eq(""),
                tickets::follow_version.eq(tickets::follow_version + 1),
                tickets::sensitive.eq(false),
                tickets::anonymised_at.eq(now),
            ),
        ))
        .execute(conn)?;
    Ok(files)
}

/// The demonstration's mails about some tickets: their subjects name them.
fn forget_captured(conn: &mut Conn, references: &[String]) -> QueryResult<()> {
    let mut about = captured_mail::table.select(captured_mail::id).into_boxed();
    for reference in references {
        about = about.or_filter(captured_mail::subject.like(format!("%{reference}%")));
    }
    let ids: Vec<String> = if references.is_empty() { Vec::new() } else { about.load(conn)? };
    diesel::delete(captured_mail::table.filter(captured_mail::id.eq_any(ids)))
        .execute(conn)
        .map(drop)
}

/// What was typed beside the conversation.
fn words(conn: &mut Conn, ids: &[TicketId]) -> QueryResult<()> {
    diesel::update(satisfactions::table.filter(satisfactions::ticket_id.eq_any(ids)))
        .set(satisfactions::comment.eq(""))
        .execute(conn)?;
    diesel::update(routing_decisions::table.filter(routing_decisions::ticket_id.eq_any(ids)))
        .set((routing_decisions::reason.eq(""), routing_decisions::account_id.eq(None::<String>)))
        .execute(conn)?;
    diesel::update(handovers::table.filter(handovers::ticket_id.eq_any(ids)))
        .set((handovers::reason.eq(""), handovers::answer.eq("")))
        .execute(conn)?;
    diesel::update(time_notes::table.filter(time_notes::ticket_id.eq_any(ids)))
        .set(time_notes::word.eq(""))
        .execute(conn)?;
    Ok(())
}

/// The facts of the audit's lines about tickets.
pub fn audited(conn: &mut Conn, ids: &[TicketId]) -> QueryResult<Vec<(EventId, String)>> {
    let ids: Vec<&str> = ids.iter().map(TicketId::as_str).collect();
    audit_events::table
        .filter(audit_events::subject_kind.eq("ticket"))
        .filter(audit_events::subject_id.eq_any(ids))
        .select((audit_events::id, audit_events::detail))
        .load(conn)
}

pub fn put_audited(conn: &mut Conn, rows: &[(EventId, String)]) -> QueryResult<()> {
    let set = "UPDATE audit_events SET detail = v.column2 FROM (VALUES ";
    rows.chunks(ROWS).try_for_each(|rows| {
        let values = rows.iter().map(|(id, facts)| [id.as_str(), facts]);
        put(conn, set, values, ") AS v WHERE audit_events.id = v.column1")
    })
}
