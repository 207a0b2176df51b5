//! Who works beside the reader, and the names behind ids.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::accounts::queries::is_person;
use crate::accounts::{AccountId, NodeId};
use crate::db::schema::{accounts, duties, memberships, nodes, staff_absences, tickets};
use crate::db::{Conn, one_of};
use crate::i18n::Locale;
use crate::tickets::queries::inbox::Scope;
use crate::tickets::{State, Ticket, Turn};

/// Somebody who works for a node on a day. Who is on duty twice over stands here twice.
#[derive(Debug, Clone, Queryable)]
pub struct DeskMember {
    pub account: AccountId,
    pub name: String,
    pub node: NodeId,
    pub node_slug: String,
    pub node_name: String,
    /// The duty that makes it this person's day.
    pub duty: Option<String>,
    /// The last day of an absence, and who stands in.
    pub away_until: Option<NaiveDate>,
    pub stand_in: Option<AccountId>,
}

/// Everybody who works for some nodes on a day, by name, who of them is on duty and who is away: one statement for all that the
/// inbox says of people.
pub fn desk_members(
    conn: &mut Conn,
    of: &[NodeId],
    day: NaiveDate,
) -> QueryResult<Vec<DeskMember>> {
    if of.is_empty() {
        return Ok(Vec::new());
    }
    let on_duty = duties::node_id
        .eq(memberships::node_id)
        .and(duties::account_id.eq(memberships::account_id))
        .and(duties::starts_on.le(day))
        .and(duties::ends_on.ge(day));
    let away = staff_absences::account_id
        .eq(memberships::account_id)
        .and(staff_absences::cancelled_at.is_null())
        .and(staff_absences::starts_on.le(day))
        .and(staff_absences::ends_on.ge(day));
    memberships::table
        .inner_join(accounts::table)
        .inner_join(nodes::table)
        .left_join(duties::table.on(on_duty))
        .left_join(staff_absences::table.on(away))
        .filter(one_of(memberships::node_id, of))
        .filter(memberships::starts_on.le(day))
        .filter(memberships::ends_on.is_null().or(memberships::ends_on.ge(day)))
        .filter(accounts::disabled_at.is_null())
        .filter(is_person())
        .order((accounts::name, accounts::id, nodes::short_name))
        .limit(500)
        .select((
            accounts::id,
            accounts::name,
            nodes::id,
            nodes::slug,
            nodes::short_name,
            duties::id.nullable(),
            staff_absences::ends_on.nullable(),
            staff_absences::stand_in_id.nullable(),
        ))
        .load(conn)
}

/// The tickets of some references, in one statement.
pub fn by_references(
    conn: &mut Conn,
    references: &[String],
) -> QueryResult<HashMap<String, Ticket>> {
    let found: Vec<Ticket> = tickets::table
        .filter(tickets::reference.eq_any(references))
        .select(Ticket::as_select())
        .load(conn)?;
    Ok(found.into_iter().map(|ticket| (ticket.reference.clone(), ticket)).collect())
}

/// The names of some accounts, those that left included.
pub fn names_of(conn: &mut Conn, ids: &[AccountId]) -> QueryResult<HashMap<AccountId, String>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(AccountId, String)> = accounts::table
        .filter(accounts::id.eq_any(ids))
        .select((accounts::id, accounts::name))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Tickets that move, of people who work for their node no more or whose account was closed, with the person's name.
/// Those who steer the network may hold any ticket.
pub fn left_behind(
    conn: &mut Conn,
    day: NaiveDate,
    limit: i64,
) -> QueryResult<Vec<(Ticket, String)>> {
    let works_there = memberships::table
        .filter(memberships::account_id.eq(accounts::id))
        .filter(memberships::node_id.eq(tickets::node_id))
        .filter(memberships::starts_on.le(day))
        .filter(memberships::ends_on.is_null().or(memberships::ends_on.ge(day)));
    let left =
        accounts::network_role.is_null().and(diesel::dsl::not(diesel::dsl::exists(works_there)));
    tickets::table
        .inner_join(accounts::table)
        .filter(
            one_of(tickets::turn, [Turn::Ours, Turn::Theirs]).or(tickets::state.eq(State::Snoozed)),
        )
        .filter(accounts::disabled_at.is_not_null().or(left))
        .order(tickets::id)
        .limit(limit)
        .select((Ticket::as_select(), accounts::name))
        .load(conn)
}

impl Scope {
    /// The nodes of the scope; none when it is the whole network.
    pub fn nodes(&self) -> &[NodeId] {
        match self {
            Self::Nodes(nodes) => nodes,
            Self::Network => &[],
        }
    }
}

/// A node as mails and pages name it.
#[derive(Debug, Clone, Queryable, serde::Serialize)]
pub struct DeskName {
    pub id: NodeId,
    pub slug: String,
    pub short_name: String,
    pub help_email: Option<String>,
    /// The languages it works in, separated by commas.
    #[serde(skip)]
    pub languages: String,
}

impl DeskName {
    /// The first language that it works in: that of its mailbox.
    pub fn language(&self) -> Locale {
        let first = self.languages.split(',').find_map(|code| code.trim().parse().ok());
        first.unwrap_or(Locale::Fr)
    }
}

pub fn desk_names(conn: &mut Conn, ids: &[NodeId]) -> QueryResult<Vec<DeskName>> {
    nodes::table
        .filter(one_of(nodes::id, ids))
        .select((nodes::id, nodes::slug, nodes::short_name, nodes::help_email, nodes::languages))
        .load(conn)
}
