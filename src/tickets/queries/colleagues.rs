//! Colleagues who follow a ticket besides its team.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::{ticket_colleagues, tickets};
use crate::db::{Conn, each};
use crate::tickets::{Added, ColleagueId, Person, TicketId};

/// Those who follow a ticket or were asked to, in the order in which they were added.
pub fn added(conn: &mut Conn, ticket: &TicketId) -> QueryResult<Vec<Added>> {
    ticket_colleagues::table
        .filter(ticket_colleagues::ticket_id.eq(ticket))
        .order((ticket_colleagues::added_at, ticket_colleagues::id))
        .select(Added::as_select())
        .load(conn)
}

pub fn added_one(
    conn: &mut Conn,
    ticket: &TicketId,
    id: &ColleagueId,
) -> QueryResult<Option<Added>> {
    ticket_colleagues::table
        .find(id)
        .filter(ticket_colleagues::ticket_id.eq(ticket))
        .select(Added::as_select())
        .first(conn)
        .optional()
}

/// Whoever follows a ticket by an address.
pub fn follows_by(conn: &mut Conn, ticket: &TicketId, email: &str) -> QueryResult<Option<Added>> {
    ticket_colleagues::table
        .filter(ticket_colleagues::ticket_id.eq(ticket))
        .filter(ticket_colleagues::email.eq(email))
        .filter(ticket_colleagues::confirmed_at.is_not_null())
        .select(Added::as_select())
        .first(conn)
        .optional()
}

/// Adds somebody; answers the row, and whether it is new. Whoever is there by the same address stays as they are.
pub fn put_added(
    conn: &mut Conn,
    ticket: &TicketId,
    person: &Person,
    now: NaiveDateTime,
) -> QueryResult<(Added, bool)> {
    let new = each!(conn, real => diesel::insert_into(ticket_colleagues::table)
        .values((
            ticket_colleagues::id.eq(ColleagueId::random()),
            ticket_colleagues::ticket_id.eq(ticket),
            ticket_colleagues::name.eq(&person.name),
            ticket_colleagues::email.eq(&person.email),
            ticket_colleagues::added_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(real))?;
    let row = ticket_colleagues::table
        .filter(ticket_colleagues::ticket_id.eq(ticket))
        .filter(ticket_colleagues::email.eq(&person.email))
        .select(Added::as_select())
        .first(conn)?;
    Ok((row, new == 1))
}

/// Answers whether they did not follow it yet.
pub fn set_follows(conn: &mut Conn, id: &ColleagueId, now: NaiveDateTime) -> QueryResult<bool> {
    let changed = diesel::update(ticket_colleagues::table.find(id))
        .filter(ticket_colleagues::confirmed_at.is_null())
        .set(ticket_colleagues::confirmed_at.eq(now))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Takes an address off a ticket, and off those that it took in.
pub fn delete_added(conn: &mut Conn, ticket: &TicketId, email: &str) -> QueryResult<usize> {
    let taken_in = tickets::table.filter(tickets::merged_into.eq(ticket)).select(tickets::id);
    let here = ticket_colleagues::ticket_id.eq(ticket);
    diesel::delete(ticket_colleagues::table)
        .filter(here.or(ticket_colleagues::ticket_id.eq_any(taken_in)))
        .filter(ticket_colleagues::email.eq(email))
        .execute(conn)
}

/// Who follows a conversation follows what becomes of a part of it.
pub fn copy_added(
    conn: &mut Conn,
    (from, to): (&TicketId, &TicketId),
    now: NaiveDateTime,
) -> QueryResult<()> {
    let rows: Vec<_> = added(conn, from)?
        .into_iter()
        .map(|person| {
            (
                ticket_colleagues::id.eq(ColleagueId::random()),
                ticket_colleagues::ticket_id.eq(to),
                ticket_colleagues::name.eq(person.name),
                ticket_colleagues::email.eq(person.email),
                ticket_colleagues::added_at.eq(now),
                ticket_colleagues::confirmed_at.eq(person.confirmed_at),
            )
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    each!(conn, real => diesel::insert_into(ticket_colleagues::table).values(&rows).execute(real))
        .map(drop)
}

/// Forgets those who were asked before a moment and did not answer.
pub fn delete_unanswered(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<usize> {
    let unanswered = ticket_colleagues::table
        .filter(ticket_colleagues::confirmed_at.is_null())
        .filter(ticket_colleagues::added_at.lt(before));
    diesel::delete(unanswered).execute(conn)
}
