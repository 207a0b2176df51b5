//! What follows from a look at where a link leads. Servers have bad days: only what fails several times, days apart, is
//! called broken.

use chrono::{NaiveDateTime, TimeDelta};

/// What works is looked at again after this time, and so is what has been broken for long.
pub const AGAIN: TimeDelta = TimeDelta::days(7);
/// So many failures in a row make a link broken; they are days apart.
pub const BROKEN_AFTER: i32 = 4;
/// A server that says itself that nothing is there is believed sooner.
pub const GONE_AFTER: i32 = 3;
/// More of one server's links wait for so long.
pub const PUT_OFF: TimeDelta = TimeDelta::hours(1);
/// So many pages of one server are asked for in one turn.
pub const PER_HOST: usize = 3;

/// What was found; `None` when nobody answered, or at an address that nobody outside can reach.
pub type Found = Option<u16>;

/// What is known of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Known {
    pub failures: i32,
    pub failing_since: Option<NaiveDateTime>,
    pub broken_at: Option<NaiveDateTime>,
}

/// Whether somebody who follows the link finds something: a page, or a door at which they may sign in. A server that says
/// that it is asked too often is there.
pub const fn is_there(found: Found) -> bool {
    match found {
        Some(status) => matches!(status, 200..=399 | 401 | 402 | 403 | 405 | 406 | 407 | 429 | 451),
        None => false,
    }
}

/// Whether a server may answer otherwise when the whole page is asked for.
pub const fn is_worth_a_get(found: Found) -> bool {
    !matches!(found, Some(200..=399 | 429))
}

/// What is known after a look, and when the next one is due.
pub fn after(known: Known, found: Found, now: NaiveDateTime) -> (Known, NaiveDateTime) {
    if is_there(found) {
        return (Known::default(), now + AGAIN);
    }
    let failures = known.failures.saturating_add(1);
    let wait = match failures {
        1 => TimeDelta::days(1),
        2 => TimeDelta::days(2),
        3 => TimeDelta::days(4),
        _ => AGAIN,
    };
    let enough = if matches!(found, Some(404 | 410)) { GONE_AFTER } else { BROKEN_AFTER };
    let broken_at = known.broken_at.or((failures >= enough).then_some(now));
    let failing_since = known.failing_since.or(Some(now));
    (Known { failures, failing_since, broken_at }, now + wait)
}

/// The server of an address as it is compared, without scheme and path.
pub fn host(url_norm: &str) -> &str {
    url_norm.split(['/', '?']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn day(number: i64) -> NaiveDateTime {
        let first = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap().and_hms_opt(8, 0, 0).unwrap();
        first + TimeDelta::days(number)
    }

    #[test]
    fn a_link_is_broken_after_four_failures_in_a_week() {
        let (mut known, mut now, mut seen) = (Known::default(), day(0), Vec::new());
        for _ in 0..5 {
            let (next, due) = after(known, Some(503), now);
            seen.push(((now - day(0)).num_days(), next.broken_at.is_some()));
            (known, now) = (next, due);
        }
        assert_eq!(seen, [(0, false), (1, false), (3, false), (7, true), (14, true)]);
        assert_eq!((known.failing_since, known.broken_at), (Some(day(0)), Some(day(7))));
        assert_eq!(after(known, Some(200), now), (Known::default(), now + AGAIN));
    }

    #[test]
    fn what_a_server_says_is_gone_is_broken_a_look_earlier() {
        let (mut known, mut now) = (Known::default(), day(0));
        for _ in 0..3 {
            let (next, due) = after(known, Some(404), now);
            assert_eq!(next.broken_at.is_some(), now == day(3));
            (known, now) = (next, due);
        }
        assert_eq!(known.broken_at, Some(day(3)));
    }

    #[test]
    fn a_door_is_a_page_and_silence_is_not() {
        for (found, there) in [
            (Some(200), true),
            (Some(301), true),
            (Some(403), true),
            (Some(429), true),
            (Some(404), false),
            (Some(410), false),
            (Some(500), false),
            (Some(503), false),
            (None, false),
        ] {
            assert_eq!(is_there(found), there, "{found:?}");
        }
    }
}
