//! Institutions as the directory holds them, synonyms included.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Value, json};

use crate::Result;
use crate::db::Conn;
use crate::taxonomy::{self, InstitutionEntry, Vocabularies, Vocabulary};
use crate::text::fold;

/// Institutions that differ from what is stored, so that an unchanged file does not make every process read anew.
pub fn new_or_changed(
    conn: &mut Conn,
    vocabularies: &Vocabularies,
    entries: &[InstitutionEntry],
) -> Result<Vec<InstitutionEntry>> {
    let stored: HashMap<_, _> = stored_institutions(conn, vocabularies)?
        .into_iter()
        .map(|entry| (entry.slug.clone(), comparable(&entry)))
        .collect();
    let differs = |entry: &&InstitutionEntry| stored.get(&entry.slug) != Some(&comparable(entry));
    Ok(entries.iter().filter(differs).cloned().collect())
}

pub fn stored_institutions(
    conn: &mut Conn,
    vocabularies: &Vocabularies,
) -> Result<Vec<InstitutionEntry>> {
    let mut words: HashMap<String, Vec<String>> = HashMap::new();
    for (vocabulary, code, label, _) in taxonomy::queries::all_terms(conn)? {
        if vocabulary == Vocabulary::Institution {
            words.entry(code).or_default().push(label);
        }
    }
    let mut entries: Vec<_> = vocabularies
        .institutions
        .iter()
        .map(|stored| {
            let own = [Some(&stored.name), stored.short_name.as_ref()];
            let own: Vec<_> = own.into_iter().flatten().map(|word| fold(word)).collect();
            let mut synonyms = words.remove(&stored.slug).unwrap_or_default();
            synonyms.retain(|word| !own.contains(&fold(word)));
            InstitutionEntry {
                slug: stored.slug.clone(),
                ror: stored.ror.clone(),
                name: stored.name.clone(),
                short_name: stored.short_name.clone(),
                regions: stored.regions.clone(),
                parent: stored.parent.clone(),
                kind: Some(stored.kind.clone()),
                synonyms,
            }
        })
        .collect();
    entries.sort_by(|one, other| one.slug.cmp(&other.slug));
    Ok(entries)
}

/// An institution without what its order or its defaults make look different.
fn comparable(entry: &InstitutionEntry) -> Value {
    let words = entry.synonyms.iter().chain([&entry.name]).chain(&entry.short_name);
    let words: BTreeMap<_, _> = words.map(|word| (fold(word), word)).collect();
    let regions: BTreeSet<_> = entry.regions.iter().collect();
    let kind = entry.kind.as_deref().unwrap_or("other");
    json!([entry.ror, entry.name, entry.short_name, entry.parent, kind, regions, words])
}
