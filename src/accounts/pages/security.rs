//! Password, browsers in which one is signed in, API tokens.

use actix_web::{HttpResponse, web};
use chrono::{NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

use super::{Fault, asked_anew, factor, faults};
use crate::accounts::ops::Attempt;
use crate::accounts::passwords::{self, Verdict};
use crate::accounts::{
    Account, Actor, ApiToken, LinkedProvider, OpenSession, Scope, SecondStep, SessionId, TokenId,
    ops, queries, rules,
};
use crate::web::{Context, Door, FieldErrors, SignedIn, Upload, client_address};
use crate::{Error, Result};

#[derive(Deserialize)]
pub struct PasswordForm {
    #[serde(default)]
    current: String,
    password: String,
}

#[derive(Deserialize)]
pub struct TokenForm {
    scope: String,
    days: String,
}

#[derive(Serialize)]
struct SecurityView {
    tab: &'static str,
    email: String,
    errors: FieldErrors,
    faults: Vec<Fault>,
    has_password: bool,
    asks_current: bool,
    step_since: Option<NaiveDateTime>,
    /// The name of the provider, and what the account has of it.
    provider: Option<String>,
    linked_at: Option<NaiveDateTime>,
    orcid: Option<String>,
    sessions: Vec<SessionRow>,
    others: bool,
    tokens: Vec<TokenRow>,
    scopes: Vec<ScopeRow>,
    /// Shown once, right after it was made.
    new_token: Option<String>,
}

#[derive(Serialize)]
struct SessionRow {
    id: SessionId,
    device: String,
    icon: &'static str,
    last_seen_at: NaiveDateTime,
    here: bool,
}

#[derive(Serialize)]
struct TokenRow {
    id: TokenId,
    scope: String,
    created_at: NaiveDateTime,
    expires_at: Option<NaiveDateTime>,
    last_used_at: Option<NaiveDateTime>,
}

#[derive(Serialize)]
struct ScopeRow {
    value: Scope,
    label: String,
}

/// What the page is made of.
pub(super) struct Mine {
    account: Account,
    pub(super) step: Option<SecondStep>,
    linked: Option<LinkedProvider>,
    sessions: Vec<OpenSession>,
    tokens: Vec<ApiToken>,
}

impl Mine {
    /// A browser left open must not be enough to take an account over; having just signed in is proof, which helps those
    /// who forgot their password.
    pub(super) fn asks_current(&self, actor: &Actor, now: NaiveDateTime) -> bool {
        self.account.password_hash.is_some() && !self.is_fresh(actor, now)
    }

    /// Whether the only proof there could be is to sign in anew.
    pub(super) fn asks_sign_in(&self, actor: &Actor, now: NaiveDateTime) -> bool {
        self.account.password_hash.is_none() && !self.is_fresh(actor, now)
    }

    fn is_fresh(&self, actor: &Actor, now: NaiveDateTime) -> bool {
        let this = self.sessions.iter().find(|session| Some(&session.id) == actor.session.as_ref());
        this.is_some_and(|session| rules::is_fresh(session.proven_at, now))
    }
}

pub(super) async fn mine(cx: &Context<SignedIn>) -> Result<Mine> {
    let (id, now) = (cx.actor().id, cx.now);
    cx.db
        .read(move |conn| {
            Ok(Mine {
                account: queries::find(conn, &id)?,
                step: queries::second_step(conn, &id)?,
                linked: queries::linked_provider(conn, &id)?,
                sessions: queries::open_sessions(conn, &id, now)?,
                tokens: queries::live_api_tokens(conn, &id, now)?,
            })
        })
        .await
}

pub async fn show(cx: Context<SignedIn>) -> Result<HttpResponse> {
    let view = view(&cx, mine(&cx).await?, FieldErrors::none(), None);
    cx.page("accounts/security", cx.head("accounts-security-title", "account"), &view)
}

fn view(
    cx: &Context<SignedIn>,
    mine: Mine,
    errors: FieldErrors,
    new_token: Option<String>,
) -> SecurityView {
    let actor = cx.actor();
    let session = |session: &OpenSession| SessionRow {
        id: session.id.clone(),
        device: rules::device(&session.agent).unwrap_or_else(|| cx.text("accounts-device-unknown")),
        icon: if rules::is_handheld(&session.agent) { "phone" } else { "laptop" },
        last_seen_at: session.last_seen_at,
        here: Some(&session.id) == actor.session.as_ref(),
    };
    let scope_name = |scope: Scope| cx.text(scope_key(scope));
    let token = |token: &ApiToken| TokenRow {
        id: token.id.clone(),
        scope: scope_name(token.scope),
        created_at: token.created_at,
        expires_at: token.expires_at,
        last_used_at: token.last_used_at,
    };
    let held = |scope: &&Scope| rules::may_hold(actor.network_role, **scope);
    let scope = |scope: &Scope| ScopeRow { value: *scope, label: scope_name(*scope) };
    SecurityView {
        tab: "security",
        email: actor.email.clone(),
        faults: faults(&errors),
        errors,
        has_password: mine.account.password_hash.is_some(),
        asks_current: mine.asks_current(&actor, cx.now),
        step_since: mine.step.as_ref().map(|step| step.set_at),
        provider: cx.app.config.provider.as_ref().map(|provider| provider.name.clone()),
        linked_at: mine.linked.as_ref().map(|linked| linked.linked_at),
        orcid: mine.linked.and_then(|linked| linked.orcid),
        others: mine.sessions.len() > 1,
        sessions: mine.sessions.iter().map(session).collect(),
        tokens: mine.tokens.iter().map(token).collect(),
        scopes: Scope::ALL.iter().filter(held).map(scope).collect(),
        new_token,
    }
}

fn scope_key(scope: Scope) -> &'static str {
    match scope {
        Scope::Read => "accounts-scope-read",
        Scope::Write => "accounts-scope-write",
        Scope::Admin => "accounts-scope-admin",
    }
}

pub async fn change_password(
    cx: Context<SignedIn>,
    form: web::Form<PasswordForm>,
) -> Result<HttpResponse> {
    let (form, mine) = (form.into_inner(), mine(&cx).await?);
    let mut errors = current_faults(&cx, &mine, &form.current).await?;
    if mine.asks_sign_in(&cx.actor(), cx.now) {
        errors.add("password", "accounts-step-sign-in");
    }
    if let Some(key) = rules::password_fault(&form.password, &mine.account.email) {
        errors.add("password", key);
    }
    if !errors.is_empty() {
        return refuse(&cx, mine, errors);
    }
    let hash = passwords::hash(form.password).await?;
    let (actor, now) = (cx.actor(), cx.now);
    cx.db.write(move |conn| ops::change_password(conn, &actor, Some(&hash), now)).await?;
    cx.redirect("/account/security", "accounts-flash-password-set")
}

#[derive(Deserialize)]
pub struct RemovalForm {
    #[serde(default)]
    current: String,
}

pub async fn remove_password(
    cx: Context<SignedIn>,
    form: web::Form<RemovalForm>,
) -> Result<HttpResponse> {
    let mine = mine(&cx).await?;
    if mine.account.password_hash.is_none() {
        return cx.go("/account/security");
    }
    let errors = current_faults(&cx, &mine, &form.current).await?;
    if !errors.is_empty() {
        return refuse(&cx, mine, errors);
    }
    let (actor, now) = (cx.actor(), cx.now);
    cx.db.write(move |conn| ops::change_password(conn, &actor, None, now)).await?;
    cx.redirect("/account/security", "accounts-flash-password-removed")
}

/// Compares the current password where it is asked for.
pub(super) async fn current_faults(
    cx: &Context<SignedIn>,
    mine: &Mine,
    current: &str,
) -> Result<FieldErrors> {
    if !mine.asks_current(&cx.actor(), cx.now) {
        return Ok(FieldErrors::none());
    }
    Ok(match is_password(cx, &mine.account, current).await? {
        false => FieldErrors::one("current", "accounts-current-wrong"),
        true => FieldErrors::none(),
    })
}

/// Compares the password of somebody who is there, within the same limits as signing in.
pub(super) async fn is_password<D: Door>(
    cx: &Context<D>,
    account: &Account,
    typed: &str,
) -> Result<bool> {
    let attempt = Attempt {
        email: account.email.clone(),
        address: client_address(cx.request()),
        factor: factor(cx),
    };
    let now = cx.now;
    cx.db.write(move |conn| ops::count_password_try(conn, &attempt, now)).await?;
    let kept = account.password_hash.clone();
    let verdict = passwords::verify(typed.chars().take(129).collect(), kept).await?;
    Ok(match verdict {
        Verdict::Wrong => false,
        Verdict::Right | Verdict::RightAndStale(_) => true,
    })
}

fn refuse(cx: &Context<SignedIn>, mine: Mine, errors: FieldErrors) -> Result<HttpResponse> {
    let view = view(cx, mine, errors, None);
    cx.invalid("accounts/security", cx.head("accounts-security-title", "account"), &view)
}

pub async fn revoke_session(
    cx: Context<SignedIn>,
    id: web::Path<SessionId>,
) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    cx.db.write(move |conn| ops::revoke_session(conn, &actor, &id, now)).await?;
    cx.redirect("/account/security", "accounts-flash-session-revoked")
}

pub async fn revoke_others(cx: Context<SignedIn>) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    cx.db.write(move |conn| ops::revoke_others(conn, &actor, now)).await?;
    cx.redirect("/account/security", "accounts-flash-session-revoked")
}

/// Answers with the page itself rather than a redirect: nobody can be shown the token again.
pub async fn create_token(cx: Context<SignedIn>, form: Upload) -> Result<HttpResponse> {
    if let Some(page) = asked_anew(&cx, &cx.actor(), &form).await? {
        return Ok(page);
    }
    let form: TokenForm = form.form()?;
    let scope = form.scope.parse::<Scope>().map_err(|_| Error::Malformed("scope"))?;
    let days: i64 = match form.days.as_str() {
        "30" => 30,
        "90" => 90,
        "365" => 365,
        _ => return Err(Error::Malformed("days")),
    };
    let (actor, now) = (cx.actor(), cx.now);
    let expires_at = Some(now + TimeDelta::days(days));
    let token =
        cx.db.write(move |conn| ops::create_token(conn, &actor.id, scope, expires_at, now)).await?;
    let view = view(&cx, mine(&cx).await?, FieldErrors::none(), Some(token));
    cx.page("accounts/security", cx.head("accounts-security-title", "account"), &view)
}

pub async fn revoke_token(cx: Context<SignedIn>, id: web::Path<TokenId>) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    cx.db.write(move |conn| ops::revoke_token(conn, &actor, &id, now)).await?;
    cx.redirect("/account/security", "accounts-flash-token-revoked")
}
