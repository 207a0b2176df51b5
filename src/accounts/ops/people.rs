//! Accounts as such: made, completed, closed, given a role in the network.

use chrono::NaiveDateTime;
use serde_json::json;

use super::members;
use crate::accounts::{AccountId, Actor, Appointed, NetworkRole, NodeId, NodeRole, queries, rules};
use crate::db::Conn;
use crate::history::{self, By};
use crate::i18n::Locale;
use crate::{Error, Result};

/// The account with this address, made if there is none. A name that is known is kept.
pub fn create_account(
    conn: &mut Conn,
    by: &By,
    email: &str,
    name: &str,
    language: Locale,
    now: NaiveDateTime,
) -> Result<AccountId> {
    let email = email.trim().to_lowercase();
    if let Some(account) = queries::by_email(conn, &email)? {
        return Ok(account.id);
    }
    let id = queries::insert_account(conn, (&email, name.trim()), language, now)?;
    history::record(conn, by, "account.created", ("account", id.as_str()), &json!({}), now)?;
    Ok(id)
}

/// Creates or completes an account, as an operator does from the command line: roles are added, never taken away.
pub fn create_user(
    conn: &mut Conn,
    email: &str,
    name: &str,
    network_role: Option<NetworkRole>,
    membership: Option<(NodeId, NodeRole)>,
    now: NaiveDateTime,
) -> Result<AccountId> {
    let id = create_account(conn, &By::System, email, name, Locale::Fr, now)?;
    widen_network_role(conn, &By::System, &id, network_role, now)?;
    if let Some((node, role)) = membership {
        members::join(conn, &By::System, &id, &node, role, now)?;
    }
    Ok(id)
}

pub fn set_profile(
    conn: &mut Conn,
    actor: &Actor,
    name: &str,
    language: Locale,
    now: NaiveDateTime,
) -> Result<()> {
    queries::set_profile(conn, &actor.id, name, language)?;
    record(conn, actor, "account.profile_changed", &actor.id, &json!({}), now)
}

/// Adds a network role to an account that has none or a narrower one.
pub(super) fn widen_network_role(
    conn: &mut Conn,
    by: &By,
    id: &AccountId,
    role: Option<NetworkRole>,
    now: NaiveDateTime,
) -> Result<()> {
    let account = queries::find(conn, id)?;
    let wider = rules::wider_network_role(account.network_role, role);
    if wider == account.network_role {
        return Ok(());
    }
    queries::set_network_role(conn, id, wider)?;
    end_single_steps(conn, id, wider, now)?;
    let detail = json!({ "from": account.network_role, "to": wider });
    history::record(conn, by, "account.network_role_set", ("account", id.as_str()), &detail, now)
}

/// Gives or takes a network role. The last admin stays one.
pub fn set_network_role(
    conn: &mut Conn,
    actor: &Actor,
    id: &AccountId,
    role: Option<NetworkRole>,
    now: NaiveDateTime,
) -> Result<()> {
    check_admin(actor)?;
    queries::hold_admins(conn)?;
    let account = queries::find(conn, id)?;
    if account.network_role == role {
        return Ok(());
    }
    if account.network_role == Some(NetworkRole::Admin) {
        check_not_last_admin(conn, id)?;
    }
    queries::set_network_role(conn, id, role)?;
    end_single_steps(conn, id, role, now)?;
    let detail = json!({ "from": account.network_role, "to": role });
    record(conn, actor, "account.network_role_set", id, &detail, now)
}

/// Whoever becomes an admin signs in anew: what their browsers proved was enough for less.
fn end_single_steps(
    conn: &mut Conn,
    id: &AccountId,
    role: Option<NetworkRole>,
    now: NaiveDateTime,
) -> Result<()> {
    if role == Some(NetworkRole::Admin) && queries::second_step(conn, id)?.is_none() {
        queries::revoke_sessions(conn, id, None, now)?;
    }
    Ok(())
}

/// Appoints somebody who approves what is destroyed, or ends that.
pub fn set_archivist(
    conn: &mut Conn,
    actor: &Actor,
    id: &AccountId,
    appointed: Appointed,
    now: NaiveDateTime,
) -> Result<()> {
    check_admin(actor)?;
    queries::find(conn, id)?;
    let changed = match appointed {
        Appointed::Yes => queries::appoint(conn, id, &actor.id, now)?,
        Appointed::No => queries::dismiss(conn, id)?,
    };
    if !changed {
        return Ok(());
    }
    let detail = json!({ "to": appointed == Appointed::Yes });
    record(conn, actor, "account.archivist_set", id, &detail, now)
}

/// Closes an account: its sessions, links and tokens end at once. Says nothing when it is closed already.
pub fn disable_account(
    conn: &mut Conn,
    actor: &Actor,
    id: &AccountId,
    now: NaiveDateTime,
) -> Result<()> {
    check_admin(actor)?;
    queries::hold_admins(conn)?;
    let account = queries::find(conn, id)?;
    if account.network_role == Some(NetworkRole::Admin) {
        check_not_last_admin(conn, id)?;
    }
    if !queries::disable(conn, id, now)? {
        return Ok(());
    }
    queries::void_links(conn, id, now)?;
    queries::void_first_steps(conn, id, now)?;
    queries::revoke_sessions(conn, id, None, now)?;
    queries::revoke_api_tokens(conn, id, now)?;
    record(conn, actor, "account.disabled", id, &json!({}), now)
}

pub fn enable_account(
    conn: &mut Conn,
    actor: &Actor,
    id: &AccountId,
    now: NaiveDateTime,
) -> Result<()> {
    check_admin(actor)?;
    queries::find(conn, id)?;
    if queries::enable(conn, id)? {
        record(conn, actor, "account.enabled", id, &json!({}), now)?;
    }
    Ok(())
}

pub(super) fn check_admin(actor: &Actor) -> Result<()> {
    if actor.is_admin() { Ok(()) } else { Err(Error::NotFound) }
}

fn check_not_last_admin(conn: &mut Conn, id: &AccountId) -> Result<()> {
    if queries::another_admin_exists(conn, id)? { Ok(()) } else { Err(rules::LAST_ADMIN.into()) }
}

fn record(
    conn: &mut Conn,
    actor: &Actor,
    action: &str,
    id: &AccountId,
    detail: &serde_json::Value,
    now: NaiveDateTime,
) -> Result<()> {
    let by = By::Account(actor.id.clone());
    history::record(conn, &by, action, ("account", id.as_str()), detail, now)
}
