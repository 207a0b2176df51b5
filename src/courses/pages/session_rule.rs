//! The part of the form of a session, or of its course, that says who is let in without a word.

use serde::Serialize;

use super::{Choice, choice};
use crate::courses::rules::lines;
use crate::courses::{Course, CourseId, Template, Terms};
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

/// What its fields are named.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Names {
    part: &'static str,
    institutions: &'static str,
    disciplines: &'static str,
    course: &'static str,
    strict: &'static str,
}

/// In the form of a session.
pub(super) const OF_SESSION: Names = Names {
    part: "rule",
    institutions: "rule_institutions",
    disciplines: "rule_disciplines",
    course: "rule_course",
    strict: "rule_strict",
};

/// In that of a course.
pub(super) const OF_COURSE: Names = Names {
    part: "session_rule",
    institutions: "session_rule_institutions",
    disciplines: "session_rule_disciplines",
    course: "session_rule_course",
    strict: "session_rule_strict",
};

#[derive(Debug, Serialize)]
pub(super) struct View {
    names: Names,
    errors: FieldErrors,
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

impl From<&Terms> for Rule {
    fn from(terms: &Terms) -> Self {
        Self {
            institutions: terms.rule_institutions.clone(),
            disciplines: terms.rule_disciplines.clone(),
            course: terms.rule_course.clone(),
            strict: terms.rule_strict,
        }
    }
}

impl From<&Template> for Rule {
    fn from(template: &Template) -> Self {
        Self {
            institutions: template.rule_institutions.clone(),
            disciplines: template.rule_disciplines.clone(),
            course: template.rule_course.clone(),
            strict: template.rule_strict,
        }
    }
}

pub(super) fn typed(rule: &Rule) -> Typed {
    Typed {
        institutions: codes(&rule.institutions).join("\n"),
        disciplines: codes(&rule.disciplines),
        course: rule.course.as_ref().map(ToString::to_string).unwrap_or_default(),
        strict: rule.strict,
    }
}

impl Typed {
    pub(super) fn read(upload: &Upload, names: Names) -> Self {
        let all = upload.all(names.disciplines).iter().filter(|one| !one.is_empty());
        Self {
            institutions: upload.text(names.institutions).replace("\r\n", "\n").trim().to_owned(),
            disciplines: all.take(MOST).cloned().collect(),
            course: upload.text(names.course).trim().to_owned(),
            strict: !upload.text(names.strict).is_empty(),
        }
    }

    /// Puts what a course says into one field, by its name in the form of a session.
    pub(super) fn take(&mut self, field: &str, template: &Template) {
        let said = typed(&template.into());
        match field {
            "rule_institutions" => self.institutions = said.institutions,
            "rule_disciplines" => self.disciplines = said.disciplines,
            "rule_course" => self.course = said.course,
            _ => self.strict = said.strict,
        }
    }

    /// What it makes, noting the fields that do not pass.
    pub(super) fn check(
        &self,
        (words, names): (&Vocabularies, Names),
        errors: &mut FieldErrors,
    ) -> Rule {
        let lines = lines(&self.institutions);
        let known = |typed: &String| words.institution_named(typed).map(|one| one.slug.clone());
        let mut institutions: Vec<String> = lines.iter().filter_map(known).collect();
        if institutions.len() < lines.len() || lines.len() > MOST {
            errors.add(names.institutions, "courses-error-rule-institutions");
        }
        institutions.dedup();
        if !self.disciplines.iter().all(|code| words.has(Vocabulary::Discipline, code)) {
            errors.add(names.disciplines, "courses-error-code");
        }
        let course = self.course.parse().ok();
        if course.is_none() && !self.course.is_empty() {
            errors.add(names.course, "courses-error-code");
        }
        Rule {
            institutions: institutions.join(","),
            disciplines: self.disciplines.join(","),
            course,
            strict: self.strict,
        }
    }

    pub(super) fn view(
        &self,
        (words, locale): (&Vocabularies, Locale),
        all: &[Course],
        (names, errors): (Names, &FieldErrors),
    ) -> View {
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
            names,
            errors: errors.clone(),
            institutions: lines.join("\n"),
            disciplines: disciplines.collect(),
            courses: all.iter().map(course).collect(),
            strict: self.strict,
        }
    }
}
