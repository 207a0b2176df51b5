//! When whoever has not submitted a review is reminded.

use chrono::{NaiveDateTime, TimeDelta};

/// A step of the ladder: days from the due date, and its name.
pub const LADDER: [(i64, &str); 4] = [(-7, "j-7"), (-2, "j-2"), (1, "j+1"), (4, "j+4")];
/// At this step the coordinators are told that somebody else is to be found.
pub const REPLACE: &str = "j+4";

/// The step that is due: the last that was reached. Earlier ones that were missed are not made up for.
pub fn step(due_at: NaiveDateTime, now: NaiveDateTime) -> Option<&'static str> {
    let reached = LADDER.iter().filter(|(days, _)| now >= due_at + TimeDelta::days(*days));
    reached.map(|(_, name)| *name).next_back()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ladder_has_four_steps_and_the_last_reached_counts() {
        let due =
            chrono::NaiveDate::from_ymd_opt(2026, 6, 30).unwrap().and_hms_opt(12, 0, 0).unwrap();
        let at = |days| step(due, due + TimeDelta::days(days));
        let steps = [-8, -7, -3, -2, 0, 1, 3, 4, 40].map(at);
        let (a, b, c, d) = (Some("j-7"), Some("j-2"), Some("j+1"), Some("j+4"));
        assert_eq!(steps, [None, a, a, b, b, c, c, d, d]);
    }
}
