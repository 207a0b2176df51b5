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
    /// Whether they do what a coordinator does with what was filed: coordinators, and secretaries, who act where a
    /// coordinator stands aside.
    pub coordinates: bool,
    /// Whether they run the call itself, and give its seats.
    pub runs: bool,
    pub chairs: bool,
    /// Whether they only look on.
    pub observes: bool,
    /// Until when an admin who has no seat may read, in an emergency.
    pub until: Option<NaiveDateTime>,
}

/// A call for its coordinators, its secretaries, its chair, its committee and who may look on.
pub fn seated(conn: &mut Conn, actor: &Actor, id: &CallId) -> Result<(Call, Seat)> {
    let call = calls::queries::find(conn, id)?;
    let roles = calls::queries::roles_of(conn, id, &actor.id)?;
    let has = |role| roles.contains(&role);
    let runs = has(CallRole::Coordinator);
    let acts = runs || has(CallRole::Secretary) || has(CallRole::Chair) || has(CallRole::Committee);
    let seat = Seat {
        coordinates: runs || has(CallRole::Secretary),
        runs,
        chairs: has(CallRole::Chair),
        observes: !acts,
        until: None,
    };
    if acts || has(CallRole::Observer) { Ok((call, seat)) } else { Err(Error::NotFound) }
}

/// The same for those who do more than look on.
pub fn acting(conn: &mut Conn, actor: &Actor, id: &CallId) -> Result<(Call, Seat)> {
    match seated(conn, actor, id)? {
        (_, Seat { observes: true, .. }) => Err(Error::NotFound),
        found => Ok(found),
    }
}

/// The same for its coordinators, who give its seats.
pub fn run(conn: &mut Conn, actor: &Actor, id: &CallId) -> Result<Call> {
    match seated(conn, actor, id)? {
        (call, Seat { runs: true, .. }) => Ok(call),
        _ => Err(Error::NotFound),
    }
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
            let seat = Seat {
                coordinates: false,
                runs: false,
                chairs: false,
                observes: true,
                until: Some(until),
            };
            Ok((call, seat))
        }
        found => found,
    }
}

/// The same for its coordinators and secretaries.
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
