//! Somebody answers an offer, or does not take part after all. Their seat is the next one's in the same transaction.

use chrono::NaiveDateTime;

use super::{Move, give_free_seats, step};
use crate::Result;
use crate::courses::{Given, queries as sessions};
use crate::db::Conn;
use crate::enrolment::rules::{self, Event};
use crate::enrolment::{Enrolment, EnrolmentId, State, queries};
use crate::history::By;
use crate::secret::Signer;

/// Takes the seat that was offered.
pub fn accept(
    conn: &mut Conn,
    by: &By,
    id: &EnrolmentId,
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let (one, given) = in_turn(conn, id)?;
    if one.state == State::Confirmed {
        return Ok(());
    }
    rules::check_offer(&one, now)?;
    let change = Move { seat: one.seat, ..Move::to(Event::Accept) };
    step(conn, by, (&one, &given), (change, signer), now).map(drop)
}

/// Gives up a part in a session; again changes nothing. It frees its seat for whoever is next.
pub fn cancel(
    conn: &mut Conn,
    by: &By,
    (id, reason): (&EnrolmentId, &str),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let (one, given) = in_turn(conn, id)?;
    if !one.state.is_live() {
        return Ok(());
    }
    if given.session.ends_at.is_some_and(|ends| ends <= now) {
        return Err(rules::IS_OVER.into());
    }
    let change = Move { reason: reason.trim(), ..Move::to(Event::Cancel) };
    step(conn, by, (&one, &given), (change, signer), now)?;
    give_free_seats(conn, (&given, &one.pool_id), signer, now).map(drop)
}

/// An enrolment and its session, read after everybody who came before.
pub(super) fn in_turn(conn: &mut Conn, id: &EnrolmentId) -> Result<(Enrolment, Given)> {
    let session = queries::find(conn, id)?.session_id;
    conn.take_turn(session.as_str())?;
    Ok((queries::find(conn, id)?, sessions::given(conn, &session)?))
}
