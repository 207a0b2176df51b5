//! A cancellation that was a mistake.

use chrono::NaiveDateTime;

use super::leave::in_turn;
use super::organise::{by, seat_for};
use super::{Move, step};
use crate::Result;
use crate::accounts::Actor;
use crate::db::Conn;
use crate::enrolment::rules::{self, Event};
use crate::enrolment::{EnrolmentId, State, access, queries};
use crate::secret::Signer;

/// Puts somebody back who left a short while ago, if a seat is free that nobody waits for who came before them.
pub fn restore(
    conn: &mut Conn,
    actor: &Actor,
    id: &EnrolmentId,
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    access::for_desk(conn, actor, id)?;
    let (one, given) = in_turn(conn, id)?;
    if one.state == State::Confirmed {
        return Ok(());
    }
    // Who was erased stays so.
    if one.state != State::Cancelled || one.name.is_empty() {
        return Err(rules::NOT_OPEN.into());
    }
    if !rules::lets_in(&given.session, now) {
        return Err(rules::CLOSED.into());
    }
    if !rules::may_restore(&one, now) {
        return Err(rules::RESTORED_LATE.into());
    }
    if queries::live_of(conn, &one.session_id, &one.email)?.is_some() {
        return Err(rules::KNOWN.into());
    }
    let seat = seat_for(conn, &one, now)?.ok_or(rules::SEAT_GONE)?;
    let change = Move { seat: Some(seat), ..Move::to(Event::Restore) };
    step(conn, &by(actor), (&one, &given), (change, signer), now).map(drop)
}
