//! The life of an enrolment, and what decides where it begins.

pub mod fits;
mod odds;
pub mod seats;

pub use odds::{Odds, odds};

use chrono::{NaiveDateTime, TimeDelta};

use super::{Enrolment, Letter, State};
use crate::Refusal;
use crate::accounts::throttle::Limit;
use crate::courses::rules::Window;
use crate::courses::{Question, QuestionId, Session};

pub const NOT_OPEN: Refusal = Refusal::new("enrolment-not-open");
pub const NOT_YET: Refusal = Refusal::new("enrolment-not-yet");
pub const CLOSED: Refusal = Refusal::new("enrolment-closed");
pub const SESSION_CANCELLED: Refusal = Refusal::new("enrolment-session-cancelled");
pub const CHANGED: Refusal = Refusal::new("enrolment-changed-meanwhile");
pub const OFFER_OVER: Refusal = Refusal::new("enrolment-offer-over");
pub const NO_ANSWER: Refusal = Refusal::new("enrolment-no-answer");
pub const NO_PRESENCE: Refusal = Refusal::new("enrolment-no-presence");
pub const NO_REASON: Refusal = Refusal::new("enrolment-no-reason");
pub const FULL_THERE: Refusal = Refusal::new("enrolment-full-there");
pub const KNOWN: Refusal = Refusal::new("enrolment-known");
pub const NO_SEAT: Refusal = Refusal::new("enrolment-no-seat");
pub const RESTORED_LATE: Refusal = Refusal::new("enrolment-restored-late");
pub const SEAT_GONE: Refusal = Refusal::new("enrolment-seat-gone");
pub const PROOF_OVER: Refusal = Refusal::new("enrolment-proof-over");
pub const IS_OVER: Refusal = Refusal::new("enrolment-is-over");
pub const SEATED_ELSEWHERE: Refusal = Refusal::new("enrolment-seated-elsewhere");
pub const NO_READERS: Refusal = Refusal::new("enrolment-no-readers");
pub const TRAINS: Refusal = Refusal::new("enrolment-trains");
pub const TRAINER_ANSWERED: Refusal = Refusal::new("enrolment-trainer-answered");
pub const BAD_CALL: Refusal = Refusal::new("enrolment-error-call");
/// Trainers whom a session may lack.
pub const MOST_WANTED: i32 = 20;
/// What is said of a call, or to somebody who is asked, in characters.
pub const MAX_NOTE: usize = 1_000;
pub const TOO_MANY_LETTERS: Refusal = Refusal::new("enrolment-too-many-letters");

/// So long after somebody left those who give the session put them back.
pub const RESTORE_WITHIN: TimeDelta = TimeDelta::hours(24);
/// A freed seat is offered for so long at least, if the session begins no sooner.
pub const SHORTEST_OFFER: TimeDelta = TimeDelta::hours(1);
/// An address that nobody proves keeps its seat, or its place, for so long.
pub const PROVE_WITHIN: TimeDelta = TimeDelta::hours(24);
/// People who enrol from one address on the internet: an institution that shares one does it together.
pub const FROM_ADDRESS: Limit = Limit::new(2_000, TimeDelta::hours(1));
/// Sessions in which one address that nobody proved may be enrolled: each writes to it.
pub const TO_ADDRESS: Limit = Limit::new(20, TimeDelta::hours(1));
pub const TOO_MANY: Refusal = Refusal::new("enrolment-too-many");
/// Mails about one session to somebody who is enrolled in it and forgot it.
pub const REMINDED: Limit = Limit::new(5, TimeDelta::hours(1));
/// Mails to somebody whose calendar says that they do not come.
pub const DECLINED: Limit = Limit::new(2, TimeDelta::days(1));
/// Secret addresses of calendars that one person may have.
pub const MOST_FEEDS: usize = 20;
pub const TOO_MANY_FEEDS: Refusal = Refusal::new("enrolment-too-many-feeds");
/// Asked for again so soon, an address of a calendar is not sent again.
pub const FEED_AGAIN: TimeDelta = TimeDelta::minutes(10);
/// What those who give a session may write to its people.
pub const LETTERS: Limit = Limit::new(10, TimeDelta::days(1));
/// The longest text of such a letter, in characters.
pub const MAX_LETTER: usize = 6_000;
pub const MAX_SUBJECT: usize = 120;
pub const MAX_NAME: usize = 150;
pub const MAX_ANSWER: usize = 1_000;

/// What may happen to an enrolment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The organiser agrees, and there is a seat; or there is none.
    Approve,
    Queue,
    Refuse,
    /// A seat was freed, and is given; or kept until they answer.
    Seat,
    Offer,
    Accept,
    Lapse,
    Cancel,
    /// The address was not proven in time.
    Forfeit,
    /// It was cancelled by mistake.
    Restore,
}

pub const fn next(state: State, event: Event) -> Result<State, Refusal> {
    use Event::{Accept, Approve, Cancel, Forfeit, Lapse, Offer, Queue, Refuse, Restore, Seat};
    use State::{Cancelled, Confirmed, Expired, Offered, Pending, Refused, Waiting};
    match (state, event) {
        (Pending, Approve) | (Waiting, Seat) | (Offered, Accept) | (Cancelled, Restore) => {
            Ok(Confirmed)
        }
        (Pending, Queue) => Ok(Waiting),
        (Pending, Refuse) => Ok(Refused),
        (Waiting, Offer) => Ok(Offered),
        (Offered, Lapse) | (Pending | Confirmed | Waiting | Offered, Forfeit) => Ok(Expired),
        (Pending | Confirmed | Waiting | Offered, Cancel) => Ok(Cancelled),
        (Pending, Seat | Offer | Accept | Lapse | Restore)
        | (Confirmed, Approve | Queue | Refuse | Seat | Offer | Accept | Lapse | Restore)
        | (Waiting, Approve | Queue | Refuse | Accept | Lapse | Restore)
        | (Offered, Approve | Queue | Refuse | Seat | Offer | Restore)
        | (Refused | Expired, Restore)
        | (
            Refused | Cancelled | Expired,
            Approve | Queue | Refuse | Seat | Offer | Accept | Lapse | Cancel | Forfeit,
        ) => Err(NOT_OPEN),
    }
}

/// Where an enrolment begins, and whether it holds a seat. Whom those who give it write in themselves they agree to.
pub fn arrival(session: &Session, agreed: bool, there_is_room: bool) -> (State, bool) {
    let asks = session.terms.approval || session.terms.has_rule();
    match (asks && !agreed, there_is_room) {
        (true, room) => (State::Pending, room && session.terms.pending_holds),
        (false, true) => (State::Confirmed, true),
        (false, false) => (State::Waiting, false),
    }
}

pub fn check_window(window: Window) -> Result<(), Refusal> {
    match window {
        Window::Open => Ok(()),
        Window::NotYet(_) => Err(NOT_YET),
        Window::Closed => Err(CLOSED),
        Window::Cancelled => Err(SESSION_CANCELLED),
    }
}

/// What was answered, without what nobody asked; a question that must be answered was, unless somebody else writes them in.
pub fn check_answers(
    (questions, by_themselves): (&[Question], bool),
    said: &[(QuestionId, String)],
) -> Result<Vec<(QuestionId, String)>, Refusal> {
    let mut kept = Vec::new();
    for question in questions {
        let answer = said.iter().find(|(id, _)| *id == question.id).map(|(_, body)| body.trim());
        match answer.filter(|body| !body.is_empty()) {
            Some(body) => {
                kept.push((question.id.clone(), body.chars().take(MAX_ANSWER).collect()));
            }
            None if question.required && by_themselves => return Err(NO_ANSWER),
            None => {}
        }
    }
    Ok(kept)
}

/// Whether freed seats are given on: not once the session has begun.
pub fn promotes(session: &Session, now: NaiveDateTime) -> bool {
    use crate::courses::SessionState;
    session.state == SessionState::Published && session.starts_at.is_some_and(|at| now < at)
}

/// Whether somebody may still become its trainer: until it is over or called off.
pub fn takes_trainers(session: &Session, now: NaiveDateTime) -> bool {
    use crate::courses::SessionState;
    session.state != SessionState::Cancelled && session.ends_at.is_none_or(|at| now < at)
}

/// Whether those who give it may let somebody in: until it is over.
pub fn lets_in(session: &Session, now: NaiveDateTime) -> bool {
    use crate::courses::SessionState;
    session.state == SessionState::Published && session.ends_at.is_some_and(|at| now < at)
}

/// Whether somebody who left may be put back.
pub fn may_restore(one: &Enrolment, now: NaiveDateTime) -> bool {
    one.state == State::Cancelled && now <= one.changed_at + RESTORE_WITHIN
}

/// Whether a session has begun: who is there comes before who waits at home.
pub fn has_begun(session: &Session, now: NaiveDateTime) -> bool {
    session.starts_at.is_some_and(|at| at <= now)
}

/// What becomes of who is next when a seat is freed: it is theirs, or kept for them until a moment.
pub fn promotion(session: &Session, now: NaiveDateTime) -> (Event, Option<NaiveDateTime>) {
    match session.terms.offer_hours {
        0 => (Event::Seat, None),
        hours => {
            let most = TimeDelta::hours(i64::from(hours));
            let lasts = session.starts_at.map_or(most, |starts| offer_lasts(most, starts - now));
            (Event::Offer, Some(now + lasts))
        }
    }
}

/// How long an offer lasts: near the start a quarter of what is left until then, so that who says nothing does not keep
/// the seat from all who wait.
fn offer_lasts(most: TimeDelta, left: TimeDelta) -> TimeDelta {
    let quarter = TimeDelta::minutes(left.num_minutes() / 4);
    most.min(quarter.max(SHORTEST_OFFER)).min(left)
}

/// An offer that has ended is accepted no more, whether or not it was taken back yet.
pub fn check_offer(one: &Enrolment, now: NaiveDateTime) -> Result<(), Refusal> {
    match (one.state, one.offer_ends_at) {
        (State::Offered, Some(ends)) if now < ends => Ok(()),
        (State::Offered | State::Expired, _) => Err(OFFER_OVER),
        (
            State::Pending | State::Confirmed | State::Waiting | State::Refused | State::Cancelled,
            _,
        ) => Err(NOT_OPEN),
    }
}

/// The fields of a letter that do not pass, each with why: in each language there is all or nothing, in one of them all.
pub fn faults_of_letter(letter: &Letter) -> Vec<(&'static str, &'static str)> {
    let long = |text: &str, most: usize| text.chars().count() > most;
    let mut faults = Vec::new();
    let empty = |text: &str| text.trim().is_empty();
    if empty(&letter.body_fr) && empty(&letter.body_en) {
        faults.push(("body_fr", "enrolment-letter-no-text"));
    }
    for (names, subject, body) in [
        (["subject_fr", "body_fr"], &letter.subject_fr, &letter.body_fr),
        (["subject_en", "body_en"], &letter.subject_en, &letter.body_en),
    ] {
        if empty(subject) && !empty(body) {
            faults.push((names[0], "enrolment-letter-no-subject"));
        }
        if empty(body) && !empty(subject) {
            faults.push((names[1], "enrolment-letter-no-body"));
        }
        if long(subject, MAX_SUBJECT) {
            faults.push((names[0], "enrolment-letter-long"));
        }
        if long(body, MAX_LETTER) {
            faults.push((names[1], "enrolment-letter-long"));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offer_is_shorter_near_the_start_and_never_lasts_beyond_it() {
        let lasts = |most, left| offer_lasts(TimeDelta::hours(most), TimeDelta::minutes(left));
        assert_eq!(lasts(48, 21 * 24 * 60), TimeDelta::hours(48));
        assert_eq!(lasts(48, 12 * 60), TimeDelta::hours(3));
        assert_eq!(lasts(2, 12 * 60), TimeDelta::hours(2));
        assert_eq!(lasts(48, 2 * 60), SHORTEST_OFFER);
        assert_eq!(lasts(48, 30), TimeDelta::minutes(30));
    }
}
