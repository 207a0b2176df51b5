//! Checklists of topics, and what of them is done on a ticket.

use chrono::NaiveDateTime;
use diesel::dsl::max;
use diesel::prelude::*;
use serde::Serialize;

use crate::accounts::{AccountId, NodeId};
use crate::db::schema::{accounts, checklist_steps, ticket_steps};
use crate::db::{Conn, each};
use crate::tickets::{Ticket, TicketId};
use crate::triage::{Step, StepId, TicketStep};

type StepColumns = (
    checklist_steps::id,
    checklist_steps::node_id,
    checklist_steps::topic,
    checklist_steps::label_fr,
    checklist_steps::label_en,
    checklist_steps::position,
);
const STEP: StepColumns = (
    checklist_steps::id,
    checklist_steps::node_id,
    checklist_steps::topic,
    checklist_steps::label_fr,
    checklist_steps::label_en,
    checklist_steps::position,
);

/// Every step of a node, or of the network, by topic and place.
pub fn steps_of(conn: &mut Conn, node: Option<&NodeId>) -> QueryResult<Vec<Step>> {
    let query = checklist_steps::table.into_boxed().filter(checklist_steps::retired_at.is_null());
    let query = match node {
        Some(node) => query.filter(checklist_steps::node_id.eq(node)),
        None => query.filter(checklist_steps::node_id.is_null()),
    };
    query
        .order((checklist_steps::topic, checklist_steps::position, checklist_steps::id))
        .limit(500)
        .select(STEP)
        .load(conn)
}

pub fn step(conn: &mut Conn, id: &StepId) -> QueryResult<Step> {
    checklist_steps::table
        .find(id)
        .filter(checklist_steps::retired_at.is_null())
        .select(STEP)
        .first(conn)
}

/// The steps of a ticket's topic, the network's before the node's, each with who did it.
pub fn steps_on(conn: &mut Conn, ticket: &Ticket) -> QueryResult<Vec<TicketStep>> {
    let Some(topic) = ticket.confirmed_topic.as_ref().or(ticket.topic.as_ref()) else {
        return Ok(Vec::new());
    };
    let done = ticket_steps::step_id
        .eq(checklist_steps::id)
        .and(ticket_steps::ticket_id.eq(ticket.id.clone()));
    let networks = checklist_steps::node_id.is_null();
    let rows: Vec<(Step, Option<String>, Option<NaiveDateTime>)> = checklist_steps::table
        .left_join(ticket_steps::table.on(done))
        .left_join(accounts::table.on(accounts::id.eq(ticket_steps::ticked_by)))
        .filter(checklist_steps::topic.eq(topic))
        .filter(checklist_steps::retired_at.is_null())
        .filter(networks.or(checklist_steps::node_id.eq(&ticket.node_id).assume_not_null()))
        .order((networks.desc(), checklist_steps::position, checklist_steps::id))
        .select((STEP, accounts::name.nullable(), ticket_steps::ticked_at.nullable()))
        .load(conn)?;
    let joined = |(step, who, at): (Step, Option<String>, Option<NaiveDateTime>)| TicketStep {
        step,
        done: who.zip(at),
    };
    Ok(rows.into_iter().map(joined).collect())
}

pub fn tick(
    conn: &mut Conn,
    ticket: &TicketId,
    step: &StepId,
    by: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let row = (
        ticket_steps::ticket_id.eq(ticket),
        ticket_steps::step_id.eq(step),
        ticket_steps::ticked_by.eq(by),
        ticket_steps::ticked_at.eq(now),
    );
    each!(conn, real => diesel::insert_into(ticket_steps::table).values(row)
        .on_conflict_do_nothing().execute(real))
    .map(|put| put == 1)
}

pub fn untick(conn: &mut Conn, ticket: &TicketId, step: &StepId) -> QueryResult<bool> {
    diesel::delete(ticket_steps::table.find((ticket, step))).execute(conn).map(|gone| gone == 1)
}

/// What a step says in both languages.
#[derive(Debug, Clone, Serialize)]
pub struct StepWords {
    pub fr: String,
    pub en: String,
}

pub fn insert_step(
    conn: &mut Conn,
    (id, node, topic): (&StepId, Option<&NodeId>, &str),
    words: &StepWords,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let last: Option<i32> = checklist_steps::table
        .filter(checklist_steps::topic.eq(topic))
        .select(max(checklist_steps::position))
        .first(conn)?;
    diesel::insert_into(checklist_steps::table)
        .values((
            checklist_steps::id.eq(id),
            checklist_steps::node_id.eq(node),
            checklist_steps::topic.eq(topic),
            checklist_steps::label_fr.eq(&words.fr),
            checklist_steps::label_en.eq(&words.en),
            checklist_steps::position.eq(last.unwrap_or(0) + 1),
            checklist_steps::created_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

pub fn reword_step(conn: &mut Conn, id: &StepId, words: &StepWords) -> QueryResult<()> {
    diesel::update(checklist_steps::table.find(id))
        .set((checklist_steps::label_fr.eq(&words.fr), checklist_steps::label_en.eq(&words.en)))
        .execute(conn)
        .map(drop)
}

pub fn place_step(conn: &mut Conn, id: &StepId, position: i32) -> QueryResult<()> {
    diesel::update(checklist_steps::table.find(id))
        .set(checklist_steps::position.eq(position))
        .execute(conn)
        .map(drop)
}

pub fn retire_step(conn: &mut Conn, id: &StepId, now: NaiveDateTime) -> QueryResult<bool> {
    let kept = checklist_steps::table.find(id).filter(checklist_steps::retired_at.is_null());
    let gone = diesel::update(kept).set(checklist_steps::retired_at.eq(now)).execute(conn)?;
    Ok(gone == 1)
}
