//! When somebody is marked, and who was there enough for a certificate.

use chrono::{NaiveDateTime, TimeDelta};

use super::Presence;
use crate::Refusal;

pub const TOO_EARLY: Refusal = Refusal::new("attendance-too-early");
pub const NOT_OVER: Refusal = Refusal::new("attendance-not-over");
pub const NOBODY: Refusal = Refusal::new("attendance-nobody");
pub const NO_REASON: Refusal = Refusal::new("attendance-no-reason");

/// A sheet is opened so long before the first meeting.
const BEFORE: TimeDelta = TimeDelta::hours(1);
/// So much of the meetings' time makes a certificate, in hundredths.
pub const ENOUGH: i64 = 80;

/// A meeting's length in minutes, and whether somebody was there.
pub type Attended = (i64, Option<Presence>);

pub fn check_marking(starts: NaiveDateTime, now: NaiveDateTime) -> Result<(), Refusal> {
    if now >= starts - BEFORE { Ok(()) } else { Err(TOO_EARLY) }
}

/// How many minutes somebody was there; half of a meeting at which they were partly.
pub fn minutes(meetings: &[Attended]) -> i64 {
    let of = |(long, state): &Attended| match state {
        Some(Presence::Present) => *long,
        Some(Presence::Partly) => long / 2,
        Some(Presence::Excused | Presence::Absent) | None => 0,
    };
    meetings.iter().map(of).sum()
}

/// Whether that is enough for a certificate.
pub fn is_enough(meetings: &[Attended]) -> bool {
    let all: i64 = meetings.iter().map(|(long, _)| long).sum();
    all > 0 && minutes(meetings) * 100 >= all * ENOUGH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_fifths_of_the_time_make_a_certificate() {
        let there = Some(Presence::Present);
        assert!(is_enough(&[(180, there), (180, there)]));
        assert!(!is_enough(&[(180, there), (180, None)]));
        assert!(!is_enough(&[(180, there), (180, Some(Presence::Partly))]));
        assert!(is_enough(&[(240, there), (60, Some(Presence::Absent))]));
        assert!(!is_enough(&[]));
        assert_eq!(minutes(&[(180, there), (90, Some(Presence::Partly))]), 225);
    }
}
