//! Who answers: what routing looks at, what it finds, and the rules in between (helpdesk brief, section 2; domain
//! brief, 2.4).

mod model;
mod places;
pub mod rules;
pub mod words;

pub use model::{
    Absence, Candidate, Decision, Desk, Inputs, Load, Network, Question, Reason, Row, Rule,
    Skipped, implied_region,
};

pub use places::site_of;

/// Grows when the rules change, so that an old decision can be read for what it was.
pub const ALGORITHM: i32 = 3;
