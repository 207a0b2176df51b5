//! The site that a town as typed stands for.

use crate::taxonomy::Vocabularies;
use crate::text::{fold, town_in};

/// The site of a town: any spelling, with or without its postal code. Of towns that share a name, the one in a region
/// where the asker can be: the region that was given, else those of the employers.
pub fn site_of(
    typed: &str,
    region: Option<&str>,
    employers: &[String],
    words: &Vocabularies,
) -> Option<String> {
    let plain = town_in(typed);
    if let Some(site) = words.site_named(typed).or_else(|| words.site_named(&plain)) {
        return Some(site.slug.clone());
    }
    let possible = |candidate: &str| match region {
        Some(region) => region == candidate,
        None => employers
            .iter()
            .filter_map(|slug| words.institution(slug))
            .any(|employer| employer.regions.iter().any(|region| region == candidate)),
    };
    // "Saint-Denis (La Réunion)" is what tells two towns of a name apart in the list of sites.
    let bare = |name: &str| fold(name.split('(').next().unwrap_or(name));
    let mut found =
        words.sites.iter().filter(|site| possible(&site.region) && bare(&site.name) == plain);
    found.next().filter(|_| found.next().is_none()).map(|site| site.slug.clone())
}
