//! Statements about links by mail for people who have no account yet.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::{accounts, space_arrivals as arrivals};
use crate::db::{Conn, each};
use crate::spaces::{Arrival, ArrivalId};

pub fn insert_arrival(conn: &mut Conn, arrival: &Arrival) -> QueryResult<()> {
    each!(conn, real => diesel::insert_into(arrivals::table).values(arrival).execute(real))
        .map(drop)
}

pub fn arrival_by_token(conn: &mut Conn, token_sha256: &str) -> QueryResult<Option<Arrival>> {
    arrivals::table
        .filter(arrivals::token_sha256.eq(token_sha256))
        .select(Arrival::as_select())
        .first(conn)
        .optional()
}

/// Uses a link, once; answers whether it was good.
pub fn use_arrival(conn: &mut Conn, id: &ArrivalId, now: NaiveDateTime) -> QueryResult<bool> {
    let good = arrivals::table
        .find(id)
        .filter(arrivals::used_at.is_null())
        .filter(arrivals::expires_at.gt(now));
    Ok(diesel::update(good).set(arrivals::used_at.eq(now)).execute(conn)? == 1)
}

/// Forgets links that no longer open anything.
pub fn forget_arrivals(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<usize> {
    diesel::delete(arrivals::table.filter(arrivals::expires_at.lt(before))).execute(conn)
}

/// Which of some addresses have an account.
pub fn with_account(conn: &mut Conn, emails: &[String]) -> QueryResult<Vec<String>> {
    accounts::table.filter(accounts::email.eq_any(emails)).select(accounts::email).load(conn)
}
