//! Every SQL statement about charters, conventions and who signed them.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{
    Concern, Convention, ConventionId, Kind, Signature, SignatureId, Signed, Version, VersionId,
};
use crate::accounts::{NodeId, NodeRole};
use crate::db::schema::{
    accounts, convention_signatures as signatures, convention_versions as versions, conventions,
    memberships, node_institutions, nodes, spaces,
};
use crate::db::{Conn, each, one_of};
use crate::i18n::Locale;
use crate::network::{InstitutionRole, Status};
use crate::spaces::State;

pub fn all(conn: &mut Conn) -> QueryResult<Vec<Convention>> {
    conventions::table
        .order((conventions::kind, conventions::title_fr))
        .limit(200)
        .select(Convention::as_select())
        .load(conn)
}

pub fn by_slug(conn: &mut Conn, slug: &str) -> QueryResult<Convention> {
    conventions::table
        .filter(conventions::slug.eq(slug))
        .select(Convention::as_select())
        .first(conn)
}

pub fn slug_is_taken(conn: &mut Conn, slug: &str) -> QueryResult<bool> {
    let found: Option<ConventionId> = conventions::table
        .filter(conventions::slug.eq(slug))
        .select(conventions::id)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

pub fn insert(conn: &mut Conn, convention: &Convention) -> QueryResult<()> {
    each!(conn, real => {
        diesel::insert_into(conventions::table).values(convention).execute(real)
    })
    .map(drop)
}

/// The versions of some documents, the newest first.
pub fn versions_of(conn: &mut Conn, ids: &[ConventionId]) -> QueryResult<Vec<Version>> {
    versions::table
        .filter(one_of(versions::convention_id, ids.to_vec()))
        .order((versions::convention_id, versions::number.desc()))
        .limit(1_000)
        .select(Version::as_select())
        .load(conn)
}

pub fn version(conn: &mut Conn, id: &ConventionId, number: i32) -> QueryResult<Version> {
    versions::table
        .filter(versions::convention_id.eq(id))
        .filter(versions::number.eq(number))
        .select(Version::as_select())
        .first(conn)
}

pub fn insert_version(conn: &mut Conn, version: &Version) -> QueryResult<()> {
    each!(conn, real => diesel::insert_into(versions::table).values(version).execute(real))
        .map(drop)
}

pub fn signature(conn: &mut Conn, id: &SignatureId) -> QueryResult<Signature> {
    signatures::table.find(id).select(Signature::as_select()).first(conn)
}

/// Who signed a version, those that ended too.
pub fn signatures_of(conn: &mut Conn, version: &VersionId) -> QueryResult<Vec<Signature>> {
    signatures::table
        .filter(signatures::version_id.eq(version))
        .order((signatures::institution, signatures::signed_on.desc()))
        .limit(1_000)
        .select(Signature::as_select())
        .load(conn)
}

/// The same signature, if it was recorded before.
pub fn same(
    conn: &mut Conn,
    version: &VersionId,
    (institution, signed_on): (&str, NaiveDate),
) -> QueryResult<Option<Signature>> {
    signatures::table
        .filter(signatures::version_id.eq(version))
        .filter(signatures::institution.eq(institution))
        .filter(signatures::signed_on.eq(signed_on))
        .filter(signatures::ended_at.is_null())
        .select(Signature::as_select())
        .first(conn)
        .optional()
}

pub fn insert_signature(conn: &mut Conn, signature: &Signature) -> QueryResult<()> {
    each!(conn, real => {
        diesel::insert_into(signatures::table).values(signature).execute(real)
    })
    .map(drop)
}

/// Ends a signature before its time; answers whether it had not ended.
pub fn end(
    conn: &mut Conn,
    id: &SignatureId,
    reason: &str,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let live = signatures::table.find(id).filter(signatures::ended_at.is_null());
    let changed = diesel::update(live)
        .set((signatures::ended_at.eq(now), signatures::reason.eq(reason)))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Everything that some institutions signed and did not end, the longest first.
pub fn signed_by(conn: &mut Conn, institutions: &[String]) -> QueryResult<Vec<Signed>> {
    let rows: Vec<(Signature, Version, Convention)> = signatures::table
        .inner_join(versions::table.inner_join(conventions::table))
        .filter(one_of(signatures::institution, institutions.to_vec()))
        .filter(signatures::ended_at.is_null())
        .order((signatures::institution, signatures::expires_on.desc(), signatures::id))
        .limit(2_000)
        .select((Signature::as_select(), Version::as_select(), Convention::as_select()))
        .load(conn)?;
    with_newer(conn, rows)
}

/// Everything that was signed of a document and did not end.
pub fn signed(conn: &mut Conn, id: &ConventionId) -> QueryResult<Vec<Signed>> {
    let rows: Vec<(Signature, Version, Convention)> = signatures::table
        .inner_join(versions::table.inner_join(conventions::table))
        .filter(conventions::id.eq(id))
        .filter(signatures::ended_at.is_null())
        .order((signatures::institution, signatures::id))
        .limit(2_000)
        .select((Signature::as_select(), Version::as_select(), Convention::as_select()))
        .load(conn)?;
    with_newer(conn, rows)
}

/// Signatures with what became of the version that was signed.
fn with_newer(
    conn: &mut Conn,
    rows: Vec<(Signature, Version, Convention)>,
) -> QueryResult<Vec<Signed>> {
    let mut ids: Vec<ConventionId> = rows.iter().map(|(.., one)| one.id.clone()).collect();
    ids.sort();
    ids.dedup();
    let all = if ids.is_empty() { Vec::new() } else { versions_of(conn, &ids)? };
    let one = |(signature, version, convention): (Signature, Version, Convention)| {
        let newer = all
            .iter()
            .filter(|other| other.convention_id == convention.id && other.number > version.number);
        let newest = newer.clone().map(|other| other.number).max().unwrap_or(version.number);
        let suffices_until = newer.filter_map(|other| other.earlier_until).min();
        Signed { signature, version, convention, newest, suffices_until }
    };
    Ok(rows.into_iter().map(one).collect())
}

/// What is signed and counts no more after some day between two, with what it is: it ends itself, or a newer version has to
/// be signed by then.
pub fn ending(conn: &mut Conn, (from, by): (NaiveDate, NaiveDate)) -> QueryResult<Vec<Signed>> {
    let anew: Vec<ConventionId> = versions::table
        .filter(versions::earlier_until.ge(from).and(versions::earlier_until.le(by)))
        .select(versions::convention_id)
        .distinct()
        .load(conn)?;
    let itself = signatures::expires_on.ge(from).and(signatures::expires_on.le(by));
    let rows: Vec<(Signature, Version, Convention)> = signatures::table
        .inner_join(versions::table.inner_join(conventions::table))
        .filter(signatures::ended_at.is_null())
        .filter(one_of(conventions::id, anew).or(itself.assume_not_null()))
        .order((signatures::expires_on, signatures::id))
        .limit(2_000)
        .select((Signature::as_select(), Version::as_select(), Convention::as_select()))
        .load(conn)?;
    let mut all = with_newer(conn, rows)?;
    all.retain(|one| one.ends_on().is_some_and(|ends| (from..=by).contains(&ends)));
    all.sort_by_key(Signed::ends_on);
    Ok(all)
}

/// Notes a reminder that no other has noted; answers whether it is so.
pub fn note_reminded(conn: &mut Conn, signature: &Signature, months: u32) -> QueryResult<bool> {
    let months = i32::try_from(months).unwrap_or(i32::MAX);
    let open = signatures::reminded.is_null().or(signatures::reminded.gt(months));
    let changed = diesel::update(signatures::table.find(&signature.id).filter(open))
        .set(signatures::reminded.eq(months))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Whether the network asks those who lead nodes to sign a convention at all.
pub fn nodes_sign(conn: &mut Conn) -> QueryResult<bool> {
    let found: Option<VersionId> = versions::table
        .inner_join(conventions::table)
        .filter(conventions::kind.eq(Kind::Convention))
        .filter(one_of(conventions::concerns, [Concern::Nodes, Concern::Everybody]))
        .select(versions::id)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// The institutions that lead nodes which are not closed.
pub fn leads(conn: &mut Conn, day: NaiveDate) -> QueryResult<Vec<String>> {
    node_institutions::table
        .inner_join(nodes::table)
        .filter(nodes::status.ne(Status::Closed))
        .filter(node_institutions::role.eq(InstitutionRole::Lead))
        .filter(node_institutions::ends_on.is_null().or(node_institutions::ends_on.ge(day)))
        .order(node_institutions::institution)
        .select(node_institutions::institution)
        .distinct()
        .load(conn)
}

/// The institutions that lead some nodes.
pub fn leading(conn: &mut Conn, of: &[NodeId], day: NaiveDate) -> QueryResult<Vec<String>> {
    node_institutions::table
        .filter(node_institutions::node_id.eq_any(of))
        .filter(node_institutions::role.eq(InstitutionRole::Lead))
        .filter(node_institutions::ends_on.is_null().or(node_institutions::ends_on.ge(day)))
        .order(node_institutions::institution)
        .select(node_institutions::institution)
        .distinct()
        .load(conn)
}

/// The institutions whose space lives, or is asked for.
pub fn space_holders(conn: &mut Conn) -> QueryResult<Vec<String>> {
    spaces::table
        .filter(one_of(spaces::state, State::LIVING))
        .order(spaces::institution)
        .select(spaces::institution)
        .distinct()
        .load(conn)
}

/// Whoever manages a node that an institution leads: name, address, language.
pub fn managers_of(
    conn: &mut Conn,
    institution: &str,
    day: NaiveDate,
) -> QueryResult<Vec<(String, String, Locale)>> {
    let led: Vec<NodeId> = node_institutions::table
        .filter(node_institutions::institution.eq(institution))
        .filter(node_institutions::role.eq(InstitutionRole::Lead))
        .filter(node_institutions::ends_on.is_null().or(node_institutions::ends_on.ge(day)))
        .select(node_institutions::node_id)
        .load(conn)?;
    memberships::table
        .inner_join(accounts::table)
        .filter(one_of(memberships::node_id, led))
        .filter(memberships::role.eq(NodeRole::Manager))
        .filter(memberships::starts_on.le(day))
        .filter(memberships::ends_on.is_null().or(memberships::ends_on.ge(day)))
        .filter(accounts::disabled_at.is_null())
        .order(accounts::email)
        .select((accounts::name, accounts::email, accounts::language))
        .distinct()
        .load(conn)
}

/// Whoever steers the network: name, address, language.
pub fn coordination(conn: &mut Conn) -> QueryResult<Vec<(String, String, Locale)>> {
    accounts::table
        .filter(accounts::network_role.is_not_null())
        .filter(accounts::disabled_at.is_null())
        .order(accounts::email)
        .limit(50)
        .select((accounts::name, accounts::email, accounts::language))
        .load(conn)
}
