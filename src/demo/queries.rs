//! The few statements that only the demo and the seed need.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::accounts::{AccountId, NodeId, NodeRole};
use crate::db::schema::{accounts, memberships, nodes, ticket_numbers};
use crate::db::{Conn, each};
use crate::i18n::Locale;

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

/// The last number given in a year, and the number it shall be.
pub fn last_number(conn: &mut Conn, year: i32) -> QueryResult<i32> {
    let last =
        ticket_numbers::table.find(year).select(ticket_numbers::last).first(conn).optional()?;
    Ok(last.unwrap_or(0))
}

pub fn set_last_number(conn: &mut Conn, year: i32, last: i32) -> QueryResult<()> {
    each!(conn, real => diesel::insert_into(ticket_numbers::table)
        .values((ticket_numbers::year.eq(year), ticket_numbers::last.eq(last)))
        .on_conflict(ticket_numbers::year)
        .do_update()
        .set(ticket_numbers::last.eq(last))
        .execute(real))
    .map(drop)
}
