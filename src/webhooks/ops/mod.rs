//! What people do with webhooks, and what they are told. Each function is one whole step, in the caller's transaction.

mod tell;

pub use tell::{Answer, happened, noted, replay, send_test};

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::{Ended, Hook, HookId, Proposal, queries, rules};
use crate::accounts::rules::may_manage;
use crate::accounts::{Actor, NodeId};
use crate::db::Conn;
use crate::history::{self, By};
use crate::{Error, Result};

/// A webhook for those who may set it: the managers of its node, and admins. For others there is none.
pub fn settable(conn: &mut Conn, actor: &Actor, id: &HookId) -> Result<Hook> {
    let hook = queries::find(conn, id)?;
    if may_set(actor, hook.node_id.as_ref()) { Ok(hook) } else { Err(Error::NotFound) }
}

/// Who may set the webhooks of a node, or those of the network.
pub fn may_set(actor: &Actor, node: Option<&NodeId>) -> bool {
    match node {
        Some(node) => may_manage(actor, node),
        None => actor.is_admin(),
    }
}

/// Makes a webhook. `id` came with the form, so that sending it twice makes one.
pub fn make(
    conn: &mut Conn,
    actor: &Actor,
    (id, node): (&HookId, Option<&NodeId>),
    proposal: &Proposal,
    now: NaiveDateTime,
) -> Result<Hook> {
    if !may_set(actor, node) {
        return Err(Error::NotFound);
    }
    let present = queries::of(conn, node)?;
    if let Some(made) = present.iter().find(|hook| hook.id == *id) {
        return Ok(made.clone());
    }
    if present.len() >= rules::MOST_HOOKS {
        return Err(rules::TOO_MANY.into());
    }
    queries::insert(conn, (id, node), proposal, &actor.id, now)?;
    let detail = json!({ "node": node, "events": proposal.events });
    record(conn, actor, "webhook.make", (id, &detail), now)?;
    Ok(queries::find(conn, id)?)
}

/// Changes where it goes and of what it is told.
pub fn change(
    conn: &mut Conn,
    actor: &Actor,
    id: &HookId,
    proposal: &Proposal,
    now: NaiveDateTime,
) -> Result<()> {
    let hook = settable(conn, actor, id)?;
    let same = hook.url == proposal.url
        && hook.name == proposal.name
        && hook.occurrences() == proposal.events;
    if same {
        return Ok(());
    }
    queries::change(conn, id, proposal)?;
    let detail = json!({ "events": proposal.events, "moved": hook.url != proposal.url });
    record(conn, actor, "webhook.change", (id, &detail), now)
}

/// Makes a new secret; the one before is good for a while too. `version` is the one the form showed: sending it twice
/// makes one.
pub fn rotate(
    conn: &mut Conn,
    actor: &Actor,
    (id, version): (&HookId, i32),
    now: NaiveDateTime,
) -> Result<Hook> {
    let hook = settable(conn, actor, id)?;
    if hook.secret_version == version + 1 {
        return Ok(hook);
    }
    if hook.former_until.is_some_and(|until| now < until) {
        return Err(rules::STILL_TWO.into());
    }
    if queries::rotate(conn, id, version, now + rules::FORMER_FOR)? {
        record(conn, actor, "webhook.rotate", (id, &json!({ "version": version + 1 })), now)?;
    }
    Ok(queries::find(conn, id)?)
}

/// The secret before is good no more.
pub fn end_former(conn: &mut Conn, actor: &Actor, id: &HookId, now: NaiveDateTime) -> Result<()> {
    settable(conn, actor, id)?;
    match queries::end_former(conn, id)? {
        0 => Ok(()),
        _ => record(conn, actor, "webhook.end_secret", (id, &json!({})), now),
    }
}

/// Lets a webhook rest: what happens meanwhile it is not told.
pub fn rest(conn: &mut Conn, actor: &Actor, id: &HookId, now: NaiveDateTime) -> Result<()> {
    settable(conn, actor, id)?;
    if queries::rest(conn, id, Ended::Person, now)? {
        queries::give_up(conn, id)?;
        record(conn, actor, "webhook.rest", (id, &json!({})), now)?;
    }
    Ok(())
}

pub fn wake(conn: &mut Conn, actor: &Actor, id: &HookId, now: NaiveDateTime) -> Result<()> {
    settable(conn, actor, id)?;
    if queries::wake(conn, id)? {
        record(conn, actor, "webhook.wake", (id, &json!({})), now)?;
    }
    Ok(())
}

/// Removes a webhook with its log. Says nothing when it is gone.
pub fn remove(conn: &mut Conn, actor: &Actor, id: &HookId, now: NaiveDateTime) -> Result<()> {
    settable(conn, actor, id)?;
    queries::delete(conn, id)?;
    record(conn, actor, "webhook.remove", (id, &json!({})), now)
}

fn record(
    conn: &mut Conn,
    actor: &Actor,
    action: &str,
    (id, detail): (&HookId, &Value),
    now: NaiveDateTime,
) -> Result<()> {
    let by = By::Account(actor.id.clone());
    history::record(conn, &by, action, ("webhook", id.as_str()), detail, now)
}
