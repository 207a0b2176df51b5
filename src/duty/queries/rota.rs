//! Duties that change hands, and the secret address of a rota.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::{AccountId, Duty, DutyId, NodeId};
use crate::db::schema::{accounts, duties, duty_swaps, rota_feeds};
use crate::db::{Conn, each};
use crate::duty::{Answer, Days, FeedId, Swap, SwapId};

type DutyRow = (DutyId, NodeId, AccountId, String, chrono::NaiveDate, chrono::NaiveDate);

fn duty((id, node, account, name, starts_on, ends_on): DutyRow) -> Duty {
    Duty { id, node, account, name, starts_on, ends_on }
}

const DUTY: (
    duties::id,
    duties::node_id,
    duties::account_id,
    accounts::name,
    duties::starts_on,
    duties::ends_on,
) = (
    duties::id,
    duties::node_id,
    duties::account_id,
    accounts::name,
    duties::starts_on,
    duties::ends_on,
);

/// A node's duties as far as they fall on some days, in order.
pub fn duties_between(conn: &mut Conn, node: &NodeId, (from, to): Days) -> QueryResult<Vec<Duty>> {
    let rows: Vec<DutyRow> = duties::table
        .inner_join(accounts::table)
        .filter(duties::node_id.eq(node))
        .filter(duties::ends_on.ge(from))
        .filter(duties::starts_on.le(to))
        .order((duties::starts_on, accounts::name, duties::id))
        .limit(500)
        .select(DUTY)
        .load(conn)?;
    Ok(rows.into_iter().map(duty).collect())
}

/// A node's duties by their ids.
pub fn duties_called(conn: &mut Conn, node: &NodeId, ids: &[DutyId]) -> QueryResult<Vec<Duty>> {
    let rows: Vec<DutyRow> = duties::table
        .inner_join(accounts::table)
        .filter(duties::node_id.eq(node))
        .filter(duties::id.eq_any(ids))
        .select(DUTY)
        .load(conn)?;
    Ok(rows.into_iter().map(duty).collect())
}

pub fn insert_duties(
    conn: &mut Conn,
    node: &NodeId,
    turns: &[(AccountId, Days)],
) -> QueryResult<usize> {
    let rows: Vec<_> = turns
        .iter()
        .map(|(account, (from, to))| {
            (
                duties::id.eq(DutyId::new()),
                duties::node_id.eq(node),
                duties::account_id.eq(account),
                duties::starts_on.eq(*from),
                duties::ends_on.eq(*to),
            )
        })
        .collect();
    if rows.is_empty() {
        return Ok(0);
    }
    each!(conn, real => diesel::insert_into(duties::table)
        .values(&rows).on_conflict_do_nothing().execute(real))
}

/// Gives a duty of one person to another one; answers whether it still was that person's.
pub fn give_duty(
    conn: &mut Conn,
    id: &DutyId,
    from: &AccountId,
    to: &AccountId,
) -> QueryResult<bool> {
    let theirs = duties::table.find(id).filter(duties::account_id.eq(from));
    Ok(diesel::update(theirs).set(duties::account_id.eq(to)).execute(conn)? == 1)
}

type SwapRow = (SwapId, NodeId, DutyId, AccountId, AccountId, Option<DutyId>, Option<Answer>);

fn swap((id, node, duty, asked_by, asked_of, in_return, answer): SwapRow) -> Swap {
    Swap { id, node, duty, asked_by, asked_of, in_return, answer }
}

const SWAP: (
    duty_swaps::id,
    duty_swaps::node_id,
    duty_swaps::duty_id,
    duty_swaps::asked_by,
    duty_swaps::asked_of,
    duty_swaps::in_return_id,
    duty_swaps::answer,
) = (
    duty_swaps::id,
    duty_swaps::node_id,
    duty_swaps::duty_id,
    duty_swaps::asked_by,
    duty_swaps::asked_of,
    duty_swaps::in_return_id,
    duty_swaps::answer,
);

pub fn find_swap(conn: &mut Conn, id: &SwapId) -> QueryResult<Swap> {
    duty_swaps::table.find(id).select(SWAP).first(conn).map(swap)
}

/// What a node's people have asked each other and not yet heard.
pub fn open_swaps(conn: &mut Conn, node: &NodeId) -> QueryResult<Vec<Swap>> {
    let rows: Vec<SwapRow> = duty_swaps::table
        .filter(duty_swaps::node_id.eq(node))
        .filter(duty_swaps::answered_at.is_null())
        .order((duty_swaps::asked_at, duty_swaps::id))
        .limit(100)
        .select(SWAP)
        .load(conn)?;
    Ok(rows.into_iter().map(swap).collect())
}

pub fn open_swap_of(conn: &mut Conn, duty: &DutyId) -> QueryResult<Option<Swap>> {
    let found = duty_swaps::table
        .filter(duty_swaps::duty_id.eq(duty))
        .filter(duty_swaps::answered_at.is_null())
        .select(SWAP)
        .first(conn)
        .optional()?;
    Ok(found.map(swap))
}

pub fn insert_swap(conn: &mut Conn, swap: &Swap, now: NaiveDateTime) -> QueryResult<()> {
    diesel::insert_into(duty_swaps::table)
        .values((
            duty_swaps::id.eq(&swap.id),
            duty_swaps::node_id.eq(&swap.node),
            duty_swaps::duty_id.eq(&swap.duty),
            duty_swaps::asked_by.eq(&swap.asked_by),
            duty_swaps::asked_of.eq(&swap.asked_of),
            duty_swaps::in_return_id.eq(&swap.in_return),
            duty_swaps::asked_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

/// Ends a swap; answers whether it was open until now.
pub fn answer_swap(
    conn: &mut Conn,
    id: &SwapId,
    answer: Answer,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let open = duty_swaps::table.find(id).filter(duty_swaps::answered_at.is_null());
    let set = (duty_swaps::answered_at.eq(now), duty_swaps::answer.eq(answer));
    Ok(diesel::update(open).set(set).execute(conn)? == 1)
}

/// Somebody's secret address of a node's rota, when they have one.
pub fn feed_of(conn: &mut Conn, account: &AccountId, node: &NodeId) -> QueryResult<Option<FeedId>> {
    rota_feeds::table
        .filter(rota_feeds::account_id.eq(account))
        .filter(rota_feeds::node_id.eq(node))
        .filter(rota_feeds::revoked_at.is_null())
        .select(rota_feeds::id)
        .first(conn)
        .optional()
}

/// Whose a live address is, and of which node.
pub fn find_feed(conn: &mut Conn, id: &FeedId) -> QueryResult<(AccountId, NodeId)> {
    rota_feeds::table
        .find(id)
        .filter(rota_feeds::revoked_at.is_null())
        .select((rota_feeds::account_id, rota_feeds::node_id))
        .first(conn)
}

pub fn insert_feed(
    conn: &mut Conn,
    account: &AccountId,
    node: &NodeId,
    now: NaiveDateTime,
) -> QueryResult<FeedId> {
    let id = FeedId::random();
    diesel::insert_into(rota_feeds::table)
        .values((
            rota_feeds::id.eq(&id),
            rota_feeds::account_id.eq(account),
            rota_feeds::node_id.eq(node),
            rota_feeds::made_at.eq(now),
        ))
        .execute(conn)?;
    Ok(id)
}

pub fn revoke_feeds(
    conn: &mut Conn,
    account: &AccountId,
    node: &NodeId,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let live = rota_feeds::table
        .filter(rota_feeds::account_id.eq(account))
        .filter(rota_feeds::node_id.eq(node))
        .filter(rota_feeds::revoked_at.is_null());
    Ok(diesel::update(live).set(rota_feeds::revoked_at.eq(now)).execute(conn)? > 0)
}
