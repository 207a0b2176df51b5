//! What came of what was promised, from real questions and sessions.

use std::collections::HashMap;

use chrono::{NaiveDateTime, TimeDelta};

use crate::clock::midnight;
use crate::db::Conn;
use crate::labels::{Commitment, Label, queries, rules};
use crate::{Result, deadlines};

/// A promise with what came of it; nothing where too little happened.
#[derive(Debug, Clone)]
pub struct Measured {
    pub promise: Commitment,
    pub value: Option<i64>,
    pub known: bool,
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
    let values: HashMap<&str, Option<i64>> = HashMap::from([
        ("tickets", enough(closed)),
        ("sessions", enough(queries::sessions_given(conn, node, between)?)),
        ("participants", enough(queries::people_trained(conn, node, between)?)),
        ("first_answer", rules::first_answer(&answers)),
        ("prompt", rules::prompt(&answers, &desk.calendar)),
        ("satisfied", rules::satisfied(&scores)),
        ("institutions", of_closed(queries::institutions_served(conn, node, between)?.len())),
        ("disciplines", of_closed(queries::disciplines_served(conn, node, between)?.len())),
    ]);
    let measured = |promise: Commitment| {
        let value = values.get(promise.indicator.as_str()).copied();
        Measured { value: value.flatten(), known: value.is_some(), promise }
    };
    Ok(queries::commitments_of(conn, &label.id)?.into_iter().map(measured).collect())
}
