//! API tokens.

use chrono::NaiveDateTime;
use serde_json::json;

use super::people::check_admin;
use crate::Result;
use crate::accounts::{AccountId, Actor, Scope, TokenId, queries, rules};
use crate::db::Conn;
use crate::history::{self, By};
use crate::outbox;
use crate::secret::{new_token, token_hash};

/// Makes a token and answers it, for the only time.
pub fn create_token(
    conn: &mut Conn,
    account: &AccountId,
    scope: Scope,
    expires_at: Option<NaiveDateTime>,
    now: NaiveDateTime,
) -> Result<String> {
    let owner = queries::find(conn, account)?;
    if owner.disabled_at.is_some() {
        return Err(rules::DISABLED.into());
    }
    if !rules::may_hold(owner.network_role, scope) {
        return Err(rules::SCOPE_TOO_WIDE.into());
    }
    // The prefix lets people and scanners of source code recognise what they found.
    let token = format!("maillage_{}", new_token());
    let id =
        queries::insert_api_token(conn, account, (&token_hash(&token), scope), now, expires_at)?;
    let by = By::Account(account.clone());
    let detail = json!({ "token": id.as_str(), "scope": scope, "expires_at": expires_at });
    history::record(
        conn,
        &by,
        "account.token_created",
        ("account", account.as_str()),
        &detail,
        now,
    )?;
    Ok(token)
}

/// Ends one of the actor's tokens. Says nothing when it ended meanwhile.
pub fn revoke_token(
    conn: &mut Conn,
    actor: &Actor,
    id: &TokenId,
    now: NaiveDateTime,
) -> Result<()> {
    if queries::revoke_api_token(conn, &actor.id, id, now)? {
        let by = By::Account(actor.id.clone());
        let subject = ("account", actor.id.as_str());
        let detail = json!({ "token": id.as_str() });
        history::record(conn, &by, "account.token_revoked", subject, &detail, now)?;
    }
    Ok(())
}

/// Ends somebody's token, for whoever administers the network. Says nothing when it ended meanwhile.
pub fn revoke_any_token(
    conn: &mut Conn,
    actor: &Actor,
    id: &TokenId,
    now: NaiveDateTime,
) -> Result<()> {
    check_admin(actor)?;
    let owner = queries::owner_of_token(conn, id)?;
    if queries::revoke_api_token(conn, &owner.id, id, now)? {
        let (by, subject) = (By::Account(actor.id.clone()), ("account", owner.id.as_str()));
        let detail = json!({ "token": id.as_str() });
        history::record(conn, &by, "account.token_revoked", subject, &detail, now)?;
        outbox::write(
            conn,
            "token_revoked",
            (&owner.name, &owner.email, owner.language),
            (json!({}), None),
            now,
        )?;
    }
    Ok(())
}
