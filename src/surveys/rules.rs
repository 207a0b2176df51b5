//! Who is asked, and from how many answers on anything is shown.

use chrono::{NaiveDateTime, TimeDelta};

use crate::Refusal;
use crate::courses::Session;
use crate::enrolment::{Enrolment, State};

pub const NOT_OVER: Refusal = Refusal::new("surveys-not-over");
pub const ANSWERED: Refusal = Refusal::new("surveys-answered");

/// Fewer answers would be somebody's.
pub const FEWEST: usize = 5;
/// Answers are taken for so long after the end.
pub const OPEN_FOR: TimeDelta = TimeDelta::days(60);
/// A session that ended longer ago is not asked about any more.
pub const ASKED_WITHIN: TimeDelta = TimeDelta::days(14);
pub const MAX_COMMENT: usize = 2_000;

/// Whoever took part may answer, once, when it is over.
pub fn check_open(one: &Enrolment, session: &Session, now: NaiveDateTime) -> Result<(), Refusal> {
    let open = session.ends_at.is_some_and(|ends| ends <= now && now < ends + OPEN_FOR);
    if one.state == State::Confirmed && open { Ok(()) } else { Err(NOT_OVER) }
}

/// Of marks from 1 to 5 how many there are of each, and their mean in tenths; none of too few.
pub fn summary(marks: &[i32]) -> Option<([usize; 5], i64)> {
    if marks.len() < FEWEST {
        return None;
    }
    let count = |mark: i32| marks.iter().filter(|one| **one == mark).count();
    let all = i64::try_from(marks.len()).unwrap_or(i64::MAX);
    let sum: i64 = marks.iter().map(|mark| i64::from(*mark)).sum();
    Some(([1, 2, 3, 4, 5].map(count), (sum * 10 + all / 2) / all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_shown_of_few() {
        assert_eq!(summary(&[5, 5, 5, 5]), None);
        assert_eq!(summary(&[5, 4, 4, 5, 1]), Some(([1, 0, 0, 2, 2], 38)));
    }
}
