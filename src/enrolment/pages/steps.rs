//! What is done with a session as a whole, one button each.

use actix_web::{HttpResponse, web};

use super::plan::page;
use crate::accounts::Actor;
use crate::app::App;
use crate::courses::ops::Series;
use crate::courses::{QuestionId, QuotaId, SessionId, ops as planning};
use crate::db::Conn;
use crate::enrolment::ops;
use crate::web::{Context, FieldErrors, Staff, Upload, day};
use crate::{Error, Refusal, Result};

type Id = web::Path<SessionId>;

const BAD_DAY: Refusal = Refusal::new("enrolment-error-day");

async fn step(
    cx: Context<Staff>,
    id: SessionId,
    flash: &str,
    step: impl FnOnce(&mut Conn, &Actor, &App) -> Result<()> + Send + 'static,
) -> Result<HttpResponse> {
    let (actor, app) = (cx.actor(), cx.app.clone());
    match cx.db.write(move |conn| step(conn, &actor, &app)).await {
        Ok(()) => cx.redirect(&format!("/inbox/sessions/{id}"), flash),
        Err(Error::Refused(refusal)) => {
            page(&cx, &id, (None, FieldErrors::none()), Some(refusal)).await
        }
        Err(error) => Err(error),
    }
}

pub async fn publish(cx: Context<Staff>, id: Id) -> Result<HttpResponse> {
    let (now, id) = (cx.now, id.into_inner());
    let which = id.clone();
    step(cx, id, "courses-flash-session-published", move |conn, actor, _| {
        ops::publish_session(conn, actor, &which, now)
    })
    .await
}

pub async fn call_off(cx: Context<Staff>, id: Id, form: Upload) -> Result<HttpResponse> {
    let (now, id) = (cx.now, id.into_inner());
    let reason: String = form.text("reason").replace("\r\n", "\n").chars().take(1_000).collect();
    let which = id.clone();
    step(cx, id, "courses-flash-session-cancelled", move |conn, actor, app| {
        ops::cancel_session(conn, actor, (&which, &reason), &app.signer, now)
    })
    .await
}

/// `POST /inbox/sessions/{id}/questions/{question}/removal`
pub async fn ask_no_more(
    cx: Context<Staff>,
    path: web::Path<(SessionId, QuestionId)>,
) -> Result<HttpResponse> {
    let (now, (id, question)) = (cx.now, path.into_inner());
    let which = id.clone();
    step(cx, id, "courses-flash-not-asked", move |conn, actor, _| {
        planning::ask_no_more(conn, actor, (&which, &question), now)
    })
    .await
}

pub async fn ask(cx: Context<Staff>, id: Id, form: Upload) -> Result<HttpResponse> {
    let (now, id) = (cx.now, id.into_inner());
    let label: String = form.text("label").chars().take(300).collect();
    let required = !form.text("required").is_empty();
    let which = id.clone();
    step(cx, id, "courses-flash-asked", move |conn, actor, _| {
        planning::ask(conn, actor, (&which, &label, required), now)
    })
    .await
}

/// `POST /inbox/sessions/{id}/freed-seats`: whether freed seats go to those who wait.
pub async fn set_freed(cx: Context<Staff>, id: Id, form: Upload) -> Result<HttpResponse> {
    let (now, id) = (cx.now, id.into_inner());
    let (freed, flash) = match form.text("event") {
        "keep" => (ops::Freed::Kept, "enrolment-flash-seats-kept"),
        _ => (ops::Freed::Given, "enrolment-flash-seats-given"),
    };
    let which = id.clone();
    step(cx, id, flash, move |conn, actor, app| {
        ops::set_freed(conn, actor, (&which, freed), &app.signer, now)
    })
    .await
}

/// `POST /inbox/sessions/{id}/quotas/{quota}/removal`
pub async fn remove_quota(
    cx: Context<Staff>,
    path: web::Path<(SessionId, QuotaId)>,
) -> Result<HttpResponse> {
    let (now, (id, quota)) = (cx.now, path.into_inner());
    let which = id.clone();
    step(cx, id, "courses-flash-quota-ended", move |conn, actor, app| {
        ops::remove_quota(conn, actor, (&which, &quota), &app.signer, now)
    })
    .await
}

/// `POST /inbox/sessions/{id}/duplication`: the same at another day, or at several, as drafts.
pub async fn duplicate(cx: Context<Staff>, id: Id, form: Upload) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let copy: SessionId = form.text("copy").parse().unwrap_or_else(|_| SessionId::new());
    let Some(first) = day(form.text("day")) else {
        return page(&cx, &id, (None, FieldErrors::none()), Some(BAD_DAY)).await;
    };
    let number = |name: &str| match form.text(name).trim() {
        "" => 1,
        typed => typed.parse().unwrap_or_default(),
    };
    let series = Series { times: number("times"), weeks: number("weeks") };
    let (which, made) = (id.clone(), copy.clone());
    let done = cx
        .db
        .write(move |conn| planning::repeat(conn, &actor, (&which, &made, first), series, now))
        .await;
    match done {
        Ok(()) if series.times > 1 => cx.redirect("/inbox/sessions", "courses-flash-repeated"),
        Ok(()) => cx.redirect(&format!("/inbox/sessions/{copy}"), "courses-flash-duplicated"),
        Err(Error::Refused(refusal)) => {
            page(&cx, &id, (None, FieldErrors::none()), Some(refusal)).await
        }
        Err(error) => Err(error),
    }
}
