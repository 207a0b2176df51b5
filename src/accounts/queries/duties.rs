//! Who answers for a node on which days.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::accounts::{Account, AccountId, Duty, DutyId, NodeId};
use crate::db::Conn;
use crate::db::schema::{accounts, duties, memberships, nodes};

type Row = (DutyId, NodeId, AccountId, String, NaiveDate, NaiveDate);

fn duty((id, node, account, name, starts_on, ends_on): Row) -> Duty {
    Duty { id, node, account, name, starts_on, ends_on }
}

/// The duties of a node that end on `from` or later, in order.
pub fn duties_of(conn: &mut Conn, node: &NodeId, from: NaiveDate) -> QueryResult<Vec<Duty>> {
    let rows: Vec<Row> = duties::table
        .inner_join(accounts::table)
        .filter(duties::node_id.eq(node))
        .filter(duties::ends_on.ge(from))
        .order((duties::starts_on, accounts::name, duties::id))
        .limit(500)
        .select((
            duties::id,
            duties::node_id,
            duties::account_id,
            accounts::name,
            duties::starts_on,
            duties::ends_on,
        ))
        .load(conn)?;
    Ok(rows.into_iter().map(duty).collect())
}

/// One person's duties that end on `from` or later, with the node's name.
pub fn duties_held(
    conn: &mut Conn,
    account: &AccountId,
    from: NaiveDate,
) -> QueryResult<Vec<(Duty, String)>> {
    let rows: Vec<(Row, String)> = duties::table
        .inner_join(accounts::table)
        .inner_join(nodes::table)
        .filter(duties::account_id.eq(account))
        .filter(duties::ends_on.ge(from))
        .order((duties::starts_on, duties::id))
        .limit(500)
        .select((
            (
                duties::id,
                duties::node_id,
                duties::account_id,
                accounts::name,
                duties::starts_on,
                duties::ends_on,
            ),
            nodes::short_name,
        ))
        .load(conn)?;
    Ok(rows.into_iter().map(|(row, node)| (duty(row), node)).collect())
}

/// Who is on duty for a node on `day`: people who still belong to it and can sign in.
pub fn on_duty(conn: &mut Conn, node: &NodeId, day: NaiveDate) -> QueryResult<Vec<Account>> {
    let members = memberships::table
        .filter(memberships::node_id.eq(node))
        .filter(memberships::starts_on.le(day))
        .filter(memberships::ends_on.is_null().or(memberships::ends_on.ge(day)))
        .select(memberships::account_id);
    duties::table
        .inner_join(accounts::table)
        .filter(duties::node_id.eq(node))
        .filter(duties::starts_on.le(day))
        .filter(duties::ends_on.ge(day))
        .filter(duties::account_id.eq_any(members))
        .filter(accounts::disabled_at.is_null())
        .order((accounts::name, accounts::id))
        .select(Account::as_select())
        .distinct()
        .load(conn)
}

pub fn find_duty(conn: &mut Conn, id: &DutyId) -> QueryResult<(NodeId, AccountId)> {
    duties::table.find(id).select((duties::node_id, duties::account_id)).first(conn)
}

/// The duty of this person that begins on this day.
pub fn duty_from(
    conn: &mut Conn,
    node: &NodeId,
    account: &AccountId,
    starts_on: NaiveDate,
) -> QueryResult<Option<DutyId>> {
    duties::table
        .filter(duties::node_id.eq(node))
        .filter(duties::account_id.eq(account))
        .filter(duties::starts_on.eq(starts_on))
        .select(duties::id)
        .first(conn)
        .optional()
}

pub fn insert_duty(
    conn: &mut Conn,
    node: &NodeId,
    account: &AccountId,
    (starts_on, ends_on): (NaiveDate, NaiveDate),
) -> QueryResult<DutyId> {
    let id = DutyId::new();
    diesel::insert_into(duties::table)
        .values((
            duties::id.eq(&id),
            duties::node_id.eq(node),
            duties::account_id.eq(account),
            duties::starts_on.eq(starts_on),
            duties::ends_on.eq(ends_on),
        ))
        .execute(conn)?;
    Ok(id)
}

pub fn move_duty_end(conn: &mut Conn, id: &DutyId, ends_on: NaiveDate) -> QueryResult<()> {
    diesel::update(duties::table.find(id)).set(duties::ends_on.eq(ends_on)).execute(conn).map(drop)
}

pub fn delete_duty(conn: &mut Conn, id: &DutyId) -> QueryResult<bool> {
    Ok(diesel::delete(duties::table.find(id)).execute(conn)? == 1)
}
