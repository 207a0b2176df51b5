//! Somebody answers an offer, or does not take part after all. Their seat is the next one's in the same transaction.

use chrono::NaiveDateTime;

use super::{Move, give_free_seats, step, whichever};
use crate::Result;
use crate::accounts::throttle;
use crate::courses::{Given, SessionId, queries as sessions};
use crate::db::Conn;
use crate::enrolment::rules::{self, Event};
use crate::enrolment::{Enrolment, EnrolmentId, State, mail, queries};
use crate::history::By;
use crate::secret::Signer;

/// Takes the seat that was offered. Who wanted one of several waits at the others no more.
pub fn accept(
    conn: &mut Conn,
    by: &By,
    id: &EnrolmentId,
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let others = whichever::take_turns(conn, (id, &[]), now)?;
    let (one, given) = in_turn(conn, id)?;
    if one.state == State::Confirmed {
        return Ok(());
    }
    rules::check_offer(&one, now)?;
    if whichever::is_seated(conn, (&one, &given), now)? {
        return Err(rules::SEATED_ELSEWHERE.into());
    }
    let change = Move { seat: one.seat, ..Move::to(Event::Accept) };
    step(conn, by, (&one, &given), (change, signer), now)?;
    for other in others.iter().filter(|_| one.whichever) {
        whichever::end_wait(conn, other, signer, now)?;
    }
    Ok(())
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

/// A calendar declines a meeting for an address. Whoever is shown to have sent it leaves a session that meets once; anybody
/// else is mailed how to leave. Answers whether the address takes part.
pub fn decline(
    conn: &mut Conn,
    (session, email, proven): (&SessionId, &str, bool),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<bool> {
    let Some(one) = queries::live_of(conn, session, email)? else { return Ok(false) };
    let given = sessions::given(conn, session)?;
    let once = sessions::meetings_of(conn, std::slice::from_ref(session))?.len() == 1;
    let over = given.session.ends_at.is_some_and(|ends| ends <= now);
    if proven && once && !over {
        cancel(conn, &By::Team, (&one.id, ""), signer, now)?;
    } else if !over
        && one.prove_by.is_none()
        && throttle::may_send(conn, "declined", one.id.as_str(), rules::DECLINED, now)?
    {
        mail::declined(conn, (&one, &given), signer, now)?;
    }
    Ok(true)
}

/// An enrolment and its session, read after everybody who came before.
pub(super) fn in_turn(conn: &mut Conn, id: &EnrolmentId) -> Result<(Enrolment, Given)> {
    let session = queries::find(conn, id)?.session_id;
    conn.take_turn(session.as_str())?;
    Ok((queries::find(conn, id)?, sessions::given(conn, &session)?))
}
