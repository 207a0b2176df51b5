//! Entries of a vocabulary: said otherwise, offered no more.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::{Choice, label, read_anew};
use crate::accounts::pages::{Fault, faults};
use crate::accounts::rules::query_value;
use crate::taxonomy::{TermChange, Vocabularies, Vocabulary, api, ops};
use crate::web::{Admin, Context, FieldErrors, blank_as_none};
use crate::{Error, Result};

/// Those whose labels may be said otherwise, by the names that addresses have.
const NAMES: [(&str, &str); 4] = [
    ("topics", "taxonomy-topics"),
    ("disciplines", "taxonomy-disciplines"),
    ("services", "taxonomy-services"),
    ("regions", "taxonomy-regions"),
];

#[derive(Serialize)]
struct ListView {
    tab: &'static str,
    name: String,
    title: &'static str,
    /// Regions are not added to.
    may_add: bool,
    others: Vec<Tab>,
    terms: Vec<TermRow>,
}

#[derive(Serialize)]
struct Tab {
    name: &'static str,
    title: &'static str,
}

#[derive(Serialize)]
struct TermRow {
    href: String,
    code: String,
    label_fr: String,
    label_en: String,
    retired: bool,
    successor: Option<String>,
}

#[derive(Serialize)]
struct TermView {
    tab: &'static str,
    name: String,
    title: &'static str,
    action: String,
    code: String,
    form: TermForm,
    may_retire: bool,
    retired: bool,
    choices: Vec<Choice>,
    errors: FieldErrors,
    faults: Vec<Fault>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct TermForm {
    #[serde(default)]
    label_fr: String,
    #[serde(default)]
    label_en: String,
    #[serde(default)]
    retired: String,
    #[serde(default)]
    replaced_by: String,
}

pub(super) fn named(name: &str) -> Result<(Vocabulary, &'static str)> {
    let known = NAMES.iter().find(|(own, _)| *own == name).ok_or(Error::NotFound)?;
    Ok((api::named(name).ok_or(Error::NotFound)?, known.1))
}

fn successor(known: &Vocabularies, vocabulary: Vocabulary, code: &str) -> Option<String> {
    known.successor(vocabulary, code).map(str::to_owned)
}

pub async fn vocabulary(cx: Context<Admin>, name: web::Path<String>) -> Result<HttpResponse> {
    let (vocabulary, title) = named(&name)?;
    let known = cx.app.vocabularies();
    let row = |code: &str| {
        let labels = known.labels(vocabulary, code);
        let next = successor(&known, vocabulary, code);
        TermRow {
            href: format!("/admin/vocabularies/{name}/{}", query_value(code)),
            code: code.to_owned(),
            label_fr: labels.fr,
            label_en: labels.en,
            retired: known.is_retired(vocabulary, code),
            successor: next.map(|next| label(&cx, &known, (vocabulary, &next))),
        }
    };
    let codes = api::codes(vocabulary, &known).into_iter().chain(known.retired_codes(vocabulary));
    let view = ListView {
        tab: "vocabularies",
        title,
        may_add: vocabulary != Vocabulary::Region,
        others: NAMES.iter().map(|&(name, title)| Tab { name, title }).collect(),
        terms: codes.map(row).collect(),
        name: name.to_string(),
    };
    cx.page("taxonomy/list", cx.head(title, "admin"), &view)
}

pub async fn term(cx: Context<Admin>, path: web::Path<(String, String)>) -> Result<HttpResponse> {
    let (name, code) = path.into_inner();
    let (vocabulary, _) = named(&name)?;
    let known = cx.app.vocabularies();
    if !known.has(vocabulary, &code) {
        return Err(Error::NotFound);
    }
    let labels = known.labels(vocabulary, &code);
    let retired = known.is_retired(vocabulary, &code);
    let form = TermForm {
        label_fr: labels.fr,
        label_en: labels.en,
        retired: if retired { "1".to_owned() } else { String::new() },
        replaced_by: successor(&known, vocabulary, &code).unwrap_or_default(),
    };
    let view = term_view(&cx, (&name, &code), form, FieldErrors::none())?;
    cx.page("taxonomy/term", cx.head("taxonomy-term", "admin"), &view)
}

fn term_view(
    cx: &Context<Admin>,
    (name, code): (&str, &str),
    form: TermForm,
    errors: FieldErrors,
) -> Result<TermView> {
    let (vocabulary, title) = named(name)?;
    let known = cx.app.vocabularies();
    let choice = |one: &str| Choice {
        code: one.to_owned(),
        label: label(cx, &known, (vocabulary, one)),
        chosen: one == form.replaced_by,
    };
    let others = api::codes(vocabulary, &known).into_iter().filter(|one| *one != code);
    Ok(TermView {
        tab: "vocabularies",
        name: name.to_owned(),
        title,
        action: format!("/admin/vocabularies/{name}/{}", query_value(code)),
        code: code.to_owned(),
        may_retire: vocabulary != Vocabulary::Region,
        retired: !form.retired.is_empty(),
        choices: others.map(choice).collect(),
        faults: faults(&errors),
        errors,
        form,
    })
}

pub async fn change_term(
    cx: Context<Admin>,
    path: web::Path<(String, String)>,
    form: web::Form<TermForm>,
) -> Result<HttpResponse> {
    let ((name, code), form) = (path.into_inner(), form.into_inner());
    let (vocabulary, _) = named(&name)?;
    let known = cx.app.vocabularies();
    if !known.has(vocabulary, &code) {
        return Err(Error::NotFound);
    }
    let change = match read(&form, (vocabulary, &code), &known, cx.now) {
        Ok(change) => change,
        Err(errors) => {
            let view = term_view(&cx, (&name, &code), form, errors)?;
            return cx.invalid("taxonomy/term", cx.head("taxonomy-term", "admin"), &view);
        }
    };
    let (actor, now) = (cx.actor(), cx.now);
    cx.db.write(move |conn| ops::change_term(conn, &actor, &change, now)).await?;
    read_anew(&cx).await?;
    cx.redirect(&format!("/admin/vocabularies/{name}"), "taxonomy-flash-changed")
}

fn read(
    form: &TermForm,
    (vocabulary, code): (Vocabulary, &str),
    known: &Vocabularies,
    now: chrono::NaiveDateTime,
) -> Result<TermChange, FieldErrors> {
    let mut errors = FieldErrors::none();
    let mut label = |field: &str, typed: &str| {
        let label = blank_as_none(typed).filter(|label| label.chars().count() <= 200);
        if label.is_none() {
            errors.add(field, "form-name");
        }
        label.unwrap_or_default()
    };
    let label_fr = label("label_fr", &form.label_fr);
    let label_en = label("label_en", &form.label_en);
    let retires = !form.retired.is_empty() && vocabulary != Vocabulary::Region;
    let replaced_by = blank_as_none(&form.replaced_by).filter(|_| retires);
    let offered = |next: &String| {
        next != code && known.has(vocabulary, next) && !known.is_retired(vocabulary, next)
    };
    if replaced_by.as_ref().is_some_and(|next| !offered(next)) {
        errors.add("replaced_by", "form-choice");
    }
    errors.into_result()?;
    let retired_at = retires.then_some(now);
    Ok(TermChange {
        vocabulary,
        code: code.to_owned(),
        label_fr,
        label_en,
        retired_at,
        replaced_by,
    })
}
