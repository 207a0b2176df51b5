//! Arriving by a provider of identities, and no longer.

use chrono::NaiveDateTime;
use serde_json::json;

use super::people;
use super::sign_in::{Arrival, arrive, enter};
use crate::Result;
use crate::accounts::provider::Identity;
use crate::accounts::{Account, Actor, Browser, queries, rules};
use crate::db::Conn;
use crate::history::{self, By};
use crate::i18n::Locale;
use crate::outbox;
use crate::secret::token_hash;

/// How somebody came back from the provider.
pub enum Returned {
    In(Arrival),
    /// They were signed in, and their account is tied now.
    Linked,
}

/// Notes that a way came back. The same one a second time is somebody else's.
pub fn spend_return(conn: &mut Conn, state: &str, now: NaiveDateTime) -> Result<()> {
    if queries::spend_return(conn, &token_hash(state), now)? {
        Ok(())
    } else {
        Err(rules::PROVIDER_ASTRAY.into())
    }
}

/// Signs in whom the provider means: by its own name for them, else by an address that it has verified. What the provider
/// asked for counts as the second step where it says so.
pub fn return_from_provider(
    conn: &mut Conn,
    identity: &Identity,
    (browser, language): (&Browser, Locale),
    now: NaiveDateTime,
) -> Result<Returned> {
    let known = (identity.issuer.as_str(), identity.subject.as_str());
    let account = match queries::by_subject(conn, known)? {
        Some(account) => account,
        None => link(conn, identity, (browser, language), now)?,
    };
    if account.disabled_at.is_some() {
        return Err(rules::PROVIDER_CLOSED.into());
    }
    queries::touch_linked(conn, (known.0, known.1, identity.orcid.as_deref()), now)?;
    if let Some(before) = &browser.before {
        if before.id != account.id {
            return Err(rules::PROVIDER_ELSEWHERE.into());
        }
        return Ok(Returned::Linked);
    }
    let arrival = if identity.twofold {
        enter(conn, account, browser, &json!({ "by": "provider", "and": "provider" }), now)
    } else {
        arrive(conn, account, browser, "provider", now)
    };
    arrival.map(Returned::In)
}

/// Ties the account of a verified address, which is made if there is none.
fn link(
    conn: &mut Conn,
    identity: &Identity,
    (browser, language): (&Browser, Locale),
    now: NaiveDateTime,
) -> Result<Account> {
    let email = identity.email.as_deref().ok_or(rules::PROVIDER_NO_ADDRESS)?;
    if !identity.verified {
        return Err(rules::PROVIDER_UNVERIFIED.into());
    }
    if browser.before.as_ref().is_some_and(|before| before.email != email) {
        return Err(rules::PROVIDER_ELSEWHERE.into());
    }
    let name = identity.name.as_deref().unwrap_or(email);
    let id = people::create_account(conn, &By::Team, email, name, language, now)?;
    let account = queries::find(conn, &id)?;
    if account.disabled_at.is_some() {
        return Err(rules::PROVIDER_CLOSED.into());
    }
    // Whoever has the address now may be somebody else than who had it.
    if queries::linked_provider(conn, &id)?.is_some_and(|one| one.issuer == identity.issuer) {
        return Err(rules::PROVIDER_OTHER.into());
    }
    let row = (identity.issuer.as_str(), identity.subject.as_str(), identity.orcid.as_deref());
    queries::insert_linked(conn, &id, row, now)?;
    let by = By::Account(id.clone());
    let detail = json!({ "issuer": identity.issuer });
    history::record(conn, &by, "account.provider_linked", ("account", id.as_str()), &detail, now)?;
    outbox::write(
        conn,
        "provider_linked",
        (&account.name, &account.email, account.language),
        (json!({ "issuer": identity.issuer }), None),
        now,
    )?;
    Ok(account)
}

/// Unties the actor's account. Says nothing when it is not tied.
pub fn unlink_provider(conn: &mut Conn, actor: &Actor, now: NaiveDateTime) -> Result<()> {
    if queries::delete_linked(conn, &actor.id)? {
        let (by, subject) = (By::Account(actor.id.clone()), ("account", actor.id.as_str()));
        history::record(conn, &by, "account.provider_unlinked", subject, &json!({}), now)?;
    }
    Ok(())
}
