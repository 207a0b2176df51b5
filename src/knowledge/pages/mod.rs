//! What everybody reads, and where it is written and approved.

mod article;
mod desk;
mod edit;
mod form;
mod history;
mod list;
mod show;
mod steps;
mod suggest;

pub use article::{deflect, say, show as article};
pub use desk::desk;
pub use edit::{new, save};
pub use history::history;
pub use list::{Asked, list, place};
pub use show::show;
pub use steps::{approve, confirm, dispose, propose, revise, send_back, take_back, withdraw};
pub use suggest::{Suggested, Typed, suggested, suggestions};

use serde::Serialize;

use super::rules::anonymise::Kind;
use super::{Standing, Variant, Version};
use crate::i18n::Locale;
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::text::{markdown, without_mark};
use crate::triage::pages::Frame;
use crate::web::Badge;

/// A word of a vocabulary, and the list of what is about it.
#[derive(Debug, Serialize)]
struct Word {
    label: String,
    href: String,
}

fn topic_words(version: &Version, words: &Vocabularies, locale: Locale) -> Vec<Word> {
    let word = |code: String| Word {
        label: words.label(Vocabulary::Topic, &code, locale),
        href: format!("/knowledge?topic={code}"),
    };
    version.topics().into_iter().map(word).collect()
}

fn discipline_words(version: &Version, words: &Vocabularies, locale: Locale) -> Vec<Word> {
    let word = |code: String| Word {
        label: words.label(Vocabulary::Discipline, &code, locale),
        href: format!("/knowledge?discipline={}", crate::accounts::rules::query_value(&code)),
    };
    version.disciplines().into_iter().map(word).collect()
}

/// A variant as a page shows it.
#[derive(Debug, Serialize)]
struct VariantView {
    institution: String,
    lang: Locale,
    body_html: String,
}

fn variant_view(variant: &Variant, words: &Vocabularies, locale: Locale) -> VariantView {
    let (lang, body) = variant.said(locale);
    VariantView {
        institution: words.label(Vocabulary::Institution, &variant.institution, locale),
        lang,
        body_html: markdown(body),
    }
}

/// Something that looks personal, in words.
#[derive(Debug, Serialize)]
struct PersonalView {
    kind: String,
    text: String,
    /// How often, where that is counted and more than once.
    times: usize,
}

fn personal_view(kind: Kind, text: &str, times: usize, locale: Locale) -> PersonalView {
    let key = format!("knowledge-kind-{}", kind.as_str());
    PersonalView { kind: locale.text(&key), text: text.to_owned(), times }
}

fn badge(state: Standing, locale: Locale) -> Badge {
    let (class, icon) = match state {
        Standing::Draft => ("is-info", "pencil"),
        Standing::Proposed => ("is-warn", "hourglass-split"),
        Standing::Published => ("is-good", "patch-check"),
        Standing::Superseded => ("", "clock-history"),
        Standing::Withdrawn => ("is-bad", "slash-circle"),
    };
    Badge { class, icon, word: locale.text(&format!("knowledge-state-{state}")) }
}

/// The beginning of a text, for a list: no signs of Markdown, cut between words.
fn excerpt(body: &str) -> String {
    const LONGEST: usize = 200;
    let plain = without_addresses(&first_part(body).replace(['*', '`', '>', '#'], ""));
    let (mut kept, mut cut) = (String::new(), false);
    for word in plain.split_whitespace() {
        if kept.chars().count() + word.chars().count() > LONGEST {
            cut = true;
            break;
        }
        if !kept.is_empty() {
            kept.push(' ');
        }
        kept.push_str(word);
    }
    if cut {
        kept.push_str(" …");
    }
    kept
}

/// The lines up to the first empty one after some text; headings and signs of lists are none.
fn first_part(body: &str) -> String {
    let mut part: Vec<&str> = Vec::new();
    for line in body.lines().map(str::trim) {
        match (line.is_empty(), part.is_empty()) {
            (true, false) => break,
            (false, _) if !line.starts_with('#') => part.push(without_mark(line)),
            _ => {}
        }
    }
    part.retain(|line| !line.is_empty());
    part.join(" ")
}

/// `[words](address)` becomes its words.
fn without_addresses(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("](") {
        let Some((_, behind)) = after.split_once(')') else { break };
        match before.rsplit_once('[') {
            Some((head, words)) => {
                out.push_str(head);
                out.push_str(words);
            }
            None => out.push_str(before),
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_plain_words() {
        assert_eq!(excerpt("12 mois au plus\n---"), "12 mois au plus");
        let body = "# Titre\n\nVoir **la** [page](https://a.example/x) et `code`.\n- un\n\nNon.";
        assert_eq!(excerpt(body), "Voir la page et code. un");
        assert!(excerpt(&"mot ".repeat(100)).ends_with("mot …"));
    }
}
