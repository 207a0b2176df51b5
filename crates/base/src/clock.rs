//! The time, which tests can set.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// Where the time comes from. Every instant in the program is UTC, in microseconds, which both databases keep.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    #[default]
    System,
    /// Microseconds since 1970; moves only when told to.
    Set(Arc<AtomicI64>),
    /// The system's, ahead by so many microseconds: the demonstration's, which may be told that time has passed.
    Ahead(Arc<AtomicI64>),
}

impl Clock {
    pub fn set_to(now: NaiveDateTime) -> Self {
        Self::Set(Arc::new(AtomicI64::new(now.and_utc().timestamp_micros())))
    }

    /// The system's, until time is told to pass.
    pub fn ahead() -> Self {
        Self::Ahead(Arc::new(AtomicI64::new(0)))
    }

    pub fn now(&self) -> NaiveDateTime {
        let micros = match self {
            Self::System => Utc::now().timestamp_micros(),
            Self::Set(micros) => micros.load(Ordering::Relaxed),
            Self::Ahead(micros) => Utc::now().timestamp_micros() + micros.load(Ordering::Relaxed),
        };
        DateTime::from_timestamp_micros(micros).unwrap_or_default().naive_utc()
    }

    /// Moves a set clock, or one that may be ahead; the system's clock does not move.
    pub fn advance(&self, by: TimeDelta) {
        if let Self::Set(micros) | Self::Ahead(micros) = self {
            micros.fetch_add(by.num_microseconds().unwrap_or_default(), Ordering::Relaxed);
        }
    }
}

/// The day that `moment` (UTC) falls on in Paris: the network's day for duties, absences and memberships.
pub fn network_day(moment: NaiveDateTime) -> NaiveDate {
    in_zone(moment, chrono_tz::Europe::Paris).date_naive()
}

pub fn in_zone(moment: NaiveDateTime, zone: Tz) -> DateTime<Tz> {
    zone.from_utc_datetime(&moment)
}

/// When a day begins in Paris, in UTC. The clock changes at two or three, never at midnight.
pub fn midnight(day: NaiveDate) -> NaiveDateTime {
    let local = day.and_time(NaiveTime::MIN);
    let begins = chrono_tz::Europe::Paris.from_local_datetime(&local).earliest();
    begins.map_or(local, |at| at.naive_utc())
}
