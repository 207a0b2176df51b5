//! Tables as files: CSV, OpenDocument and JSON. Numbers stay numbers, and no text becomes a formula.

use actix_web::HttpResponse;
use actix_web::http::header;

use super::panel::{Cell, Line, Panel};
use crate::sheets::{self, Sheet};
use crate::web::TableForm;
use crate::{Error, Result};

/// A table in the form that its address asks for: `topics.csv`, `topics.ods`, `topics.json`.
pub fn answer(panels: &[Panel], file: &str, named: &str) -> Result<HttpResponse> {
    let (id, ending) = file.rsplit_once('.').ok_or(Error::NotFound)?;
    let panel = panels.iter().find(|panel| panel.id == id).ok_or(Error::NotFound)?;
    let form = TableForm::read(ending)?;
    Ok(HttpResponse::Ok()
        .content_type(form.media_type())
        .insert_header((header::CONTENT_DISPOSITION, form.attached(&format!("{id}-{named}"))))
        .body(form.write(&sheet(panel))?))
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
