//! Tables as files: CSV and OpenDocument. Numbers stay numbers, and no text becomes a formula.

use actix_web::HttpResponse;
use actix_web::http::header;

use super::panel::{Cell, Line, Panel};
use crate::sheets::{self, Csv, Sheet};
use crate::{Error, Result};

/// A table in the form that its address asks for: `topics.csv`, `topics.ods`.
pub fn answer(panels: &[Panel], file: &str, named: &str) -> Result<HttpResponse> {
    let (id, form) = file.rsplit_once('.').ok_or(Error::NotFound)?;
    let panel = panels.iter().find(|panel| panel.id == id).ok_or(Error::NotFound)?;
    let (kind, body) = match form {
        "csv" => ("text/csv; charset=utf-8", csv(panel).into_bytes()),
        "ods" => ("application/vnd.oasis.opendocument.spreadsheet", sheets::ods(&[sheet(panel)])?),
        _ => return Err(Error::NotFound),
    };
    let name = format!("attachment; filename=\"{id}-{named}.{form}\"");
    Ok(HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(body))
}

/// With the mark by which a spreadsheet knows UTF-8.
fn csv(panel: &Panel) -> String {
    format!("\u{feff}{}", sheets::csv(&sheet(panel), Csv::Comma))
}

fn sheet(panel: &Panel) -> Sheet {
    let cell = |cell: &Cell| match &cell.number {
        Some(number) => sheets::Cell::Number(number.clone()),
        None => sheets::Cell::text(&cell.text),
    };
    let row = |line: &Line| {
        let label = std::iter::once(sheets::Cell::text(&line.label));
        label.chain(line.cells.iter().map(cell)).collect()
    };
    Sheet {
        name: panel.title.clone(),
        head: panel.head.clone(),
        rows: panel.rows.iter().map(row).collect(),
    }
}
