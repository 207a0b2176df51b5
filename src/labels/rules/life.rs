//! What a label owes while it lasts: when its reports are due, when people are reminded, when it may be renewed.

use chrono::{Datelike, Months, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::labels::{
    Commitment, Condition, ConditionState, Label, LabelKind, LabelState, Report, ReportState,
};

pub const NO_PROOF: Refusal = Refusal::new("labels-no-proof");
pub const NO_SUCH_FILE: Refusal = Refusal::new("labels-proof-file");
pub const LONG_CONTEXT: Refusal = Refusal::new("labels-context-long");
pub const NOT_SHOWN: Refusal = Refusal::new("labels-not-shown");
pub const LIFTED: Refusal = Refusal::new("labels-lifted-already");
pub const FILED: Refusal = Refusal::new("labels-filed-already");
pub const WAIVED: Refusal = Refusal::new("labels-waived-already");
pub const NOT_FILED: Refusal = Refusal::new("labels-not-filed");
pub const NOTHING_SAID: Refusal = Refusal::new("labels-nothing-said");
pub const TOO_EARLY: Refusal = Refusal::new("labels-renewal-too-early");
pub const CONDITIONS_LEFT: Refusal = Refusal::new("labels-conditions-left");
pub const REPORTS_LEFT: Refusal = Refusal::new("labels-reports-left");
pub const ASKED: Refusal = Refusal::new("labels-renewal-asked-already");

/// So many days after the year it is about a report is due.
const DUE: TimeDelta = TimeDelta::days(60);
/// So many days a node has to correct a report that was given back.
pub const CORRECTED: TimeDelta = TimeDelta::days(30);
/// So long before a day people are reminded of what is due then.
const BEFORE: TimeDelta = TimeDelta::days(30);
/// So many months before its end a label can be renewed.
pub const RENEWAL: Months = Months::new(9);
/// So long a renewed label holds.
pub const RENEWED: Months = Months::new(36);
pub const MOST: usize = 5_000;
/// So many characters a node may say beside a figure.
pub const MOST_CONTEXT: usize = 500;

/// The people of a node, in tenths of a full post.
pub const STAFF: &str = "staff";

/// What is measured, each by the formula of a number. Whoever changes how something is counted gives it the next number:
/// what was counted before stays as it was.
const FORMULAS: [(&str, i32); 10] = [
    ("tickets", 1),
    ("sessions", 1),
    ("participants", 1),
    ("first_answer", 1),
    ("prompt", 1),
    ("satisfied", 1),
    ("institutions", 1),
    ("disciplines", 1),
    ("unaided", 1),
    (STAFF, 1),
];

/// By which formula an indicator is measured, if it is.
pub fn formula(indicator: &str) -> Option<i32> {
    FORMULAS.iter().find(|(known, _)| *known == indicator).map(|(_, number)| *number)
}

/// What happens to a yearly report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    File,
    /// Give it back, to be corrected.
    Return,
    Read,
    /// Let its node off.
    Waive,
}

pub fn next_report(state: ReportState, step: Step) -> Result<ReportState, Refusal> {
    use ReportState::{Due, Filed, Read, Returned, Waived};
    match (state, step) {
        (Due | Returned, Step::File) => Ok(Filed),
        (Due | Returned, Step::Waive) => Ok(Waived),
        (Filed, Step::Return) => Ok(Returned),
        (Filed, Step::Read) => Ok(Read),
        (Due | Returned, Step::Return | Step::Read) => Err(NOT_FILED),
        (Filed, Step::File | Step::Waive)
        | (Read, Step::File | Step::Return | Step::Read | Step::Waive) => Err(FILED),
        (Waived, Step::File | Step::Return | Step::Read | Step::Waive) => Err(WAIVED),
    }
}

/// Whether its node still owes a report.
pub const fn is_owed(state: ReportState) -> bool {
    match state {
        ReportState::Due | ReportState::Returned => true,
        ReportState::Filed | ReportState::Read | ReportState::Waived => false,
    }
}

/// A figure as it was measured for a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    pub label: String,
    pub target: String,
    /// None where too little happened.
    pub value: Option<i64>,
    /// Whether it is something that is measured.
    pub known: bool,
    #[serde(default)]
    pub indicator: String,
    /// By which formula it was measured; nothing where that was not noted.
    #[serde(default)]
    pub formula: i32,
    #[serde(default)]
    pub context: String,
}

/// The figures of a report that is owed: those that were kept when it came due, with what its node says beside them. Given
/// back to be corrected, they are measured again where the formula is still the same one.
pub fn kept(
    state: ReportState,
    (kept, again): (Vec<Figure>, Vec<Figure>),
    promises: &[Commitment],
) -> Vec<Figure> {
    let mut again = again.into_iter();
    let mut promises = promises.iter();
    let one = |was: Figure| {
        let new = again.next();
        // One without a number was kept before formulas had any.
        let alike = |new: &Figure| was.formula == 0 || new.formula == was.formula;
        let same = new.filter(|new| state == ReportState::Returned && alike(new));
        let context = promises.next().map(|one| one.context.clone()).unwrap_or_default();
        Figure { context, ..same.unwrap_or(was) }
    };
    kept.into_iter().map(one).collect()
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

/// So many months are measured afterwards at most, and shown.
pub const MONTHS: usize = 12;

/// The months of a label that are over, by their first days; at most the last twelve.
pub fn months_over(label: &Label, today: NaiveDate) -> impl Iterator<Item = NaiveDate> + use<> {
    let first_of = |day: NaiveDate| day.with_day(1).unwrap_or(day);
    let (starts, this) = (first_of(label.starts_on), first_of(today));
    (1..=12u32)
        .rev()
        .filter_map(move |back| this.checked_sub_months(Months::new(back)))
        .filter(move |month| *month >= starts)
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
    if reports.iter().any(|one| is_owed(one.state)) {
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
    fn a_report_is_filed_given_back_filed_again_and_read_or_let_off() {
        use ReportState::{Due, Filed, Read, Returned, Waived};
        let path = [(Due, Step::File), (Filed, Step::Return), (Returned, Step::File)];
        let came = path.map(|(state, step)| next_report(state, step));
        assert_eq!(came, [Ok(Filed), Ok(Returned), Ok(Filed)]);
        assert_eq!(next_report(Filed, Step::Read), Ok(Read));
        assert_eq!(next_report(Returned, Step::Waive), Ok(Waived));
        assert_eq!(next_report(Filed, Step::Waive), Err(FILED));
        assert_eq!(next_report(Waived, Step::File), Err(WAIVED));
        assert_eq!(next_report(Due, Step::Return), Err(NOT_FILED));
    }

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

    #[test]
    fn another_formula_changes_nothing_that_was_kept() {
        let figure = |value: i64, formula: i32| Figure {
            label: "Questions".into(),
            target: "200".into(),
            value: Some(value),
            known: true,
            indicator: "tickets".into(),
            formula,
            context: String::new(),
        };
        let of = |state, formula| {
            kept(state, (vec![figure(7, 1)], vec![figure(9, formula)]), &[])[0].value
        };
        assert_eq!(of(ReportState::Due, 1), Some(7));
        assert_eq!(of(ReportState::Returned, 1), Some(9), "corrected, as it was counted");
        assert_eq!(of(ReportState::Returned, 2), Some(7));
    }
}
