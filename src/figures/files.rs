//! Tables as files: CSV and OpenDocument. Numbers stay numbers, and no text becomes a formula.

use std::fmt::Write as _;
use std::io::{Cursor, Write};

use actix_web::HttpResponse;
use actix_web::http::header;
use anyhow::Context;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::panel::{Cell, Panel};
use crate::{Error, Result};

/// A table in the form that its address asks for: `topics.csv`, `topics.ods`.
pub fn answer(panels: &[Panel], file: &str, named: &str) -> Result<HttpResponse> {
    let (id, form) = file.rsplit_once('.').ok_or(Error::NotFound)?;
    let panel = panels.iter().find(|panel| panel.id == id).ok_or(Error::NotFound)?;
    let (kind, body) = match form {
        "csv" => ("text/csv; charset=utf-8", csv(panel).into_bytes()),
        "ods" => ("application/vnd.oasis.opendocument.spreadsheet", ods(panel)?),
        _ => return Err(Error::NotFound),
    };
    let name = format!("attachment; filename=\"{id}-{named}.{form}\"");
    Ok(HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(body))
}

/// A cell that a spreadsheet would take for a formula is kept a text.
fn csv(panel: &Panel) -> String {
    let mut out = String::from('\u{feff}');
    let mut line = |cells: Vec<String>| {
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    };
    line(panel.head.iter().map(|cell| quoted(cell)).collect());
    for row in &panel.rows {
        let cells = row.cells.iter().map(|cell| match &cell.number {
            Some(number) => number.clone(),
            None => quoted(&cell.text),
        });
        line(std::iter::once(quoted(&row.label)).chain(cells).collect());
    }
    out
}

fn quoted(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    format!("\"{}{}\"", if risky { "'" } else { "" }, text.replace('"', "\"\""))
}

const MEDIA_TYPE: &str = "application/vnd.oasis.opendocument.spreadsheet";
const MANIFEST: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>
"#;

fn ods(panel: &Panel) -> Result<Vec<u8>> {
    let parts = [
        // The first one, as it is: what tells programs which kind of file it is.
        ("mimetype", MEDIA_TYPE.to_owned()),
        ("content.xml", content(panel)),
        ("META-INF/manifest.xml", MANIFEST.to_owned()),
    ];
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, text) in parts {
        file.start_file(name, options).context("writing a spreadsheet")?;
        file.write_all(text.as_bytes()).context("writing a spreadsheet")?;
    }
    Ok(file.finish().context("writing a spreadsheet")?.into_inner())
}

fn content(panel: &Panel) -> String {
    let mut out = String::from(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:spreadsheet>"#,
    );
    let _ = write!(out, r#"<table:table table:name="{}">"#, escaped(&panel.title));
    row(&mut out, panel.head.iter().map(|cell| text_cell(cell)));
    for line in &panel.rows {
        row(&mut out, std::iter::once(text_cell(&line.label)).chain(line.cells.iter().map(cell)));
    }
    out.push_str("</table:table></office:spreadsheet></office:body></office:document-content>\n");
    out
}

fn row(out: &mut String, cells: impl Iterator<Item = String>) {
    out.push_str("<table:table-row>");
    cells.for_each(|cell| out.push_str(&cell));
    out.push_str("</table:table-row>");
}

fn cell(cell: &Cell) -> String {
    match &cell.number {
        Some(number) => format!(
            r#"<table:table-cell office:value-type="float" office:value="{number}"><text:p>{}</text:p></table:table-cell>"#,
            escaped(&cell.text)
        ),
        None => text_cell(&cell.text),
    }
}

fn text_cell(text: &str) -> String {
    format!(
        r#"<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>"#,
        escaped(text)
    )
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars().filter(|letter| !letter.is_control()) {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            letter => out.push(letter),
        }
    }
    out
}
