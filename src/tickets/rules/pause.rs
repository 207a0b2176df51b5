//! How long a ticket may rest, and when silence ends it.

use chrono::{NaiveDate, NaiveDateTime};

use super::{BAD_PAUSE, CLOSE_AFTER, LONGEST_PAUSE, WARN_BEFORE};
use crate::Refusal;
use crate::tickets::{State, Ticket};

/// A pause ends on a day to come that people can still remember the reason on.
pub fn check_pause(until: NaiveDate, today: NaiveDate) -> Result<(), Refusal> {
    if until > today && until - today <= LONGEST_PAUSE { Ok(()) } else { Err(BAD_PAUSE) }
}

/// What a team's silence leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    Wait,
    Warn,
    Close,
}

/// One warning, then closing: never sooner than the warning said, even if this comes late.
pub fn silence(ticket: &Ticket, now: NaiveDateTime) -> Silence {
    if ticket.state != State::WaitingTeam
        || now - ticket.last_activity_at < CLOSE_AFTER - WARN_BEFORE
    {
        return Silence::Wait;
    }
    match ticket.warned_at.filter(|warned| *warned >= ticket.last_activity_at) {
        None => Silence::Warn,
        Some(warned) if now - warned >= WARN_BEFORE => Silence::Close,
        Some(_) => Silence::Wait,
    }
}
