//! When a link counts as broken: not by one bad day of a server, and never because it turns programs away.

use chrono::{NaiveDateTime, TimeDelta};

use crate::clock::network_day;
use crate::materials::LinkState;

/// A place is asked again after this time when all is well.
const AGAIN: TimeDelta = TimeDelta::days(7);
/// One that neither answers well nor fails is asked again after this time.
const UNCLEAR_AGAIN: TimeDelta = TimeDelta::days(3);
/// A page that its server does not know any more is broken after failing on so many days.
const GONE_DAYS: i32 = 3;
/// What fails otherwise may come back: so many days, and so long since the first.
const FAILED_DAYS: i32 = 4;
const FAILED_FOR: TimeDelta = TimeDelta::days(7);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Fine,
    /// It is there, but not for programs: a page behind a sign-in, a limit, a robot's wall.
    Unclear,
    Gone,
    Failing,
}

fn verdict(status: Option<i32>) -> Verdict {
    match status {
        Some(200..=299) => Verdict::Fine,
        Some(401 | 402 | 403 | 405 | 406 | 407 | 415 | 429 | 451 | 999) => Verdict::Unclear,
        Some(404 | 410) => Verdict::Gone,
        _ => Verdict::Failing,
    }
}

/// Whether an answer to HEAD says enough; many servers know GET alone.
pub fn is_fine(status: Option<i32>) -> bool {
    verdict(status) == Verdict::Fine
}

/// What is known of a place after it was asked once more.
pub fn after(before: &LinkState, status: Option<i32>, now: NaiveDateTime) -> LinkState {
    let verdict = verdict(status);
    match verdict {
        Verdict::Fine => LinkState { due_at: now + AGAIN, status, ..LinkState::default() },
        Verdict::Unclear => LinkState { due_at: now + UNCLEAR_AGAIN, status, ..before.clone() },
        Verdict::Gone | Verdict::Failing => failed(before, (status, verdict), now),
    }
}

fn failed(
    before: &LinkState,
    (status, verdict): (Option<i32>, Verdict),
    now: NaiveDateTime,
) -> LinkState {
    let today = network_day(now);
    let another = before.failed_on != Some(today);
    let failed_days = before.failed_days + i32::from(another);
    let since = before.failing_since.unwrap_or(now);
    let broken = match verdict {
        Verdict::Gone => failed_days >= GONE_DAYS,
        _ => failed_days >= FAILED_DAYS && now - since >= FAILED_FOR,
    };
    LinkState {
        due_at: now + wait(failed_days),
        status,
        failed_days,
        failing_since: Some(since),
        failed_on: Some(today),
        broken_at: before.broken_at.or(broken.then_some(now)),
        told_at: before.told_at,
    }
}

/// Daily at first, then ever more rarely.
const fn wait(failed_days: i32) -> TimeDelta {
    match failed_days {
        ..=4 => TimeDelta::days(1),
        5..=6 => TimeDelta::days(3),
        _ => AGAIN,
    }
}

/// Where the Internet Archive shows what was there.
pub fn archived(url: &str) -> String {
    format!("https://web.archive.org/web/{url}")
}

/// The server behind a place, by which it is asked politely.
pub fn host_of(url_norm: &str) -> &str {
    url_norm.split(['/', '?']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// On which day of asking, each when it is due, a place that answers so is broken.
    fn broken_on(status: Option<i32>) -> Option<i64> {
        let start = NaiveDateTime::default() + TimeDelta::hours(12);
        let mut state = LinkState { due_at: start, ..LinkState::default() };
        for _ in 0..20 {
            let now = state.due_at;
            state = after(&state, status, now);
            if state.broken_at.is_some() {
                return Some((now - start).num_days());
            }
        }
        None
    }

    #[test]
    fn what_is_gone_is_broken_sooner_than_what_fails() {
        assert_eq!(broken_on(Some(404)), Some(2));
        assert_eq!(broken_on(Some(410)), Some(2));
        assert_eq!(broken_on(Some(503)), Some(7));
        assert_eq!(broken_on(None), Some(7));
        for other in [200, 204, 401, 403, 429] {
            assert_eq!(broken_on(Some(other)), None, "{other}");
        }
    }

    #[test]
    fn ten_failures_on_one_day_are_one() {
        let now = NaiveDateTime::default() + TimeDelta::hours(12);
        let mut state = LinkState::default();
        for minute in 0..10 {
            state = after(&state, Some(404), now + TimeDelta::minutes(minute));
        }
        assert_eq!((state.failed_days, state.broken_at), (1, None));
    }

    #[test]
    fn one_good_answer_forgives_all() {
        let now = NaiveDateTime::default();
        let failing = LinkState { failed_days: 6, broken_at: Some(now), ..LinkState::default() };
        let mended = after(&failing, Some(200), now);
        assert_eq!((mended.failed_days, mended.broken_at), (0, None));
    }
}
