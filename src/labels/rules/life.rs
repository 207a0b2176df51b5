//! What a label owes while it lasts: when its reports are due, when people are reminded, when it may be renewed.

use chrono::{Months, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::labels::{Condition, ConditionState, Label, LabelKind, LabelState, Report, ReportState};

pub const NO_PROOF: Refusal = Refusal::new("labels-no-proof");
pub const NOT_SHOWN: Refusal = Refusal::new("labels-not-shown");
pub const LIFTED: Refusal = Refusal::new("labels-lifted-already");
pub const FILED: Refusal = Refusal::new("labels-filed-already");
pub const NOT_FILED: Refusal = Refusal::new("labels-not-filed");
pub const NOTHING_SAID: Refusal = Refusal::new("labels-nothing-said");
pub const TOO_EARLY: Refusal = Refusal::new("labels-renewal-too-early");
pub const CONDITIONS_LEFT: Refusal = Refusal::new("labels-conditions-left");
pub const REPORTS_LEFT: Refusal = Refusal::new("labels-reports-left");
pub const ASKED: Refusal = Refusal::new("labels-renewal-asked-already");

/// So many days after the year it is about a report is due.
const DUE: TimeDelta = TimeDelta::days(60);
/// So long before a day people are reminded of what is due then.
const BEFORE: TimeDelta = TimeDelta::days(30);
/// So many months before its end a label can be renewed.
pub const RENEWAL: Months = Months::new(9);
/// So long a renewed label holds.
pub const RENEWED: Months = Months::new(36);
pub const MOST: usize = 5_000;

/// A figure as it was measured for a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    pub label: String,
    pub target: String,
    /// None where too little happened.
    pub value: Option<i64>,
    /// Whether it is something that is measured.
    pub known: bool,
}

/// The years of a label that are over, and have a report: number, first and last day, when it is due.
pub fn years(label: &Label, today: NaiveDate) -> Vec<(i32, NaiveDate, NaiveDate, NaiveDate)> {
    let year = |number: i32| {
        let months = |n: i32| Months::new(u32::try_from(n * 12).unwrap_or_default());
        let starts = label.starts_on.checked_add_months(months(number - 1))?;
        let ends = label.starts_on.checked_add_months(months(number))?.pred_opt()?;
        Some((number, starts, ends, ends + DUE))
    };
    let over =
        |one: &(i32, NaiveDate, NaiveDate, NaiveDate)| one.2 < today && one.2 <= label.ends_on;
    (1..=20).filter_map(year).take_while(over).collect()
}

/// The year of a label that goes on: the same up to today, for a report that is asked for before its year is over.
pub fn running(label: &Label, today: NaiveDate) -> Option<(i32, NaiveDate, NaiveDate, NaiveDate)> {
    let over = years(label, today);
    let number = over.last().map_or(1, |one| one.0 + 1);
    let starts = over.last().map_or(label.starts_on, |one| one.2 + TimeDelta::days(1));
    (starts < today).then(|| (number, starts, today, today + DUE))
}

/// How often somebody is to have been reminded of what is due on a day: once before it, once more after it.
pub fn reminders(due_on: NaiveDate, today: NaiveDate) -> i32 {
    i32::from(today >= due_on - BEFORE) + i32::from(today > due_on)
}

/// What keeps a label from being renewed, if anything does.
pub fn check_renewal(
    label: &Label,
    (conditions, reports): (&[Condition], &[Report]),
    today: NaiveDate,
) -> Result<(), Refusal> {
    if label.state != LabelState::Active || label.kind == LabelKind::Trajectory {
        return Err(super::ILLEGAL);
    }
    if today + RENEWAL < label.ends_on {
        return Err(TOO_EARLY);
    }
    if conditions.iter().any(|one| one.state != ConditionState::Lifted) {
        return Err(CONDITIONS_LEFT);
    }
    if reports.iter().any(|one| one.state == ReportState::Due) {
        return Err(REPORTS_LEFT);
    }
    Ok(())
}

/// Whether a text says something, and no more than is read.
pub fn says(text: &str) -> bool {
    (10..=MOST).contains(&text.trim().chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_reminded_before_and_after_what_is_due() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let due = day("2027-06-30");
        let at = |text: &str| reminders(due, day(text));
        assert_eq!(
            [at("2027-05-30"), at("2027-05-31"), at("2027-06-30"), at("2027-07-01")],
            [0, 1, 1, 2]
        );
    }
}
