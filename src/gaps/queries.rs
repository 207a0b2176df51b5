//! Every SQL statement about what a call is to fill first.

use diesel::prelude::*;

use super::{Place, Priority};
use crate::calls::CallId;
use crate::db::schema::call_priorities;
use crate::db::{Conn, each};

pub fn priorities(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<Priority>> {
    call_priorities::table
        .filter(call_priorities::call_id.eq(call))
        .order((call_priorities::region, call_priorities::area))
        .select(Priority::as_select())
        .load(conn)
}

pub fn add(conn: &mut Conn, rows: &[Priority]) -> QueryResult<()> {
    each!(conn, real => diesel::insert_into(call_priorities::table).values(rows).execute(real))
        .map(drop)
}

/// Takes one out; answers whether it was one.
pub fn remove(conn: &mut Conn, call: &CallId, place: &Place) -> QueryResult<bool> {
    let there = call_priorities::table.find((call, &place.region, &place.area));
    Ok(diesel::delete(there).execute(conn)? == 1)
}
