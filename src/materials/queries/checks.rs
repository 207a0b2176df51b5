//! What was found where links lead.

use chrono::NaiveDateTime;
use diesel::dsl::{exists, not};
use diesel::prelude::*;

use crate::accounts::{AccountId, NodeId};
use crate::db::schema::{accounts, link_checks, material_links, material_versions, materials};
use crate::db::{Conn, each};
use crate::i18n::Locale;
use crate::materials::rules::checking::{Found, Known};
use crate::materials::{LinkCheck, MaterialId, Standing, VersionId};

/// Places that published materials lead to and that nobody has looked at, for the first time; answers how many.
pub fn add_checks(conn: &mut Conn, now: NaiveDateTime, limit: i64) -> QueryResult<usize> {
    let known = link_checks::table.filter(link_checks::url_norm.eq(material_links::url_norm));
    let mut found: Vec<(String, String)> = material_links::table
        .inner_join(material_versions::table)
        .filter(material_versions::state.eq(Standing::Published))
        .filter(not(exists(known)))
        .order((material_links::url_norm, material_links::version_id))
        .limit(limit)
        .select((material_links::url_norm, material_links::url))
        .load(conn)?;
    found.dedup_by(|one, other| one.0 == other.0);
    let rows: Vec<_> = found
        .iter()
        .map(|(norm, url)| {
            (link_checks::url_norm.eq(norm), link_checks::url.eq(url), link_checks::due_at.eq(now))
        })
        .collect();
    if rows.is_empty() {
        return Ok(0);
    }
    each!(conn, real => diesel::insert_into(link_checks::table)
        .values(&rows)
        .on_conflict_do_nothing()
        .execute(real))
}

/// Forgets the places to which no published material leads any more.
pub fn forget_checks(conn: &mut Conn) -> QueryResult<usize> {
    let used = material_links::table
        .inner_join(material_versions::table)
        .filter(material_versions::state.eq(Standing::Published))
        .filter(material_links::url_norm.eq(link_checks::url_norm));
    diesel::delete(link_checks::table.filter(not(exists(used)))).execute(conn)
}

/// The places whose time has come.
pub fn due_checks(conn: &mut Conn, now: NaiveDateTime, limit: i64) -> QueryResult<Vec<LinkCheck>> {
    link_checks::table
        .filter(link_checks::due_at.le(now))
        .order((link_checks::due_at, link_checks::url_norm))
        .limit(limit)
        .select(LinkCheck::as_select())
        .load(conn)
}

/// Lets some places wait.
pub fn put_off_checks(
    conn: &mut Conn,
    norms: &[String],
    until: NaiveDateTime,
) -> QueryResult<usize> {
    let rows = link_checks::table.filter(link_checks::url_norm.eq_any(norms));
    diesel::update(rows).set(link_checks::due_at.eq(until)).execute(conn)
}

/// Notes what was found, unless another process did meanwhile.
pub fn note_check(
    conn: &mut Conn,
    check: &LinkCheck,
    (found, moved_to): (Found, Option<&str>),
    (known, due): (Known, NaiveDateTime),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let told = check.told_at.filter(|_| known.broken_at.is_some());
    let row = link_checks::table
        .filter(link_checks::url_norm.eq(&check.url_norm))
        .filter(link_checks::due_at.eq(check.due_at));
    diesel::update(row)
        .set((
            link_checks::due_at.eq(due),
            link_checks::checked_at.eq(now),
            link_checks::status.eq(found.map(i32::from)),
            link_checks::failures.eq(known.failures),
            link_checks::failing_since.eq(known.failing_since),
            link_checks::broken_at.eq(known.broken_at),
            link_checks::told_at.eq(told),
            link_checks::moved_to.eq(moved_to),
        ))
        .execute(conn)
        .map(|changed| changed == 1)
}

/// Where a place has moved for good.
pub fn moved_to(conn: &mut Conn, url_norm: &str) -> QueryResult<Option<String>> {
    let found: Option<Option<String>> =
        link_checks::table.find(url_norm).select(link_checks::moved_to).first(conn).optional()?;
    Ok(found.flatten())
}

/// The published materials that lead to a place.
pub fn leading_to(conn: &mut Conn, url_norm: &str) -> QueryResult<Vec<MaterialId>> {
    material_links::table
        .inner_join(material_versions::table)
        .filter(material_versions::state.eq(Standing::Published))
        .filter(material_links::url_norm.eq(url_norm))
        .order(material_versions::material_id)
        .select(material_versions::material_id)
        .load(conn)
}

/// The links of a version that have moved for good.
pub fn moved_of(conn: &mut Conn, version: &VersionId) -> QueryResult<Vec<LinkCheck>> {
    material_links::table
        .inner_join(link_checks::table.on(link_checks::url_norm.eq(material_links::url_norm)))
        .filter(material_links::version_id.eq(version))
        .filter(link_checks::moved_to.is_not_null())
        .order(material_links::position)
        .select(LinkCheck::as_select())
        .load(conn)
}

/// The broken links of a version.
pub fn broken_of(conn: &mut Conn, version: &VersionId) -> QueryResult<Vec<LinkCheck>> {
    material_links::table
        .inner_join(link_checks::table.on(link_checks::url_norm.eq(material_links::url_norm)))
        .filter(material_links::version_id.eq(version))
        .filter(link_checks::broken_at.is_not_null())
        .order(material_links::position)
        .select(LinkCheck::as_select())
        .load(conn)
}

/// A broken link of a published material whose people do not know yet.
#[derive(Debug, Clone, Queryable)]
pub struct Untold {
    pub url_norm: String,
    pub url: String,
    pub status: Option<i32>,
    pub material: MaterialId,
    pub title: String,
    pub node: NodeId,
    pub author: AccountId,
}

pub fn untold(conn: &mut Conn, limit: i64) -> QueryResult<Vec<Untold>> {
    link_checks::table
        .inner_join(material_links::table.on(material_links::url_norm.eq(link_checks::url_norm)))
        .inner_join(
            material_versions::table.on(material_versions::id.eq(material_links::version_id)),
        )
        .inner_join(materials::table.on(materials::id.eq(material_versions::material_id)))
        .filter(link_checks::broken_at.is_not_null())
        .filter(link_checks::told_at.is_null())
        .filter(material_versions::state.eq(Standing::Published))
        .order((link_checks::broken_at, link_checks::url_norm, materials::id))
        .limit(limit)
        .select((
            link_checks::url_norm,
            material_links::url,
            link_checks::status,
            materials::id,
            material_versions::title,
            materials::node_id,
            material_versions::author_id,
        ))
        .load(conn)
}

/// Notes that the people of the materials were told.
pub fn note_told(conn: &mut Conn, norms: &[String], now: NaiveDateTime) -> QueryResult<usize> {
    let rows = link_checks::table.filter(link_checks::url_norm.eq_any(norms));
    diesel::update(rows).set(link_checks::told_at.eq(now)).execute(conn)
}

/// Of those who wrote, who can be written to: their number, name, address, language.
pub fn writers(
    conn: &mut Conn,
    ids: &[AccountId],
) -> QueryResult<Vec<(AccountId, String, String, Locale)>> {
    accounts::table
        .filter(accounts::id.eq_any(ids))
        .filter(accounts::disabled_at.is_null())
        .order(accounts::id)
        .select((accounts::id, accounts::name, accounts::email, accounts::language))
        .load(conn)
}
