//! People without an account are led in by a link that was sent to their address.

use chrono::{NaiveDateTime, TimeDelta};
use serde_json::json;

use crate::accounts::{self, Asker, Browser, throttle};
use crate::db::Conn;
use crate::history::{self, By};
use crate::outbox;
use crate::secret::{new_token, token_hash};
use crate::spaces::mail::Reader;
use crate::spaces::{Arrival, ArrivalId, queries, rules};
use crate::{Error, Result};

/// Where the form that asks for a space stands.
pub const NEW: &str = "/spaces/new";

/// Sends a link to the form, whoever has an account and whoever has none: the answer tells nobody which.
pub fn ask_link(conn: &mut Conn, asked: &Asker, now: NaiveDateTime) -> Result<()> {
    throttle::count(conn, "space-from", &asked.from, rules::LINKS, now)?;
    if !throttle::may_send(conn, "space-to", &asked.email, rules::LINKS, now)? {
        return Ok(());
    }
    let who = (asked.name.as_str(), asked.email.as_str(), asked.language);
    let (id, path) = link(conn, who, (NEW, rules::BEGIN_LIFE), now)?;
    let subject = ("space_arrival", id.as_str());
    history::record(conn, &By::Team, "space.ask_link", subject, &json!({}), now)?;
    outbox::write(conn, "space_begin", who, (json!({ "path": path }), None), now)
}

/// The way to a page for somebody who is written to: the page itself when they have an account, else a link that makes one.
pub fn way_in(
    conn: &mut Conn,
    (name, email, language): &Reader,
    path: &str,
    now: NaiveDateTime,
) -> Result<String> {
    if !queries::with_account(conn, std::slice::from_ref(email))?.is_empty() {
        return Ok(path.to_owned());
    }
    let who = (name.as_str(), email.as_str(), *language);
    Ok(link(conn, who, (path, rules::WAY_IN_LIFE), now)?.1)
}

fn link(
    conn: &mut Conn,
    (name, email, language): outbox::To<'_>,
    (path, life): (&str, TimeDelta),
    now: NaiveDateTime,
) -> Result<(ArrivalId, String)> {
    let token = new_token();
    let arrival = Arrival {
        id: ArrivalId::new(),
        path: path.to_owned(),
        email: email.to_owned(),
        name: name.to_owned(),
        language,
        token_sha256: token_hash(&token),
        made_at: now,
        expires_at: now + life,
        used_at: None,
    };
    queries::insert_arrival(conn, &arrival)?;
    Ok((arrival.id, format!("/spaces/arrivals/{token}")))
}

/// Uses a link, once: the account is made if there is none, and whoever has the address is signed in. Answers where it leads.
pub fn arrive(
    conn: &mut Conn,
    token: &str,
    browser: &Browser,
    now: NaiveDateTime,
) -> Result<(accounts::ops::Arrival, String)> {
    let found = queries::arrival_by_token(conn, &token_hash(token))?;
    let found = found.ok_or(rules::LINK_SPENT)?;
    if !queries::use_arrival(conn, &found.id, now)? {
        return Err(rules::LINK_SPENT.into());
    }
    let who = (found.email.as_str(), found.name.as_str(), found.language);
    match accounts::ops::arrive_by_mail(conn, who, browser, now) {
        Err(Error::Refused(_)) => Err(rules::LINK_SPENT.into()),
        arrived => Ok((arrived?, found.path)),
    }
}
