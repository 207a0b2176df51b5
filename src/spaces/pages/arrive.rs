//! Where people without an account are let in: a link is sent to their address, and leads where they want to go.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::accounts;
use crate::accounts::pages::{Fault, TypedAsker, asker, faults};
use crate::secret::token_hash;
use crate::spaces::{ops, queries};
use crate::web::{Anyone, Context, FieldErrors, Upload};
use crate::{Error, Result};

const MAX_PERSON: usize = 120;

#[derive(Debug, Default, Serialize)]
struct View {
    name: String,
    email: String,
    sent: bool,
    errors: FieldErrors,
    faults: Vec<Fault>,
}

/// The page in place of the form, for whoever is not signed in.
pub(super) fn door(cx: &Context<Anyone>) -> Result<HttpResponse> {
    page(cx, View::default())
}

fn page(cx: &Context<Anyone>, mut view: View) -> Result<HttpResponse> {
    view.faults = faults(&view.errors);
    let status = match view.errors.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    cx.respond(status, "spaces/door", cx.head("spaces-request", "spaces"), &view)
}

/// Sends the link.
pub(super) async fn ask(cx: &Context<Anyone>, form: &Upload) -> Result<HttpResponse> {
    let (typed, asked) = asker(cx, form, (["asker_name", "asker_email"], MAX_PERSON));
    let TypedAsker { name, email, errors } = typed;
    let mut view = View { name, email, errors, ..View::default() };
    if let Some(asked) = asked {
        let now = cx.now;
        cx.db.write(move |conn| ops::ask_link(conn, &asked, now)).await?;
        view.sent = true;
    }
    page(cx, view)
}

#[derive(Serialize)]
struct LinkView {
    live: bool,
    action: String,
}

/// `GET /spaces/arrivals/{token}`: shows one button and burns nothing, since mail scanners open every link.
pub async fn arrival(cx: Context<Anyone>, token: web::Path<String>) -> Result<HttpResponse> {
    let (hash, now) = (token_hash(&token), cx.now);
    let found = cx.db.read(move |conn| Ok(queries::arrival_by_token(conn, &hash)?)).await?;
    let live = found.is_some_and(|one| one.used_at.is_none() && one.expires_at > now);
    link(&cx, live, &token)
}

/// `POST /spaces/arrivals/{token}`
pub async fn arrive(cx: Context<Anyone>, token: web::Path<String>) -> Result<HttpResponse> {
    let (secret, browser, now) = (token.clone(), accounts::pages::browser(&cx), cx.now);
    match cx.db.write(move |conn| ops::arrive(conn, &secret, &browser, now)).await {
        Err(Error::Refused(_)) => link(&cx, false, &token),
        arrived => {
            let (arrival, path) = arrived?;
            accounts::pages::welcome(&cx, &arrival, &path)
        }
    }
}

fn link(cx: &Context<Anyone>, live: bool, token: &str) -> Result<HttpResponse> {
    let status = if live { StatusCode::OK } else { StatusCode::GONE };
    let action = format!("/spaces/arrivals/{}", accounts::rules::query_value(token));
    let head = cx.head("accounts-sign-in-title", "spaces");
    cx.respond(status, "accounts/link", head, &LinkView { live, action })
}
