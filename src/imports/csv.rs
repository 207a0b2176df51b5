//! Tables as text (RFC 4180): separated by semicolons, commas or tabs, in UTF-8, UTF-16 or Windows-1252.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::table::{Cells, NO_TABLE};
use crate::Refusal;

pub(super) fn read(bytes: &[u8], cells: &mut Cells) -> Result<(), Refusal> {
    let text = decoded(bytes);
    if text.contains('\0') {
        return Err(NO_TABLE);
    }
    let separator = separator(&text);
    let (mut row, mut column, mut cell) = (0, 0, String::new());
    let (mut quoted, mut was_quoted) = (false, false);
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' if quoted && signs.peek() == Some(&'"') => cell.extend(signs.next()),
            '"' if quoted => quoted = false,
            '"' if cell.trim().is_empty() && !was_quoted => {
                (quoted, was_quoted) = (true, true);
                cell.clear();
            }
            sign if quoted => cell.push(sign),
            sign if sign == separator => {
                cells.put(row, column, &cell)?;
                (column, was_quoted) = (column + 1, false);
                cell.clear();
            }
            '\n' => {
                cells.put(row, column, &cell)?;
                (row, column, was_quoted) = (row + 1, 0, false);
                cell.clear();
            }
            sign => cell.push(sign),
        }
    }
    cells.put(row, column, &cell)
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
fn separator(text: &str) -> char {
    let named = text.lines().find_map(|line| line.strip_prefix("sep=")?.chars().next());
    if let Some(named) = named.filter(|named| [';', ',', '\t'].contains(named)) {
        return named;
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
    [',', '\t', ';'].into_iter().max_by_key(|sign| count(*sign)).unwrap_or(';')
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
}
