//! Signing in by a link sent by mail, or by password, and signing out.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::{
    FIRST_STEP_COOKIE, Fault, browser, factor, faults, home_of, set_cookie, slowed, welcome,
};
use crate::accounts::ops::{self, Arrival, Attempt};
use crate::accounts::passwords::{self, Verdict};
use crate::accounts::{queries, rules};
use crate::clock::network_day;
use crate::secret::token_hash;
use crate::web::{Anyone, Context, FieldErrors, SESSION_COOKIE, checked_email, client_address};
use crate::{Error, Result};

#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub struct LinkForm {
    email: String,
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub struct PasswordForm {
    login: String,
    password: String,
    #[serde(default)]
    next: String,
}

#[derive(Serialize, Default)]
struct SignInView {
    email: String,
    login: String,
    next: String,
    errors: FieldErrors,
    faults: Vec<Fault>,
    /// Minutes to wait when there were too many tries.
    wait: Option<u64>,
    by_password: bool,
    /// Whether the second step is all that is missing.
    half_way: bool,
    second_step: String,
    /// The name of the provider that lets people in, and the way there.
    provider: Option<String>,
    provider_way: String,
}

#[derive(Serialize)]
struct LinkView {
    live: bool,
    action: String,
}

#[derive(Serialize)]
struct SentView {
    minutes: i64,
}

pub async fn show(cx: Context<Anyone>, query: web::Query<Wanted>) -> Result<HttpResponse> {
    let next = rules::local_path(&query.next).unwrap_or_default().to_owned();
    if let Some(actor) = cx.actor() {
        return cx.go(if next.is_empty() { home_of(actor) } else { &next });
    }
    let half_way = super::first_step::given(&cx).await?.is_some();
    let second_step = format!("/sign-in/second-step?next={}", rules::query_value(&next));
    let view = SignInView { next, half_way, second_step, ..SignInView::default() };
    respond(&cx, StatusCode::OK, view)
}

pub async fn ask_link(cx: Context<Anyone>, form: web::Form<LinkForm>) -> Result<HttpResponse> {
    let (until, LinkForm { email, next }) =
        (Instant::now() + rules::LINK_ANSWER, form.into_inner());
    let view = SignInView { email: email.clone(), next: next.clone(), ..SignInView::default() };
    let Some(email) = checked_email(&email) else {
        return refuse(&cx, view, FieldErrors::one("email", "form-email"));
    };
    let (attempt, now) = (attempt(&cx, email), cx.now);
    let asked = cx.db.write(move |conn| ops::ask_link(conn, &attempt, &next, now)).await;
    tokio::time::sleep_until(until).await;
    match asked {
        Err(Error::TooMany(seconds)) => slow_down(&cx, view, seconds),
        asked => asked.and_then(|()| cx.go("/sign-in/sent")),
    }
}

/// The same for every address.
pub async fn link_sent(cx: Context<Anyone>) -> Result<HttpResponse> {
    let view = SentView { minutes: rules::LINK_LIFE.num_minutes() };
    cx.page("accounts/link_sent", cx.head("accounts-sent-title", "sign-in"), &view)
}

/// Shows one button and burns nothing: mail scanners open every link they see.
pub async fn show_link(
    cx: Context<Anyone>,
    token: web::Path<String>,
    query: web::Query<Wanted>,
) -> Result<HttpResponse> {
    let (hash, now) = (token_hash(&token), cx.now);
    let live = cx.db.read(move |conn| Ok(queries::link_is_live(conn, &hash, now)?)).await?;
    link_page(&cx, live, &token, &query.next)
}

pub async fn use_link(
    cx: Context<Anyone>,
    token: web::Path<String>,
    query: web::Query<Wanted>,
) -> Result<HttpResponse> {
    let (secret, browser, now) = (token.clone(), browser(&cx), cx.now);
    let used = cx
        .db
        .write(move |conn| {
            let arrival = ops::use_link(conn, &secret, &browser, now)?;
            let actor = queries::actor(conn, arrival.account.clone(), None, network_day(now))?;
            Ok((arrival, home_of(&actor)))
        })
        .await;
    match used {
        Err(Error::Refused(_)) => link_page(&cx, false, &token, &query.next),
        used => {
            let (arrival, home) = used?;
            welcome(&cx, &arrival, rules::local_path(&query.next).unwrap_or(home))
        }
    }
}

fn link_page(cx: &Context<Anyone>, live: bool, token: &str, next: &str) -> Result<HttpResponse> {
    let status = if live { StatusCode::OK } else { StatusCode::GONE };
    let path = format!("/sign-in/{}", rules::query_value(token));
    let action = match rules::local_path(next) {
        Some(next) => format!("{path}?next={}", rules::query_value(next)),
        None => path,
    };
    let head = cx.head("accounts-sign-in-title", "sign-in");
    cx.respond(status, "accounts/link", head, &LinkView { live, action })
}

pub async fn by_password(
    cx: Context<Anyone>,
    form: web::Form<PasswordForm>,
) -> Result<HttpResponse> {
    let PasswordForm { login, password, next } = form.into_inner();
    let view = SignInView {
        login: login.clone(),
        next: next.clone(),
        by_password: true,
        ..SignInView::default()
    };
    let Some(email) = checked_email(&login) else {
        return refuse(&cx, view, FieldErrors::one("login", "form-email"));
    };
    match arrive_by_password(&cx, email, password).await {
        Err(Error::TooMany(seconds)) => slow_down(&cx, view, seconds),
        Err(Error::NotFound) => {
            refuse(&cx, view, FieldErrors::one("login", "accounts-wrong-password"))
        }
        arrived => {
            let (arrival, home) = arrived?;
            welcome(&cx, &arrival, rules::local_path(&next).unwrap_or(home))
        }
    }
}

/// Counts, compares, signs in. Whatever is wrong is `NotFound`, after the same work.
async fn arrive_by_password(
    cx: &Context<Anyone>,
    email: String,
    password: String,
) -> Result<(Arrival, &'static str)> {
    let (attempt, now) = (attempt(cx, email.clone()), cx.now);
    cx.db.write(move |conn| ops::count_password_try(conn, &attempt, now)).await?;
    let account = cx.db.read(move |conn| Ok(queries::by_email(conn, &email)?)).await?;
    let account = account.filter(|account| account.disabled_at.is_none());
    let kept = account.as_ref().and_then(|account| account.password_hash.clone());
    // Longer ones cannot be set; comparing them would only cost time.
    let password: String = password.chars().take(129).collect();
    let verdict = passwords::verify(password, kept).await?;
    let account = account.filter(|_| verdict != Verdict::Wrong).ok_or(Error::NotFound)?;
    let browser = browser(cx);
    cx.db
        .write(move |conn| {
            let arrival = ops::sign_in_by_password(conn, &account, &browser, now)?;
            if let Verdict::RightAndStale(hash) = &verdict {
                ops::renew_hash(conn, &account.id, hash)?;
            }
            let actor = queries::actor(conn, account, None, network_day(now))?;
            Ok((arrival, home_of(&actor)))
        })
        .await
}

/// Open to anyone: whoever is signed out already is told the same.
pub async fn sign_out(cx: Context<Anyone>) -> Result<HttpResponse> {
    if let Some(actor) = cx.actor().cloned() {
        let now = cx.now;
        cx.db.write(move |conn| ops::sign_out(conn, &actor, now)).await?;
    }
    let mut response = cx.redirect("/sign-in", "accounts-flash-signed-out")?;
    set_cookie(&cx, &mut response, (SESSION_COOKIE, ""), 0)?;
    if cx.request().cookie(FIRST_STEP_COOKIE).is_some() {
        set_cookie(&cx, &mut response, (FIRST_STEP_COOKIE, ""), 0)?;
    }
    Ok(response)
}

fn attempt(cx: &Context<Anyone>, email: String) -> Attempt {
    Attempt { email, address: client_address(cx.request()), factor: factor(cx) }
}

fn refuse(cx: &Context<Anyone>, view: SignInView, errors: FieldErrors) -> Result<HttpResponse> {
    let view = SignInView { faults: faults(&errors), errors, ..view };
    respond(cx, StatusCode::UNPROCESSABLE_ENTITY, view)
}

fn respond(cx: &Context<Anyone>, status: StatusCode, view: SignInView) -> Result<HttpResponse> {
    let provider = cx.app.config.provider.as_ref().map(|provider| provider.name.clone());
    let provider_way = format!("/sign-in/provider?next={}", rules::query_value(&view.next));
    let view = SignInView { provider, provider_way, ..view };
    cx.respond(status, "accounts/sign_in", cx.head("accounts-sign-in-title", "sign-in"), &view)
}

fn slow_down(cx: &Context<Anyone>, view: SignInView, seconds: u64) -> Result<HttpResponse> {
    let view = SignInView { wait: Some(seconds.div_ceil(60)), ..view };
    Ok(slowed(respond(cx, StatusCode::TOO_MANY_REQUESTS, view)?, seconds))
}
