//! Putting vocabularies in the database: an upsert by code, safe to repeat.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Line, Vocabulary, queries};
use crate::Result;
use crate::db::Conn;
use crate::text::{fold, slug};

/// Everything that may be imported at once; what is absent stays as it is.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Bundle {
    pub regions: Vec<RegionEntry>,
    pub disciplines: Vec<DisciplineEntry>,
    pub topics: Vec<TopicEntry>,
    pub services: Vec<ServiceEntry>,
    pub sites: Vec<SiteEntry>,
    pub institutions: Vec<InstitutionEntry>,
    pub laboratories: Vec<LaboratoryEntry>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct RegionEntry {
    pub code: String,
    pub code_kind: String,
    pub label_fr: String,
    pub label_en: String,
    pub overseas: bool,
    pub time_zone: Option<String>,
    pub tile: Tile,
    #[serde(default)]
    pub synonyms: Vec<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Tile {
    pub column: i32,
    pub row: i32,
}

#[derive(Debug, Clone, Deserialize)]
pub struct DisciplineEntry {
    pub code: String,
    pub parent: Option<String>,
    pub label_fr: String,
    pub label_en: String,
    #[serde(default)]
    pub synonyms: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct TopicEntry {
    pub code: String,
    pub label_fr: String,
    pub label_en: String,
    pub line: Line,
    #[serde(default)]
    pub second_line_hint: String,
    #[serde(default)]
    pub synonyms: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct ServiceEntry {
    pub code: String,
    pub label_fr: String,
    pub label_en: String,
    #[serde(default)]
    pub description_fr: String,
    #[serde(default)]
    pub description_en: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct InstitutionEntry {
    pub slug: String,
    #[serde(default)]
    pub ror: Option<String>,
    pub name: String,
    #[serde(default)]
    pub short_name: Option<String>,
    #[serde(default)]
    pub regions: Vec<String>,
    #[serde(default)]
    pub parent: Option<String>,
    #[serde(default)]
    pub kind: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub synonyms: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct SiteEntry {
    pub name: String,
    pub region: String,
    #[serde(default)]
    pub synonyms: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct LaboratoryEntry {
    pub code: String,
    pub code_kind: String,
    pub name: String,
    pub acronym: Option<String>,
    #[serde(default)]
    pub unit_label: Option<String>,
    pub site: Option<String>,
    pub region: Option<String>,
    pub institutions: Vec<String>,
}

/// How many entries an import put.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Upserted(pub usize);

/// The vocabularies that come with the program: what a new installation starts from. Institutions come with the
/// network's own file.
pub fn embedded() -> anyhow::Result<Bundle> {
    let mut bundle = Bundle::default();
    let sources = [
        include_str!("../../assets/data/regions.json"),
        include_str!("../../assets/data/disciplines.json"),
        include_str!("../../assets/data/topics.json"),
        include_str!("../../assets/data/services.json"),
        include_str!("../../assets/data/sites.json"),
        include_str!("../../assets/data/laboratories.json"),
    ];
    for source in sources {
        let part: Bundle = serde_json::from_str(source)?;
        bundle.regions.extend(part.regions);
        bundle.disciplines.extend(part.disciplines);
        bundle.topics.extend(part.topics);
        bundle.services.extend(part.services);
        bundle.sites.extend(part.sites);
        bundle.laboratories.extend(part.laboratories);
    }
    Ok(bundle)
}

/// Puts all entries of a bundle, in the order in which they refer to each other.
pub fn store(conn: &mut Conn, bundle: &Bundle) -> Result<Upserted> {
    for (position, entry) in (0..).zip(&bundle.regions) {
        queries::put_region(conn, entry, position)?;
        let words = entry.synonyms.iter().chain([&entry.label_fr, &entry.label_en]);
        put_terms(conn, Vocabulary::Region, &entry.code, words)?;
    }
    for (position, entry) in (0..).zip(&bundle.disciplines) {
        queries::put_discipline(conn, entry, position)?;
        let words = entry.synonyms.iter().chain([&entry.label_fr, &entry.label_en]);
        put_terms(conn, Vocabulary::Discipline, &entry.code, words)?;
    }
    for (position, entry) in (0..).zip(&bundle.topics) {
        queries::put_topic(conn, entry, position)?;
        let words = entry.synonyms.iter().chain([&entry.label_fr, &entry.label_en]);
        put_terms(conn, Vocabulary::Topic, &entry.code, words)?;
    }
    for (position, entry) in (0..).zip(&bundle.services) {
        queries::put_service(conn, entry, position)?;
        put_terms(conn, Vocabulary::Service, &entry.code, [&entry.label_fr, &entry.label_en])?;
    }
    for entry in &bundle.sites {
        let code = slug(&entry.name);
        queries::put_site(conn, &code, entry)?;
        put_terms(conn, Vocabulary::Site, &code, entry.synonyms.iter().chain([&entry.name]))?;
    }
    store_institutions(conn, &bundle.institutions)?;
    for entry in &bundle.laboratories {
        let site = entry.site.as_deref().map(slug);
        queries::put_laboratory(conn, entry, site.as_deref())?;
        let words = [
            Some(&entry.name),
            entry.acronym.as_ref(),
            entry.unit_label.as_ref(),
            Some(&entry.code),
        ];
        put_terms(conn, Vocabulary::Laboratory, &entry.code, words.into_iter().flatten())?;
    }
    queries::grow_version(conn)?;
    Ok(Upserted(
        bundle.regions.len()
            + bundle.disciplines.len()
            + bundle.topics.len()
            + bundle.services.len()
            + bundle.sites.len()
            + bundle.institutions.len()
            + bundle.laboratories.len(),
    ))
}

fn store_institutions(conn: &mut Conn, entries: &[InstitutionEntry]) -> Result<()> {
    let edited = queries::edited_institutions(conn)?;
    // What was corrected by hand stays as it is.
    let entries: Vec<_> = entries.iter().filter(|entry| !edited.contains(&entry.slug)).collect();
    for entry in &entries {
        queries::put_institution(conn, entry)?;
        let words = entry.synonyms.iter().chain([&entry.name]).chain(&entry.short_name);
        put_terms(conn, Vocabulary::Institution, &entry.slug, words)?;
    }
    for entry in entries {
        queries::set_parent(conn, &entry.slug, entry.parent.as_deref())?;
    }
    Ok(())
}

fn put_terms<'a>(
    conn: &mut Conn,
    vocabulary: Vocabulary,
    code: &str,
    words: impl IntoIterator<Item = &'a String>,
) -> Result<()> {
    let folded: BTreeMap<String, String> = words
        .into_iter()
        .map(|word| (fold(word), word.clone()))
        .filter(|(word, _)| !word.is_empty())
        .collect();
    let terms: Vec<_> = folded.into_iter().map(|(folded, label)| (label, folded)).collect();
    Ok(queries::put_terms(conn, vocabulary, code, &terms)?)
}
