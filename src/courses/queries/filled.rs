//! How the sessions that were held were filled, and how many waited for a seat in vain.

use chrono::NaiveDateTime;
use diesel::dsl::sum;
use diesel::prelude::*;

use crate::courses::SessionState;
use crate::db::Conn;
use crate::db::schema::{course_sessions, enrolments, seat_pools};
use crate::enrolment::State;

/// Of sessions together. Those where everybody finds a seat have none to be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filled {
    pub seats: i64,
    pub taken: i64,
    /// Who still waited when they ended.
    pub waited: i64,
}

/// Of sessions that ended then.
pub fn filled(conn: &mut Conn, (from, to): (NaiveDateTime, NaiveDateTime)) -> QueryResult<Filled> {
    let ids = || {
        course_sessions::table
            .filter(course_sessions::state.eq(SessionState::Published))
            .filter(course_sessions::ends_at.ge(from))
            .filter(course_sessions::ends_at.lt(to))
            .select(course_sessions::id)
    };
    let pools = || {
        seat_pools::table
            .filter(seat_pools::session_id.eq_any(ids()))
            .filter(seat_pools::unlimited.eq(false))
    };
    let seats: Option<i64> = pools().select(sum(seat_pools::capacity)).first(conn)?;
    let taken = enrolments::table
        .filter(enrolments::pool_id.eq_any(pools().select(seat_pools::id)))
        .filter(enrolments::state.eq(State::Confirmed))
        .count()
        .get_result(conn)?;
    let waited = enrolments::table
        .filter(enrolments::session_id.eq_any(ids()))
        .filter(enrolments::state.eq(State::Waiting))
        .count()
        .get_result(conn)?;
    Ok(Filled { seats: seats.unwrap_or_default(), taken, waited })
}
