//! Every SQL statement about enrolments. All that decides about seats is read by who has the session's turn.

mod feeds;

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::rules::seats::{Room, Share};
use super::{Enrolment, EnrolmentId, FormId, State, Wish};
use crate::accounts::AccountId;
use crate::clock::network_day;
use crate::courses::{Pool, PoolId, QuestionId, SessionId};
use crate::db::schema::{
    certificates, course_sessions, enrolment_answers, enrolments, node_institutions, seat_quotas,
    session_questions,
};
use crate::db::{Conn, MultiBackend, each};

pub use feeds::*;

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

/// What is left of a pool's seats, and for whom.
pub fn room(conn: &mut Conn, pool: &Pool, now: NaiveDateTime) -> QueryResult<Room> {
    let held: Vec<(Option<String>, i64)> = enrolments::table
        .filter(enrolments::pool_id.eq(&pool.id))
        .filter(enrolments::seat.is_not_null())
        .group_by(enrolments::institution)
        .select((enrolments::institution, diesel::dsl::count_star()))
        .load(conn)?;
    let number = |n: i64| i32::try_from(n).unwrap_or(i32::MAX);
    let all: i64 = held.iter().map(|(_, n)| n).sum();
    let mut shares = shares(conn, &pool.id, now)?;
    for share in &mut shares {
        let own = held.iter().filter(|(of, _)| {
            of.as_ref().is_some_and(|of| share.institutions.iter().any(|one| one == of))
        });
        share.held = number(own.map(|(_, n)| n).sum());
    }
    Ok(Room { free: pool.capacity - number(all), shares })
}

fn shares(conn: &mut Conn, pool: &PoolId, now: NaiveDateTime) -> QueryResult<Vec<Share>> {
    type Row = (Option<String>, Option<String>, Option<i32>, i32, Option<NaiveDateTime>);
    let rows: Vec<Row> = seat_quotas::table
        .filter(seat_quotas::pool_id.eq(pool))
        .order(seat_quotas::id)
        .select((
            seat_quotas::institution,
            seat_quotas::node_id,
            seat_quotas::most,
            seat_quotas::reserved,
            seat_quotas::release_at,
        ))
        .load(conn)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let nodes: Vec<&String> = rows.iter().filter_map(|row| row.1.as_ref()).collect();
    let today = network_day(now);
    let of_nodes: Vec<(String, String)> = node_institutions::table
        .filter(node_institutions::node_id.eq_any(nodes))
        .filter(node_institutions::starts_on.le(today))
        .filter(node_institutions::ends_on.is_null().or(node_institutions::ends_on.ge(today)))
        .select((node_institutions::node_id, node_institutions::institution))
        .load(conn)?;
    let share = |(institution, node, most, reserved, release): Row| {
        let of_node = of_nodes.iter().filter(|(of, _)| Some(of) == node.as_ref());
        let institutions =
            institution.into_iter().chain(of_node.map(|(_, one)| one.clone())).collect();
        let kept = if release.is_none_or(|release| now < release) { reserved } else { 0 };
        Share { institutions, most, kept, held: 0 }
    };
    Ok(rows.into_iter().map(share).collect())
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

/// Moves an enrolment from where it is expected to be; answers whether it was there.
pub fn advance(
    conn: &mut Conn,
    one: &Enrolment,
    to: &Enrolment,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let there = enrolments::table.find(&one.id).filter(enrolments::state.eq(one.state));
    let changed = diesel::update(there)
        .set((
            enrolments::state.eq(to.state),
            enrolments::seat.eq(to.seat),
            enrolments::offer_ends_at.eq(to.offer_ends_at),
            enrolments::reason.eq(&to.reason),
            enrolments::changed_at.eq(now),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Offers that have ended, those that ended first.
pub fn over(
    conn: &mut Conn,
    now: NaiveDateTime,
    limit: i64,
) -> QueryResult<Vec<(EnrolmentId, SessionId)>> {
    enrolments::table
        .filter(enrolments::offer_ends_at.le(now))
        .order(enrolments::offer_ends_at)
        .limit(limit)
        .select((enrolments::id, enrolments::session_id))
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

/// The part of `one` in a session is not their first: how often they left it before.
pub fn rounds_before(conn: &mut Conn, one: &Enrolment) -> QueryResult<i32> {
    let before: i64 = enrolments::table
        .filter(enrolments::email.eq(&one.email))
        .filter(enrolments::session_id.eq(&one.session_id))
        .filter(enrolments::place.lt(one.place))
        .count()
        .get_result(conn)?;
    Ok(i32::try_from(before).unwrap_or(i32::MAX))
}

/// The addresses and places of those who are not, or no longer, in a session.
pub fn rounds_of(conn: &mut Conn, session: &SessionId) -> QueryResult<Vec<(String, i64)>> {
    enrolments::table
        .filter(enrolments::session_id.eq(session))
        .filter(enrolments::state.ne_all(State::LIVE))
        .select((enrolments::email, enrolments::place))
        .load(conn)
}

/// The same as [`rounds_before`], of what [`rounds_of`] answered.
pub fn round_of(rounds: &[(String, i64)], one: &Enrolment) -> i32 {
    let before = rounds.iter().filter(|(email, place)| *email == one.email && *place < one.place);
    i32::try_from(before.count()).unwrap_or(i32::MAX)
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
