//! Every SQL statement about webhooks and what they told.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Timestamp};

use super::{Delivery, DeliveryId, DeliveryState, Ended, Hook, HookId, Occurrence, Proposal};
use crate::accounts::{AccountId, NodeId, NodeRole};
use crate::db::Conn;
use crate::db::schema::{
    accounts, handovers, memberships, nodes, routing_decisions, tickets, webhook_deliveries,
    webhooks,
};
use crate::tickets::queries::Colleague;
use crate::tickets::{Ticket, TicketId};
use crate::web::Cursor;

pub fn find(conn: &mut Conn, id: &HookId) -> QueryResult<Hook> {
    webhooks::table.find(id).select(Hook::as_select()).first(conn)
}

/// The webhooks of a node, or those of the network; the oldest first.
pub fn of(conn: &mut Conn, node: Option<&NodeId>) -> QueryResult<Vec<Hook>> {
    let mut query =
        webhooks::table.order(webhooks::id).limit(100).select(Hook::as_select()).into_boxed();
    query = match node {
        Some(node) => query.filter(webhooks::node_id.eq(node)),
        None => query.filter(webhooks::node_id.is_null()),
    };
    query.load(conn)
}

/// All that are told of something: few, and most often none.
pub fn awake(conn: &mut Conn) -> QueryResult<Vec<Hook>> {
    webhooks::table
        .filter(webhooks::ended.is_null())
        .order(webhooks::id)
        .select(Hook::as_select())
        .load(conn)
}

/// Those that only fail, and those that rest because of it; the oldest first.
pub fn failing(conn: &mut Conn) -> QueryResult<Vec<Hook>> {
    let gave_up = webhooks::ended.eq(Ended::Failing).or(webhooks::ended.eq(Ended::Gone));
    let fails = webhooks::ended.is_null().and(webhooks::failing_since.is_not_null());
    webhooks::table
        .filter(fails.or(gave_up))
        .order(webhooks::id)
        .limit(100)
        .select(Hook::as_select())
        .load(conn)
}

pub fn insert(
    conn: &mut Conn,
    (id, node): (&HookId, Option<&NodeId>),
    proposal: &Proposal,
    by: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::insert_into(webhooks::table)
        .values((
            webhooks::id.eq(id),
            webhooks::node_id.eq(node),
            webhooks::url.eq(&proposal.url),
            webhooks::name.eq(&proposal.name),
            webhooks::events.eq(words(&proposal.events)),
            webhooks::made_by.eq(by),
            webhooks::made_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

pub fn change(conn: &mut Conn, id: &HookId, proposal: &Proposal) -> QueryResult<()> {
    diesel::update(webhooks::table.find(id))
        .set((
            webhooks::url.eq(&proposal.url),
            webhooks::name.eq(&proposal.name),
            webhooks::events.eq(words(&proposal.events)),
        ))
        .execute(conn)
        .map(drop)
}

fn words(events: &[Occurrence]) -> String {
    events.iter().map(|event| event.as_str()).collect::<Vec<_>>().join(" ")
}

pub fn delete(conn: &mut Conn, id: &HookId) -> QueryResult<usize> {
    diesel::delete(webhooks::table.find(id)).execute(conn)
}

/// Makes the next secret good, if the present one is still the one that was shown.
pub fn rotate(
    conn: &mut Conn,
    id: &HookId,
    version: i32,
    former_until: NaiveDateTime,
) -> QueryResult<bool> {
    let row = webhooks::table.find(id).filter(webhooks::secret_version.eq(version));
    let rotated = diesel::update(row)
        .set((webhooks::secret_version.eq(version + 1), webhooks::former_until.eq(former_until)))
        .execute(conn)?;
    Ok(rotated == 1)
}

pub fn end_former(conn: &mut Conn, id: &HookId) -> QueryResult<usize> {
    diesel::update(webhooks::table.find(id).filter(webhooks::former_until.is_not_null()))
        .set(webhooks::former_until.eq(None::<NaiveDateTime>))
        .execute(conn)
}

/// Lets a webhook rest; answers whether it was awake.
pub fn rest(conn: &mut Conn, id: &HookId, why: Ended, now: NaiveDateTime) -> QueryResult<bool> {
    let row = webhooks::table.find(id).filter(webhooks::ended.is_null());
    let rests = diesel::update(row)
        .set((webhooks::ended.eq(why), webhooks::ended_at.eq(now)))
        .execute(conn)?;
    Ok(rests == 1)
}

pub fn wake(conn: &mut Conn, id: &HookId) -> QueryResult<bool> {
    let row = webhooks::table.find(id).filter(webhooks::ended.is_not_null());
    let woken = diesel::update(row)
        .set((
            webhooks::ended.eq(None::<Ended>),
            webhooks::ended_at.eq(None::<NaiveDateTime>),
            webhooks::failing_since.eq(None::<NaiveDateTime>),
        ))
        .execute(conn)?;
    Ok(woken == 1)
}

/// Notes since when a webhook only fails, or that it works.
pub fn set_failing(conn: &mut Conn, id: &HookId, since: Option<NaiveDateTime>) -> QueryResult<()> {
    diesel::update(webhooks::table.find(id))
        .set(webhooks::failing_since.eq(since))
        .execute(conn)
        .map(drop)
}

/// A telling to be.
pub struct Telling<'a> {
    pub id: &'a DeliveryId,
    pub hook: &'a HookId,
    pub event: Occurrence,
    pub ticket: Option<(&'a TicketId, &'a str)>,
    pub payload: &'a str,
    pub replay_of: Option<&'a DeliveryId>,
}

pub fn queue(conn: &mut Conn, telling: &Telling<'_>, now: NaiveDateTime) -> QueryResult<()> {
    diesel::insert_into(webhook_deliveries::table)
        .values((
            webhook_deliveries::id.eq(telling.id),
            webhook_deliveries::webhook_id.eq(telling.hook),
            webhook_deliveries::event.eq(telling.event),
            webhook_deliveries::ticket_id.eq(telling.ticket.map(|(id, _)| id)),
            webhook_deliveries::reference.eq(telling.ticket.map(|(_, reference)| reference)),
            webhook_deliveries::payload.eq(telling.payload),
            webhook_deliveries::state.eq(DeliveryState::Queued),
            webhook_deliveries::due_at.eq(now),
            webhook_deliveries::queued_at.eq(now),
            webhook_deliveries::replay_of.eq(telling.replay_of),
        ))
        .execute(conn)
        .map(drop)
}

pub fn delivery(conn: &mut Conn, hook: &HookId, id: &DeliveryId) -> QueryResult<Delivery> {
    webhook_deliveries::table
        .find(id)
        .filter(webhook_deliveries::webhook_id.eq(hook))
        .select(Delivery::as_select())
        .first(conn)
}

pub fn ticket_of(conn: &mut Conn, id: &DeliveryId) -> QueryResult<Option<TicketId>> {
    webhook_deliveries::table.find(id).select(webhook_deliveries::ticket_id).first(conn)
}

/// What was told, newest first, after a place.
pub fn log(
    conn: &mut Conn,
    hook: &HookId,
    after: Option<&Cursor>,
    limit: usize,
) -> QueryResult<Vec<Delivery>> {
    let mut query = webhook_deliveries::table
        .filter(webhook_deliveries::webhook_id.eq(hook))
        .order((webhook_deliveries::queued_at.desc(), webhook_deliveries::id.desc()))
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select(Delivery::as_select())
        .into_boxed();
    if let Some(Cursor { at, id }) = after {
        let same = webhook_deliveries::queued_at.eq(*at).and(webhook_deliveries::id.lt(id.clone()));
        query = query.filter(webhook_deliveries::queued_at.lt(*at).or(same));
    }
    query.load(conn)
}

/// The last telling of each of some webhooks.
pub fn last_told(conn: &mut Conn, hooks: &[HookId]) -> QueryResult<Vec<(HookId, NaiveDateTime)>> {
    let rows: Vec<(HookId, Option<NaiveDateTime>)> = webhook_deliveries::table
        .filter(webhook_deliveries::webhook_id.eq_any(hooks))
        .filter(webhook_deliveries::state.eq(DeliveryState::Delivered))
        .group_by(webhook_deliveries::webhook_id)
        .select((webhook_deliveries::webhook_id, diesel::dsl::max(webhook_deliveries::tried_at)))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(hook, at)| Some((hook, at?))).collect())
}

#[derive(QueryableByName)]
struct ClaimedId {
    #[diesel(sql_type = Text)]
    id: DeliveryId,
}

/// Takes a batch of what is due for this worker. On PostgreSQL others skip the rows it is taking.
pub fn claim(
    conn: &mut Conn,
    (now, until): (NaiveDateTime, NaiveDateTime),
    batch: i64,
) -> QueryResult<Vec<(Delivery, Hook)>> {
    let lock = if conn.is_sqlite() { "" } else { "FOR UPDATE SKIP LOCKED" };
    let statement = format!(
        "UPDATE webhook_deliveries SET claimed_until = $1 WHERE id IN (SELECT id FROM webhook_deliveries \
         WHERE state = 'queued' AND due_at <= $2 AND (claimed_until IS NULL OR claimed_until < $3) \
         ORDER BY due_at, id LIMIT $4 {lock}) RETURNING id"
    );
    let ids: Vec<ClaimedId> = diesel::sql_query(statement)
        .bind::<Timestamp, _>(until)
        .bind::<Timestamp, _>(now)
        .bind::<Timestamp, _>(now)
        .bind::<BigInt, _>(batch)
        .load(conn)?;
    let ids: Vec<DeliveryId> = ids.into_iter().map(|row| row.id).collect();
    webhook_deliveries::table
        .inner_join(webhooks::table)
        .filter(webhook_deliveries::id.eq_any(ids))
        .order((webhook_deliveries::due_at, webhook_deliveries::id))
        .select((Delivery::as_select(), Hook::as_select()))
        .load(conn)
}

/// What an attempt came to.
pub struct Tried<'a> {
    pub state: DeliveryState,
    pub due_at: NaiveDateTime,
    pub status: Option<i32>,
    pub milliseconds: i32,
    pub response: Option<&'a str>,
    pub error: Option<&'a str>,
}

pub fn note(
    conn: &mut Conn,
    id: &DeliveryId,
    tried: &Tried<'_>,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::update(webhook_deliveries::table.find(id))
        .set((
            webhook_deliveries::state.eq(tried.state),
            webhook_deliveries::attempts.eq(webhook_deliveries::attempts + 1),
            webhook_deliveries::due_at.eq(tried.due_at),
            webhook_deliveries::claimed_until.eq(None::<NaiveDateTime>),
            webhook_deliveries::tried_at.eq(now),
            webhook_deliveries::status.eq(tried.status),
            webhook_deliveries::milliseconds.eq(tried.milliseconds),
            webhook_deliveries::response.eq(tried.response),
            webhook_deliveries::error.eq(tried.error),
        ))
        .execute(conn)
        .map(drop)
}

/// Puts some off without counting an attempt: one before them showed that nobody answers.
pub fn put_off(conn: &mut Conn, ids: &[DeliveryId], until: NaiveDateTime) -> QueryResult<()> {
    diesel::update(webhook_deliveries::table.filter(webhook_deliveries::id.eq_any(ids)))
        .set((
            webhook_deliveries::due_at.eq(until),
            webhook_deliveries::claimed_until.eq(None::<NaiveDateTime>),
        ))
        .execute(conn)
        .map(drop)
}

/// Gives up what a resting webhook would still be told.
pub fn give_up(conn: &mut Conn, hook: &HookId) -> QueryResult<usize> {
    let waiting = webhook_deliveries::table
        .filter(webhook_deliveries::webhook_id.eq(hook))
        .filter(webhook_deliveries::state.eq(DeliveryState::Queued));
    diesel::update(waiting).set(webhook_deliveries::state.eq(DeliveryState::Failed)).execute(conn)
}

/// Forgets what was told before `before`.
pub fn forget(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<usize> {
    let told = webhook_deliveries::table
        .filter(webhook_deliveries::queued_at.lt(before))
        .filter(webhook_deliveries::state.ne(DeliveryState::Queued));
    diesel::delete(told).execute(conn)
}

pub fn ticket(conn: &mut Conn, id: &str) -> QueryResult<Option<Ticket>> {
    tickets::table.filter(tickets::id.eq(id)).select(Ticket::as_select()).first(conn).optional()
}

/// The slug of a ticket's node, and every node that has to do with it now.
pub fn parties(conn: &mut Conn, ticket: &Ticket) -> QueryResult<(String, Vec<NodeId>)> {
    let slug = nodes::table.find(&ticket.node_id).select(nodes::slug).first(conn)?;
    let mut all: Vec<NodeId> = handovers::table
        .filter(handovers::ticket_id.eq(&ticket.id))
        .filter(handovers::ended_at.is_null())
        .select(handovers::to_node)
        .load(conn)?;
    all.push(ticket.node_id.clone());
    Ok((slug, all))
}

/// The nodes for which something that was going on about a ticket ended at a moment.
pub fn just_left(
    conn: &mut Conn,
    ticket: &TicketId,
    now: NaiveDateTime,
) -> QueryResult<Vec<NodeId>> {
    handovers::table
        .filter(handovers::ticket_id.eq(ticket))
        .filter(handovers::ended_at.eq(now))
        .select(handovers::to_node)
        .load(conn)
}

/// The node that had a ticket by the last decision about it: the one that a transfer takes it from.
pub fn had_it(conn: &mut Conn, ticket: &TicketId) -> QueryResult<Option<NodeId>> {
    routing_decisions::table
        .filter(routing_decisions::ticket_id.eq(ticket))
        .order((routing_decisions::decided_at.desc(), routing_decisions::id.desc()))
        .select(routing_decisions::node_id)
        .first(conn)
        .optional()
}

/// Who is told that a webhook rests: a node's managers, or the network's admins.
pub fn responsible(
    conn: &mut Conn,
    node: Option<&NodeId>,
    day: NaiveDate,
) -> QueryResult<Vec<Colleague>> {
    let mut query = accounts::table
        .filter(accounts::disabled_at.is_null())
        .order(accounts::email)
        .limit(100)
        .select((accounts::id, accounts::name, accounts::email, accounts::language))
        .into_boxed();
    query = match node {
        Some(node) => {
            let managers = memberships::table
                .filter(memberships::node_id.eq(node))
                .filter(memberships::role.eq(NodeRole::Manager))
                .filter(memberships::starts_on.le(day))
                .filter(memberships::ends_on.is_null().or(memberships::ends_on.ge(day)))
                .select(memberships::account_id);
            query.filter(accounts::id.eq_any(managers))
        }
        None => query.filter(accounts::network_role.eq("admin")),
    };
    query.load(conn)
}

pub fn slug_of(conn: &mut Conn, node: &NodeId) -> QueryResult<String> {
    nodes::table.find(node).select(nodes::slug).first(conn)
}

/// Whether a telling is to be told again already.
pub fn replay_waits(conn: &mut Conn, id: &DeliveryId) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(
        webhook_deliveries::table
            .filter(webhook_deliveries::replay_of.eq(id))
            .filter(webhook_deliveries::state.eq(DeliveryState::Queued)),
    ))
    .get_result(conn)
}
