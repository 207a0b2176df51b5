//! The form of a collection or path as it was typed, and what it makes when it passes.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use crate::Result;
use crate::courses::CourseId;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::identifiers;
use crate::materials::MaterialId;
use crate::materials::queries as of_materials;
use crate::network::NodeName;
use crate::paths::rules::{MAX_LINE, MAX_NOTE, MAX_SUMMARY, MAX_TITLE, MOST_LINES, MOST_STEPS};
use crate::paths::{Draft, Kind, LearningPath, Step, Target, queries};
use crate::web::{Choice, Fault, FieldErrors, Upload, said_faults};

/// So many empty steps follow those that are filled.
const SPARE: usize = 3;

/// A step as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// Its place among the others.
    pub place: String,
    pub address: String,
    pub title: String,
    pub note: String,
    pub optional: bool,
}

#[derive(Debug, Clone, Default)]
pub struct Form {
    pub id: String,
    /// Empty for a new one.
    pub lock: String,
    pub node: String,
    pub kind: Kind,
    pub title_fr: String,
    pub summary_fr: String,
    pub title_en: String,
    pub summary_en: String,
    pub known: String,
    pub steps: Vec<Typed>,
}

impl Form {
    pub fn read(form: &Upload) -> Self {
        let text = |name: &str| form.text(name).replace("\r\n", "\n").trim().to_owned();
        let at = |name: &str, place: usize| {
            form.all(name).get(place).map(|typed| typed.trim().to_owned()).unwrap_or_default()
        };
        let step = |place: usize| Typed {
            place: at("step_place", place),
            address: at("step_address", place),
            title: at("step_title", place),
            note: at("step_note", place),
            optional: at("step_required", place) == "no",
        };
        let steps = (0..form.all("step_address").len().min(MOST_STEPS + SPARE)).map(step);
        let mut steps: Vec<Typed> = steps.filter(|one| !one.address.is_empty()).collect();
        // By the number that was typed; what has none stays behind what has one.
        steps.sort_by_key(|one| one.place.parse::<u32>().unwrap_or(u32::MAX));
        let mut known = text("known");
        for line in form.all("known_too") {
            known = format!("{known}\n{line}").trim().to_owned();
        }
        Self {
            id: text("id"),
            lock: text("lock"),
            node: text("node"),
            kind: text("kind").parse().unwrap_or_default(),
            title_fr: text("title_fr"),
            summary_fr: text("summary_fr"),
            title_en: text("title_en"),
            summary_en: text("summary_en"),
            known,
            steps,
        }
    }

    /// As if it had just been typed; `addresses` are those of what the steps lead to.
    pub fn typed(path: &LearningPath, steps: &[Step], addresses: &[String]) -> Self {
        let step = |(place, (step, address)): (usize, (&Step, &String))| Typed {
            place: (place + 1).to_string(),
            address: address.clone(),
            title: match &step.target {
                Target::Web(_, title) => title.clone(),
                Target::Material(_) | Target::Course(_) => String::new(),
            },
            note: step.note.clone(),
            optional: !step.required,
        };
        Self {
            id: path.id.to_string(),
            lock: path.lock_version.to_string(),
            node: path.node_id.to_string(),
            kind: path.kind,
            title_fr: path.title_fr.clone(),
            summary_fr: path.summary_fr.clone(),
            title_en: path.title_en.clone(),
            summary_en: path.summary_en.clone(),
            known: path.known.clone(),
            steps: steps.iter().zip(addresses).enumerate().map(step).collect(),
        }
    }

    /// What it makes; else the fields that do not pass.
    pub fn check(&self, found: &Found, base: &str) -> Result<Draft, FieldErrors> {
        let mut errors = FieldErrors::none();
        if self.title_fr.is_empty() {
            errors.add("title_fr", "paths-error-title");
        }
        let long = |text: &str, most: usize| text.chars().count() > most;
        for (field, text, most) in [
            ("title_fr", &self.title_fr, MAX_TITLE),
            ("title_en", &self.title_en, MAX_TITLE),
            ("summary_fr", &self.summary_fr, MAX_SUMMARY),
            ("summary_en", &self.summary_en, MAX_SUMMARY),
        ] {
            if long(text, most) {
                errors.add(field, "paths-error-long");
            }
        }
        let known: Vec<String> = self.known.lines().map(|line| line.trim().to_owned()).collect();
        let mut lines: Vec<String> = Vec::new();
        for line in known.into_iter().filter(|line| !line.is_empty()) {
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        if lines.len() > MOST_LINES || lines.iter().any(|line| long(line, MAX_LINE)) {
            errors.add("known", "paths-error-long");
        }
        let mut steps: Vec<Step> = Vec::new();
        for typed in &self.steps {
            match found.target(typed, base) {
                None => errors.add("steps", "paths-error-address"),
                Some(target) if steps.iter().any(|step| step.target == target) => {
                    errors.add("steps", "paths-error-twice");
                }
                Some(target) => {
                    steps.push(Step { target, note: typed.note.clone(), required: !typed.optional })
                }
            }
        }
        if steps.len() > MOST_STEPS || steps.iter().any(|step| long(&step.note, MAX_NOTE)) {
            errors.add("steps", "paths-error-long");
        }
        errors.into_result()?;
        Ok(Draft {
            kind: self.kind,
            title_fr: self.title_fr.clone(),
            summary_fr: self.summary_fr.clone(),
            title_en: self.title_en.clone(),
            summary_en: self.summary_en.clone(),
            known: lines,
            steps,
        })
    }
}

/// What the addresses in a form lead to.
#[derive(Debug, Default)]
pub struct Found {
    materials: HashMap<String, MaterialId>,
    courses: HashMap<String, CourseId>,
}

/// The slug behind an address of ours: of `https://here/materials/x/v2`, `/materials/x`; none when it leads elsewhere.
fn own<'a>(address: &'a str, (base, part): (&str, &str)) -> Option<&'a str> {
    let path = address.strip_prefix(base).unwrap_or(address);
    let rest = path.strip_prefix(part)?;
    rest.split(['/', '?', '#']).next().filter(|slug| !slug.is_empty())
}

pub fn found(conn: &mut Conn, form: &Form, base: &str) -> Result<Found> {
    let of = |part: &str| -> Vec<String> {
        let all = form.steps.iter().filter_map(|step| own(&step.address, (base, part)));
        all.map(str::to_owned).collect()
    };
    Ok(Found {
        materials: of_materials::ids_by_slug(conn, &of("/materials/"))?,
        courses: queries::courses_by_slug(conn, &of("/courses/"))?,
    })
}

impl Found {
    fn target(&self, typed: &Typed, base: &str) -> Option<Target> {
        if let Some(slug) = own(&typed.address, (base, "/materials/")) {
            return self.materials.get(slug).cloned().map(Target::Material);
        }
        if let Some(slug) = own(&typed.address, (base, "/courses/")) {
            return self.courses.get(slug).cloned().map(Target::Course);
        }
        let url = identifiers::web_address(&typed.address)?;
        Some(Target::Web(url, typed.title.chars().take(MAX_LINE).collect()))
    }
}

#[derive(Debug, Serialize)]
pub struct FormView {
    id: String,
    lock: String,
    is_new: bool,
    is_path: bool,
    nodes: Vec<Choice>,
    kinds: Vec<Choice>,
    typed: BTreeMap<&'static str, String>,
    steps: Vec<StepRow>,
    faults: Vec<Fault>,
    errors: FieldErrors,
}

#[derive(Debug, Serialize)]
struct StepRow {
    n: usize,
    place: String,
    address: String,
    title: String,
    note: String,
    needed: Vec<Choice>,
}

impl Form {
    pub fn view(self, own: &[NodeName], locale: Locale, errors: FieldErrors) -> FormView {
        let choice =
            |value: &str, label: String, on: bool| Choice { value: value.to_owned(), label, on };
        let row = |(place, step): (usize, Typed)| StepRow {
            n: place + 1,
            place: if step.place.is_empty() { (place + 1).to_string() } else { step.place },
            address: step.address,
            title: step.title,
            note: step.note,
            needed: [
                ("yes", "paths-required", !step.optional),
                ("no", "paths-optional", step.optional),
            ]
            .map(|(value, key, on)| choice(value, locale.text(key), on))
            .into(),
        };
        let filled = self.steps.len();
        let rows = self.steps.into_iter().chain((0..SPARE).map(|_| Typed::default()));
        let rows = rows.enumerate().filter(|(place, _)| *place < filled.max(MOST_STEPS));
        FormView {
            is_new: self.lock.is_empty(),
            is_path: self.kind == Kind::Path,
            nodes: own
                .iter()
                .map(|node| {
                    choice(node.id.as_str(), node.short_name.clone(), self.node == node.id.as_str())
                })
                .collect(),
            kinds: Kind::ALL
                .iter()
                .map(|kind| {
                    let label = locale.text(super::view::word(*kind));
                    choice(kind.as_str(), label, *kind == self.kind)
                })
                .collect(),
            typed: BTreeMap::from([
                ("title_fr", self.title_fr),
                ("summary_fr", self.summary_fr),
                ("title_en", self.title_en),
                ("summary_en", self.summary_en),
                ("known", self.known),
            ]),
            steps: rows.map(row).collect(),
            faults: said_faults(&errors, locale),
            errors,
            id: self.id,
            lock: self.lock,
        }
    }
}
