//! Days away, and who stands in.

use chrono::{Days as After, NaiveDateTime};
use serde_json::json;

use crate::accounts::rules::may_manage;
use crate::accounts::{self, AccountId, Actor, NodeId};
use crate::clock::{midnight, network_day};
use crate::db::Conn;
use crate::duty::rules::{self, Away};
use crate::duty::{Absence, AbsenceId, Days, mail, queries};
use crate::history::{self, By};
use crate::{Error, Result};

/// What is said of an absence beside its days.
#[derive(Debug, Clone, Default)]
pub struct Said {
    pub stand_in: Option<AccountId>,
    /// What the next should know, for every node of the person; empty when there is nothing to say.
    pub note: String,
}

/// The nodes for which somebody works on the day.
fn nodes_of(conn: &mut Conn, account: &AccountId, now: NaiveDateTime) -> Result<Vec<NodeId>> {
    let account = accounts::queries::find(conn, account)?;
    let actor = accounts::queries::actor(conn, account, None, network_day(now))?;
    Ok(actor.nodes().cloned().collect())
}

/// Whether somebody may plan for a person: for themselves, and for those whose node they manage.
fn check_plans(
    conn: &mut Conn,
    actor: &Actor,
    person: &AccountId,
    now: NaiveDateTime,
) -> Result<Vec<NodeId>> {
    let nodes = nodes_of(conn, person, now)?;
    let may = *person == actor.id || nodes.iter().any(|node| may_manage(actor, node));
    if may { Ok(nodes) } else { Err(Error::NotFound) }
}

/// Somebody will be away: says who stands in and leaves a note at their nodes. The same days with the same stand-in
/// once more are the same absence.
pub fn be_away(
    conn: &mut Conn,
    actor: &Actor,
    (person, days): (&AccountId, Days),
    said: &Said,
    now: NaiveDateTime,
) -> Result<AbsenceId> {
    let nodes = check_plans(conn, actor, person, now)?;
    let today = network_day(now);
    if nodes.is_empty() {
        return Err(rules::NOT_STAFF.into());
    }
    if !rules::are_absence_days(days, today) {
        return Err(rules::BAD_DAYS.into());
    }
    let planned = queries::absences_of(conn, person, days.0.min(today))?;
    let same = |one: &&Absence| one.days() == days && one.stand_in == said.stand_in;
    if let Some(known) = planned.iter().find(same) {
        return Ok(known.id.clone());
    }
    if planned.iter().any(|one| rules::overlap(one.days(), days)) {
        return Err(rules::AWAY_ALREADY.into());
    }
    if let Some(stand_in) = &said.stand_in {
        check_stand_in(conn, (person, stand_in), days, now)?;
    }
    if !said.note.trim().is_empty() {
        rules::check_note(&said.note, today, today)?;
    }
    let id = queries::insert_absence(conn, (person, days), said.stand_in.as_ref(), &actor.id, now)?;
    let detail =
        json!({ "account": person, "from": days.0, "to": days.1, "stand_in": said.stand_in });
    let by = By::Account(actor.id.clone());
    history::record(conn, &by, "duty.away", ("account", person.as_str()), &detail, now)?;
    if !said.note.trim().is_empty() {
        super::leave_notes(conn, (actor, person), &nodes, (&said.note, days.1), now)?;
    }
    let absence = queries::find_absence(conn, &id)?;
    mail::to_stand_in(conn, &absence, &said.note, actor, now)?;
    Ok(id)
}

fn check_stand_in(
    conn: &mut Conn,
    (person, stand_in): (&AccountId, &AccountId),
    days: Days,
    now: NaiveDateTime,
) -> Result<()> {
    if person == stand_in {
        return Err(rules::STANDS_IN_FOR_ONESELF.into());
    }
    let today = network_day(now);
    // Who leaves the node before the absence ends cannot stand in until then.
    for day in [today, days.0.max(today), days.1] {
        let colleagues = queries::colleagues_of(conn, person, day)?;
        if !colleagues.iter().any(|(id, _)| id == stand_in) {
            return Err(rules::STAND_IN_ELSEWHERE.into());
        }
    }
    let theirs = queries::absences_of(conn, stand_in, days.0.min(today))?;
    if theirs.iter().any(|one| rules::overlap(one.days(), days)) {
        return Err(rules::STAND_IN_AWAY.into());
    }
    Ok(())
}

/// Calls an absence off: what was left for it is not shown any more, and who would have stood in is told. Says nothing when
/// that is done already.
pub fn come_back(conn: &mut Conn, actor: &Actor, id: &AbsenceId, now: NaiveDateTime) -> Result<()> {
    let absence = queries::find_absence(conn, id)?;
    check_plans(conn, actor, &absence.account, now)?;
    if !queries::cancel_absence(conn, id, now)? {
        return Ok(());
    }
    let by = By::Account(actor.id.clone());
    let subject = ("account", absence.account.as_str());
    history::record(conn, &by, "duty.back", subject, &json!({ "absence": id }), now)?;
    let until = midnight(absence.ends_on + After::new(1));
    for (note, node) in queries::notes_left_for(conn, id, until)? {
        super::withdraw(conn, actor, (&note, &node), now)?;
    }
    // Of days that are over there is nothing left to stand in for.
    if absence.ends_on < network_day(now) {
        return Ok(());
    }
    mail::to_stand_in_no_more(conn, &absence, actor, now)
}

/// Who is away now, and who stands in.
pub fn away_now(conn: &mut Conn, now: NaiveDateTime) -> Result<Away> {
    Ok(queries::away_on(conn, network_day(now))?)
}
