//! Statements about institutions as entries of a list: added, corrected, asked for.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::db::schema::{
    institution_domains as domains, institution_regions as regions, institution_wishes as wishes,
    institutions, vocabulary_terms as terms,
};
use crate::db::{Conn, each};
use crate::institutions::{Entry, Wish, WishId};
use crate::taxonomy::Vocabulary;

/// An institution that did not become part of another one.
pub fn entry(conn: &mut Conn, slug: &str) -> QueryResult<Entry> {
    type Row = (String, Option<String>, Option<String>, Option<String>);
    let (name, short_name, ror, parent): Row = institutions::table
        .find(slug)
        .filter(institutions::merged_into.is_null())
        .select((
            institutions::name,
            institutions::short_name,
            institutions::ror,
            institutions::parent,
        ))
        .first(conn)?;
    let regions = regions::table
        .filter(regions::institution.eq(slug))
        .order(regions::region)
        .select(regions::region)
        .load(conn)?;
    let domains = domains::table
        .filter(domains::institution.eq(slug))
        .order(domains::domain)
        .select(domains::domain)
        .load(conn)?;
    Ok(Entry { name, short_name, ror, parent, regions, domains })
}

pub fn slug_is_taken(conn: &mut Conn, slug: &str) -> QueryResult<bool> {
    let found: Option<String> =
        institutions::table.find(slug).select(institutions::slug).first(conn).optional()?;
    Ok(found.is_some())
}

pub fn with_ror(conn: &mut Conn, ror: &str) -> QueryResult<Option<String>> {
    institutions::table
        .filter(institutions::ror.eq(ror))
        .select(institutions::slug)
        .first(conn)
        .optional()
}

pub fn kind_of(conn: &mut Conn, slug: &str) -> QueryResult<Option<String>> {
    institutions::table.find(slug).select(institutions::kind).first(conn).optional()
}

/// No import takes back what it says now.
pub fn mark_edited(conn: &mut Conn, slug: &str, now: NaiveDateTime) -> QueryResult<()> {
    diesel::update(institutions::table.find(slug))
        .set(institutions::edited_at.eq(now))
        .execute(conn)
        .map(drop)
}

/// More words by which an institution is found: `(label, folded)`.
pub fn add_words(conn: &mut Conn, slug: &str, words: &[(String, String)]) -> QueryResult<()> {
    for (label, folded) in words {
        let row = (
            terms::vocabulary.eq(Vocabulary::Institution),
            terms::code.eq(slug),
            terms::label.eq(label),
            terms::folded.eq(folded),
        );
        each!(conn, real => diesel::insert_into(terms::table)
            .values(row).on_conflict_do_nothing().execute(real))?;
    }
    Ok(())
}

/// The domains of an institution are these from now on; answers whether none of them is another one's.
pub fn set_domains(
    conn: &mut Conn,
    (slug, all): (&str, &[String]),
    by: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let foreign: Option<String> = domains::table
        .filter(domains::domain.eq_any(all))
        .filter(domains::institution.ne(slug))
        .select(domains::domain)
        .first(conn)
        .optional()?;
    if foreign.is_some() {
        return Ok(false);
    }
    let gone =
        domains::table.filter(domains::institution.eq(slug)).filter(domains::domain.ne_all(all));
    diesel::delete(gone).execute(conn)?;
    for domain in all {
        let row = (
            domains::domain.eq(domain),
            domains::institution.eq(slug),
            domains::added_by.eq(by),
            domains::added_at.eq(now),
        );
        each!(conn, real => diesel::insert_into(domains::table)
            .values(row).on_conflict_do_nothing().execute(real))?;
    }
    Ok(true)
}

pub fn insert_wish(conn: &mut Conn, wish: &Wish) -> QueryResult<()> {
    each!(conn, real => diesel::insert_into(wishes::table).values(wish).execute(real)).map(drop)
}

pub fn wish(conn: &mut Conn, id: &WishId) -> QueryResult<Option<Wish>> {
    wishes::table.find(id).select(Wish::as_select()).first(conn).optional()
}

/// What was asked for and is not in the list yet, the first first.
pub fn open_wishes(conn: &mut Conn) -> QueryResult<Vec<Wish>> {
    wishes::table
        .filter(wishes::done_at.is_null())
        .order((wishes::asked_at, wishes::id))
        .limit(100)
        .select(Wish::as_select())
        .load(conn)
}

/// Answers whether it was open.
pub fn grant_wish(
    conn: &mut Conn,
    id: &WishId,
    slug: &str,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let open = wishes::table.find(id).filter(wishes::done_at.is_null());
    let done = diesel::update(open)
        .set((wishes::institution.eq(slug), wishes::done_at.eq(now)))
        .execute(conn)?;
    Ok(done == 1)
}
