//! The life of a call, its dates, and who coordinates it.

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use crate::accounts::{self, AccountId, Actor};
use crate::calls::queries::{self, Along};
use crate::calls::rules::checklist::{self, Beside};
use crate::calls::rules::{self, Event};
use crate::calls::{Call, CallId, CallRole, Extension, ExtensionId, Phase, State, access};
use crate::db::Conn;
use crate::decisions::rules::appeals;
use crate::questionnaires::{self, VersionState};
use crate::{Error, Result, decisions};

/// Tells that a call will come.
pub fn announce(conn: &mut Conn, actor: &Actor, id: &CallId, now: NaiveDateTime) -> Result<()> {
    let call = access::for_desk(conn, actor, id)?;
    if call.state == State::Announced {
        return Ok(());
    }
    if call.text.summary_fr.is_empty() {
        return Err(rules::UNREADY.into());
    }
    let along = Along { announced_at: Some(now), ..Along::default() };
    advance(conn, actor, (&call, Event::Announce, "call.announce"), along, now)
}

/// Publishes a call and its form, when nothing that blocks is left to do. It opens by itself.
pub fn publish(conn: &mut Conn, actor: &Actor, id: &CallId, now: NaiveDateTime) -> Result<()> {
    let call = access::for_desk(conn, actor, id)?;
    if call.state == State::Published {
        return Ok(());
    }
    let version = questionnaires::queries::find(conn, &call.version_id)?;
    let (rules_of, weighs) = (super::rules_of(conn, &call)?, super::weighs(conn, &call)?);
    let beside = Beside { form: &version.definition, rules: &rules_of, weighs };
    if !checklist::is_ready(&call, beside, now) {
        return Err(rules::UNREADY.into());
    }
    if version.state == VersionState::Draft {
        questionnaires::ops::publish(conn, &version, now)?;
    }
    let along = Along { published_at: Some(now), ..Along::default() };
    advance(conn, actor, (&call, Event::Publish, "call.publish"), along, now)
}

/// Takes a call back to be written, before it opens; its form goes on as the next version.
pub fn take_back(conn: &mut Conn, actor: &Actor, id: &CallId, now: NaiveDateTime) -> Result<()> {
    let call = access::for_desk(conn, actor, id)?;
    if call.state == State::Draft {
        return Ok(());
    }
    if !matches!(call.phase(now), Phase::Announced | Phase::Scheduled) {
        return Err(rules::OPEN_ALREADY.into());
    }
    let version = questionnaires::queries::find(conn, &call.version_id)?;
    let next = match version.state {
        VersionState::Draft => None,
        VersionState::Published | VersionState::Retired => {
            Some(questionnaires::ops::revise(conn, actor, &version, now)?)
        }
    };
    let along = Along { version: next, ..Along::default() };
    advance(conn, actor, (&call, Event::TakeBack, "call.take_back"), along, now)
}

/// Puts the closing date off for everybody, with a reason that everybody reads. A date never comes nearer.
pub fn extend(
    conn: &mut Conn,
    actor: &Actor,
    id: &CallId,
    (closes_at, reason): (NaiveDateTime, &str),
    now: NaiveDateTime,
) -> Result<Extension> {
    let call = access::for_desk(conn, actor, id)?;
    let (State::Published, Some(closed_at)) = (call.state, call.terms.closes_at) else {
        return Err(rules::CLOSED.into());
    };
    if closes_at <= closed_at || closes_at <= now {
        return Err(rules::ONLY_LATER.into());
    }
    check_reason(reason)?;
    let extension = Extension {
        id: ExtensionId::new(),
        call_id: id.clone(),
        closed_at,
        closes_at,
        reason: reason.to_owned(),
        granted_by: actor.id.clone(),
        granted_at: now,
    };
    if !queries::extend(conn, &call, &extension)? {
        return Err(rules::CHANGED.into());
    }
    let detail = json!({ "from": closed_at.to_string(), "to": closes_at.to_string() });
    note(conn, actor, ("call.extend", id), &detail, now)?;
    Ok(extension)
}

/// Calls it off, with a reason; only admins may.
pub fn cancel(
    conn: &mut Conn,
    actor: &Actor,
    (id, reason): (&CallId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let call = access::for_desk(conn, actor, id)?;
    if !actor.is_admin() {
        return Err(Error::NotFound);
    }
    if call.state == State::Cancelled {
        return Ok(());
    }
    check_reason(reason)?;
    let along = Along { reason: reason.to_owned(), ..Along::default() };
    advance(conn, actor, (&call, Event::Cancel, "call.cancel"), along, now)
}

fn check_reason(reason: &str) -> Result<()> {
    let enough = reason.trim().chars().count() >= rules::FEWEST_REASON;
    if enough { Ok(()) } else { Err(rules::NO_REASON.into()) }
}

fn advance(
    conn: &mut Conn,
    actor: &Actor,
    (call, event, action): (&Call, Event, &str),
    along: Along,
    now: NaiveDateTime,
) -> Result<()> {
    let to = rules::next(call.state, event)?;
    if !queries::advance(conn, call, (to, &along), now)? {
        return Err(rules::CHANGED.into());
    }
    note(conn, actor, (action, &call.id), &json!({ "from": call.state, "to": to }), now)
}

/// Lets somebody coordinate a call; only admins give that away.
pub fn appoint(
    conn: &mut Conn,
    actor: &Actor,
    (id, email): (&CallId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    access::for_desk(conn, actor, id)?;
    if !actor.is_admin() {
        return Err(Error::NotFound);
    }
    let found = accounts::queries::by_email(conn, email)?;
    let account = found.filter(|one| one.disabled_at.is_none()).ok_or(rules::NO_SUCH_ACCOUNT)?;
    if queries::give_role(conn, (id, &account.id, CallRole::Coordinator), (&actor.id, now))? {
        note(conn, actor, ("call.appoint", id), &json!({ "account": account.id }), now)?;
    }
    Ok(())
}

/// Ends somebody's coordinating; says nothing when they did not.
pub fn dismiss_coordinator(
    conn: &mut Conn,
    actor: &Actor,
    (id, account): (&CallId, &AccountId),
    now: NaiveDateTime,
) -> Result<()> {
    access::for_desk(conn, actor, id)?;
    if !actor.is_admin() {
        return Err(Error::NotFound);
    }
    if queries::take_role(conn, (id, account, CallRole::Coordinator))? {
        note(conn, actor, ("call.dismiss", id), &json!({ "account": account }), now)?;
    }
    Ok(())
}

/// Puts a call away whose results are out: the time to appeal is over, and nothing is being looked at again. Only admins may.
pub fn archive(conn: &mut Conn, actor: &Actor, id: &CallId, now: NaiveDateTime) -> Result<()> {
    let call = access::for_desk(conn, actor, id)?;
    if !actor.is_admin() {
        return Err(Error::NotFound);
    }
    if call.state == State::Archived {
        return Ok(());
    }
    let to = rules::next(call.state, Event::Archive)?;
    if !may_archive(conn, &call, now)? {
        return Err(rules::TOO_EARLY.into());
    }
    if !queries::advance(conn, &call, (to, &Along::default()), now)? {
        return Err(rules::CHANGED.into());
    }
    note(conn, actor, ("call.archive", id), &json!({ "from": call.state, "to": to }), now)
}

/// Whether nothing of a call can still change.
pub fn may_archive(conn: &mut Conn, call: &Call, now: NaiveDateTime) -> Result<bool> {
    let over =
        call.results_at.is_some_and(|told| now > appeals::until(told, call.terms.appeal_months));
    let out = call.state == State::ResultsPublished;
    Ok(out && over && !decisions::queries::is_appealed(conn, &call.id)?)
}
