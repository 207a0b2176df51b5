//! Versions: what they say, who wrote them, where they stand.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::db::schema::{accounts, article_variants, article_versions, article_writers};
use crate::db::{Conn, each};
use crate::knowledge::{ArticleId, Standing, Variant, Version, VersionId, Wording};

/// Every version of an article, the newest first.
pub fn versions_of(conn: &mut Conn, article: &ArticleId) -> QueryResult<Vec<Version>> {
    article_versions::table
        .filter(article_versions::article_id.eq(article))
        .order(article_versions::number.desc())
        .select(Version::as_select())
        .load(conn)
}

pub fn variants_of(conn: &mut Conn, version: &VersionId) -> QueryResult<Vec<Variant>> {
    article_variants::table
        .filter(article_variants::version_id.eq(version))
        .order(article_variants::institution)
        .select(Variant::as_select())
        .load(conn)
}

/// Those whose words a version holds, with their names.
pub fn writers_of(conn: &mut Conn, version: &VersionId) -> QueryResult<Vec<(AccountId, String)>> {
    article_writers::table
        .inner_join(accounts::table)
        .filter(article_writers::version_id.eq(version))
        .order((accounts::name, accounts::id))
        .select((accounts::id, accounts::name))
        .load(conn)
}

/// A new draft, written by somebody.
pub fn insert_version(
    conn: &mut Conn,
    (id, article, number): (&VersionId, &ArticleId, i32),
    what: &Wording,
    by: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::insert_into(article_versions::table)
        .values((
            (
                article_versions::id.eq(id),
                article_versions::article_id.eq(article),
                article_versions::number.eq(number),
                article_versions::state.eq(Standing::Draft),
                article_versions::title_fr.eq(&what.title_fr),
                article_versions::body_fr.eq(&what.body_fr),
                article_versions::title_en.eq(&what.title_en),
                article_versions::body_en.eq(&what.body_en),
            ),
            article_versions::topic_codes.eq(what.topics.join(",")),
            article_versions::discipline_codes.eq(what.disciplines.join(",")),
            article_versions::review_months.eq(what.review_months),
            article_versions::change_note.eq(&what.change_note),
            article_versions::author_id.eq(by),
            article_versions::created_at.eq(now),
            article_versions::updated_at.eq(now),
        ))
        .execute(conn)?;
    insert_variants(conn, id, &what.variants)?;
    add_writer(conn, id, by)
}

/// Changes a draft that is still as it was read; answers whether it was.
pub fn update_version(
    conn: &mut Conn,
    (id, lock): (&VersionId, i32),
    what: &Wording,
    by: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let same = article_versions::table
        .find(id)
        .filter(article_versions::lock_version.eq(lock))
        .filter(article_versions::state.eq(Standing::Draft));
    let changed = diesel::update(same)
        .set((
            article_versions::title_fr.eq(&what.title_fr),
            article_versions::body_fr.eq(&what.body_fr),
            article_versions::title_en.eq(&what.title_en),
            article_versions::body_en.eq(&what.body_en),
            article_versions::topic_codes.eq(what.topics.join(",")),
            article_versions::discipline_codes.eq(what.disciplines.join(",")),
            article_versions::review_months.eq(what.review_months),
            article_versions::change_note.eq(&what.change_note),
            article_versions::updated_at.eq(now),
            article_versions::lock_version.eq(article_versions::lock_version + 1),
        ))
        .execute(conn)?;
    if changed == 1 {
        let old = article_variants::table.filter(article_variants::version_id.eq(id));
        diesel::delete(old).execute(conn)?;
        insert_variants(conn, id, &what.variants)?;
        add_writer(conn, id, by)?;
    }
    Ok(changed == 1)
}

fn insert_variants(conn: &mut Conn, id: &VersionId, variants: &[Variant]) -> QueryResult<()> {
    let rows: Vec<_> = variants
        .iter()
        .map(|variant| {
            (
                article_variants::version_id.eq(id),
                article_variants::institution.eq(&variant.institution),
                article_variants::body_fr.eq(&variant.body_fr),
                article_variants::body_en.eq(&variant.body_en),
            )
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    each!(conn, real => diesel::insert_into(article_variants::table).values(&rows).execute(real))
        .map(drop)
}

fn add_writer(conn: &mut Conn, id: &VersionId, by: &AccountId) -> QueryResult<()> {
    let row = (article_writers::version_id.eq(id), article_writers::account_id.eq(by));
    each!(conn, real => diesel::insert_into(article_writers::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(real))
    .map(drop)
}

/// A move of a version, and what is noted with it.
#[derive(Debug, Clone, Copy)]
pub enum Move<'a> {
    Propose,
    TakeBack,
    Return(&'a AccountId, &'a str),
    Approve(&'a AccountId),
    /// By whom and why; superseded ones need no reason.
    End(&'a AccountId, &'a str),
}

/// Moves a version from the state it is expected in; answers whether it was there.
pub fn advance(
    conn: &mut Conn,
    version: &Version,
    to: Standing,
    with: Move<'_>,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let there = article_versions::table
        .find(&version.id)
        .filter(article_versions::state.eq(version.state))
        .filter(article_versions::lock_version.eq(version.lock_version));
    let moved = (
        article_versions::state.eq(to),
        article_versions::updated_at.eq(now),
        article_versions::lock_version.eq(article_versions::lock_version + 1),
    );
    let changed = match with {
        Move::Propose => diesel::update(there)
            .set((
                moved,
                article_versions::proposed_at.eq(now),
                article_versions::return_reason.eq(""),
                article_versions::returned_by.eq(None::<&AccountId>),
            ))
            .execute(conn)?,
        Move::TakeBack => diesel::update(there).set(moved).execute(conn)?,
        Move::Return(by, reason) => diesel::update(there)
            .set((
                moved,
                article_versions::returned_by.eq(by),
                article_versions::return_reason.eq(reason),
            ))
            .execute(conn)?,
        Move::Approve(by) => diesel::update(there)
            .set((
                moved,
                article_versions::approved_by.eq(by),
                article_versions::published_at.eq(now),
            ))
            .execute(conn)?,
        Move::End(by, reason) => diesel::update(there)
            .set((
                moved,
                article_versions::ended_by.eq(by),
                article_versions::ended_at.eq(now),
                article_versions::end_reason.eq(reason),
            ))
            .execute(conn)?,
    };
    Ok(changed == 1)
}

pub fn delete_version(conn: &mut Conn, id: &VersionId) -> QueryResult<()> {
    diesel::delete(article_versions::table.find(id)).execute(conn).map(drop)
}

/// The variants of several versions.
pub fn variants_of_all(
    conn: &mut Conn,
    versions: &[VersionId],
) -> QueryResult<HashMap<VersionId, Vec<Variant>>> {
    let rows: Vec<(VersionId, Variant)> = article_variants::table
        .filter(article_variants::version_id.eq_any(versions))
        .order((article_variants::version_id, article_variants::institution))
        .select((article_variants::version_id, Variant::as_select()))
        .load(conn)?;
    let mut found = HashMap::<_, Vec<_>>::new();
    for (version, variant) in rows {
        found.entry(version).or_default().push(variant);
    }
    Ok(found)
}
