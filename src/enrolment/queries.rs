//! Every SQL statement about enrolments. All that decides about seats is read by who has the session's turn.

mod feeds;
mod fits;
mod moves;
mod odds;
mod seats;
mod trainers;
mod whichever;

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{Enrolment, EnrolmentId, FormId, State, Wish};
use crate::accounts::AccountId;
use crate::courses::{Pool, PoolId, QuestionId, SessionId};
use crate::db::schema::{
    certificates, course_sessions, enrolment_answers, enrolments, seat_quotas, session_questions,
};
use crate::db::{Conn, MultiBackend, each};

pub use feeds::*;
pub use fits::*;
pub use moves::*;
pub use odds::*;
pub use seats::*;
pub use trainers::*;
pub use whichever::*;

pub fn find(conn: &mut Conn, id: &EnrolmentId) -> QueryResult<Enrolment> {
    enrolments::table.find(id).select(Enrolment::as_select()).first(conn)
}

pub fn by_form(conn: &mut Conn, form: &FormId) -> QueryResult<Option<Enrolment>> {
    enrolments::table
        .filter(enrolments::form_id.eq(form))
        .select(Enrolment::as_select())
        .first(conn)
        .optional()
}

/// The part that an address has, or may still have, in a session.
pub fn live_of(
    conn: &mut Conn,
    session: &SessionId,
    email: &str,
) -> QueryResult<Option<Enrolment>> {
    enrolments::table
        .filter(enrolments::session_id.eq(session))
        .filter(enrolments::email.eq(email))
        .filter(enrolments::state.eq_any(State::LIVE))
        .select(Enrolment::as_select())
        .first(conn)
        .optional()
}

/// Everybody of a session in the order of arrival, from after a place.
pub fn of_session(
    conn: &mut Conn,
    session: &SessionId,
    (only, after): (Option<State>, i64),
    limit: i64,
) -> QueryResult<Vec<Enrolment>> {
    let mut query = enrolments::table
        .filter(enrolments::session_id.eq(session))
        .filter(enrolments::place.gt(after))
        .order(enrolments::place)
        .limit(limit)
        .select(Enrolment::as_select())
        .into_boxed::<MultiBackend>();
    if let Some(only) = only {
        query = query.filter(enrolments::state.eq(only));
    }
    query.load(conn)
}

pub fn live_of_session(conn: &mut Conn, session: &SessionId) -> QueryResult<Vec<Enrolment>> {
    enrolments::table
        .filter(enrolments::session_id.eq(session))
        .filter(enrolments::state.eq_any(State::LIVE))
        .order(enrolments::place)
        .select(Enrolment::as_select())
        .load(conn)
}

/// How many are in each state.
pub fn counts(conn: &mut Conn, session: &SessionId) -> QueryResult<HashMap<State, i64>> {
    let rows: Vec<(State, i64)> = enrolments::table
        .filter(enrolments::session_id.eq(session))
        .group_by(enrolments::state)
        .select((enrolments::state, diesel::dsl::count_star()))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// The sessions to come in which requests wait to be decided, and how many.
pub fn undecided(conn: &mut Conn, now: NaiveDateTime) -> QueryResult<Vec<(SessionId, i64)>> {
    enrolments::table
        .inner_join(course_sessions::table)
        .filter(enrolments::state.eq(State::Pending))
        .filter(course_sessions::ends_at.gt(now))
        .group_by(enrolments::session_id)
        .order(enrolments::session_id)
        .select((enrolments::session_id, diesel::dsl::count_star()))
        .load(conn)
}

/// Those who wait for a seat of a pool, in the order of arrival.
pub fn waiting(conn: &mut Conn, pool: &PoolId, limit: i64) -> QueryResult<Vec<Enrolment>> {
    enrolments::table
        .filter(enrolments::pool_id.eq(pool))
        .filter(enrolments::state.eq(State::Waiting))
        .order(enrolments::place)
        .limit(limit)
        .select(Enrolment::as_select())
        .load(conn)
}

/// How many wait before a place.
pub fn ahead(conn: &mut Conn, pool: &PoolId, place: i64) -> QueryResult<i64> {
    enrolments::table
        .filter(enrolments::pool_id.eq(pool))
        .filter(enrolments::state.eq(State::Waiting))
        .filter(enrolments::place.lt(place))
        .count()
        .get_result(conn)
}

/// The next place in the order of arrival.
pub fn next_place(conn: &mut Conn, session: &SessionId) -> QueryResult<i64> {
    each!(conn, real => diesel::update(course_sessions::table.find(session))
        .set(course_sessions::last_place.eq(course_sessions::last_place + 1))
        .returning(course_sessions::last_place)
        .get_result(real))
}

/// Where a new enrolment begins.
#[derive(Debug, Clone)]
pub struct Beginning<'a> {
    pub session: &'a SessionId,
    pub pool: &'a PoolId,
    pub state: State,
    pub place: i64,
    pub seat: Option<i32>,
    pub added_by: Option<&'a AccountId>,
    pub prove_by: Option<NaiveDateTime>,
    /// Why it is not confirmed, in their language.
    pub reason: &'a str,
}

pub fn insert(
    conn: &mut Conn,
    id: &EnrolmentId,
    (wish, from): (&Wish, &Beginning<'_>),
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::insert_into(enrolments::table)
        .values((
            enrolments::id.eq(id),
            enrolments::session_id.eq(from.session),
            enrolments::pool_id.eq(from.pool),
            enrolments::state.eq(from.state),
            enrolments::place.eq(from.place),
            enrolments::seat.eq(from.seat),
            enrolments::form_id.eq(&wish.form_id),
            enrolments::name.eq(&wish.name),
            enrolments::email.eq(&wish.email),
            enrolments::language.eq(wish.language),
            enrolments::institution.eq(&wish.institution),
            enrolments::institution_typed.eq(&wish.institution_typed),
            enrolments::added_by.eq(from.added_by),
            enrolments::prove_by.eq(from.prove_by),
            enrolments::reason.eq(from.reason),
            enrolments::created_at.eq(now),
            enrolments::changed_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

pub fn insert_answers(
    conn: &mut Conn,
    id: &EnrolmentId,
    answers: &[(QuestionId, String)],
) -> QueryResult<()> {
    let rows: Vec<_> = answers
        .iter()
        .map(|(question, body)| {
            (
                enrolment_answers::enrolment_id.eq(id),
                enrolment_answers::question_id.eq(question),
                enrolment_answers::body.eq(body),
            )
        })
        .collect();
    each!(conn, real => diesel::insert_into(enrolment_answers::table).values(&rows).execute(real))
        .map(drop)
}

/// What somebody answered, as answers to the questions of another session that ask the same.
pub fn answers_for(
    conn: &mut Conn,
    id: &EnrolmentId,
    session: &SessionId,
) -> QueryResult<Vec<(QuestionId, String)>> {
    let given: Vec<(String, String)> = enrolment_answers::table
        .inner_join(session_questions::table)
        .filter(enrolment_answers::enrolment_id.eq(id))
        .select((session_questions::label, enrolment_answers::body))
        .load(conn)?;
    let asked: Vec<(QuestionId, String)> = session_questions::table
        .filter(session_questions::session_id.eq(session))
        .select((session_questions::id, session_questions::label))
        .load(conn)?;
    let answer = |label: &str| given.iter().find(|(asked, _)| asked == label);
    Ok(asked
        .into_iter()
        .filter_map(|(question, label)| Some((question, answer(&label)?.1.clone())))
        .collect())
}

/// What the people of a session answered: who, which question, what.
pub fn answers_of_session(
    conn: &mut Conn,
    session: &SessionId,
) -> QueryResult<Vec<(EnrolmentId, QuestionId, String)>> {
    enrolment_answers::table
        .inner_join(session_questions::table)
        .filter(session_questions::session_id.eq(session))
        .select((
            enrolment_answers::enrolment_id,
            enrolment_answers::question_id,
            enrolment_answers::body,
        ))
        .load(conn)
}

/// Seats that were kept for some until a moment that came within the last while: their sessions' pools.
pub fn released(
    conn: &mut Conn,
    (from, to): (NaiveDateTime, NaiveDateTime),
) -> QueryResult<Vec<PoolId>> {
    seat_quotas::table
        .filter(seat_quotas::release_at.gt(from))
        .filter(seat_quotas::release_at.le(to))
        .select(seat_quotas::pool_id)
        .distinct()
        .load(conn)
}

/// Everything that an address has to do with, the last first.
pub fn of_address(conn: &mut Conn, email: &str) -> QueryResult<Vec<Enrolment>> {
    enrolments::table
        .filter(enrolments::email.eq(email))
        .order((enrolments::created_at.desc(), enrolments::id))
        .select(Enrolment::as_select())
        .load(conn)
}

/// The certificate that holds for who was there.
pub fn certificate_of(conn: &mut Conn, id: &EnrolmentId) -> QueryResult<Option<String>> {
    certificates::table
        .filter(certificates::enrolment_id.eq(id))
        .filter(certificates::revoked_at.is_null())
        .select(certificates::id)
        .first(conn)
        .optional()
}

/// What is left of somebody who was erased is that somebody was there.
pub fn forget(conn: &mut Conn, id: &EnrolmentId) -> QueryResult<()> {
    diesel::update(certificates::table.filter(certificates::enrolment_id.eq(id)))
        .set((certificates::name.eq(""), certificates::reason.eq("")))
        .execute(conn)?;
    diesel::delete(enrolment_answers::table.filter(enrolment_answers::enrolment_id.eq(id)))
        .execute(conn)?;
    diesel::update(enrolments::table.find(id))
        .set((
            enrolments::name.eq(""),
            enrolments::email.eq(id.as_str()),
            enrolments::institution_typed.eq(""),
            enrolments::reason.eq(""),
        ))
        .execute(conn)
        .map(drop)
}

pub fn pool(conn: &mut Conn, id: &PoolId) -> QueryResult<Pool> {
    use crate::db::schema::seat_pools;
    seat_pools::table.find(id).select(Pool::as_select()).first(conn)
}
