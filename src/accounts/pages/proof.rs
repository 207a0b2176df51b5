//! Who does something that reaches far proves anew who they are: a browser left open is not enough. What they sent waits on
//! the page that asks, and is done with their answer.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use super::security::is_password;
use super::{Fault, code_fault, faults, slowed, tried};
use crate::accounts::{Account, Actor, ops, queries, rules};
use crate::web::{Context, Door, FieldErrors, Upload};
use crate::{Error, Result};

/// The field of the answer.
const FIELD: &str = "proof";

/// What somebody can prove themselves by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Means {
    /// Whoever has a second step is asked for it.
    Code,
    Password,
    /// They have neither: they sign in anew.
    SignIn,
}

#[derive(Serialize)]
struct View {
    action: String,
    /// What was sent, to be sent again with the answer.
    sent: Vec<Sent>,
    asks_code: bool,
    asks_sign_in: bool,
    errors: FieldErrors,
    faults: Vec<Fault>,
    /// Minutes to wait when there were too many tries.
    wait: Option<u64>,
}

#[derive(Serialize)]
struct Sent {
    name: String,
    value: String,
}

/// The page that asks whoever sent a form to prove anew who they are; nothing when they did so a moment ago, or do with it.
pub async fn asked_anew<D: Door>(
    cx: &Context<D>,
    actor: &Actor,
    form: &Upload,
) -> Result<Option<HttpResponse>> {
    let Some((account, means)) = unproven(cx, actor).await? else { return Ok(None) };
    let answered = form.names().any(|name| name == FIELD);
    let typed = form.text(FIELD);
    let fault = match means {
        Means::Code if answered => by_code(cx, actor, typed).await,
        Means::Password if answered => by_password(cx, (actor, &account), typed).await,
        _ => return page(cx, form, (means, FieldErrors::none(), None)).map(Some),
    };
    match fault {
        Ok(None) => Ok(None),
        Ok(Some(key)) => page(cx, form, (means, FieldErrors::one(FIELD, key), None)).map(Some),
        Err(Error::TooMany(seconds)) => {
            page(cx, form, (means, FieldErrors::none(), Some(seconds))).map(Some)
        }
        Err(error) => Err(error),
    }
}

/// Whoever proved too long ago who they are, and what they can prove it by.
async fn unproven<D: Door>(cx: &Context<D>, actor: &Actor) -> Result<Option<(Account, Means)>> {
    let who = actor.clone();
    let (account, step, proven) = cx
        .db
        .read(move |conn| {
            let proven = match &who.session {
                Some(session) => queries::proven_at(conn, session)?,
                None => None,
            };
            let step = queries::second_step(conn, &who.id)?.is_some();
            Ok((queries::find(conn, &who.id)?, step, proven))
        })
        .await?;
    if proven.is_some_and(|at| rules::is_fresh(at, cx.now)) {
        return Ok(None);
    }
    let means = match (step, account.password_hash.is_some()) {
        (true, _) => Means::Code,
        (false, true) => Means::Password,
        (false, false) => Means::SignIn,
    };
    Ok(Some((account, means)))
}

/// Why a code is no proof; nothing when it is.
async fn by_code<D: Door>(
    cx: &Context<D>,
    actor: &Actor,
    typed: &str,
) -> Result<Option<&'static str>> {
    let (actor, tried, now) = (actor.clone(), tried(cx, typed), cx.now);
    let checked = cx.db.write(move |conn| ops::prove(conn, &actor, &tried, now)).await?;
    Ok(code_fault(checked))
}

/// The same of a password.
async fn by_password<D: Door>(
    cx: &Context<D>,
    (actor, account): (&Actor, &Account),
    typed: &str,
) -> Result<Option<&'static str>> {
    if !is_password(cx, account, typed).await? {
        return Ok(Some("accounts-current-wrong"));
    }
    let (actor, now) = (actor.clone(), cx.now);
    cx.db.write(move |conn| ops::note_proof(conn, &actor, "password", now)).await?;
    Ok(None)
}

fn page<D: Door>(
    cx: &Context<D>,
    form: &Upload,
    (means, errors, seconds): (Means, FieldErrors, Option<u64>),
) -> Result<HttpResponse> {
    let sent = form.names().filter(|name| *name != FIELD).flat_map(|name| {
        let value = move |value: &String| Sent { name: name.to_owned(), value: value.clone() };
        form.all(name).iter().map(value)
    });
    let view = View {
        action: cx.request().path().to_owned(),
        sent: sent.collect(),
        asks_code: means == Means::Code,
        asks_sign_in: means == Means::SignIn,
        faults: faults(&errors),
        errors,
        wait: seconds.map(|seconds| seconds.div_ceil(60)),
    };
    let status = match seconds {
        Some(_) => StatusCode::TOO_MANY_REQUESTS,
        None => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let head = cx.head("accounts-proof-title", "account");
    let response = cx.respond(status, "accounts/proof", head, &view)?;
    Ok(match seconds {
        Some(seconds) => slowed(response, seconds),
        None => response,
    })
}
