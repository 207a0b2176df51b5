//! What of a period can be read as whole months.

use std::collections::BTreeSet;

use chrono::{Datelike, Months, NaiveDate, NaiveDateTime};

use crate::clock::midnight;
use crate::figures::Period;

/// A period as whole months whose tallies are complete, between what is left of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    pub before: Option<(NaiveDateTime, NaiveDateTime)>,
    /// The first and the last one.
    pub months: Option<(NaiveDate, NaiveDate)>,
    pub after: Option<(NaiveDateTime, NaiveDateTime)>,
}

/// Takes the longest run of complete months at the end of the period. Nothing lies in the future, so that the present
/// month counts as whole.
pub fn parts(period: Period, tallied: &BTreeSet<NaiveDate>, today: NaiveDate) -> Parts {
    let (from, until) = period.instants();
    let first = if period.from.day() == 1 { period.from } else { next(month(period.from)) };
    let end = if period.to >= today { next(month(today)) } else { month(next_day(period.to)) };
    let mut last = previous(end);
    while last >= first && !tallied.contains(&last) {
        last = previous(last);
    }
    let mut begin = next(last);
    while begin > first && tallied.contains(&previous(begin)) {
        begin = previous(begin);
    }
    if begin > last {
        return Parts { before: Some((from, until)), months: None, after: None };
    }
    let some = |from, until| (from < until).then_some((from, until));
    Parts {
        before: some(from, midnight(begin)),
        months: Some((begin, last)),
        after: some(midnight(next(last)), until),
    }
}

/// The months from one to another, both included.
pub fn months(first: NaiveDate, last: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    std::iter::successors(Some(month(first)), |month| Some(next(*month)))
        .take_while(move |month| *month <= last)
}

pub fn month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

pub fn next(month: NaiveDate) -> NaiveDate {
    month + Months::new(1)
}

fn previous(month: NaiveDate) -> NaiveDate {
    month - Months::new(1)
}

fn next_day(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn split(from: &str, to: &str, tallied: &[&str]) -> [Option<(String, String)>; 3] {
        let period = Period { from: day(from), to: day(to) };
        let tallied = tallied.iter().map(|month| day(&format!("{month}-01"))).collect();
        let Parts { before, months, after } = parts(period, &tallied, day("2026-05-20"));
        let instants = |part: Option<(NaiveDateTime, NaiveDateTime)>| {
            part.map(|(from, until)| (from.to_string(), until.to_string()))
        };
        let months = months.map(|(first, last)| (first.to_string(), last.to_string()));
        [instants(before), months, instants(after)]
    }

    fn pair(from: &str, until: &str) -> Option<(String, String)> {
        Some((from.into(), until.into()))
    }

    #[test]
    fn whole_months_are_read_from_their_tallies() {
        let all = ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05"];
        let months = pair("2026-02-01", "2026-03-01");
        assert_eq!(split("2026-02-01", "2026-03-31", &all), [None, months, None]);
        let months = pair("2026-04-01", "2026-05-01");
        assert_eq!(split("2026-04-01", "2026-05-20", &all), [None, months, None]);
    }

    #[test]
    fn the_days_around_them_and_months_not_yet_counted_are_read_from_tickets() {
        let before = pair("2026-01-14 23:00:00", "2026-01-31 23:00:00");
        let months = pair("2026-02-01", "2026-02-01");
        let after = pair("2026-02-28 23:00:00", "2026-04-10 22:00:00");
        let told = split("2026-01-15", "2026-04-10", &["2026-01", "2026-02", "2026-05"]);
        assert_eq!(told, [before, months, after]);
        let whole = pair("2026-02-09 23:00:00", "2026-02-20 23:00:00");
        assert_eq!(split("2026-02-10", "2026-02-20", &["2026-02"]), [whole, None, None]);
        let whole = pair("2025-12-31 23:00:00", "2026-05-20 22:00:00");
        assert_eq!(split("2026-01-01", "2026-05-20", &[]), [whole, None, None]);
    }
}
