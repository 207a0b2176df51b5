//! Statements about what a node did for those who asked: what its promises are measured by.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::NodeId;
use crate::db::Conn;
use crate::db::schema::{satisfactions, ticket_disciplines, ticket_institutions, tickets};
use crate::tickets::State;

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
