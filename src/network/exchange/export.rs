//! Giving out.

use std::collections::HashMap;

use chrono::NaiveDateTime;

use super::institutions;
use crate::Result;
use crate::clock::network_day;
use crate::db::Conn;
use crate::network::directory::{CoverageEntry, Directory, NodeEntry};
use crate::network::queries::{self, Of, Until};
use crate::network::{InstitutionRole, Keys, Listed};
use crate::taxonomy::Vocabularies;

/// The whole directory as it stands, in the shape that [`import`] takes.
pub fn export(conn: &mut Conn, now: NaiveDateTime) -> Result<Directory> {
    let vocabularies = Vocabularies::load(conn)?;
    let listed = queries::listed(conn, Of::Everyone, Until::Planned(network_day(now)))?;
    let since: HashMap<_, _> = queries::current_periods(conn, Of::Everyone)?
        .into_iter()
        .map(|period| (period.node_id, period.starts_on))
        .collect();
    let slugs: HashMap<_, _> =
        listed.iter().map(|one| (one.node.id.clone(), one.node.slug.clone())).collect();
    let entries = listed.iter().map(|one| {
        let node = &one.node;
        let mut entry = entry(one, &vocabularies);
        entry.full_time_equivalents = Some(node.full_time_equivalents);
        entry.fairness_weight = Some(node.fairness_weight);
        entry.status_as_of = since.get(&node.id).map(ToString::to_string);
        entry.relay_of = node.relay_of.as_ref().and_then(|id| slugs.get(id).cloned());
        entry.successor = node.successor_id.as_ref().and_then(|id| slugs.get(id).cloned());
        entry
    });
    Ok(Directory {
        nodes: entries.collect(),
        institutions: institutions::stored_institutions(conn, &vocabularies)?,
    })
}

/// What anybody may read of a node; the links to other nodes and the weights of its load are told apart.
pub fn entry(listed: &Listed, vocabularies: &Vocabularies) -> NodeEntry {
    let node = &listed.node;
    let of_role = |role| {
        let held = listed.institutions.iter().filter(|(_, held)| *held == role);
        held.map(|(slug, _)| slug.clone()).collect()
    };
    let coverage = listed.coverage.iter().map(|keys| coverage_entry(keys.clone(), vocabularies));
    NodeEntry {
        slug: node.slug.clone(),
        kind: node.kind.to_string(),
        name: node.name.clone(),
        short_name: node.short_name.clone(),
        status: node.status.to_string(),
        status_as_of: None,
        region: node.region.clone(),
        city: node.city.clone(),
        coverage: coverage.collect(),
        disciplines: listed.disciplines.clone(),
        lead_institutions: of_role(InstitutionRole::Lead),
        partner_institutions: of_role(InstitutionRole::Partner),
        services: listed.services.clone(),
        website: node.website.clone(),
        help_email: node.help_email.clone(),
        fallback_desk: node.fallback_desk,
        description_fr: node.description_fr.clone(),
        description_en: node.description_en.clone(),
        languages: words(&node.languages),
        opening_days: Some(words(&node.opening_days)),
        opening_note_fr: Some(node.opening_note_fr.clone()),
        opening_note_en: Some(node.opening_note_en.clone()),
        full_time_equivalents: None,
        fairness_weight: None,
        relay_of: None,
        successor: None,
    }
}

/// The words of a list kept as text with commas.
pub fn words(list: &str) -> Vec<String> {
    list.split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Coverage as other programs read it: towns by name, all else by code.
pub fn coverage_entry(keys: Keys, vocabularies: &Vocabularies) -> CoverageEntry {
    let site =
        keys.site.map(|slug| vocabularies.site(&slug).map_or(slug, |site| site.name.clone()));
    CoverageEntry {
        institution: keys.institution,
        site,
        region: keys.region,
        discipline: keys.discipline,
        topic: keys.topic,
    }
}
