//! Codes of materials in words.

use serde::Serialize;

use crate::accounts::rules::query_value;
use crate::i18n::Locale;
use crate::materials::rules::facets::Facet;
use crate::materials::{licence, tongue};
use crate::network::NodeName;
use crate::taxonomy::{Vocabularies, Vocabulary};

/// A word, and the list of what is under it.
#[derive(Debug, Serialize)]
pub struct Word {
    pub label: String,
    pub href: String,
}

/// The word for a value of a facet.
pub fn label(
    facet: Facet,
    value: &str,
    (words, nodes): (&Vocabularies, &[NodeName]),
    locale: Locale,
) -> String {
    match facet {
        Facet::Topic => words.label(Vocabulary::Topic, value, locale),
        Facet::Discipline => words.label(Vocabulary::Discipline, value, locale),
        Facet::Language => language(value, locale),
        Facet::Licence => licence(value).map_or_else(|| value.to_owned(), |one| one.id.clone()),
        Facet::Node => nodes
            .iter()
            .find(|node| node.slug == value)
            .map_or_else(|| value.to_owned(), |node| node.short_name.clone()),
        Facet::Year => value.to_owned(),
        Facet::Certified => locale.text("materials-certified"),
        Facet::Stage
        | Facet::Kind
        | Facet::Level
        | Facet::Audience
        | Facet::Duration
        | Facet::Format
        | Facet::Session => coded(facet, value, locale),
    }
}

/// The word for a code of ours; the code itself when it is none.
pub fn coded(facet: Facet, value: &str, locale: Locale) -> String {
    let key = format!("materials-{facet}-{}", value.replace('_', "-"));
    if locale.has(&key) { locale.text(&key) } else { value.to_owned() }
}

pub fn language(tag: &str, locale: Locale) -> String {
    tongue(tag).map_or_else(|| tag.to_owned(), |one| one.label(locale).to_owned())
}

pub fn word(facet: Facet, value: &str, label: String) -> Word {
    Word { label, href: format!("/materials?{facet}={}", query_value(value)) }
}
