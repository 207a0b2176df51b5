//! What was filed to a call, as files: one table of applications, one of each block that is repeated, one of partners, and
//! one that says what the others are. Drafts are in none.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use chrono::{NaiveDate, SecondsFormat};
use serde_json::{Value, json};

use crate::applications::rules::document;
use crate::applications::{Application, Submission, access, ops};
use crate::calls::{Call, CallId};
use crate::clock::in_zone;
use crate::i18n::Locale;
use crate::questionnaires::pages::said;
use crate::questionnaires::{self, Answers, Item, Kind, Version};
use crate::sheets::{self, Cell, ColumnView, Csv, Sheet, Wanted};
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{Context, SignedIn, Upload};
use crate::{Error, Result};

/// One application as it was filed.
struct Filed {
    application: Application,
    submission: Submission,
    version: Version,
    answers: Answers,
    document: Value,
}

struct Export {
    call: Call,
    filed: Vec<Filed>,
    left_out: usize,
    wanted: Wanted,
}

/// What is known of each application beside its answers, and may be left out.
const KNOWN: [&str; 6] =
    ["title", "state", "received_at", "within_grace", "form_version", "sha256"];
/// The table of institutions that apply together.
const PARTNERS: &str = "partners";

/// What can be chosen of applications that answer some versions of a form.
pub(super) fn columns(cx: &Context<SignedIn>, versions: &[Version]) -> Vec<ColumnView> {
    let mut sorted: Vec<&Version> = versions.iter().collect();
    sorted.sort_by_key(|version| std::cmp::Reverse(version.number));
    let known = KNOWN.map(|key| {
        let label = cx.text(&format!("applications-column-{key}"));
        ColumnView { key: key.to_owned(), label }
    });
    let asked = items_of(&sorted, None).into_iter().map(|item| ColumnView {
        key: item.key.clone(),
        label: item.label.in_locale(cx.locale).to_owned(),
    });
    let partners = ColumnView { key: PARTNERS.to_owned(), label: cx.text("applications-partners") };
    known.into_iter().chain(asked).chain([partners]).collect()
}

/// `POST /inbox/calls/{id}/applications/export`: the file itself answers, so that there is no address to find.
pub async fn export(
    cx: Context<SignedIn>,
    id: web::Path<CallId>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let format = form.text("format").to_owned();
    if !["ods", "csv", "csv-comma", "json"].contains(&format.as_str()) {
        return Err(Error::NotFound);
    }
    let (noted, wanted) = (format.clone(), Wanted::of(form.all("column")));
    let columns = wanted.clone();
    let found = cx
        .db
        .write(move |conn| {
            let (call, all, left_out) = access::all_at_desk(conn, &actor, &id)?;
            let filed = ops::filed_of(conn, &call, all)?;
            let what = (noted.as_str(), columns.named());
            ops::note_export(conn, &actor, &call, (what, filed.len(), left_out), now)?;
            let ids: Vec<_> = filed.iter().map(|(_, one)| one.version_id.clone()).collect();
            let versions = questionnaires::queries::find_all(conn, &ids)?;
            Ok((call, filed, versions, left_out))
        })
        .await?;
    let (call, filed, versions, left_out) = found;
    let whole = |(application, submission): (Application, Submission)| {
        let version = versions.iter().find(|one| one.id == submission.version_id)?.clone();
        let (answers, document) = document::read(&submission.document);
        Some(Filed { application, submission, version, answers, document })
    };
    let filed = filed.into_iter().filter_map(whole).collect();
    let export = Export { call, filed, left_out, wanted };
    let (kind, ending, bytes) = match format.as_str() {
        "json" => ("application/json", "json", json_of(&cx, &export)),
        "ods" => (
            "application/vnd.oasis.opendocument.spreadsheet",
            "ods",
            sheets::ods(&tables(&cx, &export))?,
        ),
        csv => {
            let form = if csv == "csv" { Csv::Semicolon } else { Csv::Comma };
            ("application/zip", "zip", sheets::csv_zip(&tables(&cx, &export), form)?)
        }
    };
    let name = format!("attachment; filename=\"{}.{ending}\"", export.call.reference);
    Ok(HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(bytes))
}

/// The documents as they were filed, and what they are.
fn json_of(cx: &Context<SignedIn>, export: &Export) -> Vec<u8> {
    let one = |one: &Filed| {
        json!({
            "reference": one.application.reference,
            "state": one.application.state,
            "receipt": one.submission.receipt,
            "received_at": one.submission.received_at.and_utc()
                .to_rfc3339_opts(SecondsFormat::Millis, true),
            "within_grace": one.submission.within_grace,
            "sha256": one.submission.sha256,
            "document": one.document,
        })
    };
    let all = json!({
        "call": export.call.reference,
        "exported_at": cx.now.and_utc().to_rfc3339_opts(SecondsFormat::Secs, true),
        "exported_by": cx.actor().name,
        "left_out_for_conflict": export.left_out,
        "applications": export.filed.iter().map(one).collect::<Vec<_>>(),
    });
    all.to_string().into_bytes()
}

fn tables(cx: &Context<SignedIn>, export: &Export) -> Vec<Sheet> {
    let (words, locale) = (cx.app.vocabularies(), cx.locale);
    let versions = versions_of(&export.filed);
    let top = items_of(&versions, None);
    let wanted = &export.wanted;
    let mut all = vec![wanted.of_sheet(applications(cx, export, (&top, &words)))];
    let blocks = top.iter().filter(|item| item.kind == Kind::Block);
    for block in blocks.filter(|item| wanted.has(&item.key)) {
        let inner = items_of(&versions, Some(&block.key));
        all.push(rows(export, (block, &inner), (&words, locale)));
    }
    if wanted.has(PARTNERS) {
        all.push(partners(cx, export, &words));
    }
    all.push(read_me(cx, export, &versions));
    all
}

/// The versions with which something was filed, the newest first.
fn versions_of(filed: &[Filed]) -> Vec<&Version> {
    let mut versions: Vec<&Version> = filed.iter().map(|one| &one.version).collect();
    versions.sort_by_key(|version| std::cmp::Reverse(version.number));
    versions.dedup_by_key(|version| &version.id);
    versions
}

/// The questions of all versions, each once by its key: in the order of the newest, then those that are asked no more.
fn items_of<'a>(versions: &[&'a Version], block: Option<&str>) -> Vec<&'a Item> {
    let mut items: Vec<&Item> = Vec::new();
    for version in versions {
        for (_, of, item) in version.definition.walk() {
            let there = of.map(|of| of.key.as_str()) == block;
            if there && !items.iter().any(|known| known.key == item.key) {
                items.push(item);
            }
        }
    }
    items.retain(|item| item.kind.asks() || item.kind == Kind::Block);
    items
}

fn reference(one: &Filed) -> Cell {
    Cell::text(one.application.reference.clone().unwrap_or_default())
}

fn applications(
    cx: &Context<SignedIn>,
    export: &Export,
    (items, words): (&[&Item], &Vocabularies),
) -> Sheet {
    let (locale, zone) = (cx.locale, export.call.terms.tz());
    let asked: Vec<_> = items.iter().filter(|item| item.kind.asks()).collect();
    let mut head = vec!["reference".to_owned()];
    head.extend(KNOWN.map(str::to_owned));
    head.extend(asked.iter().map(|item| item.key.clone()));
    let row = |one: &Filed| {
        let received = in_zone(one.submission.received_at, zone);
        let mut cells = vec![
            reference(one),
            Cell::text(&one.application.title),
            Cell::text(one.application.state.as_str()),
            Cell::text(received.to_rfc3339_opts(SecondsFormat::Secs, false)),
            Cell::text(yes_or_no(one.submission.within_grace, locale)),
            Cell::count(one.version.number),
            Cell::text(&one.submission.sha256),
        ];
        cells.extend(
            asked.iter().map(|item| cell(item, one.answers.get(&item.key, ""), (words, locale))),
        );
        cells
    };
    Sheet { name: cx.text("applications-desk"), head, rows: export.filed.iter().map(row).collect() }
}

fn yes_or_no(yes: bool, locale: Locale) -> String {
    locale.text(if yes { "questionnaires-yes" } else { "questionnaires-no" })
}

/// An answer as it is best reckoned with.
fn cell(item: &Item, value: Option<&Value>, (words, locale): (&Vocabularies, Locale)) -> Cell {
    let Some(value) = value else { return Cell::Empty };
    let text = value.as_str().unwrap_or_default();
    match item.kind {
        Kind::Integer | Kind::Decimal => Cell::Number(text.to_owned()),
        Kind::Date => {
            NaiveDate::parse_from_str(text, "%Y-%m-%d").map_or_else(|_| Cell::text(text), Cell::Day)
        }
        _ => Cell::text(said(item, value, words, locale)),
    }
}

/// The rows of a block, each with the application that it is of.
fn rows(
    export: &Export,
    (block, items): (&Item, &[&Item]),
    (words, locale): (&Vocabularies, Locale),
) -> Sheet {
    let mut head = vec!["reference".to_owned(), "row".to_owned()];
    head.extend(items.iter().map(|item| item.key.clone()));
    let mut lines = Vec::new();
    for one in &export.filed {
        for (number, row) in (1_usize..).zip(one.answers.rows(&block.key)) {
            let mut cells = vec![reference(one), Cell::count(number)];
            let value = |item: &&Item| cell(item, one.answers.get(&item.key, row), (words, locale));
            cells.extend(items.iter().map(value));
            lines.push(cells);
        }
    }
    Sheet { name: block.label.in_locale(locale).to_owned(), head, rows: lines }
}

fn partners(cx: &Context<SignedIn>, export: &Export, words: &Vocabularies) -> Sheet {
    let head = ["reference", "institution", "role", "state", "fte", "commitments", "letter"];
    let mut lines = Vec::new();
    for one in &export.filed {
        for partner in one.document["partners"].as_array().into_iter().flatten() {
            let text = |name: &str| partner[name].as_str().unwrap_or_default();
            let fte = partner["fte"].as_str().map(|fte| Cell::Number(fte.to_owned()));
            lines.push(vec![
                reference(one),
                Cell::text(words.label(Vocabulary::Institution, text("institution"), cx.locale)),
                Cell::text(text("role")),
                Cell::text(text("state")),
                fte.unwrap_or(Cell::Empty),
                Cell::text(text("commitments")),
                Cell::text(partner["letter"]["way"].as_str().unwrap_or_default()),
            ]);
        }
    }
    let name = cx.text("applications-partners");
    Sheet { name, head: head.map(str::to_owned).into(), rows: lines }
}

/// What the file is: of which call, when, for whom, what was left out, and what each column asks.
fn read_me(cx: &Context<SignedIn>, export: &Export, versions: &[&Version]) -> Sheet {
    let line = |key: &str, value: Cell| vec![Cell::text(cx.text(key)), value];
    let mut rows = vec![
        line("applications-export-call", Cell::text(&export.call.reference)),
        line("applications-export-title", Cell::text(export.call.text.title(cx.locale))),
        line("applications-export-at", Cell::text(cx.now.and_utc().to_rfc3339())),
        line("applications-export-by", Cell::text(cx.actor().name)),
        line("applications-export-what", Cell::text(cx.text("applications-export-filed"))),
        line("applications-export-rows", Cell::count(export.filed.len())),
        line("applications-export-left-out", Cell::count(export.left_out)),
    ];
    if !export.wanted.named().is_empty() {
        let named = Cell::text(export.wanted.named().join(", "));
        rows.push(line("applications-export-columns", named));
    }
    let tops = items_of(versions, None);
    let asked = tops.iter().flat_map(|top| std::iter::once(*top).chain(&top.items));
    for item in asked.filter(|item| item.kind.asks()) {
        let kind = cx.text(&format!("questionnaires-kind-{}", item.kind));
        let says = format!("{} ({kind})", item.label.in_locale(cx.locale));
        rows.push(vec![Cell::text(&item.key), Cell::text(says)]);
    }
    let head = ["applications-export-column", "applications-export-meaning"];
    Sheet {
        name: cx.text("applications-export-read-me"),
        head: head.map(|key| cx.text(key)).into(),
        rows,
    }
}
