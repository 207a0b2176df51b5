//! Who may see and change a call. What one may not see is not found.

use chrono::NaiveDateTime;

use super::{Call, CallId, CallRole, Question, QuestionId, State, queries};
use crate::accounts::Actor;
use crate::db::Conn;
use crate::{Error, Result};

/// Whoever steers the network may begin a call.
pub fn may_begin(actor: &Actor) -> bool {
    actor.coordinates()
}

/// A call for those who coordinate it, and for admins. Coordinators of another call find nothing.
pub fn for_desk(conn: &mut Conn, actor: &Actor, id: &CallId) -> Result<Call> {
    let call = queries::find(conn, id)?;
    if actor.is_admin() || queries::has_role(conn, (id, &actor.id), CallRole::Coordinator)? {
        return Ok(call);
    }
    Err(Error::NotFound)
}

/// What anybody may read: everything that was announced.
pub fn for_reader(conn: &mut Conn, slug: &str) -> Result<Call> {
    let call = queries::by_slug(conn, slug)?;
    if is_public(&call) { Ok(call) } else { Err(Error::NotFound) }
}

/// The same for whoever may read it at the desk already.
pub fn for_reader_or_desk(conn: &mut Conn, actor: Option<&Actor>, slug: &str) -> Result<Call> {
    let call = queries::by_slug(conn, slug)?;
    match actor {
        _ if is_public(&call) => Ok(call),
        Some(actor) => for_desk(conn, actor, &call.id),
        None => Err(Error::NotFound),
    }
}

/// The same for what it asks: as long as it only was announced, and once it was called off, that is its desk's alone.
pub fn for_form(
    conn: &mut Conn,
    actor: Option<&Actor>,
    slug: &str,
    now: NaiveDateTime,
) -> Result<Call> {
    let call = for_reader_or_desk(conn, actor, slug)?;
    match actor {
        _ if call.shows_form(now) => Ok(call),
        Some(actor) => for_desk(conn, actor, &call.id),
        None => Err(Error::NotFound),
    }
}

/// A draft is nobody's business, and what was cancelled as a draft neither. Of what was announced all may read that it was
/// called off.
pub fn is_public(call: &Call) -> bool {
    match call.state {
        State::Draft => false,
        State::Cancelled => call.published_at.or(call.announced_at).is_some(),
        State::Announced
        | State::Published
        | State::InReview
        | State::Deliberation
        | State::Decided
        | State::ResultsPublished
        | State::Archived => true,
    }
}

/// A question of this call, not of another.
pub fn question(conn: &mut Conn, call: &Call, id: &QuestionId) -> Result<Question> {
    let question = queries::question(conn, id)?;
    if question.call_id == call.id { Ok(question) } else { Err(Error::NotFound) }
}
