//! What figures are made of, as tickets leave it.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use uuid::Uuid;

use super::Changes;
use crate::accounts::NodeId;
use crate::db::schema::{
    coverage_gaps, handovers, messages, satisfactions, tally_changes, tickets,
};
use crate::db::{Conn, each};
use crate::tickets::tally::{Happening, Measure, Tallied, Tallies, added_up, difference, month_of};
use crate::tickets::{Draft, HandoverKind, State, Ticket, TicketId};

/// Rows of one statement: SQLite binds 32,766 values at most.
const CHUNK: usize = 1000;

/// Notes what changes in the figures.
pub fn note_tallies(conn: &mut Conn, changes: Tallies) -> QueryResult<()> {
    let rows: Vec<_> = changes
        .into_iter()
        .map(|(tally, count)| {
            (
                tally_changes::id.eq(Uuid::now_v7().to_string()),
                tally_changes::measure.eq(tally.measure),
                tally_changes::month.eq(tally.month),
                tally_changes::node_id.eq(tally.node),
                tally_changes::region.eq(tally.region),
                tally_changes::discipline.eq(tally.discipline),
                tally_changes::topic.eq(tally.topic),
                tally_changes::state.eq(tally.state),
                tally_changes::value.eq(tally.value),
                tally_changes::count.eq(i32::try_from(count).unwrap_or(i32::MAX)),
            )
        })
        .collect();
    for chunk in rows.chunks(CHUNK) {
        each!(conn, real => diesel::insert_into(tally_changes::table).values(chunk).execute(real))?;
    }
    Ok(())
}

/// A question that came in, if its address was known.
pub(super) fn note_asked(
    conn: &mut Conn,
    draft: &Draft,
    node: &NodeId,
    state: State,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let asked = Tallied {
        node_id: node.clone(),
        region: draft.question.region.clone(),
        discipline_codes: draft.question.disciplines.join(","),
        topic: draft.question.topic.clone(),
        state,
        confirmed_at: Some(now),
        first_answered_at: None,
        closed_at: None,
    };
    note_tallies(conn, difference(Vec::new(), asked.tallies()))
}

/// A ticket as it is, and as it will be when it moves.
pub(super) fn of_move(ticket: &Ticket, changes: &Changes) -> [Tallied; 2] {
    let before = Tallied::from(ticket);
    let after = Tallied {
        state: changes.state,
        node_id: changes.node_id.clone().unwrap_or_else(|| ticket.node_id.clone()),
        topic: changes.topic.clone().unwrap_or_else(|| ticket.topic.clone()),
        confirmed_at: ticket.confirmed_at.or(changes.confirmed_at),
        first_answered_at: ticket.first_answered_at.or(changes.first_answered_at),
        closed_at: changes.closed_at.unwrap_or(ticket.closed_at),
        ..before.clone()
    };
    [before, after]
}

/// Notes that a ticket is another one now for the figures. What happened to it so far follows.
pub(super) fn note_changed(
    conn: &mut Conn,
    id: &TicketId,
    [before, after]: &[Tallied; 2],
) -> QueryResult<()> {
    let (mut left, mut right) = (before.tallies(), after.tallies());
    if !before.counts_like(after) {
        let happened = happened_to(conn, id)?;
        let uncovered = coverage_gaps::table.find(id).select(coverage_gaps::ticket_id);
        let gap: Option<TicketId> = uncovered.first(conn).optional()?;
        for (of, tallies) in [(before, &mut left), (after, &mut right)] {
            tallies.extend(happened.iter().filter_map(|what| of.happened(what)));
            tallies.extend(gap.as_ref().and_then(|_| of.gap()));
        }
    }
    note_tallies(conn, difference(left, right))
}

/// All that happened to a ticket and is counted beside it.
fn happened_to(conn: &mut Conn, id: &TicketId) -> QueryResult<Vec<Happening>> {
    let scores: Vec<(i32, NaiveDateTime)> = satisfactions::table
        .filter(satisfactions::ticket_id.eq(id))
        .select((satisfactions::score, satisfactions::given_at))
        .load(conn)?;
    let referrals: Vec<(NodeId, NaiveDateTime)> = handovers::table
        .filter(handovers::ticket_id.eq(id))
        .filter(handovers::kind.eq(HandoverKind::Referral))
        .select((handovers::from_node, handovers::begun_at))
        .load(conn)?;
    let reopenings: Vec<NaiveDateTime> = messages::table
        .filter(messages::ticket_id.eq(id).and(messages::event.eq("reopened")))
        .select(messages::created_at)
        .load(conn)?;
    let scores = scores.into_iter().map(|(score, at)| scored(score, at));
    let referrals = referrals.into_iter().map(|(node, at)| referred(node, at));
    Ok(scores.chain(referrals).chain(reopenings.into_iter().map(reopened)).collect())
}

fn scored(value: i32, at: NaiveDateTime) -> Happening {
    Happening { measure: Measure::ScorePart, node: None, value, at }
}

fn referred(node: NodeId, at: NaiveDateTime) -> Happening {
    Happening { measure: Measure::ReferralPart, node: Some(node), value: 0, at }
}

fn reopened(at: NaiveDateTime) -> Happening {
    Happening { measure: Measure::ReopeningPart, node: None, value: 0, at }
}

fn tallied(conn: &mut Conn, id: &TicketId) -> QueryResult<Tallied> {
    tickets::table.find(id).select(Tallied::as_select()).first(conn)
}

pub(super) fn note_gap(conn: &mut Conn, id: &TicketId) -> QueryResult<()> {
    let gap = tallied(conn, id)?.gap();
    note_tallies(conn, difference(Vec::new(), gap.into_iter().collect()))
}

fn note_happened(conn: &mut Conn, id: &TicketId, what: &Happening) -> QueryResult<()> {
    let tally = tallied(conn, id)?.happened(what);
    note_tallies(conn, difference(Vec::new(), tally.into_iter().collect()))
}

pub(super) fn note_referred(
    conn: &mut Conn,
    (id, from): (&TicketId, &NodeId),
    now: NaiveDateTime,
) -> QueryResult<()> {
    note_happened(conn, id, &referred(from.clone(), now))
}

pub(super) fn note_reopened(conn: &mut Conn, id: &TicketId, now: NaiveDateTime) -> QueryResult<()> {
    note_happened(conn, id, &reopened(now))
}

/// A rating, in the place of the one that the ticket had.
pub(super) fn note_rated(
    conn: &mut Conn,
    id: &TicketId,
    score: i32,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let ticket = tallied(conn, id)?;
    let before: Option<(i32, NaiveDateTime)> = satisfactions::table
        .find(id)
        .select((satisfactions::score, satisfactions::given_at))
        .first(conn)
        .optional()?;
    let tally = |(score, at)| ticket.happened(&scored(score, at));
    let before = before.and_then(tally).into_iter().collect();
    note_tallies(conn, difference(before, tally((score, now)).into_iter().collect()))
}

/// Openings anew that are told in another ticket's conversation from now on.
pub(super) fn note_told_elsewhere(
    conn: &mut Conn,
    (from, to): (&TicketId, &TicketId),
    reopenings: &[NaiveDateTime],
) -> QueryResult<()> {
    if reopenings.is_empty() {
        return Ok(());
    }
    let [left, right] = [tallied(conn, from)?, tallied(conn, to)?].map(|ticket| {
        reopenings.iter().filter_map(|at| ticket.happened(&reopened(*at))).collect::<Vec<_>>()
    });
    note_tallies(conn, difference(left, right))
}

/// The referrals first and then their tickets: joined, SQLite would read all tickets.
fn referrals_between(
    conn: &mut Conn,
    from: NaiveDateTime,
    until: NaiveDateTime,
) -> QueryResult<Vec<(Tallied, Happening)>> {
    let begun: Vec<(TicketId, NodeId, NaiveDateTime)> = handovers::table
        .filter(handovers::kind.eq(HandoverKind::Referral))
        .filter(handovers::begun_at.ge(from).and(handovers::begun_at.lt(until)))
        .select((handovers::ticket_id, handovers::from_node, handovers::begun_at))
        .load(conn)?;
    let mut all: HashMap<TicketId, Tallied> = HashMap::new();
    for part in begun.chunks(CHUNK) {
        let ids: Vec<&TicketId> = part.iter().map(|(ticket, ..)| ticket).collect();
        let found: Vec<(TicketId, Tallied)> = tickets::table
            .filter(tickets::id.eq_any(ids))
            .select((tickets::id, Tallied::as_select()))
            .load(conn)?;
        all.extend(found);
    }
    let told = |(ticket, node, at)| Some((all.get(&ticket)?.clone(), referred(node, at)));
    Ok(begun.into_iter().filter_map(told).collect())
}

/// Counts from the rows themselves what happened from one instant on and before another.
pub fn tallies_between(
    conn: &mut Conn,
    from: NaiveDateTime,
    until: NaiveDateTime,
) -> QueryResult<Tallies> {
    let received: Vec<(Tallied, Option<TicketId>)> = tickets::table
        .left_join(coverage_gaps::table)
        .filter(tickets::confirmed_at.ge(from).and(tickets::confirmed_at.lt(until)))
        .filter(tickets::state.ne(State::Spam))
        .select((Tallied::as_select(), coverage_gaps::ticket_id.nullable()))
        .load(conn)?;
    let scores: Vec<(Tallied, i32, NaiveDateTime)> = satisfactions::table
        .inner_join(tickets::table)
        .filter(satisfactions::given_at.ge(from).and(satisfactions::given_at.lt(until)))
        .select((Tallied::as_select(), satisfactions::score, satisfactions::given_at))
        .load(conn)?;
    let referrals = referrals_between(conn, from, until)?;
    let reopenings: Vec<(Tallied, NaiveDateTime)> = messages::table
        .inner_join(tickets::table)
        .filter(messages::event.eq("reopened"))
        .filter(messages::created_at.ge(from).and(messages::created_at.lt(until)))
        .select((Tallied::as_select(), messages::created_at))
        .load(conn)?;
    let gaps = received.iter().filter_map(|(ticket, gap)| gap.as_ref().and_then(|_| ticket.gap()));
    let scores = scores.into_iter().map(|(ticket, score, at)| (ticket, scored(score, at)));
    let reopenings = reopenings.into_iter().map(|(ticket, at)| (ticket, reopened(at)));
    let happened = scores
        .chain(referrals)
        .chain(reopenings)
        .filter_map(|(ticket, what)| ticket.happened(&what));
    let all = received.iter().flat_map(|(ticket, _)| ticket.tallies()).chain(gaps).chain(happened);
    Ok(added_up(all.map(|tally| (tally, 1))))
}

/// When the first question came in.
pub fn first_received(conn: &mut Conn) -> QueryResult<Option<NaiveDate>> {
    let first: Option<Option<NaiveDateTime>> = tickets::table
        .filter(tickets::confirmed_at.is_not_null())
        .order(tickets::confirmed_at)
        .select(tickets::confirmed_at)
        .first(conn)
        .optional()?;
    Ok(first.flatten().map(month_of))
}
