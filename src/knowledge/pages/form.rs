//! The form of an article: as typed, as shown, and as what it makes.

use serde::Serialize;

use crate::i18n::Locale;
use crate::knowledge::rules::{
    MAX_NOTE, MAX_TITLE, MOST_DISCIPLINES, MOST_TOPICS, MOST_VARIANTS, REVIEW_MONTHS,
};
use crate::knowledge::{Variant, Wording};
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::tickets::rules::MAX_BODY;
use crate::web::{Choice, Fault, FieldErrors, Upload, choices, said_faults};

/// What was typed.
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// The article's id, made with the form, so that sending twice writes once.
    pub id: String,
    /// The draft's lock; empty for a new article.
    pub lock: String,
    pub node: String,
    pub wording: Wording,
}

/// The form as its template sees it.
#[derive(Debug, Serialize)]
pub struct FormView {
    id: String,
    lock: String,
    is_new: bool,
    nodes: Vec<Choice>,
    title_fr: String,
    body_fr: String,
    title_en: String,
    body_en: String,
    change_note: String,
    topics: Vec<Choice>,
    disciplines: Vec<Choice>,
    months: Vec<Choice>,
    variants: Vec<VariantForm>,
    faults: Vec<Fault>,
    errors: FieldErrors,
}

#[derive(Debug, Serialize)]
struct VariantForm {
    n: usize,
    employers: Vec<Choice>,
    body_fr: String,
    body_en: String,
}

impl Form {
    pub fn read(form: &Upload) -> Self {
        let text = |name: &str| form.text(name).replace("\r\n", "\n").trim().to_owned();
        let line = |name: &str| form.text(name).split_whitespace().collect::<Vec<_>>().join(" ");
        let (fr, en) = (form.all("variant_fr"), form.all("variant_en"));
        let at = |list: &[String], place: usize| {
            list.get(place).map(|text| text.replace("\r\n", "\n").trim().to_owned())
        };
        let variants = form.all("employer").iter().enumerate().map(|(place, employer)| Variant {
            institution: employer.clone(),
            body_fr: at(fr, place).unwrap_or_default(),
            body_en: at(en, place).unwrap_or_default(),
        });
        let codes = |name: &str| {
            let mut codes: Vec<String> = Vec::new();
            for code in form.all(name).iter().take(30).filter(|code| !code.is_empty()) {
                if !codes.contains(code) {
                    codes.push(code.clone());
                }
            }
            codes
        };
        Self {
            id: text("id"),
            lock: text("lock"),
            node: text("node"),
            wording: Wording {
                title_fr: line("title_fr"),
                body_fr: text("body_fr"),
                title_en: line("title_en"),
                body_en: text("body_en"),
                topics: codes("topics"),
                disciplines: codes("disciplines"),
                review_months: text("review_months").parse().unwrap_or(12),
                change_note: text("change_note"),
                variants: variants.take(MOST_VARIANTS + 1).collect(),
            },
        }
    }

    /// What it makes, without variants that say nothing; else the fields that do not pass. A draft may lack much: only
    /// what readers are to see must be whole.
    pub fn check(&self, words: &Vocabularies) -> Result<Wording, FieldErrors> {
        let (mut errors, typed) = (FieldErrors::none(), &self.wording);
        if typed.title_fr.is_empty() && typed.title_en.is_empty() {
            errors.add("title_fr", "knowledge-error-title");
        }
        let long = |text: &str, most: usize| text.chars().count() > most;
        for (field, title) in [("title_fr", &typed.title_fr), ("title_en", &typed.title_en)] {
            if long(title, MAX_TITLE) {
                errors.add(field, "knowledge-error-title-long");
            }
        }
        for (field, body) in [("body_fr", &typed.body_fr), ("body_en", &typed.body_en)] {
            if long(body, MAX_BODY) {
                errors.add(field, "tickets-desk-error-too-long");
            }
        }
        if long(&typed.change_note, MAX_NOTE) {
            errors.add("change_note", "knowledge-error-note-long");
        }
        let unknown =
            |vocabulary, codes: &[String]| codes.iter().any(|c| !words.has(vocabulary, c));
        if typed.topics.len() > MOST_TOPICS || unknown(Vocabulary::Topic, &typed.topics) {
            errors.add("topics", "knowledge-error-topics");
        }
        let fields = &typed.disciplines;
        if fields.len() > MOST_DISCIPLINES || unknown(Vocabulary::Discipline, fields) {
            errors.add("disciplines", "knowledge-error-disciplines");
        }
        if !REVIEW_MONTHS.contains(&typed.review_months) {
            errors.add("review_months", "form-choice");
        }
        let variants = self.checked_variants(words, &mut errors);
        errors.into_result()?;
        Ok(Wording { variants, ..typed.clone() })
    }

    fn checked_variants(&self, words: &Vocabularies, errors: &mut FieldErrors) -> Vec<Variant> {
        let says = |one: &&Variant| !(one.body_fr.is_empty() && one.body_en.is_empty());
        let variants: Vec<_> = self.wording.variants.iter().filter(says).cloned().collect();
        let mut seen: Vec<&str> = Vec::new();
        for variant in &variants {
            let known = words.institution(&variant.institution).is_some();
            if !known || seen.contains(&variant.institution.as_str()) {
                errors.add("variants", "knowledge-error-variant");
            }
            if variant.body_fr.chars().count().max(variant.body_en.chars().count()) > MAX_BODY {
                errors.add("variants", "tickets-desk-error-too-long");
            }
            seen.push(&variant.institution);
        }
        variants
    }

    pub fn view(
        self,
        words: &Vocabularies,
        locale: Locale,
        nodes: Vec<(String, String)>,
        errors: FieldErrors,
    ) -> FormView {
        let typed = self.wording;
        let label = |fr: &str, en: &str| locale.pick(fr, en).to_owned();
        let choice = |value: &str, label: String, chosen: &[String]| Choice {
            on: chosen.iter().any(|code| code == value),
            value: value.to_owned(),
            label,
        };
        let month = |n: &i32| Choice {
            value: n.to_string(),
            label: locale.text1("knowledge-months", "n", i64::from(*n)),
            on: *n == typed.review_months,
        };
        FormView {
            is_new: self.lock.is_empty(),
            id: self.id,
            lock: self.lock,
            nodes: choices(nodes, &self.node),
            topics: words
                .topics_with(&typed.topics)
                .map(|one| choice(&one.code, label(&one.label_fr, &one.label_en), &typed.topics))
                .collect(),
            disciplines: words
                .disciplines_with(&typed.disciplines)
                .map(|one| {
                    choice(&one.code, label(&one.label_fr, &one.label_en), &typed.disciplines)
                })
                .collect(),
            months: REVIEW_MONTHS.iter().map(month).collect(),
            variants: variant_forms(typed.variants, words),
            title_fr: typed.title_fr,
            body_fr: typed.body_fr,
            title_en: typed.title_en,
            body_en: typed.body_en,
            change_note: typed.change_note,
            faults: said_faults(&errors, locale),
            errors,
        }
    }
}

/// What was written, and one more to write.
fn variant_forms(variants: Vec<Variant>, words: &Vocabularies) -> Vec<VariantForm> {
    let mut employers: Vec<_> =
        words.institutions.iter().map(|one| (one.slug.clone(), one.name.clone())).collect();
    employers.sort_by_cached_key(|(_, name)| crate::text::fold(name));
    let full = variants.len() >= MOST_VARIANTS
        || variants.last().is_some_and(|last| last.institution.is_empty());
    let more = (!full).then(Variant::default);
    let form = |(n, one): (usize, Variant)| VariantForm {
        n,
        employers: choices(employers.iter().cloned(), &one.institution),
        body_fr: one.body_fr,
        body_en: one.body_en,
    };
    variants.into_iter().chain(more).zip(1..).map(|(one, n)| form((n, one))).collect()
}
