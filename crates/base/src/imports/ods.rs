//! The first sheet of an OpenDocument spreadsheet. A few signs can say that a cell stands there a billion times, so cells
//! are counted here before any is kept.

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::table::{Cells, MOST_COLUMNS, MOST_ROWS, NO_TABLE};
use crate::Refusal;

const XML: XmlVersion = XmlVersion::Explicit1_0;

/// A cell that is being read.
struct Cell {
    text: String,
    /// Its value, when what is shown of it depends on the language of the program.
    value: Option<String>,
    times: usize,
    lines: usize,
    is_formula: bool,
}

pub(super) fn read(content: &str, cells: &mut Cells) -> Result<(), Refusal> {
    let mut reader = Reader::from_str(content);
    let (mut row, mut rows, mut column) = (0_usize, 1_usize, 0_usize);
    let mut cell: Option<Cell> = None;
    loop {
        match reader.read_event().map_err(|_| NO_TABLE)? {
            Event::Start(start) => match start.name().as_ref() {
                "table:table-row" => {
                    (rows, column) = (times(&start, "table:number-rows-repeated"), 0)
                }
                "table:table-cell" | "table:covered-table-cell" => cell = Some(begun(&start)),
                // What is said of a cell is not in it.
                "office:annotation" => {
                    reader.read_to_end(start.name()).map_err(|_| NO_TABLE)?;
                }
                name => in_cell(name, cell.as_mut()),
            },
            Event::Empty(start) => match start.name().as_ref() {
                "table:table-row" => row += times(&start, "table:number-rows-repeated"),
                "table:table-cell" | "table:covered-table-cell" => {
                    column = put(cells, (row, rows), column, begun(&start))?;
                }
                name => in_cell(name, cell.as_mut()),
            },
            Event::Text(text) => {
                if let Some(cell) = cell.as_mut().filter(|cell| cell.lines > 0) {
                    cell.text.push_str(&text.xml_content(XML));
                }
            }
            Event::GeneralRef(name) => {
                let sign = name.resolve_char_ref().map_err(|_| NO_TABLE)?;
                if let Some(cell) = cell.as_mut() {
                    match sign {
                        Some(sign) => cell.text.push(sign),
                        None => cell
                            .text
                            .push_str(resolve_xml_entity(&name.xml_content(XML)).ok_or(NO_TABLE)?),
                    }
                }
            }
            Event::End(end) => match end.name().as_ref() {
                "table:table-cell" | "table:covered-table-cell" => {
                    let done = cell.take().ok_or(NO_TABLE)?;
                    column = put(cells, (row, rows), column, done)?;
                }
                "table:table-row" => row = row.saturating_add(rows),
                "table:table" => return Ok(()),
                _ => {}
            },
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// How often a row or a cell stands there.
fn times(start: &BytesStart<'_>, name: &str) -> usize {
    attribute(start, name).and_then(|times| times.parse().ok()).unwrap_or(1)
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start.attributes().flatten().find(|one| one.key.as_ref() == name)?;
    found.normalized_value(XML).ok().map(std::borrow::Cow::into_owned)
}

fn begun(start: &BytesStart<'_>) -> Cell {
    let kind = attribute(start, "office:value-type").unwrap_or_default();
    let value = match kind.as_str() {
        "float" => attribute(start, "office:value"),
        "date" => attribute(start, "office:date-value"),
        // PT01H30M00S
        "time" => attribute(start, "office:time-value").map(|time| {
            let time = time.trim_start_matches("PT").replace('H', ":");
            time.split('M').next().unwrap_or_default().to_owned()
        }),
        _ => None,
    };
    let times = times(start, "table:number-columns-repeated");
    let is_formula = attribute(start, "table:formula").is_some();
    Cell { text: String::new(), value, times, lines: 0, is_formula }
}

/// A paragraph, or a space that XML would not keep.
fn in_cell(name: &str, cell: Option<&mut Cell>) {
    let Some(cell) = cell else { return };
    match name {
        "text:p" => {
            if cell.lines > 0 {
                cell.text.push('\n');
            }
            cell.lines += 1;
        }
        "text:line-break" => cell.text.push('\n'),
        "text:s" | "text:tab" => cell.text.push(' '),
        _ => {}
    }
}

/// Puts a cell wherever it stands; answers the next column.
fn put(
    cells: &mut Cells,
    (row, rows): (usize, usize),
    column: usize,
    cell: Cell,
) -> Result<usize, Refusal> {
    let text = cell.value.unwrap_or(cell.text);
    let next = column.saturating_add(cell.times);
    if cell.is_formula || !text.trim().is_empty() {
        for row in row..row.saturating_add(rows.min(MOST_ROWS + 100)) {
            for column in column..next.min(MOST_COLUMNS) {
                cells.put(row, column, &text)?;
                if cell.is_formula {
                    cells.note_formula(row, column);
                }
            }
        }
    }
    Ok(next)
}
