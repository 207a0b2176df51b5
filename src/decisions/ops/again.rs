//! What was decided and not told is taken up again, or wanted by nobody any more.

use chrono::NaiveDateTime;
use serde_json::json;

use crate::accounts::{AccountId, Actor};
use crate::applications::ApplicationId;
use crate::calls::CallId;
use crate::db::Conn;
use crate::decisions::rules::{self, Event};
use crate::decisions::{DecisionState, access, queries};
use crate::history::{self, By};
use crate::reviews::PostId;
use crate::reviews::rules::check_reason;
use crate::{Error, Result, reviews};

/// The chair takes up again a decision that was validated, the one they read, with the reason, until it is told. The
/// committee decides anew; letters that were prepared do not leave.
pub fn reopen(
    conn: &mut Conn,
    actor: &Actor,
    (call, id): (&CallId, &ApplicationId),
    (seen, reason): (&str, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let call = access::chaired(conn, actor, call)?;
    access::application(conn, actor, (&call, id))?;
    // Letters leave under the turn of the call.
    conn.take_turn(call.id.as_str())?;
    conn.take_turn(id.as_str())?;
    let Some(there) = queries::current(conn, id)? else {
        // The button was pressed twice.
        return match queries::reopened(conn, id)? {
            Some(last) if last.mark() == seen => Ok(()),
            _ => Err(Error::NotFound),
        };
    };
    if there.mark() != seen {
        return Err(rules::CHANGED.into());
    }
    if there.state != DecisionState::Validated {
        return Err(rules::ILLEGAL.into());
    }
    rules::next(there.state, Event::Supersede)?;
    check_reason(reason)?;
    if !queries::supersede(conn, &there, reason.trim())? {
        return Err(rules::CHANGED.into());
    }
    let by = By::Account(actor.id.clone());
    let detail = json!({ "outcome": there.outcome, "reason": reason.trim() });
    history::record(conn, &by, "decision.reopen", ("application", id.as_str()), &detail, now)
}

/// An application was withdrawn: what was proposed or validated of it, and not told, stands no longer.
pub fn forgo(
    conn: &mut Conn,
    (by, id): (&AccountId, &ApplicationId),
    now: NaiveDateTime,
) -> Result<()> {
    let Some(there) = queries::current(conn, id)? else { return Ok(()) };
    if there.state == DecisionState::Notified {
        return Ok(());
    }
    rules::next(there.state, Event::Supersede)?;
    if !queries::supersede(conn, &there, "")? {
        return Err(rules::CHANGED.into());
    }
    let by = By::Account(by.clone());
    let detail = json!({ "outcome": there.outcome, "from": there.state });
    history::record(conn, &by, "decision.forgo", ("application", id.as_str()), &detail, now)
}

/// Somebody who sits over an application says something to the others who do; reviewers do not read it.
pub fn say(
    conn: &mut Conn,
    actor: &Actor,
    (call, id): (&CallId, &ApplicationId),
    (post, body): (&PostId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let (call, _) = access::acting(conn, actor, call)?;
    access::application(conn, actor, (&call, id))?;
    reviews::ops::say_to_committee(conn, actor, (id, post, body), now)
}
