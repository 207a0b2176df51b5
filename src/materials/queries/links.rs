//! What is known of the places to which published materials link.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::dsl::{exists, not};
use diesel::prelude::*;

use crate::accounts::{AccountId, NodeId};
use crate::db::schema::{link_checks, material_links, material_versions, materials};
use crate::db::{Conn, each};
use crate::materials::{LinkState, MaterialId, Standing, VersionId};

/// Places of published materials of which nothing is known yet: the place, an address that leads there.
pub fn unknown_links(conn: &mut Conn, limit: i64) -> QueryResult<Vec<(String, String)>> {
    material_links::table
        .inner_join(material_versions::table)
        .left_join(link_checks::table.on(link_checks::url_norm.eq(material_links::url_norm)))
        .filter(material_versions::state.eq(Standing::Published))
        .filter(link_checks::url_norm.nullable().is_null())
        .select((material_links::url_norm, material_links::url))
        .distinct()
        .limit(limit)
        .load(conn)
}

/// Places that are to be asked: each with an address that leads there, and its server.
pub fn note_links(
    conn: &mut Conn,
    places: &[(&str, &str, &str)],
    due_at: NaiveDateTime,
) -> QueryResult<usize> {
    let row = |(place, url, host): &(&str, &str, &str)| {
        (
            link_checks::url_norm.eq((*place).to_owned()),
            link_checks::url.eq((*url).to_owned()),
            link_checks::host.eq((*host).to_owned()),
            link_checks::due_at.eq(due_at),
        )
    };
    let rows: Vec<_> = places.iter().map(row).collect();
    each!(conn, real => diesel::insert_into(link_checks::table)
        .values(&rows)
        .on_conflict_do_nothing()
        .execute(real))
}

/// Forgets places to which no published material leads any more; answers how many.
pub fn forget_links(conn: &mut Conn) -> QueryResult<usize> {
    let used = material_links::table
        .inner_join(material_versions::table)
        .filter(material_versions::state.eq(Standing::Published))
        .filter(material_links::url_norm.eq(link_checks::url_norm));
    diesel::delete(link_checks::table.filter(not(exists(used)))).execute(conn)
}

/// A place that is to be asked now.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = link_checks)]
pub struct DueLink {
    pub url_norm: String,
    pub url: String,
    pub host: String,
    #[diesel(embed)]
    pub state: LinkState,
}

pub fn due_links(conn: &mut Conn, now: NaiveDateTime, limit: i64) -> QueryResult<Vec<DueLink>> {
    link_checks::table
        .filter(link_checks::due_at.le(now))
        .order((link_checks::due_at, link_checks::url_norm))
        .limit(limit)
        .select(DueLink::as_select())
        .load(conn)
}

pub fn put_off_links(conn: &mut Conn, places: &[&str], until: NaiveDateTime) -> QueryResult<usize> {
    let rows = link_checks::table.filter(link_checks::url_norm.eq_any(places));
    diesel::update(rows).set(link_checks::due_at.eq(until)).execute(conn)
}

/// Keeps what came of asking.
pub fn note_link(
    conn: &mut Conn,
    place: &str,
    state: &LinkState,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::update(link_checks::table.find(place))
        .set((
            link_checks::checked_at.eq(now),
            link_checks::due_at.eq(state.due_at),
            link_checks::status.eq(state.status),
            link_checks::failed_days.eq(state.failed_days),
            link_checks::failing_since.eq(state.failing_since),
            link_checks::failed_on.eq(state.failed_on),
            link_checks::broken_at.eq(state.broken_at),
            link_checks::told_at.eq(state.told_at),
        ))
        .execute(conn)
        .map(drop)
}

/// Which of some places are broken, and since when they fail.
pub fn broken_among(
    conn: &mut Conn,
    places: &[String],
) -> QueryResult<HashMap<String, NaiveDateTime>> {
    if places.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(String, NaiveDateTime)> = link_checks::table
        .filter(link_checks::url_norm.eq_any(places))
        .filter(link_checks::broken_at.is_not_null())
        .filter(link_checks::failing_since.is_not_null())
        .select((link_checks::url_norm, link_checks::failing_since.assume_not_null()))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// How many links of some versions are broken.
pub fn broken_of(conn: &mut Conn, versions: &[VersionId]) -> QueryResult<HashMap<VersionId, i64>> {
    if versions.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(VersionId, i64)> = material_links::table
        .inner_join(link_checks::table.on(link_checks::url_norm.eq(material_links::url_norm)))
        .filter(material_links::version_id.eq_any(versions))
        .filter(link_checks::broken_at.is_not_null())
        .group_by(material_links::version_id)
        .select((material_links::version_id, diesel::dsl::count_star()))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// A broken link of a published material of which nobody was told.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct BrokenLink {
    pub url_norm: String,
    pub url: String,
    pub material: MaterialId,
    pub title: String,
    pub node: NodeId,
    pub author: AccountId,
}

pub fn untold_links(conn: &mut Conn, limit: i64) -> QueryResult<Vec<BrokenLink>> {
    let places = link_checks::table
        .filter(link_checks::broken_at.is_not_null())
        .filter(link_checks::told_at.is_null())
        .order((link_checks::broken_at, link_checks::url_norm))
        .limit(limit)
        .select(link_checks::url_norm);
    let places: Vec<String> = places.load(conn)?;
    if places.is_empty() {
        return Ok(Vec::new());
    }
    material_links::table
        .inner_join(material_versions::table.inner_join(materials::table))
        .filter(material_links::url_norm.eq_any(places))
        .filter(material_versions::state.eq(Standing::Published))
        .order((material_versions::title, materials::id, material_links::position))
        .select((
            material_links::url_norm,
            material_links::url,
            materials::id,
            material_versions::title,
            materials::node_id,
            material_versions::author_id,
        ))
        .load(conn)
}

pub fn note_told(conn: &mut Conn, places: &[&str], now: NaiveDateTime) -> QueryResult<usize> {
    let rows = link_checks::table.filter(link_checks::url_norm.eq_any(places));
    diesel::update(rows).set(link_checks::told_at.eq(now)).execute(conn)
}
