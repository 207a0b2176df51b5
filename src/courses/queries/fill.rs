//! How full sessions are.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::courses::{Fill, Pool, PoolId, SessionId};
use crate::db::Conn;
use crate::db::schema::{enrolments, seat_pools};

/// The pools of several sessions with what is taken: three statements, however many.
pub fn fill_of(conn: &mut Conn, ids: &[SessionId]) -> QueryResult<Vec<Fill>> {
    let pools: Vec<Pool> = seat_pools::table
        .filter(seat_pools::session_id.eq_any(ids))
        .order((seat_pools::session_id, seat_pools::mode.desc()))
        .select(Pool::as_select())
        .load(conn)?;
    let held: HashMap<PoolId, i64> = enrolments::table
        .filter(enrolments::session_id.eq_any(ids))
        .filter(enrolments::seat.is_not_null())
        .group_by(enrolments::pool_id)
        .select((enrolments::pool_id, diesel::dsl::count_star()))
        .load::<(PoolId, i64)>(conn)?
        .into_iter()
        .collect();
    let waiting: HashMap<PoolId, i64> = enrolments::table
        .filter(enrolments::session_id.eq_any(ids))
        .filter(enrolments::state.eq("waiting"))
        .group_by(enrolments::pool_id)
        .select((enrolments::pool_id, diesel::dsl::count_star()))
        .load::<(PoolId, i64)>(conn)?
        .into_iter()
        .collect();
    let count = |of: &HashMap<PoolId, i64>, id: &PoolId| {
        i32::try_from(of.get(id).copied().unwrap_or_default()).unwrap_or(i32::MAX)
    };
    let fill = pools.into_iter().map(|pool| Fill {
        held: count(&held, &pool.id),
        waiting: count(&waiting, &pool.id),
        session_id: pool.session_id,
        mode: pool.mode,
        capacity: pool.capacity,
        pool_id: pool.id,
    });
    Ok(fill.collect())
}
