//! Which days are meant.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Europe::Paris;

use crate::figures::Period;
use crate::web::{FieldErrors, blank_as_none, day};

/// The days that were asked for; without them, the last twelve months.
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
    let from_day = read("from", from, to_day - TimeDelta::days(364));
    if from_day > to_day {
        errors.add("from", "figures-ends-before");
    }
    errors.into_result().map(|()| Period { from: from_day, to: to_day })
}

/// The days that the public may ask about: a whole calendar year, the one in which what was asked for ends. Years do not
/// overlap, so that nobody can take one period from another and read what is masked in both.
pub fn public_period(asked: Period) -> Period {
    let year = asked.to.year();
    let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(asked.from);
    let last = NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(asked.to);
    Period { from: first, to: last }
}

impl Period {
    pub fn last_days(days: i64, today: NaiveDate) -> Self {
        Self { from: today - TimeDelta::days(days - 1), to: today }
    }
    /// The first instant, and the first one after.
    pub fn instants(&self) -> (NaiveDateTime, NaiveDateTime) {
        (midnight(self.from), midnight(self.to.succ_opt().unwrap_or(self.to)))
    }
}

/// When a day begins in Paris, in UTC. The clock changes at two or three, never at midnight.
fn midnight(day: NaiveDate) -> NaiveDateTime {
    let local = day.and_time(NaiveTime::MIN);
    Paris.from_local_datetime(&local).earliest().map_or(local, |at| at.naive_utc())
}
