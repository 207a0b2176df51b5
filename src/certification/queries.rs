//! Every SQL statement about certification.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use diesel::prelude::*;

use super::{
    Answer, Certification, CertificationId, Interest, Review, Said, State, Verdict, rules,
};
use crate::accounts::{AccountId, NodeId};
use crate::db::schema::{
    certification_answers, certification_interests, certification_reviews, certifications,
    link_checks, material_links, material_versions, materials, nodes, provider_accounts,
};
use crate::db::{Conn, each};
use crate::materials::{Material, MaterialId, Published, Version, VersionId};
use crate::network::{Kind, Status};

pub fn find(conn: &mut Conn, id: &CertificationId) -> QueryResult<Certification> {
    certifications::table.find(id).select(Certification::as_select()).first(conn)
}

/// The version that it is about, with its material and node.
pub fn subject(conn: &mut Conn, version: &VersionId) -> QueryResult<Published> {
    material_versions::table
        .inner_join(materials::table.inner_join(nodes::table))
        .filter(material_versions::id.eq(version))
        .select((Material::as_select(), Version::as_select(), nodes::short_name, nodes::slug))
        .first(conn)
}

/// The version whose label one would keep, or keeps.
pub fn source(conn: &mut Conn, one: &Certification) -> QueryResult<Option<Published>> {
    let Some(label) = &one.carried_from_id else { return Ok(None) };
    let version = find(conn, label)?.version_id;
    subject(conn, &version).map(Some)
}

/// Every certification of some versions, the last asked for first.
pub fn of_versions(conn: &mut Conn, versions: &[VersionId]) -> QueryResult<Vec<Certification>> {
    certifications::table
        .filter(certifications::version_id.eq_any(versions))
        .order((certifications::requested_at.desc(), certifications::id.desc()))
        .select(Certification::as_select())
        .load(conn)
}

pub fn insert(
    conn: &mut Conn,
    ((id, version, grid), carried_from): (
        (&CertificationId, &VersionId, i32),
        Option<&CertificationId>,
    ),
    by: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::insert_into(certifications::table)
        .values((
            certifications::id.eq(id),
            certifications::version_id.eq(version),
            certifications::grid.eq(grid),
            certifications::carried_from_id.eq(carried_from),
            certifications::state.eq(State::Requested),
            certifications::requested_by.eq(by),
            certifications::requested_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

/// Moves it from the state it is expected in; answers whether it was there.
pub fn advance(
    conn: &mut Conn,
    one: &Certification,
    (to, expires_on, reason): (State, Option<NaiveDate>, &str),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let there = certifications::table.find(&one.id).filter(certifications::state.eq(one.state));
    let changed = diesel::update(there)
        .set((
            certifications::state.eq(to),
            certifications::decided_at.eq(now),
            certifications::expires_on.eq(expires_on),
            certifications::reason.eq(reason),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

pub fn note_reminded(conn: &mut Conn, id: &CertificationId, days: i32) -> QueryResult<()> {
    diesel::update(certifications::table.find(id))
        .set(certifications::reminded_days.eq(days))
        .execute(conn)
        .map(drop)
}

/// A certification and what it is about.
pub type Line = (Certification, Published);

/// Labels whose day has passed, and those that end soon and whose node was not yet written to about that; those that end
/// first.
pub fn ending(conn: &mut Conn, today: NaiveDate, limit: i64) -> QueryResult<Vec<Line>> {
    let holds = || certifications::state.eq_any([State::Certified, State::Suspended]);
    let mut due = lines().filter(holds()).filter(certifications::expires_on.lt(today)).into_boxed();
    for days in rules::REMINDERS {
        let by = today + TimeDelta::days(i64::from(days));
        let untold = certifications::reminded_days.is_null();
        let untold = untold.or(certifications::reminded_days.gt(days));
        due = due.or_filter(holds().and(certifications::expires_on.le(by)).and(untold));
    }
    due.order((certifications::expires_on, certifications::id))
        .limit(limit)
        .select((
            Certification::as_select(),
            (Material::as_select(), Version::as_select(), nodes::short_name, nodes::slug),
        ))
        .load(conn)
}

/// Those that wait for reviewers, those that wait longest first.
pub fn waiting(conn: &mut Conn, limit: i64) -> QueryResult<Vec<Line>> {
    lines()
        .filter(certifications::state.eq(State::Requested))
        .order((certifications::requested_at, certifications::id))
        .limit(limit)
        .select((
            Certification::as_select(),
            (Material::as_select(), Version::as_select(), nodes::short_name, nodes::slug),
        ))
        .load(conn)
}

/// Labels that readers see, the last given first.
pub fn certified(conn: &mut Conn, limit: i64) -> QueryResult<Vec<Line>> {
    lines()
        .filter(certifications::state.eq(State::Certified))
        .filter(materials::withdrawn_at.is_null())
        .order((certifications::decided_at.desc(), certifications::id.desc()))
        .limit(limit)
        .select((
            Certification::as_select(),
            (Material::as_select(), Version::as_select(), nodes::short_name, nodes::slug),
        ))
        .load(conn)
}

#[diesel::dsl::auto_type]
fn lines() -> _ {
    certifications::table
        .inner_join(material_versions::table)
        .inner_join(materials::table.on(materials::id.eq(material_versions::material_id)))
        .inner_join(nodes::table.on(nodes::id.eq(materials::node_id)))
}

/// Keeps others from changing a certification until this transaction ends.
pub fn hold(conn: &mut Conn, id: &CertificationId) -> QueryResult<usize> {
    diesel::update(certifications::table.find(id))
        .set(certifications::grid.eq(certifications::grid))
        .execute(conn)
}

/// The reviews of several certifications, by their place.
pub fn reviews_of(
    conn: &mut Conn,
    ids: &[CertificationId],
) -> QueryResult<HashMap<CertificationId, Vec<Review>>> {
    let rows: Vec<Review> = certification_reviews::table
        .filter(certification_reviews::certification_id.eq_any(ids))
        .order((certification_reviews::certification_id, certification_reviews::place))
        .select(Review::as_select())
        .load(conn)?;
    let mut found = HashMap::<_, Vec<_>>::new();
    for review in rows {
        found.entry(review.certification_id.clone()).or_default().push(review);
    }
    Ok(found)
}

/// Whether somebody said that they have a part in what would be certified.
pub fn declares(conn: &mut Conn, id: &CertificationId, account: &AccountId) -> QueryResult<bool> {
    let own = certification_interests::table
        .find((id, account))
        .filter(certification_interests::conflict.eq(true));
    diesel::select(diesel::dsl::exists(own)).get_result(conn)
}

/// Keeps what somebody says of their part in it. The database refuses a conflict of who holds a place, and a place of who has
/// a conflict.
pub fn put_interest(
    conn: &mut Conn,
    (id, account): (&CertificationId, &AccountId),
    interest: Interest,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let conflict = interest == Interest::Some;
    let known = diesel::update(certification_interests::table.find((id, account)))
        .set((
            certification_interests::conflict.eq(conflict),
            certification_interests::said_at.eq(now),
        ))
        .execute(conn)?;
    if known > 0 {
        return Ok(());
    }
    diesel::insert_into(certification_interests::table)
        .values((
            certification_interests::certification_id.eq(id),
            certification_interests::account_id.eq(account),
            certification_interests::conflict.eq(conflict),
            certification_interests::said_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

/// Takes a place as a reviewer; answers false when somebody took it meanwhile.
pub fn take_place(
    conn: &mut Conn,
    (id, place): (&CertificationId, i32),
    (reviewer, node): (&AccountId, &NodeId),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let row = (
        certification_reviews::certification_id.eq(id),
        certification_reviews::place.eq(place),
        certification_reviews::reviewer_id.eq(reviewer),
        certification_reviews::node_id.eq(node),
        certification_reviews::taken_at.eq(now),
    );
    let added = each!(conn, real => diesel::insert_into(certification_reviews::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(real))?;
    Ok(added == 1)
}

/// Keeps what a reviewer says, as long as they have not concluded; answers whether they had not.
pub fn put_review(
    conn: &mut Conn,
    review: &Review,
    said: &Said,
    concluded: Option<(Verdict, NaiveDateTime)>,
) -> QueryResult<bool> {
    let open = certification_reviews::table
        .find((&review.certification_id, review.place))
        .filter(certification_reviews::submitted_at.is_null());
    let changed = diesel::update(open)
        .set((
            certification_reviews::comment.eq(&said.comment),
            certification_reviews::verdict.eq(concluded.map(|(verdict, _)| verdict)),
            certification_reviews::submitted_at.eq(concluded.map(|(_, at)| at)),
        ))
        .execute(conn)?;
    if changed != 1 {
        return Ok(false);
    }
    let old = certification_answers::table
        .filter(certification_answers::certification_id.eq(&review.certification_id))
        .filter(certification_answers::place.eq(review.place));
    diesel::delete(old).execute(conn)?;
    let row = |(code, value, comment): &(String, super::Value, String)| {
        (
            certification_answers::certification_id.eq(review.certification_id.clone()),
            certification_answers::place.eq(review.place),
            certification_answers::criterion.eq(code.clone()),
            certification_answers::value.eq(*value),
            certification_answers::comment.eq(comment.clone()),
        )
    };
    let rows: Vec<_> = said.answers.iter().map(row).collect();
    if rows.is_empty() {
        return Ok(true);
    }
    each!(conn, real => diesel::insert_into(certification_answers::table).values(&rows).execute(real))
        .map(|_| true)
}

pub fn answers_of(conn: &mut Conn, id: &CertificationId) -> QueryResult<Vec<Answer>> {
    certification_answers::table
        .filter(certification_answers::certification_id.eq(id))
        .order((certification_answers::place, certification_answers::criterion))
        .select(Answer::as_select())
        .load(conn)
}

/// What an account that signs in elsewhere is known by.
pub fn orcids_of(conn: &mut Conn, account: &AccountId) -> QueryResult<Vec<String>> {
    provider_accounts::table
        .filter(provider_accounts::account_id.eq(account))
        .filter(provider_accounts::orcid.is_not_null())
        .select(provider_accounts::orcid.assume_not_null())
        .load(conn)
}

/// Whose accounts wrote the versions of a material.
pub fn writers_of(conn: &mut Conn, material: &MaterialId) -> QueryResult<Vec<AccountId>> {
    material_versions::table
        .filter(material_versions::material_id.eq(material))
        .select(material_versions::author_id)
        .distinct()
        .load(conn)
}

/// Frees a place whose reviewer has not concluded; answers whether there was one.
pub fn free_place(conn: &mut Conn, id: &CertificationId, place: i32) -> QueryResult<bool> {
    let said = certification_answers::table
        .filter(certification_answers::certification_id.eq(id))
        .filter(certification_answers::place.eq(place));
    let open = certification_reviews::table
        .find((id, place))
        .filter(certification_reviews::submitted_at.is_null());
    if !diesel::select(diesel::dsl::exists(open)).get_result(conn)? {
        return Ok(false);
    }
    diesel::delete(said).execute(conn)?;
    diesel::delete(certification_reviews::table.find((id, place))).execute(conn).map(|_| true)
}

/// Takes a request back, with what was said of it so far; answers whether it was still under way.
pub fn withdraw(conn: &mut Conn, id: &CertificationId) -> QueryResult<bool> {
    let open = certifications::table.find(id).filter(certifications::state.eq(State::Requested));
    diesel::delete(open).execute(conn).map(|gone| gone == 1)
}

/// Labels of versions of which a link is broken since before a moment.
pub fn broken(conn: &mut Conn, since: NaiveDateTime, limit: i64) -> QueryResult<Vec<Line>> {
    let links: Vec<VersionId> = material_links::table
        .inner_join(link_checks::table.on(link_checks::url_norm.eq(material_links::url_norm)))
        .filter(link_checks::broken_at.lt(since))
        .select(material_links::version_id)
        .distinct()
        .limit(10_000)
        .load(conn)?;
    lines()
        .filter(certifications::state.eq(State::Certified))
        .filter(certifications::version_id.eq_any(links))
        .order(certifications::id)
        .limit(limit)
        .select((
            Certification::as_select(),
            (Material::as_select(), Version::as_select(), nodes::short_name, nodes::slug),
        ))
        .load(conn)
}

/// The nodes whose people certify.
pub fn centres(conn: &mut Conn) -> QueryResult<Vec<NodeId>> {
    nodes::table
        .filter(nodes::kind.eq(Kind::ResourceCentre))
        .filter(nodes::status.ne(Status::Closed))
        .order(nodes::id)
        .select(nodes::id)
        .load(conn)
}

/// Since when and when some were decided, for the page that says how long it takes.
pub fn decided(
    conn: &mut Conn,
    since: NaiveDateTime,
) -> QueryResult<Vec<(State, NaiveDateTime, NaiveDateTime)>> {
    certifications::table
        .filter(certifications::decided_at.ge(since).assume_not_null())
        .order(certifications::decided_at)
        .limit(5_000)
        .select((
            certifications::state,
            certifications::requested_at,
            certifications::decided_at.assume_not_null(),
        ))
        .load(conn)
}
