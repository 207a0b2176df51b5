//! When a desk is open, and how much open time lies between two instants.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{Observance, observed};
use crate::Result;
use crate::clock::in_zone;

/// Nothing is planned further ahead: who is closed for longer than this is closed for good.
const HORIZON_DAYS: u64 = 3 * 366;
/// In minutes; a desk that opens for less owes nobody an answer by the hour.
pub const SHORTEST_DAY: u32 = 60;
/// The longest gap that a change of clocks makes.
const LONGEST_GAP_MINUTES: i64 = 180;

/// When a desk is open: its zone, its days and hours, the holidays it keeps and the days on which it is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    pub zone: Tz,
    /// From Monday to Sunday.
    days: [bool; 7],
    /// Minutes after midnight, local time.
    opens: u32,
    closes: u32,
    observance: Observance,
    /// First and last day of each closure.
    closures: Vec<(NaiveDate, NaiveDate)>,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    zone: String,
    days: [bool; 7],
    hours: (u32, u32),
    observance: Observance,
    closures: Vec<(NaiveDate, NaiveDate)>,
}

impl Calendar {
    /// A desk without a day or an hour would never owe an answer; what is impossible reads as the usual week.
    pub fn new(zone: Tz, days: [bool; 7], (opens, closes): (u32, u32), by: Observance) -> Self {
        let usual = [true, true, true, true, true, false, false];
        let days = if days.contains(&true) { days } else { usual };
        let hours = opens + SHORTEST_DAY <= closes && closes <= 24 * 60;
        let (opens, closes) = if hours { (opens, closes) } else { (9 * 60, 17 * 60) };
        Self { zone, days, opens, closes, observance: by, closures: Vec::new() }
    }

    /// The same desk with days on which it is closed.
    #[must_use]
    pub fn closed_on(mut self, closures: Vec<(NaiveDate, NaiveDate)>) -> Self {
        self.closures = closures;
        self
    }

    /// The calendar as it can be put away, to be read again with [`Calendar::from_kept`].
    pub fn kept(&self) -> Result<String> {
        let kept = Kept {
            zone: self.zone.name().to_owned(),
            days: self.days,
            hours: (self.opens, self.closes),
            observance: self.observance,
            closures: self.closures.clone(),
        };
        Ok(serde_json::to_string(&kept).map_err(anyhow::Error::from)?)
    }

    pub fn from_kept(kept: &str) -> Result<Self> {
        let kept: Kept = serde_json::from_str(kept).map_err(anyhow::Error::from)?;
        let zone = kept.zone.parse().unwrap_or(chrono_tz::Europe::Paris);
        Ok(Self::new(zone, kept.days, kept.hours, kept.observance).closed_on(kept.closures))
    }

    /// The day that an instant falls on there.
    pub fn day(&self, at: NaiveDateTime) -> NaiveDate {
        in_zone(at, self.zone).date_naive()
    }

    pub fn is_closed_for_days(&self, day: NaiveDate) -> bool {
        self.closures.iter().any(|(first, last)| (*first..=*last).contains(&day))
    }

    /// Whether somebody works there on that day.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        let place = day.weekday().num_days_from_monday() as usize;
        self.days.get(place).copied().unwrap_or(false)
            && !observed(day, self.observance)
            && !self.is_closed_for_days(day)
    }

    pub fn is_open(&self, at: NaiveDateTime) -> bool {
        self.window(self.day(at)).is_some_and(|(opens, closes)| opens <= at && at < closes)
    }

    /// Whether it is open up to an instant, be it the last one of a day.
    pub fn is_open_until(&self, at: NaiveDateTime) -> bool {
        self.window(self.day(at)).is_some_and(|(opens, closes)| opens < at && at <= closes)
    }

    /// Working time in one open day.
    pub fn day_minutes(&self) -> i64 {
        i64::from(self.closes - self.opens)
    }

    /// The working time from one instant to a later one; nothing when it is earlier.
    pub fn worked(&self, from: NaiveDateTime, to: NaiveDateTime) -> TimeDelta {
        let mut total = TimeDelta::zero();
        let (mut day, last) = (self.day(from), self.day(to));
        while day <= last {
            if let Some((opens, closes)) = self.window(day) {
                total += (closes.min(to) - opens.max(from)).max(TimeDelta::zero());
            }
            day = day + Days::new(1);
        }
        total
    }

    pub fn worked_minutes(&self, from: NaiveDateTime, to: NaiveDateTime) -> i64 {
        self.worked(from, to).num_minutes()
    }

    /// The first instant by which so many minutes were worked since `from`.
    pub fn after(&self, from: NaiveDateTime, minutes: i64) -> NaiveDateTime {
        self.after_working(from, TimeDelta::minutes(minutes.max(0)))
    }

    /// The first instant by which so much time was worked since `from`.
    pub fn after_working(&self, from: NaiveDateTime, mut left: TimeDelta) -> NaiveDateTime {
        if left <= TimeDelta::zero() {
            return from;
        }
        let (mut day, end) = (self.day(from), self.day(from) + Days::new(HORIZON_DAYS));
        while day <= end {
            if let Some((opens, closes)) = self.window(day) {
                let begins = opens.max(from);
                let open = (closes - begins).max(TimeDelta::zero());
                if left <= open {
                    return begins + left;
                }
                left -= open;
            }
            day = day + Days::new(1);
        }
        from + TimeDelta::days(i64::try_from(HORIZON_DAYS).unwrap_or(0))
    }

    /// The latest instant from which so many minutes are worked until `to`.
    pub fn before(&self, to: NaiveDateTime, minutes: i64) -> NaiveDateTime {
        let mut left = TimeDelta::minutes(minutes.max(0));
        if left.is_zero() {
            return to;
        }
        let (mut day, first) = (self.day(to), self.day(to) - Days::new(HORIZON_DAYS));
        while day >= first {
            if let Some((opens, closes)) = self.window(day) {
                let ends = closes.min(to);
                let open = (ends - opens).max(TimeDelta::zero());
                if left <= open {
                    return ends - left;
                }
                left -= open;
            }
            day = day - Days::new(1);
        }
        to
    }

    /// The next instant at which the desk is open: now, if it is.
    pub fn next_open(&self, from: NaiveDateTime) -> NaiveDateTime {
        if self.is_open(from) { from } else { self.after(from, 1) - TimeDelta::minutes(1) }
    }

    /// From when to when it is open on a day, in UTC.
    fn window(&self, day: NaiveDate) -> Option<(NaiveDateTime, NaiveDateTime)> {
        if !self.is_working_day(day) {
            return None;
        }
        Some((self.instant(day, self.opens), self.instant(day, self.closes)))
    }

    /// The instant of a local time. A time that comes twice is the first one; one that the change of clocks leaves out is
    /// the first one after it.
    fn instant(&self, day: NaiveDate, minutes: u32) -> NaiveDateTime {
        let local = day.and_time(NaiveTime::MIN) + TimeDelta::minutes(i64::from(minutes));
        (0..=LONGEST_GAP_MINUTES)
            .find_map(|later| {
                self.zone.from_local_datetime(&(local + TimeDelta::minutes(later))).earliest()
            })
            .map_or(local, |found| found.naive_utc())
    }
}
