//! The days on which nodes are closed.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::db::{Conn, schema::node_absences};
use crate::network::{Absence, AbsenceId, NodeId};

/// A node's absences that are not over on `day` and were not called off, soonest first.
pub fn absences_of(conn: &mut Conn, node: &NodeId, day: NaiveDate) -> QueryResult<Vec<Absence>> {
    node_absences::table
        .filter(node_absences::node_id.eq(node))
        .filter(node_absences::ends_on.ge(day))
        .filter(node_absences::cancelled_at.is_null())
        .order((node_absences::starts_on, node_absences::id))
        .select(Absence::as_select())
        .load(conn)
}

/// The absences that fall on any day of a period and were not called off.
#[diesel::dsl::auto_type]
fn within(from: NaiveDate, to: NaiveDate) -> _ {
    node_absences::table
        .filter(node_absences::cancelled_at.is_null())
        .filter(node_absences::starts_on.le(to))
        .filter(node_absences::ends_on.ge(from))
}

/// Whether a node is closed on any day of a period.
pub fn is_away(
    conn: &mut Conn,
    node: &NodeId,
    (from, to): (NaiveDate, NaiveDate),
) -> QueryResult<bool> {
    let own = within(from, to).filter(node_absences::node_id.eq(node));
    diesel::select(diesel::dsl::exists(own)).get_result(conn)
}

/// Whether a node stands in for another on any day of a period.
pub fn stands_in(
    conn: &mut Conn,
    node: &NodeId,
    (from, to): (NaiveDate, NaiveDate),
) -> QueryResult<bool> {
    let others = within(from, to).filter(node_absences::stand_in_id.eq(node));
    diesel::select(diesel::dsl::exists(others)).get_result(conn)
}

pub fn insert_absence(
    conn: &mut Conn,
    node: &NodeId,
    (from, to): (NaiveDate, NaiveDate),
    stand_in: Option<&NodeId>,
    note: &str,
    now: NaiveDateTime,
) -> QueryResult<AbsenceId> {
    let id = AbsenceId::new();
    diesel::insert_into(node_absences::table)
        .values((
            node_absences::id.eq(&id),
            node_absences::node_id.eq(node),
            node_absences::starts_on.eq(from),
            node_absences::ends_on.eq(to),
            node_absences::stand_in_id.eq(stand_in),
            node_absences::note.eq(note),
            node_absences::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(id)
}

/// Calls an absence of this node off; answers whether it stood until now.
pub fn cancel_absence(
    conn: &mut Conn,
    node: &NodeId,
    id: &AbsenceId,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let done = diesel::update(node_absences::table.find(id))
        .filter(node_absences::node_id.eq(node))
        .filter(node_absences::cancelled_at.is_null())
        .set(node_absences::cancelled_at.eq(now))
        .execute(conn)?;
    Ok(done == 1)
}
