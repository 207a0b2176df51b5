//! How waiting lists of a course went.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::courses::{CourseId, PoolId, Presence, SessionState};
use crate::db::Conn;
use crate::db::schema::{audit_events, course_sessions, enrolments, seat_pools};
use crate::enrolment::{EnrolmentId, State};

/// Older sessions tell nothing of the next one.
const MOST: i64 = 20;
/// So many are asked for at once: a statement holds no more than some.
const PART: usize = 10_000;

/// The limited seats of one kind of the last sessions of a course that are over.
pub fn past_pools(
    conn: &mut Conn,
    (course, mode): (&CourseId, Presence),
    now: NaiveDateTime,
) -> QueryResult<Vec<PoolId>> {
    seat_pools::table
        .inner_join(course_sessions::table)
        .filter(course_sessions::course_id.eq(course))
        .filter(course_sessions::state.eq(SessionState::Published))
        .filter(course_sessions::ends_at.lt(now))
        .filter(seat_pools::mode.eq(mode))
        .filter(seat_pools::unlimited.eq(false))
        .order(course_sessions::ends_at.desc())
        .limit(MOST)
        .select(seat_pools::id)
        .load(conn)
}

/// To how many who waited for them a seat came, of those seats for which somebody waited.
pub fn came_to(conn: &mut Conn, pools: &[PoolId]) -> QueryResult<HashMap<PoolId, i64>> {
    let all: Vec<(EnrolmentId, PoolId, State)> = enrolments::table
        .filter(enrolments::pool_id.eq_any(pools))
        .select((enrolments::id, enrolments::pool_id, enrolments::state))
        .load(conn)?;
    let ids: Vec<&str> = all.iter().map(|(id, ..)| id.as_str()).collect();
    let mut came: HashSet<String> = HashSet::new();
    for part in ids.chunks(PART) {
        let events: Vec<String> = audit_events::table
            .filter(audit_events::subject_kind.eq("enrolment"))
            .filter(audit_events::subject_id.eq_any(part.iter().copied()))
            .filter(audit_events::action.eq_any(["enrolment.seat", "enrolment.offer"]))
            .select(audit_events::subject_id)
            .load(conn)?;
        came.extend(events);
    }
    let mut counts = HashMap::new();
    for (id, pool, state) in all {
        let has = came.contains(id.as_str());
        if has || state == State::Waiting {
            *counts.entry(pool).or_insert(0) += i64::from(has);
        }
    }
    Ok(counts)
}
