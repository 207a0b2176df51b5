//! How questions are shown to who answers them, for every page that asks some.

mod files;
pub mod paper;
mod taken;

pub use files::{Files, kind_key};
pub use taken::*;

use serde::Serialize;
use serde_json::Value;

use super::rules::complete::Problem;
use super::rules::conditions::{is_asked, names};
use super::rules::typed::{PERSON, vocabulary};
use super::rules::{decimals, files as brought, words};
use super::{Answers, Condition, Definition, Item, Kind, Section, Unit};
use crate::i18n::Locale;
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::text::markdown;

/// What the page knows beside the answers.
#[derive(Clone, Copy)]
pub struct Show<'a> {
    pub definition: &'a Definition,
    pub answers: &'a Answers,
    pub words: &'a Vocabularies,
    pub locale: Locale,
    pub problems: &'a [Problem],
    pub files: Files<'a>,
}

/// One question with what was answered; only one of the flags that say its shape is set.
#[derive(Debug, Default, Serialize)]
pub struct FieldView {
    /// The field's name, and its id on the page.
    pub id: String,
    pub label: String,
    help_html: String,
    required: bool,
    is_line: bool,
    is_area: bool,
    is_choice: bool,
    is_select: bool,
    is_set: bool,
    is_person: bool,
    is_heading: bool,
    is_explanation: bool,
    is_block: bool,
    is_file: bool,
    files: Option<files::FilesView>,
    input: &'static str,
    value: String,
    choices: Vec<ChoiceView>,
    person: Vec<PartView>,
    rows: Vec<RowView>,
    may_add: bool,
    /// What is wrong with it.
    error: String,
    described_by: String,
    /// The mark of the answer that is shown.
    was: String,
    /// How long it is, of how much: "12 / 200".
    limit: Option<LimitView>,
    /// Upon what it is asked, for who fills it in without a script.
    only_if: String,
    hidden: bool,
    /// It came from an earlier form and is to be read again.
    unread: bool,
    most: usize,
}

#[derive(Debug, Serialize)]
struct ChoiceView {
    id: String,
    value: String,
    label: String,
    on: bool,
}

#[derive(Debug, Serialize)]
struct PartView {
    id: String,
    label: String,
    value: String,
    input: &'static str,
}

#[derive(Debug, Serialize)]
struct RowView {
    id: String,
    number: usize,
    may_rise: bool,
    fields: Vec<FieldView>,
}

#[derive(Debug, Serialize)]
struct LimitView {
    unit: Unit,
    most: u32,
    said: String,
}

impl FieldView {
    /// The field with an id: this one, or one in its rows.
    pub fn with_id(&mut self, id: &str) -> Option<&mut Self> {
        if self.id == id {
            return Some(self);
        }
        let mut inner = self.rows.iter_mut().flat_map(|row| &mut row.fields);
        inner.find(|field| field.id == id)
    }

    /// What was typed stands in the field, though it is no answer.
    fn type_again(&mut self, typed: &str) {
        typed.clone_into(&mut self.value);
    }

    /// Counts an answer as shown, whatever stands in the field.
    pub fn see(&mut self, mark: String) {
        self.was = mark;
    }
}

/// The field of a question in a row.
pub fn field_id(key: &str, row: &str) -> String {
    if row.is_empty() { key.to_owned() } else { format!("{key}--{row}") }
}

/// The questions of a section. What is not asked at present is there too, hidden where a script can show it again.
pub fn fields(section: &Section, show: Show<'_>) -> Vec<FieldView> {
    section.items.iter().map(|item| field((None, item), "", show)).collect()
}

fn field((block, item): (Option<&Item>, &Item), row: &str, show: Show<'_>) -> FieldView {
    let locale = show.locale;
    let id = field_id(&item.key, row);
    let value = show.answers.get(&item.key, row);
    let problem = show.problems.iter().find(|one| one.key == item.key && one.row == row);
    let error = problem.map(|one| locale.text1(one.code, "n", one.n.clone())).unwrap_or_default();
    let help = item.help.in_locale(locale);
    let mut described = Vec::new();
    if !help.is_empty() {
        described.push(format!("{id}-help"));
    }
    if item.limit.is_some() {
        described.push(format!("{id}-count"));
    }
    if !error.is_empty() {
        described.push(format!("{id}-error"));
    }
    let vocabulary = vocabulary(item.kind);
    let mut view = FieldView {
        label: item.label.in_locale(locale).to_owned(),
        help_html: if help.is_empty() { String::new() } else { markdown(help) },
        required: item.required,
        is_line: matches!(
            item.kind,
            Kind::ShortText | Kind::Integer | Kind::Decimal | Kind::Date | Kind::Email | Kind::Url
        ),
        is_area: item.kind == Kind::LongText,
        is_choice: matches!(item.kind, Kind::YesNo | Kind::Single | Kind::Multiple),
        is_select: item.kind == Kind::Institution,
        is_set: item.kind.is_set() && vocabulary.is_some(),
        is_person: item.kind == Kind::Person,
        is_heading: item.kind == Kind::Heading,
        is_explanation: item.kind == Kind::Explanation,
        is_block: item.kind == Kind::Block,
        is_file: item.kind == Kind::File,
        files: (item.kind == Kind::File).then(|| files::view(item, value, show)),
        input: match item.kind {
            Kind::Date => "date",
            Kind::Email => "email",
            Kind::Url => "url",
            Kind::Multiple => "checkbox",
            Kind::YesNo | Kind::Single => "radio",
            _ => "text",
        },
        value: value.map(|value| line(item.kind, value, locale)).unwrap_or_default(),
        choices: choices(item, (&id, value), show),
        person: if item.kind == Kind::Person { person(&id, value, locale) } else { Vec::new() },
        limit: limit(item, value, locale),
        only_if: item.show_if.as_ref().map(|one| said_condition(one, show)).unwrap_or_default(),
        hidden: !is_asked(show.answers, (block, item), row),
        unread: show.answers.is_unread(&item.key, row),
        most: item.most(),
        described_by: described.join(" "),
        was: mark(value),
        error,
        id,
        ..FieldView::default()
    };
    if item.kind == Kind::Block {
        let rows = show.answers.rows(&item.key);
        let row_view = |(place, row): (usize, &String)| RowView {
            id: row.clone(),
            number: place + 1,
            may_rise: place > 0,
            fields: item.items.iter().map(|inner| field((Some(item), inner), row, show)).collect(),
        };
        view.rows = rows.iter().enumerate().map(row_view).collect();
        view.may_add = rows.len() < item.most();
    }
    view
}

fn line(kind: Kind, value: &Value, locale: Locale) -> String {
    let text = value.as_str().unwrap_or_default();
    if kind.is_number() { decimals::said(text, locale) } else { text.to_owned() }
}

fn limit(item: &Item, value: Option<&Value>, locale: Locale) -> Option<LimitView> {
    let limit = item.limit?;
    let text = value.and_then(Value::as_str).unwrap_or_default();
    let key = match limit.unit {
        Unit::Words => "questionnaires-limit-words",
        Unit::Characters => "questionnaires-limit-characters",
    };
    let said =
        format!("{} / {}", words::length(text, limit.unit), locale.text1(key, "n", limit.most));
    Some(LimitView { unit: limit.unit, most: limit.most, said })
}

fn choices(item: &Item, (id, value): (&str, Option<&Value>), show: Show<'_>) -> Vec<ChoiceView> {
    let locale = show.locale;
    let held = held(item, value, show.words);
    let on = |code: &str| match value {
        Some(Value::Bool(yes)) => code == if *yes { "yes" } else { "no" },
        _ => held.iter().any(|one| one == code),
    };
    let choice = |(place, (code, label)): (usize, (String, String))| ChoiceView {
        // The first one bears the question's own id, so that the summary of faults leads to it.
        id: if place == 0 { id.to_owned() } else { format!("{id}-{place}") },
        on: on(&code),
        value: code,
        label,
    };
    let pairs: Vec<(String, String)> = match item.kind {
        Kind::YesNo => ["yes", "no"]
            .map(|code| (code.to_owned(), locale.text(&format!("questionnaires-{code}"))))
            .into(),
        Kind::Single | Kind::Multiple => item
            .choices
            .iter()
            .map(|one| (one.code.clone(), one.label.in_locale(locale).to_owned()))
            .collect(),
        kind => {
            vocabulary(kind).map(|of| entries(of, show.words, &held, locale)).unwrap_or_default()
        }
    };
    pairs.into_iter().enumerate().map(choice).collect()
}

/// The codes that were chosen; of an institution that became part of another one since, that one's.
fn held(item: &Item, value: Option<&Value>, words: &Vocabularies) -> Vec<String> {
    let now = |one: &str| match vocabulary(item.kind) {
        Some(Vocabulary::Institution) => words.merged_into(one).unwrap_or(one).to_owned(),
        _ => one.to_owned(),
    };
    match value {
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).map(now).collect(),
        Some(Value::String(one)) => vec![now(one)],
        _ => Vec::new(),
    }
}

/// All of a vocabulary, and what is held of it though it is offered no more: code and label.
pub fn entries(
    of: Vocabulary,
    words: &Vocabularies,
    held: &[String],
    locale: Locale,
) -> Vec<(String, String)> {
    let pair = |code: &str| (code.to_owned(), words.label(of, code, locale));
    match of {
        Vocabulary::Region => words.regions.iter().map(|one| pair(&one.code)).collect(),
        Vocabulary::Discipline => words.disciplines_with(held).map(|one| pair(&one.code)).collect(),
        Vocabulary::Service => words.services_with(held).map(|one| pair(&one.code)).collect(),
        Vocabulary::Institution => words.institutions.iter().map(|one| pair(&one.slug)).collect(),
        Vocabulary::Topic | Vocabulary::Site | Vocabulary::Laboratory => Vec::new(),
    }
}

fn person(id: &str, value: Option<&Value>, locale: Locale) -> Vec<PartView> {
    let part = |(place, name): (usize, &&str)| PartView {
        id: if place == 0 { id.to_owned() } else { format!("{id}-{name}") },
        label: locale.text(&format!("questionnaires-person-{name}")),
        value: value.and_then(|all| all[*name].as_str()).unwrap_or_default().to_owned(),
        input: if *name == "email" { "email" } else { "text" },
    };
    PERSON.iter().enumerate().map(part).collect()
}

/// An answer in words, as pages and papers show it.
pub fn said(item: &Item, value: &Value, words: &Vocabularies, locale: Locale) -> String {
    let coded = |code: &str| match vocabulary(item.kind) {
        Some(vocabulary) => words.label(vocabulary, code, locale),
        None => item
            .choices
            .iter()
            .find(|one| one.code == code)
            .map_or_else(|| code.to_owned(), |one| one.label.in_locale(locale).to_owned()),
    };
    match (item.kind, value) {
        (_, Value::Bool(yes)) => {
            locale.text(if *yes { "questionnaires-yes" } else { "questionnaires-no" })
        }
        (_, Value::Array(all)) => {
            let labels: Vec<_> = all.iter().filter_map(Value::as_str).map(coded).collect();
            labels.join(" ; ")
        }
        (Kind::File, value) => {
            let all = brought::of(value).iter().map(|file| files::said(file, locale));
            all.collect::<Vec<_>>().join("\n")
        }
        (Kind::Person, parts) => {
            let part = |name: &&str| parts[*name].as_str().filter(|text| !text.is_empty());
            PERSON.iter().filter_map(part).collect::<Vec<_>>().join(", ")
        }
        (Kind::Single | Kind::Institution, Value::String(code)) => coded(code),
        (kind, value) => line(kind, value, locale),
    }
}

/// Upon what a question is asked, in words: the questions that decide, and what they must be where that is one value.
fn said_condition(condition: &Condition, show: Show<'_>) -> String {
    let label = |key: &str| {
        let item = show.definition.item(key);
        item.map_or_else(|| key.to_owned(), |item| item.label.in_locale(show.locale).to_owned())
    };
    let quoted = match condition {
        Condition::Eq(key, value) | Condition::Contains(key, value) => {
            let item = show.definition.item(key);
            let value = item.map(|item| said(item, value, show.words, show.locale));
            format!("{} = {}", label(key), value.unwrap_or_default())
        }
        other => names(other).into_iter().map(label).collect::<Vec<_>>().join(" ; "),
    };
    show.locale.text1("questionnaires-only-if", "what", quoted)
}
