//! The vocabularies in memory: labels for pages without joins, search for pickers, and what one answer implies.

mod changed;
mod model;
pub mod queries;

pub use model::{
    Discipline, Institution, Labels, Laboratory, Line, Region, Service, Site, TermChange, Topic,
    Vocabulary,
};

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock};

use serde::Serialize;

use self::changed::Retired;
use crate::Result;
use crate::app::App;
use crate::db::{Conn, Db};
use crate::i18n::Locale;
use crate::text::fold;

/// All entries, as of one version.
#[derive(Debug, Default)]
pub struct Vocabularies {
    version: i32,
    pub regions: Vec<Region>,
    pub disciplines: Vec<Discipline>,
    pub topics: Vec<Topic>,
    pub services: Vec<Service>,
    pub institutions: Vec<Institution>,
    pub sites: Vec<Site>,
    pub laboratories: Vec<Laboratory>,
    places: HashMap<(Vocabulary, String), usize>,
    by_word: HashMap<(Vocabulary, String), Vec<String>>,
    by_ror: HashMap<String, String>,
    terms: BTreeMap<Vocabulary, Vec<(String, String)>>,
    /// Entries that are offered no more and still named.
    retired: Retired,
    /// Institutions that became part of another one.
    merged: HashMap<String, String>,
}

/// An entry that a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    pub code: String,
    pub label_fr: String,
    pub label_en: String,
    /// What tells it from others of the same name: a laboratory's town, an institution's short name.
    pub hint: String,
}

impl Vocabularies {
    pub fn load(conn: &mut Conn) -> Result<Self> {
        let mut loaded = Self {
            version: queries::version(conn)?,
            regions: queries::all_regions(conn)?,
            disciplines: queries::all_disciplines(conn)?,
            topics: queries::all_topics(conn)?,
            services: queries::all_services(conn)?,
            institutions: queries::all_institutions(conn)?,
            sites: queries::all_sites(conn)?,
            laboratories: queries::all_laboratories(conn)?,
            ..Self::default()
        };
        let changes = queries::term_changes(conn)?;
        loaded.apply(&changes);
        let merged = queries::merged_institutions(conn)?;
        let pair =
            |(slug, _, into): &(String, Option<String>, String)| (slug.clone(), into.clone());
        loaded.merged = merged.iter().map(pair).collect();
        let mut words = queries::all_words(conn)?;
        words.sort_unstable_by(|one, other| (&one.2, &one.1).cmp(&(&other.2, &other.1)));
        for (vocabulary, code, folded) in words {
            loaded.note_word(vocabulary, code, folded);
        }
        for change in changes {
            for label in [&change.label_fr, &change.label_en] {
                loaded.note_word(change.vocabulary, change.code.clone(), fold(label));
            }
        }
        loaded.index();
        let ids = merged.into_iter().filter_map(|(_, ror, into)| Some((ror_id(&ror?)?, into)));
        loaded.by_ror.extend(ids);
        Ok(loaded)
    }

    /// A word finds its entry; where that is offered no more, what is offered in its place.
    fn note_word(&mut self, vocabulary: Vocabulary, code: String, folded: String) {
        let code = match self.retired.successors.get(&(vocabulary, code.clone())) {
            Some(Some(successor)) => successor.clone(),
            Some(None) => return,
            None => self.merged_code(vocabulary, &code).unwrap_or(code),
        };
        let found = self.by_word.entry((vocabulary, folded.clone())).or_default();
        if !found.contains(&code) {
            found.push(code.clone());
            self.terms.entry(vocabulary).or_default().push((folded, code));
        }
    }

    fn index(&mut self) {
        let mut places = HashMap::new();
        let mut note = |vocabulary, codes: Vec<&String>| {
            for (place, code) in codes.into_iter().enumerate() {
                places.insert((vocabulary, code.clone()), place);
            }
        };
        note(Vocabulary::Region, self.regions.iter().map(|entry| &entry.code).collect());
        note(Vocabulary::Discipline, self.disciplines.iter().map(|entry| &entry.code).collect());
        note(Vocabulary::Topic, self.topics.iter().map(|entry| &entry.code).collect());
        note(Vocabulary::Service, self.services.iter().map(|entry| &entry.code).collect());
        note(Vocabulary::Institution, self.institutions.iter().map(|entry| &entry.slug).collect());
        note(Vocabulary::Site, self.sites.iter().map(|entry| &entry.slug).collect());
        note(Vocabulary::Laboratory, self.laboratories.iter().map(|entry| &entry.code).collect());
        self.places = places;
        self.by_ror = self
            .institutions
            .iter()
            .filter_map(|entry| Some((ror_id(entry.ror.as_deref()?)?, entry.slug.clone())))
            .collect();
    }

    fn place(&self, vocabulary: Vocabulary, code: &str) -> Option<usize> {
        self.places.get(&(vocabulary, code.to_owned())).copied()
    }

    pub fn has(&self, vocabulary: Vocabulary, code: &str) -> bool {
        self.place(vocabulary, code).is_some() || self.is_retired(vocabulary, code)
    }

    pub fn region(&self, code: &str) -> Option<&Region> {
        self.regions.get(self.place(Vocabulary::Region, code)?)
    }
    /// The clock of a region; Paris's where none is known.
    pub fn zone_of(&self, region: Option<&str>) -> chrono_tz::Tz {
        let named = region.and_then(|code| self.region(code)?.time_zone.as_deref());
        named.and_then(|zone| zone.parse().ok()).unwrap_or(chrono_tz::Europe::Paris)
    }
    pub fn discipline(&self, code: &str) -> Option<&Discipline> {
        let place = self.place(Vocabulary::Discipline, code);
        place
            .and_then(|place| self.disciplines.get(place))
            .or_else(|| self.retired.disciplines.iter().find(|one| one.code == code))
    }
    pub fn topic(&self, code: &str) -> Option<&Topic> {
        let place = self.place(Vocabulary::Topic, code);
        place
            .and_then(|place| self.topics.get(place))
            .or_else(|| self.retired.topics.iter().find(|one| one.code == code))
    }
    pub fn service(&self, code: &str) -> Option<&Service> {
        let place = self.place(Vocabulary::Service, code);
        place
            .and_then(|place| self.services.get(place))
            .or_else(|| self.retired.services.iter().find(|one| one.code == code))
    }
    pub fn institution(&self, slug: &str) -> Option<&Institution> {
        let slug = self.merged_into(slug).unwrap_or(slug);
        self.institutions.get(self.place(Vocabulary::Institution, slug)?)
    }
    pub fn site(&self, slug: &str) -> Option<&Site> {
        self.sites.get(self.place(Vocabulary::Site, slug)?)
    }
    pub fn laboratory(&self, code: &str) -> Option<&Laboratory> {
        self.laboratories.get(self.place(Vocabulary::Laboratory, code)?)
    }

    /// An institution by its slug, its ROR id (with or without its address), or a name that only it has.
    pub fn institution_named(&self, typed: &str) -> Option<&Institution> {
        let typed = typed.trim();
        let by_ror = || self.institution(self.by_ror.get(&ror_id(typed)?)?);
        let by_name = || self.institution(self.only(Vocabulary::Institution, typed)?);
        self.institution(typed).or_else(by_ror).or_else(by_name)
    }

    /// A site by its slug or any spelling of its name or of a commune that belongs to it.
    pub fn site_named(&self, typed: &str) -> Option<&Site> {
        self.site(typed.trim()).or_else(|| self.site(self.only(Vocabulary::Site, typed)?))
    }

    /// A laboratory by its code or a name that only it has.
    pub fn laboratory_named(&self, typed: &str) -> Option<&Laboratory> {
        let by_name = || self.laboratory(self.only(Vocabulary::Laboratory, typed)?);
        self.laboratory(typed.trim()).or_else(by_name)
    }

    /// The code of the one entry that `typed` names, if it is one.
    fn only(&self, vocabulary: Vocabulary, typed: &str) -> Option<&str> {
        match self.by_word.get(&(vocabulary, fold(typed)))?.as_slice() {
            [code] => Some(code),
            _ => None,
        }
    }

    /// The label of an entry; the code itself when it has none (any more).
    pub fn labels(&self, vocabulary: Vocabulary, code: &str) -> Labels {
        let both = |fr: &str, en: &str| Labels { fr: fr.to_owned(), en: en.to_owned() };
        let found = match vocabulary {
            Vocabulary::Region => {
                self.region(code).map(|entry| both(&entry.label_fr, &entry.label_en))
            }
            Vocabulary::Discipline => {
                self.discipline(code).map(|entry| both(&entry.label_fr, &entry.label_en))
            }
            Vocabulary::Topic => {
                self.topic(code).map(|entry| both(&entry.label_fr, &entry.label_en))
            }
            Vocabulary::Service => {
                self.service(code).map(|entry| both(&entry.label_fr, &entry.label_en))
            }
            Vocabulary::Institution => {
                self.institution(code).map(|entry| Labels::same(&entry.name))
            }
            Vocabulary::Site => self.site(code).map(|entry| Labels::same(&entry.name)),
            Vocabulary::Laboratory => self
                .laboratory(code)
                .map(|entry| Labels::same(entry.acronym.as_deref().unwrap_or(&entry.name))),
        };
        found.unwrap_or_else(|| Labels::same(code))
    }

    pub fn label(&self, vocabulary: Vocabulary, code: &str, locale: Locale) -> String {
        let labels = self.labels(vocabulary, code);
        locale.pick(&labels.fr, &labels.en).to_owned()
    }

    /// `(folded term, code)`: everything the entries of a vocabulary may be called.
    pub fn terms_of(&self, vocabulary: Vocabulary) -> impl Iterator<Item = (&str, &str)> {
        let terms = self.terms.get(&vocabulary).map_or(&[][..], Vec::as_slice);
        terms.iter().map(|(term, code)| (term.as_str(), code.as_str()))
    }

    /// Entries one of whose words begins as typed (best first), then those that contain what was typed.
    pub fn search(&self, vocabulary: Vocabulary, typed: &str, limit: usize) -> Vec<Found> {
        let wanted = fold(typed);
        let Some(terms) = self.terms.get(&vocabulary) else { return Vec::new() };
        let starts = |term: &str| term.starts_with(&wanted);
        let starts_a_word = |term: &str| term.contains(&format!(" {wanted}"));
        let (mut found, mut seen) = (Vec::new(), HashSet::new());
        let passes: [&dyn Fn(&str) -> bool; 3] = [&|term| term == wanted, &starts, &starts_a_word];
        for fits in passes {
            for (term, code) in terms {
                if found.len() == limit {
                    return found;
                }
                if fits(term) && seen.insert(code) {
                    found.push(self.found(vocabulary, code));
                }
            }
        }
        found
    }

    /// An entry as a picker shows it.
    pub fn found(&self, vocabulary: Vocabulary, code: &str) -> Found {
        let labels = self.labels(vocabulary, code);
        let hint = match vocabulary {
            Vocabulary::Institution => self
                .institution(code)
                .and_then(|entry| entry.short_name.clone())
                .unwrap_or_default(),
            Vocabulary::Site => self
                .site(code)
                .and_then(|entry| self.region(&entry.region))
                .map(|region| region.label_fr.clone())
                .unwrap_or_default(),
            Vocabulary::Laboratory => self.laboratory_hint(code),
            _ => String::new(),
        };
        Found { code: code.to_owned(), label_fr: labels.fr, label_en: labels.en, hint }
    }

    fn laboratory_hint(&self, code: &str) -> String {
        let Some(laboratory) = self.laboratory(code) else { return String::new() };
        let town = laboratory.site.as_deref().and_then(|site| self.site(site));
        let long = laboratory.acronym.is_some().then(|| laboratory.name.clone());
        let parts = [long, town.map(|site| site.name.clone())];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    /// A discipline and what it belongs to, nearest first: `1.3+astro`, `1.3`, `1`.
    pub fn discipline_line(&self, code: &str) -> Vec<String> {
        self.line_of(code, |code| self.discipline(code)?.parent.as_deref())
    }

    /// An institution and the bodies above it, nearest first.
    pub fn institution_line(&self, slug: &str) -> Vec<String> {
        self.line_of(slug, |slug| self.institution(slug)?.parent.as_deref())
    }

    fn line_of<'a>(
        &'a self,
        code: &'a str,
        parent: impl Fn(&'a str) -> Option<&'a str>,
    ) -> Vec<String> {
        let (mut line, mut next) = (vec![code.to_owned()], parent(code));
        while let Some(above) = next {
            if line.iter().any(|seen| seen == above) {
                break;
            }
            line.push(above.to_owned());
            next = parent(above);
        }
        line
    }
}

/// The identifier in a ROR address: `02kbmgc12` of `https://ror.org/02kbmgc12`.
fn ror_id(typed: &str) -> Option<String> {
    let id = typed.trim().rsplit('/').next()?.to_lowercase();
    (id.len() == 9 && id.starts_with('0')).then_some(id)
}

/// Where the current vocabularies stand, for every thread; replaced when an import grew the version.
#[derive(Default)]
pub struct Shelf(RwLock<Arc<Vocabularies>>);

impl Shelf {
    pub fn current(&self) -> Arc<Vocabularies> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the vocabularies again if they have changed; answers whether they had.
    pub fn refresh(&self, db: &Db) -> Result<bool> {
        let known = self.current().version;
        let loaded = db.read_now(|conn| {
            if queries::version(conn)? == known {
                Ok(None)
            } else {
                Vocabularies::load(conn).map(Some)
            }
        })?;
        let changed = loaded.is_some();
        if let Some(loaded) = loaded {
            *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(loaded);
        }
        Ok(changed)
    }
}

impl App {
    /// The vocabularies as they stand. Empty until [`Shelf::refresh`] has read them.
    pub fn vocabularies(&self) -> Arc<Vocabularies> {
        self.shelf().current()
    }

    pub fn shelf(&self) -> Arc<Shelf> {
        self.kept(Shelf::default)
    }
}
