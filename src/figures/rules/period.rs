//! Which days are meant.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone};
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
