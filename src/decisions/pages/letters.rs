//! The letters as they leave, read by a second person before.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Serialize;

use super::{Frame, outcome_word};
use crate::accounts::Actor;
use crate::calls::{CallId, State};
use crate::db::Conn;
use crate::decisions::{BatchId, mail, ops, queries, rules};
use crate::reviews::queries::hidden_from;
use crate::web::{Context, SignedIn};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    frame: Frame,
    batch: String,
    letters: Vec<LetterView>,
    count: usize,
    /// Whether who gets which letter changed since it was prepared.
    changed: bool,
    may_prepare: bool,
    may_approve: bool,
    may_stop: bool,
    leaves_at: Option<NaiveDateTime>,
    sent_at: Option<NaiveDateTime>,
}

#[derive(Serialize)]
struct LetterView {
    reference: String,
    name: String,
    email: String,
    outcome: String,
    subject: String,
    text: String,
}

/// `GET /inbox/calls/{id}/letters`
pub async fn letters(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    page(&cx, &id, None).await
}

async fn page(
    cx: &Context<SignedIn>,
    id: &CallId,
    refusal: Option<Refusal>,
) -> Result<HttpResponse> {
    let (actor, id, locale) = (cx.actor(), id.clone(), cx.locale);
    let me = actor.id.clone();
    let (call, seat, letters, batch, hidden) = cx
        .db
        .read(move |conn| {
            let (call, seat, letters) = ops::letters(conn, &actor, &id)?;
            let batch = queries::live_batch(conn, &id)?;
            let hidden = hidden_from(conn, &actor.id, &call.id)?;
            Ok((call, seat, letters, batch, hidden))
        })
        .await?;
    let mut views = Vec::new();
    for letter in letters.iter().filter(|one| !hidden.contains(&one.application)) {
        let told = mail::rendered(&cx.app, &call, letter)?;
        views.push(LetterView {
            reference: letter.reference.clone(),
            name: letter.name.clone(),
            email: letter.email.clone(),
            outcome: outcome_word(letter.outcome, locale),
            subject: told.subject,
            text: told.text,
        });
    }
    let reads_all = views.len() == letters.len();
    let mut frame = Frame::of((&call, seat), "letters", locale);
    frame.alert = refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default();
    let waits = batch.as_ref().filter(|batch| batch.sent_at.is_none());
    let view = View {
        frame,
        batch: waits.map_or_else(BatchId::new, |batch| batch.id.clone()).to_string(),
        count: views.len(),
        letters: views,
        changed: waits.is_some_and(|batch| batch.sha256 != rules::hash(&letters)),
        may_prepare: seat.coordinates
            && waits.is_none()
            && matches!(call.state, State::Decided | State::ResultsPublished)
            && !letters.is_empty(),
        may_approve: reads_all
            && waits.is_some_and(|batch| {
                let waits = batch.approved_by.is_none();
                waits && batch.made_by != me && (seat.coordinates || seat.chairs)
            }),
        may_stop: seat.coordinates && waits.is_some(),
        leaves_at: waits.and_then(|batch| batch.leaves_at),
        sent_at: batch.as_ref().and_then(|batch| batch.sent_at),
    };
    let status = if refusal.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    cx.respond(status, "decisions/letters", cx.head("decisions-letters", "inbox"), &view)
}

async fn step(
    cx: Context<SignedIn>,
    (id, batch): (CallId, BatchId),
    flash: &str,
    work: impl FnOnce(&mut Conn, &Actor, (&CallId, &BatchId)) -> Result<()> + Send + 'static,
) -> Result<HttpResponse> {
    let (actor, which) = (cx.actor(), id.clone());
    match cx.db.write(move |conn| work(conn, &actor, (&which, &batch))).await {
        Ok(()) => cx.redirect(&format!("/inbox/calls/{id}/letters"), flash),
        Err(Error::Refused(refusal)) => page(&cx, &id, Some(refusal)).await,
        Err(error) => Err(error),
    }
}

/// `POST /inbox/calls/{id}/letters/{batch}`: fixes who gets which letter.
pub async fn prepare(
    cx: Context<SignedIn>,
    path: web::Path<(CallId, BatchId)>,
) -> Result<HttpResponse> {
    let now = cx.now;
    step(cx, path.into_inner(), "decisions-flash-prepared", move |conn, actor, at| {
        ops::prepare(conn, actor, at, now)
    })
    .await
}

/// `POST /inbox/calls/{id}/letters/{batch}/approval`
pub async fn approve(
    cx: Context<SignedIn>,
    path: web::Path<(CallId, BatchId)>,
) -> Result<HttpResponse> {
    let now = cx.now;
    step(cx, path.into_inner(), "decisions-flash-approved", move |conn, actor, at| {
        ops::approve(conn, actor, at, now)
    })
    .await
}

/// `POST /inbox/calls/{id}/letters/{batch}/stop`
pub async fn stop(
    cx: Context<SignedIn>,
    path: web::Path<(CallId, BatchId)>,
) -> Result<HttpResponse> {
    let now = cx.now;
    step(cx, path.into_inner(), "decisions-flash-stopped", move |conn, actor, at| {
        ops::stop(conn, actor, at, now)
    })
    .await
}
