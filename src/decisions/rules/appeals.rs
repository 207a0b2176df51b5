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

/// An appeal says why, and so does its answer.
pub const FEWEST: usize = 50;
pub const MOST: usize = 5000;

/// What happens to an appeal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Somebody who did not decide takes it.
    Take,
    /// It is found admissible.
    Admit,
    /// It is not: it came too late, or says nothing against the decision.
    Refuse,
    Uphold,
    Dismiss,
    Withdraw,
}

pub fn next(state: AppealState, event: Event) -> Result<AppealState, Refusal> {
    use AppealState::{Admissible, Dismissed, Filed, Inadmissible, Instructed, Upheld, Withdrawn};
    use Event::{Admit, Dismiss, Refuse, Take, Uphold, Withdraw};
    match (state, event) {
        (Filed, Take) => Ok(Instructed),
        (Instructed, Admit) => Ok(Admissible),
        (Instructed, Refuse) => Ok(Inadmissible),
        (Admissible, Uphold) => Ok(Upheld),
        (Admissible, Dismiss) => Ok(Dismissed),
        (Filed | Instructed | Admissible, Withdraw) => Ok(Withdrawn),
        (Filed, Admit | Refuse | Uphold | Dismiss)
        | (Instructed, Take | Uphold | Dismiss)
        | (Admissible, Take | Admit | Refuse)
        | (
            Inadmissible | Upheld | Dismissed | Withdrawn,
            Take | Admit | Refuse | Uphold | Dismiss | Withdraw,
        ) => Err(ILLEGAL),
    }
}

/// The last instant to appeal against what was told at `told`, for so many months.
pub fn until(told: NaiveDateTime, months: i32) -> NaiveDateTime {
    let window = Months::new(u32::try_from(months).unwrap_or_default());
    told.checked_add_months(window).unwrap_or(told)
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
        assert_eq!(next(taken, Event::Dismiss), Err(ILLEGAL));
        let admitted = next(taken, Event::Admit).unwrap();
        assert_eq!(next(admitted, Event::Refuse), Err(ILLEGAL));
        let over = next(admitted, Event::Dismiss).unwrap();
        assert_eq!(next(over, Event::Withdraw), Err(ILLEGAL));
        let told = "2026-12-31T10:00:00".parse().unwrap();
        assert_eq!(until(told, 2).to_string(), "2027-02-28 10:00:00");
    }
}
