//! What a call may become, when it is open, and what it must be before anybody reads it.

pub mod checklist;
pub mod dates;
mod life;
mod phases;

pub use life::{Event, next};
pub use phases::{deadline, is_in_time, phase};

use crate::Refusal;
use crate::accounts::throttle::Limit;
use crate::network::Kind;
use chrono::TimeDelta;

pub const ILLEGAL: Refusal = Refusal::new("calls-illegal");
pub const CHANGED: Refusal = Refusal::new("calls-changed-meanwhile");
pub const UNREADY: Refusal = Refusal::new("calls-unready");
pub const OPEN_ALREADY: Refusal = Refusal::new("calls-open-already");
pub const ONLY_LATER: Refusal = Refusal::new("calls-only-later");
pub const CLOSED: Refusal = Refusal::new("calls-closed-for-good");
pub const NO_REASON: Refusal = Refusal::new("calls-no-reason");
pub const NO_ANSWER: Refusal = Refusal::new("calls-no-answer");
pub const NO_MORE_QUESTIONS: Refusal = Refusal::new("calls-no-more-questions");
pub const RULES_FIXED: Refusal = Refusal::new("calls-rules-fixed");
pub const ONE_RULE: Refusal = Refusal::new("calls-one-rule");
pub const TOO_MANY_RULES: Refusal = Refusal::new("calls-too-many-rules");
pub const NO_SUCH_QUESTION: Refusal = Refusal::new("calls-no-such-question");
pub const NO_RULE_TEXT: Refusal = Refusal::new("calls-no-rule-text");
pub const TOO_EARLY: Refusal = Refusal::new("calls-too-early");
pub const NO_SUCH_ACCOUNT: Refusal = Refusal::new("calls-no-such-account");

/// What somebody may write.
pub const MOST_TITLE: usize = 200;
pub const MOST_SUMMARY: usize = 600;
pub const MOST_BODY: usize = 40_000;
pub const MOST_QUESTION: usize = 3_000;
/// What an application can become.
pub const LABELLED: [Kind; 3] = [Kind::Workshop, Kind::ThematicCentre, Kind::ResourceCentre];
/// A list that is still read before applying.
pub const MOST_RULES: usize = 12;
/// A reason says something.
pub const FEWEST_REASON: usize = 10;

/// Questions that come from one address.
pub const QUESTIONS: Limit = Limit::new(20, TimeDelta::hours(1));
