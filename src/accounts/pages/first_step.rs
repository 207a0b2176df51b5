//! Between the first step of signing in and the second.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::second_step::{Offer, offer, offer_again, recovery_page};
use super::{
    FIRST_STEP_COOKIE, Fault, browser, code_fault, faults, home_of, let_in, slowed, tried, welcome,
};
use crate::accounts::ops::{self, Checked, FirstSetUp, Passage};
use crate::accounts::{Account, FirstStep, SecondStep, Stage, queries, rules};
use crate::clock::network_day;
use crate::secret::token_hash;
use crate::web::{Anyone, Context, FieldErrors};
use crate::{Error, Result};

#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub struct CodeForm {
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub struct SetUpForm {
    #[serde(default)]
    offer: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
}

#[derive(Serialize)]
struct StepView {
    email: String,
    next: String,
    /// Minutes to wait when there were too many tries.
    wait: Option<u64>,
    errors: FieldErrors,
    faults: Vec<Fault>,
    /// What is to be set up; nothing when there is a second step.
    set_up: Option<Offer>,
}

fn token(cx: &Context<Anyone>) -> String {
    cx.request()
        .cookie(FIRST_STEP_COOKIE)
        .map(|cookie| cookie.value().to_owned())
        .unwrap_or_default()
}

/// Who has given the first step in this browser, and their second step if they have one.
pub(super) async fn given(cx: &Context<Anyone>) -> Result<Option<(FirstStep, Option<SecondStep>)>> {
    let token = token(cx);
    if token.is_empty() {
        return Ok(None);
    }
    let (hash, now) = (token_hash(&token), cx.now);
    cx.db
        .read(move |conn| {
            let Some(first) = queries::first_step(conn, &hash, now)? else { return Ok(None) };
            let step = queries::second_step(conn, &first.account.id)?;
            Ok(Some((first, step)))
        })
        .await
}

pub async fn show(cx: Context<Anyone>, query: web::Query<Wanted>) -> Result<HttpResponse> {
    let next = rules::local_path(&query.next).unwrap_or_default().to_owned();
    page(&cx, next, (FieldErrors::none(), None), None).await
}

/// The page as it stands for who is half way in; `offered` keeps what was shown before.
async fn page(
    cx: &Context<Anyone>,
    next: String,
    (errors, wait): (FieldErrors, Option<u64>),
    offered: Option<String>,
) -> Result<HttpResponse> {
    let Some((first, step)) = given(cx).await? else {
        return match cx.actor() {
            Some(actor) => cx.go(if next.is_empty() { home_of(actor) } else { &next }),
            None => cx.redirect("/sign-in", "accounts-flash-first-step-over-warn"),
        };
    };
    let (account, demand) = (&first.account, browser(cx).demand);
    let set_up = match rules::stage(step.as_ref(), account.network_role, demand) {
        Stage::SetUp => Some(match &offered {
            Some(word) => offer_again(cx, account, word)?,
            None => offer(cx, account)?,
        }),
        Stage::Code | Stage::In => None,
    };
    let template = if set_up.is_some() { "accounts/set_up" } else { "accounts/code" };
    let status = match (wait, errors.is_empty()) {
        (Some(_), _) => StatusCode::TOO_MANY_REQUESTS,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, true) => StatusCode::OK,
    };
    let view = StepView {
        email: account.email.clone(),
        next,
        wait: wait.map(|seconds| seconds.div_ceil(60)),
        faults: faults(&errors),
        errors,
        set_up,
    };
    let response =
        cx.respond(status, template, cx.head("accounts-step-title", "sign-in"), &view)?;
    Ok(match wait {
        Some(seconds) => slowed(response, seconds),
        None => response,
    })
}

/// Where somebody goes who did not come for a page.
async fn home(cx: &Context<Anyone>, account: &Account) -> Result<&'static str> {
    let (account, day) = (account.clone(), network_day(cx.now));
    cx.db.read(move |conn| Ok(home_of(&queries::actor(conn, account, None, day)?))).await
}

pub async fn pass(cx: Context<Anyone>, form: web::Form<CodeForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    let next = rules::local_path(&form.next).unwrap_or_default().to_owned();
    let (token, tried, browser, now) = (token(&cx), tried(&cx, &form.code), browser(&cx), cx.now);
    let passed = cx.db.write(move |conn| ops::pass(conn, &token, (&tried, &browser), now)).await;
    match passed {
        Ok(Passage::In(arrival)) => {
            let home = home(&cx, &arrival.account).await?;
            let response = welcome(&cx, &arrival, if next.is_empty() { home } else { &next })?;
            Ok(response)
        }
        Ok(Passage::Not(no)) => page(&cx, next, (fault(no), None), None).await,
        Err(error) => stopped(&cx, error, next, None).await,
    }
}

pub async fn set_up(cx: Context<Anyone>, form: web::Form<SetUpForm>) -> Result<HttpResponse> {
    let form = form.into_inner();
    let next = rules::local_path(&form.next).unwrap_or_default().to_owned();
    let (token, offer, tried, browser, now) =
        (token(&cx), form.offer.clone(), tried(&cx, &form.code), browser(&cx), cx.now);
    let set = cx
        .db
        .write(move |conn| ops::set_up_first(conn, (&token, &offer), (&tried, &browser), now))
        .await;
    match set {
        Ok(FirstSetUp::In(arrival, codes)) => {
            let home = home(&cx, &arrival.account).await?;
            let to = if next.is_empty() { home.to_owned() } else { next };
            let mut response = recovery_page(&cx, (&arrival.account.email, &codes), to)?;
            let_in(&cx, &mut response, &arrival)?;
            Ok(response)
        }
        Ok(FirstSetUp::Not(no)) => page(&cx, next, (fault(no), None), Some(form.offer)).await,
        Err(error) => stopped(&cx, error, next, Some(form.offer)).await,
    }
}

fn fault(no: Checked) -> FieldErrors {
    code_fault(no).map_or_else(FieldErrors::none, |key| FieldErrors::one("code", key))
}

/// Says when to try again; that one must begin anew; or fails as it did.
async fn stopped(
    cx: &Context<Anyone>,
    error: Error,
    next: String,
    offered: Option<String>,
) -> Result<HttpResponse> {
    match error {
        Error::TooMany(seconds) => {
            page(cx, next, (FieldErrors::none(), Some(seconds)), offered).await
        }
        Error::Refused(refusal) if refusal == rules::FIRST_STEP_OVER => {
            page(cx, next, (FieldErrors::none(), None), None).await
        }
        other => Err(other),
    }
}
