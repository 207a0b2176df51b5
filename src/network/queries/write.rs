//! Changes to nodes. Periods are ended and begun, never rewritten.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::db::Conn;
use crate::db::schema::{
    coverage, node_disciplines, node_institutions, node_revisions, node_services,
    node_status_periods, nodes,
};
use crate::network::{CoverageId, InstitutionRole, Keys, Kind, NodeId, Profile, Revision, Status};

/// A node before anything is known of it but its name.
pub struct NewNode<'a> {
    pub slug: &'a str,
    pub kind: Kind,
    pub status: Status,
    pub name: &'a str,
    pub short_name: &'a str,
}

pub fn insert_node(conn: &mut Conn, new: &NewNode<'_>, now: NaiveDateTime) -> QueryResult<NodeId> {
    let id = NodeId::new();
    diesel::insert_into(nodes::table)
        .values((
            nodes::id.eq(&id),
            nodes::slug.eq(new.slug),
            nodes::kind.eq(new.kind),
            nodes::status.eq(new.status),
            nodes::name.eq(new.name),
            nodes::short_name.eq(new.short_name),
            nodes::created_at.eq(now),
            nodes::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(id)
}

/// Puts a profile where `expected` is still the version; answers whether it was.
pub fn set_profile(
    conn: &mut Conn,
    node: &NodeId,
    profile: &Profile,
    expected: i32,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let changed = diesel::update(nodes::table.find(node))
        .filter(nodes::lock_version.eq(expected))
        .set((profile, nodes::lock_version.eq(expected + 1), nodes::updated_at.eq(now)))
        .execute(conn)?;
    Ok(changed == 1)
}

pub fn insert_revision(
    conn: &mut Conn,
    node: &NodeId,
    revision: &Revision,
    by: Option<&AccountId>,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let profile = serde_json::to_string(revision)
        .map_err(|error| diesel::result::Error::SerializationError(Box::new(error)))?;
    diesel::insert_into(node_revisions::table)
        .values((
            node_revisions::id.eq(row_id()),
            node_revisions::node_id.eq(node),
            node_revisions::replaced_at.eq(now),
            node_revisions::replaced_by.eq(by),
            node_revisions::profile.eq(profile),
        ))
        .execute(conn)
        .map(drop)
}

/// Kind and status as columns; the period is told apart, by [`end_period`] and [`begin_period`].
pub fn set_kind_and_status(
    conn: &mut Conn,
    node: &NodeId,
    kind: Kind,
    status: Status,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::update(nodes::table.find(node))
        .set((nodes::kind.eq(kind), nodes::status.eq(status), nodes::updated_at.eq(now)))
        .execute(conn)
        .map(drop)
}

pub fn end_period(conn: &mut Conn, node: &NodeId, last_day: NaiveDate) -> QueryResult<()> {
    diesel::update(node_status_periods::table)
        .filter(node_status_periods::node_id.eq(node))
        .filter(node_status_periods::ends_on.is_null())
        .set(node_status_periods::ends_on.eq(last_day))
        .execute(conn)
        .map(drop)
}

pub fn begin_period(
    conn: &mut Conn,
    node: &NodeId,
    status: Status,
    first_day: NaiveDate,
    note: &str,
) -> QueryResult<()> {
    diesel::insert_into(node_status_periods::table)
        .values((
            node_status_periods::id.eq(row_id()),
            node_status_periods::node_id.eq(node),
            node_status_periods::status.eq(status),
            node_status_periods::starts_on.eq(first_day),
            node_status_periods::note.eq(note),
        ))
        .execute(conn)
        .map(drop)
}

/// Leaves the network without a fallback desk, until the same transaction names one.
pub fn clear_fallback_desk(conn: &mut Conn) -> QueryResult<usize> {
    diesel::update(nodes::table.filter(nodes::fallback_desk.eq(true)))
        .set(nodes::fallback_desk.eq(false))
        .execute(conn)
}

pub fn set_fallback_desk(conn: &mut Conn, node: &NodeId) -> QueryResult<()> {
    diesel::update(nodes::table.find(node))
        .set(nodes::fallback_desk.eq(true))
        .execute(conn)
        .map(drop)
}

pub fn set_relay_of(conn: &mut Conn, node: &NodeId, centre: Option<&NodeId>) -> QueryResult<()> {
    diesel::update(nodes::table.find(node)).set(nodes::relay_of.eq(centre)).execute(conn).map(drop)
}

pub fn set_successor(conn: &mut Conn, node: &NodeId, next: Option<&NodeId>) -> QueryResult<()> {
    diesel::update(nodes::table.find(node))
        .set(nodes::successor_id.eq(next))
        .execute(conn)
        .map(drop)
}

pub fn begin_coverage(
    conn: &mut Conn,
    node: &NodeId,
    keys: &Keys,
    first_day: NaiveDate,
) -> QueryResult<()> {
    diesel::insert_into(coverage::table)
        .values((
            coverage::id.eq(CoverageId::new()),
            coverage::node_id.eq(node),
            coverage::institution.eq(&keys.institution),
            coverage::site.eq(&keys.site),
            coverage::region.eq(&keys.region),
            coverage::discipline.eq(&keys.discipline),
            coverage::topic.eq(&keys.topic),
            coverage::starts_on.eq(first_day),
        ))
        .execute(conn)
        .map(drop)
}

pub fn end_coverage(conn: &mut Conn, id: &CoverageId, last_day: NaiveDate) -> QueryResult<()> {
    diesel::update(coverage::table.find(id))
        .set(coverage::ends_on.eq(last_day))
        .execute(conn)
        .map(drop)
}

pub fn begin_institution(
    conn: &mut Conn,
    node: &NodeId,
    institution: &str,
    role: InstitutionRole,
    first_day: NaiveDate,
) -> QueryResult<()> {
    diesel::insert_into(node_institutions::table)
        .values((
            node_institutions::id.eq(row_id()),
            node_institutions::node_id.eq(node),
            node_institutions::institution.eq(institution),
            node_institutions::role.eq(role),
            node_institutions::starts_on.eq(first_day),
        ))
        .execute(conn)
        .map(drop)
}

pub fn end_institution(conn: &mut Conn, id: &str, last_day: NaiveDate) -> QueryResult<()> {
    diesel::update(node_institutions::table.find(id))
        .set(node_institutions::ends_on.eq(last_day))
        .execute(conn)
        .map(drop)
}

pub fn begin_service(
    conn: &mut Conn,
    node: &NodeId,
    service: &str,
    first_day: NaiveDate,
) -> QueryResult<()> {
    diesel::insert_into(node_services::table)
        .values((
            node_services::id.eq(row_id()),
            node_services::node_id.eq(node),
            node_services::service.eq(service),
            node_services::starts_on.eq(first_day),
        ))
        .execute(conn)
        .map(drop)
}

pub fn end_service(conn: &mut Conn, id: &str, last_day: NaiveDate) -> QueryResult<()> {
    diesel::update(node_services::table.find(id))
        .set(node_services::ends_on.eq(last_day))
        .execute(conn)
        .map(drop)
}

/// Replaces the disciplines a node declares.
pub fn set_disciplines(conn: &mut Conn, node: &NodeId, codes: &[String]) -> QueryResult<()> {
    diesel::delete(node_disciplines::table.filter(node_disciplines::node_id.eq(node)))
        .execute(conn)?;
    for code in codes {
        diesel::insert_into(node_disciplines::table)
            .values((node_disciplines::node_id.eq(node), node_disciplines::discipline.eq(code)))
            .execute(conn)?;
    }
    Ok(())
}

/// The id of a row that nothing else names.
fn row_id() -> String {
    uuid::Uuid::now_v7().to_string()
}
