//! Who signed charters and conventions, known only by a name: whoever bears it at the same institution may be another one.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::names_of_address;
use crate::db::Conn;
use crate::db::schema::{
    accounts, body_seats, convention_signatures as signatures, convention_versions as versions,
    conventions, institution_domains, memberships, node_institutions, space_people, spaces,
};
use crate::text::fold;

/// A signature that may be somebody's.
#[derive(Debug, Clone, Queryable)]
pub struct PossibleSignature {
    pub slug: String,
    pub title_fr: String,
    pub title_en: String,
    pub version: i32,
    pub institution: String,
    pub signatory: String,
    pub signed_on: NaiveDate,
}

/// Signatures by the name, whatever its capitals and accents, of whoever has an address, for an institution of theirs.
pub fn possible_signatures(conn: &mut Conn, email: &str) -> QueryResult<Vec<PossibleSignature>> {
    let names: BTreeSet<String> =
        names_of_address(conn, email)?.iter().map(|name| fold(name)).collect();
    let institutions = institutions_of(conn, email)?;
    if names.is_empty() || institutions.is_empty() {
        return Ok(Vec::new());
    }
    let mut found: Vec<PossibleSignature> = signatures::table
        .inner_join(versions::table.inner_join(conventions::table))
        .filter(signatures::institution.eq_any(institutions))
        .order((signatures::signed_on.desc(), signatures::id))
        .limit(2_000)
        .select((
            conventions::slug,
            conventions::title_fr,
            conventions::title_en,
            versions::number,
            signatures::institution,
            signatures::signatory,
            signatures::signed_on,
        ))
        .load(conn)?;
    found.retain(|one| names.contains(&fold(&one.signatory)));
    Ok(found)
}

/// The institutions with which an address has to do: by its domain, its nodes, its spaces and its seats.
fn institutions_of(conn: &mut Conn, email: &str) -> QueryResult<Vec<String>> {
    let domain = email.rsplit_once('@').map_or("", |(_, domain)| domain);
    let mut domains: Vec<String> = vec![domain.to_owned()];
    domains.extend(domain.match_indices('.').map(|(at, _)| domain[at + 1..].to_owned()));
    let mut all: Vec<String> = institution_domains::table
        .filter(institution_domains::domain.eq_any(domains))
        .select(institution_domains::institution)
        .load(conn)?;
    let nodes: Vec<String> = memberships::table
        .inner_join(accounts::table)
        .filter(accounts::email.eq(email))
        .select(memberships::node_id)
        .load(conn)?;
    all.extend(
        node_institutions::table
            .filter(node_institutions::node_id.eq_any(nodes))
            .select(node_institutions::institution)
            .load::<String>(conn)?,
    );
    all.extend(
        space_people::table
            .inner_join(spaces::table)
            .filter(space_people::email.eq(email))
            .select(spaces::institution)
            .load::<String>(conn)?,
    );
    let seats: Vec<Option<String>> = body_seats::table
        .inner_join(accounts::table)
        .filter(accounts::email.eq(email))
        .select(body_seats::institution)
        .load(conn)?;
    all.extend(seats.into_iter().flatten());
    all.sort();
    all.dedup();
    Ok(all)
}
