//! Where a team works: what people type, and what one answer says of the others.

use super::routing::{Inputs, implied_region, site_of};
use crate::taxonomy::Vocabularies;

/// A team's place as far as our vocabularies know it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Employers; the asker's own before those that the laboratory brings.
    pub institutions: Vec<String>,
    pub laboratory: Option<String>,
    pub site: Option<String>,
    pub region: Option<String>,
    /// What was typed and is on none of our lists: kept, never an error.
    pub unknown: Vec<String>,
}

/// Reads what was typed: names or codes of laboratories and employers, a town, a region's code. A laboratory tells its
/// employers, town and region; a town tells its region. A national body's region is never guessed.
pub fn read(words: &Vocabularies, workplaces: &[String], town: &str, region: &str) -> Place {
    let mut place = Place::default();
    for typed in workplaces.iter().map(|typed| typed.trim()).filter(|typed| !typed.is_empty()) {
        if let Some(known) = words.institution(typed) {
            place.add(&known.slug);
        } else if let Some(known) = words.laboratory_named(typed) {
            place.laboratory.get_or_insert_with(|| known.code.clone());
        } else if let Some(known) = words.institution_named(typed) {
            place.add(&known.slug);
        } else {
            place.unknown.push(typed.to_owned());
        }
    }
    let laboratory = place.laboratory.as_deref().and_then(|code| words.laboratory(code));
    if let Some(laboratory) = laboratory {
        laboratory.institutions.iter().for_each(|slug| place.add(slug));
    }
    let town = town.trim();
    let given = words.region(region.trim()).map(|region| region.code.clone());
    place.site = match town {
        "" => laboratory.and_then(|laboratory| laboratory.site.clone()),
        town => site_of(town, given.as_deref(), &place.institutions, words),
    };
    let elsewhere = place.site.is_none() && !town.is_empty();
    if elsewhere {
        place.unknown.push(town.to_owned());
    }
    let of_site = place.site.as_deref().and_then(|slug| words.site(slug));
    let of_laboratory = laboratory.filter(|_| !elsewhere).and_then(|found| found.region.clone());
    place.region = of_site
        .map(|site| site.region.clone())
        .or(given)
        .or_else(|| implied_region(&place.inputs(), words))
        .or(of_laboratory);
    place
}

impl Place {
    fn add(&mut self, slug: &str) {
        if !self.institutions.iter().any(|known| known == slug) {
            self.institutions.push(slug.to_owned());
        }
    }

    /// The place as routing looks at it.
    pub fn inputs(&self) -> Inputs {
        Inputs {
            institutions: self.institutions.clone(),
            site: self.site.clone(),
            region: self.region.clone(),
            ..Inputs::default()
        }
    }

    /// What our lists do not know, as one line.
    pub fn typed(&self) -> Option<String> {
        (!self.unknown.is_empty()).then(|| self.unknown.join(", ").chars().take(200).collect())
    }
}
