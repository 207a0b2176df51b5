//! Tables as text (RFC 4180): separated by semicolons, commas or tabs, in UTF-8, UTF-16 or Windows-1252. The `csv` crate
//! reads them; what they are written in and what separates their cells is found out here.

use csv::{ReaderBuilder, StringRecord};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::table::{Cells, NO_TABLE};
use crate::Refusal;

pub(super) fn read(bytes: &[u8], cells: &mut Cells) -> Result<(), Refusal> {
    // The last line ends too, so that each record ends with the line it stands on.
    let text = decoded(bytes) + "\n";
    if text.contains('\0') {
        return Err(NO_TABLE);
    }
    let mut reader = ReaderBuilder::new()
        .delimiter(separator(&text))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let (mut record, mut row) = (StringRecord::new(), 0_u64);
    loop {
        let begins = reader.position().line();
        if !reader.read_record(&mut record).map_err(|_| NO_TABLE)? {
            return Ok(());
        }
        // Spreadsheet programs count empty lines, which the reader passes over, and not the lines within a cell.
        let within: usize = record.iter().map(|cell| cell.matches('\n').count()).sum();
        row += (reader.position().line() - begins).saturating_sub(within as u64 + 1);
        let place = usize::try_from(row).map_err(|_| NO_TABLE)?;
        if place == 0 && record.get(0).is_some_and(|cell| cell.starts_with("sep=")) {
            row += 1;
            continue;
        }
        for (column, cell) in record.iter().enumerate() {
            cells.put(place, column, cell)?;
        }
        row += 1;
    }
}

/// By its mark, else UTF-8, else as Windows writes French.
fn decoded(bytes: &[u8]) -> String {
    let encoding = match Encoding::for_bom(bytes) {
        Some((marked, _)) => marked,
        None if std::str::from_utf8(bytes).is_ok() => UTF_8,
        None => WINDOWS_1252,
    };
    let text = encoding.decode(bytes).0;
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// What stands most often between the cells of the first line that has any.
fn separator(text: &str) -> u8 {
    let named = text.lines().find_map(|line| line.strip_prefix("sep=")?.chars().next());
    if let Some(named) = named.filter(|named| [';', ',', '\t'].contains(named)) {
        return named as u8;
    }
    let first = text.lines().find(|line| line.contains([';', ',', '\t'])).unwrap_or_default();
    let mut quoted = false;
    let bare: Vec<char> = first
        .chars()
        .filter(|sign| {
            quoted ^= *sign == '"';
            !quoted
        })
        .collect();
    let count = |wanted: char| bare.iter().filter(|sign| **sign == wanted).count();
    [b',', b'\t', b';'].into_iter().max_by_key(|sign| count(char::from(*sign))).unwrap_or(b';')
}

#[cfg(test)]
mod tests {
    use super::super::read_table;

    fn rows(bytes: &[u8]) -> Vec<String> {
        let table = read_table(bytes).unwrap();
        std::iter::once(table.header)
            .chain(table.rows.into_iter().map(|row| row.cells))
            .map(|cells| cells.join("|"))
            .collect()
    }

    #[test]
    fn separators_quotes_and_alphabets_are_understood() {
        let expected = ["titre|résumé", "Été, « ici »|une \"ligne\"\net une autre", "b|c;d"];
        let semicolons =
            "titre;résumé\r\nÉté, « ici »;\"une \"\"ligne\"\"\r\net une autre\"\r\nb;\"c;d\"";
        let commas = "titre,résumé\n\"Été, « ici »\",\"une \"\"ligne\"\"\net une autre\"\nb,c;d\n";
        let tabs = "titre\trésumé\nÉté, « ici »\t\"une \"\"ligne\"\"\net une autre\"\nb\tc;d\n";
        for text in [semicolons, commas, tabs] {
            assert_eq!(rows(text.as_bytes()), expected);
            let windows = encoding_rs::WINDOWS_1252.encode(text).0;
            assert_eq!(rows(&windows), expected);
            let marked = format!("\u{feff}{text}");
            assert_eq!(rows(marked.as_bytes()), expected);
            let wide: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert_eq!(rows(&wide), expected);
        }
    }

    #[test]
    fn a_quote_that_is_not_closed_ends_with_the_file() {
        assert_eq!(rows(b"a;b\n\"c;d\n"), ["a|b", "c;d"]);
        assert_eq!(rows("a;b\nl\"été\";d\n".as_bytes()), ["a|b", "l\"été\"|d"]);
    }

    #[test]
    fn rows_have_the_numbers_that_a_spreadsheet_program_shows() {
        let numbers = |text: &str| -> Vec<usize> {
            read_table(text.as_bytes()).unwrap().rows.iter().map(|row| row.number).collect()
        };
        assert_eq!(numbers("a;b\nc;d\n\n\ne;f"), [2, 5]);
        assert_eq!(numbers("sep=;\na;b,\nc;d"), [3]);
        assert_eq!(numbers("a;b\n\"c\nc\nc\";d\ne;f\n"), [2, 3]);
        assert_eq!(numbers("\na;b\r\n\r\n\"c\r\n\r\nc\";d\r\n\r\ne;f"), [4, 6]);
    }
}
