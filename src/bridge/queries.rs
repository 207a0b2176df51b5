//! Every SQL statement about bridges and the tickets that went over them.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{Bridge, Thread};
use crate::accounts::{AccountId, NodeId, NodeRole};
use crate::db::schema::{accounts, bridge_threads, bridges, memberships, nodes};
use crate::db::{Conn, each};
use crate::tickets::TicketId;
use crate::tickets::queries::Colleague;

pub fn find(conn: &mut Conn, node: &NodeId) -> QueryResult<Option<Bridge>> {
    bridges::table.find(node).select(Bridge::as_select()).first(conn).optional()
}

/// The bridge of a node, if it is open.
pub fn active(conn: &mut Conn, node: &NodeId) -> QueryResult<Option<Bridge>> {
    bridges::table
        .find(node)
        .filter(bridges::email.is_not_null())
        .select(Bridge::as_select())
        .first(conn)
        .optional()
}

/// The open bridges over which a ticket went.
pub fn active_of(conn: &mut Conn, ticket: &TicketId) -> QueryResult<Vec<Bridge>> {
    let nodes = bridge_threads::table
        .filter(bridge_threads::ticket_id.eq(ticket))
        .select(bridge_threads::node_id);
    bridges::table
        .filter(bridges::node_id.eq_any(nodes))
        .filter(bridges::email.is_not_null())
        .order(bridges::node_id)
        .select(Bridge::as_select())
        .load(conn)
}

/// Notes an address that is to be confirmed.
pub fn propose(
    conn: &mut Conn,
    node: &NodeId,
    (email, by): (&str, &AccountId),
    now: NaiveDateTime,
) -> QueryResult<()> {
    each!(conn, real => diesel::insert_into(bridges::table)
        .values(bridges::node_id.eq(node))
        .on_conflict_do_nothing()
        .execute(real))?;
    diesel::update(bridges::table.find(node))
        .set((
            bridges::proposed_email.eq(email),
            bridges::proposed_by.eq(by),
            bridges::proposed_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

pub fn withdraw(conn: &mut Conn, node: &NodeId) -> QueryResult<usize> {
    diesel::update(bridges::table.find(node).filter(bridges::proposed_email.is_not_null()))
        .set((
            bridges::proposed_email.eq(None::<String>),
            bridges::proposed_by.eq(None::<AccountId>),
            bridges::proposed_at.eq(None::<NaiveDateTime>),
        ))
        .execute(conn)
}

/// Opens the bridge to the proposed address, if that is still the one.
pub fn open(
    conn: &mut Conn,
    bridge: &Bridge,
    account: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let row = bridges::table
        .find(&bridge.node_id)
        .filter(bridges::proposed_email.eq(&bridge.proposed_email))
        .filter(bridges::proposed_at.eq(bridge.proposed_at));
    let opened = diesel::update(row)
        .set((
            bridges::account_id.eq(account),
            bridges::email.eq(bridges::proposed_email),
            bridges::active_since.eq(bridge.active_since.unwrap_or(now)),
            bridges::proposed_email.eq(None::<String>),
            bridges::proposed_by.eq(None::<AccountId>),
            bridges::proposed_at.eq(None::<NaiveDateTime>),
            bridges::failing_since.eq(None::<NaiveDateTime>),
            bridges::failure.eq(None::<String>),
        ))
        .execute(conn)?;
    Ok(opened == 1)
}

/// Closes the bridge; answers whether it was open.
pub fn close(conn: &mut Conn, node: &NodeId) -> QueryResult<bool> {
    let closed = diesel::update(bridges::table.find(node).filter(bridges::email.is_not_null()))
        .set((
            bridges::email.eq(None::<String>),
            bridges::active_since.eq(None::<NaiveDateTime>),
            bridges::failing_since.eq(None::<NaiveDateTime>),
            bridges::failure.eq(None::<String>),
            bridges::epoch.eq(bridges::epoch + 1),
        ))
        .execute(conn)?;
    Ok(closed == 1)
}

/// Notes that the helpdesk was heard: its address works.
pub fn hear(conn: &mut Conn, node: &NodeId, now: NaiveDateTime) -> QueryResult<()> {
    diesel::update(bridges::table.find(node))
        .set((
            bridges::heard_at.eq(now),
            bridges::failing_since.eq(None::<NaiveDateTime>),
            bridges::failure.eq(None::<String>),
        ))
        .execute(conn)
        .map(drop)
}

/// Notes that its mails come back; answers whether that is new.
pub fn fail(conn: &mut Conn, node: &NodeId, why: &str, now: NaiveDateTime) -> QueryResult<bool> {
    let row = bridges::table.find(node).filter(bridges::failing_since.is_null());
    let new = diesel::update(row)
        .set((bridges::failing_since.eq(now), bridges::failure.eq(why)))
        .execute(conn)?;
    Ok(new == 1)
}

pub fn thread(conn: &mut Conn, ticket: &TicketId, node: &NodeId) -> QueryResult<Option<Thread>> {
    bridge_threads::table.find((ticket, node)).select(Thread::as_select()).first(conn).optional()
}

/// The threads of a ticket, with the names of the nodes.
pub fn threads_of(conn: &mut Conn, ticket: &TicketId) -> QueryResult<Vec<(Thread, String)>> {
    bridge_threads::table
        .inner_join(nodes::table)
        .filter(bridge_threads::ticket_id.eq(ticket))
        .order(bridge_threads::opened_at)
        .select((Thread::as_select(), nodes::short_name))
        .load(conn)
}

pub fn insert_thread(
    conn: &mut Conn,
    ticket: &TicketId,
    node: &NodeId,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::insert_into(bridge_threads::table)
        .values((
            bridge_threads::ticket_id.eq(ticket),
            bridge_threads::node_id.eq(node),
            bridge_threads::opened_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

pub fn set_mail_ids(conn: &mut Conn, thread: &Thread, ids: &[String]) -> QueryResult<()> {
    diesel::update(bridge_threads::table.find((&thread.ticket_id, &thread.node_id)))
        .set(bridge_threads::mail_ids.eq(ids.join(" ")))
        .execute(conn)
        .map(drop)
}

/// What a mail of the helpdesk taught of a thread.
pub fn hear_thread(
    conn: &mut Conn,
    thread: &Thread,
    (ids, tags): (&[String], &[String]),
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::update(bridge_threads::table.find((&thread.ticket_id, &thread.node_id)))
        .set((
            bridge_threads::mail_ids.eq(ids.join(" ")),
            bridge_threads::tags.eq(tags.join("\n")),
            bridge_threads::heard_at.eq(now),
            bridge_threads::failed_at.eq(None::<NaiveDateTime>),
        ))
        .execute(conn)
        .map(drop)
}

pub fn fail_thread(
    conn: &mut Conn,
    ticket: &TicketId,
    node: &NodeId,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::update(bridge_threads::table.find((ticket, node)))
        .set(bridge_threads::failed_at.eq(now))
        .execute(conn)
        .map(drop)
}

/// Notes that the syntax is explained, unless that was done after `since`. Answers whether it is to be.
pub fn explain(
    conn: &mut Conn,
    thread: &Thread,
    since: NaiveDateTime,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let due = bridge_threads::explained_at.is_null().or(bridge_threads::explained_at.lt(since));
    let noted = diesel::update(
        bridge_threads::table.find((&thread.ticket_id, &thread.node_id)).filter(due),
    )
    .set(bridge_threads::explained_at.eq(now))
    .execute(conn)?;
    Ok(noted == 1)
}

/// The name of a node and the language it works in.
pub fn node_words(conn: &mut Conn, node: &NodeId) -> QueryResult<(String, String)> {
    nodes::table.find(node).select((nodes::short_name, nodes::languages)).first(conn)
}

pub fn node_reference(conn: &mut Conn, slug: &str) -> QueryResult<(NodeId, String)> {
    nodes::table.filter(nodes::slug.eq(slug)).select((nodes::id, nodes::short_name)).first(conn)
}

pub fn slug(conn: &mut Conn, node: &NodeId) -> QueryResult<String> {
    nodes::table.find(node).select(nodes::slug).first(conn)
}

/// Who is told when a helpdesk cannot be reached: the node's managers, and who steers the network.
pub fn responsible(conn: &mut Conn, node: &NodeId, day: NaiveDate) -> QueryResult<Vec<Colleague>> {
    let managers = memberships::table
        .filter(memberships::node_id.eq(node))
        .filter(memberships::role.eq(NodeRole::Manager))
        .filter(memberships::starts_on.le(day))
        .filter(memberships::ends_on.is_null().or(memberships::ends_on.ge(day)))
        .select(memberships::account_id);
    accounts::table
        .filter(accounts::disabled_at.is_null())
        .filter(accounts::network_role.is_not_null().or(accounts::id.eq_any(managers)))
        .order(accounts::email)
        .limit(100)
        .select((accounts::id, accounts::name, accounts::email, accounts::language))
        .load(conn)
}

/// The addresses of a node's people. The account of its helpdesk is none of them: it has no mailbox.
pub fn addresses_of(conn: &mut Conn, node: &NodeId, day: NaiveDate) -> QueryResult<Vec<String>> {
    memberships::table
        .inner_join(accounts::table)
        .filter(memberships::node_id.eq(node))
        .filter(memberships::starts_on.le(day))
        .filter(memberships::ends_on.is_null().or(memberships::ends_on.ge(day)))
        .filter(accounts::disabled_at.is_null())
        .filter(accounts::email.not_like("%.invalid"))
        .order(accounts::email)
        .limit(1000)
        .select(accounts::email)
        .load(conn)
}

/// Names the account of a helpdesk as its node is named.
pub fn rename(conn: &mut Conn, account: &AccountId, name: &str) -> QueryResult<()> {
    diesel::update(accounts::table.find(account))
        .set(accounts::name.eq(name))
        .execute(conn)
        .map(drop)
}
