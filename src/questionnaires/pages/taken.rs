//! What a form sends, read back.

use serde::Serialize;
use serde_json::Value;

use super::{FieldView, field_id};
use crate::i18n::Locale;
use crate::questionnaires::rules::canonical;
use crate::questionnaires::rules::complete::Problem;
use crate::questionnaires::rules::typed::read;
use crate::questionnaires::{Answers, Definition, Item, Kind, Section};
use crate::taxonomy::Vocabularies;
use crate::web::Upload;

/// One answer as a form sends it.
#[derive(Debug, Clone)]
pub struct Taken {
    pub key: String,
    pub row: String,
    /// The mark of what the page showed: who changed nothing writes over nobody.
    pub was: String,
    /// What can be kept of it; else why not, as the key of a message.
    pub value: Result<Option<Value>, &'static str>,
    /// What was typed and cannot be kept: it stays in its field.
    pub typed: String,
    /// Somebody says that they read again what came from an earlier form.
    pub reread: bool,
}

/// The answers that a form sends of a section; questions that were not on the page are not among them.
pub fn take(
    section: &Section,
    form: &Upload,
    answers: &Answers,
    vocabularies: &Vocabularies,
) -> Vec<Taken> {
    let mut taken = Vec::new();
    let mut one = |item: &Item, row: &str| taken.extend(take_one((item, row), form, vocabularies));
    for item in &section.items {
        if item.kind == Kind::Block {
            let asked = item.items.iter().filter(|inner| inner.kind.asks());
            let asked: Vec<&Item> = asked.collect();
            answers.rows(&item.key).iter().for_each(|row| {
                asked.iter().for_each(|inner| one(inner, row));
            });
        } else if item.kind.asks() {
            one(item, "");
        }
    }
    taken
}

fn take_one((item, row): (&Item, &str), form: &Upload, words: &Vocabularies) -> Option<Taken> {
    if item.kind == Kind::File {
        return None;
    }
    let id = field_id(&item.key, row);
    let was = form.all(&format!("{id}-was"));
    // The mark says that the question was on the page: nothing ticked is an answer too.
    if form.all(&id).is_empty() && was.is_empty() {
        return None;
    }
    let typed: Vec<String> = match item.kind {
        Kind::Person => [id.clone(), format!("{id}-email"), format!("{id}-role")]
            .map(|name| form.text(&name).to_owned())
            .into(),
        _ => form.all(&id).to_vec(),
    };
    let value = read(item, &typed, words);
    Some(Taken {
        key: item.key.clone(),
        row: row.to_owned(),
        was: was.first().cloned().unwrap_or_default(),
        typed: typed.into_iter().next().filter(|_| value.is_err()).unwrap_or_default(),
        value,
        reread: !form.text(&format!("{id}-reread")).is_empty(),
    })
}

/// Puts what cannot be kept back into its field, to be corrected there.
pub fn typed_again(fields: &mut [FieldView], taken: &[Taken]) {
    for one in taken.iter().filter(|one| one.value.is_err()) {
        let id = field_id(&one.key, &one.row);
        if let Some(field) = fields.iter_mut().find_map(|field| field.with_id(&id)) {
            field.type_again(&one.typed);
        }
    }
}

/// What tells one answer from another.
pub fn mark(value: Option<&Value>) -> String {
    let value = value.filter(|value| !crate::questionnaires::rules::conditions::is_blank(value));
    value.map(|value| canonical::hash(value)[..16].to_owned()).unwrap_or_else(|| "none".to_owned())
}

/// Problems as a summary shows them, each leading to its question.
#[derive(Debug, Serialize)]
pub struct ProblemView {
    pub href: String,
    pub label: String,
    pub message: String,
}

pub fn told(definition: &Definition, problems: &[Problem], locale: Locale) -> Vec<ProblemView> {
    let one = |problem: &Problem| ProblemView {
        href: format!("#{}", field_id(&problem.key, &problem.row)),
        label: definition
            .item(&problem.key)
            .map(|item| item.label.in_locale(locale).to_owned())
            .unwrap_or_default(),
        message: locale.text1(problem.code, "n", problem.n.clone()),
    };
    problems.iter().map(one).collect()
}
