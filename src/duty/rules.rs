//! Whose turn it is, who stands in for whom, and what may be asked.

use std::collections::HashMap;

use chrono::{Datelike, Days as After, NaiveDate, NaiveDateTime, TimeDelta, Timelike};

use super::{Absence, Days, Pattern, Shift, Week};
use crate::Refusal;
use crate::accounts::{AccountId, Duty};
use crate::clock::in_zone;
use crate::working_time::Calendar;

pub const BAD_DAYS: Refusal = Refusal::new("duty-bad-days");
pub const AWAY_ALREADY: Refusal = Refusal::new("duty-away-already");
pub const STANDS_IN_FOR_ONESELF: Refusal = Refusal::new("duty-stands-in-for-oneself");
pub const STAND_IN_ELSEWHERE: Refusal = Refusal::new("duty-stand-in-elsewhere");
pub const STAND_IN_AWAY: Refusal = Refusal::new("duty-stand-in-away");
pub const NOT_STAFF: Refusal = Refusal::new("duty-not-staff");
pub const NOTE_EMPTY: Refusal = Refusal::new("duty-note-empty");
pub const NOTE_TOO_LONG: Refusal = Refusal::new("duty-note-too-long");
pub const NOTE_DAY: Refusal = Refusal::new("duty-note-day");
pub const NOBODY_CHOSEN: Refusal = Refusal::new("duty-nobody-chosen");
pub const BAD_PATTERN: Refusal = Refusal::new("duty-bad-pattern");
pub const ASKS_ONESELF: Refusal = Refusal::new("duty-asks-oneself");
pub const ASKED_ALREADY: Refusal = Refusal::new("duty-asked-already");
pub const NO_COLLEAGUE: Refusal = Refusal::new("duty-no-colleague");
pub const OVER: Refusal = Refusal::new("duty-over");
pub const NOT_THEIRS: Refusal = Refusal::new("duty-not-theirs");
pub const ANSWERED_ALREADY: Refusal = Refusal::new("duty-answered-already");
pub const ROTA_CHANGED: Refusal = Refusal::new("duty-rota-changed");

/// Who was away or on duty, what was left for the next, and who asked whom to swap: kept this long after it was over.
pub const KEPT: TimeDelta = TimeDelta::days(365);

pub const MAX_NOTE: usize = 4000;
/// Weeks that the rota's page shows at once, and the most that a pattern fills.
pub const SHOWN_WEEKS: u32 = 12;
pub const MOST_WEEKS: u32 = 52;
/// How long a note is shown when its writer names no day.
pub const NOTE_LIFE: TimeDelta = TimeDelta::days(14);
const MOST_NOTE_DAYS: i64 = 92;
/// Hours of the morning at which a digest may be wanted.
pub const DIGEST_HOURS: std::ops::RangeInclusive<u32> = 5..=12;
/// A digest that could not be made for so long is not one of the morning any more.
const MORNING: u32 = 4;
/// Standing in for who stands in: nobody plans further than this.
const LONGEST_CHAIN: usize = 8;

/// Absences are said beforehand or while they last, for at most a year.
pub fn are_absence_days((from, to): Days, today: NaiveDate) -> bool {
    to >= from && to >= today && (to - from).num_days() <= 366
}

pub fn overlap(one: Days, other: Days) -> bool {
    one.0 <= other.1 && other.0 <= one.1
}

pub fn check_note(body: &str, last: NaiveDate, today: NaiveDate) -> Result<(), Refusal> {
    if body.trim().is_empty() {
        return Err(NOTE_EMPTY);
    }
    if body.chars().count() > MAX_NOTE {
        return Err(NOTE_TOO_LONG);
    }
    let shown = (last - today).num_days();
    if (0..=MOST_NOTE_DAYS).contains(&shown) { Ok(()) } else { Err(NOTE_DAY) }
}

/// Who is away on one day, and who stands in for them.
#[derive(Debug, Clone, Default)]
pub struct Away(HashMap<AccountId, Option<AccountId>>);

impl Away {
    pub fn on(day: NaiveDate, absences: &[Absence]) -> Self {
        let today = absences.iter().filter(|absence| absence.covers(day));
        Self::of(today.map(|absence| (absence.account.clone(), absence.stand_in.clone())))
    }

    pub fn of(pairs: impl IntoIterator<Item = (AccountId, Option<AccountId>)>) -> Self {
        Self(pairs.into_iter().collect())
    }

    pub fn is_away(&self, account: &AccountId) -> bool {
        self.0.contains_key(account)
    }

    /// Who stands in for somebody who is away: the one named, or who stands in for them.
    pub fn stand_in(&self, account: &AccountId) -> Option<&AccountId> {
        let mut at = self.0.get(account)?.as_ref()?;
        for _ in 0..LONGEST_CHAIN {
            match self.0.get(at) {
                None => return (at != account).then_some(at),
                Some(next) => at = next.as_ref()?,
            }
        }
        None
    }

    /// For whom somebody stands in.
    pub fn replaced_by(&self, account: &AccountId) -> Vec<AccountId> {
        let mut found: Vec<_> =
            self.0.keys().filter(|away| self.stand_in(away) == Some(account)).cloned().collect();
        found.sort();
        found
    }

    /// Of some people those who are there, and who stands in for the others.
    pub fn in_place_of<'a>(
        &'a self,
        people: impl IntoIterator<Item = &'a AccountId>,
    ) -> Vec<AccountId> {
        let there = |person: &'a AccountId| match self.is_away(person) {
            true => self.stand_in(person),
            false => Some(person),
        };
        let mut found: Vec<_> = people.into_iter().filter_map(there).cloned().collect();
        found.sort();
        found.dedup();
        found
    }

    /// Who is to be told in the place of some people, besides them: the stand-ins of those who are away.
    pub fn stand_ins_of<'a>(
        &'a self,
        people: impl IntoIterator<Item = &'a AccountId>,
    ) -> Vec<AccountId> {
        let mut found: Vec<_> =
            people.into_iter().filter_map(|person| self.stand_in(person)).cloned().collect();
        found.sort();
        found.dedup();
        found
    }
}

/// The Mondays of some weeks.
fn mondays(first: NaiveDate, weeks: u32) -> impl Iterator<Item = NaiveDate> {
    (0..weeks).map(move |week| first + TimeDelta::weeks(i64::from(week)))
}

fn week_of(monday: NaiveDate) -> Days {
    (monday, monday + After::new(6))
}

fn days_of((from, to): Days) -> impl Iterator<Item = NaiveDate> {
    from.iter_days().take_while(move |day| *day <= to)
}

fn part(days: Days, of: Days) -> Days {
    (days.0.max(of.0), days.1.min(of.1))
}

/// The rota of a node in weeks: who answers, who of them is away, and on which working days nobody does.
pub fn weeks(
    (first, count): (NaiveDate, u32),
    (duties, absences): (&[Duty], &[Absence]),
    calendar: &Calendar,
) -> Vec<Week> {
    let week = |monday: NaiveDate| {
        let days = week_of(monday);
        let on = duties.iter().filter(|duty| overlap((duty.starts_on, duty.ends_on), days));
        let shifts: Vec<_> = on.map(|duty| shift(duty, days, absences)).collect();
        let working: Vec<_> = days_of(days).filter(|day| calendar.is_working_day(*day)).collect();
        let answers = |day: NaiveDate| {
            let away = Away::on(day, absences);
            let on = shifts.iter().filter(|shift| shift.days.0 <= day && day <= shift.days.1);
            !away.in_place_of(on.map(|shift| &shift.account)).is_empty()
        };
        let open: Vec<_> = working.iter().copied().filter(|day| !answers(*day)).collect();
        Week { starts_on: monday, gaps: runs(&open), closed: working.is_empty(), shifts }
    };
    mondays(first, count).map(week).collect()
}

fn shift(duty: &Duty, week: Days, absences: &[Absence]) -> Shift {
    let whole = (duty.starts_on, duty.ends_on);
    let days = part(whole, week);
    let away = absences.iter().find(|a| a.account == duty.account && overlap(a.days(), days));
    Shift {
        duty: duty.id.clone(),
        account: duty.account.clone(),
        name: duty.name.clone(),
        days,
        whole,
        away: away.map(|away| (part(away.days(), days), away.stand_in_name.clone())),
    }
}

/// Days in order as stretches without a hole.
fn runs(days: &[NaiveDate]) -> Vec<Days> {
    let mut found: Vec<Days> = Vec::new();
    for day in days {
        match found.last_mut() {
            Some(last) if last.1.succ_opt() == Some(*day) => last.1 = *day,
            _ => found.push((*day, *day)),
        }
    }
    found
}

/// What a pattern adds to a rota: the weeks in which nobody is on duty, each to the next in turn who is there. What is
/// planned already stays, and a week for which everybody is away stays open.
pub fn filled(
    pattern: &Pattern,
    (duties, absences): (&[Duty], &[Absence]),
    calendar: &Calendar,
) -> Vec<(AccountId, Days)> {
    let people = &pattern.people;
    let each = pattern.weeks_each.max(1);
    let mut found = Vec::new();
    for (number, monday) in (0u32..).zip(mondays(pattern.first_week, pattern.weeks)) {
        let days = week_of(monday);
        let taken = duties.iter().any(|duty| overlap((duty.starts_on, duty.ends_on), days));
        let working: Vec<_> = days_of(days).filter(|day| calendar.is_working_day(*day)).collect();
        if taken || working.is_empty() {
            continue;
        }
        let turn = (number / each) as usize;
        let present = |account: &AccountId| {
            let away = |day: &NaiveDate| {
                absences.iter().any(|one| one.account == *account && one.covers(*day))
            };
            !working.iter().any(away)
        };
        let next = (0..people.len()).map(|skip| &people[(turn + skip) % people.len()]);
        if let Some(account) = next.into_iter().find(|account| present(account)) {
            found.push((account.clone(), days));
        }
    }
    found
}

/// Whether somebody's mail of the morning is due: on a day their node works, from their hour on, while it is morning.
pub fn digest_day(calendar: &Calendar, from_hour: u32, now: NaiveDateTime) -> Option<NaiveDate> {
    let local = in_zone(now, calendar.zone);
    let day = local.date_naive();
    let hour = local.hour();
    let due = (from_hour..from_hour + MORNING).contains(&hour) && calendar.is_working_day(day);
    due.then_some(day)
}

/// The Monday of a day's week.
pub fn monday(day: NaiveDate) -> NaiveDate {
    day - TimeDelta::days(i64::from(day.weekday().num_days_from_monday()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{DutyId, NodeId};
    use crate::duty::AbsenceId;
    use crate::working_time::Observance;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn person(name: &str) -> AccountId {
        format!("00000000-0000-7000-8000-00000000000{name}").parse().unwrap()
    }

    fn usual() -> Calendar {
        let week = [true, true, true, true, true, false, false];
        Calendar::new(chrono_tz::Europe::Paris, week, (540, 1020), Observance::National)
    }

    fn on(who: &str, from: &str, to: &str) -> Duty {
        Duty {
            id: DutyId::new(),
            node: NodeId::new(),
            account: person(who),
            name: who.to_owned(),
            starts_on: day(from),
            ends_on: day(to),
        }
    }

    fn away(who: &str, from: &str, to: &str, stand_in: Option<&str>) -> Absence {
        Absence {
            id: AbsenceId::new(),
            account: person(who),
            name: who.to_owned(),
            starts_on: day(from),
            ends_on: day(to),
            stand_in: stand_in.map(person),
            stand_in_name: stand_in.map(str::to_owned),
        }
    }

    #[test]
    fn who_stands_in_for_who_stands_in_is_found_and_circles_end() {
        let pair = |who: &str, by: Option<&str>| (person(who), by.map(person));
        let all = Away::of([pair("a", Some("b")), pair("b", Some("c")), pair("d", None)]);
        assert_eq!(all.stand_in(&person("a")), Some(&person("c")));
        assert_eq!(all.stand_in(&person("d")), None);
        assert_eq!(all.stand_in(&person("c")), None);
        assert_eq!(all.replaced_by(&person("c")), [person("a"), person("b")]);
        let circle = Away::of([pair("a", Some("b")), pair("b", Some("a"))]);
        assert_eq!(circle.stand_in(&person("a")), None);
    }

    #[test]
    fn a_week_shows_who_answers_and_the_working_days_without_anybody() {
        let duties = [on("a", "2026-03-02", "2026-03-04"), on("b", "2026-03-09", "2026-03-15")];
        let absences = [
            away("b", "2026-03-10", "2026-03-11", None),
            away("b", "2026-03-13", "2026-03-13", Some("a")),
        ];
        let weeks = weeks((day("2026-03-02"), 3), (&duties, &absences), &usual());
        assert_eq!(weeks[0].gaps, [(day("2026-03-05"), day("2026-03-06"))]);
        assert_eq!(weeks[1].gaps, [(day("2026-03-10"), day("2026-03-11"))]);
        assert_eq!(weeks[2].gaps, [(day("2026-03-16"), day("2026-03-20"))]);
        assert!(weeks[2].shifts.is_empty() && !weeks[2].closed);
    }

    #[test]
    fn a_day_on_which_the_stand_in_is_away_too_has_nobody() {
        let duties = [on("b", "2026-03-09", "2026-03-15")];
        let mut absences = vec![
            away("b", "2026-03-10", "2026-03-12", Some("a")),
            away("a", "2026-03-11", "2026-03-11", None),
        ];
        let gaps = |absences: &[Absence]| {
            weeks((day("2026-03-09"), 1), (&duties, absences), &usual()).remove(0).gaps
        };
        assert_eq!(gaps(&absences), [(day("2026-03-11"), day("2026-03-11"))]);
        absences[1].stand_in = Some(person("c"));
        assert!(gaps(&absences).is_empty());
    }

    #[test]
    fn a_pattern_takes_turns_and_leaves_out_who_is_away_and_what_is_planned() {
        let pattern = Pattern {
            people: ["a", "b", "c"].map(person).to_vec(),
            weeks_each: 1,
            first_week: day("2026-03-02"),
            weeks: 5,
        };
        let duties = [on("c", "2026-03-16", "2026-03-22")];
        let absences = [away("b", "2026-03-11", "2026-03-11", Some("a"))];
        let added = filled(&pattern, (&duties, &absences), &usual());
        let told: Vec<_> =
            added.iter().map(|(who, days)| (who.clone(), days.0.to_string())).collect();
        let expected =
            [("a", "2026-03-02"), ("c", "2026-03-09"), ("a", "2026-03-23"), ("b", "2026-03-30")];
        assert_eq!(told, expected.map(|(who, day)| (person(who), day.to_owned())));
    }

    #[test]
    fn a_digest_is_due_on_the_mornings_of_working_days() {
        let at = |text: &str| text.parse().unwrap();
        let due = |text: &str| digest_day(&usual(), 8, at(text));
        // Eight o'clock in Paris is seven in UTC, in winter.
        assert_eq!(due("2026-03-02T06:59:00"), None);
        assert_eq!(due("2026-03-02T07:00:00"), Some(day("2026-03-02")));
        assert_eq!(due("2026-03-02T11:00:00"), None);
        assert_eq!(due("2026-03-01T08:00:00"), None);
    }
}
