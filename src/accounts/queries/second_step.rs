//! The second step of signing in: what was set up, which codes were used, who waits for it.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::{Account, AccountId, FirstStep, RecoveryCodeId, SecondStep};
use crate::db::schema::{accounts, first_steps, recovery_codes, second_steps};
use crate::db::{Conn, each};

pub fn second_step(conn: &mut Conn, account: &AccountId) -> QueryResult<Option<SecondStep>> {
    second_steps::table.find(account).select(SecondStep::as_select()).first(conn).optional()
}

/// Sets up a second step, in place of the one before; the code by which it was shown to work is used.
pub fn put_second_step(
    conn: &mut Conn,
    account: &AccountId,
    (salt, step): (&str, i64),
    now: NaiveDateTime,
) -> QueryResult<()> {
    let row = (
        second_steps::account_id.eq(account),
        second_steps::salt.eq(salt),
        second_steps::set_at.eq(now),
        second_steps::last_step.eq(step),
    );
    each!(conn, real => diesel::insert_into(second_steps::table)
        .values(row)
        .on_conflict(second_steps::account_id)
        .do_update()
        .set((
            second_steps::salt.eq(salt),
            second_steps::set_at.eq(now),
            second_steps::last_step.eq(step),
        ))
        .execute(real))
    .map(drop)
}

/// Uses the code of a step, once: one UPDATE, so that of two uses at the same time one finds nothing.
pub fn spend_step(conn: &mut Conn, account: &AccountId, step: i64) -> QueryResult<bool> {
    let spent = diesel::update(second_steps::table.find(account))
        .filter(second_steps::last_step.lt(step))
        .set(second_steps::last_step.eq(step))
        .execute(conn)?;
    Ok(spent == 1)
}

/// Takes the second step away, with its recovery codes; says whether there was one.
pub fn delete_second_step(conn: &mut Conn, account: &AccountId) -> QueryResult<bool> {
    delete_recovery_codes(conn, account)?;
    Ok(diesel::delete(second_steps::table.find(account)).execute(conn)? == 1)
}

fn delete_recovery_codes(conn: &mut Conn, account: &AccountId) -> QueryResult<()> {
    diesel::delete(recovery_codes::table.filter(recovery_codes::account_id.eq(account)))
        .execute(conn)
        .map(drop)
}

/// Keeps the hashes of new recovery codes; those before open nothing any more.
pub fn replace_recovery_codes(
    conn: &mut Conn,
    account: &AccountId,
    hashes: &[String],
    now: NaiveDateTime,
) -> QueryResult<()> {
    delete_recovery_codes(conn, account)?;
    let row = |hash: &String| {
        (
            recovery_codes::id.eq(RecoveryCodeId::random()),
            recovery_codes::account_id.eq(account),
            recovery_codes::code_hash.eq(hash.clone()),
            recovery_codes::made_at.eq(now),
        )
    };
    let rows: Vec<_> = hashes.iter().map(row).collect();
    each!(conn, real => diesel::insert_into(recovery_codes::table).values(&rows).execute(real))
        .map(drop)
}

/// Uses a recovery code, once.
pub fn spend_recovery_code(
    conn: &mut Conn,
    account: &AccountId,
    code_hash: &str,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let spent = diesel::update(recovery_codes::table)
        .filter(recovery_codes::account_id.eq(account))
        .filter(recovery_codes::code_hash.eq(code_hash))
        .filter(recovery_codes::used_at.is_null())
        .set(recovery_codes::used_at.eq(now))
        .execute(conn)?;
    Ok(spent == 1)
}

/// How many recovery codes are left.
pub fn recovery_codes_left(conn: &mut Conn, account: &AccountId) -> QueryResult<usize> {
    let left: Vec<RecoveryCodeId> = recovery_codes::table
        .filter(recovery_codes::account_id.eq(account))
        .filter(recovery_codes::used_at.is_null())
        .limit(100)
        .select(recovery_codes::id)
        .load(conn)?;
    Ok(left.len())
}

pub fn insert_first_step(
    conn: &mut Conn,
    account: &AccountId,
    (token_hash, way): (&str, &str),
    now: NaiveDateTime,
    expires_at: NaiveDateTime,
) -> QueryResult<()> {
    diesel::insert_into(first_steps::table)
        .values((
            first_steps::token_hash.eq(token_hash),
            first_steps::account_id.eq(account),
            first_steps::way.eq(way),
            first_steps::given_at.eq(now),
            first_steps::expires_at.eq(expires_at),
        ))
        .execute(conn)
        .map(drop)
}

/// Who has given the first step in the browser that holds this token, and still may give the second.
pub fn first_step(
    conn: &mut Conn,
    token_hash: &str,
    now: NaiveDateTime,
) -> QueryResult<Option<FirstStep>> {
    let found: Option<(Account, String)> = first_steps::table
        .inner_join(accounts::table)
        .filter(first_steps::token_hash.eq(token_hash))
        .filter(first_steps::used_at.is_null())
        .filter(first_steps::expires_at.gt(now))
        .filter(accounts::disabled_at.is_null())
        .select((Account::as_select(), first_steps::way))
        .first(conn)
        .optional()?;
    Ok(found.map(|(account, way)| FirstStep { account, way }))
}

/// Uses a first step, once; says whether it was there to be used.
pub fn use_first_step(conn: &mut Conn, token_hash: &str, now: NaiveDateTime) -> QueryResult<bool> {
    let used = diesel::update(first_steps::table.find(token_hash))
        .filter(first_steps::used_at.is_null())
        .set(first_steps::used_at.eq(now))
        .execute(conn)?;
    Ok(used == 1)
}

/// Voids what an account has begun and not finished.
pub fn void_first_steps(
    conn: &mut Conn,
    account: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::update(first_steps::table)
        .filter(first_steps::account_id.eq(account))
        .filter(first_steps::used_at.is_null())
        .set(first_steps::used_at.eq(now))
        .execute(conn)
        .map(drop)
}

/// Forgets what was begun before a moment.
pub fn forget_first_steps(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<usize> {
    diesel::delete(first_steps::table.filter(first_steps::expires_at.lt(before))).execute(conn)
}
