//! When those who take part are reminded of a meeting.

use chrono::{NaiveDateTime, TimeDelta};

use crate::courses::{Meeting, Reminder};

pub use crate::courses::EVERY_REMINDER as EVERY;

impl Reminder {
    pub const fn before(self) -> TimeDelta {
        match self {
            Self::Week => TimeDelta::days(7),
            Self::Day => TimeDelta::hours(24),
            Self::Hour => TimeDelta::hours(1),
        }
    }

    /// Whether it is also for those who have just been told where they stand. A link that is needed now is.
    pub fn is_for_newcomers(self) -> bool {
        self == Self::Hour
    }
}

/// The reminders that a session wants.
pub fn wanted(codes: &str) -> Vec<Reminder> {
    codes.split(',').filter_map(|code| code.parse().ok()).collect()
}

/// The same as it is kept, without what is none.
pub fn codes(said: &[String]) -> String {
    let known = Reminder::ALL.iter().map(|one| one.as_str());
    known.filter(|one| said.iter().any(|code| code == one)).collect::<Vec<_>>().join(",")
}

/// The meetings of a session of which people are to be reminded now.
pub fn due<'a>(
    meetings: &'a [Meeting],
    wanted: &[Reminder],
    now: NaiveDateTime,
) -> Vec<(&'a Meeting, Reminder)> {
    let of = |one: &'a Meeting| {
        let when = next(wanted, (one.starts_at, met(meetings, one)), one.reminded, now)?;
        Some((one, when))
    };
    meetings.iter().filter_map(of).collect()
}

/// When people will be reminded of what is to come, and of which meeting, the soonest first.
pub fn to_come<'a>(
    meetings: &'a [Meeting],
    wanted: &[Reminder],
    now: NaiveDateTime,
) -> Vec<(NaiveDateTime, &'a Meeting)> {
    let mut all = Vec::new();
    for one in meetings {
        let met = met(meetings, one);
        let apart = wanted.iter().filter(|when| is_apart(**when, one.starts_at, met));
        all.extend(apart.map(|when| (one.starts_at - when.before(), one)));
    }
    all.retain(|(at, _)| *at > now);
    all.sort_by_key(|(at, _)| *at);
    all
}

/// When a session met last before a meeting.
fn met(meetings: &[Meeting], one: &Meeting) -> Option<NaiveDateTime> {
    let ends = meetings.iter().map(|other| other.ends_at);
    ends.filter(|ended| *ended <= one.starts_at).max()
}

/// Who met a short while before is not told long before.
fn is_apart(when: Reminder, starts: NaiveDateTime, met: Option<NaiveDateTime>) -> bool {
    met.is_none_or(|met| starts - met >= when.before() / 2)
}

/// The last reminder whose moment has come; none when people were reminded of it, or when it is too early or too late.
fn next(
    wanted: &[Reminder],
    (starts, met): (NaiveDateTime, Option<NaiveDateTime>),
    last: Option<Reminder>,
    now: NaiveDateTime,
) -> Option<Reminder> {
    let came = |one: &Reminder| starts - now <= one.before() && is_apart(*one, starts, met);
    let came = wanted.iter().copied().filter(came);
    let due = came.min_by_key(|one| one.before()).filter(|_| now < starts)?;
    last.is_none_or(|last| due.before() < last.before()).then_some(due)
}

/// The last reminder of which the moment has passed. Who is told that a meeting is moved needs none of these.
pub fn passed(starts: NaiveDateTime, now: NaiveDateTime) -> Option<Reminder> {
    let all = Reminder::ALL.iter().copied();
    all.filter(|one| starts - now <= one.before()).min_by_key(|one| one.before())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        format!("2026-03-{text}:00").parse().unwrap()
    }

    #[test]
    fn each_reminder_has_its_moment_and_is_sent_once() {
        let all = wanted(EVERY);
        let of = |now: &str, last| next(&all, (at("20T14:00"), None), last, at(now));
        assert_eq!(of("13T13:59", None), None);
        assert_eq!(of("13T14:00", None), Some(Reminder::Week));
        assert_eq!(of("13T14:05", Some(Reminder::Week)), None);
        assert_eq!(of("19T14:00", Some(Reminder::Week)), Some(Reminder::Day));
        assert_eq!(of("20T13:00", Some(Reminder::Day)), Some(Reminder::Hour));
        assert_eq!(of("20T13:30", None), Some(Reminder::Hour), "the last one is enough");
        assert_eq!(of("20T14:00", Some(Reminder::Day)), None, "too late");
        let some = wanted("week,never,hour");
        assert_eq!(next(&some, (at("20T14:00"), None), Some(Reminder::Week), at("19T20:00")), None);
        assert_eq!(codes(&["hour".into(), "x".into(), "week".into()]), "week,hour");
    }

    #[test]
    fn who_has_met_shortly_before_is_not_told_long_before() {
        let all = wanted(EVERY);
        let of = |met: &str, now: &str| next(&all, (at("20T14:00"), Some(at(met))), None, at(now));
        assert_eq!(of("20T12:00", "19T15:00"), None, "the morning of the same day");
        assert_eq!(of("20T12:00", "20T13:00"), Some(Reminder::Hour));
        assert_eq!(of("20T13:45", "20T13:00"), None);
        assert_eq!(of("19T17:00", "13T15:00"), None);
        assert_eq!(of("19T17:00", "19T17:30"), Some(Reminder::Day));
        assert_eq!(of("13T17:00", "13T18:00"), Some(Reminder::Week), "every week");
    }

    #[test]
    fn what_is_moved_close_needs_no_reminder_of_what_was_just_told() {
        assert_eq!(passed(at("20T14:00"), at("12T14:00")), None);
        assert_eq!(passed(at("20T14:00"), at("18T14:00")), Some(Reminder::Week));
        assert_eq!(passed(at("20T14:00"), at("20T13:30")), Some(Reminder::Hour));
    }
}
