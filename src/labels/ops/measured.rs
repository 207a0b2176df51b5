//! What came of what was promised, from real questions and sessions.

use std::collections::HashMap;

use chrono::{NaiveDateTime, TimeDelta};
use serde_json::json;

use super::life::managed;
use super::note;
use crate::accounts::Actor;
use crate::clock::midnight;
use crate::db::Conn;
use crate::history::By;
use crate::labels::rules::life::{self, Figure};
use crate::labels::{Commitment, Label, LabelId, queries, rules};
use crate::{Error, Result, deadlines, network};

/// A promise with what came of it; nothing where too little happened.
#[derive(Debug, Clone)]
pub struct Measured {
    pub promise: Commitment,
    pub value: Option<i64>,
    /// By which formula, where it is something that is measured.
    pub formula: Option<i32>,
}

impl From<Measured> for Figure {
    fn from(one: Measured) -> Self {
        Self {
            value: one.value,
            known: one.formula.is_some(),
            formula: one.formula.unwrap_or_default(),
            label: one.promise.label,
            target: one.promise.target,
            indicator: one.promise.indicator,
            context: one.promise.context,
        }
    }
}

/// Since the label began, at most in the last year.
pub fn measured(conn: &mut Conn, label: &Label, now: NaiveDateTime) -> Result<Vec<Measured>> {
    let since = midnight(label.starts_on).max(now - TimeDelta::days(365));
    measured_between(conn, label, (since, now))
}

/// Between two instants.
pub fn measured_between(
    conn: &mut Conn,
    label: &Label,
    between: (NaiveDateTime, NaiveDateTime),
) -> Result<Vec<Measured>> {
    let node = &label.node_id;
    let closed = queries::closed_tickets(conn, node, between)?;
    let enough = |count: i64| (count >= rules::FEWEST).then_some(count);
    // What is counted of questions says nothing where there were few of them.
    let of_closed = |count: usize| enough(closed).and(i64::try_from(count).ok());
    let answers = queries::answers_given(conn, node, between)?;
    let desk = deadlines::queries::desk(conn, node, between.1)?;
    let scores = queries::scores_given(conn, node, between)?;
    let aided = queries::closed_with_others(conn, node, between)?;
    let staff = network::queries::find(conn, node)?.full_time_equivalents;
    let values: HashMap<&str, Option<i64>> = HashMap::from([
        ("tickets", enough(closed)),
        ("sessions", enough(queries::sessions_given(conn, node, between)?)),
        ("participants", enough(queries::people_trained(conn, node, between)?)),
        ("first_answer", rules::first_answer(&answers)),
        ("prompt", rules::prompt(&answers, &desk.calendar)),
        ("satisfied", rules::satisfied(&scores)),
        ("institutions", of_closed(queries::institutions_served(conn, node, between)?.len())),
        ("disciplines", of_closed(queries::disciplines_served(conn, node, between)?.len())),
        ("unaided", rules::unaided(aided, answers.len())),
        (life::STAFF, Some(tenths(staff))),
    ]);
    let measured = |promise: Commitment| {
        let value = values.get(promise.indicator.as_str()).copied();
        Measured { value: value.flatten(), formula: life::formula(&promise.indicator), promise }
    };
    Ok(queries::commitments_of(conn, &label.id)?.into_iter().map(measured).collect())
}

#[expect(clippy::cast_possible_truncation, reason = "the people of a desk are few")]
fn tenths(staff: f64) -> i64 {
    (staff * 10.0).round() as i64
}

/// Says beside what came of a promise what is to be known of it.
pub fn say_context(
    conn: &mut Conn,
    actor: &Actor,
    (id, position, context): (&LabelId, i32, &str),
    now: NaiveDateTime,
) -> Result<()> {
    managed(conn, actor, id)?;
    let context = context.trim();
    if context.chars().count() > life::MOST_CONTEXT {
        return Err(life::LONG_CONTEXT.into());
    }
    let promises = queries::commitments_of(conn, id)?;
    let there = promises.iter().find(|one| one.position == position).ok_or(Error::NotFound)?;
    if there.context == context {
        return Ok(());
    }
    queries::set_context(conn, (id, position), context)?;
    let by = By::Account(actor.id.clone());
    let detail = json!({ "indicator": there.indicator, "position": position });
    note(conn, by, ("label.context", id), &detail, now)
}
