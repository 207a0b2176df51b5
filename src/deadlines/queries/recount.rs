//! Changes of calendars, and what was due by the calendar before.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::NodeId;
use crate::db::Conn;
use crate::db::schema::{calendar_changes, tickets};
use crate::deadlines::CalendarChangeId;
use crate::tickets::{Ticket, TicketId};

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = calendar_changes)]
pub struct CalendarChange {
    pub id: CalendarChangeId,
    pub node_id: NodeId,
    pub changed_at: NaiveDateTime,
    pub calendar_before: String,
    pub done_from: Option<NaiveDateTime>,
}

pub fn insert_calendar_change(
    conn: &mut Conn,
    node: &NodeId,
    before: &str,
    now: NaiveDateTime,
) -> QueryResult<CalendarChange> {
    let change = CalendarChange {
        id: CalendarChangeId::new(),
        node_id: node.clone(),
        changed_at: now,
        calendar_before: before.to_owned(),
        done_from: None,
    };
    diesel::insert_into(calendar_changes::table)
        .values((
            calendar_changes::id.eq(&change.id),
            calendar_changes::node_id.eq(&change.node_id),
            calendar_changes::changed_at.eq(change.changed_at),
            calendar_changes::calendar_before.eq(&change.calendar_before),
        ))
        .execute(conn)?;
    Ok(change)
}

/// The oldest change that is not done: each is finished before the next, since they follow from each other.
pub fn next_calendar_change(conn: &mut Conn) -> QueryResult<Option<CalendarChange>> {
    calendar_changes::table
        .order((calendar_changes::changed_at, calendar_changes::id))
        .select(CalendarChange::as_select())
        .first(conn)
        .optional()
}

/// Tickets whose deadline, or that of the node that took them over, was set by the calendar before a change and lies after
/// it, the latest first.
pub fn due_before_change(
    conn: &mut Conn,
    change: &CalendarChange,
    limit: i64,
) -> QueryResult<Vec<Ticket>> {
    let set_before = tickets::due_set_at.is_null().or(tickets::due_set_at.le(change.changed_at));
    let not_yet = tickets::due_counted_for
        .is_null()
        .or(tickets::due_counted_for.ne(change.id.as_str().to_owned()));
    let own = tickets::own_due_at.is_not_null().and(tickets::own_due_at.gt(change.changed_at));
    let later = tickets::next_due_at.gt(change.changed_at).or(own);
    let mut query = tickets::table
        .filter(tickets::node_id.eq(&change.node_id))
        .filter(tickets::next_due_at.is_not_null())
        .filter(later.assume_not_null())
        .filter(set_before)
        .filter(not_yet)
        .order((tickets::next_due_at.desc(), tickets::id.desc()))
        .limit(limit)
        .select(Ticket::as_select())
        .into_boxed();
    if let Some(done) = change.done_from {
        query = query.filter(tickets::next_due_at.le(done));
    }
    query.load(conn)
}

/// Notes that these deadlines stay where they are.
pub fn mark_counted(conn: &mut Conn, ids: &[TicketId], change: &CalendarChange) -> QueryResult<()> {
    diesel::update(tickets::table.filter(tickets::id.eq_any(ids)))
        .set(tickets::due_counted_for.eq(change.id.as_str()))
        .execute(conn)
        .map(drop)
}

pub fn put_done_from(
    conn: &mut Conn,
    change: &CalendarChange,
    at: NaiveDateTime,
) -> QueryResult<()> {
    diesel::update(calendar_changes::table.find(&change.id))
        .set(calendar_changes::done_from.eq(at))
        .execute(conn)
        .map(drop)
}

pub fn delete_calendar_change(conn: &mut Conn, change: &CalendarChange) -> QueryResult<()> {
    diesel::delete(calendar_changes::table.find(&change.id)).execute(conn).map(drop)
}
