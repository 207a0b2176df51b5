//! The buttons of a call's life.

use actix_web::{HttpResponse, web};

use super::edit::shown;
use crate::accounts::Actor;
use crate::calls::{CallId, ops};
use crate::db::Conn;
use crate::web::{Context, FieldErrors, SignedIn};
use crate::{Error, Result};

type Id = web::Path<CallId>;

/// One step of a call's life; then its desk, which says what came of it.
pub async fn step(
    cx: Context<SignedIn>,
    id: CallId,
    flash: &str,
    step: impl FnOnce(&mut Conn, &Actor, &CallId) -> Result<()> + Send + 'static,
) -> Result<HttpResponse> {
    let (actor, which) = (cx.actor(), id.clone());
    match cx.db.write(move |conn| step(conn, &actor, &which)).await {
        Ok(()) => cx.redirect(&format!("/inbox/calls/{id}"), flash),
        Err(Error::Refused(refusal)) => {
            shown(&cx, &id, (None, FieldErrors::none()), Some(refusal)).await
        }
        Err(error) => Err(error),
    }
}

pub async fn announce(cx: Context<SignedIn>, id: Id) -> Result<HttpResponse> {
    let now = cx.now;
    let work =
        move |conn: &mut Conn, actor: &Actor, id: &CallId| ops::announce(conn, actor, id, now);
    step(cx, id.into_inner(), "calls-flash-announced", work).await
}

pub async fn publish(cx: Context<SignedIn>, id: Id) -> Result<HttpResponse> {
    let now = cx.now;
    let work =
        move |conn: &mut Conn, actor: &Actor, id: &CallId| ops::publish(conn, actor, id, now);
    step(cx, id.into_inner(), "calls-flash-published", work).await
}

pub async fn take_back(cx: Context<SignedIn>, id: Id) -> Result<HttpResponse> {
    let now = cx.now;
    let work =
        move |conn: &mut Conn, actor: &Actor, id: &CallId| ops::take_back(conn, actor, id, now);
    step(cx, id.into_inner(), "calls-flash-taken-back", work).await
}

/// `POST /inbox/calls/{id}/archiving`
pub async fn archive(cx: Context<SignedIn>, id: Id) -> Result<HttpResponse> {
    let now = cx.now;
    let work =
        move |conn: &mut Conn, actor: &Actor, id: &CallId| ops::archive(conn, actor, id, now);
    step(cx, id.into_inner(), "calls-flash-archived", work).await
}
