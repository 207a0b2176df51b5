//! When a file is looked at again. Whether it may leave is the store's to say.

use chrono::{NaiveDateTime, TimeDelta};

pub use crate::files::{BEING_CHECKED, INFECTED, check_served};

/// A scanner that does not answer is asked again after this time.
pub const ASK_AGAIN: TimeDelta = TimeDelta::minutes(1);

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
    fn a_file_is_looked_at_ever_later_and_never_given_up() {
        let now = NaiveDateTime::default();
        let minutes = |attempts| (again_at(attempts, now) - now).num_minutes();
        assert_eq!([0, 1, 5, 6, 1000].map(minutes), [1, 2, 32, 60, 60]);
    }
}
