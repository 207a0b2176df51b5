//! Enrolments that move, and what tells their mails and calendars apart.

use chrono::NaiveDateTime;
use diesel::dsl::sum;
use diesel::prelude::*;

use crate::courses::SessionId;
use crate::db::Conn;
use crate::db::schema::enrolments;
use crate::enrolment::{Enrolment, EnrolmentId, State};

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
            enrolments::moves.eq(to.moves),
            enrolments::changed_at.eq(now),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Moves an enrolment to other seats of its session; answers whether it was where it was expected.
pub fn change_pool(conn: &mut Conn, one: &Enrolment, to: &Enrolment) -> QueryResult<bool> {
    let there = enrolments::table
        .find(&one.id)
        .filter(enrolments::state.eq(one.state))
        .filter(enrolments::pool_id.eq(&one.pool_id));
    let changed = diesel::update(there)
        .set((
            enrolments::pool_id.eq(&to.pool_id),
            enrolments::state.eq(to.state),
            enrolments::seat.eq(to.seat),
            enrolments::place.eq(to.place),
            enrolments::moves.eq(to.moves),
            enrolments::changed_at.eq(to.changed_at),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Writes somebody's name and address anew. Who says so knows them.
pub fn correct(conn: &mut Conn, id: &EnrolmentId, (name, email): (&str, &str)) -> QueryResult<()> {
    diesel::update(enrolments::table.find(id))
        .set((
            enrolments::name.eq(name),
            enrolments::email.eq(email),
            enrolments::prove_by.eq(None::<NaiveDateTime>),
        ))
        .execute(conn)
        .map(drop)
}

/// The address of an enrolment is proven; answers whether it was not.
pub fn note_proof(conn: &mut Conn, id: &EnrolmentId) -> QueryResult<bool> {
    let open = enrolments::table.find(id).filter(enrolments::prove_by.is_not_null());
    let changed =
        diesel::update(open).set(enrolments::prove_by.eq(None::<NaiveDateTime>)).execute(conn)?;
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

/// Enrolments whose address was not proven in time, those first whose time ended first.
pub fn unproven(conn: &mut Conn, now: NaiveDateTime, limit: i64) -> QueryResult<Vec<EnrolmentId>> {
    enrolments::table
        .filter(enrolments::prove_by.le(now))
        .order(enrolments::prove_by)
        .limit(limit)
        .select(enrolments::id)
        .load(conn)
}

/// How often somebody left a session before the part that `one` is of it, or changed how they take part.
pub fn rounds_before(conn: &mut Conn, one: &Enrolment) -> QueryResult<i32> {
    let before = enrolments::table
        .filter(enrolments::email.eq(&one.email))
        .filter(enrolments::session_id.eq(&one.session_id))
        .filter(enrolments::place.lt(one.place));
    let parts: i64 = before.count().get_result(conn)?;
    let moves: Option<i64> = before.select(sum(enrolments::moves)).first(conn)?;
    let all = parts + moves.unwrap_or_default() + i64::from(one.moves);
    Ok(i32::try_from(all).unwrap_or(i32::MAX))
}

/// The addresses, places and moves of those who are not, or no longer, in a session.
pub fn rounds_of(conn: &mut Conn, session: &SessionId) -> QueryResult<Vec<(String, i64, i32)>> {
    enrolments::table
        .filter(enrolments::session_id.eq(session))
        .filter(enrolments::state.ne_all(State::LIVE))
        .select((enrolments::email, enrolments::place, enrolments::moves))
        .load(conn)
}

/// The same as [`rounds_before`], of what [`rounds_of`] answered.
pub fn round_of(rounds: &[(String, i64, i32)], one: &Enrolment) -> i32 {
    let before =
        rounds.iter().filter(|(email, place, _)| *email == one.email && *place < one.place);
    before.map(|(_, _, moves)| 1 + moves).sum::<i32>() + one.moves
}
