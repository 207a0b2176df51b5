//! Somebody takes part in another way: in the room instead of from afar, or the other way round.

use chrono::NaiveDateTime;
use serde_json::json;

use super::enrol::is_next;
use super::leave::in_turn;
use super::{give_free_seats, whichever};
use crate::Result;
use crate::courses::{Pool, Presence, queries as sessions};
use crate::db::Conn;
use crate::enrolment::rules::{self, Event};
use crate::enrolment::{Enrolment, EnrolmentId, State, mail, queries};
use crate::history::{self, By};
use crate::secret::Signer;

/// Moves a part in a session to its other seats; the same way again changes nothing. Who has a seat gets one there or keeps
/// theirs; who waits comes after those who wait there. Their old seat is the next one's in the same transaction.
pub fn change_presence(
    conn: &mut Conn,
    by: &By,
    (id, presence): (&EnrolmentId, Presence),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let (one, given) = in_turn(conn, id)?;
    if !one.state.is_live() {
        return Err(rules::NOT_OPEN.into());
    }
    let pools = sessions::pools_of(conn, &one.session_id)?;
    let there = sessions::pool_for(&pools, presence).ok_or(rules::NO_PRESENCE)?;
    if there.id == one.pool_id {
        return Ok(());
    }
    if !rules::promotes(&given.session, now) {
        return Err(rules::IS_OVER.into());
    }
    if whichever::is_passed(conn, (&one, &given), signer, now)? {
        return Ok(());
    }
    let after = settle(conn, &one, there, now)?;
    if !queries::change_pool(conn, &one, &after)? {
        return Err(rules::CHANGED.into());
    }
    let detail = json!({ "session": one.session_id, "presence": presence, "to": after.state, "place": after.place });
    history::record(conn, by, "enrolment.presence", ("enrolment", id.as_str()), &detail, now)?;
    mail::told(conn, (&after, &given), Some(one.state), signer, now)?;
    give_free_seats(conn, (&given, &one.pool_id), signer, now).map(drop)
}

/// Where somebody stands when they come last to a pool.
fn settle(conn: &mut Conn, one: &Enrolment, there: &Pool, now: NaiveDateTime) -> Result<Enrolment> {
    let asks = one.seat.is_some() || one.state == State::Waiting;
    let seat = match asks && is_next(conn, there, one.institution.as_deref(), now)? {
        true => sessions::free_seats(conn, &there.id, 1)?.first().copied(),
        false => None,
    };
    if one.seat.is_some() && seat.is_none() {
        return Err(rules::FULL_THERE.into());
    }
    let state = match (one.state, seat) {
        (State::Waiting, Some(_)) => rules::next(State::Waiting, Event::Seat)?,
        (same, _) => same,
    };
    // Who has a seat keeps the place of their arrival; who has none arrives anew.
    let place = match one.seat {
        Some(_) => one.place,
        None => queries::next_place(conn, &one.session_id)?,
    };
    Ok(Enrolment {
        pool_id: there.id.clone(),
        state,
        place,
        seat,
        moves: one.moves + 1,
        changed_at: now,
        ..one.clone()
    })
}
