//! The few statements that only the demo and the seed need.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::accounts::{Account, AccountId, NetworkRole, NodeId, NodeRole};
use crate::attendance::Presence;
use crate::db::Conn;
use crate::db::schema::{
    accounts, attendance, course_sessions, courses, enrolments, memberships, nodes, tickets,
};
use crate::i18n::Locale;
use crate::tickets::{State, Ticket};

pub fn has_nodes(conn: &mut Conn) -> QueryResult<bool> {
    let any: Option<NodeId> = nodes::table.select(nodes::id).first(conn).optional()?;
    Ok(any.is_some())
}

pub fn nodes_by_slug(conn: &mut Conn) -> QueryResult<HashMap<String, NodeId>> {
    let rows: Vec<(String, NodeId)> = nodes::table.select((nodes::slug, nodes::id)).load(conn)?;
    Ok(rows.into_iter().collect())
}

pub fn set_language(conn: &mut Conn, email: &str, language: Locale) -> QueryResult<()> {
    diesel::update(accounts::table.filter(accounts::email.eq(email)))
        .set(accounts::language.eq(language))
        .execute(conn)
        .map(drop)
}

/// Who works for which node on a day, by node and name.
pub fn members(conn: &mut Conn, day: NaiveDate) -> QueryResult<Vec<(NodeId, AccountId, NodeRole)>> {
    memberships::table
        .inner_join(accounts::table)
        .filter(memberships::starts_on.le(day))
        .filter(memberships::ends_on.is_null().or(memberships::ends_on.ge(day)))
        .order((memberships::node_id, accounts::name))
        .select((memberships::node_id, memberships::account_id, memberships::role))
        .load(conn)
}

/// The first ticket that somebody asked.
pub fn ticket_of(conn: &mut Conn, asker: &str) -> QueryResult<Ticket> {
    tickets::table
        .filter(tickets::asker_name.eq(asker))
        .order(tickets::created_at)
        .select(Ticket::as_select())
        .first(conn)
}

/// The last ticket that was closed with an answer.
pub fn closed_ticket(conn: &mut Conn) -> QueryResult<Option<Ticket>> {
    tickets::table
        .filter(tickets::state.eq(State::Closed))
        .filter(tickets::first_answered_at.is_not_null())
        .order((tickets::closed_at.desc(), tickets::id))
        .select(Ticket::as_select())
        .first(conn)
        .optional()
}

/// Before many tickets: their index is merged at the end, by [`analyze`].
pub fn gather(conn: &mut Conn) -> QueryResult<()> {
    crate::db::search::gather(conn, crate::tickets::queries::search::INDEX)
}

/// Lets the database look at what was sown, so that it plans as it would for tickets that came in one by one.
pub fn analyze(conn: &mut Conn) -> QueryResult<()> {
    crate::db::search::settle(conn, crate::tickets::queries::search::INDEX)?;
    crate::db::search::settle(conn, crate::materials::queries::INDEX)?;
    // PostgreSQL would sweep after a while by itself, beside those who read meanwhile.
    let statement = if conn.is_sqlite() { "ANALYZE" } else { "VACUUM (ANALYZE)" };
    diesel::sql_query(statement).execute(conn).map(drop)
}

/// The first sensitive ticket that a person may answer.
pub fn sensitive_ticket(conn: &mut Conn) -> QueryResult<Ticket> {
    tickets::table
        .filter(tickets::sensitive)
        .filter(tickets::state.ne(State::Unconfirmed))
        .order(tickets::created_at)
        .select(Ticket::as_select())
        .first(conn)
}

pub fn holder_of(conn: &mut Conn, role: NetworkRole) -> QueryResult<Option<Account>> {
    accounts::table
        .filter(accounts::network_role.eq(role))
        .order(accounts::name)
        .select(Account::as_select())
        .first(conn)
        .optional()
}

/// Some people who were at a course about a topic: name and address.
pub fn trained(conn: &mut Conn, topic: &str, limit: i64) -> QueryResult<Vec<(String, String)>> {
    attendance::table
        .inner_join(enrolments::table)
        .filter(attendance::state.eq(Presence::Present))
        .filter(
            enrolments::session_id.eq_any(
                course_sessions::table
                    .inner_join(courses::table)
                    .filter(courses::topic_codes.like(format!("%{topic}%")))
                    .select(course_sessions::id),
            ),
        )
        .order((enrolments::email, enrolments::name))
        .limit(limit)
        .select((enrolments::name, enrolments::email))
        .distinct()
        .load(conn)
}
