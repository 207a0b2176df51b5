//! Who sits over a call. What one may not see is not found: nobody else reads a decision before it is told, whatever they
//! steer.

use chrono::NaiveDateTime;

use crate::accounts::Actor;
use crate::applications::{self, Application, ApplicationId, State};
use crate::calls::{self, Call, CallId, CallRole};
use crate::db::Conn;
use crate::reviews::queries::hidden_from;
use crate::{Error, Result, reviews};

/// What somebody does in the committee of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seat {
    pub coordinates: bool,
    pub chairs: bool,
    /// Until when an admin who has no seat may read, in an emergency.
    pub until: Option<NaiveDateTime>,
}

/// A call for its coordinators, its chair and its committee.
pub fn seated(conn: &mut Conn, actor: &Actor, id: &CallId) -> Result<(Call, Seat)> {
    let call = calls::queries::find(conn, id)?;
    let roles = calls::queries::roles_of(conn, id, &actor.id)?;
    let has = |role| roles.contains(&role);
    let seat =
        Seat { coordinates: has(CallRole::Coordinator), chairs: has(CallRole::Chair), until: None };
    let sits = seat.coordinates || seat.chairs || has(CallRole::Committee);
    if sits { Ok((call, seat)) } else { Err(Error::NotFound) }
}

/// The same to be read, by an admin in an emergency too.
pub fn read(
    conn: &mut Conn,
    actor: &Actor,
    id: &CallId,
    now: NaiveDateTime,
) -> Result<(Call, Seat)> {
    match seated(conn, actor, id) {
        Err(Error::NotFound) => {
            let (call, until) = reviews::access::in_emergency(conn, actor, id, now)?;
            Ok((call, Seat { coordinates: false, chairs: false, until: Some(until) }))
        }
        found => found,
    }
}

/// The same for its coordinators only.
pub fn coordinated(conn: &mut Conn, actor: &Actor, id: &CallId) -> Result<Call> {
    match seated(conn, actor, id)? {
        (call, Seat { coordinates: true, .. }) => Ok(call),
        _ => Err(Error::NotFound),
    }
}

/// The same for its chair only.
pub fn chaired(conn: &mut Conn, actor: &Actor, id: &CallId) -> Result<Call> {
    match seated(conn, actor, id)? {
        (call, Seat { chairs: true, .. }) => Ok(call),
        _ => Err(Error::NotFound),
    }
}

/// An application of this call that was filed, not of another call, and not one that somebody must not
/// see for a conflict of interest.
pub fn application(
    conn: &mut Conn,
    actor: &Actor,
    (call, id): (&Call, &ApplicationId),
) -> Result<Application> {
    let found = applications::queries::find(conn, id)?;
    let filed = !matches!(found.state, State::Draft | State::Lapsed);
    let apart = !hidden_from(conn, &actor.id, &call.id)?.contains(id);
    if found.call_id == call.id && filed && apart { Ok(found) } else { Err(Error::NotFound) }
}
