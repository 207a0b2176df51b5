//! What belongs to a node and has its dates: status, coverage, institutions, services.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::db::schema::{
    coverage, node_disciplines, node_institutions, node_services, node_status_periods,
};
use crate::db::{Conn, MultiBackend};
use crate::network::{CoverageId, InstitutionRole, Keys, NodeId, Status};

/// A coverage row with its dates.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = coverage)]
pub struct CoverageRow {
    pub id: CoverageId,
    pub node_id: NodeId,
    #[diesel(embed)]
    pub keys: Keys,
    pub starts_on: NaiveDate,
    pub ends_on: Option<NaiveDate>,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = node_institutions)]
pub struct InstitutionRow {
    pub id: String,
    pub node_id: NodeId,
    pub institution: String,
    pub role: InstitutionRole,
    pub starts_on: NaiveDate,
    pub ends_on: Option<NaiveDate>,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = node_services)]
pub struct ServiceRow {
    pub id: String,
    pub node_id: NodeId,
    pub service: String,
    pub starts_on: NaiveDate,
    pub ends_on: Option<NaiveDate>,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = node_status_periods)]
pub struct StatusPeriod {
    pub id: String,
    pub node_id: NodeId,
    pub status: Status,
    pub starts_on: NaiveDate,
    pub ends_on: Option<NaiveDate>,
    pub note: String,
}

/// Whose parts: all nodes' or one node's. One statement either way, so a list costs no more than a page.
#[derive(Debug, Clone, Copy)]
pub enum Of<'a> {
    Everyone,
    One(&'a NodeId),
}

/// Coverage that is not over on `day`, that which is still to begin included.
pub fn live_coverage(conn: &mut Conn, of: Of<'_>, day: NaiveDate) -> QueryResult<Vec<CoverageRow>> {
    let mut query = coverage::table
        .filter(coverage::ends_on.is_null().or(coverage::ends_on.ge(day)))
        .order(coverage::id)
        .select(CoverageRow::as_select())
        .into_boxed::<MultiBackend>();
    if let Of::One(node) = of {
        query = query.filter(coverage::node_id.eq(node));
    }
    query.load(conn)
}

pub fn live_institutions(
    conn: &mut Conn,
    of: Of<'_>,
    day: NaiveDate,
) -> QueryResult<Vec<InstitutionRow>> {
    let mut query = node_institutions::table
        .filter(node_institutions::ends_on.is_null().or(node_institutions::ends_on.ge(day)))
        .order((node_institutions::role, node_institutions::id))
        .select(InstitutionRow::as_select())
        .into_boxed::<MultiBackend>();
    if let Of::One(node) = of {
        query = query.filter(node_institutions::node_id.eq(node));
    }
    query.load(conn)
}

pub fn live_services(conn: &mut Conn, of: Of<'_>, day: NaiveDate) -> QueryResult<Vec<ServiceRow>> {
    let mut query = node_services::table
        .filter(node_services::ends_on.is_null().or(node_services::ends_on.ge(day)))
        .order(node_services::id)
        .select(ServiceRow::as_select())
        .into_boxed::<MultiBackend>();
    if let Of::One(node) = of {
        query = query.filter(node_services::node_id.eq(node));
    }
    query.load(conn)
}

/// The disciplines each node declares.
pub fn disciplines(conn: &mut Conn, of: Of<'_>) -> QueryResult<HashMap<NodeId, Vec<String>>> {
    let mut query = node_disciplines::table
        .order(node_disciplines::discipline)
        .select((node_disciplines::node_id, node_disciplines::discipline))
        .into_boxed::<MultiBackend>();
    if let Of::One(node) = of {
        query = query.filter(node_disciplines::node_id.eq(node));
    }
    let mut found: HashMap<NodeId, Vec<String>> = HashMap::new();
    for (node, code) in query.load::<(NodeId, String)>(conn)? {
        found.entry(node).or_default().push(code);
    }
    Ok(found)
}

/// What each node is now, and since when.
pub fn current_periods(conn: &mut Conn, of: Of<'_>) -> QueryResult<Vec<StatusPeriod>> {
    let mut query = node_status_periods::table
        .filter(node_status_periods::ends_on.is_null())
        .select(StatusPeriod::as_select())
        .into_boxed::<MultiBackend>();
    if let Of::One(node) = of {
        query = query.filter(node_status_periods::node_id.eq(node));
    }
    query.load(conn)
}

/// Whatever was covered on whatever day.
pub fn every_coverage(conn: &mut Conn) -> QueryResult<Vec<CoverageRow>> {
    coverage::table.order(coverage::id).select(CoverageRow::as_select()).load(conn)
}

/// All that nodes have been.
pub fn every_status(conn: &mut Conn) -> QueryResult<Vec<StatusPeriod>> {
    node_status_periods::table
        .order(node_status_periods::id)
        .select(StatusPeriod::as_select())
        .load(conn)
}

/// All that a node has been, newest first.
pub fn status_history(conn: &mut Conn, node: &NodeId) -> QueryResult<Vec<StatusPeriod>> {
    node_status_periods::table
        .filter(node_status_periods::node_id.eq(node))
        .order((node_status_periods::starts_on.desc(), node_status_periods::id.desc()))
        .select(StatusPeriod::as_select())
        .load(conn)
}
