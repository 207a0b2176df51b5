//! Figures out of a table: what would come of each row is shown first, and what is wrong with which cell.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header;
use serde::Serialize;

use super::month;
use crate::clock::network_day;
use crate::figures::charts::written;
use crate::imports::{Effect, LEFT_OUT, Table, letters, read_table};
use crate::sheets::{Cell, Csv, Sheet, csv};
use crate::spaces::rules::imported::{COLUMNS, Fault, Read, Told, read};
use crate::spaces::{Space, ops, queries};
use crate::web::{Badge, Context, Coordinator, Upload};
use crate::{Error, Refusal, Result};

const NO_FILE: Refusal = Refusal::new("spaces-import-no-file");

#[derive(Serialize)]
struct View {
    alert: String,
    preview: Option<Preview>,
    columns: Vec<ColumnView>,
}

#[derive(Serialize)]
struct ColumnView {
    name: &'static str,
    about: String,
}

/// What would be done, and the table once more, to be sent back.
#[derive(Serialize)]
struct Preview {
    table: String,
    lines: Vec<Line>,
    makes: usize,
    changes: usize,
    faults: usize,
    may_confirm: bool,
}

#[derive(Serialize)]
struct Line {
    number: usize,
    title: String,
    said: String,
    badge: Badge,
    faults: Vec<FaultView>,
}

#[derive(Serialize)]
struct FaultView {
    cell: String,
    heading: String,
    typed: String,
    expected: String,
}

/// `GET /inbox/spaces/figures`
pub async fn import(cx: Context<Coordinator>) -> Result<HttpResponse> {
    page(&cx, None, None)
}

/// `GET /inbox/spaces/figures/template.csv`: the spaces there are, without figures.
pub async fn template(cx: Context<Coordinator>) -> Result<HttpResponse> {
    let spaces = cx.db.read(|conn| Ok(queries::all(conn)?)).await?;
    let today = network_day(cx.now);
    let open = spaces.into_iter().filter(|space| space.state.was_opened());
    let row = |space: Space| {
        let name = space.alias.unwrap_or(space.slug);
        let month = today.format("%Y-%m").to_string();
        let mut cells = vec![Cell::text(name), Cell::text(month)];
        cells.resize(COLUMNS.len(), Cell::Empty);
        cells
    };
    let sheet = Sheet {
        name: "figures".to_owned(),
        head: COLUMNS.iter().map(|(_, name, _)| (*name).to_owned()).collect(),
        rows: open.map(row).collect(),
    };
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"figures.csv\""))
        .body(csv(&sheet, Csv::Semicolon)))
}

/// `POST /inbox/spaces/figures`: shows what would come of a file; what was shown and is sent back is done.
pub async fn preview(cx: Context<Coordinator>, upload: Upload) -> Result<HttpResponse> {
    let today = network_day(cx.now);
    let table = match table(&upload) {
        Ok(table) => table,
        Err(refusal) => return page(&cx, None, Some(refusal)),
    };
    let spaces = cx.db.read(|conn| Ok(queries::all(conn)?)).await?;
    let rows = match read(&table, &spaces, today) {
        Ok(rows) => rows,
        Err(refusal) => return page(&cx, None, Some(refusal)),
    };
    let good: Vec<Told> = rows.iter().filter_map(|row| row.told.clone().ok()).collect();
    let (actor, now) = (cx.actor(), cx.now);
    if upload.text("confirm").is_empty() {
        let effects = cx.db.read(move |conn| ops::foresee(conn, &actor, &good)).await?;
        let seen = seen(&cx, (&table, &spaces), &rows, &effects);
        return page(&cx, Some(seen), None);
    }
    match cx.db.write(move |conn| ops::import(conn, &actor, &good, now)).await {
        Ok(0) => cx.redirect("/inbox/spaces", "spaces-flash-import-same"),
        Ok(_) => cx.redirect("/inbox/spaces", "spaces-flash-imported"),
        Err(Error::Refused(refusal)) => page(&cx, None, Some(refusal)),
        Err(error) => Err(error),
    }
}

/// The table that was sent: in a file, or again as it was shown.
fn table(upload: &Upload) -> Result<Table, Refusal> {
    match (upload.files.first(), upload.text("table")) {
        (Some(file), _) => read_table(&file.content),
        (None, "") => Err(NO_FILE),
        (None, again) => serde_json::from_str(again).map_err(|_| crate::imports::NO_TABLE),
    }
}

fn seen(
    cx: &Context<Coordinator>,
    (table, spaces): (&Table, &[Space]),
    rows: &[Read],
    effects: &[Effect],
) -> Preview {
    let locale = cx.locale;
    let (makes, changes) = (Effect::Makes.count(effects), Effect::Changes.count(effects));
    let mut effects = effects.iter();
    let fault = |number: usize, fault: &Fault| FaultView {
        cell: format!("{}{number}", letters(fault.column)),
        heading: fault.heading.clone(),
        typed: fault.typed.clone(),
        expected: locale.text(fault.refusal.key()),
    };
    let line = |row: &Read| match &row.told {
        Ok(told) => {
            let (class, icon, word) = effects.next().map_or(LEFT_OUT, |one| said_of(*one));
            let held = &told.held;
            let name = spaces.iter().find(|one| one.id == told.space).map(|one| one.name.clone());
            Line {
                number: row.number,
                title: format!("{} – {}", name.unwrap_or_default(), month(held.month, locale)),
                said: [held.datasets, held.files, held.downloads]
                    .map(|number| written(Some(number)))
                    .join(" · "),
                badge: Badge { class, icon, word: locale.text(word) },
                faults: Vec::new(),
            }
        }
        Err(faults) => {
            let (class, icon, word) = LEFT_OUT;
            Line {
                number: row.number,
                title: row.space.clone(),
                said: String::new(),
                badge: Badge { class, icon, word: locale.text(word) },
                faults: faults.iter().map(|one| fault(row.number, one)).collect(),
            }
        }
    };
    Preview {
        table: serde_json::to_string(table).unwrap_or_default(),
        lines: rows.iter().map(line).collect(),
        makes,
        changes,
        faults: rows.iter().filter(|row| row.told.is_err()).count(),
        may_confirm: makes + changes > 0,
    }
}

/// What would be done, as a badge says it.
const fn said_of(effect: Effect) -> (&'static str, &'static str, &'static str) {
    match effect {
        Effect::Makes => ("is-good", "plus-lg", "spaces-import-makes"),
        Effect::Changes => ("is-warn", "pencil", "spaces-import-changes"),
        Effect::Same | Effect::Left => ("", "check-lg", "imports-same"),
    }
}

fn page(
    cx: &Context<Coordinator>,
    preview: Option<Preview>,
    refusal: Option<Refusal>,
) -> Result<HttpResponse> {
    let about = |name: &str| cx.text(&format!("spaces-import-about-{}", name.replace('_', "-")));
    let view = View {
        alert: refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default(),
        preview,
        columns: COLUMNS
            .iter()
            .map(|(_, name, _)| ColumnView { name, about: about(name) })
            .collect(),
    };
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    cx.respond(status, "spaces/import", cx.head("spaces-import", "spaces"), &view)
}
