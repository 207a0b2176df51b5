//! Figures of spaces out of a table: each row a space and a month, and what is wrong with which cell.

use chrono::{Datelike, NaiveDate};

use crate::Refusal;
use crate::imports::Table;
use crate::spaces::{Held, Space, SpaceId};
use crate::text::fold;

pub const NO_COLUMNS: Refusal = Refusal::new("spaces-import-columns");
const UNKNOWN_SPACE: Refusal = Refusal::new("spaces-import-space");
const BAD_MONTH: Refusal = Refusal::new("spaces-import-month");
const FUTURE: Refusal = Refusal::new("spaces-import-future");
const BAD_NUMBER: Refusal = Refusal::new("spaces-import-number");
const BAD_DAY: Refusal = Refusal::new("spaces-import-day");
const TWICE: Refusal = Refusal::new("spaces-import-twice");

/// More than that is a slip.
const MOST: i64 = 1_000_000_000;

/// The columns: what they are called in a template, and what else they may be called.
pub const COLUMNS: [(Column, &str, &[&str]); 6] = [
    (Column::Space, "space", &["espace", "alias", "nom"]),
    (Column::Month, "month", &["mois"]),
    (Column::Datasets, "datasets", &["jeux de donnees", "jeux", "data sets"]),
    (Column::Files, "files", &["fichiers"]),
    (Column::Downloads, "downloads", &["telechargements"]),
    (Column::LastDeposit, "last_deposit", &["dernier depot"]),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Space,
    Month,
    Datasets,
    Files,
    Downloads,
    LastDeposit,
}

/// What is wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Its column, from 0.
    pub column: usize,
    pub heading: String,
    pub typed: String,
    pub refusal: Refusal,
}

/// A month of a space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub space: SpaceId,
    pub held: Held,
}

/// A row as it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// As a spreadsheet program numbers it.
    pub number: usize,
    pub space: String,
    pub told: Result<Told, Vec<Fault>>,
}

/// Reads every row; a table in which a column is missing says nothing.
pub fn read(table: &Table, known: &[Space], today: NaiveDate) -> Result<Vec<Read>, Refusal> {
    let named = |heading: &String| {
        let folded = fold(&heading.replace('_', " "));
        let fits = |(_, name, others): &&(Column, &str, &[&str])| {
            fold(&name.replace('_', " ")) == folded || others.contains(&folded.as_str())
        };
        COLUMNS.iter().find(fits).map(|(column, ..)| *column)
    };
    let heads: Vec<Option<Column>> = table.header.iter().map(named).collect();
    let place = |wanted: Column| heads.iter().position(|head| *head == Some(wanted));
    let (Some(space), Some(month), Some(datasets), Some(files), Some(downloads)) = (
        place(Column::Space),
        place(Column::Month),
        place(Column::Datasets),
        place(Column::Files),
        place(Column::Downloads),
    ) else {
        return Err(NO_COLUMNS);
    };
    let places = Places {
        space,
        month,
        counts: [datasets, files, downloads],
        last: place(Column::LastDeposit),
    };
    let mut rows: Vec<Read> = Vec::new();
    for row in &table.rows {
        let mut one = places.read(table, row, (known, today));
        let again = rows.iter().any(|other| same(other, &one));
        if again && let Ok(told) = &one.told {
            let typed = told.held.month.format("%Y-%m").to_string();
            let heading = table.header[places.month].clone();
            let fault = Fault { column: places.month, heading, typed, refusal: TWICE };
            one.told = Err(vec![fault]);
        }
        rows.push(one);
    }
    Ok(rows)
}

fn same(one: &Read, other: &Read) -> bool {
    match (&one.told, &other.told) {
        (Ok(one), Ok(other)) => one.space == other.space && one.held.month == other.held.month,
        _ => false,
    }
}

struct Places {
    space: usize,
    month: usize,
    counts: [usize; 3],
    last: Option<usize>,
}

impl Places {
    fn read(
        &self,
        table: &Table,
        row: &crate::imports::Row,
        (known, today): (&[Space], NaiveDate),
    ) -> Read {
        let cell = |place: usize| row.cells.get(place).map_or("", |text| text.trim());
        let mut faults = Vec::new();
        let mut fault = |column: usize, refusal: Refusal| {
            let typed = cell(column).chars().take(80).collect();
            let heading = table.header.get(column).cloned().unwrap_or_default();
            faults.push(Fault { column, heading, typed, refusal });
        };
        let space = find(known, cell(self.space));
        if space.is_none() {
            fault(self.space, UNKNOWN_SPACE);
        }
        let month = month(cell(self.month));
        match month {
            None => fault(self.month, BAD_MONTH),
            Some(month) if month > today => fault(self.month, FUTURE),
            Some(_) => {}
        }
        let mut counts = [0; 3];
        for (count, place) in counts.iter_mut().zip(self.counts) {
            match number(cell(place)) {
                Some(read) => *count = read,
                None => fault(place, BAD_NUMBER),
            }
        }
        let typed = self.last.map(cell).unwrap_or_default();
        let last_deposit_on = day(typed);
        if let (Some(place), false, None) = (self.last, typed.is_empty(), last_deposit_on) {
            fault(place, BAD_DAY);
        }
        let [datasets, files, downloads] = counts;
        let told = match (space, month, faults.is_empty()) {
            (Some(space), Some(month), true) => Ok(Told {
                space: space.id.clone(),
                held: Held { month, datasets, files, downloads, last_deposit_on },
            }),
            _ => Err(faults),
        };
        Read { number: row.number, space: cell(self.space).chars().take(80).collect(), told }
    }
}

/// A space that was opened, by its name in the repository, its address here, or its name.
fn find<'a>(known: &'a [Space], typed: &str) -> Option<&'a Space> {
    let open = || known.iter().filter(|space| space.state.was_opened());
    let wanted = fold(typed);
    open()
        .find(|space| space.alias.as_deref() == Some(typed) || space.slug == typed)
        .or_else(|| open().find(|space| !wanted.is_empty() && fold(&space.name) == wanted))
}

/// A month as programs (`2026-03`) and people (`03/2026`) write it, or a day of it: its first day.
pub fn month(typed: &str) -> Option<NaiveDate> {
    let parts: Vec<&str> = typed.split(['-', '/']).collect();
    let (year, month) = match parts.as_slice() {
        [a, b] if a.len() == 4 => (*a, *b),
        [a, b] if b.len() == 4 => (*b, *a),
        [_, _, _] => return day(typed)?.with_day(1),
        _ => return None,
    };
    let year = year.parse().ok().filter(|year| (2000..=2200).contains(year))?;
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, 1)
}

fn day(typed: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(typed, "%Y-%m-%d")
        .or_else(|_| NaiveDate::parse_from_str(typed, "%d/%m/%Y"))
        .ok()
        .filter(|day| (2000..=2200).contains(&day.year()))
}

/// A whole number, with spaces between its thousands as people write it.
pub fn number(typed: &str) -> Option<i64> {
    let plain: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let digits = !plain.is_empty() && plain.chars().all(|c| c.is_ascii_digit());
    plain.parse().ok().filter(|number| digits && *number <= MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_and_numbers_are_read_as_people_write_them() {
        let march = NaiveDate::from_ymd_opt(2026, 3, 1);
        for typed in ["2026-03", "03/2026", "3/2026", "2026-03-31", "31/03/2026"] {
            assert_eq!(month(typed), march, "{typed}");
        }
        for typed in ["", "mars", "2026", "13/2026", "2026-00", "1999-12", "32/03/2026"] {
            assert_eq!(month(typed), None, "{typed}");
        }
        assert_eq!(number("80\u{202f}123"), Some(80_123));
        for typed in ["", "-1", "1,5", "1e3", "douze", "99999999999"] {
            assert_eq!(number(typed), None, "{typed}");
        }
    }
}
