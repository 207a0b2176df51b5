//! What is allowed in the network.

mod directory;
pub mod map;
pub mod search;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

pub use directory::{Known, PlannedNode, check};

use super::{Node, Status};
use crate::Refusal;

/// The longest note about a closure or a standing, in characters.
pub const MAX_NOTE: usize = 300;

pub const BAD_ABSENCE: Refusal = Refusal::new("network-bad-absence");
pub const ABSENT_ALREADY: Refusal = Refusal::new("network-absent-already");
pub const STANDS_IN: Refusal = Refusal::new("network-stands-in");
pub const STANDS_IN_FOR_ITSELF: Refusal = Refusal::new("network-stands-in-for-itself");
pub const CANNOT_STAND_IN: Refusal = Refusal::new("network-cannot-stand-in");
pub const STAND_IN_AWAY: Refusal = Refusal::new("network-stand-in-away");
pub const EMPTY_PROPOSAL: Refusal = Refusal::new("network-empty-proposal");
pub const ONE_PROPOSAL: Refusal = Refusal::new("network-one-proposal");
pub const ANSWERED_ALREADY: Refusal = Refusal::new("network-answered-already");
pub const KIND_NEVER_SO: Refusal = Refusal::new("network-kind-never-so");
pub const SLUG_TAKEN: Refusal = Refusal::new("network-slug-taken");
pub const ITSELF: Refusal = Refusal::new("network-itself");
pub const NO_RELAY: Refusal = Refusal::new("network-no-relay");
pub const DESK_MUST_RECEIVE: Refusal = Refusal::new("network-desk-must-receive");
pub const DESK_NEEDED: Refusal = Refusal::new("network-desk-needed");

/// Absences are said beforehand or while they last, for at most a year.
pub fn are_absence_days((from, to): (NaiveDate, NaiveDate), today: NaiveDate) -> bool {
    to >= from && to >= today && (to - from).num_days() <= 366
}

/// The desk that takes what nobody covers must answer; it is given up by naming another.
pub fn may_stand(node: &Node, status: Status, desk: bool) -> Result<(), Refusal> {
    if !node.kind.may_be(status) {
        return Err(KIND_NEVER_SO);
    }
    if desk && !(status.receives() && node.kind.has_desk()) {
        return Err(DESK_MUST_RECEIVE);
    }
    if node.fallback_desk && !desk { Err(DESK_NEEDED) } else { Ok(()) }
}

/// How long a confirmed page is taken for true, before it asks to be verified.
pub const CONFIRMED_FOR: TimeDelta = TimeDelta::days(7 * 30);

/// Whether nobody of the node has said for long that its page is exact. One that was never confirmed counts from its
/// making.
pub fn wants_verifying(
    confirmed: Option<NaiveDateTime>,
    made: NaiveDateTime,
    now: NaiveDateTime,
) -> bool {
    now - confirmed.unwrap_or(made) > CONFIRMED_FOR
}

/// The days of a week, as opening days are kept.
pub const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// An address that a link may lead to; `javascript:` is none.
pub fn is_web_address(typed: &str) -> bool {
    let rest = typed.strip_prefix("https://").or_else(|| typed.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !typed.contains(char::is_whitespace))
}

/// A two-letter code (ISO 639-1).
pub fn is_language(typed: &str) -> bool {
    typed.len() == 2 && typed.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// A number by which loads can be divided and fairness weighed.
pub fn is_share(number: f64) -> bool {
    (0.05..=1000.0).contains(&number)
}
