//! What a node says once a year of what it promised, and what the network answers.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use serde_json::json;

use super::life::{managed, steered};
use super::{measured_between, note, with_node};
use crate::Result;
use crate::accounts::{self, Actor};
use crate::clock::{midnight, network_day};
use crate::db::Conn;
use crate::history::By;
use crate::labels::rules::life::{self, Figure, Step};
use crate::labels::{Label, LabelId, Report, ReportState, mail, queries};

/// The figures of a report: as they were filed, or as they were kept when it came due.
pub fn figures(conn: &mut Conn, label: &Label, report: &Report) -> Result<Vec<Figure>> {
    let known: Vec<Figure> = serde_json::from_str(&report.figures).unwrap_or_default();
    if !life::is_owed(report.state) {
        return Ok(known);
    }
    let again = figures_of(conn, label, (report.starts_on, report.ends_on))?;
    if known.is_empty() {
        return Ok(again);
    }
    let promises = queries::commitments_of(conn, &label.id)?;
    Ok(life::kept(report.state, (known, again), &promises))
}

/// What is measured from a first to a last day.
fn figures_of(
    conn: &mut Conn,
    label: &Label,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Vec<Figure>> {
    let between = (midnight(first), midnight(last + TimeDelta::days(1)));
    Ok(measured_between(conn, label, between)?.into_iter().map(Figure::from).collect())
}

/// Makes the report of a year, with its figures as they are then: they are kept.
fn begin(
    conn: &mut Conn,
    (by, action): (By, &str),
    (label, year): (&Label, (i32, NaiveDate, NaiveDate, NaiveDate)),
    now: NaiveDateTime,
) -> Result<()> {
    let figures = figures_of(conn, label, (year.1, year.2))?;
    queries::insert_report(conn, &label.id, year, &json!(figures).to_string())?;
    let kept: Vec<_> = figures.iter().map(|one| (&one.indicator, one.formula, one.value)).collect();
    note(conn, by, (action, &label.id), &json!({ "year": year.0, "figures": kept }), now)
}

/// Asks for a report on the year that goes on, up to today. There is one for each year.
pub fn ask_report(conn: &mut Conn, actor: &Actor, id: &LabelId, now: NaiveDateTime) -> Result<()> {
    let there = steered(conn, actor, id)?;
    conn.take_turn(id.as_str())?;
    let year = life::running(&there.label, network_day(now)).ok_or(super::rules::TOO_SOON)?;
    if there.reports.iter().any(|one| one.year == year.0) {
        return Ok(());
    }
    let by = By::Account(actor.id.clone());
    begin(conn, (by, "label.ask_report"), (&there.label, year), now)?;
    let people = queries::managers(conn, &there.node.id, network_day(now))?;
    let of = (&there.label, &there.node, format!("{}-asked", year.0));
    mail::owe(conn, "label_report_due", of, (("", "", Some(year.3)), &people), now)
}

/// Files a report: its figures stay as they are, its node says what there is to say of them.
pub fn file_report(
    conn: &mut Conn,
    actor: &Actor,
    (id, year): (&LabelId, i32),
    (said, disputed): (&str, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let there = managed(conn, actor, id)?;
    let report = there.report(year)?;
    if let Err(refusal) = life::next_report(report.state, Step::File) {
        let same = report.said == said.trim() && report.disputed == disputed.trim();
        return if same { Ok(()) } else { Err(refusal.into()) };
    }
    if !life::says(said) || disputed.trim().chars().count() > life::MOST {
        return Err(life::NOTHING_SAID.into());
    }
    let figures = figures(conn, &there.label, report)?;
    let figures = json!(figures).to_string();
    let what = (figures.as_str(), said.trim(), disputed.trim());
    if !queries::file_report(conn, &report.id, what, (&actor.id, now))? {
        return Err(life::FILED.into());
    }
    let by = By::Account(actor.id.clone());
    let detail = json!({ "year": year, "disputed": !disputed.trim().is_empty() });
    note(conn, by, ("label.file_report", id), &detail, now)?;
    let people = accounts::queries::admins(conn)?;
    // Corrected, it is to be read again: the day on which it was given back makes it another mail.
    let time = report.decided_at.map(|at| format!("-{at}")).unwrap_or_default();
    let of = (&there.label, &there.node, format!("{year}{time}"));
    mail::shown(conn, "label_report_filed", of, said.trim(), &people, now)
}

/// Notes that a report was read, with a word to its node.
pub fn read_report(
    conn: &mut Conn,
    actor: &Actor,
    (id, year, answer): (&LabelId, i32, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let there = steered(conn, actor, id)?;
    let report = there.report(year)?;
    if report.state == ReportState::Read {
        return Ok(());
    }
    life::next_report(report.state, Step::Read)?;
    let answer: String = answer.trim().chars().take(life::MOST).collect();
    if !queries::read_report(conn, (&report.id, &answer), (&actor.id, now))? {
        return Err(life::NOT_FILED.into());
    }
    let by = By::Account(actor.id.clone());
    note(conn, by, ("label.read_report", id), &json!({ "year": year }), now)?;
    let people = queries::managers(conn, &there.node.id, network_day(now))?;
    let about = ("", answer.as_str(), Some(report.ends_on));
    let of = (&there.label, &there.node, format!("{year}"));
    mail::owe(conn, "label_report_read", of, (about, &people), now)
}

/// Gives a report back to its node, to be corrected, with the reason.
pub fn return_report(
    conn: &mut Conn,
    actor: &Actor,
    (id, year, reason): (&LabelId, i32, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let there = steered(conn, actor, id)?;
    let (report, reason) = (there.report(year)?, reason.trim());
    if report.state == ReportState::Returned && report.reason == reason {
        return Ok(());
    }
    life::next_report(report.state, Step::Return)?;
    if !life::says(reason) {
        return Err(life::NOTHING_SAID.into());
    }
    let due_on = report.due_on.max(network_day(now) + life::CORRECTED);
    if !queries::return_report(conn, (&report.id, reason, due_on), (&actor.id, now))? {
        return Err(life::NOT_FILED.into());
    }
    let by = By::Account(actor.id.clone());
    note(conn, by, ("label.return_report", id), &json!({ "year": year, "until": due_on }), now)?;
    let people = queries::managers(conn, &there.node.id, network_day(now))?;
    let of = (&there.label, &there.node, format!("{year}-{now}"));
    mail::owe(conn, "label_report_returned", of, (("", reason, Some(due_on)), &people), now)
}

/// Lets a node off a report that it owes, with the reason.
pub fn waive_report(
    conn: &mut Conn,
    actor: &Actor,
    (id, year, reason): (&LabelId, i32, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let there = steered(conn, actor, id)?;
    let (report, reason) = (there.report(year)?, reason.trim());
    if report.state == ReportState::Waived {
        return Ok(());
    }
    life::next_report(report.state, Step::Waive)?;
    if !life::says(reason) {
        return Err(life::NOTHING_SAID.into());
    }
    if !queries::waive_report(conn, (&report.id, reason), (&actor.id, now))? {
        return Err(life::FILED.into());
    }
    let by = By::Account(actor.id.clone());
    note(conn, by, ("label.waive_report", id), &json!({ "year": year }), now)?;
    let people = queries::managers(conn, &there.node.id, network_day(now))?;
    let about = ("", reason, Some(report.ends_on));
    let of = (&there.label, &there.node, year.to_string());
    mail::owe(conn, "label_report_waived", of, (about, &people), now)
}

/// Makes the reports of a label that have come due, and reminds of those that are owed.
pub(super) fn keep_reports(conn: &mut Conn, id: &LabelId, now: NaiveDateTime) -> Result<usize> {
    let today = network_day(now);
    let (label, node) = with_node(conn, id)?;
    let mut done = 0;
    let there = queries::reports_of(conn, id)?;
    for year in life::years(&label, today) {
        if there.iter().all(|one| one.year != year.0) {
            begin(conn, (By::System, "label.report_due"), (&label, year), now)?;
            done += 1;
        }
    }
    for one in queries::reports_of(conn, id)? {
        let times = life::reminders(one.due_on, today);
        if is_owed(&one, today) && queries::note_report_reminded(conn, &one.id, times)? {
            let people = queries::managers(conn, &node.id, today)?;
            let about = ("", "", Some(one.due_on));
            let time = one.decided_at.map(|at| format!("-{at}")).unwrap_or_default();
            let of = (&label, &node, format!("{}-{times}{time}", one.year));
            mail::owe(conn, "label_report_due", of, (about, &people), now)?;
            done += 1;
        }
    }
    Ok(done)
}

/// Whether somebody is to be reminded of a report now.
pub(super) fn is_owed(one: &Report, today: NaiveDate) -> bool {
    life::is_owed(one.state) && one.reminded < life::reminders(one.due_on, today)
}
