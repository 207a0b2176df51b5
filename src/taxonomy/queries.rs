//! Every SQL statement about vocabularies; those that read them whole stand in the base.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{
    DisciplineEntry, InstitutionEntry, LaboratoryEntry, RegionEntry, ServiceEntry, SiteEntry,
    TermChange, TopicEntry, Vocabulary,
};
use crate::db::references::{self, Reference};
use crate::db::schema::{
    disciplines, institution_regions, institutions, laboratories, laboratory_institutions,
    node_institutions, regions, services, sites, term_changes, topics, vocabulary_state,
    vocabulary_terms,
};
use crate::db::{Conn, each};
pub use crate::vocabularies::queries::*;

pub fn grow_version(conn: &mut Conn) -> QueryResult<()> {
    each!(conn, real => diesel::insert_into(vocabulary_state::table)
        .values((vocabulary_state::id.eq(1), vocabulary_state::version.eq(1)))
        .on_conflict(vocabulary_state::id)
        .do_update()
        .set(vocabulary_state::version.eq(vocabulary_state::version + 1))
        .execute(real))
    .map(drop)
}

pub fn put_region(conn: &mut Conn, entry: &RegionEntry, position: i32) -> QueryResult<()> {
    let row = (
        regions::code.eq(&entry.code),
        regions::code_kind.eq(&entry.code_kind),
        regions::label_fr.eq(&entry.label_fr),
        regions::label_en.eq(&entry.label_en),
        regions::overseas.eq(entry.overseas),
        regions::time_zone.eq(&entry.time_zone),
        regions::tile_column.eq(entry.tile.column),
        regions::tile_row.eq(entry.tile.row),
        regions::position.eq(position),
    );
    each!(conn, real => diesel::insert_into(regions::table).values(row)
        .on_conflict(regions::code).do_update().set(row).execute(real))
    .map(drop)
}

pub fn put_discipline(conn: &mut Conn, entry: &DisciplineEntry, position: i32) -> QueryResult<()> {
    let row = (
        disciplines::code.eq(&entry.code),
        disciplines::parent.eq(&entry.parent),
        disciplines::label_fr.eq(&entry.label_fr),
        disciplines::label_en.eq(&entry.label_en),
        disciplines::position.eq(position),
    );
    each!(conn, real => diesel::insert_into(disciplines::table).values(row)
        .on_conflict(disciplines::code).do_update().set(row).execute(real))
    .map(drop)
}

pub fn put_topic(conn: &mut Conn, entry: &TopicEntry, position: i32) -> QueryResult<()> {
    let row = (
        topics::code.eq(&entry.code),
        topics::label_fr.eq(&entry.label_fr),
        topics::label_en.eq(&entry.label_en),
        topics::line.eq(entry.line),
        topics::second_line_hint.eq(&entry.second_line_hint),
        topics::position.eq(position),
    );
    each!(conn, real => diesel::insert_into(topics::table).values(row)
        .on_conflict(topics::code).do_update().set(row).execute(real))
    .map(drop)
}

pub fn put_service(conn: &mut Conn, entry: &ServiceEntry, position: i32) -> QueryResult<()> {
    let row = (
        services::code.eq(&entry.code),
        services::label_fr.eq(&entry.label_fr),
        services::label_en.eq(&entry.label_en),
        services::description_fr.eq(&entry.description_fr),
        services::description_en.eq(&entry.description_en),
        services::position.eq(position),
    );
    each!(conn, real => diesel::insert_into(services::table).values(row)
        .on_conflict(services::code).do_update().set(row).execute(real))
    .map(drop)
}

/// Puts an institution without its parent, which may come later in the same import.
pub fn put_institution(conn: &mut Conn, entry: &InstitutionEntry) -> QueryResult<()> {
    let row = (
        institutions::slug.eq(&entry.slug),
        institutions::ror.eq(&entry.ror),
        institutions::name.eq(&entry.name),
        institutions::short_name.eq(&entry.short_name),
        institutions::kind.eq(entry.kind.as_deref().unwrap_or("other")),
    );
    each!(conn, real => diesel::insert_into(institutions::table).values(row)
        .on_conflict(institutions::slug).do_update().set(row).execute(real))?;
    diesel::delete(
        institution_regions::table.filter(institution_regions::institution.eq(&entry.slug)),
    )
    .execute(conn)?;
    for region in &entry.regions {
        each!(conn, real => diesel::insert_into(institution_regions::table)
            .values((institution_regions::institution.eq(&entry.slug), institution_regions::region.eq(region)))
            .on_conflict_do_nothing().execute(real))?;
    }
    Ok(())
}

/// Institutions that the network corrected by hand.
pub fn edited_institutions(conn: &mut Conn) -> QueryResult<Vec<String>> {
    institutions::table
        .filter(institutions::edited_at.is_not_null())
        .select(institutions::slug)
        .load(conn)
}

pub fn set_parent(conn: &mut Conn, slug: &str, parent: Option<&str>) -> QueryResult<()> {
    diesel::update(institutions::table.find(slug))
        .set(institutions::parent.eq(parent))
        .execute(conn)
        .map(drop)
}

pub fn put_site(conn: &mut Conn, slug: &str, entry: &SiteEntry) -> QueryResult<()> {
    let row = (sites::slug.eq(slug), sites::name.eq(&entry.name), sites::region.eq(&entry.region));
    each!(conn, real => diesel::insert_into(sites::table).values(row)
        .on_conflict(sites::slug).do_update().set(row).execute(real))
    .map(drop)
}

pub fn put_laboratory(
    conn: &mut Conn,
    entry: &LaboratoryEntry,
    site: Option<&str>,
) -> QueryResult<()> {
    let row = (
        laboratories::code.eq(&entry.code),
        laboratories::code_kind.eq(&entry.code_kind),
        laboratories::name.eq(&entry.name),
        laboratories::acronym.eq(&entry.acronym),
        laboratories::site.eq(site),
        laboratories::region.eq(&entry.region),
    );
    each!(conn, real => diesel::insert_into(laboratories::table).values(row)
        .on_conflict(laboratories::code).do_update().set(row).execute(real))?;
    diesel::delete(
        laboratory_institutions::table.filter(laboratory_institutions::laboratory.eq(&entry.code)),
    )
    .execute(conn)?;
    for institution in &entry.institutions {
        each!(conn, real => diesel::insert_into(laboratory_institutions::table)
            .values((
                laboratory_institutions::laboratory.eq(&entry.code),
                laboratory_institutions::institution.eq(institution),
            ))
            .on_conflict_do_nothing().execute(real))?;
    }
    Ok(())
}

/// Replaces the words by which one entry is found. `terms` are `(label, folded)`, folded ones distinct.
pub fn put_terms(
    conn: &mut Conn,
    vocabulary: Vocabulary,
    code: &str,
    terms: &[(String, String)],
) -> QueryResult<()> {
    diesel::delete(
        vocabulary_terms::table
            .filter(vocabulary_terms::vocabulary.eq(vocabulary))
            .filter(vocabulary_terms::code.eq(code)),
    )
    .execute(conn)?;
    let rows: Vec<_> = terms
        .iter()
        .map(|(label, folded)| {
            (
                vocabulary_terms::vocabulary.eq(vocabulary),
                vocabulary_terms::code.eq(code),
                vocabulary_terms::label.eq(label),
                vocabulary_terms::folded.eq(folded),
            )
        })
        .collect();
    each!(conn, real => diesel::insert_into(vocabulary_terms::table).values(&rows).execute(real))
        .map(drop)
}

pub fn term_change(
    conn: &mut Conn,
    vocabulary: Vocabulary,
    code: &str,
) -> QueryResult<Option<TermChange>> {
    term_changes::table
        .find((vocabulary, code))
        .select(TermChange::as_select())
        .first(conn)
        .optional()
}

pub fn put_term_change(conn: &mut Conn, change: &TermChange) -> QueryResult<()> {
    each!(conn, real => diesel::insert_into(term_changes::table).values(change)
        .on_conflict((term_changes::vocabulary, term_changes::code))
        .do_update().set(change).execute(real))
    .map(drop)
}

/// Every institution with the one above it, those that became part of another one left out.
pub fn parents(conn: &mut Conn) -> QueryResult<HashMap<String, Option<String>>> {
    let rows: Vec<(String, Option<String>)> = institutions::table
        .filter(institutions::merged_into.is_null())
        .select((institutions::slug, institutions::parent))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Everything that can name an institution.
pub fn institution_references(conn: &mut Conn) -> QueryResult<Vec<Reference>> {
    references::of(conn, "institutions")
}

/// Lets what names one institution in a column name another one; answers how many rows did.
pub fn move_references(
    conn: &mut Conn,
    reference: &Reference,
    (from, to): (&str, &str),
) -> QueryResult<usize> {
    references::move_one(conn, reference, (from, to))
}

/// Makes an institution part of another one; says whether it stood alone.
pub fn set_merged(conn: &mut Conn, slug: &str, into: &str) -> QueryResult<bool> {
    let done = diesel::update(institutions::table.find(slug))
        .filter(institutions::merged_into.is_null())
        .set(institutions::merged_into.eq(into))
        .execute(conn)?;
    Ok(done == 1)
}

/// Two institutions become one: where both belong to a node, the first one's time there ends, and the other one leads if
/// either did.
pub fn end_double(conn: &mut Conn, (from, to): (&str, &str), today: NaiveDate) -> QueryResult<()> {
    use node_institutions as held;
    let rows: Vec<(String, String, String, String)> = held::table
        .filter(held::institution.eq_any([from, to]))
        .filter(held::ends_on.is_null())
        .select((held::id, held::node_id, held::institution, held::role))
        .load(conn)?;
    let both = |node: &str| rows.iter().any(|(_, of, who, _)| of == node && who == to);
    let ending: Vec<_> =
        rows.iter().filter(|(_, node, who, _)| who == from && both(node)).collect();
    let ids: Vec<&String> = ending.iter().map(|(id, ..)| id).collect();
    let led: Vec<&String> =
        ending.iter().filter(|(.., role)| role == "lead").map(|(_, node, ..)| node).collect();
    diesel::update(held::table.filter(held::id.eq_any(ids)))
        .set(held::ends_on.eq(today))
        .execute(conn)?;
    let leading = held::table
        .filter(held::institution.eq(to))
        .filter(held::ends_on.is_null())
        .filter(held::node_id.eq_any(led));
    diesel::update(leading).set(held::role.eq("lead")).execute(conn).map(drop)
}
