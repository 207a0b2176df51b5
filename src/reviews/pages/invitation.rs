//! The link of a mail that asks somebody to review: it shows two buttons and burns nothing by being opened.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::day;
use super::home::read_answer;
use crate::accounts;
use crate::calls;
use crate::reviews::{Standing, ops, queries};
use crate::secret::token_hash;
use crate::web::{Anyone, Context, Upload};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    live: bool,
    declined: bool,
    call: String,
    slug: String,
    email: String,
    most: i32,
    minutes: i32,
    due: String,
    token: String,
    alert: String,
}

/// `GET /reviews/invitations/{token}`
pub async fn invitation(cx: Context<Anyone>, token: web::Path<String>) -> Result<HttpResponse> {
    page(&cx, &token, None).await
}

async fn page(cx: &Context<Anyone>, token: &str, refusal: Option<Refusal>) -> Result<HttpResponse> {
    let hash = token_hash(token);
    let found = cx
        .db
        .read(move |conn| {
            let Some(asked) = queries::asked_by_token(conn, &hash)? else { return Ok(None) };
            let call = calls::queries::find(conn, &asked.call_id)?;
            let account = accounts::queries::find(conn, &asked.account_id)?;
            let plan = queries::plan(conn, &asked.call_id)?;
            Ok(Some((asked, call, account, plan)))
        })
        .await?;
    let live = found.as_ref().is_some_and(|(asked, ..)| asked.state == Standing::Invited);
    let declined = found.as_ref().is_some_and(|(asked, ..)| asked.state == Standing::Declined);
    let view = View {
        live,
        declined,
        token: token.to_owned(),
        alert: refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default(),
        call: found
            .as_ref()
            .map(|(_, call, ..)| call.text.title(cx.locale).to_owned())
            .unwrap_or_default(),
        slug: found.as_ref().map(|(_, call, ..)| call.slug.clone()).unwrap_or_default(),
        email: found.as_ref().map(|(_, _, one, _)| one.email.clone()).unwrap_or_default(),
        most: found.as_ref().map_or(0, |(asked, ..)| asked.most),
        minutes: found
            .as_ref()
            .and_then(|(.., plan)| plan.as_ref())
            .map_or(90, |plan| plan.minutes_each),
        due: found
            .as_ref()
            .and_then(|(_, call, _, plan)| Some(day(plan.as_ref()?.due_at, call, cx.locale)))
            .unwrap_or_default(),
    };
    let status = match (live || declined, refusal) {
        (false, _) => StatusCode::GONE,
        (true, Some(_)) => StatusCode::CONFLICT,
        (true, None) => StatusCode::OK,
    };
    cx.respond(status, "reviews/invitation", cx.head("reviews-invitation", "calls"), &view)
}

/// `POST /reviews/invitations/{token}`
pub async fn answer(
    cx: Context<Anyone>,
    token: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let (secret, browser) = (token.clone(), accounts::pages::browser(&cx));
    let (now, answer) = (cx.now, read_answer(&form));
    let words = cx.app.vocabularies();
    let done = cx
        .db
        .write(move |conn| ops::answer(conn, (&secret, &answer), (&browser, &words), now))
        .await;
    match done {
        Ok(Some(arrival)) => accounts::pages::welcome(&cx, &arrival, "/reviews"),
        Ok(None) => page(&cx, &token, None).await,
        Err(Error::Refused(refusal)) => page(&cx, &token, Some(refusal)).await,
        Err(error) => Err(error),
    }
}
