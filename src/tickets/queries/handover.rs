//! What nodes do together on tickets.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::{AccountId, NodeId};
use crate::db::Conn;
use crate::db::schema::{decisions, handovers, labels, nodes};
use crate::network::{Kind, Status};
use crate::tickets::{Ending, Handover, HandoverId, HandoverKind, Proposal, TicketId};

/// What is going on between nodes about a ticket.
pub fn going_on(conn: &mut Conn, ticket: &TicketId) -> QueryResult<Vec<Handover>> {
    handovers::table
        .filter(handovers::ticket_id.eq(ticket))
        .filter(handovers::ended_at.is_null())
        .order((handovers::begun_at, handovers::id))
        .select(Handover::as_select())
        .load(conn)
}

/// All that nodes did together about a ticket, oldest first.
pub fn handovers_of(conn: &mut Conn, ticket: &TicketId) -> QueryResult<Vec<Handover>> {
    handovers::table
        .filter(handovers::ticket_id.eq(ticket))
        .order((handovers::begun_at, handovers::id))
        .select(Handover::as_select())
        .load(conn)
}

pub fn handover(conn: &mut Conn, ticket: &TicketId, id: &HandoverId) -> QueryResult<Handover> {
    handovers::table
        .find(id)
        .filter(handovers::ticket_id.eq(ticket))
        .select(Handover::as_select())
        .first(conn)
}

pub fn insert_handover(
    conn: &mut Conn,
    (ticket, from): (&TicketId, &NodeId),
    proposal: &Proposal,
    by: &AccountId,
    due_on: Option<NaiveDate>,
    now: NaiveDateTime,
) -> QueryResult<HandoverId> {
    let id = HandoverId::new();
    diesel::insert_into(handovers::table)
        .values((
            handovers::id.eq(&id),
            handovers::ticket_id.eq(ticket),
            handovers::kind.eq(proposal.kind),
            handovers::from_node.eq(from),
            handovers::to_node.eq(&proposal.to),
            handovers::sees.eq(proposal.sees),
            handovers::reason.eq(&proposal.reason),
            handovers::begun_by.eq(by),
            handovers::begun_at.eq(now),
            handovers::due_on.eq(due_on),
        ))
        .execute(conn)?;
    if proposal.kind == HandoverKind::Referral {
        super::tally::note_referred(conn, (ticket, from), now)?;
    }
    Ok(id)
}

/// Ends one that is going on; answers whether it was. Of two people who answer at once, one does.
pub fn end_handover(
    conn: &mut Conn,
    id: &HandoverId,
    ending: Ending,
    (by, answer): (Option<&AccountId>, &str),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let ended = diesel::update(handovers::table.find(id))
        .filter(handovers::ended_at.is_null())
        .set((
            handovers::ending.eq(ending),
            handovers::ended_at.eq(now),
            handovers::ended_by.eq(by),
            handovers::answer.eq(answer),
        ))
        .execute(conn)?;
    Ok(ended == 1)
}

/// Ends all of some kinds that are going on about a ticket: it is closed, or answered by others now.
pub fn end_handovers(
    conn: &mut Conn,
    ticket: &TicketId,
    kinds: &[HandoverKind],
    now: NaiveDateTime,
) -> QueryResult<usize> {
    diesel::update(handovers::table)
        .filter(handovers::ticket_id.eq(ticket))
        .filter(handovers::ended_at.is_null())
        .filter(handovers::kind.eq_any(kinds))
        .set((handovers::ending.eq(Ending::Over), handovers::ended_at.eq(now)))
        .execute(conn)
}

/// Lets go on what a merge ended at a moment, and answers what goes on. What people ended themselves stays over.
pub fn resume_handovers(
    conn: &mut Conn,
    ticket: &TicketId,
    merged_at: NaiveDateTime,
) -> QueryResult<Vec<Handover>> {
    diesel::update(handovers::table.filter(handovers::ticket_id.eq(ticket)))
        .filter(handovers::ended_at.eq(merged_at))
        .filter(handovers::ending.eq(Ending::Over))
        .filter(handovers::ended_by.is_null())
        .set((handovers::ending.eq(None::<Ending>), handovers::ended_at.eq(None::<NaiveDateTime>)))
        .execute(conn)?;
    going_on(conn, ticket)
}

/// A node that now is responsible shares with nobody but itself no more.
pub fn end_share_with(
    conn: &mut Conn,
    ticket: &TicketId,
    node: &NodeId,
    now: NaiveDateTime,
) -> QueryResult<usize> {
    diesel::update(handovers::table)
        .filter(handovers::ticket_id.eq(ticket))
        .filter(handovers::to_node.eq(node))
        .filter(handovers::ended_at.is_null())
        .set((handovers::ending.eq(Ending::Over), handovers::ended_at.eq(now)))
        .execute(conn)
}

/// What a node is offered and has not answered.
pub fn offered_to(conn: &mut Conn, node: &NodeId, limit: i64) -> QueryResult<Vec<Handover>> {
    handovers::table
        .filter(handovers::to_node.eq(node))
        .filter(handovers::kind.eq(HandoverKind::Referral))
        .filter(handovers::ended_at.is_null())
        .order((handovers::begun_at, handovers::id))
        .limit(limit)
        .select(Handover::as_select())
        .load(conn)
}

pub fn set_handover_due(conn: &mut Conn, id: &HandoverId, due: NaiveDate) -> QueryResult<()> {
    diesel::update(handovers::table.find(id)).set(handovers::due_on.eq(due)).execute(conn).map(drop)
}

/// Referrals that should have been answered before a day.
pub fn overdue_referrals(
    conn: &mut Conn,
    today: NaiveDate,
    limit: i64,
) -> QueryResult<Vec<Handover>> {
    handovers::table
        .filter(handovers::due_on.lt(today))
        .filter(handovers::ended_at.is_null())
        .order((handovers::due_on, handovers::id))
        .limit(limit)
        .select(Handover::as_select())
        .load(conn)
}

/// Those of some tickets that are offered to another node.
pub fn offered_of(conn: &mut Conn, tickets: &[TicketId]) -> QueryResult<Vec<TicketId>> {
    handovers::table
        .filter(handovers::ticket_id.eq_any(tickets))
        .filter(handovers::kind.eq(HandoverKind::Referral))
        .filter(handovers::ended_at.is_null())
        .select(handovers::ticket_id)
        .load(conn)
}

/// Those of some tickets on which some nodes work beside the responsible one.
pub fn open_to(
    conn: &mut Conn,
    tickets: &[TicketId],
    nodes: &[NodeId],
) -> QueryResult<Vec<TicketId>> {
    if tickets.is_empty() || nodes.is_empty() {
        return Ok(Vec::new());
    }
    handovers::table
        .filter(handovers::ticket_id.eq_any(tickets))
        .filter(handovers::to_node.eq_any(nodes))
        .filter(handovers::ended_at.is_null())
        .select(handovers::ticket_id)
        .load(conn)
}

/// The mentor of a node whose label is on trajectory on a day, and who decided it so; none that takes no questions itself.
pub fn mentor_of(
    conn: &mut Conn,
    node: &NodeId,
    day: NaiveDate,
) -> QueryResult<Option<(NodeId, AccountId)>> {
    let found: Option<(NodeId, Kind, Status, AccountId)> = labels::table
        .inner_join(decisions::table.on(decisions::id.eq(labels::decision_id)))
        .inner_join(nodes::table.on(nodes::id.nullable().eq(labels::mentor_id)))
        .filter(labels::node_id.eq(node))
        .filter(labels::kind.eq("trajectory"))
        .filter(labels::state.eq("active"))
        .filter(labels::starts_on.le(day))
        .filter(labels::ends_on.ge(day))
        .filter(nodes::id.ne(node))
        .order(labels::starts_on.desc())
        .select((nodes::id, nodes::kind, nodes::status, decisions::proposed_by))
        .first(conn)
        .optional()?;
    let receives =
        |(_, kind, status, _): &(_, Kind, Status, _)| status.receives() && kind.has_desk();
    Ok(found.filter(receives).map(|(mentor, _, _, by)| (mentor, by)))
}

/// Whether a node is the national desk.
pub fn is_desk(conn: &mut Conn, node: &NodeId) -> QueryResult<bool> {
    nodes::table.find(node).select(nodes::fallback_desk).first(conn)
}

pub fn desk_id(conn: &mut Conn) -> QueryResult<Option<NodeId>> {
    nodes::table.filter(nodes::fallback_desk).select(nodes::id).first(conn).optional()
}
