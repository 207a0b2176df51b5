//! Saying no to somebody who asked to take part, and where they might instead.

use chrono::NaiveDateTime;

use super::leave::in_turn;
use super::organise::by;
use super::{Move, give_free_seats, moved};
use crate::Result;
use crate::accounts::Actor;
use crate::courses::{SessionId, access as courses};
use crate::db::Conn;
use crate::enrolment::rules::{self, Event};
use crate::enrolment::{EnrolmentId, State, access, mail};
use crate::secret::Signer;

/// Refuses an enrolment that waits for approval, with a reason, and proposes another session in the same mail.
pub fn refuse(
    conn: &mut Conn,
    actor: &Actor,
    (id, reason, other): (&EnrolmentId, &str, Option<&SessionId>),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    access::for_desk(conn, actor, id)?;
    let (one, given) = in_turn(conn, id)?;
    if one.state == State::Refused {
        return Ok(());
    }
    if reason.trim().is_empty() {
        return Err(rules::NO_REASON.into());
    }
    let other = other.map(|other| courses::session_for_reader(conn, other)).transpose()?;
    let change = Move { reason: reason.trim(), ..Move::to(Event::Refuse) };
    let after = moved(conn, &by(actor), &one, change, now)?;
    mail::refused(conn, (&after, &given), other.as_ref(), signer, now)?;
    give_free_seats(conn, (&given, &one.pool_id), signer, now).map(drop)
}
