//! Whether the answers are enough to be filed. The same function answers "check", filing and every preview.

use chrono::NaiveDate;
use serde_json::Value;
use validator::ValidateUrl;

use super::conditions::{asked, heard, is_blank};
use super::decimals::billionths;
use super::files;
use super::words::length;
use crate::questionnaires::{Answers, Definition, Item, Kind, Section};
use crate::web::checked_email;

/// What is missing or wrong, in the order of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub section: String,
    pub key: String,
    /// Empty outside blocks.
    pub row: String,
    /// The key of a message; never what was typed.
    pub code: &'static str,
    /// What the message counts or compares with.
    pub n: String,
}

pub fn check(definition: &Definition, answers: &Answers) -> Vec<Problem> {
    let heard = heard(definition, answers);
    definition.sections.iter().flat_map(|section| check_section(section, &heard)).collect()
}

/// How much of what must be answered is, in hundredths.
pub fn share(definition: &Definition, answers: &Answers) -> usize {
    let heard = heard(definition, answers);
    let all = definition.sections.iter().flat_map(|section| asked(section, &heard));
    let required: Vec<_> = all.filter(|(item, _)| item.required).collect();
    let given = required
        .iter()
        .filter(|(item, row)| heard.get(&item.key, row).is_some_and(|value| !is_blank(value)));
    given.count() * 100 / required.len().max(1)
}

/// The same of one section. What is not asked is [`heard`] no more.
pub fn check_section(section: &Section, answers: &Answers) -> Vec<Problem> {
    let mut found = Vec::new();
    for (item, row) in asked(section, answers) {
        let wrong = match item.kind {
            Kind::Heading | Kind::Explanation => None,
            Kind::Block => wrong_rows(item, answers.rows(&item.key).len()),
            _ => match answers.get(&item.key, &row).filter(|value| !is_blank(value)) {
                None => item.required.then(|| (missing(item.kind), String::new())),
                Some(value) => wrong(item, value).or_else(|| {
                    let unread = answers.is_unread(&item.key, &row);
                    unread.then(|| ("questionnaires-reread", String::new()))
                }),
            },
        };
        found.extend(wrong.map(|(code, n)| Problem {
            section: section.key.clone(),
            key: item.key.clone(),
            row,
            code,
            n,
        }));
    }
    found
}

fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}

/// The day that bounds others, as answers are written; none when the form says no day.
pub fn bound_day(text: &str) -> Option<String> {
    day(text).map(|day| day.format("%Y-%m-%d").to_string())
}

type Wrong = Option<(&'static str, String)>;

fn missing(kind: Kind) -> &'static str {
    match kind {
        Kind::YesNo | Kind::Single | Kind::Institution => "questionnaires-missing-choice",
        Kind::File => "questionnaires-missing-file",
        kind if kind.is_set() => "questionnaires-missing-set",
        _ => "questionnaires-missing",
    }
}

fn wrong_rows(block: &Item, rows: usize) -> Wrong {
    if rows < block.fewest() {
        return Some(("questionnaires-too-few-rows", block.fewest().to_string()));
    }
    (rows > block.most()).then(|| ("questionnaires-too-many-rows", block.most().to_string()))
}

/// Why what is kept is no answer to the question as it is asked now: it was asked otherwise, or what was chosen is no longer
/// among the choices.
fn misfit(item: &Item, value: &Value) -> Option<&'static str> {
    let known =
        |code: &Value| item.choices.iter().any(|one| Some(one.code.as_str()) == code.as_str());
    let (fits, code) = match item.kind {
        Kind::YesNo => (value.is_boolean(), "questionnaires-no-choice"),
        Kind::Single => (known(value), "questionnaires-no-choice"),
        Kind::Multiple => {
            let all = value.as_array();
            (all.is_some_and(|all| all.iter().all(known)), "questionnaires-no-choice")
        }
        Kind::Regions | Kind::Disciplines | Kind::Services => {
            (value.is_array(), "questionnaires-no-choice")
        }
        Kind::Integer => {
            let whole = value.as_str().is_some_and(|text| !text.contains('.') && is_number(text));
            (whole, "questionnaires-no-integer")
        }
        Kind::Decimal => (value.as_str().is_some_and(is_number), "questionnaires-no-number"),
        Kind::Date => (value.as_str().and_then(day).is_some(), "questionnaires-no-date"),
        Kind::Institution => (value.is_string(), "questionnaires-no-institution"),
        Kind::ShortText | Kind::LongText => (value.is_string(), "questionnaires-missing"),
        Kind::File => (value["files"].is_array(), "questionnaires-missing-file"),
        // Of these what does not fit is found where they are looked at.
        Kind::Email
        | Kind::Url
        | Kind::Person
        | Kind::Heading
        | Kind::Explanation
        | Kind::Block => return None,
    };
    (!fits).then_some(code)
}

fn is_number(text: &str) -> bool {
    billionths(text).is_some()
}

fn wrong(item: &Item, value: &Value) -> Wrong {
    if let Some(code) = misfit(item, value) {
        return Some((code, String::new()));
    }
    match item.kind {
        Kind::ShortText | Kind::LongText => too_long(item, value.as_str().unwrap_or_default()),
        Kind::Integer | Kind::Decimal => outside(item, value.as_str().unwrap_or_default()),
        Kind::Date => {
            let given = value.as_str().and_then(day)?;
            let bound = |bound: &Option<String>| bound.as_deref().and_then(day);
            if let Some(first) = bound(&item.min).filter(|first| given < *first) {
                return Some(("questionnaires-before", first.format("%d/%m/%Y").to_string()));
            }
            let last = bound(&item.max).filter(|last| given > *last)?;
            Some(("questionnaires-after", last.format("%d/%m/%Y").to_string()))
        }
        Kind::Email => {
            let fits = value.as_str().and_then(checked_email).is_some();
            (!fits).then(|| ("questionnaires-no-email", String::new()))
        }
        Kind::Url => {
            let text = value.as_str().unwrap_or_default();
            let fits = text.starts_with("http") && text.validate_url();
            (!fits).then(|| ("questionnaires-no-url", String::new()))
        }
        Kind::Person => {
            let part = |name: &str| value[name].as_str().unwrap_or_default();
            let fits = !part("name").is_empty() && checked_email(part("email")).is_some();
            (!fits).then(|| ("questionnaires-no-person", String::new()))
        }
        Kind::File => {
            let n = files::of(value).len();
            if n < item.fewest() {
                return Some(("questionnaires-too-few-files", item.fewest().to_string()));
            }
            let most = item.most_files();
            (n > most).then(|| ("questionnaires-too-many-files", most.to_string()))
        }
        kind if kind.is_set() => {
            let n = value.as_array().map_or(0, Vec::len);
            if n < item.fewest() {
                return Some(("questionnaires-too-few", item.fewest().to_string()));
            }
            (n > item.most()).then(|| ("questionnaires-too-many", item.most().to_string()))
        }
        _ => None,
    }
}

fn too_long(item: &Item, text: &str) -> Wrong {
    let limit = item.limit.filter(|limit| limit.hard)?;
    let most = usize::try_from(limit.most).unwrap_or(usize::MAX);
    (length(text, limit.unit) > most).then(|| {
        let code = match limit.unit {
            crate::questionnaires::Unit::Words => "questionnaires-too-many-words",
            crate::questionnaires::Unit::Characters => "questionnaires-too-many-characters",
        };
        (code, limit.most.to_string())
    })
}

fn outside(item: &Item, number: &str) -> Wrong {
    let given = billionths(number)?;
    let bound = |bound: &Option<String>| {
        bound.as_deref().and_then(|text| Some((billionths(text)?, text.to_owned())))
    };
    if let Some((_, least)) = bound(&item.min).filter(|(least, _)| given < *least) {
        return Some(("questionnaires-too-small", least));
    }
    bound(&item.max).filter(|(most, _)| given > *most).map(|(_, n)| ("questionnaires-too-large", n))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn definition() -> Definition {
        serde_json::from_value(json!({ "format": 1, "sections": [
            { "key": "one", "title": { "fr": "Un" }, "items": [
                { "key": "out", "kind": "yes_no", "label": { "fr": "Hors ?" }, "required": true },
                { "key": "how", "kind": "long_text", "label": { "fr": "Comment ?" }, "required": true,
                  "show_if": { "eq": ["out", true] },
                  "limit": { "unit": "words", "most": 3, "hard": true } },
                { "key": "goals", "kind": "block", "label": { "fr": "Buts" }, "min": "1", "max": "2", "items": [
                    { "key": "goal", "kind": "decimal", "label": { "fr": "But" }, "required": true, "min": "0" } ] }
            ] } ] }))
        .unwrap()
    }

    fn codes(answers: &Answers) -> Vec<(String, &'static str)> {
        let found = check(&definition(), answers).into_iter();
        found.map(|one| (format!("{}{}", one.key, one.row), one.code)).collect()
    }

    #[test]
    fn what_is_hidden_never_blocks_and_is_there_again_when_it_is_asked() {
        let mut answers = Answers::default();
        let at = |key: &str, code| (key.to_owned(), code);
        assert_eq!(
            codes(&answers),
            [
                at("out", "questionnaires-missing-choice"),
                at("goals", "questionnaires-too-few-rows")
            ]
        );
        answers.put(("out", ""), Some(json!(true)));
        answers.put(("how", ""), Some(json!("un deux trois quatre")));
        answers.add_row("goals", "a");
        assert_eq!(
            codes(&answers),
            [at("how", "questionnaires-too-many-words"), at("goala", "questionnaires-missing")]
        );
        answers.put(("goal", "a"), Some(json!("-1")));
        answers.put(("out", ""), Some(json!(false)));
        assert_eq!(codes(&answers), [at("goala", "questionnaires-too-small")]);
        answers.put(("out", ""), Some(json!(true)));
        assert_eq!(codes(&answers).len(), 2, "what was written is still there");
    }
}
