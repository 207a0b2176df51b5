//! What the form offers to choose from, in the page's language.

use std::collections::HashMap;

use serde::Serialize;

use super::ask_form::Form;
use crate::i18n::Locale;
use crate::taxonomy::{Vocabularies, Vocabulary};

/// Above so many the page does not carry the list: names typed by hand are understood all the same.
const MOST_LABORATORIES: usize = 600;

#[derive(Debug, Serialize)]
pub struct Choices {
    pub workplaces: Vec<Group>,
    /// Chosen and on none of our lists.
    pub typed: Vec<String>,
    pub sites: Vec<String>,
    pub regions: Vec<Choice>,
    pub disciplines: Vec<Group>,
    pub unknown_discipline: bool,
    pub topics: Vec<Choice>,
}

#[derive(Debug, Serialize)]
pub struct Group {
    pub label: String,
    pub choices: Vec<Choice>,
}

#[derive(Debug, Serialize)]
pub struct Choice {
    pub code: String,
    pub label: String,
    /// What else people call it: found by the search, never shown.
    pub search: String,
    pub selected: bool,
}

impl Choices {
    pub fn new(words: &Vocabularies, form: &Form, locale: Locale) -> Self {
        let one = |vocabulary, code: &str, chosen: &str| Choice {
            code: code.to_owned(),
            label: words.label(vocabulary, code, locale),
            search: String::new(),
            selected: code == chosen,
        };
        let (chosen, typed) = chosen_workplaces(words, form);
        Self {
            workplaces: workplaces(words, &chosen, locale),
            typed,
            sites: words.sites.iter().map(|site| site.name.clone()).collect(),
            regions: by_label(
                words.regions.iter().map(|r| one(Vocabulary::Region, &r.code, &form.region)),
            ),
            disciplines: disciplines(words, form, locale),
            unknown_discipline: form.disciplines.iter().any(|code| code == "unknown"),
            topics: words
                .topics_with(&[&form.topic])
                .map(|t| one(Vocabulary::Topic, &t.code, &form.topic))
                .collect(),
        }
    }
}

fn by_label(choices: impl Iterator<Item = Choice>) -> Vec<Choice> {
    let mut choices: Vec<_> = choices.collect();
    choices.sort_by_cached_key(|choice| crate::text::fold(&choice.label));
    choices
}

/// Codes of what was chosen or typed and is on our lists, and what is not.
fn chosen_workplaces(words: &Vocabularies, form: &Form) -> (Vec<String>, Vec<String>) {
    let (mut known, mut typed) = (Vec::new(), Vec::new());
    for text in &form.institutions {
        let institution = words.institution(text).map(|found| &found.slug);
        let laboratory = || words.laboratory_named(text).map(|found| &found.code);
        let named = || words.institution_named(text).map(|found| &found.slug);
        match institution.or_else(laboratory).or_else(named) {
            Some(code) => known.push(code.clone()),
            None => typed.push(text.clone()),
        }
    }
    (known, typed)
}

fn workplaces(words: &Vocabularies, chosen: &[String], locale: Locale) -> Vec<Group> {
    let synonyms = Synonyms::of(words, &[Vocabulary::Laboratory, Vocabulary::Institution]);
    let few = words.laboratories.len() <= MOST_LABORATORIES;
    let laboratories = words.laboratories.iter().filter(|l| few || chosen.contains(&l.code));
    let laboratories = laboratories.map(|laboratory| Choice {
        label: match &laboratory.acronym {
            Some(acronym) => format!("{acronym} – {}", laboratory.name),
            None => laboratory.name.clone(),
        },
        search: synonyms.of_code(&laboratory.code),
        selected: chosen.contains(&laboratory.code),
        code: laboratory.code.clone(),
    });
    let institutions = words.institutions.iter().map(|institution| Choice {
        label: match &institution.short_name {
            Some(short) if *short != institution.name => format!("{short} – {}", institution.name),
            _ => institution.name.clone(),
        },
        search: synonyms.of_code(&institution.slug),
        selected: chosen.contains(&institution.slug),
        code: institution.slug.clone(),
    });
    vec![
        Group { label: locale.text("tickets-ask-employers"), choices: by_label(institutions) },
        Group { label: locale.text("tickets-ask-laboratories"), choices: by_label(laboratories) },
    ]
}

/// Areas, each with its fields and their extensions.
fn disciplines(words: &Vocabularies, form: &Form, locale: Locale) -> Vec<Group> {
    let synonyms = Synonyms::of(words, &[Vocabulary::Discipline]);
    let areas = words.disciplines.iter().filter(|discipline| discipline.parent.is_none());
    let label = |code: &str| words.label(Vocabulary::Discipline, code, locale);
    areas
        .map(|area| Group {
            label: label(&area.code),
            choices: words
                .disciplines_with(&form.disciplines)
                .filter(|d| {
                    d.code != area.code && words.discipline_line(&d.code).last() == Some(&area.code)
                })
                .map(|d| Choice {
                    label: label(&d.code),
                    search: synonyms.of_code(&d.code),
                    selected: form.disciplines.contains(&d.code),
                    code: d.code.clone(),
                })
                .collect(),
        })
        .collect()
}

/// Everything an entry may be called, by its code.
struct Synonyms<'a>(HashMap<&'a str, Vec<&'a str>>);

impl<'a> Synonyms<'a> {
    fn of(words: &'a Vocabularies, vocabularies: &[Vocabulary]) -> Self {
        let mut all: HashMap<&str, Vec<&str>> = HashMap::new();
        for (term, code) in vocabularies.iter().flat_map(|vocabulary| words.terms_of(*vocabulary)) {
            all.entry(code).or_default().push(term);
        }
        Self(all)
    }

    fn of_code(&self, code: &str) -> String {
        self.0.get(code).map(|terms| terms.join(" ")).unwrap_or_default()
    }
}
