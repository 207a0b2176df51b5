//! What belongs to a session: its meetings, trainers, questions, seats and quotas.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::{AccountId, NodeId};
use crate::courses::{
    Meeting, MeetingId, Pool, PoolId, Presence, Question, QuestionId, Quota, QuotaId, SessionId,
    SessionParts, Trainer,
};
use crate::db::schema::{
    attendance, course_sessions, courses, enrolment_answers, enrolments, seat_pools, seat_quotas,
    seats, session_meetings, session_nodes, session_questions, session_trainers,
};
use crate::db::{Conn, each};

pub fn parts_of(conn: &mut Conn, id: &SessionId) -> QueryResult<SessionParts> {
    Ok(SessionParts {
        meetings: meetings_of(conn, std::slice::from_ref(id))?,
        trainers: trainers_of(conn, std::slice::from_ref(id))?,
        questions: questions_of(conn, id)?,
        pools: pools_of(conn, id)?,
        partners: partners_of(conn, id)?,
    })
}

pub fn meetings_of(conn: &mut Conn, ids: &[SessionId]) -> QueryResult<Vec<Meeting>> {
    session_meetings::table
        .filter(session_meetings::session_id.eq_any(ids))
        .order((session_meetings::session_id, session_meetings::position))
        .select(Meeting::as_select())
        .load(conn)
}

pub fn trainers_of(conn: &mut Conn, ids: &[SessionId]) -> QueryResult<Vec<Trainer>> {
    session_trainers::table
        .filter(session_trainers::session_id.eq_any(ids))
        .order((session_trainers::session_id, session_trainers::position))
        .select(Trainer::as_select())
        .load(conn)
}

/// Whether an account is one of a session's trainers.
pub fn is_trainer(conn: &mut Conn, id: &SessionId, account: &AccountId) -> QueryResult<bool> {
    let own = session_trainers::table
        .filter(session_trainers::session_id.eq(id))
        .filter(session_trainers::account_id.eq(account));
    diesel::select(diesel::dsl::exists(own)).get_result(conn)
}

pub fn questions_of(conn: &mut Conn, id: &SessionId) -> QueryResult<Vec<Question>> {
    session_questions::table
        .filter(session_questions::session_id.eq(id))
        .order((session_questions::position, session_questions::id))
        .select(Question::as_select())
        .load(conn)
}

pub fn pools_of(conn: &mut Conn, id: &SessionId) -> QueryResult<Vec<Pool>> {
    seat_pools::table
        .filter(seat_pools::session_id.eq(id))
        .order(seat_pools::mode.desc())
        .select(Pool::as_select())
        .load(conn)
}

/// How one takes part by some pools.
pub fn ways_of(conn: &mut Conn, ids: &[PoolId]) -> QueryResult<HashMap<PoolId, Presence>> {
    let rows: Vec<(PoolId, Presence)> = seat_pools::table
        .filter(seat_pools::id.eq_any(ids))
        .select((seat_pools::id, seat_pools::mode))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

pub fn partners_of(conn: &mut Conn, id: &SessionId) -> QueryResult<Vec<NodeId>> {
    session_nodes::table
        .filter(session_nodes::session_id.eq(id))
        .order(session_nodes::node_id)
        .select(session_nodes::node_id)
        .load(conn)
}

pub fn quotas_of(conn: &mut Conn, pools: &[PoolId]) -> QueryResult<Vec<Quota>> {
    seat_quotas::table
        .filter(seat_quotas::pool_id.eq_any(pools))
        .order((seat_quotas::pool_id, seat_quotas::id))
        .select(Quota::as_select())
        .load(conn)
}

/// The nodes that give some sessions beside the responsible ones.
pub fn partners_of_all(
    conn: &mut Conn,
    ids: &[SessionId],
) -> QueryResult<HashMap<SessionId, Vec<NodeId>>> {
    let rows: Vec<(SessionId, NodeId)> = session_nodes::table
        .filter(session_nodes::session_id.eq_any(ids))
        .order((session_nodes::session_id, session_nodes::node_id))
        .select((session_nodes::session_id, session_nodes::node_id))
        .load(conn)?;
    let mut found = HashMap::<_, Vec<_>>::new();
    rows.into_iter().for_each(|(id, node)| found.entry(id).or_default().push(node));
    Ok(found)
}

pub fn set_partners(conn: &mut Conn, id: &SessionId, nodes: &[NodeId]) -> QueryResult<()> {
    let own = session_nodes::table.filter(session_nodes::session_id.eq(id));
    diesel::delete(own).execute(conn)?;
    let rows: Vec<_> = nodes
        .iter()
        .map(|node| (session_nodes::session_id.eq(id), session_nodes::node_id.eq(node)))
        .collect();
    each!(conn, real => diesel::insert_into(session_nodes::table).values(&rows).execute(real))
        .map(drop)
}

/// Puts these meetings in the place of those there are. One that stays keeps its row: calendars and attendance name it.
pub fn set_meetings(conn: &mut Conn, id: &SessionId, meetings: &[Meeting]) -> QueryResult<()> {
    let kept: Vec<_> = meetings.iter().map(|meeting| &meeting.id).collect();
    let own = || session_meetings::table.filter(session_meetings::session_id.eq(id));
    diesel::delete(own().filter(session_meetings::id.ne_all(&kept))).execute(conn)?;
    let known: Vec<MeetingId> = own().select(session_meetings::id).load(conn)?;
    // Out of each other's way, since no two may have the same position.
    diesel::update(own())
        .set(session_meetings::position.eq(session_meetings::position + 1_000))
        .execute(conn)?;
    let (old, new): (Vec<&Meeting>, Vec<&Meeting>) =
        meetings.iter().partition(|meeting| known.contains(&meeting.id));
    for meeting in old {
        diesel::update(session_meetings::table.find(&meeting.id)).set(meeting).execute(conn)?;
    }
    each!(conn, real => diesel::insert_into(session_meetings::table).values(new).execute(real))
        .map(drop)
}

/// Whether somebody was noted at a meeting of a session that is none of these.
pub fn is_attended_beside(
    conn: &mut Conn,
    id: &SessionId,
    kept: &[MeetingId],
) -> QueryResult<bool> {
    let gone = attendance::table
        .inner_join(session_meetings::table)
        .filter(session_meetings::session_id.eq(id))
        .filter(session_meetings::id.ne_all(kept));
    diesel::select(diesel::dsl::exists(gone)).get_result(conn)
}

pub fn set_trainers(conn: &mut Conn, id: &SessionId, trainers: &[Trainer]) -> QueryResult<()> {
    let own = session_trainers::table.filter(session_trainers::session_id.eq(id));
    diesel::delete(own).execute(conn)?;
    each!(conn, real => diesel::insert_into(session_trainers::table).values(trainers).execute(real))
        .map(drop)
}

/// Takes a question away that nobody answered; answers whether it did.
pub fn delete_question(conn: &mut Conn, id: &QuestionId) -> QueryResult<bool> {
    let answers = enrolment_answers::table.filter(enrolment_answers::question_id.eq(id));
    let row = session_questions::table
        .filter(session_questions::id.eq(id))
        .filter(diesel::dsl::not(diesel::dsl::exists(answers)));
    diesel::delete(row).execute(conn).map(|gone| gone == 1)
}

pub fn insert_question(conn: &mut Conn, question: &Question) -> QueryResult<()> {
    diesel::insert_into(session_questions::table).values(question).execute(conn).map(drop)
}

pub fn insert_pool(conn: &mut Conn, pool: &Pool) -> QueryResult<()> {
    diesel::insert_into(seat_pools::table).values(pool).execute(conn)?;
    let seats = if pool.unlimited { 0 } else { pool.capacity };
    add_seats(conn, &pool.id, 1..=seats)
}

/// Takes the seats of a way to take part away; refused by the database while somebody holds one or was enrolled.
pub fn delete_pool(conn: &mut Conn, id: &PoolId) -> QueryResult<()> {
    diesel::delete(seat_pools::table.find(id)).execute(conn).map(drop)
}

pub fn pool_was_used(conn: &mut Conn, id: &PoolId) -> QueryResult<bool> {
    let one = enrolments::table.filter(enrolments::pool_id.eq(id));
    diesel::select(diesel::dsl::exists(one)).get_result(conn)
}

pub fn add_seats(
    conn: &mut Conn,
    pool: &PoolId,
    numbers: std::ops::RangeInclusive<i32>,
) -> QueryResult<()> {
    let rows: Vec<_> =
        numbers.map(|number| (seats::pool_id.eq(pool), seats::number.eq(number))).collect();
    each!(conn, real => diesel::insert_into(seats::table).values(&rows).execute(real)).map(drop)
}

/// How many seats there are from now on; none is no limit.
pub fn set_capacity(conn: &mut Conn, pool: &PoolId, capacity: Option<i32>) -> QueryResult<()> {
    diesel::update(seat_pools::table.find(pool))
        .set((
            capacity.map(|capacity| seat_pools::capacity.eq(capacity)),
            seat_pools::unlimited.eq(capacity.is_none()),
        ))
        .execute(conn)
        .map(drop)
}

/// Makes the seats those of another way to take part.
pub fn set_mode(conn: &mut Conn, pool: &PoolId, mode: Presence) -> QueryResult<()> {
    diesel::update(seat_pools::table.find(pool))
        .set(seat_pools::mode.eq(mode))
        .execute(conn)
        .map(drop)
}

/// So many seats that nobody holds, or as many as there are. Where there is no limit they are made as they are wanted.
pub fn free_seats(conn: &mut Conn, pool: &PoolId, wanted: i64) -> QueryResult<Vec<i32>> {
    let mut free = empty_seats(conn, pool, wanted)?;
    let missing = wanted - i64::try_from(free.len()).unwrap_or(i64::MAX);
    if missing <= 0 {
        return Ok(free);
    }
    let unlimited: bool = seat_pools::table.find(pool).select(seat_pools::unlimited).first(conn)?;
    if unlimited {
        let last = last_seat(conn, pool)?;
        let more = last + 1..=last + i32::try_from(missing).unwrap_or_default();
        add_seats(conn, pool, more.clone())?;
        free.extend(more);
    }
    Ok(free)
}

/// Seats that nobody holds, those with the lowest numbers first.
pub fn empty_seats(conn: &mut Conn, pool: &PoolId, limit: i64) -> QueryResult<Vec<i32>> {
    let held = enrolments::table
        .filter(enrolments::pool_id.eq(seats::pool_id))
        .filter(enrolments::seat.eq(seats::number.nullable()));
    seats::table
        .filter(seats::pool_id.eq(pool))
        .filter(diesel::dsl::not(diesel::dsl::exists(held)))
        .order(seats::number)
        .limit(limit)
        .select(seats::number)
        .load(conn)
}

pub fn delete_seats(conn: &mut Conn, pool: &PoolId, numbers: &[i32]) -> QueryResult<()> {
    let gone = seats::table.filter(seats::pool_id.eq(pool)).filter(seats::number.eq_any(numbers));
    diesel::delete(gone).execute(conn).map(drop)
}

/// How many seats there are, of a kind of which there may be any number.
pub fn seats_made(conn: &mut Conn, pool: &PoolId) -> QueryResult<i32> {
    let all: i64 = seats::table.filter(seats::pool_id.eq(pool)).count().get_result(conn)?;
    Ok(i32::try_from(all).unwrap_or(i32::MAX))
}

/// The highest seat number there is.
pub fn last_seat(conn: &mut Conn, pool: &PoolId) -> QueryResult<i32> {
    let last: Option<i32> = seats::table
        .filter(seats::pool_id.eq(pool))
        .select(diesel::dsl::max(seats::number))
        .first(conn)?;
    Ok(last.unwrap_or_default())
}

pub fn insert_quota(conn: &mut Conn, quota: &Quota) -> QueryResult<()> {
    diesel::insert_into(seat_quotas::table).values(quota).execute(conn)?;
    note_kept(conn, &quota.pool_id)
}

/// Writes beside the seats of a pool how many are kept, which the database lets be no more than there are.
fn note_kept(conn: &mut Conn, pool: &PoolId) -> QueryResult<()> {
    let quotas = seat_quotas::table.filter(seat_quotas::pool_id.eq(pool));
    let kept: Option<i64> = quotas.select(diesel::dsl::sum(seat_quotas::reserved)).first(conn)?;
    let kept = i32::try_from(kept.unwrap_or_default()).unwrap_or(i32::MAX);
    diesel::update(seat_pools::table.find(pool))
        .set(seat_pools::kept.eq(kept))
        .execute(conn)
        .map(drop)
}

/// Takes a quota of one of these pools away; answers whether it was there.
pub fn delete_quota(conn: &mut Conn, id: &QuotaId, pools: &[PoolId]) -> QueryResult<bool> {
    let one = seat_quotas::table.find(id).filter(seat_quotas::pool_id.eq_any(pools));
    let gone = diesel::delete(one).execute(conn)? == 1;
    for pool in pools {
        note_kept(conn, pool)?;
    }
    Ok(gone)
}

/// A meeting of another session by a trainer who may be the same.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Clash {
    pub trainer: String,
    pub folded: String,
    pub account: Option<AccountId>,
    pub session: SessionId,
    pub title_fr: String,
    pub title_en: String,
    pub starts_at: NaiveDateTime,
    pub ends_at: NaiveDateTime,
}

/// Meetings of other sessions at the time of these, given by trainers of the same accounts or names.
pub fn clashes(
    conn: &mut Conn,
    id: &SessionId,
    (trainers, span): (&[Trainer], (NaiveDateTime, NaiveDateTime)),
) -> QueryResult<Vec<Clash>> {
    let names: Vec<&String> = trainers.iter().map(|one| &one.folded).collect();
    let known: Vec<&AccountId> =
        trainers.iter().filter_map(|one| one.account_id.as_ref()).collect();
    let named = session_trainers::folded.eq_any(names);
    session_meetings::table
        .inner_join(course_sessions::table.inner_join(courses::table))
        .inner_join(
            session_trainers::table
                .on(session_trainers::session_id.eq(session_meetings::session_id)),
        )
        .filter(named.or(session_trainers::account_id.eq_any(known).assume_not_null()))
        .filter(session_meetings::session_id.ne(id))
        .filter(course_sessions::state.ne("cancelled"))
        .filter(session_meetings::starts_at.lt(span.1))
        .filter(session_meetings::ends_at.gt(span.0))
        .order(session_meetings::starts_at)
        .limit(100)
        .select((
            session_trainers::name,
            session_trainers::folded,
            session_trainers::account_id,
            session_meetings::session_id,
            courses::title_fr,
            courses::title_en,
            session_meetings::starts_at,
            session_meetings::ends_at,
        ))
        .load(conn)
}

/// The pool for a way of taking part.
pub fn pool_for(pools: &[Pool], presence: Presence) -> Option<&Pool> {
    pools.iter().find(|pool| pool.mode == presence)
}
