//! The catalogues of other places from which nodes take their materials.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::NodeId;
use crate::db::schema::material_sources as sources;
use crate::db::{Conn, each};
use crate::materials::{Source, SourceId};

pub fn sources_of(conn: &mut Conn, nodes: &[NodeId]) -> QueryResult<Vec<Source>> {
    sources::table
        .filter(sources::node_id.eq_any(nodes))
        .order((sources::node_id, sources::created_at, sources::id))
        .select(Source::as_select())
        .load(conn)
}

/// Answers whether it is new.
pub fn insert_source(conn: &mut Conn, one: &Source) -> QueryResult<bool> {
    each!(conn, real => diesel::insert_into(sources::table)
        .values(one)
        .on_conflict_do_nothing()
        .execute(real))
    .map(|made| made == 1)
}

/// Reads it from now on, or not; answers whether that is a change.
pub fn set_active(
    conn: &mut Conn,
    (node, id): (&NodeId, &SourceId),
    active: bool,
) -> QueryResult<bool> {
    let row = sources::table.find(id).filter(sources::node_id.eq(node));
    diesel::update(row.filter(sources::active.ne(active)))
        .set(sources::active.eq(active))
        .execute(conn)
        .map(|changed| changed == 1)
}

/// Publishes what is new in it from now on, or not; answers whether that is a change.
pub fn set_publishes(
    conn: &mut Conn,
    (node, id): (&NodeId, &SourceId),
    publishes: bool,
) -> QueryResult<bool> {
    let row = sources::table.find(id).filter(sources::node_id.eq(node));
    diesel::update(row.filter(sources::publishes.ne(publishes)))
        .set(sources::publishes.eq(publishes))
        .execute(conn)
        .map(|changed| changed == 1)
}

/// Answers whether it was there.
pub fn delete_source(conn: &mut Conn, node: &NodeId, id: &SourceId) -> QueryResult<bool> {
    let row = sources::table.find(id).filter(sources::node_id.eq(node));
    diesel::delete(row).execute(conn).map(|gone| gone == 1)
}

/// Those to be read that were not since a moment.
pub fn sources_due(conn: &mut Conn, since: NaiveDateTime, limit: i64) -> QueryResult<Vec<Source>> {
    sources::table
        .filter(sources::active.eq(true))
        .filter(sources::read_at.is_null().or(sources::read_at.le(since)))
        .order((sources::created_at, sources::id))
        .limit(limit)
        .select(Source::as_select())
        .load(conn)
}

/// Notes that one was read, and what came of it: how many were made, changed and left out, or why nothing.
pub fn note_source(
    conn: &mut Conn,
    id: &SourceId,
    (fault, [made, changed, left_out]): (&str, [i32; 3]),
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::update(sources::table.find(id))
        .set((
            sources::read_at.eq(now),
            sources::fault.eq(fault),
            sources::made.eq(made),
            sources::changed.eq(changed),
            sources::left_out.eq(left_out),
        ))
        .execute(conn)
        .map(drop)
}
