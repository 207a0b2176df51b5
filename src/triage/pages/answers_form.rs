//! The form of a template: as typed, as shown, and as what it makes.

use serde::Serialize;

use super::{Frame, shelf_choices};
use crate::accounts::Actor;
use crate::i18n::Locale;
use crate::network::NodeName;
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::tickets::pages::words::topic_choices;
use crate::tickets::rules::MAX_BODY;
use crate::triage::queries::Prepared;
use crate::triage::rules::{self, placeholders};
use crate::triage::{Template, TemplateId, Variant};
use crate::web::{Choice, FieldErrors, Upload, choices};

/// So many variants serve; more would be another template.
const MOST_VARIANTS: usize = 12;

#[derive(Debug, Clone, Default)]
pub struct AnswerForm {
    pub id: String,
    /// Empty for a new one.
    pub version: String,
    pub shelf: String,
    /// Saved to write a further variant.
    pub more: bool,
    name: String,
    topic: String,
    body_fr: String,
    body_en: String,
    variants: Vec<Variant>,
}

#[derive(Debug, Serialize)]
pub struct FormView {
    frame: Frame,
    id: String,
    version: String,
    is_new: bool,
    name: String,
    body_fr: String,
    body_en: String,
    shelves: Vec<Choice>,
    topics: Vec<Choice>,
    variants: Vec<VariantView>,
    placeholders: Vec<PlaceholderView>,
    errors: FieldErrors,
}

#[derive(Debug, Serialize)]
struct VariantView {
    n: usize,
    employers: Vec<Choice>,
    body_fr: String,
    body_en: String,
}

#[derive(Debug, Serialize)]
struct PlaceholderView {
    code: String,
    means: String,
}

impl AnswerForm {
    pub fn of(template: Template, variants: Vec<Variant>) -> Self {
        Self {
            id: template.id.to_string(),
            version: template.lock_version.to_string(),
            shelf: template.node.map_or_else(|| "network".to_owned(), |node| node.to_string()),
            more: false,
            name: template.name,
            topic: template.topic.unwrap_or_default(),
            body_fr: template.body_fr,
            body_en: template.body_en,
            variants,
        }
    }

    pub fn read(form: &Upload) -> Self {
        let text = |name: &str| form.text(name).replace("\r\n", "\n");
        let (fr, en) = (form.all("variant_fr"), form.all("variant_en"));
        let at = |list: &[String], place: usize| {
            list.get(place).map(|text| text.replace("\r\n", "\n").trim().to_owned())
        };
        let variants = form.all("employer").iter().enumerate().map(|(place, employer)| Variant {
            institution: employer.clone(),
            body_fr: at(fr, place).unwrap_or_default(),
            body_en: at(en, place).unwrap_or_default(),
        });
        Self {
            id: text("id"),
            version: text("version"),
            shelf: text("shelf"),
            more: form.text("then") == "more",
            name: form.text("name").split_whitespace().collect::<Vec<_>>().join(" "),
            topic: text("topic"),
            body_fr: text("body_fr").trim().to_owned(),
            body_en: text("body_en").trim().to_owned(),
            variants: variants.take(MOST_VARIANTS + 1).collect(),
        }
    }

    /// What it makes; else the fields that do not pass, and the sentence that names a placeholder nobody knows.
    pub fn prepared(
        &self,
        words: &Vocabularies,
        locale: Locale,
    ) -> Result<Prepared, (FieldErrors, String)> {
        let mut errors = FieldErrors::none();
        if self.name.is_empty() || self.name.chars().count() > rules::MAX_NAME {
            errors.add("name", "triage-answer-no-name");
        }
        if self.body_fr.is_empty() && self.body_en.is_empty() {
            errors.add("body_fr", "triage-answer-no-text");
        }
        if !self.topic.is_empty() && !words.has(Vocabulary::Topic, &self.topic) {
            errors.add("topic", "form-choice");
        }
        let variants: Vec<Variant> = self
            .variants
            .iter()
            .filter(|one| !(one.body_fr.is_empty() && one.body_en.is_empty()))
            .cloned()
            .collect();
        let mut seen = Vec::new();
        for variant in &variants {
            if words.institution(&variant.institution).is_none()
                || seen.contains(&&variant.institution)
            {
                errors.add("variants", "triage-answer-employer");
            }
            seen.push(&variant.institution);
        }
        let texts = [&self.body_fr, &self.body_en]
            .into_iter()
            .chain(variants.iter().flat_map(|one| [&one.body_fr, &one.body_en]));
        let mut alert = String::new();
        for text in texts {
            if text.chars().count() > MAX_BODY {
                errors.add("body_fr", "tickets-desk-error-too-long");
            }
            if let (Some(name), true) = (placeholders::unknown(text), alert.is_empty()) {
                alert = locale.text1("triage-answer-unknown", "name", format!("{{{{{name}}}}}"));
            }
        }
        if !errors.is_empty() || !alert.is_empty() {
            return Err((errors, alert));
        }
        Ok(Prepared {
            name: self.name.clone(),
            topic: Some(self.topic.clone()).filter(|topic| !topic.is_empty()),
            body_fr: self.body_fr.clone(),
            body_en: self.body_en.clone(),
            variants,
        })
    }
}

pub(super) fn form_view(
    locale: Locale,
    words: &Vocabularies,
    actor: &Actor,
    nodes: &[NodeName],
    (form, errors, frame): (AnswerForm, FieldErrors, Frame),
) -> FormView {
    let mut employers: Vec<_> =
        words.institutions.iter().map(|one| (one.slug.clone(), one.name.clone())).collect();
    employers.sort_by_cached_key(|(_, name)| crate::text::fold(name));
    let blank =
        Variant { institution: String::new(), body_fr: String::new(), body_en: String::new() };
    let more = (form.variants.len() < MOST_VARIANTS
        && form.variants.last().is_none_or(|last| !last.institution.is_empty()))
    .then_some(blank);
    let variant = |(n, one): (usize, Variant)| VariantView {
        n,
        employers: choices(employers.iter().cloned(), &one.institution),
        body_fr: one.body_fr,
        body_en: one.body_en,
    };
    FormView {
        is_new: form.version.is_empty(),
        id: if form.id.is_empty() { TemplateId::new().to_string() } else { form.id },
        version: form.version,
        shelves: shelf_choices(locale, actor, (nodes, false), &form.shelf),
        topics: topic_choices(words, locale, &form.topic),
        name: form.name,
        body_fr: form.body_fr,
        body_en: form.body_en,
        variants: form
            .variants
            .into_iter()
            .chain(more)
            .zip(1..)
            .map(|(v, n)| variant((n, v)))
            .collect(),
        placeholders: placeholders::NAMES
            .iter()
            .map(|name| PlaceholderView {
                code: format!("{{{{{name}}}}}"),
                means: locale.text(&format!("triage-placeholder-{name}")),
            })
            .collect(),
        errors,
        frame,
    }
}
