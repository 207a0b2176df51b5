//! Kinds, states, places and coverage in the visitor's words.

use serde::Serialize;

use crate::i18n::Locale;
use crate::network::rules::DAYS;
use crate::network::{Keys, Kind, Node, Status};
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::Badge;

pub fn badge(status: Status, locale: Locale) -> Badge {
    let (class, icon) = match status {
        Status::Planned => ("", "clock"),
        Status::Trajectory => ("is-info", "signpost-split"),
        Status::Labelled => ("is-good", "patch-check"),
        Status::Active => ("is-brand", "check-circle"),
        Status::Suspended => ("is-warn", "pause-circle"),
        Status::Closed => ("", "slash-circle"),
    };
    Badge { class, icon, word: status_word(status, locale) }
}

pub fn status_word(status: Status, locale: Locale) -> String {
    locale.text(&format!("network-status-{status}"))
}

/// The kind of a node as a mark beside its name.
#[derive(Debug, Clone, Serialize)]
pub struct Mark {
    pub kind: Kind,
    pub icon: &'static str,
    pub label: String,
}

pub fn mark(kind: Kind, locale: Locale) -> Mark {
    let icon = match kind {
        Kind::Workshop => "diagram-3",
        Kind::ThematicCentre => "stars",
        Kind::ResourceCentre => "collection",
        Kind::InstitutionalCentre => "bank",
        Kind::Platform => "database",
        Kind::Coordination => "life-preserver",
    };
    Mark { kind, icon, label: kind_word(kind, locale) }
}

pub fn kind_word(kind: Kind, locale: Locale) -> String {
    locale.text(&format!("network-kind-{kind}"))
}

/// « Nancy, Grand Est »; nothing for a node without a place.
pub fn place(node: &Node, known: &Vocabularies, locale: Locale) -> Option<String> {
    let region = node.region.as_deref().map(|code| known.label(Vocabulary::Region, code, locale));
    let parts: Vec<_> = node.city.clone().into_iter().chain(region).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// A coverage row as people say it: « INRAE à Nancy », « CNRS (Grand Est) · Sociologie ».
pub fn covered(keys: &Keys, known: &Vocabularies, locale: Locale) -> String {
    let label = |vocabulary, code: &Option<String>| {
        code.as_deref().map(|code| known.label(vocabulary, code, locale))
    };
    let site = label(Vocabulary::Site, &keys.site);
    let region = label(Vocabulary::Region, &keys.region);
    let whom = match (label(Vocabulary::Institution, &keys.institution), site, region) {
        (Some(name), Some(site), _) => Some(format!("{name} {} {site}", locale.pick("à", "in"))),
        (Some(name), None, Some(region)) => Some(format!("{name} ({region})")),
        (Some(name), None, None) => Some(name),
        (None, Some(site), _) => Some(site),
        (None, None, region) => region,
    };
    let what =
        [label(Vocabulary::Discipline, &keys.discipline), label(Vocabulary::Topic, &keys.topic)];
    whom.into_iter().chain(what.into_iter().flatten()).collect::<Vec<_>>().join(" · ")
}

/// A choice in a list, by code and word.
#[derive(Debug, Clone, Serialize)]
pub struct Choice {
    pub code: String,
    pub label: String,
}

pub fn choices<'a>(
    vocabulary: Vocabulary,
    codes: impl Iterator<Item = &'a String>,
    known: &Vocabularies,
    locale: Locale,
) -> Vec<Choice> {
    codes
        .map(|code| Choice { code: code.clone(), label: known.label(vocabulary, code, locale) })
        .collect()
}

/// Languages by name; a code without a name in capitals.
pub fn languages(codes: &str, locale: Locale) -> Vec<String> {
    let word = |code: &str| {
        let key = format!("network-language-{code}");
        if locale.has(&key) { locale.text(&key) } else { code.to_uppercase() }
    };
    crate::network::words(codes).iter().map(|code| word(code)).collect()
}

/// « lundi – vendredi » for days in a row, else each by name.
pub fn opening_days(codes: &str, locale: Locale) -> String {
    let open = crate::network::words(codes);
    let places: Vec<usize> =
        (0..DAYS.len()).filter(|at| open.iter().any(|code| *code == DAYS[*at])).collect();
    let name = |at: usize| locale.text(&format!("network-day-{}", DAYS[at]));
    match places.as_slice() {
        [] => String::new(),
        [first, .., last] if places.len() > 2 && last - first + 1 == places.len() => {
            format!("{} – {}", name(*first), name(*last))
        }
        places => places.iter().map(|at| name(*at)).collect::<Vec<_>>().join(", "),
    }
}
