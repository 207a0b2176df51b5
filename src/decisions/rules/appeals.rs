//! What may be done with an appeal, until when, and by whom.

use chrono::{Months, NaiveDateTime};

use crate::Refusal;
use crate::decisions::AppealState;

pub const TOO_LATE: Refusal = Refusal::new("decisions-appeal-too-late");
pub const ALREADY: Refusal = Refusal::new("decisions-appeal-already");
pub const NO_GROUNDS: Refusal = Refusal::new("decisions-appeal-no-grounds");
pub const NO_ANSWER: Refusal = Refusal::new("decisions-appeal-no-answer");
pub const NOT_IMPARTIAL: Refusal = Refusal::new("decisions-appeal-not-impartial");
pub const NOT_YOURS: Refusal = Refusal::new("decisions-appeal-not-yours");
pub const ILLEGAL: Refusal = Refusal::new("decisions-appeal-illegal");

/// How long a decision can be appealed against.
pub const WINDOW: Months = Months::new(2);
/// An appeal says why, and so does its answer.
pub const FEWEST: usize = 50;
pub const MOST: usize = 5000;

/// What happens to an appeal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Somebody who did not decide takes it.
    Take,
    Uphold,
    Dismiss,
    Withdraw,
}

pub fn next(state: AppealState, event: Event) -> Result<AppealState, Refusal> {
    use AppealState::{Dismissed, Filed, Instructed, Upheld, Withdrawn};
    use Event::{Dismiss, Take, Uphold, Withdraw};
    match (state, event) {
        (Filed, Take) => Ok(Instructed),
        (Instructed, Uphold) => Ok(Upheld),
        (Instructed, Dismiss) => Ok(Dismissed),
        (Filed | Instructed, Withdraw) => Ok(Withdrawn),
        (Filed, Uphold | Dismiss)
        | (Instructed, Take)
        | (Upheld | Dismissed | Withdrawn, Take | Uphold | Dismiss | Withdraw) => Err(ILLEGAL),
    }
}

/// The last instant to appeal against what was told at `told`.
pub fn until(told: NaiveDateTime) -> NaiveDateTime {
    told.checked_add_months(WINDOW).unwrap_or(told)
}

/// Whether a text is long enough to be one, and no longer than is read.
pub fn says_enough(text: &str) -> bool {
    (FEWEST..=MOST).contains(&text.trim().chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_appeal_is_taken_before_it_is_answered_and_answered_once() {
        assert_eq!(next(AppealState::Filed, Event::Uphold), Err(ILLEGAL));
        let taken = next(AppealState::Filed, Event::Take).unwrap();
        assert_eq!(next(taken, Event::Take), Err(ILLEGAL));
        let over = next(taken, Event::Dismiss).unwrap();
        assert_eq!(next(over, Event::Withdraw), Err(ILLEGAL));
        let told = "2026-12-31T10:00:00".parse().unwrap();
        assert_eq!(until(told).to_string(), "2027-02-28 10:00:00");
    }
}
