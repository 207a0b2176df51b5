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
use crate::tickets::routing::Inputs;
use crate::tickets::tally::{
    Kind, Measure, Tallied, Tallies, Tally, difference, first_of, month_of,
};
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

/// What a rating counts for; the node is the one that has the ticket.
fn of_score(node: &NodeId, kind: &Kind, score: i32, given_at: NaiveDateTime) -> Tally {
    Tally { value: score, ..kind.tally(Measure::ScorePart, (node, month_of(given_at))) }
}

fn of_gap(
    region: Option<&String>,
    disciplines: &str,
    topic: Option<&String>,
    recorded_at: NaiveDateTime,
) -> Tally {
    Tally {
        region: region.cloned().unwrap_or_default(),
        discipline: first_of(disciplines),
        topic: topic.cloned().unwrap_or_default(),
        ..Tally::blank(Measure::Gap, month_of(recorded_at))
    }
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

/// What changes in the figures when a ticket moves.
pub(super) fn of_move(ticket: &Ticket, changes: &Changes) -> Tallies {
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
    difference(before.tallies(), after.tallies())
}

pub(super) fn note_gap(conn: &mut Conn, inputs: &Inputs, now: NaiveDateTime) -> QueryResult<()> {
    let codes = inputs.disciplines.join(",");
    let gap = of_gap(inputs.region.as_ref(), &codes, inputs.topic.as_ref(), now);
    note_tallies(conn, difference(Vec::new(), vec![gap]))
}

/// Something that happened to a ticket, for which a node is counted.
pub(super) fn note_happening(
    conn: &mut Conn,
    measure: Measure,
    (node, ticket): (&NodeId, &TicketId),
    now: NaiveDateTime,
) -> QueryResult<()> {
    let kind: Kind = tickets::table.find(ticket).select(Kind::as_select()).first(conn)?;
    let tally = kind.tally(measure, (node, month_of(now)));
    note_tallies(conn, difference(Vec::new(), vec![tally]))
}

pub(super) fn note_reopened(
    conn: &mut Conn,
    ticket: &TicketId,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let node = tickets::table.find(ticket).select(tickets::node_id).first(conn)?;
    note_happening(conn, Measure::ReopeningPart, (&node, ticket), now)
}

/// A rating, in the place of the one that the ticket had.
pub(super) fn note_rated(
    conn: &mut Conn,
    id: &TicketId,
    score: i32,
    now: NaiveDateTime,
) -> QueryResult<()> {
    type Rated = (NodeId, Kind, Option<(i32, NaiveDateTime)>);
    let rating = (satisfactions::score, satisfactions::given_at).nullable();
    let (node, kind, before): Rated = tickets::table
        .left_join(satisfactions::table)
        .filter(tickets::id.eq(id))
        .select((tickets::node_id, Kind::as_select(), rating))
        .first(conn)?;
    let before = before.map(|(score, at)| of_score(&node, &kind, score, at));
    let after = of_score(&node, &kind, score, now);
    note_tallies(conn, difference(before.into_iter().collect(), vec![after]))
}

/// What happened to a ticket of a kind, for which a node is counted, and when.
type Happening = (NodeId, Kind, NaiveDateTime);

/// The referrals first and then their tickets: joined, SQLite would read all tickets.
fn referrals_between(
    conn: &mut Conn,
    from: NaiveDateTime,
    until: NaiveDateTime,
) -> QueryResult<Vec<Happening>> {
    let begun: Vec<(TicketId, NodeId, NaiveDateTime)> = handovers::table
        .filter(handovers::kind.eq(HandoverKind::Referral))
        .filter(handovers::begun_at.ge(from).and(handovers::begun_at.lt(until)))
        .select((handovers::ticket_id, handovers::from_node, handovers::begun_at))
        .load(conn)?;
    let mut kinds: HashMap<TicketId, Kind> = HashMap::new();
    for part in begun.chunks(CHUNK) {
        let ids: Vec<&TicketId> = part.iter().map(|(ticket, ..)| ticket).collect();
        let found: Vec<(TicketId, Kind)> = tickets::table
            .filter(tickets::id.eq_any(ids))
            .select((tickets::id, Kind::as_select()))
            .load(conn)?;
        kinds.extend(found);
    }
    let told = |(ticket, node, at)| Some((node, kinds.get(&ticket)?.clone(), at));
    Ok(begun.into_iter().filter_map(told).collect())
}

/// Counts from the rows themselves what happened from one instant on and before another.
pub fn tallies_between(
    conn: &mut Conn,
    from: NaiveDateTime,
    until: NaiveDateTime,
) -> QueryResult<Tallies> {
    let received: Vec<Tallied> = tickets::table
        .filter(tickets::confirmed_at.ge(from).and(tickets::confirmed_at.lt(until)))
        .filter(tickets::state.ne(State::Spam))
        .select(Tallied::as_select())
        .load(conn)?;
    let scores: Vec<(NodeId, Kind, i32, NaiveDateTime)> = satisfactions::table
        .inner_join(tickets::table)
        .filter(satisfactions::given_at.ge(from).and(satisfactions::given_at.lt(until)))
        .select((
            tickets::node_id,
            Kind::as_select(),
            satisfactions::score,
            satisfactions::given_at,
        ))
        .load(conn)?;
    type Gap = (Option<String>, String, Option<String>, NaiveDateTime);
    let gaps: Vec<Gap> = coverage_gaps::table
        .filter(coverage_gaps::recorded_at.ge(from).and(coverage_gaps::recorded_at.lt(until)))
        .select((
            coverage_gaps::region,
            coverage_gaps::disciplines,
            coverage_gaps::topic,
            coverage_gaps::recorded_at,
        ))
        .load(conn)?;
    let referrals = referrals_between(conn, from, until)?;
    let reopenings: Vec<Happening> = messages::table
        .inner_join(tickets::table)
        .filter(messages::event.eq("reopened"))
        .filter(messages::created_at.ge(from).and(messages::created_at.lt(until)))
        .select((tickets::node_id, Kind::as_select(), messages::created_at))
        .load(conn)?;
    let mut all = Tallies::new();
    let happened = |measure, all: Vec<Happening>| {
        all.into_iter().map(move |(node, kind, at)| kind.tally(measure, (&node, month_of(at))))
    };
    let referrals = happened(Measure::ReferralPart, referrals);
    let reopenings = happened(Measure::ReopeningPart, reopenings);
    let scores = scores.iter().map(|(node, kind, score, at)| of_score(node, kind, *score, *at));
    let gaps = gaps
        .iter()
        .map(|(region, codes, topic, at)| of_gap(region.as_ref(), codes, topic.as_ref(), *at));
    for tally in received
        .iter()
        .flat_map(Tallied::tallies)
        .chain(scores)
        .chain(gaps)
        .chain(referrals)
        .chain(reopenings)
    {
        *all.entry(tally).or_default() += 1;
    }
    Ok(all)
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
