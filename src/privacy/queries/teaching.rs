//! What people said for a session, and who took part, after their terms. What is counted stays: places, states, attendance,
//! institutions, marks.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::courses::SessionId;
use crate::db::schema::{
    calendar_feeds, certificates, course_sessions, enrolment_answers, enrolments, survey_answers,
    survey_later_answers, survey_own_answers, survey_questions,
};
use crate::db::{Conn, MultiBackend};
use crate::enrolment::State;
use crate::surveys::Kind;

/// Sessions that ended before a moment, in the order in which they ended.
fn ended<'a>(before: NaiveDateTime, limit: i64) -> course_sessions::BoxedQuery<'a, MultiBackend> {
    course_sessions::table
        .into_boxed::<MultiBackend>()
        .filter(course_sessions::ends_at.lt(before))
        .order(course_sessions::ends_at)
        .limit(limit)
}

/// Sessions that ended before a moment, and in which what was said still stands.
pub fn sessions_to_clear(
    conn: &mut Conn,
    before: NaiveDateTime,
    limit: i64,
) -> QueryResult<Vec<SessionId>> {
    let said = ended(before, limit).filter(course_sessions::cleared_at.is_null());
    said.select(course_sessions::id).load(conn)
}

/// Takes away what was said for sessions, and who did not take part after all.
pub fn clear_sessions(conn: &mut Conn, ids: &[SessionId], now: NaiveDateTime) -> QueryResult<()> {
    let theirs = enrolments::table.filter(enrolments::session_id.eq_any(ids));
    let all = theirs.select(enrolments::id);
    diesel::delete(enrolment_answers::table.filter(enrolment_answers::enrolment_id.eq_any(all)))
        .execute(conn)?;
    diesel::update(survey_answers::table.filter(survey_answers::session_id.eq_any(ids)))
        .set(survey_answers::comment.eq(""))
        .execute(conn)?;
    let asked = survey_questions::table
        .filter(survey_questions::session_id.eq_any(ids))
        .filter(survey_questions::kind.eq(Kind::Text))
        .select(survey_questions::id);
    diesel::update(survey_own_answers::table.filter(survey_own_answers::question_id.eq_any(asked)))
        .set(survey_own_answers::value.eq(""))
        .execute(conn)?;
    let later = survey_later_answers::table.filter(survey_later_answers::session_id.eq_any(ids));
    diesel::update(later).set(survey_later_answers::comment.eq("")).execute(conn)?;
    diesel::update(enrolments::table.filter(enrolments::session_id.eq_any(ids)))
        .set(enrolments::reason.eq(""))
        .execute(conn)?;
    let absent = enrolments::table
        .filter(enrolments::session_id.eq_any(ids))
        .filter(enrolments::state.ne(State::Confirmed));
    diesel::update(absent)
        .set((
            enrolments::name.eq(""),
            enrolments::email.eq(enrolments::id),
            enrolments::institution_typed.eq(""),
        ))
        .execute(conn)?;
    diesel::update(course_sessions::table.filter(course_sessions::id.eq_any(ids)))
        .set(course_sessions::cleared_at.eq(now))
        .execute(conn)
        .map(drop)
}

/// Sessions that ended before a moment, and of which it is still known who took part.
pub fn sessions_to_forget(
    conn: &mut Conn,
    before: NaiveDateTime,
    limit: i64,
) -> QueryResult<Vec<SessionId>> {
    let known = ended(before, limit).filter(course_sessions::forgotten_at.is_null());
    known.select(course_sessions::id).load(conn)
}

/// Of who took part in sessions it stays that somebody did.
pub fn forget_sessions(conn: &mut Conn, ids: &[SessionId], now: NaiveDateTime) -> QueryResult<()> {
    let theirs = enrolments::table.filter(enrolments::session_id.eq_any(ids));
    let all = theirs.select(enrolments::id);
    diesel::update(certificates::table.filter(certificates::enrolment_id.eq_any(all)))
        .set((certificates::name.eq(""), certificates::reason.eq("")))
        .execute(conn)?;
    diesel::update(enrolments::table.filter(enrolments::session_id.eq_any(ids)))
        .set((
            enrolments::name.eq(""),
            enrolments::email.eq(enrolments::id),
            enrolments::institution_typed.eq(""),
        ))
        .execute(conn)?;
    diesel::update(course_sessions::table.filter(course_sessions::id.eq_any(ids)))
        .set(course_sessions::forgotten_at.eq(now))
        .execute(conn)
        .map(drop)
}

/// Secret addresses of calendars that were made, and last read, before a moment.
pub fn forget_calendars(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<usize> {
    let unread = calendar_feeds::read_at.is_null().or(calendar_feeds::read_at.lt(before));
    let old = calendar_feeds::table
        .filter(calendar_feeds::made_at.lt(before))
        .filter(unread.assume_not_null());
    diesel::delete(old).execute(conn)
}
