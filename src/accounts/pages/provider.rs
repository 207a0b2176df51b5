//! To the provider and back; the account's tie to it.

use std::sync::Arc;

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::{browser, home_of, set_cookie, welcome};
use crate::accounts::ops::{self, Returned};
use crate::accounts::provider::{Fault, Identity, Provider, Told, Trip};
use crate::accounts::{queries, rules};
use crate::clock::network_day;
use crate::web::{Anyone, Context, SignedIn, checked_email};
use crate::{Error, Result};

/// What the browser keeps of its way to the provider.
const TRIP_COOKIE: &str = "maillage_trip";
const TRIP_SECONDS: i64 = 30 * 60;
const AWAY: &str = "accounts-flash-provider-away-warn";
const UNTRUE: &str = "accounts-flash-provider-untrue-warn";
const BROKEN_OFF: &str = "accounts-flash-provider-broken-off-warn";

#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    next: String,
}

/// What comes back with the browser. Strings of strangers until the trip shows whose they are.
#[derive(Deserialize, Default)]
pub struct Brought {
    #[serde(default)]
    state: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    error: String,
    /// Who answers (RFC 9207).
    #[serde(default)]
    iss: String,
}

fn provider(cx: &Context<Anyone>) -> Result<Arc<Provider>> {
    let config = &cx.app.config;
    let settings = config.provider.clone().ok_or(Error::NotFound)?;
    Ok(cx.app.kept(|| Provider::new(settings, &config.base_url)))
}

/// Sends the browser to the provider. A link, since pages may not send forms to other sites; nothing is written.
pub async fn depart(cx: Context<Anyone>, query: web::Query<Wanted>) -> Result<HttpResponse> {
    let (provider, now) = (provider(&cx)?, cx.now);
    let next = rules::local_path(&query.next).unwrap_or_default();
    let (trip, kept) = Trip::begin(&cx.app.signer, next, now);
    match asked(move || provider.address(&trip, now)).await? {
        Ok(address) => {
            let mut response = cx.go(&address)?;
            set_cookie(&cx, &mut response, (TRIP_COOKIE, &kept), TRIP_SECONDS)?;
            Ok(response)
        }
        Err(fault) => told(&cx, &fault),
    }
}

/// Comes back from the provider.
pub async fn come_back(cx: Context<Anyone>, query: web::Query<Brought>) -> Result<HttpResponse> {
    let (provider, now) = (provider(&cx)?, cx.now);
    let kept = cx.request().cookie(TRIP_COOKIE);
    let kept = kept.as_ref().map_or("", |cookie| cookie.value());
    let Some(trip) = Trip::resume(&cx.app.signer, kept, &query.state, now) else {
        return closed(&cx, rules::PROVIDER_ASTRAY.key());
    };
    let state = trip.state.clone();
    let spent = cx.db.write(move |conn| ops::spend_return(conn, &state, now)).await;
    if let Err(error) = spent {
        return refused(&cx, error);
    }
    if !query.iss.is_empty() && !provider.is_named(&query.iss) {
        return told(&cx, &Fault::Untrue("an answer of another issuer"));
    }
    if query.code.is_empty() {
        tracing::info!(error = ?query.error, "the provider let nobody in");
        return closed(&cx, BROKEN_OFF);
    }
    let (code, next) = (query.code.clone(), trip.next.clone());
    match asked(move || provider.redeem(&code, &trip, now)).await? {
        Ok(identity) => enter(&cx, identity, &next).await,
        Err(fault) => told(&cx, &fault),
    }
}

async fn enter(cx: &Context<Anyone>, mut identity: Identity, next: &str) -> Result<HttpResponse> {
    identity.email = identity.email.as_deref().and_then(checked_email);
    let (browser, locale, now) = (browser(cx), cx.locale, cx.now);
    let returned = cx
        .db
        .write(move |conn| {
            let way = (&browser, locale);
            let returned = ops::return_from_provider(conn, &identity, way, now)?;
            let home = match &returned {
                Returned::In(arrival) => {
                    let account = arrival.account.clone();
                    home_of(&queries::actor(conn, account, None, network_day(now))?)
                }
                Returned::Linked => "/account/security",
            };
            Ok((returned, home))
        })
        .await;
    match returned {
        Ok((Returned::In(arrival), home)) => {
            let mut response = welcome(cx, &arrival, rules::local_path(next).unwrap_or(home))?;
            set_cookie(cx, &mut response, (TRIP_COOKIE, ""), 0)?;
            Ok(response)
        }
        Ok((Returned::Linked, home)) => {
            let mut response = cx.redirect(home, "accounts-flash-provider-linked")?;
            set_cookie(cx, &mut response, (TRIP_COOKIE, ""), 0)?;
            Ok(response)
        }
        Err(error) => refused(cx, error),
    }
}

pub async fn unlink(cx: Context<SignedIn>) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    cx.db.write(move |conn| ops::unlink_provider(conn, &actor, now)).await?;
    cx.redirect("/account/security", "accounts-flash-provider-unlinked")
}

/// The provider is asked on a thread that may wait.
async fn asked<T: Send + 'static>(
    work: impl FnOnce() -> Told<T> + Send + 'static,
) -> Result<Told<T>> {
    web::block(work).await.map_err(|error| anyhow::anyhow!("asking the provider: {error}").into())
}

/// What went wrong, in the log; that it did, in a sentence.
fn told(cx: &Context<Anyone>, fault: &Fault) -> Result<HttpResponse> {
    match fault {
        Fault::Away(why) => {
            tracing::warn!(why, "the provider of identities does not answer");
            closed(cx, AWAY)
        }
        Fault::Untrue(why) => {
            tracing::warn!(why, "what came from the provider of identities is not believed");
            closed(cx, UNTRUE)
        }
    }
}

fn refused(cx: &Context<Anyone>, error: Error) -> Result<HttpResponse> {
    match error {
        Error::Refused(refusal) => closed(cx, refusal.key()),
        other => Err(other),
    }
}

/// Back to where one may sign in another way, with a sentence; the trip is over.
fn closed(cx: &Context<Anyone>, key: &str) -> Result<HttpResponse> {
    let to = if cx.actor().is_some() { "/account/security" } else { "/sign-in" };
    let mut response = cx.redirect(to, key)?;
    set_cookie(cx, &mut response, (TRIP_COOKIE, ""), 0)?;
    Ok(response)
}
