//! What of meetings people are noted at and when, and who was there enough for a certificate.

use chrono::{NaiveDateTime, NaiveTime, TimeDelta};
use chrono_tz::Tz;

use super::{Half, Mark, Presence, Sitting};
use crate::Refusal;
use crate::accounts::Actor;
use crate::courses::{Meeting, MeetingId, Session};
use crate::times::{instant, local};

pub const TOO_EARLY: Refusal = Refusal::new("attendance-too-early");
pub const LOCKED: Refusal = Refusal::new("attendance-locked");
pub const LOCKED_WHY: Refusal = Refusal::new("attendance-locked-why");
pub const NOT_OVER: Refusal = Refusal::new("attendance-not-over");
pub const NOBODY: Refusal = Refusal::new("attendance-nobody");
pub const NO_SUCH_CODE: Refusal = Refusal::new("attendance-no-such-code");
pub const NOT_ENROLLED: Refusal = Refusal::new("attendance-not-enrolled");
pub const NO_REASON: Refusal = Refusal::new("attendance-no-reason");

/// A sheet is opened so long before the first meeting.
const BEFORE: TimeDelta = TimeDelta::hours(1);
/// The code in the room holds so long after a meeting.
const AFTER: TimeDelta = TimeDelta::minutes(30);
/// So long after its end those who give or teach a session correct its list.
const OPEN_FOR: TimeDelta = TimeDelta::days(30);
/// Letters and digits that nobody takes for another.
const LETTERS: &[u8] = b"ABCDEFGHJKMNPQRSTUVWXYZ23456789";
const CODE_LENGTH: usize = 6;

/// By the clock of the session, a meeting that begins by the first of these hours and ends at the last or later has two
/// halves, which meet at the one between.
const NOON: (u32, u32, u32) = (12, 13, 14);

/// A sitting's length in minutes, and whether somebody was there.
pub type Attended = (i64, Option<Presence>);

pub fn check_marking(starts: NaiveDateTime, now: NaiveDateTime) -> Result<(), Refusal> {
    if now >= starts - BEFORE { Ok(()) } else { Err(TOO_EARLY) }
}

/// Whether what was noted is proof by now, and is changed by nobody but who answers for it.
pub fn is_locked(session: &Session, now: NaiveDateTime) -> bool {
    session.ends_at.is_some_and(|ends| now > ends + OPEN_FOR)
}

/// Whether somebody may correct it even then: who manages the node that answers for the session.
pub fn may_correct(actor: &Actor, session: &Session, now: NaiveDateTime) -> bool {
    !is_locked(session, now) || actor.manages(&session.node_id)
}

pub fn check_lock(
    actor: &Actor,
    session: &Session,
    reason: &str,
    now: NaiveDateTime,
) -> Result<(), Refusal> {
    match (may_correct(actor, session, now), is_locked(session, now)) {
        (false, _) => Err(LOCKED),
        (true, true) if reason.trim().is_empty() => Err(LOCKED_WHY),
        (true, _) => Ok(()),
    }
}

/// What people are noted at, in the order of the meetings.
pub fn sittings(meetings: &[Meeting], zone: Tz) -> Vec<Sitting> {
    meetings.iter().flat_map(|one| halves(one, zone)).collect()
}

fn halves(one: &Meeting, zone: Tz) -> Vec<Sitting> {
    let sitting = |half, starts, ends| Sitting { meeting: one.id.clone(), half, starts, ends };
    let hour = |hour: u32| NaiveTime::MIN + TimeDelta::hours(hour.into());
    let (starts, ends) = (local(one.starts_at, zone), local(one.ends_at, zone));
    let over_noon = starts.date_naive() == ends.date_naive()
        && starts.time() <= hour(NOON.0)
        && ends.time() >= hour(NOON.2);
    let parted = instant(starts.date_naive().and_time(hour(NOON.1)), zone).ok();
    match parted.filter(|_| over_noon) {
        Some(parted) => vec![
            sitting(Half::Morning, one.starts_at, parted),
            sitting(Half::Afternoon, parted, one.ends_at),
        ],
        None => vec![sitting(Half::Day, one.starts_at, one.ends_at)],
    }
}

/// The sittings that are meant by a meeting and a half of it: by the whole of one that has halves, both.
pub fn meant<'a>(all: &'a [Sitting], (meeting, half): (&MeetingId, Half)) -> Vec<&'a Sitting> {
    let own = all.iter().filter(|sitting| sitting.meeting == *meeting);
    own.filter(|sitting| half == Half::Day || sitting.half == half).collect()
}

/// What is noted of somebody at a sitting, of all that is noted of them. What was noted of a whole meeting holds for both of
/// its halves; halves that a meeting has no more make the whole if they agree, and else a part of it.
pub fn noted(sitting: &Sitting, marks: &[&Mark]) -> Option<Presence> {
    let of = |half: Half| {
        let mut own = marks.iter().filter(|mark| mark.meeting_id == sitting.meeting);
        own.find(|mark| mark.half == half).map(|mark| mark.state)
    };
    match (sitting.half, of(Half::Morning), of(Half::Afternoon)) {
        (Half::Morning, Some(state), _) | (Half::Afternoon, _, Some(state)) => Some(state),
        (Half::Morning | Half::Afternoon, ..) => of(Half::Day),
        (Half::Day, morning, afternoon) => of(Half::Day).or(match (morning, afternoon) {
            (Some(one), Some(other)) if one != other => Some(Presence::Partly),
            (one, other) => one.or(other),
        }),
    }
}

/// What was noted last of somebody at a sitting, or of the whole of which it is a half.
pub fn last<'a>(sitting: &Sitting, marks: &[&'a Mark]) -> Option<&'a Mark> {
    let own = marks.iter().filter(|mark| mark.meeting_id == sitting.meeting);
    let own = own.filter(|mark| {
        sitting.half == Half::Day || mark.half == Half::Day || mark.half == sitting.half
    });
    own.max_by_key(|mark| mark.marked_at).copied()
}

/// Since when somebody is noted as there.
pub fn since(sitting: &Sitting, marks: &[&Mark]) -> Option<NaiveDateTime> {
    let own = marks.iter().filter(|mark| mark.meeting_id == sitting.meeting);
    let own = own.filter(|mark| mark.half == sitting.half && mark.state == Presence::Present);
    own.map(|mark| mark.marked_at).next()
}

/// Whether a sitting is on, or about to be: when people come in. An afternoon begins when its morning ends.
pub fn is_on(sitting: &Sitting, now: NaiveDateTime) -> bool {
    let from = match sitting.half {
        Half::Day | Half::Morning => sitting.starts - BEFORE,
        Half::Afternoon => sitting.starts,
    };
    match sitting.half {
        Half::Morning => from <= now && now < sitting.ends,
        Half::Day | Half::Afternoon => from <= now && now <= sitting.ends + AFTER,
    }
}

/// The sitting that is on, else the next, else the last.
pub fn current(sittings: &[Sitting], now: NaiveDateTime) -> Option<&Sitting> {
    let on = sittings.iter().find(|one| is_on(one, now));
    on.or_else(|| sittings.iter().find(|one| one.starts > now)).or(sittings.last())
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

/// How many minutes somebody was there; half of a sitting at which they were partly.
pub fn minutes(sittings: &[Attended]) -> i64 {
    let of = |(long, state): &Attended| match state {
        Some(Presence::Present) => *long,
        Some(Presence::Partly) => long / 2,
        Some(Presence::Excused | Presence::Absent) | None => 0,
    };
    sittings.iter().map(of).sum()
}

/// Whether that is enough for a certificate: so many hundredths of the time.
pub fn is_enough(sittings: &[Attended], share: i32) -> bool {
    let all: i64 = sittings.iter().map(|(long, _)| long).sum();
    all > 0 && minutes(sittings) * 100 >= all * i64::from(share)
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
        let all = halves_of("14:00", "17:00");
        let [afternoon] = all.as_slice() else { panic!("one sitting") };
        assert!(!is_on(afternoon, at("11:59")) && is_on(afternoon, at("12:00")));
        assert!(is_on(afternoon, at("16:30")) && !is_on(afternoon, at("16:31")));
    }

    /// An instant of a day on which it is an hour later in Paris.
    fn at(time: &str) -> NaiveDateTime {
        format!("2026-03-03T{time}:00").parse().unwrap()
    }

    fn halves_of(starts: &str, ends: &str) -> Vec<Sitting> {
        let zone = chrono_tz::Europe::Paris;
        let wall = |time: &str| instant(at(time), zone).unwrap();
        let meeting = Meeting {
            id: MeetingId::new(),
            session_id: crate::courses::SessionId::new(),
            position: 0,
            title: String::new(),
            place: String::new(),
            starts_local: String::new(),
            ends_local: String::new(),
            starts_at: wall(starts),
            ends_at: wall(ends),
            sequence: 0,
            mode: None,
            join_url: String::new(),
            moved_from: None,
            reminded: None,
        };
        sittings(&[meeting], zone)
    }

    #[test]
    fn a_meeting_that_lasts_over_noon_has_two_halves_by_its_own_clock() {
        for (starts, ends, minutes) in [
            ("09:00", "17:00", vec![240, 240]),
            ("12:00", "14:00", vec![60, 60]),
            ("09:00", "12:30", vec![210]),
            ("09:00", "13:59", vec![299]),
            ("12:01", "18:00", vec![359]),
            ("14:00", "17:00", vec![180]),
        ] {
            let all = halves_of(starts, ends);
            let long: Vec<_> =
                all.iter().map(|one| (one.ends - one.starts).num_minutes()).collect();
            assert_eq!(long, minutes, "{starts} – {ends}");
        }
        let all = halves_of("09:00", "17:00");
        let [morning, afternoon] = all.as_slice() else { panic!("two halves") };
        assert_eq!((morning.half, afternoon.half), (Half::Morning, Half::Afternoon));
        assert!(is_on(morning, at("11:59")) && !is_on(morning, at("12:00")));
        assert!(!is_on(afternoon, at("11:59")) && is_on(afternoon, at("12:00")));
    }

    #[test]
    fn what_was_noted_of_a_whole_meeting_holds_for_its_halves_and_halves_make_a_whole() {
        let all = halves_of("09:00", "17:00");
        let (morning, afternoon) = (&all[0], &all[1]);
        let mark = |half, state| Mark {
            meeting_id: morning.meeting.clone(),
            half,
            enrolment_id: crate::enrolment::EnrolmentId::random(),
            state,
            marked_by: None,
            marked_at: at("09:00"),
        };
        let (whole, left) =
            (mark(Half::Day, Presence::Present), mark(Half::Afternoon, Presence::Absent));
        assert_eq!(noted(afternoon, &[&whole]), Some(Presence::Present));
        assert_eq!(noted(morning, &[&whole, &left]), Some(Presence::Present));
        assert_eq!(noted(afternoon, &[&whole, &left]), Some(Presence::Absent));
        assert_eq!(noted(morning, &[&left]), None);
        let day = Sitting { half: Half::Day, ..morning.clone() };
        let came = mark(Half::Morning, Presence::Present);
        assert_eq!(noted(&day, &[&came, &left]), Some(Presence::Partly));
        assert_eq!(noted(&day, &[&came]), Some(Presence::Present));
        let meant = |half| meant(&all, (&morning.meeting, half)).len();
        assert_eq!((meant(Half::Day), meant(Half::Afternoon)), (2, 1));
    }

    #[test]
    fn four_fifths_of_the_time_make_a_certificate() {
        let there = Some(Presence::Present);
        assert!(is_enough(&[(180, there), (180, there)], 80));
        assert!(!is_enough(&[(180, there), (180, None)], 80));
        assert!(!is_enough(&[(180, there), (180, Some(Presence::Partly))], 80));
        assert!(is_enough(&[(240, there), (60, Some(Presence::Absent))], 80));
        assert!(!is_enough(&[], 80));
        assert!(is_enough(&[(180, there), (180, None)], 50));
        assert!(!is_enough(&[(240, there), (60, None)], 100));
        assert_eq!(minutes(&[(180, there), (90, Some(Presence::Partly))]), 225);
    }
}
