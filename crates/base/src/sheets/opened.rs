//! What we write is opened by readers that are not ours.

use std::io::Cursor;

use calamine::{Data, Ods, Reader};
use chrono::NaiveDate;

use super::{Cell, Csv, MARK, Sheet, csv, ods};

/// The most that a spreadsheet takes in one cell.
const LONGEST: usize = 32_767;

/// Two hundred columns, the last of which are whatever is difficult.
fn wide() -> Sheet {
    let day = NaiveDate::from_ymd_opt(2026, 3, 24).unwrap();
    let mut row: Vec<Cell> = (0..195).map(Cell::count).collect();
    row.extend([
        Cell::text("a;\"b\"\nc, é"),
        Cell::text("é".repeat(LONGEST)),
        Cell::Number("-3.5".into()),
        Cell::Day(day),
        Cell::Empty,
    ]);
    Sheet {
        name: "Candidatures".into(),
        head: (0..200).map(|n| format!("colonne {n}")).collect(),
        rows: vec![row],
    }
}

#[test]
fn t53_an_opendocument_file_of_200_columns_opens_in_a_foreign_reader() {
    let mut book: Ods<_> = Ods::new(Cursor::new(ods(&[wide()]).unwrap())).unwrap();
    let sheet = book.worksheet_range("Candidatures").unwrap();
    let at = |row: u32, column: u32| sheet.get_value((row, column)).cloned();

    assert_eq!(at(0, 199), Some(Data::String("colonne 199".into())));
    assert_eq!([at(1, 0), at(1, 194)], [0.0, 194.0].map(|n| Some(Data::Float(n))));
    assert_eq!(at(1, 195), Some(Data::String("a;\"b\"\nc, é".into())));
    assert_eq!(at(1, 196), Some(Data::String("é".repeat(LONGEST))));
    assert_eq!(at(1, 197), Some(Data::Float(-3.5)));
    assert!(at(1, 198).is_some_and(|day| day.to_string().starts_with("2026-03-24")));
    let formulas = book.worksheet_formula("Candidatures").unwrap();
    assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()));
}

#[test]
fn t53_a_csv_of_200_columns_opens_in_a_foreign_reader() {
    for (form, separator) in [(Csv::Semicolon, b';'), (Csv::Comma, b',')] {
        let text = csv(&wide(), form);
        assert_eq!(text.starts_with(MARK), form == Csv::Semicolon);
        let mut reader = ::csv::ReaderBuilder::new()
            .delimiter(separator)
            .from_reader(text.trim_start_matches(MARK).as_bytes());
        assert_eq!(reader.headers().unwrap().len(), 200);
        let rows: Vec<::csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!((rows.len(), rows[0].len()), (1, 200));
        assert_eq!(&rows[0][195], "a;\"b\"\nc, é");
        assert_eq!(rows[0][196].chars().count(), LONGEST);
        assert_eq!(&rows[0][197], if form == Csv::Semicolon { "-3,5" } else { "-3.5" });
        assert_eq!(&rows[0][198], "2026-03-24");
    }
}
