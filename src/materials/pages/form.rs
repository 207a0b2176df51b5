//! The form of a material as it was typed, and what it makes when it passes.

use std::collections::BTreeMap;

use crate::identifiers;
use crate::materials::ops::Written;
use crate::materials::rules::needs::needed;
use crate::materials::rules::skill;
use crate::materials::rules::{
    MAX_LINE, MAX_NOTE, MAX_TITLE, MOST_DISCIPLINES, MOST_KEYWORDS, MOST_LINES, MOST_LINKS,
    MOST_PEOPLE, MOST_TOPICS, SUMMARY, minutes,
};
use crate::materials::{
    Audience, Availability, Kind, Level, Line, Link, Person, Point, Reach, Record, Role, Stage,
    licence,
};
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{FieldErrors, Upload, checked_email};

/// A person as typed: name, ORCID, affiliation, and whether they only helped.
pub type TypedPerson = [String; 4];

/// What was typed.
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// The material's id, made with the form, so that sending twice writes once.
    pub id: String,
    /// The draft's lock; empty for a new material.
    pub lock: String,
    pub node: String,
    /// Every field of one line or one text, by its name.
    pub texts: BTreeMap<&'static str, String>,
    /// Every field of which one may choose several.
    pub lists: BTreeMap<&'static str, Vec<String>>,
    pub people: Vec<TypedPerson>,
    /// Address and title.
    pub links: Vec<[String; 2]>,
}

pub const LINES: [&str; 13] = [
    "title",
    "title_fr",
    "title_en",
    "kind",
    "level",
    "access",
    "availability",
    "licence",
    "self_minutes",
    "taught_minutes",
    "contact",
    "doi",
    "change_note",
];
pub const TEXTS: [&str; 8] = [
    "summary",
    "summary_fr",
    "summary_en",
    "outcomes",
    "prerequisites",
    "keywords",
    "accessibility",
    "material_doi",
];
pub const LISTS: [&str; 6] =
    ["languages", "audiences", "topics", "disciplines", "stages", "partners"];

impl Form {
    pub fn read(form: &Upload) -> Self {
        let text = |name: &str| form.text(name).replace("\r\n", "\n").trim().to_owned();
        let line = |name: &str| form.text(name).split_whitespace().collect::<Vec<_>>().join(" ");
        let mut texts: BTreeMap<_, _> = LINES.iter().map(|name| (*name, line(name))).collect();
        texts.extend(TEXTS.iter().map(|name| (*name, text(name))));
        let list = |name: &'static str| {
            let mut values: Vec<String> = Vec::new();
            for value in form.all(name).iter().take(60).filter(|value| !value.is_empty()) {
                if !values.contains(value) {
                    values.push(value.clone());
                }
            }
            (name, values)
        };
        let at = |name: &str, place: usize| {
            form.all(name).get(place).map(|typed| typed.trim().to_owned()).unwrap_or_default()
        };
        let person = |place: usize| {
            ["person_name", "person_orcid", "person_affiliation", "person_role"]
                .map(|name| at(name, place))
        };
        let people = (0..form.all("person_name").len().min(MOST_PEOPLE + 1)).map(person);
        let link = |place: usize| ["link_url", "link_title"].map(|name| at(name, place));
        let links = (0..form.all("link_url").len().min(MOST_LINKS + 1)).map(link);
        let said = |fields: &[String]| fields.iter().any(|field| !field.is_empty());
        Self {
            id: text("id"),
            lock: text("lock"),
            node: text("node"),
            texts,
            lists: LISTS.iter().map(|name| list(name)).collect(),
            people: people.filter(|one| said(&one[..3])).collect(),
            links: links.filter(|one| said(&one[..])).collect(),
        }
    }

    pub fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    pub fn list(&self, name: &str) -> &[String] {
        self.lists.get(name).map_or(&[], Vec::as_slice)
    }

    /// What it makes; else the fields that do not pass. A draft may lack all but its title: only what readers are to see
    /// must be whole.
    pub fn check(&self, words: &Vocabularies) -> Result<Written, FieldErrors> {
        let mut errors = FieldErrors::none();
        self.check_lengths(&mut errors);
        let mut made = Written { record: self.record(&mut errors), ..Written::default() };
        self.check_codes(words, &mut errors);
        made.record.people = self.people(&mut errors);
        made.record.links = self.links(&mut errors);
        self.points(&mut made, &mut errors);
        let dois = [("doi", &mut made.record.doi), ("material_doi", &mut made.doi)];
        for (field, doi) in dois {
            *doi = identifiers::doi(self.text(field));
            if doi.is_none() && !self.text(field).is_empty() {
                errors.add(field, "materials-error-doi");
            }
        }
        made.partners = self.list("partners").iter().filter_map(|id| id.parse().ok()).collect();
        errors.into_result()?;
        Ok(made)
    }

    fn check_lengths(&self, errors: &mut FieldErrors) {
        let long = |field: &str, most: usize| self.text(field).chars().count() > most;
        if self.text("title").is_empty() {
            errors.add("title", "materials-error-title");
        }
        for field in ["title", "title_fr", "title_en"] {
            if long(field, MAX_TITLE) {
                errors.add(field, "materials-error-title-long");
            }
        }
        for field in ["summary", "summary_fr", "summary_en"] {
            if long(field, SUMMARY.1) {
                errors.add(field, "materials-error-summary");
            }
        }
        for field in ["change_note", "accessibility"] {
            if long(field, MAX_NOTE) {
                errors.add(field, "materials-error-note-long");
            }
        }
    }

    fn record(&self, errors: &mut FieldErrors) -> Record {
        let text = |name: &str| self.text(name).to_owned();
        let mut time = |field: &'static str| {
            let read = minutes::read(self.text(field));
            if read.is_none() && !self.text(field).is_empty() {
                errors.add(field, "materials-error-time");
            }
            read
        };
        let keywords = self.text("keywords").split([',', ';', '\n']).map(str::trim);
        Record {
            self_minutes: time("self_minutes"),
            taught_minutes: time("taught_minutes"),
            title: text("title"),
            summary: text("summary"),
            title_fr: text("title_fr"),
            summary_fr: text("summary_fr"),
            title_en: text("title_en"),
            summary_en: text("summary_en"),
            languages: self.list("languages").to_vec(),
            topics: self.list("topics").to_vec(),
            disciplines: self.list("disciplines").to_vec(),
            stages: self.chosen::<Stage>("stages"),
            audiences: self.chosen::<Audience>("audiences"),
            keywords: keywords.filter(|word| !word.is_empty()).map(str::to_owned).collect(),
            kind: self.text("kind").parse::<Kind>().ok(),
            level: self.text("level").parse::<Level>().ok(),
            access: self.text("access").parse::<Reach>().unwrap_or_default(),
            availability: self.text("availability").parse::<Availability>().unwrap_or_default(),
            licence: text("licence"),
            contact: text("contact"),
            accessibility: text("accessibility"),
            change_note: text("change_note"),
            ..Record::default()
        }
    }

    fn chosen<T: std::str::FromStr>(&self, name: &str) -> Vec<T> {
        self.list(name).iter().filter_map(|code| code.parse().ok()).collect()
    }

    fn check_codes(&self, words: &Vocabularies, errors: &mut FieldErrors) {
        let unknown =
            |vocabulary, codes: &[String]| codes.iter().any(|c| !words.has(vocabulary, c));
        let (topics, fields) = (self.list("topics"), self.list("disciplines"));
        if topics.len() > MOST_TOPICS || unknown(Vocabulary::Topic, topics) {
            errors.add("topics", "materials-error-topics");
        }
        if fields.len() > MOST_DISCIPLINES || unknown(Vocabulary::Discipline, fields) {
            errors.add("disciplines", "materials-error-disciplines");
        }
        if !self.list("languages").iter().all(|tag| identifiers::is_language(tag)) {
            errors.add("languages", "materials-error-language");
        }
        let chosen = |field: &str, known: bool| self.text(field).is_empty() || known;
        let known = [
            ("kind", self.text("kind").parse::<Kind>().is_ok()),
            ("level", self.text("level").parse::<Level>().is_ok()),
            ("access", self.text("access").parse::<Reach>().is_ok()),
            ("availability", self.text("availability").parse::<Availability>().is_ok()),
            ("licence", licence(self.text("licence")).is_some()),
        ];
        for (field, is_known) in known {
            if !chosen(field, is_known) {
                errors.add(field, "form-choice");
            }
        }
        let contact = self.text("contact");
        let reached =
            checked_email(contact).is_some() || identifiers::web_address(contact).is_some();
        if !contact.is_empty() && !reached {
            errors.add("contact", "materials-error-contact");
        }
        let keywords = self.text("keywords").split([',', ';', '\n']);
        if self.text("keywords").len() > 2_000 || keywords.count() > MOST_KEYWORDS {
            errors.add("keywords", "materials-error-keywords");
        }
    }

    fn people(&self, errors: &mut FieldErrors) -> Vec<Person> {
        if self.people.len() > MOST_PEOPLE {
            errors.add("people", "materials-error-people");
        }
        let mut made = Vec::new();
        for [name, orcid, affiliation, role] in &self.people {
            let checked = identifiers::orcid(orcid);
            if name.is_empty() {
                errors.add("people", "materials-error-person");
            }
            if checked.is_none() && !orcid.is_empty() {
                errors.add("people", "materials-error-orcid");
            }
            if name.chars().count().max(affiliation.chars().count()) > MAX_LINE {
                errors.add("people", "materials-error-line-long");
            }
            made.push(Person {
                role: role.parse().unwrap_or(Role::Author),
                name: name.clone(),
                orcid: checked,
                affiliation: affiliation.clone(),
            });
        }
        made
    }

    fn links(&self, errors: &mut FieldErrors) -> Vec<Link> {
        if self.links.len() > MOST_LINKS {
            errors.add("links", "materials-error-links");
        }
        let mut made: Vec<Link> = Vec::new();
        for [url, title] in &self.links {
            let Some(url) = identifiers::web_address(url) else {
                errors.add("links", "materials-error-link");
                continue;
            };
            let url_norm = identifiers::place_of(&url);
            // The same place twice is one link.
            if !made.iter().any(|known| known.url_norm == url_norm) {
                made.push(Link { url, url_norm, title: title.chars().take(MAX_LINE).collect() });
            }
        }
        made
    }

    /// One line for each outcome and each prerequisite; the address of a material or a course in a line leads to it.
    fn points(&self, made: &mut Written, errors: &mut FieldErrors) {
        let fields = [("outcomes", Point::Outcome), ("prerequisites", Point::Prerequisite)];
        for (field, kind) in fields {
            let lines = self.text(field).lines().map(|line| line.trim().trim_start_matches("- "));
            let lines: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
            if lines.len() > MOST_LINES {
                errors.add(field, "materials-error-lines");
            }
            for line in lines.into_iter().take(MOST_LINES) {
                if line.chars().count() > MAX_LINE {
                    errors.add(field, "materials-error-line-long");
                }
                let ((body, needs), skill) = match kind {
                    Point::Prerequisite => (needed(line), String::new()),
                    Point::Outcome => {
                        let (body, skill) = skill::parted(line);
                        ((body, None), skill)
                    }
                };
                if let Some(need) = needs {
                    made.needs.insert(made.record.points.len(), need);
                }
                let (needs_id, needs_course_id) = (None, None);
                let line = Line { kind, body, needs_id, needs_course_id, skill };
                made.record.points.push(line);
            }
        }
    }
}
