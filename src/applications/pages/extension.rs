//! Putting a call's closing off, changing what it asks, calling it off.

use actix_web::{HttpResponse, web};

use super::overview::read_id;
use crate::Result;
use crate::accounts::Actor;
use crate::applications::ops;
use crate::calls::pages::{closing, form_answered, step};
use crate::calls::{CallId, access};
use crate::db::Conn;
use crate::web::{Context, SignedIn, Upload};

/// `POST /inbox/calls/{id}/extension`
pub async fn extend(
    cx: Context<SignedIn>,
    id: web::Path<CallId>,
    form: Upload,
) -> Result<HttpResponse> {
    let now = cx.now;
    let work = move |conn: &mut Conn, actor: &Actor, id: &CallId| {
        let call = access::for_desk(conn, actor, id)?;
        let closes = closing(&form, &call)?;
        ops::extend_call(conn, actor, id, (closes, form.text("reason").trim()), now)
    };
    step(cx, id.into_inner(), "calls-flash-extended", work).await
}

/// `POST /inbox/calls/{id}/form/revision/publication`
pub async fn amend(
    cx: Context<SignedIn>,
    id: web::Path<CallId>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, which) = (cx.actor(), cx.now, id.clone());
    let reason = form.text("reason").to_owned();
    let done = cx.db.write(move |conn| ops::amend_call(conn, &actor, (&which, &reason), now)).await;
    form_answered(&cx, &id, done, "calls-flash-revised").await
}

/// `POST /applications/{id}/version`
pub async fn take_version(cx: Context<SignedIn>, id: web::Path<String>) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, read_id(&id)?);
    let which = id.clone();
    let done = cx.db.write(move |conn| ops::take_version(conn, &actor, &which, now)).await;
    super::ownership::answered(&cx, &id, done, "applications-flash-version").await
}

/// `POST /inbox/calls/{id}/cancellation`
pub async fn cancel(
    cx: Context<SignedIn>,
    id: web::Path<CallId>,
    form: Upload,
) -> Result<HttpResponse> {
    let now = cx.now;
    let work = move |conn: &mut Conn, actor: &Actor, id: &CallId| {
        ops::cancel_call(conn, actor, (id, form.text("reason").trim()), now)
    };
    step(cx, id.into_inner(), "calls-flash-cancelled", work).await
}
