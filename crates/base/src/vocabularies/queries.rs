//! The statements that read the vocabularies whole.

use std::collections::HashMap;

use diesel::prelude::*;

use super::{
    Discipline, Institution, Laboratory, Region, Service, Site, TermChange, Topic, Vocabulary,
};
use crate::db::Conn;
use crate::db::schema::{
    disciplines, institution_regions, institutions, laboratories, laboratory_institutions, regions,
    services, sites, term_changes, topics, vocabulary_state, vocabulary_terms,
};

pub fn version(conn: &mut Conn) -> QueryResult<i32> {
    let found =
        vocabulary_state::table.find(1).select(vocabulary_state::version).first(conn).optional()?;
    Ok(found.unwrap_or(0))
}

pub fn all_regions(conn: &mut Conn) -> QueryResult<Vec<Region>> {
    regions::table.order(regions::position).select(Region::as_select()).load(conn)
}

pub fn all_disciplines(conn: &mut Conn) -> QueryResult<Vec<Discipline>> {
    disciplines::table.order(disciplines::position).select(Discipline::as_select()).load(conn)
}

pub fn all_topics(conn: &mut Conn) -> QueryResult<Vec<Topic>> {
    topics::table.order(topics::position).select(Topic::as_select()).load(conn)
}

pub fn all_services(conn: &mut Conn) -> QueryResult<Vec<Service>> {
    services::table.order(services::position).select(Service::as_select()).load(conn)
}

type InstitutionRow = (String, Option<String>, String, Option<String>, String, Option<String>);

pub fn all_institutions(conn: &mut Conn) -> QueryResult<Vec<Institution>> {
    let rows: Vec<InstitutionRow> = institutions::table
        .filter(institutions::merged_into.is_null())
        .order(institutions::name)
        .select((
            institutions::slug,
            institutions::ror,
            institutions::name,
            institutions::short_name,
            institutions::kind,
            institutions::parent,
        ))
        .load(conn)?;
    let mut by_institution = pairs(
        institution_regions::table
            .order(institution_regions::region)
            .select((institution_regions::institution, institution_regions::region))
            .load(conn)?,
    );
    let with_regions = |(slug, ror, name, short_name, kind, parent): InstitutionRow| {
        let regions = by_institution.remove(&slug).unwrap_or_default();
        Institution { slug, ror, name, short_name, kind, parent, regions }
    };
    Ok(rows.into_iter().map(with_regions).collect())
}

pub fn all_sites(conn: &mut Conn) -> QueryResult<Vec<Site>> {
    let rows: Vec<(String, String, String)> = sites::table
        .order(sites::name)
        .select((sites::slug, sites::name, sites::region))
        .load(conn)?;
    Ok(rows.into_iter().map(|(slug, name, region)| Site { slug, name, region }).collect())
}

type LaboratoryRow = (String, String, Option<String>, Option<String>, Option<String>);

pub fn all_laboratories(conn: &mut Conn) -> QueryResult<Vec<Laboratory>> {
    let rows: Vec<LaboratoryRow> = laboratories::table
        .order(laboratories::name)
        .select((
            laboratories::code,
            laboratories::name,
            laboratories::acronym,
            laboratories::site,
            laboratories::region,
        ))
        .load(conn)?;
    let mut by_laboratory = pairs(
        laboratory_institutions::table
            .order(laboratory_institutions::institution)
            .select((laboratory_institutions::laboratory, laboratory_institutions::institution))
            .load(conn)?,
    );
    let with_institutions = |(code, name, acronym, site, region): LaboratoryRow| {
        let institutions = by_laboratory.remove(&code).unwrap_or_default();
        Laboratory { code, name, acronym, site, region, institutions }
    };
    Ok(rows.into_iter().map(with_institutions).collect())
}

fn pairs(rows: Vec<(String, String)>) -> HashMap<String, Vec<String>> {
    let mut grouped: HashMap<String, Vec<String>> = HashMap::new();
    for (key, value) in rows {
        grouped.entry(key).or_default().push(value);
    }
    grouped
}

/// `(vocabulary, code, label, folded)` of every word by which an entry is found.
pub fn all_terms(conn: &mut Conn) -> QueryResult<Vec<(Vocabulary, String, String, String)>> {
    vocabulary_terms::table
        .order((vocabulary_terms::folded, vocabulary_terms::code))
        .select((
            vocabulary_terms::vocabulary,
            vocabulary_terms::code,
            vocabulary_terms::label,
            vocabulary_terms::folded,
        ))
        .load(conn)
}

/// The same in no order and without labels: what a search needs.
pub fn all_words(conn: &mut Conn) -> QueryResult<Vec<(Vocabulary, String, String)>> {
    vocabulary_terms::table
        .select((vocabulary_terms::vocabulary, vocabulary_terms::code, vocabulary_terms::folded))
        .load(conn)
}

pub fn term_changes(conn: &mut Conn) -> QueryResult<Vec<TermChange>> {
    term_changes::table
        .order((term_changes::vocabulary, term_changes::code))
        .select(TermChange::as_select())
        .load(conn)
}

/// Institutions that became part of another one: slug, ROR id, of which one.
pub fn merged_institutions(conn: &mut Conn) -> QueryResult<Vec<(String, Option<String>, String)>> {
    institutions::table
        .filter(institutions::merged_into.is_not_null())
        .select((
            institutions::slug,
            institutions::ror,
            institutions::merged_into.assume_not_null(),
        ))
        .load(conn)
}
