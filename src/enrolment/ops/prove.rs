//! Who enrolled by an address shows that it is theirs, or their seat is the next one's.

use chrono::NaiveDateTime;

use super::leave::in_turn;
use super::{Move, give_free_seats, step};
use crate::Result;
use crate::alerts;
use crate::db::Conn;
use crate::enrolment::rules::{self, Event};
use crate::enrolment::{EnrolmentId, State, mail, queries};
use crate::history::{self, By};
use crate::secret::Signer;

/// The address is theirs: they opened the mail that was sent to it. Again changes nothing.
pub fn prove(conn: &mut Conn, id: &EnrolmentId, signer: &Signer, now: NaiveDateTime) -> Result<()> {
    let (one, given) = in_turn(conn, id)?;
    match (one.state.is_live(), one.prove_by) {
        (true, Some(_)) => {}
        (true, None) => return Ok(()),
        (false, _) => return Err(rules::PROOF_OVER.into()),
    }
    queries::note_proof(conn, id)?;
    alerts::ops::enrolled(conn, (&given.course.id, &one.email), now)?;
    let detail = serde_json::json!({ "session": one.session_id, "to": one.state });
    history::record(conn, &By::Team, "enrolment.prove", ("enrolment", id.as_str()), &detail, now)?;
    let proven = crate::enrolment::Enrolment { prove_by: None, ..one };
    match proven.state {
        // Now their calendar may know.
        State::Confirmed => mail::told(conn, (&proven, &given), None, signer, now),
        _ => Ok(()),
    }
}

/// Ends what nobody proved in time, and forgets whose address it may be. Once a session has begun it stands: whoever is there
/// is not sent away. Answers how many.
pub(super) fn forfeit(
    conn: &mut Conn,
    id: &EnrolmentId,
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<usize> {
    let (one, given) = in_turn(conn, id)?;
    if one.prove_by.is_none_or(|by| now < by) {
        return Ok(0);
    }
    queries::note_proof(conn, id)?;
    // Refused at once by a rule: nobody knows whether it was they who asked.
    if one.state == State::Refused {
        queries::forget(conn, id)?;
        return Ok(1);
    }
    if !one.state.is_live() || !rules::promotes(&given.session, now) {
        return Ok(1);
    }
    step(conn, &By::System, (&one, &given), (Move::to(Event::Forfeit), signer), now)?;
    queries::forget(conn, id)?;
    give_free_seats(conn, (&given, &one.pool_id), signer, now)?;
    Ok(1)
}
