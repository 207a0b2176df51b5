//! What of a file was not taken over: listed when the rest is, each row with its cell and the reason, and taken away as a
//! table, to be mended where it was written.

use actix_web::HttpResponse;

use super::import::{FaultLine, Line, Typed, line, page, table, understood};
use super::import_rows::Read;
use crate::accounts::NodeId;
use crate::i18n::Locale;
use crate::imports::Effect;
use crate::materials::ops::{self, Foreseen, Told};
use crate::sheets::{Cell, Csv, Sheet};
use crate::web::{Context, Staff, TableForm, Upload, table as taken_away};
use crate::{Error, Result};

/// The rows that were left out, of all rows and of what became of those that were understood.
pub(super) fn left_out(
    locale: Locale,
    is_sheet: bool,
    (rows, done): (Vec<Read>, Vec<Foreseen>),
) -> Vec<Line> {
    let mut done = done.into_iter();
    let lines = rows.into_iter().map(|row| line(locale, is_sheet, row, &mut done));
    lines.filter(|line| line.left).collect()
}

/// `POST /inbox/materials/import/refusals`: the rows of a table that was imported which were not taken, as a table. What is
/// written nowhere is found again: what was understood and is still not there was not taken.
pub async fn refusals(cx: Context<Staff>, upload: Upload) -> Result<HttpResponse> {
    let typed = Typed::of(&upload, cx.locale);
    let node: NodeId = typed.node.parse().map_err(|_| Error::NotFound)?;
    let table = match table(&upload).await? {
        Ok(table) => table,
        Err(refusal) => return page(&cx, (&typed, None, None), Some(refusal)).await,
    };
    let words = cx.app.vocabularies();
    let Some((_, rows)) = understood(&table, &words, (typed.language, cx.locale)) else {
        return Err(Error::NotFound);
    };
    let told: Vec<Told> = rows.iter().filter_map(|row| row.told.as_ref().ok().cloned()).collect();
    let actor = cx.actor();
    let foreseen = cx.db.read(move |conn| ops::foresee(conn, &actor, (&node, &told))).await?;
    let done = foreseen.into_iter().map(as_done).collect();
    let lines = left_out(cx.locale, table.is_sheet, (rows, done));
    let form = match TableForm::read(upload.text("form"))? {
        TableForm::Csv(_) => TableForm::Csv(Csv::Semicolon),
        other => other,
    };
    taken_away(&sheet(&cx, &lines), ("refusals", form))
}

fn as_done(one: Foreseen) -> Foreseen {
    match one.effect {
        Effect::Makes | Effect::Changes => {
            Foreseen { effect: Effect::Left, why: Some(ops::NOT_TAKEN), ..one }
        }
        Effect::Same | Effect::Left => one,
    }
}

/// One row for each thing that is to be mended.
fn sheet(cx: &Context<Staff>, lines: &[Line]) -> Sheet {
    let head = ["place", "title", "cell", "column", "typed", "expected"]
        .map(|name| cx.text(&format!("materials-import-left-{name}")));
    let about = |line: &Line| [Cell::text(&line.place), Cell::text(&line.title)];
    let fault = |line: &Line, fault: &FaultLine| {
        let said = [&fault.cell, &fault.heading, &fault.typed, &fault.expected];
        about(line).into_iter().chain(said.map(Cell::text)).collect()
    };
    let whole = |line: &Line| {
        let none = [Cell::Empty, Cell::Empty, Cell::Empty, Cell::text(&line.why)];
        about(line).into_iter().chain(none).collect()
    };
    let rows = lines.iter().flat_map(|line| -> Vec<Vec<Cell>> {
        match line.faults.is_empty() {
            true => vec![whole(line)],
            false => line.faults.iter().map(|one| fault(line, one)).collect(),
        }
    });
    Sheet { name: cx.text("materials-import-left"), head: head.into(), rows: rows.collect() }
}
