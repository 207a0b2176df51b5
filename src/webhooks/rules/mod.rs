//! Where a webhook may go, how it is signed, and when it is tried again: decided from values alone.

mod address;
mod signature;

use chrono::{NaiveDateTime, TimeDelta};

use super::{Ended, Hook, Occurrence};
use crate::Refusal;

pub use address::{check_url, is_public};
pub use signature::{secret_text, signatures};

pub const BAD_URL: Refusal = Refusal::new("webhooks-bad-url");
pub const NOT_HTTPS: Refusal = Refusal::new("webhooks-not-https");
pub const PRIVATE_ADDRESS: Refusal = Refusal::new("webhooks-private-address");
pub const NO_EVENTS: Refusal = Refusal::new("webhooks-no-events");
pub const TOO_MANY: Refusal = Refusal::new("webhooks-too-many");
pub const STILL_TWO: Refusal = Refusal::new("webhooks-still-two-secrets");
pub const RESTS: Refusal = Refusal::new("webhooks-rests");

/// So many a node or the network may have.
pub const MOST_HOOKS: usize = 20;
/// The secret before is good for so long after a new one was made.
pub const FORMER_FOR: TimeDelta = TimeDelta::days(7);
/// A webhook that only fails for so long rests.
pub const GIVE_UP_AFTER: TimeDelta = TimeDelta::days(5);
/// The log is kept this long.
pub const KEPT: TimeDelta = TimeDelta::days(30);
/// What is kept of an answer.
pub const MAX_RESPONSE: usize = 1000;

/// How long after each attempt the next one comes (Standard Webhooks, retry schedule): about three days in all.
const SCHEDULE: &[TimeDelta] = &[
    TimeDelta::seconds(5),
    TimeDelta::minutes(5),
    TimeDelta::minutes(30),
    TimeDelta::hours(2),
    TimeDelta::hours(5),
    TimeDelta::hours(10),
    TimeDelta::hours(14),
    TimeDelta::hours(20),
    TimeDelta::hours(24),
];

/// When to try again after so many attempts; never, when there were enough.
pub fn next_attempt(attempts: i32, now: NaiveDateTime) -> Option<NaiveDateTime> {
    let place = usize::try_from(attempts - 1).ok()?;
    SCHEDULE.get(place).map(|wait| now + *wait)
}

/// Whether a failure is one too many.
pub fn gives_up(hook: &Hook, status: Option<i32>, now: NaiveDateTime) -> Option<Ended> {
    if status == Some(410) {
        return Some(Ended::Gone);
    }
    let long = hook.failing_since.is_some_and(|since| now - since >= GIVE_UP_AFTER);
    long.then_some(Ended::Failing)
}

/// What is told of a line of the history; most lines are nobody else's business. A note is none of them.
pub fn occurrence(action: &str) -> Option<Occurrence> {
    Some(match action {
        "ticket.ask" | "ticket.confirm" | "ticket.split_from" => Occurrence::Created,
        "ticket.assign" => Occurrence::Assigned,
        "ticket.answer" | "ticket.answer_and_keep" => Occurrence::Answered,
        "ticket.team_replies" => Occurrence::Replied,
        "ticket.wait_third_party" | "ticket.snooze" => Occurrence::Paused,
        "ticket.wake" => Occurrence::Woken,
        "ticket.transfer" => Occurrence::Transferred,
        "ticket.refer" => Occurrence::Offered,
        "ticket.refuse" | "ticket.return" | "ticket.withdraw" | "ticket.accept" => {
            Occurrence::OfferEnded
        }
        "ticket.share" => Occurrence::Shared,
        "ticket.end_share" => Occurrence::ShareEnded,
        "ticket.consult" => Occurrence::Consulted,
        "ticket.end_consultation" => Occurrence::ConsultationEnded,
        "ticket.close" => Occurrence::Closed,
        "ticket.reopen" => Occurrence::Reopened,
        "ticket.merge" => Occurrence::Merged,
        "ticket.undo_merge" => Occurrence::Unmerged,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_end_after_three_days() {
        let start = NaiveDateTime::default();
        let mut at = start;
        let mut attempts = 1;
        while let Some(next) = next_attempt(attempts, at) {
            assert!(next > at);
            (at, attempts) = (next, attempts + 1);
        }
        assert_eq!(attempts, 10);
        assert!((TimeDelta::days(3)..TimeDelta::days(4)).contains(&(at - start)));
    }

    #[test]
    fn no_note_is_told_of() {
        for action in
            ["ticket.note", "ticket.side_note", "ticket.follow", "ticket.spam", "mail.hold"]
        {
            assert_eq!(occurrence(action), None, "{action}");
        }
    }
}
