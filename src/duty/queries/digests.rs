//! Who wants the mail of the morning, and who had it.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::{Account, AccountId};
use crate::db::schema::{accounts, digest_choices, digests};
use crate::db::{Conn, each};

/// From which hour somebody wants it; nothing when they do not.
pub fn digest_hour(conn: &mut Conn, account: &AccountId) -> QueryResult<Option<i32>> {
    digest_choices::table.find(account).select(digest_choices::from_hour).first(conn).optional()
}

pub fn put_digest_hour(conn: &mut Conn, account: &AccountId, hour: i32) -> QueryResult<()> {
    let row = (digest_choices::account_id.eq(account), digest_choices::from_hour.eq(hour));
    each!(conn, real => diesel::insert_into(digest_choices::table).values(row)
        .on_conflict(digest_choices::account_id).do_update().set(row).execute(real))
    .map(drop)
}

pub fn remove_digest_hour(conn: &mut Conn, account: &AccountId) -> QueryResult<bool> {
    Ok(diesel::delete(digest_choices::table.find(account)).execute(conn)? == 1)
}

/// Those who want it and had none on a day or after it, with their hour.
pub fn digest_readers(
    conn: &mut Conn,
    day: NaiveDate,
    limit: i64,
) -> QueryResult<Vec<(Account, i32)>> {
    let had = digests::table.filter(digests::day.ge(day)).select(digests::account_id);
    digest_choices::table
        .inner_join(accounts::table)
        .filter(accounts::disabled_at.is_null())
        .filter(digest_choices::account_id.ne_all(had))
        .order(digest_choices::account_id)
        .limit(limit)
        .select((Account::as_select(), digest_choices::from_hour))
        .load(conn)
}

/// Notes that somebody's digest of a day is made; answers whether it was not yet.
pub fn take_digest(
    conn: &mut Conn,
    account: &AccountId,
    day: NaiveDate,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let row = (digests::account_id.eq(account), digests::day.eq(day), digests::made_at.eq(now));
    let new = each!(conn, real => diesel::insert_into(digests::table)
        .values(row).on_conflict_do_nothing().execute(real))?;
    Ok(new == 1)
}

pub fn forget_digests(conn: &mut Conn, before: NaiveDate) -> QueryResult<usize> {
    diesel::delete(digests::table.filter(digests::day.lt(before))).execute(conn)
}
