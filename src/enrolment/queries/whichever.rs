//! Those who wait at several sessions of one course for whichever seat comes first.

use std::collections::HashSet;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::courses::{CourseId, SessionId, SessionState};
use crate::db::Conn;
use crate::db::schema::{course_sessions, enrolments};
use crate::enrolment::{Enrolment, EnrolmentId, State};

/// Where an address waits for a seat of a course, in one order for all who ask.
pub fn waits_of(
    conn: &mut Conn,
    in_course: (&CourseId, &str),
    now: NaiveDateTime,
) -> QueryResult<Vec<Enrolment>> {
    let mut parts = parts_of_address(conn, in_course, now)?;
    parts.retain(|one| one.state.waits());
    Ok(parts)
}

/// Where an address takes part in a course, or may still; what is over or was called off counts no more.
pub fn parts_of_address(
    conn: &mut Conn,
    (course, email): (&CourseId, &str),
    now: NaiveDateTime,
) -> QueryResult<Vec<Enrolment>> {
    enrolments::table
        .inner_join(course_sessions::table)
        .filter(course_sessions::course_id.eq(course))
        .filter(course_sessions::state.eq(SessionState::Published))
        .filter(course_sessions::ends_at.is_null().or(course_sessions::ends_at.gt(now)))
        .filter(enrolments::email.eq(email))
        .filter(enrolments::state.eq_any(State::LIVE))
        .order(enrolments::session_id)
        .select(Enrolment::as_select())
        .load(conn)
}

/// Notes whether they wait for whichever comes first, or for each apart; answers how many waits that changes.
pub fn set_whichever(conn: &mut Conn, ids: &[EnrolmentId], on: bool) -> QueryResult<usize> {
    let waits = enrolments::table
        .filter(enrolments::id.eq_any(ids))
        .filter(enrolments::state.eq_any(State::WAITS))
        .filter(enrolments::whichever.ne(on));
    diesel::update(waits).set(enrolments::whichever.eq(on)).execute(conn)
}

/// Notes of seats that were free when they were asked for that they are the ones that came first.
pub fn seat_came_first(conn: &mut Conn, ids: &[EnrolmentId]) -> QueryResult<()> {
    let seats = enrolments::table
        .filter(enrolments::id.eq_any(ids))
        .filter(enrolments::state.eq(State::Confirmed));
    diesel::update(seats).set(enrolments::whichever.eq(true)).execute(conn).map(drop)
}

/// Which of some addresses, who waited for whichever comes first, have a seat at another session of the course
/// that is still to come.
pub fn seated(
    conn: &mut Conn,
    (course, session): (&CourseId, &SessionId),
    emails: &[&str],
    now: NaiveDateTime,
) -> QueryResult<HashSet<String>> {
    let emails: Vec<String> = enrolments::table
        .inner_join(course_sessions::table)
        .filter(course_sessions::course_id.eq(course))
        .filter(course_sessions::state.eq(SessionState::Published))
        .filter(course_sessions::ends_at.is_null().or(course_sessions::ends_at.gt(now)))
        .filter(enrolments::session_id.ne(session))
        .filter(enrolments::email.eq_any(emails))
        .filter(enrolments::whichever.eq(true))
        .filter(enrolments::state.eq(State::Confirmed))
        .select(enrolments::email)
        .load(conn)?;
    Ok(emails.into_iter().collect())
}

/// Waits of those who have the seat that came first.
pub fn superseded(conn: &mut Conn, now: NaiveDateTime) -> QueryResult<Vec<EnrolmentId>> {
    type Row = (EnrolmentId, String, CourseId);
    let of = |conn: &mut Conn, states: &[State]| -> QueryResult<Vec<Row>> {
        enrolments::table
            .inner_join(course_sessions::table)
            .filter(course_sessions::state.eq(SessionState::Published))
            .filter(course_sessions::ends_at.is_null().or(course_sessions::ends_at.gt(now)))
            .filter(enrolments::whichever.eq(true))
            .filter(enrolments::state.eq_any(states.to_vec()))
            .order(enrolments::id)
            .select((enrolments::id, enrolments::email, course_sessions::course_id))
            .load(conn)
    };
    let waits = of(conn, &State::WAITS)?;
    if waits.is_empty() {
        return Ok(Vec::new());
    }
    let seated = of(conn, &[State::Confirmed])?.into_iter();
    let seated: HashSet<_> = seated.map(|(_, email, course)| (email, course)).collect();
    let ended = waits
        .into_iter()
        .filter(|(_, email, course)| seated.contains(&(email.clone(), course.clone())));
    Ok(ended.map(|(id, ..)| id).collect())
}
