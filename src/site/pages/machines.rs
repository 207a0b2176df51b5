//! What machines ask: health, figures, what not to index.

use actix_web::HttpResponse;
use actix_web::http::header::ACCEPT;
use serde_json::json;

use crate::accounts::Scope;
use crate::admin::rules::{Clocks, compared};
use crate::db::Conn;
use crate::outbox::{self, MailState};
use crate::scanning::clamd;
use crate::web::{Anyone, Api, Context, Public, client_address};
use crate::{Error, Result};

/// `GET /healthz`: the process lives.
pub async fn healthz(_: Context<Anyone>) -> Result<HttpResponse> {
    Ok(text("ok\n"))
}

/// `GET /readyz`: database and schema answer, or why not.
pub async fn readyz(cx: Context<Anyone>) -> Result<HttpResponse> {
    let clock = cx.app.clock.clone();
    let asked = cx.db.read(move |conn| {
        let current = conn.schema_is_current()?;
        let theirs = conn.own_clock()?;
        Ok((current, compared(clock.now(), theirs)))
    });
    let fault = match asked.await {
        Ok((true, clocks)) if wants_json(&cx) => return Ok(ready_json(clocks)),
        Ok((true, _)) => return Ok(text(&format!("ready\n{}", scanner(&cx).await))),
        Ok((false, _)) => "the schema is not the one of this version".to_owned(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            "the database does not answer".to_owned()
        }
    };
    Ok(HttpResponse::ServiceUnavailable()
        .content_type("text/plain; charset=utf-8")
        .body(format!("not ready: {fault}\n")))
}

fn wants_json(cx: &Context<Anyone>) -> bool {
    let accept = cx.request().headers().get(ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.starts_with("application/json"))
}

/// The same for a monitoring system that asks for JSON: whether the clock agrees with the database's, where that has one.
fn ready_json(clocks: Clocks) -> HttpResponse {
    let (agrees, apart) = match clocks {
        Clocks::One => (None, None),
        Clocks::Agree(apart) => (Some(true), Some(apart)),
        Clocks::Differ(apart) => (Some(false), Some(apart)),
    };
    HttpResponse::Ok().json(json!({
        "ready": true,
        "clock": { "agrees": agrees, "apart_ms": apart.map(|apart| apart.num_milliseconds()) },
    }))
}

/// A line about the virus scanner, where there is one. Without its answer files wait, and all else goes on.
async fn scanner(cx: &Context<Anyone>) -> &'static str {
    let Some(address) = cx.app.config.clamd.clone() else { return "" };
    match tokio::task::spawn_blocking(move || clamd::version(&address)).await {
        Ok(Ok(_)) => "scanner: answers\n",
        _ => "scanner: does not answer, files wait\n",
    }
}

/// Beyond this many, mails are not counted further.
const COUNT_CAP: i64 = 10_000;

/// `GET /metrics`: for the machine itself, or with an admin's token.
pub async fn metrics(api: Api<Public>) -> Result<HttpResponse> {
    let admin = api.actor().is_some_and(|actor| actor.is_admin());
    let may_read = asked_by_this_machine(&api) || admin && api.holds(Scope::Admin);
    if !may_read {
        return Err(Error::NotFound);
    }
    let counts = api.db.read(mails_by_state).await?;
    counts.iter().for_each(|(state, mails)| api.app.metrics.set_outbox(state.as_str(), *mails));
    let figures = api.app.metrics.text()?;
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(figures))
}

/// A proxy on this machine speaks for others, and says so.
fn asked_by_this_machine(api: &Api<Public>) -> bool {
    let address: Option<std::net::IpAddr> = client_address(&api.request).parse().ok();
    let forwarded = ["x-forwarded-for", "forwarded", "x-real-ip"];
    let direct = forwarded.iter().all(|name| !api.request.headers().contains_key(*name));
    direct && address.is_some_and(|address| address.is_loopback())
}

fn mails_by_state(conn: &mut Conn) -> Result<Vec<(MailState, i64)>> {
    [MailState::Queued, MailState::Dead]
        .into_iter()
        .map(|state| Ok((state, outbox::count_in_state(conn, state, COUNT_CAP)?)))
        .collect()
}

/// `GET /robots.txt`
pub async fn robots(cx: Context<Anyone>) -> Result<HttpResponse> {
    let base = &cx.app.config.base_url;
    Ok(text(&format!(
        "User-agent: *\nAllow: /tickets/new\nDisallow: /tickets/\nDisallow: /inbox\nDisallow: /account\n\
         Disallow: /admin\nDisallow: /sign-in\nDisallow: /dev/\nSitemap: {base}/sitemap.xml\n"
    )))
}

fn text(body: &str) -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(body.to_owned())
}
