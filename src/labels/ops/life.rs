//! What a label owes while it lasts, shown by its node and read by the network.

use chrono::{NaiveDateTime, TimeDelta};
use serde_json::json;

use super::reports::{is_owed, keep_reports};
use super::{note, with_node};
use crate::accounts::{self, Actor};
use crate::app::App;
use crate::clock::network_day;
use crate::db::Conn;
use crate::files::{self, Stored};
use crate::history::By;
use crate::labels::rules::life;
use crate::labels::{
    Condition, ConditionId, ConditionState, Label, LabelId, LabelKind, Renewal, RenewalId,
    RenewalState, Report, mail, queries,
};
use crate::network::Node;
use crate::{Error, Result};

/// A label with all that it owes.
#[derive(Debug, Clone)]
pub struct Owing {
    pub label: Label,
    pub node: Node,
    pub conditions: Vec<Condition>,
    pub reports: Vec<Report>,
    pub renewals: Vec<Renewal>,
    /// Whether the reader manages its node.
    pub manages: bool,
    pub admin: bool,
}

/// A label for who manages its node, and for the network's administration.
pub fn owing(conn: &mut Conn, actor: &Actor, id: &LabelId) -> Result<Owing> {
    let (label, node) = with_node(conn, id)?;
    let (manages, admin) = (actor.manages(&node.id), actor.is_admin());
    if !manages && !admin {
        return Err(Error::NotFound);
    }
    let conditions = queries::conditions_of(conn, id)?;
    let reports = queries::reports_of(conn, id)?;
    let renewals = queries::renewals_of(conn, id)?;
    Ok(Owing { label, node, conditions, reports, renewals, manages, admin })
}

pub(super) fn managed(conn: &mut Conn, actor: &Actor, id: &LabelId) -> Result<Owing> {
    let there = owing(conn, actor, id)?;
    if there.manages { Ok(there) } else { Err(Error::NotFound) }
}

pub(super) fn steered(conn: &mut Conn, actor: &Actor, id: &LabelId) -> Result<Owing> {
    let there = owing(conn, actor, id)?;
    if there.admin { Ok(there) } else { Err(Error::NotFound) }
}

/// Whether somebody may show that a condition is met: they manage its node.
pub fn may_show(
    conn: &mut Conn,
    actor: &Actor,
    (id, condition): (&LabelId, &ConditionId),
) -> Result<()> {
    managed(conn, actor, id)?.condition(condition).map(drop)
}

impl Owing {
    /// A condition of this label, not of another.
    fn condition(&self, id: &ConditionId) -> Result<&Condition> {
        self.conditions.iter().find(|one| one.id == *id).ok_or(Error::NotFound)
    }

    pub(super) fn report(&self, year: i32) -> Result<&Report> {
        self.reports.iter().find(|one| one.year == year).ok_or(Error::NotFound)
    }
}

/// Says that a condition is met, and what shows it: a text, a file, or both. The file that was brought before stays where no
/// other comes.
pub fn show_condition(
    conn: &mut Conn,
    actor: &Actor,
    (id, which): (&LabelId, &ConditionId),
    (proof, file): (&str, Option<&Stored>),
    now: NaiveDateTime,
) -> Result<()> {
    let there = managed(conn, actor, id)?;
    let (condition, proof) = (there.condition(which)?, proof.trim());
    let before = (condition.proof_sha256.as_deref(), condition.proof_name.as_str());
    let paper = file.map_or(before, |file| (Some(file.sha256.as_str()), file.name.as_str()));
    let same = condition.proof == proof && paper == before;
    if condition.state == ConditionState::Shown && same {
        return Ok(());
    }
    let by_file = paper.0.is_some() && proof.chars().count() <= life::MOST;
    if !by_file && !life::says(proof) {
        return Err(life::NO_PROOF.into());
    }
    file.map_or(Ok(()), |file| files::note(conn, file, now))?;
    if !queries::show_condition(conn, which, (proof, paper), (&actor.id, now))? {
        return Err(life::LIFTED.into());
    }
    let by = By::Account(actor.id.clone());
    let detail = json!({ "condition": which, "sha256": paper.0 });
    note(conn, by, ("label.show_condition", id), &detail, now)?;
    let people = accounts::queries::admins(conn)?;
    let of = (&there.label, &there.node, format!("{which}-{now}"));
    let said = if proof.is_empty() { paper.1 } else { proof };
    mail::shown(conn, "label_condition_shown", of, said, &people, now)
}

/// The file that shows a condition, and what it is called, for who may read what a label owes.
pub fn proof_file(
    conn: &mut Conn,
    actor: &Actor,
    (id, which): (&LabelId, &ConditionId),
) -> Result<(String, String)> {
    let there = owing(conn, actor, id)?;
    let condition = there.condition(which)?;
    let sha256 = condition.proof_sha256.clone().ok_or(Error::NotFound)?;
    Ok((sha256, condition.proof_name.clone()))
}

/// Lifts a condition whose proof was seen, or gives it back with the reason. Without conditions left the label is a full one.
pub fn judge_condition(
    conn: &mut Conn,
    actor: &Actor,
    (id, which): (&LabelId, &ConditionId),
    (lifts, remark): (bool, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let there = steered(conn, actor, id)?;
    let condition = there.condition(which)?;
    if condition.state == ConditionState::Lifted && lifts {
        return Ok(());
    }
    if condition.state != ConditionState::Shown {
        return Err(life::NOT_SHOWN.into());
    }
    if !lifts && !life::says(remark) {
        return Err(life::NOTHING_SAID.into());
    }
    let today = network_day(now);
    let (done, action, template) = match lifts {
        true => (
            queries::lift_condition(conn, (which, remark.trim()), (&actor.id, today))?,
            "label.lift_condition",
            "label_condition_lifted",
        ),
        false => (
            queries::reopen_condition(conn, (which, remark.trim()))?,
            "label.reopen_condition",
            "label_condition_open",
        ),
    };
    if !done {
        return Err(life::NOT_SHOWN.into());
    }
    let by = || By::Account(actor.id.clone());
    note(conn, by(), (action, id), &json!({ "condition": which, "on": today }), now)?;
    let left = queries::conditions_of(conn, id)?;
    let all = left.iter().all(|one| one.state == ConditionState::Lifted);
    if all && there.label.kind == LabelKind::Conditional {
        queries::set_kind(conn, id, LabelKind::Full)?;
        note(conn, by(), ("label.full", id), &json!({}), now)?;
    }
    let people = queries::managers(conn, &there.node.id, today)?;
    let about = (condition.body.as_str(), remark.trim(), Some(condition.due_on));
    let of = (&there.label, &there.node, format!("{which}-{now}"));
    mail::owe(conn, template, of, (about, &people), now)
}

/// Asks that a label be renewed. The same id again is the same wish.
pub fn ask_renewal(
    conn: &mut Conn,
    actor: &Actor,
    (id, renewal, said): (&LabelId, &RenewalId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let there = managed(conn, actor, id)?;
    conn.take_turn(id.as_str())?;
    if there.renewals.iter().any(|one| one.id == *renewal) {
        return Ok(());
    }
    if there.renewals.iter().any(|one| one.state == RenewalState::Asked) {
        return Err(life::ASKED.into());
    }
    let owed = (there.conditions.as_slice(), there.reports.as_slice());
    life::check_renewal(&there.label, owed, network_day(now))?;
    if !life::says(said) {
        return Err(life::NOTHING_SAID.into());
    }
    let said = said.trim();
    queries::insert_renewal(conn, (renewal, &there.label), said, (&actor.id, now))?;
    let by = By::Account(actor.id.clone());
    note(conn, by, ("label.ask_renewal", id), &json!({ "renewal": renewal }), now)?;
    let people = accounts::queries::admins(conn)?;
    let of = (&there.label, &there.node, renewal.to_string());
    mail::shown(conn, "label_renewal_asked", of, said, &people, now)
}

/// Renews a label, or says why not.
pub fn answer_renewal(
    conn: &mut Conn,
    actor: &Actor,
    (id, grants, answer): (&LabelId, bool, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let there = steered(conn, actor, id)?;
    let asked = there.renewals.iter().find(|one| one.state == RenewalState::Asked);
    let Some(asked) = asked else {
        // The button was pressed twice.
        return if there.renewals.is_empty() { Err(Error::NotFound) } else { Ok(()) };
    };
    if !life::says(answer) {
        return Err(life::NOTHING_SAID.into());
    }
    let until = match grants {
        true => Some(there.label.ends_on + life::RENEWED),
        false => None,
    };
    let done = queries::answer_renewal(conn, &asked.id, (until, answer.trim()), (&actor.id, now))?;
    if !done {
        return Err(super::rules::ILLEGAL.into());
    }
    if let Some(until) = until
        && !queries::prolong(conn, &there.label, until)?
    {
        return Err(super::rules::ILLEGAL.into());
    }
    let by = By::Account(actor.id.clone());
    let detail = json!({ "renewal": asked.id, "until": until });
    note(conn, by, ("label.answer_renewal", id), &detail, now)?;
    let people = queries::managers(conn, &there.node.id, network_day(now))?;
    let template = if grants { "label_renewed" } else { "label_not_renewed" };
    let about = ("", answer.trim(), until);
    let of = (&there.label, &there.node, asked.id.to_string());
    mail::owe(conn, template, of, (about, &people), now)
}

/// Makes the reports that have come due, and reminds of what is owed; answers how many things it did.
pub(super) fn keep_life(app: &App, now: NaiveDateTime) -> Result<usize> {
    let today = network_day(now);
    let (labels, reports, conditions) = app.db.read_now(|conn| {
        let soon = today + TimeDelta::days(30);
        let conditions = queries::conditions_due(conn, soon)?;
        Ok((queries::live(conn)?, queries::live_reports(conn)?, conditions))
    })?;
    let waits = |label: &&Label| {
        let own = || reports.iter().filter(|one| one.label_id == label.id);
        let has = |year: i32| own().any(|one| one.year == year);
        life::years(label, today).iter().any(|one| !has(one.0))
            || own().any(|one| is_owed(one, today))
    };
    let mut done = 0;
    for label in labels.iter().filter(waits) {
        done += app.db.write_step(|conn| keep_reports(conn, &label.id, now))?;
    }
    for one in conditions.iter().filter(|one| one.reminded < life::reminders(one.due_on, today)) {
        done += usize::from(app.db.write_step(|conn| remind_condition(conn, &one.id, now))?);
    }
    Ok(done)
}

fn remind_condition(conn: &mut Conn, id: &ConditionId, now: NaiveDateTime) -> Result<bool> {
    let today = network_day(now);
    let one = queries::condition(conn, id)?;
    let times = life::reminders(one.due_on, today);
    let waits = one.state != ConditionState::Lifted;
    if !waits || !queries::note_condition_reminded(conn, id, times)? {
        return Ok(false);
    }
    let (label, node) = with_node(conn, &one.label_id)?;
    let people = queries::managers(conn, &node.id, today)?;
    let about = (one.body.as_str(), "", Some(one.due_on));
    let of = (&label, &node, format!("{id}-{times}"));
    mail::owe(conn, "label_condition_due", of, (about, &people), now)?;
    Ok(true)
}
