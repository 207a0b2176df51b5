//! Every SQL statement about surveys.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::Answer;
use crate::courses::{SessionId, SessionState};
use crate::db::Conn;
use crate::db::schema::{course_sessions, survey_answers, survey_turns};
use crate::enrolment::EnrolmentId;

pub fn has_answered(conn: &mut Conn, id: &EnrolmentId) -> QueryResult<bool> {
    let one = survey_turns::table.find(id);
    diesel::select(diesel::dsl::exists(one)).get_result(conn)
}

pub fn insert(conn: &mut Conn, id: &EnrolmentId, answer: &Answer) -> QueryResult<()> {
    diesel::insert_into(survey_turns::table)
        .values(survey_turns::enrolment_id.eq(id))
        .execute(conn)?;
    diesel::insert_into(survey_answers::table).values(answer).execute(conn).map(drop)
}

/// What was answered of a session, in no order that tells anything.
pub fn answers_of(conn: &mut Conn, session: &SessionId) -> QueryResult<Vec<Answer>> {
    survey_answers::table
        .filter(survey_answers::session_id.eq(session))
        .order(survey_answers::id)
        .select(Answer::as_select())
        .load(conn)
}

/// Sessions that ended within a while and whose people were not asked yet.
pub fn to_ask(
    conn: &mut Conn,
    (from, to): (NaiveDateTime, NaiveDateTime),
    limit: i64,
) -> QueryResult<Vec<SessionId>> {
    course_sessions::table
        .filter(course_sessions::ends_at.gt(from))
        .filter(course_sessions::ends_at.le(to))
        .filter(course_sessions::state.eq(SessionState::Published))
        .filter(course_sessions::surveyed_at.is_null())
        .order(course_sessions::ends_at)
        .limit(limit)
        .select(course_sessions::id)
        .load(conn)
}

/// Notes that the people of a session are asked; answers whether they were not before.
pub fn note_asked(conn: &mut Conn, id: &SessionId, now: NaiveDateTime) -> QueryResult<bool> {
    let open = course_sessions::table.find(id).filter(course_sessions::surveyed_at.is_null());
    let changed = diesel::update(open).set(course_sessions::surveyed_at.eq(now)).execute(conn)?;
    Ok(changed == 1)
}
