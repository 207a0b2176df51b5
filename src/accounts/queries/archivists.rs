//! Who approves what is destroyed.

use chrono::NaiveDateTime;
use diesel::dsl::exists;
use diesel::prelude::*;

use crate::accounts::{Account, AccountId};
use crate::db::schema::{accounts, archivists};
use crate::db::{Conn, each};

pub fn is_archivist(conn: &mut Conn, account: &AccountId) -> QueryResult<bool> {
    diesel::select(exists(archivists::table.find(account))).get_result(conn)
}

/// All whose account is open.
pub fn archivists(conn: &mut Conn) -> QueryResult<Vec<Account>> {
    archivists::table
        .inner_join(accounts::table.on(accounts::id.eq(archivists::account_id)))
        .filter(accounts::disabled_at.is_null())
        .order(accounts::id)
        .select(Account::as_select())
        .load(conn)
}

/// Says whether that is news.
pub fn appoint(
    conn: &mut Conn,
    account: &AccountId,
    by: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let row = (
        archivists::account_id.eq(account),
        archivists::given_by.eq(by),
        archivists::given_at.eq(now),
    );
    let added = each!(conn, real => diesel::insert_into(archivists::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(real))?;
    Ok(added == 1)
}

/// Says whether that is news.
pub fn dismiss(conn: &mut Conn, account: &AccountId) -> QueryResult<bool> {
    Ok(diesel::delete(archivists::table.find(account)).execute(conn)? == 1)
}
