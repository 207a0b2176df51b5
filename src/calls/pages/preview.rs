//! The form as applicants will see it. What is tried there is checked and forgotten.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::Frame;
use super::form::opened;
use crate::Result;
use crate::calls::{Blind, Call, CallId};
use crate::questionnaires::pages::{FieldView, Files, ProblemView, Show, fields, take, told};
use crate::questionnaires::rules::complete::{Problem, check_section};
use crate::questionnaires::{Answers, Item, Kind, Section};
use crate::web::{Context, SignedIn, Upload};

/// More rows than anybody tries.
const MOST_ROWS: usize = 20;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    section: String,
    /// As whom it is looked at.
    #[serde(rename = "as")]
    eyes: String,
}

#[derive(Serialize)]
struct View {
    frame: Frame,
    section: String,
    title: String,
    help: String,
    tabs: Vec<Tab>,
    fields: Vec<FieldView>,
    checked: bool,
    problems: Vec<ProblemView>,
    modes: Vec<Tab>,
    pdf: String,
    /// What a reviewer sees, when it is looked at as one.
    seen: Option<Vec<SeenSection>>,
}

#[derive(Serialize)]
struct SeenSection {
    title: String,
    lines: Vec<SeenLine>,
}

#[derive(Serialize)]
struct SeenLine {
    label: String,
    /// Why a reviewer does not see the answer.
    hidden: String,
}

#[derive(Serialize)]
struct Tab {
    href: String,
    title: String,
    current: bool,
}

/// `GET /inbox/calls/{id}/form/preview`
pub async fn preview(
    cx: Context<SignedIn>,
    id: web::Path<CallId>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse> {
    page(&cx, &id, (&asked, None)).await
}

/// `POST /inbox/calls/{id}/form/preview`
pub async fn check(
    cx: Context<SignedIn>,
    id: web::Path<CallId>,
    form: Upload,
) -> Result<HttpResponse> {
    let section = form.text("section").to_owned();
    let asked = Asked { section, eyes: String::new() };
    page(&cx, &id, (&asked, Some(&form))).await
}

async fn page(
    cx: &Context<SignedIn>,
    id: &CallId,
    (wanted, form): (&Asked, Option<&Upload>),
) -> Result<HttpResponse> {
    let (reader, which) = (cx.actor(), id.clone());
    let (call, version) = cx.db.read(move |conn| opened(conn, &reader, &which)).await?;
    let definition = &version.definition;
    let empty = Section::default();
    let section =
        definition.section(&wanted.section).or(definition.sections.first()).unwrap_or(&empty);
    let (words, locale) = (cx.app.vocabularies(), cx.locale);
    let mut answers = Answers::default();
    lay_rows(section, form, &mut answers);
    let mut problems = Vec::new();
    if let Some(form) = form {
        let mut unread = Vec::new();
        for one in take(section, form, &answers, &words) {
            match one.value {
                Ok(value) => answers.put((&one.key, &one.row), value),
                Err(code) => unread.push((one.key, one.row, code)),
            }
        }
        problems = check_section(section, &answers);
        problems
            .retain(|one| !unread.iter().any(|(key, row, _)| *key == one.key && *row == one.row));
        problems.extend(unread.into_iter().map(|(key, row, code)| Problem {
            section: section.key.clone(),
            key,
            row,
            code,
            n: String::new(),
        }));
    }
    let (templates, held) = (format!("/calls/{}/templates", call.slug), BTreeMap::new());
    let files = Files { from: "", templates: &templates, held: &held };
    let show =
        Show { definition, answers: &answers, words: &words, locale, problems: &problems, files };
    let tab = |one: &Section| Tab {
        href: format!("/inbox/calls/{id}/form/preview?section={}", one.key),
        title: one.title.in_locale(locale).to_owned(),
        current: one.key == section.key,
    };
    let view = View {
        frame: Frame::of(&call, "preview", (locale, cx.now)),
        section: section.key.clone(),
        title: section.title.in_locale(locale).to_owned(),
        help: section.help.in_locale(locale).to_owned(),
        tabs: definition.sections.iter().map(tab).collect(),
        fields: fields(section, show),
        checked: form.is_some(),
        modes: ["applicant", "reviewer"]
            .map(|eyes| Tab {
                href: format!("/inbox/calls/{id}/form/preview?as={eyes}"),
                title: cx.text(&format!("calls-preview-as-{eyes}")),
                current: (wanted.eyes == "reviewer") == (eyes == "reviewer"),
            })
            .into(),
        pdf: format!("/calls/{}/form.pdf", call.slug),
        seen: (wanted.eyes == "reviewer")
            .then(|| definition.sections.iter().map(|one| seen(cx, &call, one)).collect()),
        problems: told(definition, &problems, locale),
    };
    let failed = form.is_some() && !view.problems.is_empty();
    let status = if failed { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    cx.respond(status, "calls/preview", cx.head("calls-preview", "inbox"), &view)
}

/// What a reviewer sees of a section: of what is masked, that it was asked and nothing more.
fn seen(cx: &Context<SignedIn>, call: &Call, section: &Section) -> SeenSection {
    let blind = call.terms.blind == Blind::Double;
    let why = |item: &Item| {
        let unseen = item.kind == Kind::File && item.takes().unseen;
        let key = if unseen { "calls-preview-unseen" } else { "calls-preview-masked" };
        let file = item.kind == Kind::File && item.anonymises().is_none();
        if unseen || blind && (item.masked || file) { cx.text(key) } else { String::new() }
    };
    let line = |item: &Item| SeenLine {
        label: item.label.in_locale(cx.locale).to_owned(),
        hidden: why(item),
    };
    let asked = section.items.iter().flat_map(|item| std::iter::once(item).chain(&item.items));
    SeenSection {
        title: section.title.in_locale(cx.locale).to_owned(),
        lines: asked.filter(|item| item.kind.asks()).map(line).collect(),
    }
}

/// Rows are tried as they will be: each block begins with one, and its buttons add and remove.
fn lay_rows(section: &Section, form: Option<&Upload>, answers: &mut Answers) {
    let sent: Vec<String> = form.map(|form| form.all("rows").to_vec()).unwrap_or_default();
    let (todo, what) = form.and_then(|form| form.text("do").split_once(' ')).unwrap_or_default();
    for block in section.items.iter().filter(|item| item.kind == Kind::Block) {
        let own = format!("{}_", block.key);
        let mut rows: Vec<String> =
            sent.iter().filter(|row| row.starts_with(&own)).take(MOST_ROWS).cloned().collect();
        if form.is_none() {
            rows.push(format!("{own}1"));
        }
        match todo {
            "add" if what == block.key => {
                let last =
                    rows.iter().filter_map(|row| row.rsplit('_').next()?.parse::<u32>().ok());
                rows.push(format!("{own}{}", last.max().unwrap_or_default() + 1));
            }
            "remove" => rows.retain(|row| row != what),
            "rise" => {
                if let Some(place) = rows.iter().position(|row| row == what).filter(|at| *at > 0) {
                    rows.swap(place, place - 1);
                }
            }
            _ => {}
        }
        rows.iter().for_each(|row| answers.add_row(&block.key, row));
    }
}
