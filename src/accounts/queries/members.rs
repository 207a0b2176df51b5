//! Memberships.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::is_person;
use crate::accounts::{AccountId, Held, Member, MembershipId, NodeId, NodeRole};
use crate::db::Conn;
use crate::db::schema::{accounts, memberships, nodes};
use crate::i18n::Locale;

type MemberRow = (MembershipId, AccountId, String, String, NodeRole, NaiveDate, Option<NaiveDate>);

fn member((id, account, name, email, role, starts_on, ends_on): MemberRow) -> Member {
    Member { id, account, name, email, role, starts_on, ends_on }
}

/// Who belongs to a node on `day`, and who is to join later: managers first, then by name.
pub fn members_of(conn: &mut Conn, node: &NodeId, day: NaiveDate) -> QueryResult<Vec<Member>> {
    let rows: Vec<MemberRow> = memberships::table
        .inner_join(accounts::table)
        .filter(memberships::node_id.eq(node))
        .filter(memberships::ends_on.is_null().or(memberships::ends_on.ge(day)))
        .filter(accounts::disabled_at.is_null())
        .filter(is_person())
        .order((memberships::role, accounts::name, memberships::id))
        .limit(500)
        .select((
            memberships::id,
            accounts::id,
            accounts::name,
            accounts::email,
            memberships::role,
            memberships::starts_on,
            memberships::ends_on,
        ))
        .load(conn)?;
    Ok(rows.into_iter().map(member).collect())
}

/// One membership with its person, and its node.
pub fn find_membership(conn: &mut Conn, id: &MembershipId) -> QueryResult<(Member, NodeId)> {
    let (row, node): (MemberRow, NodeId) = memberships::table
        .inner_join(accounts::table)
        .filter(memberships::id.eq(id))
        .select((
            (
                memberships::id,
                accounts::id,
                accounts::name,
                accounts::email,
                memberships::role,
                memberships::starts_on,
                memberships::ends_on,
            ),
            memberships::node_id,
        ))
        .first(conn)?;
    Ok((member(row), node))
}

/// Every time in a node that somebody has or had, the newest first.
pub fn memberships_held(conn: &mut Conn, account: &AccountId) -> QueryResult<Vec<Held>> {
    type Row = (MembershipId, String, String, NodeRole, NaiveDate, Option<NaiveDate>);
    let rows: Vec<Row> = memberships::table
        .inner_join(nodes::table)
        .filter(memberships::account_id.eq(account))
        .order((memberships::starts_on.desc(), memberships::id.desc()))
        .limit(100)
        .select((
            memberships::id,
            nodes::slug,
            nodes::short_name,
            memberships::role,
            memberships::starts_on,
            memberships::ends_on,
        ))
        .load(conn)?;
    let held = |(id, node_slug, node_name, role, starts_on, ends_on)| Held {
        id,
        node_slug,
        node_name,
        role,
        starts_on,
        ends_on,
    };
    Ok(rows.into_iter().map(held).collect())
}

type HeldRow = (MembershipId, NodeRole, NaiveDate, Option<NaiveDate>);

/// The membership of a person in a node that holds on `day`: its id, role, first and last day.
pub fn membership_on(
    conn: &mut Conn,
    account: &AccountId,
    node: &NodeId,
    day: NaiveDate,
) -> QueryResult<Option<HeldRow>> {
    memberships::table
        .filter(memberships::account_id.eq(account))
        .filter(memberships::node_id.eq(node))
        .filter(memberships::starts_on.le(day))
        .filter(memberships::ends_on.is_null().or(memberships::ends_on.ge(day)))
        .order(memberships::starts_on.desc())
        .select((memberships::id, memberships::role, memberships::starts_on, memberships::ends_on))
        .first(conn)
        .optional()
}

pub fn insert_membership(
    conn: &mut Conn,
    account: &AccountId,
    node: &NodeId,
    role: NodeRole,
    (starts_on, ends_on): (NaiveDate, Option<NaiveDate>),
) -> QueryResult<MembershipId> {
    let id = MembershipId::new();
    diesel::insert_into(memberships::table)
        .values((
            memberships::id.eq(&id),
            memberships::account_id.eq(account),
            memberships::node_id.eq(node),
            memberships::role.eq(role),
            memberships::starts_on.eq(starts_on),
            memberships::ends_on.eq(ends_on),
        ))
        .execute(conn)?;
    Ok(id)
}

pub fn set_membership_end(
    conn: &mut Conn,
    id: &MembershipId,
    ends_on: Option<NaiveDate>,
) -> QueryResult<()> {
    diesel::update(memberships::table.find(id))
        .set(memberships::ends_on.eq(ends_on))
        .execute(conn)
        .map(drop)
}

pub fn set_membership_role(conn: &mut Conn, id: &MembershipId, role: NodeRole) -> QueryResult<()> {
    diesel::update(memberships::table.find(id))
        .set(memberships::role.eq(role))
        .execute(conn)
        .map(drop)
}

/// Holds a node's row until the transaction ends, so that two managers cannot remove each other at once. Answers its
/// status and its name.
pub fn hold_node(conn: &mut Conn, node: &NodeId) -> QueryResult<(String, String)> {
    diesel::update(nodes::table.find(node)).set(nodes::id.eq(node)).execute(conn)?;
    node_name(conn, node)
}

/// The status and the short name of a node.
pub fn node_name(conn: &mut Conn, node: &NodeId) -> QueryResult<(String, String)> {
    nodes::table.find(node).select((nodes::status, nodes::short_name)).first(conn)
}

/// Whether somebody else than `but` manages a node on `day`.
pub fn another_manages(
    conn: &mut Conn,
    node: &NodeId,
    but: &AccountId,
    day: NaiveDate,
) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(
        memberships::table
            .inner_join(accounts::table)
            .filter(memberships::node_id.eq(node))
            .filter(memberships::role.eq(NodeRole::Manager))
            .filter(memberships::account_id.ne(but))
            .filter(memberships::starts_on.le(day))
            .filter(memberships::ends_on.is_null().or(memberships::ends_on.ge(day)))
            .filter(accounts::disabled_at.is_null()),
    ))
    .get_result(conn)
}

/// Who manages a node on a day: name, address, language.
pub fn managers(
    conn: &mut Conn,
    node: &NodeId,
    day: NaiveDate,
) -> QueryResult<Vec<(String, String, Locale)>> {
    memberships::table
        .inner_join(accounts::table)
        .filter(memberships::node_id.eq(node))
        .filter(memberships::role.eq(NodeRole::Manager))
        .filter(memberships::starts_on.le(day))
        .filter(memberships::ends_on.is_null().or(memberships::ends_on.ge(day)))
        .filter(accounts::disabled_at.is_null())
        .order(accounts::email)
        .select((accounts::name, accounts::email, accounts::language))
        .load(conn)
}
