//! Who read sensitive tickets.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::db::Conn;
use crate::db::schema::{accounts, readings, tickets};
use crate::tickets::{Door, ReadingId, Ticket, TicketId};

pub fn is_sensitive(conn: &mut Conn, ticket: &TicketId) -> QueryResult<bool> {
    tickets::table.find(ticket).select(tickets::sensitive).first(conn)
}

/// Marks a ticket, or takes the mark away. Answers whether it was otherwise.
pub fn set_sensitive(conn: &mut Conn, ticket: &TicketId, on: bool) -> QueryResult<bool> {
    let other = tickets::table.find(ticket).filter(tickets::sensitive.ne(on));
    Ok(diesel::update(other).set(tickets::sensitive.eq(on)).execute(conn)? == 1)
}

/// The sensitive tickets that an address asked, or that were asked for it.
pub fn sensitive_of(conn: &mut Conn, email: &str) -> QueryResult<Vec<Ticket>> {
    tickets::table
        .filter(tickets::asker_email.eq(email).or(tickets::beneficiary_email.eq(email)))
        .filter(tickets::sensitive.eq(true))
        .select(Ticket::as_select())
        .load(conn)
}

/// Whether somebody's reading by a door was noted since a moment.
pub fn read_since(
    conn: &mut Conn,
    ticket: &TicketId,
    (reader, door): (Option<&AccountId>, Door),
    since: NaiveDateTime,
) -> QueryResult<bool> {
    let mut query = readings::table
        .filter(readings::ticket_id.eq(ticket))
        .filter(readings::door.eq(door))
        .filter(readings::read_at.gt(since))
        .select(readings::id)
        .into_boxed();
    query = match reader {
        Some(reader) => query.filter(readings::account_id.eq(reader)),
        None => query.filter(readings::account_id.is_null()),
    };
    Ok(query.first::<ReadingId>(conn).optional()?.is_some())
}

pub fn insert_reading(
    conn: &mut Conn,
    ticket: &TicketId,
    (reader, door): (Option<&AccountId>, Door),
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::insert_into(readings::table)
        .values((
            readings::id.eq(ReadingId::new()),
            readings::ticket_id.eq(ticket),
            readings::account_id.eq(reader),
            readings::door.eq(door),
            readings::read_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

/// One reading as the log shows it. Without a name: the team.
#[derive(Debug, Clone, Queryable)]
pub struct Read {
    pub id: ReadingId,
    pub name: Option<String>,
    pub door: Door,
    pub at: NaiveDateTime,
}

/// The readings of a ticket, newest first, before the one named. Ids sort by time.
pub fn readings_of(
    conn: &mut Conn,
    ticket: &TicketId,
    before: Option<&ReadingId>,
    limit: i64,
) -> QueryResult<Vec<Read>> {
    let mut query = readings::table
        .left_join(accounts::table)
        .filter(readings::ticket_id.eq(ticket))
        .order(readings::id.desc())
        .limit(limit)
        .select((readings::id, accounts::name.nullable(), readings::door, readings::read_at))
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(readings::id.lt(before));
    }
    query.load(conn)
}
