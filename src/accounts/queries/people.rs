//! Accounts themselves.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::{Account, AccountId, NetworkRole};
use crate::db::Conn;
use crate::db::schema::accounts;
use crate::i18n::Locale;

pub fn insert_account(
    conn: &mut Conn,
    (email, name): (&str, &str),
    language: Locale,
    now: NaiveDateTime,
) -> QueryResult<AccountId> {
    let id = AccountId::new();
    diesel::insert_into(accounts::table)
        .values((
            accounts::id.eq(&id),
            accounts::email.eq(email),
            accounts::name.eq(name),
            accounts::language.eq(language),
            accounts::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(id)
}

pub fn set_profile(
    conn: &mut Conn,
    account: &AccountId,
    name: &str,
    language: Locale,
) -> QueryResult<()> {
    diesel::update(accounts::table.find(account))
        .set((accounts::name.eq(name), accounts::language.eq(language)))
        .execute(conn)
        .map(drop)
}

pub fn set_network_role(
    conn: &mut Conn,
    account: &AccountId,
    role: Option<NetworkRole>,
) -> QueryResult<()> {
    diesel::update(accounts::table.find(account))
        .set(accounts::network_role.eq(role))
        .execute(conn)
        .map(drop)
}

/// Closes an account to its owner; says whether it was open.
pub fn disable(conn: &mut Conn, account: &AccountId, now: NaiveDateTime) -> QueryResult<bool> {
    let done = diesel::update(accounts::table.find(account))
        .filter(accounts::disabled_at.is_null())
        .set(accounts::disabled_at.eq(now))
        .execute(conn)?;
    Ok(done == 1)
}

/// Opens a closed account again; says whether it was closed.
pub fn enable(conn: &mut Conn, account: &AccountId) -> QueryResult<bool> {
    let done = diesel::update(accounts::table.find(account))
        .filter(accounts::disabled_at.is_not_null())
        .set(accounts::disabled_at.eq(None::<NaiveDateTime>))
        .execute(conn)?;
    Ok(done == 1)
}

/// Holds the rows of all admins until the transaction ends, so that two cannot remove each other at once.
pub fn hold_admins(conn: &mut Conn) -> QueryResult<()> {
    diesel::update(accounts::table.filter(accounts::network_role.eq(NetworkRole::Admin)))
        .set(accounts::network_role.eq(NetworkRole::Admin))
        .execute(conn)
        .map(drop)
}

/// Everybody who administers the network.
pub fn admins(conn: &mut Conn) -> QueryResult<Vec<Account>> {
    accounts::table
        .filter(accounts::network_role.eq(NetworkRole::Admin))
        .filter(accounts::disabled_at.is_null())
        .order(accounts::id)
        .select(Account::as_select())
        .load(conn)
}

/// Everybody who steers the network.
pub fn steering(conn: &mut Conn) -> QueryResult<Vec<Account>> {
    accounts::table
        .filter(accounts::network_role.is_not_null())
        .filter(accounts::disabled_at.is_null())
        .order(accounts::id)
        .select(Account::as_select())
        .load(conn)
}

pub fn another_admin_exists(conn: &mut Conn, but: &AccountId) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(
        accounts::table
            .filter(accounts::network_role.eq(NetworkRole::Admin))
            .filter(accounts::disabled_at.is_null())
            .filter(accounts::id.ne(but)),
    ))
    .get_result(conn)
}

/// Accounts by their ids, in no order.
/// Which accounts have these addresses.
pub fn by_emails(conn: &mut Conn, emails: &[String]) -> QueryResult<Vec<(String, AccountId)>> {
    accounts::table
        .filter(super::is_person())
        .filter(accounts::email.eq_any(emails))
        .select((accounts::email, accounts::id))
        .load(conn)
}

pub fn by_ids(conn: &mut Conn, ids: &[AccountId]) -> QueryResult<Vec<Account>> {
    accounts::table.filter(accounts::id.eq_any(ids)).select(Account::as_select()).load(conn)
}
