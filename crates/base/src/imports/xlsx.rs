//! The first sheet of an Excel workbook, cell by cell: a sheet whose last corner is used would else be a thousand million
//! cells.

use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx};

use super::table::{Cells, NO_TABLE};
use crate::Refusal;

pub(super) fn read(bytes: &[u8], cells: &mut Cells) -> Result<(), Refusal> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| NO_TABLE)?;
    let first = book.sheet_names().first().cloned().ok_or(NO_TABLE)?;
    let mut sheet = book.worksheet_cells_reader(&first).map_err(|_| NO_TABLE)?;
    while let Some(cell) = sheet.next_cell().map_err(|_| NO_TABLE)? {
        let (row, column) = cell.get_position();
        let place = |n: u32| usize::try_from(n).map_err(|_| NO_TABLE);
        cells.put(place(row)?, place(column)?, &said(cell.get_value()))?;
    }
    drop(sheet);
    let mut again = book.worksheet_cells_reader(&first).map_err(|_| NO_TABLE)?;
    while let Some(cell) = again.next_formula().map_err(|_| NO_TABLE)? {
        let (row, column) = cell.get_position();
        if !cell.get_value().is_empty() {
            let place = |n: u32| usize::try_from(n).map_err(|_| NO_TABLE);
            cells.note_formula(place(row)?, place(column)?);
        }
    }
    Ok(())
}

/// A value as somebody would type it.
fn said(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::DateTime(at) => {
            let (year, month, day, hour, minute, ..) = at.to_ymd_hms_milli();
            // Less than a day is how long something takes.
            match at.as_f64() < 1.0 {
                true => format!("{hour}:{minute:02}"),
                false => format!("{year:04}-{month:02}-{day:02}"),
            }
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}
