//! A new entry of a vocabulary.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::terms::named;
use super::{Choice, label, read_anew};
use crate::accounts::pages::{Fault, faults};
use crate::taxonomy::ops::{self, NewTerm};
use crate::taxonomy::{Line, Vocabularies, Vocabulary};
use crate::web::{Admin, Context, FieldErrors, blank_as_none};
use crate::{Error, Result};

#[derive(Serialize)]
struct View {
    tab: &'static str,
    name: String,
    title: &'static str,
    form: Form,
    /// Of a topic: who answers first.
    lines: Vec<Choice>,
    /// Of a discipline: what it is part of.
    parents: Vec<Choice>,
    errors: FieldErrors,
    faults: Vec<Fault>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Form {
    code: String,
    label_fr: String,
    label_en: String,
    line: String,
    parent: String,
}

impl Form {
    fn read(
        &self,
        vocabulary: Vocabulary,
        known: &Vocabularies,
    ) -> std::result::Result<NewTerm, FieldErrors> {
        let mut errors = FieldErrors::none();
        let code = self.code.trim();
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.+-".contains(c);
        if !(2..=40).contains(&code.len()) || !code.chars().all(plain) || code == "new" {
            errors.add("code", "taxonomy-error-code");
        } else if known.has(vocabulary, code) {
            errors.add("code", "taxonomy-error-known");
        }
        let mut label = |field: &str, typed: &str| {
            let label = blank_as_none(typed).filter(|label| label.chars().count() <= 200);
            if label.is_none() {
                errors.add(field, "form-name");
            }
            label.unwrap_or_default()
        };
        let label_fr = label("label_fr", &self.label_fr);
        let label_en = label("label_en", &self.label_en);
        let line: Option<Line> = self.line.parse().ok();
        if vocabulary == Vocabulary::Topic && line.is_none() {
            errors.add("line", "form-choice");
        }
        let parent = blank_as_none(&self.parent);
        if vocabulary == Vocabulary::Discipline
            && !parent.as_deref().is_some_and(|parent| known.has(vocabulary, parent))
        {
            errors.add("parent", "form-choice");
        }
        errors.into_result()?;
        let (code, line) = (code.to_owned(), line.unwrap_or(Line::Generalist));
        Ok(NewTerm { vocabulary, code, label_fr, label_en, line, parent })
    }
}

/// Regions are what the law says they are.
fn open(name: &str) -> Result<(Vocabulary, &'static str)> {
    named(name).and_then(|found| match found.0 {
        Vocabulary::Region => Err(Error::NotFound),
        _ => Ok(found),
    })
}

/// `GET /admin/vocabularies/{name}/new`
pub async fn new_term(cx: Context<Admin>, name: web::Path<String>) -> Result<HttpResponse> {
    page(&cx, &name, Form::default(), FieldErrors::none())
}

/// `POST /admin/vocabularies/{name}/new`
pub async fn add_term(
    cx: Context<Admin>,
    name: web::Path<String>,
    form: web::Form<Form>,
) -> Result<HttpResponse> {
    let (vocabulary, _) = open(&name)?;
    let form = form.into_inner();
    let term = match form.read(vocabulary, &cx.app.vocabularies()) {
        Ok(term) => term,
        Err(errors) => return page(&cx, &name, form, errors),
    };
    let (actor, now) = (cx.actor(), cx.now);
    match cx.db.write(move |conn| ops::add_term(conn, &actor, &term, now)).await {
        Ok(()) => {
            read_anew(&cx).await?;
            cx.redirect(&format!("/admin/vocabularies/{name}"), "taxonomy-flash-changed")
        }
        Err(Error::Refused(refusal)) => {
            page(&cx, &name, form, FieldErrors::one("code", refusal.key()))
        }
        Err(error) => Err(error),
    }
}

fn page(cx: &Context<Admin>, name: &str, form: Form, errors: FieldErrors) -> Result<HttpResponse> {
    let (vocabulary, title) = open(name)?;
    let known = cx.app.vocabularies();
    let line = |one: &Line| Choice {
        code: one.to_string(),
        label: cx.text(&format!("taxonomy-line-{one}")),
        chosen: form.line == one.as_str(),
    };
    let parent = |code: &str| Choice {
        code: code.to_owned(),
        label: label(cx, &known, (Vocabulary::Discipline, code)),
        chosen: form.parent == code,
    };
    let status = match errors.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let view = View {
        tab: "vocabularies",
        name: name.to_owned(),
        title,
        lines: match vocabulary {
            Vocabulary::Topic => Line::ALL.iter().map(line).collect(),
            _ => Vec::new(),
        },
        parents: match vocabulary {
            Vocabulary::Discipline => {
                known.disciplines.iter().map(|one| parent(&one.code)).collect()
            }
            _ => Vec::new(),
        },
        faults: faults(&errors),
        errors,
        form,
    };
    cx.respond(status, "taxonomy/new_term", cx.head("taxonomy-add", "admin"), &view)
}
