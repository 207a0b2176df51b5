//! Statements about what a node did for those who asked: what its promises are measured by.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::NodeId;
use crate::db::schema::{
    handovers, satisfactions, ticket_disciplines, ticket_institutions, tickets,
};
use crate::db::{Conn, one_of};
use crate::tickets::{Ending, HandoverKind, State};

/// The instants from which and before which something is measured.
type Between = (NaiveDateTime, NaiveDateTime);

/// When each question that a node closed was asked, and first answered.
pub fn answers_given(
    conn: &mut Conn,
    node: &NodeId,
    (from, until): Between,
) -> QueryResult<Vec<(NaiveDateTime, Option<NaiveDateTime>)>> {
    tickets::table
        .filter(tickets::node_id.eq(node))
        .filter(tickets::state.eq(State::Closed))
        .filter(tickets::closed_at.ge(from).and(tickets::closed_at.lt(until)))
        .select((tickets::created_at, tickets::first_answered_at))
        .load(conn)
}

/// How those rated what they got whose questions a node closed.
pub fn scores_given(
    conn: &mut Conn,
    node: &NodeId,
    (from, until): Between,
) -> QueryResult<Vec<i32>> {
    satisfactions::table
        .inner_join(tickets::table)
        .filter(tickets::node_id.eq(node))
        .filter(tickets::state.eq(State::Closed))
        .filter(tickets::closed_at.ge(from).and(tickets::closed_at.lt(until)))
        .select(satisfactions::score)
        .load(conn)
}

/// The institutions from which came what a node closed, each once.
pub fn institutions_served(
    conn: &mut Conn,
    node: &NodeId,
    (from, until): Between,
) -> QueryResult<Vec<String>> {
    ticket_institutions::table
        .inner_join(tickets::table)
        .filter(tickets::node_id.eq(node))
        .filter(tickets::state.eq(State::Closed))
        .filter(tickets::closed_at.ge(from).and(tickets::closed_at.lt(until)))
        .select(ticket_institutions::institution)
        .distinct()
        .load(conn)
}

/// The disciplines of what a node closed, each once.
pub fn disciplines_served(
    conn: &mut Conn,
    node: &NodeId,
    (from, until): Between,
) -> QueryResult<Vec<String>> {
    ticket_disciplines::table
        .inner_join(tickets::table)
        .filter(tickets::node_id.eq(node))
        .filter(tickets::state.eq(State::Closed))
        .filter(tickets::closed_at.ge(from).and(tickets::closed_at.lt(until)))
        .select(ticket_disciplines::discipline)
        .distinct()
        .load(conn)
}

/// How many of what a node closed it had handed over, or shared with another one that took it.
pub fn closed_with_others(
    conn: &mut Conn,
    node: &NodeId,
    (from, until): Between,
) -> QueryResult<usize> {
    let all: Vec<(String, Option<Ending>)> = handovers::table
        .inner_join(tickets::table.on(tickets::id.eq(handovers::ticket_id)))
        .filter(one_of(handovers::kind, [HandoverKind::Referral, HandoverKind::Share]))
        .filter(tickets::node_id.eq(node))
        .filter(tickets::state.eq(State::Closed))
        .filter(tickets::closed_at.ge(from).and(tickets::closed_at.lt(until)))
        .select((handovers::ticket_id, handovers::ending))
        .load(conn)?;
    let taken = |ending: &Option<Ending>| match ending {
        None | Some(Ending::Accepted | Ending::Over) => true,
        Some(Ending::Refused | Ending::Returned | Ending::Withdrawn) => false,
    };
    let tickets: BTreeSet<_> = all.iter().filter(|one| taken(&one.1)).map(|one| &one.0).collect();
    Ok(tickets.len())
}
