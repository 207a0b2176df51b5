//! Checklists: what is to be done for a topic, and what is done on a ticket.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{on_thing, on_ticket};
use crate::accounts::{Actor, NodeId};
use crate::db::Conn;
use crate::tickets::Ticket;
use crate::triage::queries::{self, StepWords};
use crate::triage::{Step, StepId, rules};
use crate::{Error, Result};

/// Ticks a step of a ticket's topic, or takes the tick back. Twice is once.
pub fn tick(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    (id, done): (&StepId, bool),
    now: NaiveDateTime,
) -> Result<()> {
    if !queries::steps_on(conn, ticket)?.iter().any(|found| found.step.id == *id) {
        return Err(Error::Refused(rules::STEP_ELSEWHERE));
    }
    let (changed, action) = match done {
        true => (queries::tick(conn, &ticket.id, id, &actor.id, now)?, "ticket.tick"),
        false => (queries::untick(conn, &ticket.id, id)?, "ticket.untick"),
    };
    if changed {
        on_ticket(conn, actor, ticket, action, &json!({ "step": id }), now)?;
    }
    Ok(())
}

fn check_lead(actor: &Actor, node: Option<&NodeId>) -> Result<()> {
    if rules::may_lead(actor, node) { Ok(()) } else { Err(Error::NotFound) }
}

fn changeable(conn: &mut Conn, actor: &Actor, id: &StepId) -> Result<Step> {
    let step = queries::step(conn, id)?;
    check_lead(actor, step.node.as_ref())?;
    Ok(step)
}

pub fn add_step(
    conn: &mut Conn,
    actor: &Actor,
    (node, topic): (Option<&NodeId>, &str),
    words: &StepWords,
    now: NaiveDateTime,
) -> Result<()> {
    check_lead(actor, node)?;
    let same = |step: &Step| step.topic == topic && step.label_fr == words.fr;
    if queries::steps_of(conn, node)?.iter().any(same) {
        return Ok(());
    }
    let id = StepId::new();
    queries::insert_step(conn, (&id, node, topic), words, now)?;
    let detail = json!({ "node": node, "topic": topic });
    on_thing(conn, actor, ("step.add", "step", id.as_str()), &detail, now)
}

pub fn reword_step(
    conn: &mut Conn,
    actor: &Actor,
    id: &StepId,
    words: &StepWords,
    now: NaiveDateTime,
) -> Result<()> {
    let step = changeable(conn, actor, id)?;
    if (&step.label_fr, &step.label_en) == (&words.fr, &words.en) {
        return Ok(());
    }
    queries::reword_step(conn, &step.id, words)?;
    on_thing(conn, actor, ("step.reword", "step", id.as_str()), &json!({}), now)
}

/// Moves a step one place up in its list.
pub fn raise_step(conn: &mut Conn, actor: &Actor, id: &StepId, now: NaiveDateTime) -> Result<()> {
    let step = changeable(conn, actor, id)?;
    let there = queries::steps_of(conn, step.node.as_ref())?;
    let list: Vec<_> = there.iter().filter(|other| other.topic == step.topic).collect();
    let Some(at) = list.iter().position(|other| other.id == step.id).filter(|at| *at > 0) else {
        return Ok(());
    };
    let above = list[at - 1];
    queries::place_step(conn, &step.id, above.position)?;
    queries::place_step(conn, &above.id, step.position.max(above.position + 1))?;
    on_thing(conn, actor, ("step.raise", "step", id.as_str()), &json!({}), now)
}

/// Takes a step off its list. Tickets forget it too.
pub fn retire_step(conn: &mut Conn, actor: &Actor, id: &StepId, now: NaiveDateTime) -> Result<()> {
    let step = changeable(conn, actor, id)?;
    if queries::retire_step(conn, &step.id, now)? {
        on_thing(conn, actor, ("step.retire", "step", id.as_str()), &json!({}), now)?;
    }
    Ok(())
}
