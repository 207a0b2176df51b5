//! Which days a page of the calendar shows.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Tz;

/// How the calendar is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    #[default]
    Month,
    Week,
    /// The days that are left of a month, one after the other.
    Agenda,
    /// One day with all that is on it.
    Day,
}

impl Look {
    pub const ALL: [Self; 4] = [Self::Month, Self::Week, Self::Agenda, Self::Day];
    /// Those that one chooses from; to a day leads what has no room in the others.
    pub const TABS: [Self; 3] = [Self::Month, Self::Week, Self::Agenda];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Week => "week",
            Self::Agenda => "agenda",
            Self::Day => "day",
        }
    }

    /// As it stands in an address; what is none is the month.
    pub fn read(typed: &str) -> Self {
        Self::ALL.into_iter().find(|one| one.as_str() == typed).unwrap_or_default()
    }
}

/// The days of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    pub look: Look,
    pub first: NaiveDate,
    /// The day after the last one.
    pub end: NaiveDate,
    /// The month that is meant, of which other days only fill the weeks.
    pub month: (i32, u32),
    /// A day of the page before, and one of the page after.
    pub previous: NaiveDate,
    pub next: NaiveDate,
}

/// Before and after these years nothing is shown.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2199;

/// The page on which a day is.
pub fn shown(look: Look, day: NaiveDate) -> Shown {
    let year = day.year().clamp(*YEARS.start(), *YEARS.end());
    let day = day.with_year(year).unwrap_or(day);
    let month = day.with_day(1).unwrap_or(day);
    let after = month + Months::new(1);
    let (first, end, previous, next) = match look {
        Look::Month => {
            let last = after - Days::new(1);
            (monday(month), monday(last) + Days::new(7), month - Months::new(1), after)
        }
        Look::Week => {
            let first = monday(day);
            let end = first + Days::new(7);
            (first, end, first - Days::new(7), end)
        }
        Look::Agenda => (day, after, month - Months::new(1), after),
        Look::Day => {
            let (one, next) = (Days::new(1), day + Days::new(1));
            (day, next, day - one, next)
        }
    };
    Shown { look, first, end, month: (month.year(), month.month()), previous, next }
}

fn monday(day: NaiveDate) -> NaiveDate {
    day - Days::new(day.weekday().num_days_from_monday().into())
}

impl Shown {
    pub fn days(&self) -> impl Iterator<Item = NaiveDate> + use<> {
        let end = self.end;
        self.first.iter_days().take_while(move |day| *day < end)
    }

    /// The first day that is meant.
    pub fn meant(&self) -> NaiveDate {
        match self.look {
            Look::Month => {
                NaiveDate::from_ymd_opt(self.month.0, self.month.1, 1).unwrap_or(self.first)
            }
            Look::Week | Look::Agenda | Look::Day => self.first,
        }
    }

    pub fn is_meant(&self, day: NaiveDate) -> bool {
        matches!(self.look, Look::Week | Look::Day) || (day.year(), day.month()) == self.month
    }

    /// The days as instants, by the clock of a place.
    pub fn span(&self, zone: Tz) -> (NaiveDateTime, NaiveDateTime) {
        (begins(self.first, zone), begins(self.end, zone))
    }
}

/// When a day begins somewhere. No clock here is changed at midnight.
fn begins(day: NaiveDate, zone: Tz) -> NaiveDateTime {
    let local = day.and_time(NaiveTime::MIN);
    zone.from_local_datetime(&local).earliest().map_or(local, |at| at.naive_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn a_month_is_shown_in_whole_weeks() {
        let page = shown(Look::Month, day(2026, 3, 17));
        assert_eq!((page.first, page.end), (day(2026, 2, 23), day(2026, 4, 6)));
        assert_eq!(page.days().count(), 42);
        assert_eq!((page.previous, page.next), (day(2026, 2, 1), day(2026, 4, 1)));
        assert!(page.is_meant(day(2026, 3, 1)) && !page.is_meant(day(2026, 2, 28)));
        let february = shown(Look::Month, day(2027, 2, 28));
        assert_eq!(february.days().count(), 28);
    }

    #[test]
    fn a_week_begins_on_monday_and_a_day_by_its_own_clock() {
        let page = shown(Look::Week, day(2026, 3, 29));
        assert_eq!((page.first, page.end), (day(2026, 3, 23), day(2026, 3, 30)));
        let (from, to) = page.span(chrono_tz::Europe::Paris);
        assert_eq!((to - from).num_hours(), 7 * 24 - 1, "summer time begins");
        let (from, _) = page.span(chrono_tz::Pacific::Noumea);
        assert_eq!(from, day(2026, 3, 22).and_hms_opt(13, 0, 0).unwrap());
    }

    #[test]
    fn a_list_begins_on_its_day_and_ends_with_the_month() {
        let page = shown(Look::Agenda, day(2026, 3, 17));
        assert_eq!((page.first, page.end), (day(2026, 3, 17), day(2026, 4, 1)));
        assert_eq!((page.previous, page.next), (day(2026, 2, 1), day(2026, 4, 1)));
        let page = shown(Look::Day, day(2026, 3, 31));
        assert_eq!((page.previous, page.next), (day(2026, 3, 30), day(2026, 4, 1)));
        assert_eq!(page.days().count(), 1);
    }

    #[test]
    fn no_day_is_too_far_away() {
        for year in [-4000, 1, 2000, 2199, 9999] {
            for look in Look::ALL {
                assert!(shown(look, day(year, 1, 1)).days().count() >= 1);
                assert!(shown(look, day(year, 12, 31)).days().count() >= 1);
            }
        }
    }
}
