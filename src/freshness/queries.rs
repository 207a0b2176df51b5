//! Every SQL statement about whether pages are exact.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{Check, Verdict};
pub use crate::accounts::queries::managers;
use crate::accounts::{AccountId, NodeId};
use crate::db::schema::{
    accounts, freshness_checks as checks, freshness_requests as requests,
    freshness_samples as samples,
};
use crate::db::{Conn, each};

/// About what, and when, the managers of each node were last asked.
pub fn asked(conn: &mut Conn) -> QueryResult<HashMap<NodeId, (NaiveDateTime, NaiveDateTime)>> {
    let rows: Vec<(NodeId, NaiveDateTime, NaiveDateTime)> = requests::table
        .select((requests::node_id, requests::about, requests::asked_at))
        .load(conn)?;
    Ok(rows.into_iter().map(|(node, about, at)| (node, (about, at))).collect())
}

/// Notes that managers are asked.
pub fn note_asked(
    conn: &mut Conn,
    node: &NodeId,
    about: NaiveDateTime,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let row = (requests::node_id.eq(node), requests::about.eq(about), requests::asked_at.eq(now));
    let change = (requests::about.eq(about), requests::asked_at.eq(now));
    each!(conn, real => diesel::insert_into(requests::table)
        .values(row)
        .on_conflict(requests::node_id)
        .do_update()
        .set(change)
        .execute(real))
    .map(drop)
}

/// The pages that were drawn for a month.
pub fn drawn(conn: &mut Conn, month: NaiveDate) -> QueryResult<Vec<NodeId>> {
    samples::table.filter(samples::month.eq(month)).select(samples::node_id).load(conn)
}

/// Keeps what was drawn for a month; what was drawn for those before is not asked for any more.
pub fn keep_drawn(conn: &mut Conn, month: NaiveDate, nodes: &[NodeId]) -> QueryResult<()> {
    diesel::delete(samples::table.filter(samples::month.lt(month))).execute(conn)?;
    let rows: Vec<_> =
        nodes.iter().map(|node| (samples::month.eq(month), samples::node_id.eq(node))).collect();
    each!(conn, real => diesel::insert_into(samples::table).values(&rows).execute(real)).map(drop)
}

/// What was found in a month and later, the last first.
pub fn checks_since(conn: &mut Conn, month: NaiveDate) -> QueryResult<Vec<Check>> {
    checks::table
        .inner_join(accounts::table)
        .filter(checks::month.ge(month))
        .order((checks::month.desc(), checks::checked_at.desc()))
        .limit(500)
        .select((
            checks::month,
            checks::node_id,
            checks::verdict,
            checks::note,
            accounts::name,
            checks::checked_at,
        ))
        .load(conn)
}

/// Notes what was found; what was noted before gives way.
pub fn note_check(
    conn: &mut Conn,
    (month, node, by): (NaiveDate, &NodeId, &AccountId),
    (verdict, note): (Verdict, &str),
    now: NaiveDateTime,
) -> QueryResult<()> {
    let said = (
        checks::verdict.eq(verdict),
        checks::note.eq(note),
        checks::checked_by.eq(by),
        checks::checked_at.eq(now),
    );
    let row = (checks::month.eq(month), checks::node_id.eq(node), said);
    each!(conn, real => diesel::insert_into(checks::table)
        .values(row)
        .on_conflict((checks::month, checks::node_id))
        .do_update()
        .set(said)
        .execute(real))
    .map(drop)
}
