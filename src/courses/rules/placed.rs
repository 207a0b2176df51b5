//! Of all that meets on the days of a page, what has a place on it. However much there is, a page holds no more.

use std::ops::Range;

use chrono::NaiveDate;

use super::shown::Look;

/// Meetings on a list of days, after which it goes on elsewhere.
const LISTED: usize = 100;
/// Meetings that a phone shows below a month.
const SOON: usize = 12;

/// A day on which something meets: how much, and which of it is shown, by its place in the order of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    pub day: NaiveDate,
    pub count: usize,
    pub shown: Range<usize>,
}

impl Placed {
    /// How many there is no room for.
    pub fn more(&self) -> usize {
        self.count - self.shown.len()
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    pub days: Vec<Placed>,
    /// The day with which a list goes on.
    pub then: Option<NaiveDate>,
}

const fn room(look: Look) -> usize {
    match look {
        Look::Month => 3,
        Look::Week => 8,
        Look::Agenda => 20,
        Look::Day => 200,
    }
}

/// What is shown of meetings whose days are these, in the order of time: each day is one stretch of them.
pub fn placed(days: &[NaiveDate], look: Look) -> Plan {
    let (mut plan, mut begins, mut held) = (Plan::default(), 0, 0);
    for stretch in days.chunk_by(|one, other| one == other) {
        let Some(day) = stretch.first().copied() else { continue };
        let shown = stretch.len().min(room(look));
        if look == Look::Agenda && held > 0 && held + shown > LISTED {
            plan.then = Some(day);
            break;
        }
        plan.days.push(Placed { day, count: stretch.len(), shown: begins..begins + shown });
        held += shown;
        begins += stretch.len();
    }
    plan
}

/// The days of a month that a phone shows below it: a few, from a day on.
pub fn soon(plan: &Plan, from: NaiveDate) -> Vec<&Placed> {
    let mut held = 0;
    let few = |one: &&Placed| {
        let fits = held < SOON;
        held += one.shown.len();
        fits
    };
    plan.days.iter().filter(|one| one.day >= from).take_while(few).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(counts: &[(u32, usize)]) -> Vec<NaiveDate> {
        let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        counts.iter().flat_map(|(on, count)| std::iter::repeat_n(day(*on), *count)).collect()
    }

    #[test]
    fn a_day_of_a_month_has_room_for_three_and_says_how_many_more_there_are() {
        let plan = placed(&days(&[(2, 1), (3, 5_000), (9, 2)]), Look::Month);
        let said: Vec<_> =
            plan.days.iter().map(|one| (one.count, one.shown.clone(), one.more())).collect();
        assert_eq!(said, [(1, 0..1, 0), (5_000, 1..4, 4_997), (2, 5_001..5_003, 0)]);
        assert_eq!(plan.then, None);
    }

    #[test]
    fn a_list_goes_on_at_the_day_for_which_it_has_no_room() {
        let whole: Vec<_> = (1..=31).map(|day| (day, 30)).collect();
        let plan = placed(&days(&whole), Look::Agenda);
        assert_eq!(plan.days.iter().map(|one| one.shown.len()).sum::<usize>(), LISTED);
        assert_eq!(plan.then, NaiveDate::from_ymd_opt(2026, 3, 6));
        assert_eq!(placed(&days(&[(1, 9_000)]), Look::Day).days[0].more(), 8_800);
        assert_eq!(placed(&[], Look::Agenda), Plan::default());
    }

    #[test]
    fn below_a_month_stand_the_next_few() {
        let plan = placed(&days(&[(2, 3), (3, 3), (4, 3), (5, 2), (6, 3), (9, 3)]), Look::Month);
        let from = NaiveDate::from_ymd_opt(2026, 3, 3).unwrap();
        assert_eq!(soon(&plan, from).len(), 5);
        assert_eq!(soon(&plan, from)[0].day, from);
    }
}
