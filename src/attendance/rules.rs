//! When somebody is marked, and who was there enough for a certificate.

use chrono::{NaiveDateTime, TimeDelta};

use super::Presence;
use crate::Refusal;

pub const TOO_EARLY: Refusal = Refusal::new("attendance-too-early");
pub const NOT_OVER: Refusal = Refusal::new("attendance-not-over");
pub const NOBODY: Refusal = Refusal::new("attendance-nobody");
pub const NO_SUCH_CODE: Refusal = Refusal::new("attendance-no-such-code");
pub const NOT_ENROLLED: Refusal = Refusal::new("attendance-not-enrolled");
pub const NO_REASON: Refusal = Refusal::new("attendance-no-reason");

/// A sheet is opened so long before the first meeting.
const BEFORE: TimeDelta = TimeDelta::hours(1);
/// The code in the room holds so long after a meeting.
const AFTER: TimeDelta = TimeDelta::minutes(30);
/// Letters and digits that nobody takes for another.
const LETTERS: &[u8] = b"ABCDEFGHJKMNPQRSTUVWXYZ23456789";
const CODE_LENGTH: usize = 6;
/// So much of the meetings' time makes a certificate, in hundredths.
pub const ENOUGH: i64 = 80;

/// A meeting's length in minutes, and whether somebody was there.
pub type Attended = (i64, Option<Presence>);

pub fn check_marking(starts: NaiveDateTime, now: NaiveDateTime) -> Result<(), Refusal> {
    if now >= starts - BEFORE { Ok(()) } else { Err(TOO_EARLY) }
}

/// Whether a meeting is on, or about to be: when people come in.
pub fn is_on((starts, ends): (NaiveDateTime, NaiveDateTime), now: NaiveDateTime) -> bool {
    now >= starts - BEFORE && now <= ends + AFTER
}

/// The code that is shown at a meeting, from what the program's key makes of it.
pub fn code(derived: &[u8]) -> String {
    let letter = |byte: &u8| {
        LETTERS.get(usize::from(*byte) % LETTERS.len()).copied().map_or('A', char::from)
    };
    derived.iter().take(CODE_LENGTH).map(letter).collect()
}

/// Whether somebody typed a code, however they wrote it.
pub fn is_code(typed: &str, code: &str) -> bool {
    let typed = typed.chars().filter(char::is_ascii_alphanumeric);
    typed.map(|c| c.to_ascii_uppercase()).eq(code.chars())
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
    fn a_code_is_typed_in_any_way_and_holds_around_its_meeting() {
        let code = code(&[0, 30, 31, 62, 255, 7, 9]);
        assert_eq!(code, "A9AAHH");
        for typed in ["A9AAHH", " a9a-ahh ", "a9a ahh"] {
            assert!(is_code(typed, &code), "{typed}");
        }
        assert!(!is_code("A9AAH", &code) && !is_code("", &code));
        let at = |hour, minute| chrono::NaiveDate::default().and_hms_opt(hour, minute, 0).unwrap();
        let meeting = (at(14, 0), at(17, 0));
        assert!(!is_on(meeting, at(12, 59)) && is_on(meeting, at(13, 0)));
        assert!(is_on(meeting, at(17, 30)) && !is_on(meeting, at(17, 31)));
    }

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
