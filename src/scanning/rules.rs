//! What may leave, and when a file is looked at again.

use chrono::{NaiveDateTime, TimeDelta};

use super::ScanState;
use crate::Refusal;

pub const BEING_CHECKED: Refusal = Refusal::new("scanning-being-checked");
pub const INFECTED: Refusal = Refusal::new("scanning-infected");
pub const TOO_LARGE: Refusal = Refusal::new("scanning-too-large");

/// A scanner that does not answer is asked again after this time.
pub const ASK_AGAIN: TimeDelta = TimeDelta::minutes(1);

/// Whether a file may be handed out, by page or by mail. Without a scanner nothing is held back, but what one found
/// infected stays so.
pub fn check_served(state: ScanState, scanner: bool) -> Result<(), Refusal> {
    match (state, scanner) {
        (ScanState::Clean, _) | (ScanState::Unscanned | ScanState::TooLarge, false) => Ok(()),
        (ScanState::Infected, _) => Err(INFECTED),
        (ScanState::Unscanned, true) => Err(BEING_CHECKED),
        (ScanState::TooLarge, true) => Err(TOO_LARGE),
    }
}

/// When a file on which the scanner failed so often is looked at again: after 1, 2, 4 … minutes, an hour at most. It is
/// never given up: until then it is held back.
pub fn again_at(attempts: i32, now: NaiveDateTime) -> NaiveDateTime {
    let exponent = u32::try_from(attempts.clamp(0, 6)).unwrap_or(0);
    now + TimeDelta::minutes(2_i64.pow(exponent).min(60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_clean_leaves_where_there_is_a_scanner() {
        let served =
            |scanner| ScanState::ALL.iter().map(move |state| check_served(*state, scanner).is_ok());
        assert_eq!(served(true).collect::<Vec<_>>(), [false, true, false, false]);
        assert_eq!(served(false).collect::<Vec<_>>(), [true, true, false, true]);
    }

    #[test]
    fn a_file_is_looked_at_ever_later_and_never_given_up() {
        let now = NaiveDateTime::default();
        let minutes = |attempts| (again_at(attempts, now) - now).num_minutes();
        assert_eq!([0, 1, 5, 6, 1000].map(minutes), [1, 2, 32, 60, 60]);
    }
}
