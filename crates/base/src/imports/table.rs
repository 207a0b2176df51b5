//! A table of texts, out of whatever file a spreadsheet program writes. Every reader counts what it takes before it takes
//! it, so that no file makes more of itself than is allowed.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use serde::{Deserialize, Serialize};
use zip::ZipArchive;

use super::{csv, ods, xlsx};
use crate::Refusal;

pub const NO_TABLE: Refusal = Refusal::new("imports-no-table");
pub const TOO_LARGE: Refusal = Refusal::new("imports-too-large");
pub const BOMB: Refusal = Refusal::new("imports-bomb");
pub const LOCKED: Refusal = Refusal::new("imports-locked");
pub const OLD_FORMAT: Refusal = Refusal::new("imports-old-format");

/// The largest file, in bytes.
pub const MOST_BYTES: usize = 1024 * 1024;
/// Rows below the heading, and columns that are looked at.
pub const MOST_ROWS: usize = 500;
pub const MOST_COLUMNS: usize = 60;
/// All texts together, in bytes: the page sends them back to be kept, and a form holds no more.
const MOST_TEXT: usize = 360 * 1024;
/// What a packed file may hold, unpacked.
const MOST_UNPACKED: u64 = 16 * 1024 * 1024;
const MOST_ENTRIES: usize = 500;

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Table {
    pub header: Vec<String>,
    pub rows: Vec<Row>,
    /// Whether it was a sheet, whose columns have letters; else records, whose fields have names.
    pub is_sheet: bool,
    /// The cells that hold a formula, by the number of their row and their column from 0: what it last made is their text.
    #[serde(default)]
    pub formulas: BTreeSet<(usize, usize)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Row {
    /// As the program that wrote it numbers it, from 1.
    pub number: usize,
    pub cells: Vec<String>,
}

/// Cells by row and column, from 0, within the limits.
#[derive(Debug, Default)]
pub(super) struct Cells {
    rows: BTreeMap<usize, BTreeMap<usize, String>>,
    formulas: BTreeSet<(usize, usize)>,
    bytes: usize,
}

impl Cells {
    /// Takes a cell in; what is empty or beyond the last column is no matter.
    pub fn put(&mut self, row: usize, column: usize, text: &str) -> Result<(), Refusal> {
        let text = cleaned(text);
        if text.is_empty() || column >= MOST_COLUMNS {
            return Ok(());
        }
        self.bytes += text.len();
        self.rows.entry(row).or_default().insert(column, text);
        // One more for the heading, and some for remarks above or below it.
        let full = self.bytes > MOST_TEXT || self.rows.len() > MOST_ROWS + 20;
        if full { Err(TOO_LARGE) } else { Ok(()) }
    }

    /// Notes that a cell is reckoned by a formula.
    pub fn note_formula(&mut self, row: usize, column: usize) {
        if column < MOST_COLUMNS && self.formulas.len() < MOST_ROWS * MOST_COLUMNS {
            self.formulas.insert((row + 1, column));
        }
    }

    /// The first row as a heading, the others below it; one that begins with `#` is a remark.
    fn table(self) -> Result<Table, Refusal> {
        let is_remark = |row: &BTreeMap<usize, String>| {
            row.first_key_value().is_some_and(|(_, text)| text.starts_with('#'))
        };
        let mut rows = self.rows.into_iter().filter(|(_, row)| !is_remark(row)).map(|(n, row)| {
            let width = row.last_key_value().map_or(0, |(last, _)| last + 1);
            let cells = (0..width).map(|at| row.get(&at).cloned().unwrap_or_default()).collect();
            Row { number: n + 1, cells }
        });
        let header = rows.next().ok_or(NO_TABLE)?.cells;
        let rows: Vec<_> = rows.collect();
        match rows.len() {
            0 => Err(NO_TABLE),
            n if n > MOST_ROWS => Err(TOO_LARGE),
            _ => Ok(Table { header, rows, is_sheet: true, formulas: self.formulas }),
        }
    }
}

/// A text without what nobody sees, and without the sign by which a table of ours keeps a formula a text.
fn cleaned(text: &str) -> String {
    let plain: String = text
        .replace("\r\n", "\n")
        .chars()
        .map(|c| if c.is_control() && c != '\n' { ' ' } else { c })
        .collect();
    let plain = plain.trim();
    match plain.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest.to_owned(),
        _ => plain.to_owned(),
    }
}

/// A column's letters: A, …, Z, AA, …
pub fn letters(column: usize) -> String {
    let (mut rest, mut name) = (column + 1, Vec::new());
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or_default();
        name.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    name.iter().rev().collect()
}

/// The table in a file: CSV, XLSX or ODS, by what is in it and not by its name.
pub fn read_table(bytes: &[u8]) -> Result<Table, Refusal> {
    if bytes.len() > MOST_BYTES {
        return Err(TOO_LARGE);
    }
    let mut cells = Cells::default();
    match bytes {
        [b'P', b'K', 3, 4, ..] => match unpacked(bytes)? {
            Packed::Ods(content) => ods::read(&content, &mut cells)?,
            Packed::Xlsx => xlsx::read(bytes, &mut cells)?,
        },
        [0xd0, 0xcf, 0x11, 0xe0, ..] => return Err(OLD_FORMAT),
        _ => csv::read(bytes, &mut cells)?,
    }
    cells.table()
}

enum Packed {
    /// What the sheet says.
    Ods(String),
    Xlsx,
}

/// What a packed file is. What is declared of its parts may lie, so all is unpacked once, as far as is allowed.
fn unpacked(bytes: &[u8]) -> Result<Packed, Refusal> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| NO_TABLE)?;
    if zip.len() > MOST_ENTRIES {
        return Err(BOMB);
    }
    let (mut left, mut found) = (MOST_UNPACKED, None);
    for place in 0..zip.len() {
        if zip.by_index_raw(place).map_err(|_| NO_TABLE)?.encrypted() {
            return Err(LOCKED);
        }
        let mut part = zip.by_index(place).map_err(|_| NO_TABLE)?;
        let name = part.name().map_err(|_| NO_TABLE)?.into_owned();
        let mut content = Vec::new();
        let mut rest = (&mut part).take(left + 1);
        let read = match name.as_str() {
            "content.xml" => rest.read_to_end(&mut content).map(|read| read as u64),
            _ => std::io::copy(&mut rest, &mut std::io::sink()),
        };
        let read = read.map_err(|_| NO_TABLE)?;
        left = left.checked_sub(read).ok_or(BOMB)?;
        match name.as_str() {
            "content.xml" => {
                found = Some(Packed::Ods(String::from_utf8(content).map_err(|_| NO_TABLE)?));
            }
            "xl/workbook.xml" => found = Some(Packed::Xlsx),
            _ => {}
        }
    }
    found.ok_or(NO_TABLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_spreadsheets_name_them() {
        assert_eq!(
            [0, 25, 26, 51, 52, 701, 702].map(letters),
            ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
        );
    }

    #[test]
    fn a_row_keeps_its_number_whatever_is_above_it() {
        let text = "# une remarque;x\ntitre;url\n\n;https://a.fr\n#;rien\nB;\n";

        let table = read_table(text.as_bytes()).unwrap();

        assert_eq!(table.header, ["titre", "url"]);
        let rows: Vec<_> = table.rows.iter().map(|row| (row.number, row.cells.join("|"))).collect();
        assert_eq!(rows, [(4, "|https://a.fr".to_owned()), (6, "B".to_owned())]);
    }

    #[test]
    fn what_is_no_table_or_too_large_is_refused() {
        for nothing in ["", "titre", "titre;url\n", "\n\n", "PK\u{3}\u{4}nothing", "a\0b\nc\0d"] {
            assert_eq!(read_table(nothing.as_bytes()), Err(NO_TABLE), "{nothing:?}");
        }
        let row = "x;y\n";
        assert!(read_table(row.repeat(MOST_ROWS + 1).as_bytes()).is_ok());
        assert_eq!(read_table(row.repeat(MOST_ROWS + 2).as_bytes()), Err(TOO_LARGE));
        assert_eq!(read_table(&vec![b'x'; MOST_BYTES + 1]), Err(TOO_LARGE));
        assert_eq!(read_table(format!("a\n{}", "é".repeat(MOST_TEXT)).as_bytes()), Err(TOO_LARGE));
        assert_eq!(read_table(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1]), Err(OLD_FORMAT));
    }

    #[test]
    fn a_formula_that_we_kept_a_text_is_the_text_again() {
        assert_eq!(cleaned("'=A1"), "=A1");
        assert_eq!(cleaned(" l’été\r\nb\u{7}c "), "l’été\nb c");
        assert_eq!(cleaned("'quoted'"), "'quoted'");
    }
}
