//! Which days are meant.

use chrono::{Datelike, Months, NaiveDate, NaiveDateTime};

use super::parts::{month, next};
use crate::clock::midnight;
use crate::figures::Period;
use crate::web::{FieldErrors, blank_as_none, day};

/// The days that were asked for; without them, the last twelve months, from the first day of one.
pub fn period(from: &str, to: &str, today: NaiveDate) -> Result<Period, FieldErrors> {
    let mut errors = FieldErrors::none();
    let mut read = |field, typed: &str, usual| match blank_as_none(typed) {
        None => usual,
        Some(typed) => day(&typed).unwrap_or_else(|| {
            errors.add(field, "figures-bad-date");
            usual
        }),
    };
    let to_day = read("to", to, today);
    let from_day = read("from", from, month(to_day) - Months::new(11));
    if from_day > to_day {
        errors.add("from", "figures-ends-before");
    }
    errors.into_result().map(|()| Period { from: from_day, to: to_day })
}

/// The days that the public sees: a whole calendar year, the one in which what was asked for ends, up to the end of the
/// last month. Years do not overlap, so that nobody can take one period from another and read what is masked in both; and
/// the present year grows by a month at a time, so that nobody sees single questions come in.
pub fn public_period(asked: Period, today: NaiveDate) -> Period {
    let as_of = last_published(today);
    public_year(asked.to.min(as_of).year(), as_of)
}

/// A year as it was published as of a day.
pub fn public_year(year: i32, as_of: NaiveDate) -> Period {
    let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(as_of);
    let last = NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(as_of);
    Period { from: first, to: last.min(as_of) }
}

/// The end of the last month.
pub fn last_published(today: NaiveDate) -> NaiveDate {
    month(today).pred_opt().unwrap_or(today)
}

impl Period {
    /// So many months with the present one, up to today.
    pub fn last_months(count: u32, today: NaiveDate) -> Self {
        Self { from: month(today) - Months::new(count.saturating_sub(1)), to: today }
    }
    /// The months that it touches, up to today.
    pub fn in_whole_months(&self, today: NaiveDate) -> Self {
        let end = next(month(self.to)).pred_opt().unwrap_or(self.to);
        Self { from: month(self.from), to: if self.to <= today { end.min(today) } else { end } }
    }
    pub fn year(&self) -> i32 {
        self.to.year()
    }
    /// The first instant, and the first one after.
    pub fn instants(&self) -> (NaiveDateTime, NaiveDateTime) {
        (midnight(self.from), midnight(self.to.succ_opt().unwrap_or(self.to)))
    }
}

/// The instant as of which figures are published.
pub fn published_at(today: NaiveDate) -> NaiveDateTime {
    midnight(month(today))
}
