//! What happens to a call and concerns those who apply.

use chrono::NaiveDateTime;

use serde_json::json;

use super::note;
use crate::accounts::{self, Actor};
use crate::applications::{
    ApplicationId, Extension, ExtensionId, Role, access, mail, queries, rules,
};
use crate::calls::{self, CallId, QuestionId, State};
use crate::db::Conn;
use crate::questionnaires::Weight;
use crate::reviews::queries::hidden_from;
use crate::{Result, reviews};

/// Puts a call's closing off, and tells whoever owns an application to it.
pub fn extend_call(
    conn: &mut Conn,
    actor: &Actor,
    id: &CallId,
    (closes_at, reason): (NaiveDateTime, &str),
    now: NaiveDateTime,
) -> Result<()> {
    calls::ops::extend(conn, actor, id, (closes_at, reason), now)?;
    queries::forget_reminders(conn, (id, None), &rules::to_come(closes_at, now))?;
    let call = calls::queries::find(conn, id)?;
    for (application, name, email, language) in queries::owners_of(conn, id)? {
        let path = format!("/applications/{application}");
        let to = ((name.as_str(), email.as_str(), language), path.as_str());
        mail::extended(conn, (&call, closes_at, reason), to, now)?;
    }
    Ok(())
}

/// Calls a call off, and tells everybody with a part in an application to it that was neither withdrawn nor refused before.
pub fn cancel_call(
    conn: &mut Conn,
    actor: &Actor,
    (id, reason): (&CallId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    conn.take_turn(id.as_str())?;
    let before = calls::queries::find(conn, id)?.state;
    calls::ops::cancel(conn, actor, (id, reason), now)?;
    let call = calls::queries::find(conn, id)?;
    if before == call.state {
        return Ok(());
    }
    reviews::queries::close_completions(conn, id, now)?;
    for (application, name, email, language) in queries::concerned_by(conn, id)? {
        let to = (name.as_str(), email.as_str(), language);
        mail::cancelled(conn, (&call, &application), to, now)?;
    }
    Ok(())
}

/// Puts the closing off for one application, with a reason that the committee reads. Its owner and the network's admins are
/// told. What is frozen is not opened again.
pub fn extend_one(
    conn: &mut Conn,
    actor: &Actor,
    (call, id): (&CallId, &ApplicationId),
    (closes_at, reason): (NaiveDateTime, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let (call, application) = access::at_desk(conn, actor, call, id)?;
    conn.take_turn(call.id.as_str())?;
    if calls::queries::find(conn, &call.id)?.state != State::Published {
        return Err(calls::rules::CLOSED.into());
    }
    let granted = queries::granted(conn, id)?;
    if Some(closes_at) <= calls::rules::deadline(&call.terms, granted) || closes_at <= now {
        return Err(calls::rules::ONLY_LATER.into());
    }
    if reason.trim().chars().count() < calls::rules::FEWEST_REASON {
        return Err(calls::rules::NO_REASON.into());
    }
    let extension = Extension {
        id: ExtensionId::new(),
        application_id: id.clone(),
        closes_at,
        reason: reason.trim().to_owned(),
        granted_by: actor.id.clone(),
        granted_at: now,
    };
    queries::insert_extension(conn, &extension)?;
    queries::forget_reminders(conn, (&call.id, Some(id)), &rules::to_come(closes_at, now))?;
    let detail = json!({ "to": closes_at.to_string(), "reason": extension.reason });
    note(conn, &actor.id, ("application.extend", id), &detail, now)?;
    let owner = queries::owner(conn, id)?;
    let owner = accounts::queries::find(conn, &owner.account_id)?;
    let path = format!("/applications/{id}");
    let to = (owner.name.as_str(), owner.email.as_str(), owner.language);
    mail::extended(conn, (&call, closes_at, reason), (to, path.as_str()), now)?;
    let named = application.reference.unwrap_or_else(|| call.reference.clone());
    for admin in accounts::queries::admins(conn)? {
        // Who must not know of an application is told nothing of it.
        if hidden_from(conn, &admin.id, &call.id)?.contains(id) {
            continue;
        }
        let to = (admin.name.as_str(), admin.email.as_str(), admin.language);
        mail::extended_one(conn, (&call, &named, &extension), (to, &actor.name), now)?;
    }
    Ok(())
}

/// Has a call ask the new version of its form. Drafts go on with it; what was filed stays as it was, with the version it was
/// filed with. Owners are told of all that concerns them.
pub fn amend_call(
    conn: &mut Conn,
    actor: &Actor,
    (id, reason): (&CallId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let revised = calls::ops::publish_revision(conn, actor, (id, reason), now)?;
    queries::move_drafts(conn, id, &revised.amendment.version_id)?;
    if let Some(closes_at) = revised.closes_at {
        queries::forget_reminders(conn, (id, None), &rules::to_come(closes_at, now))?;
    }
    if revised.amendment.weight == Weight::Free {
        return Ok(());
    }
    for (application, name, email, language) in queries::owners_of(conn, id)? {
        let path = format!("/applications/{application}");
        let to = ((name.as_str(), email.as_str(), language), path.as_str());
        mail::amended(conn, &revised, to, now)?;
    }
    Ok(())
}

/// Publishes an answer. One that changes the rules, or settles them, is written to whoever owns an application to the call.
pub fn answer_question(
    conn: &mut Conn,
    actor: &Actor,
    (call, id): (&CallId, &QuestionId),
    (body, answer, rules): (&str, &str, bool),
    now: NaiveDateTime,
) -> Result<()> {
    calls::ops::answer(conn, actor, (call, id), (body, answer), now)?;
    if !rules {
        return Ok(());
    }
    let (call, question) = calls::ops::rule(conn, actor, (call, id), now)?;
    for (_, name, email, language) in queries::owners_of(conn, &call.id)? {
        let to = (name.as_str(), email.as_str(), language);
        mail::ruled(conn, (&call, &question), to, now)?;
    }
    Ok(())
}

/// Goes on with the version that the call asks now. What was filed stays as it is until it is filed again.
pub fn take_version(
    conn: &mut Conn,
    actor: &Actor,
    id: &ApplicationId,
    now: NaiveDateTime,
) -> Result<()> {
    let there = access::opened(conn, actor, id)?;
    if !matches!(there.person.role, Role::Owner | Role::Editor) {
        return Err(rules::NOT_YOURS.into());
    }
    rules::check_write(&there.application, (&there.call, there.granted), now)?;
    if there.application.version_id == there.call.version_id {
        return Ok(());
    }
    queries::set_version(conn, id, &there.call.version_id)?;
    queries::touch(conn, id, (&actor.id, now))?;
    note(conn, &actor.id, ("application.take_version", id), &json!({}), now)
}
