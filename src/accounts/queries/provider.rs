//! Who signs in with the account of their institution.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::{Account, AccountId, LinkedId, LinkedProvider};
use crate::db::schema::{accounts, provider_accounts, provider_returns};
use crate::db::{Conn, each};

/// Notes that a way to the provider came back; says whether it had not before.
pub fn spend_return(conn: &mut Conn, state_hash: &str, now: NaiveDateTime) -> QueryResult<bool> {
    let row = (provider_returns::state_hash.eq(state_hash), provider_returns::returned_at.eq(now));
    let noted = each!(conn, real => diesel::insert_into(provider_returns::table)
        .values(row)
        .on_conflict(provider_returns::state_hash)
        .do_nothing()
        .execute(real))?;
    Ok(noted == 1)
}

/// Forgets what came back before a moment.
pub fn forget_returns(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<usize> {
    diesel::delete(provider_returns::table.filter(provider_returns::returned_at.lt(before)))
        .execute(conn)
}

/// Whom the provider means by a name of its own.
pub fn by_subject(
    conn: &mut Conn,
    (issuer, subject): (&str, &str),
) -> QueryResult<Option<Account>> {
    provider_accounts::table
        .inner_join(accounts::table)
        .filter(provider_accounts::issuer.eq(issuer))
        .filter(provider_accounts::subject.eq(subject))
        .select(Account::as_select())
        .first(conn)
        .optional()
}

/// What an account is tied to.
pub fn linked_provider(
    conn: &mut Conn,
    account: &AccountId,
) -> QueryResult<Option<LinkedProvider>> {
    provider_accounts::table
        .filter(provider_accounts::account_id.eq(account))
        .order(provider_accounts::last_used_at.desc())
        .select(LinkedProvider::as_select())
        .first(conn)
        .optional()
}

pub fn insert_linked(
    conn: &mut Conn,
    account: &AccountId,
    (issuer, subject, orcid): (&str, &str, Option<&str>),
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::insert_into(provider_accounts::table)
        .values((
            provider_accounts::id.eq(LinkedId::random()),
            provider_accounts::account_id.eq(account),
            provider_accounts::issuer.eq(issuer),
            provider_accounts::subject.eq(subject),
            provider_accounts::orcid.eq(orcid),
            provider_accounts::linked_at.eq(now),
            provider_accounts::last_used_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

/// Notes that somebody came by their provider; an ORCID iD that it no longer tells is kept.
pub fn touch_linked(
    conn: &mut Conn,
    (issuer, subject, orcid): (&str, &str, Option<&str>),
    now: NaiveDateTime,
) -> QueryResult<()> {
    let this = provider_accounts::table
        .filter(provider_accounts::issuer.eq(issuer))
        .filter(provider_accounts::subject.eq(subject));
    diesel::update(this).set(provider_accounts::last_used_at.eq(now)).execute(conn)?;
    if let Some(orcid) = orcid {
        diesel::update(this).set(provider_accounts::orcid.eq(orcid)).execute(conn)?;
    }
    Ok(())
}

/// Unties an account; says whether it was tied.
pub fn delete_linked(conn: &mut Conn, account: &AccountId) -> QueryResult<bool> {
    let gone =
        diesel::delete(provider_accounts::table.filter(provider_accounts::account_id.eq(account)))
            .execute(conn)?;
    Ok(gone > 0)
}
