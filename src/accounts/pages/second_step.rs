//! One's own second step: set up, another app, new recovery codes, removed.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::security::{Mine, current_faults, mine};
use super::{Fault, code_fault, demand, faults, slowed, tried};
use crate::accounts::codes::{self, Shared};
use crate::accounts::ops::{self, Checked, Made};
use crate::accounts::{Account, queries, rules};
use crate::clock::network_day;
use crate::qr;
use crate::web::{Context, Door, FieldErrors, SignedIn};
use crate::{Error, Result};

/// Fewer recovery codes than this are few.
const FEW: usize = 3;

/// A secret that is offered, as it is shown.
#[derive(Debug, Clone, Serialize)]
pub struct Offer {
    /// An address that holds the whole picture.
    picture: String,
    spelled: String,
    word: String,
}

/// A new secret for an account.
pub(super) fn offer<D: Door>(cx: &Context<D>, account: &Account) -> Result<Offer> {
    let (salt, word) = codes::offer(&cx.app.signer, &account.id, cx.now);
    drawn(cx, account, (&salt, word))
}

/// The secret that was shown before, or a new one when that is offered no more.
pub(super) fn offer_again<D: Door>(
    cx: &Context<D>,
    account: &Account,
    word: &str,
) -> Result<Offer> {
    match codes::offered(&cx.app.signer, &account.id, word, cx.now) {
        Some(salt) => drawn(cx, account, (&salt, word.to_owned())),
        None => offer(cx, account),
    }
}

fn drawn<D: Door>(
    cx: &Context<D>,
    account: &Account,
    (salt, word): (&str, String),
) -> Result<Offer> {
    let shared = Shared::of(&cx.app.signer, &account.id, salt);
    let svg = qr::svg(&shared.address(&cx.app.config.brand.name, &account.email))?;
    let picture = format!("data:image/svg+xml;base64,{}", STANDARD.encode(svg));
    Ok(Offer { picture, spelled: shared.spelled(), word })
}

#[derive(Serialize)]
struct CodesView {
    email: String,
    made_on: NaiveDate,
    codes: Vec<String>,
    /// Where one goes on to.
    to: String,
}

/// The recovery codes, for the only time: an answer to a POST, since nobody can be shown them again.
pub(super) fn recovery_page<D: Door>(
    cx: &Context<D>,
    (email, codes): (&str, &[String]),
    to: String,
) -> Result<HttpResponse> {
    let view = CodesView {
        email: email.to_owned(),
        made_on: network_day(cx.now),
        codes: codes.iter().map(|code| codes::shown(code)).collect(),
        to,
    };
    cx.page("accounts/recovery_codes", cx.head("accounts-recovery-title", "account"), &view)
}

#[derive(Serialize)]
struct StepView {
    tab: &'static str,
    email: String,
    errors: FieldErrors,
    faults: Vec<Fault>,
    /// Minutes to wait when there were too many tries.
    wait: Option<u64>,
    since: Option<NaiveDateTime>,
    left: usize,
    few: bool,
    /// Whether this person must have a second step.
    needed: bool,
    asks_current: bool,
    asks_sign_in: bool,
    replaces: bool,
    set_up: Option<Offer>,
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    replace: String,
}

#[derive(Deserialize, Default)]
pub struct StepForm {
    #[serde(default)]
    offer: String,
    #[serde(default)]
    code: String,
    /// A code of the app that is replaced.
    #[serde(default)]
    current_code: String,
    /// The password.
    #[serde(default)]
    current: String,
}

/// What was wrong, and what was shown before.
#[derive(Default)]
struct Trouble {
    errors: FieldErrors,
    seconds: Option<u64>,
    offered: Option<String>,
    replaces: bool,
}

pub async fn show(cx: Context<SignedIn>, query: web::Query<Asked>) -> Result<HttpResponse> {
    let trouble = Trouble { replaces: !query.replace.is_empty(), ..Trouble::default() };
    page(&cx, &mine(&cx).await?, trouble).await
}

async fn page(cx: &Context<SignedIn>, mine: &Mine, trouble: Trouble) -> Result<HttpResponse> {
    let (actor, id) = (cx.actor(), cx.actor().id);
    let (account, left) = cx
        .db
        .read(move |conn| Ok((queries::find(conn, &id)?, queries::recovery_codes_left(conn, &id)?)))
        .await?;
    let asks_sign_in = mine.asks_sign_in(&actor, cx.now);
    let sets_up = !asks_sign_in && (mine.step.is_none() || trouble.replaces);
    let set_up = match (sets_up, &trouble.offered) {
        (false, _) => None,
        (true, Some(word)) => Some(offer_again(cx, &account, word)?),
        (true, None) => Some(offer(cx, &account)?),
    };
    let status = match (trouble.seconds, trouble.errors.is_empty()) {
        (Some(_), _) => StatusCode::TOO_MANY_REQUESTS,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, true) => StatusCode::OK,
    };
    let view = StepView {
        tab: "security",
        email: account.email,
        faults: faults(&trouble.errors),
        errors: trouble.errors,
        wait: trouble.seconds.map(|seconds| seconds.div_ceil(60)),
        since: mine.step.as_ref().map(|step| step.set_at),
        left,
        few: left < FEW,
        needed: rules::must_keep_step(&actor, demand(cx)),
        asks_current: mine.asks_current(&actor, cx.now),
        asks_sign_in,
        replaces: mine.step.is_some() && trouble.replaces,
        set_up,
    };
    let head = cx.head("accounts-step-title", "account");
    let response = cx.respond(status, "accounts/second_step", head, &view)?;
    Ok(match trouble.seconds {
        Some(seconds) => slowed(response, seconds),
        None => response,
    })
}

/// What is asked beside a code: the password, or to have signed in a moment ago.
async fn unproven(
    cx: &Context<SignedIn>,
    mine: &Mine,
    current: &str,
) -> Result<Option<FieldErrors>> {
    if mine.asks_sign_in(&cx.actor(), cx.now) {
        return Ok(Some(FieldErrors::one("sign-in", "accounts-step-sign-in")));
    }
    let errors = current_faults(cx, mine, current).await?;
    Ok((!errors.is_empty()).then_some(errors))
}

pub async fn set_up(cx: Context<SignedIn>, form: web::Form<StepForm>) -> Result<HttpResponse> {
    let (form, mine) = (form.into_inner(), mine(&cx).await?);
    let before = Trouble {
        offered: Some(form.offer.clone()),
        replaces: mine.step.is_some(),
        ..Trouble::default()
    };
    if let Some(errors) = unproven(&cx, &mine, &form.current).await? {
        return page(&cx, &mine, Trouble { errors, ..before }).await;
    }
    let (actor, tried, now) = (cx.actor(), tried(&cx, &form.code), cx.now);
    let made = cx
        .db
        .write(move |conn| {
            ops::set_up(conn, &actor, (&form.offer, &tried, &form.current_code), now)
        })
        .await;
    made_page(&cx, &mine, made, before).await
}

pub async fn renew(cx: Context<SignedIn>, form: web::Form<StepForm>) -> Result<HttpResponse> {
    let (form, mine) = (form.into_inner(), mine(&cx).await?);
    if let Some(errors) = unproven(&cx, &mine, &form.current).await? {
        return page(&cx, &mine, Trouble { errors, ..Trouble::default() }).await;
    }
    let (actor, tried, now) = (cx.actor(), tried(&cx, &form.code), cx.now);
    let made = cx.db.write(move |conn| ops::renew_recovery_codes(conn, &actor, &tried, now)).await;
    made_page(&cx, &mine, made, Trouble::default()).await
}

async fn made_page(
    cx: &Context<SignedIn>,
    mine: &Mine,
    made: Result<Made>,
    before: Trouble,
) -> Result<HttpResponse> {
    match made {
        Ok(Ok(codes)) => {
            recovery_page(cx, (&cx.actor().email, &codes), "/account/second-step".to_owned())
        }
        Ok(Err((field, no))) => {
            let errors = fault(field, no);
            page(cx, mine, Trouble { errors, ..before }).await
        }
        Err(Error::TooMany(seconds)) => {
            page(cx, mine, Trouble { seconds: Some(seconds), ..before }).await
        }
        // Nothing to renew: it was taken away meanwhile.
        Err(Error::NotFound) => cx.go("/account/second-step"),
        Err(other) => Err(other),
    }
}

pub async fn remove(cx: Context<SignedIn>, form: web::Form<StepForm>) -> Result<HttpResponse> {
    let (form, mine) = (form.into_inner(), mine(&cx).await?);
    if mine.step.is_none() {
        return cx.go("/account/security");
    }
    if let Some(errors) = unproven(&cx, &mine, &form.current).await? {
        return page(&cx, &mine, Trouble { errors, ..Trouble::default() }).await;
    }
    let (actor, tried, demand, now) = (cx.actor(), tried(&cx, &form.code), demand(&cx), cx.now);
    let removed =
        cx.db.write(move |conn| ops::remove_second_step(conn, &actor, (&tried, demand), now)).await;
    match removed {
        Ok(Checked::Right(_)) => cx.redirect("/account/security", "accounts-flash-step-removed"),
        Ok(no) => {
            let errors = fault("code", no);
            page(&cx, &mine, Trouble { errors, ..Trouble::default() }).await
        }
        Err(Error::TooMany(seconds)) => {
            page(&cx, &mine, Trouble { seconds: Some(seconds), ..Trouble::default() }).await
        }
        Err(other) => Err(other),
    }
}

fn fault(field: &str, no: Checked) -> FieldErrors {
    code_fault(no).map_or_else(FieldErrors::none, |key| FieldErrors::one(field, key))
}
