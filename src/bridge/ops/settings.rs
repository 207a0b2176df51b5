//! A bridge is proposed, confirmed from the helpdesk's own mailbox, tried and closed.

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::{record, words};
use crate::accounts::{self, Actor, NodeId, NodeRole, throttle};
use crate::bridge::{Bridge, queries, rules};
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::By;
use crate::outbox;
use crate::secret::Signer;
use crate::{Error, Result};

/// A node by its slug for those who may set its bridge; for others there is none.
pub fn settable(conn: &mut Conn, actor: &Actor, slug: &str) -> Result<(NodeId, String)> {
    let (node, name) = queries::node_reference(conn, slug)?;
    if rules::may_set(actor, &node) { Ok((node, name)) } else { Err(Error::NotFound) }
}

/// Asks the helpdesk's address to confirm. Nothing goes there before that; an open bridge stays as it is meanwhile.
pub fn propose(
    conn: &mut Conn,
    actor: &Actor,
    slug: &str,
    (email, own_address): (&str, &str),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let (node, _) = settable(conn, actor, slug)?;
    // A bridge to ourselves would be a loop.
    if email.eq_ignore_ascii_case(own_address) {
        return Err(rules::OWN_ADDRESS.into());
    }
    throttle::count(conn, "propose-helpdesk", node.as_str(), rules::PROPOSALS_PER_NODE, now)?;
    queries::propose(conn, &node, (email, &actor.id), now)?;
    let by = By::Account(actor.id.clone());
    record(conn, &by, "bridge.propose", (&node, &json!({})), now)?;
    let bridge = queries::find(conn, &node)?.ok_or(Error::NotFound)?;
    let key = confirmation_key(signer, &bridge);
    let path = format!("/nodes/{slug}/bridge/confirmation?key={key}");
    let facts = json!({ "author": actor.name, "path": path });
    send(conn, &bridge, email, "bridge_confirm", facts, now)
}

/// What the link in the confirmation holds: it is good for one proposal.
pub fn confirmation_key(signer: &Signer, bridge: &Bridge) -> String {
    signer.sign("bridge", &proposal(bridge))
}

fn proposal(bridge: &Bridge) -> String {
    let at = bridge.proposed_at.map(|at| at.and_utc().timestamp_micros()).unwrap_or_default();
    let email = bridge.proposed_email.as_deref().unwrap_or_default();
    format!("{}\n{email}\n{at}", bridge.node_id)
}

/// The proposal that a key belongs to, with the name of the node.
pub fn proposed(
    conn: &mut Conn,
    slug: &str,
    key: &str,
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<(Bridge, String)> {
    let (node, name) = queries::node_reference(conn, slug)?;
    let bridge = queries::find(conn, &node)?.ok_or(Error::NotFound)?;
    let fresh = bridge.proposed_at.is_some_and(|at| now - at <= rules::CONFIRM_WITHIN);
    if fresh && signer.verify("bridge", &proposal(&bridge), key) {
        Ok((bridge, name))
    } else {
        Err(Error::NotFound)
    }
}

/// Whoever reads the helpdesk's mail confirms: from now on it gets the node's questions.
pub fn confirm(
    conn: &mut Conn,
    slug: &str,
    key: &str,
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let (bridge, name) = proposed(conn, slug, key, signer, now)?;
    let held = Some((bridge.node_id.clone(), NodeRole::Staff));
    let email = rules::account_address(&bridge.node_id);
    let account = accounts::ops::create_user(conn, &email, &name, None, held, now)?;
    if !queries::open(conn, &bridge, &account, now)? {
        return Err(rules::NOT_PROPOSED.into());
    }
    record(conn, &By::System, "bridge.open", (&bridge.node_id, &json!({})), now)
}

/// Closes a bridge, or takes a proposal back. What the helpdesk held is the node's people's again.
pub fn close(conn: &mut Conn, actor: &Actor, slug: &str, now: NaiveDateTime) -> Result<()> {
    let (node, _) = settable(conn, actor, slug)?;
    let Some(bridge) = queries::find(conn, &node)? else { return Ok(()) };
    let withdrawn = queries::withdraw(conn, &node)? > 0;
    let closed = queries::close(conn, &node)?;
    if let (true, Some(account)) = (closed, &bridge.account_id) {
        let today = network_day(now);
        if let Some((id, ..)) = accounts::queries::membership_on(conn, account, &node, today)? {
            accounts::queries::set_membership_end(conn, &id, today.pred_opt())?;
        }
    }
    if withdrawn || closed {
        let by = By::Account(actor.id.clone());
        record(conn, &by, "bridge.close", (&node, &json!({ "was_open": closed })), now)?;
    }
    Ok(())
}

/// Sends the helpdesk a mail that asks for nothing.
pub fn send_test(conn: &mut Conn, actor: &Actor, slug: &str, now: NaiveDateTime) -> Result<()> {
    let (node, _) = settable(conn, actor, slug)?;
    let bridge = queries::active(conn, &node)?.ok_or(Error::Refused(rules::NOT_ACTIVE))?;
    let by = By::Account(actor.id.clone());
    record(conn, &by, "bridge.test", (&node, &json!({})), now)?;
    let facts = json!({ "author": actor.name });
    send(conn, &bridge, super::address(&bridge)?, "bridge_test", facts, now)
}

fn send(
    conn: &mut Conn,
    bridge: &Bridge,
    email: &str,
    template: &'static str,
    mut facts: Value,
    now: NaiveDateTime,
) -> Result<()> {
    let (name, language) = words(conn, &bridge.node_id)?;
    facts["node"] = json!(name);
    outbox::write(conn, template, (&name, email, language), (facts, None), now)?;
    Ok(())
}
