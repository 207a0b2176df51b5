//! Signing in and out.

use chrono::{NaiveDateTime, TimeDelta};
use serde_json::json;

use crate::accounts::{
    Account, AccountId, Actor, Browser, SessionId, Stage, queries, rules, throttle,
};
use crate::db::Conn;
use crate::history::{self, By};
use crate::outbox;
use crate::secret::{new_token, token_hash};
use crate::{Error, Result};

/// Somebody signed in, or is one step away from it: the token for their browser, and who they are.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// Of a session; of a first step, as long as the second one is missing.
    pub token: String,
    pub account: Account,
    pub stage: Stage,
}

/// An address as typed, where the request came from, and how wide the limits are (wider in the demo).
#[derive(Debug, Clone)]
pub struct Attempt {
    pub email: String,
    pub address: String,
    pub factor: i32,
}

/// Sends a sign-in link to an account. Says nothing when there is none: nobody learns who has an account.
pub fn ask_link(conn: &mut Conn, attempt: &Attempt, next: &str, now: NaiveDateTime) -> Result<()> {
    let (email, factor) = (&attempt.email, attempt.factor);
    throttle::count(
        conn,
        "link-from",
        &attempt.address,
        rules::LINKS_PER_ADDRESS.times(factor),
        now,
    )?;
    let limit = rules::LINKS_PER_ACCOUNT.times(factor);
    if !throttle::may_send(conn, "link-to", email, limit, now)? {
        return Ok(());
    }
    let Some(account) =
        queries::by_email(conn, email)?.filter(|account| account.disabled_at.is_none())
    else {
        return Ok(());
    };
    let token = issue_link(conn, &account.id, rules::LINK_LIFE, now)?;
    let path = match rules::local_path(next) {
        Some(next) => format!("/sign-in/{token}?next={}", rules::query_value(next)),
        None => format!("/sign-in/{token}"),
    };
    let payload = json!({ "path": path, "minutes": rules::LINK_LIFE.num_minutes() });
    outbox::write(
        conn,
        "sign_in",
        (&account.name, &account.email, account.language),
        (payload, None),
        now,
    )?;
    Ok(())
}

/// The token of a link for an operator to hand over: `{base_url}/sign-in/{token}`.
pub fn sign_in_link(conn: &mut Conn, account: &AccountId, now: NaiveDateTime) -> Result<String> {
    history::record(
        conn,
        &By::System,
        "account.link_made",
        ("account", account.as_str()),
        &json!({}),
        now,
    )?;
    issue_link(conn, account, rules::PRINTED_LINK_LIFE, now)
}

fn issue_link(
    conn: &mut Conn,
    account: &AccountId,
    life: TimeDelta,
    now: NaiveDateTime,
) -> Result<String> {
    let token = new_token();
    queries::insert_link(conn, account, &token_hash(&token), now, now + life)?;
    Ok(token)
}

/// Uses a link, once, and voids the account's other links.
pub fn use_link(
    conn: &mut Conn,
    token: &str,
    browser: &Browser,
    now: NaiveDateTime,
) -> Result<Arrival> {
    let id = queries::use_link(conn, &token_hash(token), now)?.ok_or(rules::LINK_SPENT)?;
    let account = queries::find(conn, &id)?;
    if account.disabled_at.is_some() {
        return Err(rules::LINK_SPENT.into());
    }
    queries::void_links(conn, &id, now)?;
    arrive(conn, account, browser, "link", now)
}

/// Counts a try of a password before it is compared.
pub fn count_password_try(conn: &mut Conn, attempt: &Attempt, now: NaiveDateTime) -> Result<()> {
    let (email, factor) = (&attempt.email, attempt.factor);
    let from = rules::PASSWORDS_PER_ADDRESS.times(factor);
    throttle::count(conn, "password-from", &attempt.address, from, now)?;
    throttle::count(conn, "password-of", email, rules::PASSWORDS_PER_ACCOUNT.times(factor), now)
}

/// Signs in by a password that was found right, unless account or password changed meanwhile.
pub fn sign_in_by_password(
    conn: &mut Conn,
    compared: &Account,
    browser: &Browser,
    now: NaiveDateTime,
) -> Result<Arrival> {
    let account = queries::find(conn, &compared.id)?;
    if account.disabled_at.is_some() || account.password_hash != compared.password_hash {
        return Err(Error::NotFound);
    }
    arrive(conn, account, browser, "password", now)
}

/// Keeps the hash of the same password made with today's parameters.
pub fn renew_hash(conn: &mut Conn, account: &AccountId, hash: &str) -> Result<()> {
    Ok(queries::set_password(conn, account, Some(hash))?)
}

/// Somebody has given the first step: they are in, or are asked for the second one.
pub(super) fn arrive(
    conn: &mut Conn,
    account: Account,
    browser: &Browser,
    way: &str,
    now: NaiveDateTime,
) -> Result<Arrival> {
    let step = queries::second_step(conn, &account.id)?;
    let stage = rules::stage(step.as_ref(), account.network_role, browser.demand);
    if stage == Stage::In {
        return enter(conn, account, browser, &json!({ "by": way }), now);
    }
    let (token, until) = (new_token(), now + rules::FIRST_STEP_LIFE);
    queries::insert_first_step(conn, &account.id, (&token_hash(&token), way), now, until)?;
    Ok(Arrival { token, account, stage })
}

/// A new session in this browser; the one before it ends.
pub(super) fn enter(
    conn: &mut Conn,
    account: Account,
    browser: &Browser,
    how: &serde_json::Value,
    now: NaiveDateTime,
) -> Result<Arrival> {
    if let Some(before) = &browser.before
        && let Some(session) = &before.session
    {
        queries::revoke_session(conn, &before.id, session, now)?;
    }
    let token = new_token();
    let agent: String = browser.agent.chars().take(300).collect();
    let hash = token_hash(&token);
    queries::insert_session(conn, &account.id, (&hash, &agent), now, now + rules::SESSION_LIFE)?;
    record(conn, &account.id, "account.signed_in", how, now)?;
    Ok(Arrival { token, account, stage: Stage::In })
}

pub fn sign_out(conn: &mut Conn, actor: &Actor, now: NaiveDateTime) -> Result<()> {
    let Some(session) = &actor.session else { return Ok(()) };
    if queries::revoke_session(conn, &actor.id, session, now)? {
        record(conn, &actor.id, "account.signed_out", &json!({}), now)?;
    }
    Ok(())
}

/// Ends one of the actor's sessions. Says nothing when it ended meanwhile.
pub fn revoke_session(
    conn: &mut Conn,
    actor: &Actor,
    id: &SessionId,
    now: NaiveDateTime,
) -> Result<()> {
    if queries::revoke_session(conn, &actor.id, id, now)? {
        record(conn, &actor.id, "account.session_revoked", &json!({ "sessions": 1 }), now)?;
    }
    Ok(())
}

/// Ends all of the actor's sessions but the one they are using.
pub fn revoke_others(conn: &mut Conn, actor: &Actor, now: NaiveDateTime) -> Result<()> {
    let ended = queries::revoke_sessions(conn, &actor.id, actor.session.as_ref(), now)?;
    if ended > 0 {
        record(conn, &actor.id, "account.session_revoked", &json!({ "sessions": ended }), now)?;
    }
    Ok(())
}

/// Sets, changes or removes the actor's password: other sessions and waiting links end, and a mail says so.
pub fn change_password(
    conn: &mut Conn,
    actor: &Actor,
    hash: Option<&str>,
    now: NaiveDateTime,
) -> Result<()> {
    queries::set_password(conn, &actor.id, hash)?;
    queries::void_links(conn, &actor.id, now)?;
    queries::void_first_steps(conn, &actor.id, now)?;
    queries::revoke_sessions(conn, &actor.id, actor.session.as_ref(), now)?;
    let action = if hash.is_some() { "account.password_set" } else { "account.password_removed" };
    record(conn, &actor.id, action, &json!({}), now)?;
    outbox::write(
        conn,
        "password_changed",
        (&actor.name, &actor.email, actor.language),
        (json!({ "removed": hash.is_none() }), None),
        now,
    )?;
    Ok(())
}

fn record(
    conn: &mut Conn,
    account: &AccountId,
    action: &str,
    detail: &serde_json::Value,
    now: NaiveDateTime,
) -> Result<()> {
    let by = By::Account(account.clone());
    history::record(conn, &by, action, ("account", account.as_str()), detail, now)
}
