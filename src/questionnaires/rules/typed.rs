//! From what a form sends to a value that can be kept. A draft takes whatever can be kept; whether it is enough is
//! another question.

use serde_json::{Value, json};

use super::words::kept;
use super::{MOST_TEXT, decimals};
use crate::questionnaires::{Item, Kind};
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::day;

/// Why something cannot be kept, as the key of a message.
pub type Fault = &'static str;

/// The parts of a person, each a field of its own.
pub const PERSON: [&str; 3] = ["name", "email", "role"];

/// The answer that was typed, or nothing. `typed` are the values of the field; a person's are name, address and role.
pub fn read(item: &Item, typed: &[String], words: &Vocabularies) -> Result<Option<Value>, Fault> {
    let texts: Vec<String> = typed.iter().map(|one| kept(one)).collect();
    if texts.iter().map(|text| text.chars().count()).sum::<usize>() > MOST_TEXT {
        return Err("questionnaires-too-long");
    }
    let one = texts.first().map(String::as_str).unwrap_or_default();
    if item.kind != Kind::Person && !item.kind.is_set() && one.is_empty() {
        return Ok(None);
    }
    let text = || Ok(Some(json!(one)));
    match item.kind {
        Kind::LongText => text(),
        Kind::ShortText | Kind::Email | Kind::Url => Ok(Some(json!(line(one)))),
        Kind::Integer => decimals::read(one)
            .filter(|number| !number.contains('.'))
            .map(|number| Some(json!(number)))
            .ok_or("questionnaires-no-integer"),
        Kind::Decimal => {
            let read = decimals::read(one).map(|number| Some(json!(number)));
            read.ok_or("questionnaires-no-number")
        }
        Kind::Date => {
            let read = day(one).map(|day| Some(json!(day.format("%Y-%m-%d").to_string())));
            read.ok_or("questionnaires-no-date")
        }
        Kind::YesNo => match one {
            "yes" => Ok(Some(json!(true))),
            "no" => Ok(Some(json!(false))),
            _ => Err("questionnaires-no-choice"),
        },
        Kind::Single => {
            let known = item.choices.iter().any(|choice| choice.code == one);
            if known { text() } else { Err("questionnaires-no-choice") }
        }
        Kind::Institution => {
            if words.has(Vocabulary::Institution, one) {
                return text();
            }
            let named = words.institution_named(one).map(|known| Some(json!(known.slug)));
            named.ok_or("questionnaires-no-institution")
        }
        Kind::Multiple | Kind::Regions | Kind::Disciplines | Kind::Services => {
            set(item, &texts, words)
        }
        Kind::Person => {
            let part = |place: usize| line(texts.get(place).map_or("", String::as_str));
            let value = json!({ "name": part(0), "email": part(1), "role": part(2) });
            Ok(Some(value).filter(|value| !super::conditions::is_blank(value)))
        }
        // Files are brought, not typed.
        Kind::File | Kind::Heading | Kind::Explanation | Kind::Block => {
            Err("questionnaires-no-choice")
        }
    }
}

fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The vocabulary from which a set is chosen; none when it has choices of its own.
pub fn vocabulary(kind: Kind) -> Option<Vocabulary> {
    match kind {
        Kind::Regions => Some(Vocabulary::Region),
        Kind::Disciplines => Some(Vocabulary::Discipline),
        Kind::Services => Some(Vocabulary::Service),
        Kind::Institution => Some(Vocabulary::Institution),
        _ => None,
    }
}

/// In the order of the form, each once.
fn set(item: &Item, texts: &[String], words: &Vocabularies) -> Result<Option<Value>, Fault> {
    let mut codes: Vec<&String> = texts.iter().filter(|code| !code.is_empty()).collect();
    codes.sort();
    codes.dedup();
    let known = |code: &&String| match vocabulary(item.kind) {
        Some(vocabulary) => words.has(vocabulary, code),
        None => item.choices.iter().any(|choice| choice.code == **code),
    };
    if !codes.iter().all(known) {
        return Err("questionnaires-no-choice");
    }
    Ok((!codes.is_empty()).then(|| json!(codes)))
}
