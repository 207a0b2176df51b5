//! What is done with an article on the desk, one button each.

use actix_web::{HttpResponse, web};

use super::show::{Typed, Words, refused};
use crate::app::App;
use crate::db::Conn;
use crate::knowledge::ops::{self, Look};
use crate::knowledge::{ArticleId, access};
use crate::web::{Context, Staff, Upload};
use crate::{Error, Result};

type Id = web::Path<ArticleId>;

fn look(form: &Upload) -> Look {
    if form.text("looked") == "1" { Look::Looked } else { Look::NotYet }
}

/// Takes a step, and leads back to the article; or shows it with why not.
async fn take(
    cx: &Context<Staff>,
    id: &ArticleId,
    flash: &str,
    step: impl FnOnce(&mut Conn, &App) -> Result<()> + Send + 'static,
) -> Result<HttpResponse> {
    take_with(cx, (id, Words::default()), flash, step).await
}

/// The same of a step with words that were typed: they are kept when it is not taken.
async fn take_with(
    cx: &Context<Staff>,
    (id, words): (&ArticleId, Words),
    flash: &str,
    step: impl FnOnce(&mut Conn, &App) -> Result<()> + Send + 'static,
) -> Result<HttpResponse> {
    let app = cx.app.clone();
    match cx.db.write(move |conn| step(conn, &app)).await {
        Ok(()) => cx.redirect(&format!("/inbox/articles/{id}"), flash),
        Err(Error::Refused(refusal)) => refused(cx, id, refusal, words).await,
        Err(error) => Err(error),
    }
}

pub async fn propose(cx: Context<Staff>, id: Id, form: Upload) -> Result<HttpResponse> {
    let (actor, now, id, look) = (cx.actor(), cx.now, id.into_inner(), look(&form));
    let which = id.clone();
    take(&cx, &id, "knowledge-flash-proposed", move |conn, app| {
        ops::propose(conn, &actor, &app.vocabularies(), (&which, look), now)
    })
    .await
}

pub async fn take_back(cx: Context<Staff>, id: Id) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let which = id.clone();
    take(&cx, &id, "knowledge-flash-taken-back", move |conn, _| {
        ops::take_back(conn, &actor, &which, now)
    })
    .await
}

pub async fn send_back(cx: Context<Staff>, id: Id, form: Upload) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let (which, reason) = (id.clone(), form.text("reason").to_owned());
    let words = Words { return_reason: Typed::of(&reason), ..Words::default() };
    take_with(&cx, (&id, words), "knowledge-flash-returned", move |conn, _| {
        ops::send_back(conn, &actor, &which, &reason, now)
    })
    .await
}

pub async fn approve(cx: Context<Staff>, id: Id, form: Upload) -> Result<HttpResponse> {
    let (actor, now, id, look) = (cx.actor(), cx.now, id.into_inner(), look(&form));
    let which = id.clone();
    take(&cx, &id, "knowledge-flash-approved", move |conn, app| {
        ops::approve(conn, &actor, &app.vocabularies(), (&which, look), now)
    })
    .await
}

pub async fn withdraw(cx: Context<Staff>, id: Id, form: Upload) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let (which, reason) = (id.clone(), form.text("reason").to_owned());
    let words = Words { withdraw_reason: Typed::of(&reason), ..Words::default() };
    take_with(&cx, (&id, words), "knowledge-flash-withdrawn", move |conn, _| {
        ops::withdraw(conn, &actor, &which, &reason, now)
    })
    .await
}

/// It is still true.
pub async fn confirm(cx: Context<Staff>, id: Id) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let which = id.clone();
    take(&cx, &id, "knowledge-flash-confirmed", move |conn, _| {
        ops::confirm(conn, &actor, &which, now)
    })
    .await
}

/// It needs work: opens the next version.
pub async fn revise(cx: Context<Staff>, id: Id, form: Upload) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let (which, note) = (id.clone(), form.text("note").to_owned());
    let words = Words { note: Typed::of(&note), ..Words::default() };
    take_with(&cx, (&id, words), "knowledge-flash-revised", move |conn, _| {
        ops::revise(conn, &actor, &which, &note, now)
    })
    .await
}

/// Throws a draft away; back to the article when a version of it is left, else to the list.
pub async fn dispose(cx: Context<Staff>, id: Id) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let which = id.clone();
    let done = cx
        .db
        .write(move |conn| {
            ops::dispose(conn, &actor, &which, now)?;
            Ok(access::for_desk(conn, &actor, &which).is_ok())
        })
        .await;
    match done {
        Ok(true) => cx.redirect(&format!("/inbox/articles/{id}"), "knowledge-flash-disposed"),
        Ok(false) => cx.redirect("/inbox/articles", "knowledge-flash-disposed"),
        Err(Error::Refused(refusal)) => refused(&cx, &id, refusal, Words::default()).await,
        Err(error) => Err(error),
    }
}
