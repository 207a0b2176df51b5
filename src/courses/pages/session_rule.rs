//! The part of a session's form that says who is let in without a word.

use serde::Serialize;

use super::{Choice, choice};
use crate::courses::rules::lines;
use crate::courses::{Course, CourseId, Terms};
use crate::i18n::Locale;
use crate::materials::codes;
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{FieldErrors, Upload};

/// Institutions and disciplines that one rule names.
const MOST: usize = 50;

/// What was typed.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Typed {
    /// One on a line.
    institutions: String,
    disciplines: Vec<String>,
    course: String,
    strict: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct View {
    institutions: String,
    disciplines: Vec<Choice>,
    courses: Vec<Choice>,
    strict: bool,
}

/// What it makes.
#[derive(Debug, Default)]
pub(super) struct Rule {
    pub institutions: String,
    pub disciplines: String,
    pub course: Option<CourseId>,
    pub strict: bool,
}

impl Rule {
    /// Whether it lets some in: then the others wait for a word.
    pub(super) fn names_any(&self) -> bool {
        !self.institutions.is_empty() || !self.disciplines.is_empty() || self.course.is_some()
    }
}

pub(super) fn typed(terms: &Terms) -> Typed {
    Typed {
        institutions: codes(&terms.rule_institutions).join("\n"),
        disciplines: codes(&terms.rule_disciplines),
        course: terms.rule_course.as_ref().map(ToString::to_string).unwrap_or_default(),
        strict: terms.rule_strict,
    }
}

impl Typed {
    pub(super) fn read(upload: &Upload) -> Self {
        let all = upload.all("rule_disciplines").iter().filter(|one| !one.is_empty());
        Self {
            institutions: upload.text("rule_institutions").replace("\r\n", "\n").trim().to_owned(),
            disciplines: all.take(MOST).cloned().collect(),
            course: upload.text("rule_course").trim().to_owned(),
            strict: !upload.text("rule_strict").is_empty(),
        }
    }

    /// What it makes, noting the fields that do not pass.
    pub(super) fn check(&self, words: &Vocabularies, errors: &mut FieldErrors) -> Rule {
        let lines = lines(&self.institutions);
        let known = |typed: &String| words.institution_named(typed).map(|one| one.slug.clone());
        let mut institutions: Vec<String> = lines.iter().filter_map(known).collect();
        if institutions.len() < lines.len() || lines.len() > MOST {
            errors.add("rule_institutions", "courses-error-rule-institutions");
        }
        institutions.dedup();
        if !self.disciplines.iter().all(|code| words.has(Vocabulary::Discipline, code)) {
            errors.add("rule_disciplines", "courses-error-code");
        }
        let course = self.course.parse().ok();
        if course.is_none() && !self.course.is_empty() {
            errors.add("rule_course", "courses-error-code");
        }
        Rule {
            institutions: institutions.join(","),
            disciplines: self.disciplines.join(","),
            course,
            strict: self.strict,
        }
    }

    pub(super) fn view(&self, (words, locale): (&Vocabularies, Locale), all: &[Course]) -> View {
        let named = |typed: &str| match words.institution(typed) {
            Some(known) => known.name.clone(),
            None => typed.to_owned(),
        };
        let lines: Vec<String> = self.institutions.lines().map(named).collect();
        let course = |one: &Course| {
            let title = one.text.said(locale).title.to_owned();
            choice(one.id.as_str(), title, one.id.as_str() == self.course)
        };
        let disciplines = words.disciplines_with(&self.disciplines).map(|one| {
            let label = format!("{} {}", one.code, locale.pick(&one.label_fr, &one.label_en));
            choice(&one.code, label, self.disciplines.contains(&one.code))
        });
        View {
            institutions: lines.join("\n"),
            disciplines: disciplines.collect(),
            courses: all.iter().map(course).collect(),
            strict: self.strict,
        }
    }
}
