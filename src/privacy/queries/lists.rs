//! Lists of tickets whose term has come, and the tickets themselves.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::db::schema::{
    destruction_entries as entries, destruction_lists as lists, nodes, tickets,
};
use crate::db::{Conn, Statement, each};
use crate::privacy::{DestructionId, DestructionList, ListState};
use crate::tickets::{State, TicketId};

/// Tickets that closed before a moment and are not anonymised, the oldest first; none that an archivist kept after `since`.
pub fn due_tickets(
    conn: &mut Conn,
    (closed_before, since): (NaiveDateTime, NaiveDateTime),
    limit: i64,
) -> QueryResult<Vec<TicketId>> {
    let kept = entries::table
        .inner_join(lists::table)
        .filter(lists::state.eq(ListState::Refused))
        .filter(lists::decided_at.gt(since))
        .select(entries::ticket_id);
    tickets::table
        .filter(tickets::anonymised_at.is_null())
        .filter(tickets::closed_at.lt(closed_before))
        .filter(tickets::id.ne_all(kept))
        .order((tickets::closed_at, tickets::id))
        .limit(limit)
        .select(tickets::id)
        .load(conn)
}

/// Tickets that ended otherwise (taken in by another, spam) and have not moved since.
pub fn due_ended(
    conn: &mut Conn,
    (state, quiet_since): (State, NaiveDateTime),
    limit: i64,
) -> QueryResult<Vec<TicketId>> {
    // The two states are said as the index says them: a bound one alone would not lead to it.
    let due: Vec<Due> = Statement::default()
        .sql("SELECT id FROM tickets WHERE state IN ('merged', 'spam') AND anonymised_at IS NULL AND state = ")
        .value(state.as_str())
        .sql(" AND last_activity_at < ")
        .instant(quiet_since)
        .sql(&format!(" ORDER BY last_activity_at, id LIMIT {limit}"))
        .load(conn)?;
    Ok(due.into_iter().map(|ticket| ticket.id).collect())
}

#[derive(QueryableByName)]
#[diesel(table_name = tickets)]
struct Due {
    id: TicketId,
}

/// Merged tickets whose ticket is anonymised, and that are not.
pub fn due_taken_in(conn: &mut Conn, limit: i64) -> QueryResult<Vec<TicketId>> {
    let due: Vec<Due> = Statement::default()
        .sql(
            "SELECT t.id FROM tickets t JOIN tickets m ON m.id = t.merged_into \
             WHERE t.state IN ('merged', 'spam') AND t.anonymised_at IS NULL \
             AND t.state = 'merged' AND m.anonymised_at IS NOT NULL",
        )
        .sql(&format!(" ORDER BY t.last_activity_at, t.id LIMIT {limit}"))
        .load(conn)?;
    Ok(due.into_iter().map(|ticket| ticket.id).collect())
}

/// The same as [`due_tickets`], but those that stand on a list already or were kept by one decided after `since`.
pub fn due_for_a_list(
    conn: &mut Conn,
    closed_before: NaiveDateTime,
    since: NaiveDateTime,
    limit: i64,
) -> QueryResult<Vec<TicketId>> {
    let listed = entries::table
        .inner_join(lists::table)
        .filter(lists::decided_at.is_null().or(lists::decided_at.gt(since)))
        .select(entries::ticket_id);
    tickets::table
        .filter(tickets::anonymised_at.is_null())
        .filter(tickets::closed_at.lt(closed_before))
        .filter(tickets::id.ne_all(listed))
        .order((tickets::closed_at, tickets::id))
        .limit(limit)
        .select(tickets::id)
        .load(conn)
}

pub fn proposed_list(conn: &mut Conn) -> QueryResult<Option<DestructionList>> {
    lists::table
        .filter(lists::state.eq(ListState::Proposed))
        .select(DestructionList::as_select())
        .first(conn)
        .optional()
}

pub fn insert_list(
    conn: &mut Conn,
    found: &[TicketId],
    closed_before: NaiveDateTime,
    now: NaiveDateTime,
) -> QueryResult<DestructionId> {
    let id = DestructionId::new();
    diesel::insert_into(lists::table)
        .values((
            lists::id.eq(&id),
            lists::state.eq(ListState::Proposed),
            lists::closed_before.eq(closed_before),
            lists::tickets.eq(i32::try_from(found.len()).unwrap_or(i32::MAX)),
            lists::made_at.eq(now),
        ))
        .execute(conn)?;
    for part in found.chunks(500) {
        let rows: Vec<_> = part
            .iter()
            .map(|ticket| (entries::list_id.eq(&id), entries::ticket_id.eq(ticket)))
            .collect();
        each!(conn, real => diesel::insert_into(entries::table).values(&rows).execute(real))?;
    }
    Ok(id)
}

pub fn list(conn: &mut Conn, id: &DestructionId) -> QueryResult<DestructionList> {
    lists::table.find(id).select(DestructionList::as_select()).first(conn)
}

/// The newest lists. There is one a day at most, and few in a year.
pub fn newest_lists(conn: &mut Conn, limit: i64) -> QueryResult<Vec<DestructionList>> {
    lists::table
        .order(lists::id.desc())
        .limit(limit)
        .select(DestructionList::as_select())
        .load(conn)
}

/// Decides about a list that waits. Answers whether it did.
pub fn decide_list(
    conn: &mut Conn,
    id: &DestructionId,
    (state, reason): (ListState, &str),
    by: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let waiting = lists::table.find(id).filter(lists::state.eq(ListState::Proposed));
    let decided = diesel::update(waiting)
        .set((
            lists::state.eq(state),
            lists::reason.eq(reason),
            lists::decided_by.eq(by),
            lists::decided_at.eq(now),
        ))
        .execute(conn)?;
    Ok(decided == 1)
}

pub fn approved_lists(conn: &mut Conn) -> QueryResult<Vec<DestructionId>> {
    lists::table
        .filter(lists::state.eq(ListState::Approved))
        .order(lists::id)
        .select(lists::id)
        .load(conn)
}

/// What of an approved list is still to be done. A ticket that was opened again meanwhile is left.
pub fn left_of_list(
    conn: &mut Conn,
    id: &DestructionId,
    closed_before: NaiveDateTime,
    limit: i64,
) -> QueryResult<Vec<TicketId>> {
    entries::table
        .inner_join(tickets::table)
        .filter(entries::list_id.eq(id))
        .filter(tickets::anonymised_at.is_null())
        .filter(tickets::closed_at.lt(closed_before))
        .order((tickets::closed_at, tickets::id))
        .limit(limit)
        .select(tickets::id)
        .load(conn)
}

pub fn finish_list(conn: &mut Conn, id: &DestructionId, now: NaiveDateTime) -> QueryResult<()> {
    diesel::update(lists::table.find(id))
        .set((lists::state.eq(ListState::Done), lists::done_at.eq(now)))
        .execute(conn)
        .map(drop)
}

/// A line of a list: no name and no word of anybody.
#[derive(Debug, Clone, Queryable)]
pub struct Listed {
    pub reference: String,
    pub node: String,
    pub created_at: NaiveDateTime,
    pub closed_at: Option<NaiveDateTime>,
    pub topic: Option<String>,
    pub outcome: Option<String>,
    pub anonymised_at: Option<NaiveDateTime>,
}

pub fn lines_of_list(conn: &mut Conn, id: &DestructionId) -> QueryResult<Vec<Listed>> {
    entries::table
        .inner_join(tickets::table.inner_join(nodes::table))
        .filter(entries::list_id.eq(id))
        .order((tickets::closed_at, tickets::id))
        .select((
            tickets::reference,
            nodes::short_name,
            tickets::created_at,
            tickets::closed_at,
            tickets::confirmed_topic.nullable(),
            tickets::outcome.nullable(),
            tickets::anonymised_at,
        ))
        .load(conn)
}
