//! Whether a directory can be taken in, and what it then means.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use validator::ValidateEmail;

use crate::network::directory::{CoverageEntry, Directory, Faults, NodeEntry};
use crate::network::{Keys, Kind, Node, Status};
use crate::taxonomy::{InstitutionEntry, SiteEntry, Vocabularies, Vocabulary};
use crate::text::slug;

/// What is there before the import.
pub struct Known<'a> {
    pub vocabularies: &'a Vocabularies,
    pub nodes: &'a [Node],
}

/// A directory in which every word has its meaning.
#[derive(Debug, Default)]
pub struct Plan<'a> {
    pub nodes: Vec<PlannedNode<'a>>,
    /// Towns that no vocabulary knew.
    pub sites: Vec<SiteEntry>,
}

#[derive(Debug)]
pub struct PlannedNode<'a> {
    pub entry: &'a NodeEntry,
    pub kind: Kind,
    pub status: Status,
    pub since: Option<NaiveDate>,
    pub coverage: Vec<Keys>,
}

/// Reads the whole directory before anything is written; every fault is told, not only the first.
pub fn check<'a>(directory: &'a Directory, known: &Known<'_>) -> Result<Plan<'a>, Faults> {
    let mut check = Check {
        known,
        institutions: directory.institutions.iter().map(|entry| entry.slug.as_str()).collect(),
        slugs: directory
            .nodes
            .iter()
            .map(|entry| entry.slug.as_str())
            .chain(known.nodes.iter().map(|node| node.slug.as_str()))
            .collect(),
        sites: BTreeMap::new(),
        faults: Faults::default(),
    };
    check.institutions(&directory.institutions);
    let mut nodes = Vec::with_capacity(directory.nodes.len());
    for (place, entry) in directory.nodes.iter().enumerate() {
        nodes.extend(check.node(&format!("nodes[{place}]"), entry));
    }
    check.twins(&directory.nodes);
    check.desk(&directory.nodes);
    if !check.faults.0.is_empty() {
        return Err(check.faults);
    }
    let sites = check.sites.into_values().collect();
    Ok(Plan { nodes, sites })
}

struct Check<'a> {
    known: &'a Known<'a>,
    institutions: BTreeSet<&'a str>,
    slugs: BTreeSet<&'a str>,
    sites: BTreeMap<String, SiteEntry>,
    faults: Faults,
}

impl Check<'_> {
    fn institutions(&mut self, entries: &[InstitutionEntry]) {
        let (mut slugs, mut rors) = (BTreeSet::new(), BTreeSet::new());
        for (place, entry) in entries.iter().enumerate() {
            let path = format!("institutions[{place}]");
            self.slug(&path, &entry.slug);
            self.text(&format!("{path}.name"), &entry.name);
            if !slugs.insert(&entry.slug) {
                self.faults.add(format!("{path}.slug"), format!("{:?} stands twice", entry.slug));
            }
            if let Some(ror) = &entry.ror {
                let taken = self.known.vocabularies.institutions.iter().any(|other| {
                    other.ror.as_ref() == Some(ror)
                        && other.slug != entry.slug
                        && !self.institutions.contains(other.slug.as_str())
                });
                if taken || !rors.insert(ror) {
                    self.faults.add(format!("{path}.ror"), format!("{ror:?} has another owner"));
                }
            }
            for (at, region) in entry.regions.iter().enumerate() {
                self.code(&format!("{path}.regions[{at}]"), Vocabulary::Region, region);
            }
            if let Some(parent) = &entry.parent {
                self.institution(&format!("{path}.parent"), parent);
            }
        }
    }

    fn node<'e>(&mut self, path: &str, entry: &'e NodeEntry) -> Option<PlannedNode<'e>> {
        self.slug(path, &entry.slug);
        self.text(&format!("{path}.name"), &entry.name);
        let kind: Option<Kind> = self.word(&format!("{path}.kind"), &entry.kind);
        let status: Option<Status> = self.word(&format!("{path}.status"), &entry.status);
        if let (Some(kind), Some(status)) = (kind, status)
            && !kind.may_be(status)
        {
            self.faults.add(format!("{path}.status"), format!("a {kind} is never {status}"));
        }
        self.profile(path, entry);
        self.lists(path, entry);
        self.links(path, entry, kind);
        let since = self.since(path, entry);
        let mut rows = Vec::with_capacity(entry.coverage.len());
        for (place, row) in entry.coverage.iter().enumerate() {
            let keys = self.keys(&format!("{path}.coverage[{place}]"), row, entry);
            if !rows.contains(&keys) {
                rows.push(keys);
            }
        }
        Some(PlannedNode { entry, kind: kind?, status: status?, since, coverage: rows })
    }

    fn profile(&mut self, path: &str, entry: &NodeEntry) {
        if let Some(region) = &entry.region {
            self.code(&format!("{path}.region"), Vocabulary::Region, region);
        }
        if let Some(website) = &entry.website
            && !super::is_web_address(website)
        {
            self.faults.add(format!("{path}.website"), "begins with neither http:// nor https://");
        }
        if let Some(email) = &entry.help_email
            && !email.validate_email()
        {
            self.faults.add(format!("{path}.help_email"), format!("{email:?} is no address"));
        }
        for (place, language) in entry.languages.iter().enumerate() {
            if !super::is_language(language) {
                let reason = format!("{language:?} is no two-letter language code");
                self.faults.add(format!("{path}.languages[{place}]"), reason);
            }
        }
        for (place, day) in entry.opening_days.iter().flatten().enumerate() {
            if !super::DAYS.contains(&day.as_str()) {
                let reason = format!("{day:?} is none of {}", super::DAYS.join(", "));
                self.faults.add(format!("{path}.opening_days[{place}]"), reason);
            }
        }
        let shares = [
            ("full_time_equivalents", entry.full_time_equivalents),
            ("fairness_weight", entry.fairness_weight),
        ];
        for (name, value) in shares {
            if value.is_some_and(|value| !super::is_share(value)) {
                self.faults.add(format!("{path}.{name}"), "is not between 0.05 and 1000");
            }
        }
    }

    fn lists(&mut self, path: &str, entry: &NodeEntry) {
        for (place, code) in entry.disciplines.iter().enumerate() {
            self.code(&format!("{path}.disciplines[{place}]"), Vocabulary::Discipline, code);
        }
        for (place, code) in entry.services.iter().enumerate() {
            self.code(&format!("{path}.services[{place}]"), Vocabulary::Service, code);
        }
        for (place, slug) in entry.lead_institutions.iter().enumerate() {
            self.institution(&format!("{path}.lead_institutions[{place}]"), slug);
        }
        for (place, slug) in entry.partner_institutions.iter().enumerate() {
            let path = format!("{path}.partner_institutions[{place}]");
            self.institution(&path, slug);
            if entry.lead_institutions.contains(slug) {
                self.faults.add(path, format!("{slug:?} leads the node already"));
            }
        }
    }

    fn links(&mut self, path: &str, entry: &NodeEntry, kind: Option<Kind>) {
        let links = [("relay_of", &entry.relay_of), ("successor", &entry.successor)];
        for (name, slug) in links {
            let Some(slug) = slug else { continue };
            if *slug == entry.slug {
                self.faults.add(format!("{path}.{name}"), "is the node itself");
            } else if !self.slugs.contains(slug.as_str()) {
                self.faults.add(format!("{path}.{name}"), format!("no node is called {slug:?}"));
            }
        }
        if entry.relay_of.is_some() && kind.is_some_and(|kind| kind != Kind::ThematicCentre) {
            self.faults.add(format!("{path}.relay_of"), "only a thematic centre is a relay");
        }
    }

    fn keys(&mut self, path: &str, row: &CoverageEntry, node: &NodeEntry) -> Keys {
        if *row == CoverageEntry::default() {
            self.faults.add(path, "names nothing to cover");
        }
        let codes = [
            ("region", Vocabulary::Region, &row.region),
            ("discipline", Vocabulary::Discipline, &row.discipline),
            ("topic", Vocabulary::Topic, &row.topic),
        ];
        for (name, vocabulary, code) in codes {
            if let Some(code) = code {
                self.code(&format!("{path}.{name}"), vocabulary, code);
            }
        }
        if let Some(institution) = &row.institution {
            self.institution(&format!("{path}.institution"), institution);
        }
        let site = row.site.as_ref().and_then(|name| {
            let region = row.region.as_ref().or(node.region.as_ref());
            self.site(&format!("{path}.site"), name, region)
        });
        Keys {
            institution: row.institution.clone(),
            site,
            region: row.region.clone(),
            discipline: row.discipline.clone(),
            topic: row.topic.clone(),
        }
    }

    /// The slug of a town; one that no vocabulary knows is new, in the region that goes with it.
    fn site(&mut self, path: &str, name: &str, region: Option<&String>) -> Option<String> {
        let vocabularies = self.known.vocabularies;
        let code = slug(name);
        if let Some(site) = vocabularies.site(&code).or_else(|| vocabularies.site_named(name)) {
            return Some(site.slug.clone());
        }
        if code.is_empty() {
            self.faults.add(path, "is empty");
            return None;
        }
        let Some(region) = region else {
            let reason = format!(
                "{name:?} is unknown, and neither the row nor the node says in which region it lies"
            );
            self.faults.add(path, reason);
            return None;
        };
        if let Some(other) = self.sites.get(&code) {
            if other.region != *region {
                let reason =
                    format!("{name:?} lies in {region} here and in {} before", other.region);
                self.faults.add(path, reason);
            }
            return Some(code);
        }
        let entry =
            SiteEntry { name: name.trim().to_owned(), region: region.clone(), synonyms: vec![] };
        self.sites.insert(code.clone(), entry);
        Some(code)
    }

    fn since(&mut self, path: &str, entry: &NodeEntry) -> Option<NaiveDate> {
        let typed = entry.status_as_of.as_ref()?;
        let whole = match typed.len() {
            4 => format!("{typed}-01-01"),
            7 => format!("{typed}-01"),
            _ => typed.clone(),
        };
        let day = whole.parse().ok();
        if day.is_none() {
            self.faults.add(format!("{path}.status_as_of"), format!("{typed:?} is no day"));
        }
        day
    }

    fn twins(&mut self, nodes: &[NodeEntry]) {
        let mut seen = BTreeSet::new();
        for (place, entry) in nodes.iter().enumerate() {
            if !seen.insert(&entry.slug) {
                let reason = format!("{:?} stands twice", entry.slug);
                self.faults.add(format!("nodes[{place}].slug"), reason);
            }
        }
    }

    /// At most one desk takes what nobody covers, and it must be able to.
    fn desk(&mut self, nodes: &[NodeEntry]) {
        let told: BTreeSet<_> = nodes.iter().map(|entry| entry.slug.as_str()).collect();
        let kept = |node: &&Node| node.fallback_desk && !told.contains(node.slug.as_str());
        let mut holder = self.known.nodes.iter().find(kept).map(|node| node.slug.clone());
        for (place, entry) in nodes.iter().enumerate().filter(|(_, entry)| entry.fallback_desk) {
            let path = format!("nodes[{place}].fallback_desk");
            if let Some(holder) = &holder {
                self.faults.add(&path, format!("{holder:?} is the fallback desk already"));
            }
            let (kind, status) = (entry.kind.parse::<Kind>(), entry.status.parse::<Status>());
            if kind.is_ok_and(|kind| !kind.has_desk())
                || status.is_ok_and(|status| !status.receives())
            {
                self.faults
                    .add(&path, "a node that takes no questions cannot be the fallback desk");
            }
            holder = Some(entry.slug.clone());
        }
    }

    fn slug(&mut self, path: &str, typed: &str) {
        if typed.is_empty() || slug(typed) != typed {
            let reason = format!("{typed:?} is no slug (a-z, 0-9, hyphens)");
            self.faults.add(format!("{path}.slug"), reason);
        }
    }

    fn text(&mut self, path: &str, typed: &str) {
        if typed.trim().is_empty() {
            self.faults.add(path, "is empty");
        }
    }

    fn word<T: std::str::FromStr>(&mut self, path: &str, typed: &str) -> Option<T> {
        let read = typed.parse().ok();
        if read.is_none() {
            self.faults.add(path, format!("{typed:?} is not one of the known words"));
        }
        read
    }

    fn code(&mut self, path: &str, vocabulary: Vocabulary, code: &str) {
        if !self.known.vocabularies.has(vocabulary, code) {
            self.faults.add(path, format!("no {vocabulary} has the code {code:?}"));
        }
    }

    fn institution(&mut self, path: &str, slug: &str) {
        let known =
            self.institutions.contains(slug) || self.known.vocabularies.institution(slug).is_some();
        if !known {
            self.faults.add(path, format!("no institution is called {slug:?}"));
        }
    }
}
