//! Who may review what, what their scores make together, and what would give a reviewer away.

pub mod conflicts;
mod life;
pub mod proposal;
pub mod reminders;
pub mod rubric;
pub mod scan;
pub mod scores;
pub mod sheet;

pub use life::{AssignmentEvent, next};

use chrono::TimeDelta;

use crate::Refusal;
use crate::calls::State;

pub const ILLEGAL: Refusal = Refusal::new("reviews-illegal");
pub const CHANGED: Refusal = Refusal::new("reviews-changed-meanwhile");
pub const TOO_EARLY: Refusal = Refusal::new("reviews-too-early");
pub const NO_PLAN: Refusal = Refusal::new("reviews-no-plan");
pub const NOT_IN_REVIEW: Refusal = Refusal::new("reviews-not-in-review");
pub const NO_REASON: Refusal = Refusal::new("reviews-no-reason");
pub const RUBRIC_FIXED: Refusal = Refusal::new("reviews-rubric-fixed");
pub const IN_CONFLICT: Refusal = Refusal::new("reviews-in-conflict");
pub const ON_APPLICATION: Refusal = Refusal::new("reviews-on-application");
pub const OWN_CONFLICT: Refusal = Refusal::new("reviews-own-conflict");
pub const NEVER_CLEARED: Refusal = Refusal::new("reviews-never-cleared");
pub const NOT_ACCEPTED: Refusal = Refusal::new("reviews-not-accepted");
pub const FULL: Refusal = Refusal::new("reviews-full");
pub const UNSIGNED: Refusal = Refusal::new("reviews-unsigned");
pub const LINK_SPENT: Refusal = Refusal::new("reviews-link-spent");
pub const OTHER_ADDRESS: Refusal = Refusal::new("reviews-other-address");
pub const INCOMPLETE: Refusal = Refusal::new("reviews-incomplete");
pub const NAMES_SOMEBODY: Refusal = Refusal::new("reviews-names-somebody");
pub const FILED: Refusal = Refusal::new("reviews-filed");
pub const DECIDED: Refusal = Refusal::new("reviews-decided");
pub const NOTHING_TO_SEND: Refusal = Refusal::new("reviews-nothing-to-send");
pub const NO_FIELD: Refusal = Refusal::new("reviews-no-field");
pub const OVER: Refusal = Refusal::new("reviews-completion-over");
pub const NO_EMERGENCY_REASON: Refusal = Refusal::new("reviews-emergency-no-reason");
pub const NEEDS_NO_EMERGENCY: Refusal = Refusal::new("reviews-emergency-needless");
pub const PARTIAL: Refusal = Refusal::new("reviews-emergency-partial");
pub const TOO_SOON: Refusal = Refusal::new("reviews-reminded-already");

/// After the last instant that is in time, so long until nothing that arrived in it can still be on its way.
pub const DRAIN: TimeDelta = TimeDelta::minutes(2);
/// How long an admin may look into what is not theirs.
pub const EMERGENCY: TimeDelta = TimeDelta::minutes(60);
/// What somebody may write.
pub const MOST_TEXT: usize = 10_000;
pub const FEWEST_REASON: usize = 10;

/// Reviews are written until everything is decided: what was told rests on them as they were.
pub fn check_written(call: State) -> Result<(), Refusal> {
    if matches!(call, State::InReview | State::Deliberation) { Ok(()) } else { Err(DECIDED) }
}

/// Whether a reason says something.
pub fn check_reason(reason: &str) -> Result<(), Refusal> {
    if reason.trim().chars().count() >= FEWEST_REASON { Ok(()) } else { Err(NO_REASON) }
}
