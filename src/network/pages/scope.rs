//! Whom a node serves, in words.

use serde::Serialize;

use super::words;
use crate::i18n::Locale;
use crate::network::rules::search::regions;
use crate::network::{Keys, Listed};
use crate::taxonomy::{Vocabularies, Vocabulary};

/// Coverage by what it names. A row that joins a discipline or a topic with something else stands by itself.
#[derive(Serialize, Default)]
pub struct Scope {
    institutions: Vec<String>,
    places: Vec<String>,
    disciplines: Vec<String>,
    topics: Vec<String>,
    joined: Vec<String>,
    declared: Vec<String>,
    regions: Vec<String>,
    empty: bool,
}

pub fn of(listed: &Listed, known: &Vocabularies, locale: Locale) -> Scope {
    let mut scope = Scope { empty: listed.coverage.is_empty(), ..Scope::default() };
    for keys in &listed.coverage {
        let said = words::covered(keys, known, locale);
        let list = match keys {
            Keys { institution: Some(_), discipline: None, topic: None, .. } => {
                &mut scope.institutions
            }
            Keys { institution: None, discipline: None, topic: None, .. } => &mut scope.places,
            Keys { institution: None, site: None, region: None, topic: None, .. } => {
                &mut scope.disciplines
            }
            Keys { institution: None, site: None, region: None, discipline: None, .. } => {
                &mut scope.topics
            }
            _ => &mut scope.joined,
        };
        list.push(said);
    }
    let declared =
        listed.disciplines.iter().map(|code| known.label(Vocabulary::Discipline, code, locale));
    scope.declared = declared.filter(|label| !scope.disciplines.contains(label)).collect();
    scope.regions = regions(listed, known)
        .into_iter()
        .map(|code| known.label(Vocabulary::Region, code, locale))
        .collect();
    scope
}
