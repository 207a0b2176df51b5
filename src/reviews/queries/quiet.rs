//! Statements about reviewers who want no reminders.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::db::schema::quiet_reviewers as quiet;
use crate::db::{Conn, each};

/// Everybody who wants none.
pub fn quiet(conn: &mut Conn) -> QueryResult<BTreeSet<AccountId>> {
    let all: Vec<AccountId> = quiet::table.select(quiet::account_id).load(conn)?;
    Ok(all.into_iter().collect())
}

pub fn is_quiet(conn: &mut Conn, account: &AccountId) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(quiet::table.find(account))).get_result(conn)
}

/// Notes whether somebody wants none; answers whether that is new.
pub fn set_quiet(
    conn: &mut Conn,
    (account, wants_none): (&AccountId, bool),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let changed = if wants_none {
        each!(conn, real => diesel::insert_into(quiet::table)
            .values((quiet::account_id.eq(account), quiet::since.eq(now)))
            .on_conflict_do_nothing()
            .execute(real))?
    } else {
        diesel::delete(quiet::table.find(account)).execute(conn)?
    };
    Ok(changed == 1)
}
