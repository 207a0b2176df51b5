//! The doors to an enrolment: its own link, and the desk of those who give the session. What one may not see is not found.

use super::{Enrolment, EnrolmentId, queries};
use crate::accounts::Actor;
use crate::courses::{self, Given};
use crate::db::Conn;
use crate::secret::Signer;
use crate::{Error, Result};

const PURPOSE: &str = "enrolment";

/// The address of an enrolment for who takes part, with the key that opens it.
pub fn link(signer: &Signer, id: &EnrolmentId) -> String {
    format!("/enrolments/{id}?key={}", signer.sign(PURPOSE, id.as_str()))
}

/// The address at which a calendar reads what the owner of a token is enrolled in.
pub fn calendar(token: &str) -> String {
    format!("/calendars/{token}.ics")
}

/// An enrolment for who holds its key, or is signed in by its address.
pub fn for_participant(
    conn: &mut Conn,
    (id, key): (&EnrolmentId, &str),
    signer: &Signer,
    actor: Option<&Actor>,
) -> Result<Enrolment> {
    let held = signer.verify(PURPOSE, id.as_str(), key);
    let one = queries::find(conn, id)?;
    let own = actor.is_some_and(|actor| actor.email == one.email);
    if held || own { Ok(one) } else { Err(Error::NotFound) }
}

/// An enrolment for somebody who gives its session.
pub fn for_desk(conn: &mut Conn, actor: &Actor, id: &EnrolmentId) -> Result<(Enrolment, Given)> {
    let one = queries::find(conn, id)?;
    let (given, _) = courses::access::session_for_desk(conn, actor, &one.session_id)?;
    Ok((one, given))
}

/// An enrolment for somebody in the room of its session.
pub fn for_room(conn: &mut Conn, actor: &Actor, id: &EnrolmentId) -> Result<(Enrolment, Given)> {
    let one = queries::find(conn, id)?;
    let (given, _) = courses::access::session_for_room(conn, actor, &one.session_id)?;
    Ok((one, given))
}

/// An enrolment for the owner of a token: their own, one that they wrote in, or one of a session that they give.
pub fn for_caller(conn: &mut Conn, actor: &Actor, id: &EnrolmentId) -> Result<Enrolment> {
    let one = queries::find(conn, id)?;
    if one.email == actor.email || one.added_by.as_ref() == Some(&actor.id) {
        return Ok(one);
    }
    for_desk(conn, actor, id).map(|(one, _)| one)
}
