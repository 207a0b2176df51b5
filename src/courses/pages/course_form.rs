//! The form in which a course is written.

use std::collections::BTreeMap;

use serde::Serialize;

use super::course_materials::{self, Known};
use super::{Choice, choice, course_template};
use crate::courses::queries::Written;
use crate::courses::rules::MAX_TEXT;
use crate::courses::{Course, CourseId, CourseText, Template};
use crate::i18n::Locale;
use crate::materials::pages::coded_level;
use crate::materials::rules::minutes;
use crate::materials::{Level, codes};
use crate::network::NodeName;
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{Fault, FieldErrors, Upload, blank_as_none, said_faults};

const LINES: [&str; 2] = ["title_fr", "title_en"];
const TEXTS: [&str; 6] = [
    "summary_fr",
    "summary_en",
    "outcomes_fr",
    "outcomes_en",
    "prerequisites_fr",
    "prerequisites_en",
];
const MOST_CODES: usize = 10;

/// What was typed.
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// Made with the form, so that sending twice writes once.
    pub id: String,
    pub lock: String,
    pub node: String,
    texts: BTreeMap<&'static str, String>,
    topics: Vec<String>,
    disciplines: Vec<String>,
    level: String,
    minutes: String,
    /// Addresses of materials, one on a line.
    pub(super) materials: String,
    template: course_template::Typed,
}

#[derive(Debug, Serialize)]
pub struct FormView {
    id: String,
    lock: String,
    is_new: bool,
    nodes: Vec<Choice>,
    typed: BTreeMap<&'static str, String>,
    minutes: String,
    materials: String,
    levels: Vec<Choice>,
    topics: Vec<Choice>,
    disciplines: Vec<Choice>,
    template: course_template::View,
    faults: Vec<Fault>,
    errors: FieldErrors,
}

pub fn typed(course: &Course, (template, materials): (&Template, String), locale: Locale) -> Form {
    let text = &course.text;
    let texts = [
        ("title_fr", &text.title_fr),
        ("title_en", &text.title_en),
        ("summary_fr", &text.summary_fr),
        ("summary_en", &text.summary_en),
        ("outcomes_fr", &text.outcomes_fr),
        ("outcomes_en", &text.outcomes_en),
        ("prerequisites_fr", &text.prerequisites_fr),
        ("prerequisites_en", &text.prerequisites_en),
    ];
    Form {
        id: course.id.to_string(),
        lock: course.lock_version.to_string(),
        node: course.node_id.to_string(),
        texts: texts.map(|(name, text)| (name, text.clone())).into(),
        topics: codes(&text.topic_codes),
        disciplines: codes(&text.discipline_codes),
        level: course.level.clone().unwrap_or_default(),
        minutes: course.minutes.map(|n| minutes::said(n, locale)).unwrap_or_default(),
        materials,
        template: course_template::typed(template),
    }
}

impl Form {
    pub fn blank() -> Self {
        let texts = LINES.iter().chain(&TEXTS).map(|name| (*name, String::new()));
        Self {
            id: CourseId::new().to_string(),
            texts: texts.collect(),
            template: course_template::typed(&Template::default()),
            ..Self::default()
        }
    }

    pub fn read(form: &Upload) -> Self {
        let text = |name: &str| form.text(name).replace("\r\n", "\n").trim().to_owned();
        let line = |name: &str| form.text(name).split_whitespace().collect::<Vec<_>>().join(" ");
        let mut texts: BTreeMap<_, _> = LINES.iter().map(|name| (*name, line(name))).collect();
        texts.extend(TEXTS.iter().map(|name| (*name, text(name))));
        let list = |name: &str| {
            let mut values: Vec<String> = Vec::new();
            for value in form.all(name).iter().take(MOST_CODES).filter(|one| !one.is_empty()) {
                if !values.contains(value) {
                    values.push(value.clone());
                }
            }
            values
        };
        Self {
            id: text("id"),
            lock: text("lock"),
            node: text("node"),
            texts,
            topics: list("topics"),
            disciplines: list("disciplines"),
            level: text("level"),
            minutes: text("minutes"),
            materials: text("materials"),
            template: course_template::Typed::read(form),
        }
    }

    fn text(&self, name: &str) -> String {
        self.texts.get(name).cloned().unwrap_or_default()
    }

    /// What it makes; else the fields that do not pass. A draft needs a title only.
    pub fn check(
        &self,
        words: &Vocabularies,
        (materials, base): (&Known, &str),
    ) -> Result<Written, FieldErrors> {
        let mut errors = FieldErrors::none();
        if self.text("title_fr").is_empty() && self.text("title_en").is_empty() {
            errors.add("title_fr", "courses-error-title");
        }
        for (field, text) in &self.texts {
            let most = if field.starts_with("title") { 200 } else { MAX_TEXT };
            if text.chars().count() > most {
                errors.add(field, "courses-error-long");
            }
        }
        let known =
            |vocabulary, codes: &[String]| codes.iter().all(|code| words.has(vocabulary, code));
        if !known(Vocabulary::Topic, &self.topics) {
            errors.add("topics", "courses-error-code");
        }
        if !known(Vocabulary::Discipline, &self.disciplines) {
            errors.add("disciplines", "courses-error-code");
        }
        let minutes = minutes::read(&self.minutes);
        if minutes.is_none() && !self.minutes.is_empty() {
            errors.add("minutes", "courses-error-minutes");
        }
        let template = self.template.check(words, &mut errors);
        // Who was at no session of it cannot come to one for that.
        if template.rule_course.as_ref().is_some_and(|course| course.as_str() == self.id) {
            errors.add("session_rule_course", "courses-error-code");
        }
        let materials = course_materials::check(&self.materials, base, materials)
            .map_err(|key| errors.add("materials", key))
            .unwrap_or_default();
        errors.into_result()?;
        let level = blank_as_none(&self.level).filter(|level| level.parse::<Level>().is_ok());
        let text = CourseText {
            title_fr: self.text("title_fr"),
            summary_fr: self.text("summary_fr"),
            outcomes_fr: self.text("outcomes_fr"),
            prerequisites_fr: self.text("prerequisites_fr"),
            title_en: self.text("title_en"),
            summary_en: self.text("summary_en"),
            outcomes_en: self.text("outcomes_en"),
            prerequisites_en: self.text("prerequisites_en"),
            topic_codes: self.topics.join(","),
            discipline_codes: self.disciplines.join(","),
            audience_codes: String::new(),
        };
        Ok(Written { text, level, minutes, template, materials, folded: String::new() })
    }

    pub fn view(
        self,
        (words, locale): (&Vocabularies, Locale),
        (own, courses): (&[NodeName], &[Course]),
        errors: FieldErrors,
    ) -> FormView {
        let faults = said_faults(&errors, locale);
        let level = |one: &Level| {
            choice(one.as_str(), coded_level(one.as_str(), locale), one.as_str() == self.level)
        };
        FormView {
            is_new: self.lock.is_empty(),
            nodes: own
                .iter()
                .map(|node| {
                    let id = node.id.to_string();
                    choice(&id, node.short_name.clone(), id == self.node)
                })
                .collect(),
            levels: Level::ALL.iter().map(level).collect(),
            topics: words
                .topics_with(&self.topics)
                .map(|one| {
                    let label = locale.pick(&one.label_fr, &one.label_en).to_owned();
                    choice(&one.code, label, self.topics.contains(&one.code))
                })
                .collect(),
            disciplines: words
                .disciplines_with(&self.disciplines)
                .map(|one| {
                    let label =
                        format!("{} {}", one.code, locale.pick(&one.label_fr, &one.label_en));
                    choice(&one.code, label, self.disciplines.contains(&one.code))
                })
                .collect(),
            template: self.template.view((words, locale), courses, &errors),
            faults,
            errors,
            id: self.id,
            lock: self.lock,
            typed: self.texts,
            minutes: self.minutes,
            materials: self.materials,
        }
    }
}
