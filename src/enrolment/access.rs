//! The doors to an enrolment: its own link, and the desk of those who give the session. What one may not see is not found.

use super::{Enrolment, EnrolmentId, Proposal, ProposalId, queries};
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

const PROPOSAL: &str = "trainer proposal";

/// The address of a proposal for who would train, with the key that opens it.
pub fn proposal(signer: &Signer, id: &ProposalId) -> String {
    format!("/trainers/{id}?key={}", signer.sign(PROPOSAL, id.as_str()))
}

/// A proposal for who would train, by its key or by their account, or for those who give the session when it is an offer;
/// and whether it is theirs to answer.
pub fn for_trainer(
    conn: &mut Conn,
    (id, key): (&ProposalId, &str),
    signer: &Signer,
    actor: Option<&Actor>,
) -> Result<(Proposal, bool)> {
    let one = queries::find_proposal(conn, id)?;
    let own = signer.verify(PROPOSAL, id.as_str(), key)
        || actor.is_some_and(|actor| actor.id == one.account_id);
    let runs = match actor {
        Some(actor) if one.is_offer() => {
            let session = courses::queries::given(conn, &one.session_id)?.session;
            let partners = courses::queries::partners_of(conn, &one.session_id)?;
            courses::rules::may_run(actor, &session, &partners)
        }
        _ => false,
    };
    let answers = if one.is_offer() { runs } else { own };
    if own || runs { Ok((one, answers)) } else { Err(Error::NotFound) }
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
