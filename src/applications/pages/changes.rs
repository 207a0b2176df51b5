//! What was written since an application was filed last, question by question.

use serde::Serialize;
use serde_json::Value;

use crate::applications::rules::document;
use crate::i18n::Locale;
use crate::questionnaires::pages::said;
use crate::questionnaires::rules::conditions::asked;
use crate::questionnaires::{Answers, Version};
use crate::taxonomy::{Vocabularies, Vocabulary};

/// One answer that is another now.
#[derive(Debug, Serialize)]
pub(super) struct ChangeView {
    label: String,
    before: String,
    after: String,
}

/// An answer as it is read, under what it answers.
type Line = ((String, String), (String, String));

/// What differs between two documents, in the order of the form; nothing that stayed.
pub(super) fn changes(
    version: &Version,
    (filed, now): (&str, &str),
    (words, locale): (&Vocabularies, Locale),
) -> Vec<ChangeView> {
    let of = |document: &str| {
        let (answers, whole) = document::read(document);
        let mut lines = lines(version, &answers, (words, locale));
        lines.push(partners(&whole, (words, locale)));
        lines
    };
    let (before, after) = (of(filed), of(now));
    let find = |all: &[Line], key: &(String, String)| {
        let found = all.iter().find(|(other, _)| other == key);
        found.map_or_else(|| "–".to_owned(), |(_, (_, value))| value.clone())
    };
    let change = |(key, (label, _)): &Line| ChangeView {
        label: label.clone(),
        before: find(&before, key),
        after: find(&after, key),
    };
    let gone = before.iter().filter(|(key, _)| after.iter().all(|(other, _)| other != key));
    let mut all: Vec<ChangeView> = after.iter().chain(gone).map(change).collect();
    all.retain(|one| one.before != one.after);
    all
}

fn lines(
    version: &Version,
    answers: &Answers,
    (words, locale): (&Vocabularies, Locale),
) -> Vec<Line> {
    let mut all = Vec::new();
    for section in &version.definition.sections {
        for (item, row) in asked(section, answers).filter(|(item, _)| item.kind.asks()) {
            let mut label = item.label.in_locale(locale).to_owned();
            if !row.is_empty() {
                label = format!("{label} – {row}");
            }
            let value = answers.get(&item.key, &row);
            let value = value.map(|value| said(item, value, words, locale));
            let value = value.unwrap_or_else(|| "–".to_owned());
            all.push(((item.key.clone(), row), (label, value)));
        }
    }
    all
}

/// The institutions with what each brings.
fn partners(whole: &Value, (words, locale): (&Vocabularies, Locale)) -> Line {
    let one = |partner: &Value| {
        let text = |name: &str| partner[name].as_str().unwrap_or_default();
        let role = locale.text(&format!("applications-partner-{}", text("role")));
        let name = words.label(Vocabulary::Institution, text("institution"), locale);
        let fte = text("fte").replace('.', locale.pick(",", "."));
        [name, role, fte, text("commitments").to_owned()].join(" – ")
    };
    let all: Vec<String> = whole["partners"].as_array().into_iter().flatten().map(one).collect();
    let key = ("#partners".to_owned(), String::new());
    (key, (locale.text("applications-partners"), all.join("\n")))
}
