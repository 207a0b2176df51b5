//! Tables as files, for every capability: CSV, OpenDocument and JSON. Numbers and days stay what they are, and no text
//! becomes a formula.

#[cfg(test)]
mod opened;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{Cursor, Write};

use anyhow::Context;
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::Result;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    Text(String),
    /// With a point and no more than digits and a sign, as programs write it.
    Number(String),
    Day(NaiveDate),
    Empty,
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
    pub fn count(n: impl std::fmt::Display) -> Self {
        Self::Number(n.to_string())
    }
}

#[derive(Debug, Clone, Default)]
pub struct Sheet {
    pub name: String,
    pub head: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

/// A column, or a table, that can be chosen.
#[derive(Debug, Clone, Serialize)]
pub struct ColumnView {
    pub key: String,
    pub label: String,
}

impl ColumnView {
    /// One that is chosen by what stands above it.
    pub fn named(label: String) -> Self {
        Self { key: label.clone(), label }
    }
}

/// The columns that somebody wants in a file; all of them where none was named.
#[derive(Debug, Clone, Default)]
pub struct Wanted(BTreeSet<String>);

impl Wanted {
    pub fn of(named: &[String]) -> Self {
        Self(named.iter().cloned().collect())
    }

    pub fn has(&self, column: &str) -> bool {
        self.0.is_empty() || self.0.contains(column)
    }

    /// What was named, to be noted; nothing where everything is wanted.
    pub fn named(&self) -> Vec<&str> {
        self.0.iter().map(String::as_str).collect()
    }

    /// A table with those alone. Its first column says what a row is of, and stays.
    pub fn of_sheet(&self, sheet: Sheet) -> Sheet {
        let stays: Vec<bool> =
            sheet.head.iter().enumerate().map(|(at, name)| at == 0 || self.has(name)).collect();
        let rows = sheet.rows.into_iter().map(|row| only(row, &stays));
        Sheet { rows: rows.collect(), head: only(sheet.head, &stays), name: sheet.name }
    }
}

fn only<T>(cells: Vec<T>, stays: &[bool]) -> Vec<T> {
    cells.into_iter().zip(stays).filter(|(_, stays)| **stays).map(|(cell, _)| cell).collect()
}

/// For whom a CSV is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Csv {
    /// For a French spreadsheet: semicolons, decimal commas, and the mark by which it knows UTF-8.
    Semicolon,
    /// For programs.
    Comma,
}

impl Csv {
    /// As it stands in an address; commas when nothing else is asked for.
    pub fn read(separator: &str) -> Self {
        if separator == "semicolon" { Self::Semicolon } else { Self::Comma }
    }
}

/// The mark by which a spreadsheet knows UTF-8.
pub const MARK: char = '\u{feff}';

pub fn csv(sheet: &Sheet, form: Csv) -> String {
    let (mut out, between) = match form {
        Csv::Semicolon => (String::from(MARK), ";"),
        Csv::Comma => (String::new(), ","),
    };
    let cell = |cell: &Cell| match cell {
        Cell::Text(text) => quoted(text),
        Cell::Number(number) if form == Csv::Semicolon => number.replace('.', ","),
        Cell::Number(number) => number.clone(),
        Cell::Day(day) => day.format("%Y-%m-%d").to_string(),
        Cell::Empty => String::new(),
    };
    let head = sheet.head.iter().map(|text| quoted(text)).collect::<Vec<_>>();
    let rows = sheet.rows.iter().map(|row| row.iter().map(cell).collect());
    for line in std::iter::once(head).chain(rows) {
        out.push_str(&line.join(between));
        out.push_str("\r\n");
    }
    out
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", guarded(text).replace('"', "\"\""))
}

/// A text that a spreadsheet would take for a formula is kept a text by an apostrophe before it.
pub fn guarded(text: &str) -> String {
    let starts = ['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];
    let runs = text.trim_start().starts_with(starts) || text.starts_with(['\t', '\r']);
    format!("{}{text}", if runs { "'" } else { "" })
}

/// A list of objects, one for each row, that name the columns in their order. Nothing here runs formulas, so a text stays as
/// it is.
pub fn json(sheet: &Sheet) -> String {
    let names = distinct(&sheet.head);
    let said = |cell: &Cell| match cell {
        Cell::Text(text) => Value::from(text.as_str()),
        Cell::Number(number) => {
            serde_json::from_str(number).unwrap_or_else(|_| Value::from(number.as_str()))
        }
        Cell::Day(day) => Value::from(day.format("%Y-%m-%d").to_string()),
        Cell::Empty => Value::Null,
    };
    let row = |row: &Vec<Cell>| {
        let pairs = names.iter().zip(row).map(|(name, cell)| format!("{name}:{}", said(cell)));
        format!("{{{}}}", pairs.collect::<Vec<_>>().join(","))
    };
    format!("[{}]\n", sheet.rows.iter().map(row).collect::<Vec<_>>().join(",\n"))
}

/// Names as JSON writes them; one that stands twice is numbered.
fn distinct(head: &[String]) -> Vec<String> {
    let numbered = |(place, name): (usize, &String)| match head
        .iter()
        .take(place)
        .filter(|before| *before == name)
        .count()
    {
        0 => Value::from(name.as_str()).to_string(),
        before => Value::from(format!("{name} ({})", before + 1)).to_string(),
    };
    head.iter().enumerate().map(numbered).collect()
}

/// Several tables, each a CSV of its own, in one file.
pub fn csv_zip(sheets: &[Sheet], form: Csv) -> Result<Vec<u8>> {
    let files = sheets.iter().map(|sheet| {
        (format!("{}.csv", crate::text::slug(&sheet.name)), csv(sheet, form).into_bytes())
    });
    packed(files, CompressionMethod::Deflated)
}

/// Files of any kind in one.
pub fn pack(files: impl Iterator<Item = (String, Vec<u8>)>) -> Result<Vec<u8>> {
    packed(files, CompressionMethod::Deflated)
}

pub const OPEN_DOCUMENT: &str = "application/vnd.oasis.opendocument.spreadsheet";
const MANIFEST: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>
"#;

/// Several tables as the sheets of one OpenDocument file.
pub fn ods(sheets: &[Sheet]) -> Result<Vec<u8>> {
    let parts = [
        // The first one, as it is: what tells programs which kind of file it is.
        ("mimetype".to_owned(), OPEN_DOCUMENT.as_bytes().to_vec()),
        ("content.xml".to_owned(), content(sheets).into_bytes()),
        ("META-INF/manifest.xml".to_owned(), MANIFEST.as_bytes().to_vec()),
    ];
    packed(parts.into_iter(), CompressionMethod::Stored)
}

fn packed(
    files: impl Iterator<Item = (String, Vec<u8>)>,
    method: CompressionMethod,
) -> Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in files {
        zip.start_file(name, options).context("writing a spreadsheet")?;
        zip.write_all(&bytes).context("writing a spreadsheet")?;
    }
    Ok(zip.finish().context("writing a spreadsheet")?.into_inner())
}

fn content(sheets: &[Sheet]) -> String {
    let mut out = String::from(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:spreadsheet>"#,
    );
    for sheet in sheets {
        let _ = write!(out, r#"<table:table table:name="{}">"#, escaped(&sheet_name(&sheet.name)));
        row(&mut out, sheet.head.iter().map(|text| text_cell(text)));
        for line in &sheet.rows {
            row(&mut out, line.iter().map(cell));
        }
        out.push_str("</table:table>");
    }
    out.push_str("</office:spreadsheet></office:body></office:document-content>\n");
    out
}

/// Spreadsheets take no more than 31 letters, and not all of them.
fn sheet_name(name: &str) -> String {
    let allowed = |c: &char| !"[]*?:/\\".contains(*c) && !c.is_control();
    let name: String = name.chars().filter(allowed).take(31).collect();
    name.trim_start_matches(['=', '+', '-', '@', '\'', ' ']).to_owned()
}

fn row(out: &mut String, cells: impl Iterator<Item = String>) {
    out.push_str("<table:table-row>");
    cells.for_each(|cell| out.push_str(&cell));
    out.push_str("</table:table-row>");
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text_cell(text),
        Cell::Number(number) => format!(
            r#"<table:table-cell office:value-type="float" office:value="{number}"><text:p>{number}</text:p></table:table-cell>"#
        ),
        Cell::Day(day) => format!(
            r#"<table:table-cell office:value-type="date" office:date-value="{day}"><text:p>{day}</text:p></table:table-cell>"#
        ),
        Cell::Empty => "<table:table-cell/>".to_owned(),
    }
}

/// A typed text is never run, whatever it begins with. Each line is a paragraph.
fn text_cell(text: &str) -> String {
    let lines: String =
        text.lines().map(|line| format!("<text:p>{}</text:p>", escaped(line))).collect();
    format!(r#"<table:table-cell office:value-type="string">{lines}</table:table-cell>"#)
}

/// For XML; what it cannot hold is left out.
fn escaped(text: &str) -> String {
    let held = text.chars().filter(|c| !c.is_control() || *c == '\t');
    held.fold(String::new(), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        let row = |text: &str| {
            vec![Cell::text(text), Cell::Number("-5".into()), Cell::Number("3.5".into())]
        };
        let texts =
            ["=1+1", "+33 5 61", "-cmd", "@inrae", "\t=1", "  =x", "\u{ff1d}1", "a;\"b\"\nc"];
        Sheet {
            name: "Candidatures: 1".into(),
            head: vec!["=titre".into(), "n".into(), "etp".into()],
            rows: texts.map(row).into(),
        }
    }

    #[test]
    fn t52_texts_are_no_formulas_and_numbers_are_not_touched() {
        let csv = csv(&sheet(), Csv::Semicolon);
        let lines: Vec<&str> = csv.trim_start_matches('\u{feff}').split("\r\n").collect();
        assert_eq!(lines[0], "\"'=titre\";\"n\";\"etp\"");
        assert_eq!(lines[1], "\"'=1+1\";-5;3,5");
        for (line, begins) in [
            (2, "\"'+33 5 61\""),
            (3, "\"'-cmd\""),
            (4, "\"'@inrae\""),
            (5, "\"'\t=1\""),
            (6, "\"'  =x\""),
            (7, "\"'\u{ff1d}1\""),
            (8, "\"a;\"\"b\"\"\nc\""),
        ] {
            assert!(lines[line].starts_with(begins), "{:?}", lines[line]);
        }
        assert!(super::csv(&sheet(), Csv::Comma).contains("\"'=1+1\",-5,3.5\r\n"));
    }

    #[test]
    fn t54_an_opendocument_file_has_types_and_no_formula() {
        let content = content(&[sheet()]);
        assert!(!content.contains("formula"));
        assert!(content.contains(r#"table:name="Candidatures 1""#));
        assert!(content.contains(r#"office:value-type="float" office:value="-5""#));
        assert!(content.contains("<text:p>=1+1</text:p>"), "a text stays as it was written");
        assert!(ods(&[sheet()]).unwrap().starts_with(b"PK"));
    }

    #[test]
    fn t52_heads_and_names_of_files_are_no_formulas_either() {
        let named = Sheet {
            name: "=cmd|' /C calc'!A0".into(),
            head: vec!["=1+1".into()],
            rows: Vec::new(),
        };
        assert!(csv(&named, Csv::Comma).starts_with("\"'=1+1\""));
        let bytes = csv_zip(&[named], Csv::Semicolon).unwrap();
        let archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
        let names: Vec<_> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
        assert!(names.iter().all(|name| name.len() > 4 && name.chars().all(plain)), "{names:?}");
    }

    #[test]
    fn only_wanted_columns_are_left_and_what_a_row_is_of() {
        let sheet = Sheet {
            name: "Candidatures".into(),
            head: ["reference", "title", "etp"].map(str::to_owned).into(),
            rows: vec![vec![Cell::text("A-1"), Cell::text("Titre"), Cell::count(2)]],
        };
        let some = Wanted::of(&["etp".to_owned()]).of_sheet(sheet.clone());
        assert_eq!(some.head, ["reference", "etp"]);
        assert_eq!(some.rows, [[Cell::text("A-1"), Cell::count(2)]]);
        assert_eq!(Wanted::default().of_sheet(sheet).head.len(), 3);
    }

    #[test]
    fn json_names_each_column_once_and_keeps_what_was_typed() {
        let sheet = Sheet {
            name: "Inscrits".into(),
            head: vec!["nom".into(), "régime".into(), "régime".into(), "le".into()],
            rows: vec![vec![
                Cell::text("=1+1 \"x\""),
                Cell::Number("3.5".into()),
                Cell::Empty,
                Cell::Day(NaiveDate::from_ymd_opt(2026, 3, 24).unwrap()),
            ]],
        };
        let made = json(&sheet);
        assert_eq!(
            made,
            "[{\"nom\":\"=1+1 \\\"x\\\"\",\"régime\":3.5,\"régime (2)\":null,\"le\":\"2026-03-24\"}]\n"
        );
        assert!(serde_json::from_str::<Value>(&made).is_ok());
        assert_eq!(json(&Sheet::default()), "[]\n");
    }
}
