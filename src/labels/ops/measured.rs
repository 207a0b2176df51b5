//! What came of what was promised, from real questions and sessions.

use std::collections::HashMap;

use chrono::{NaiveDateTime, TimeDelta};

use crate::Result;
use crate::clock::midnight;
use crate::db::Conn;
use crate::labels::{Commitment, Label, queries, rules};

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
    let mut all = Vec::new();
    let counts: HashMap<&str, i64> = HashMap::from([
        ("tickets", queries::closed_tickets(conn, node, between)?),
        ("sessions", queries::sessions_given(conn, node, between)?),
        ("participants", queries::people_trained(conn, node, between)?),
    ]);
    for promise in queries::commitments_of(conn, &label.id)? {
        let count = counts.get(promise.indicator.as_str()).copied();
        let value = count.filter(|count| *count >= rules::FEWEST);
        all.push(Measured { promise, value, known: count.is_some() });
    }
    Ok(all)
}
