//! Who coordinates a call.

use actix_web::{HttpResponse, web};

use super::edit::shown;
use crate::accounts::AccountId;
use crate::calls::{CallId, ops};
use crate::web::{Admin, Context, SignedIn, Upload};
use crate::{Error, Result};

/// `POST /inbox/calls/{id}/coordinators`
pub async fn appoint(
    cx: Context<SignedIn>,
    id: web::Path<CallId>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, id.into_inner());
    let (which, email) = (id.clone(), form.text("email").trim().to_lowercase());
    match cx.db.write(move |conn| ops::appoint(conn, &actor, (&which, &email), now)).await {
        Ok(()) => cx.redirect(&format!("/inbox/calls/{id}"), "calls-flash-appointed"),
        Err(Error::Refused(refusal)) => {
            shown(&cx, &id, (None, crate::web::FieldErrors::none()), Some(refusal)).await
        }
        Err(error) => Err(error),
    }
}

/// `POST /inbox/calls/{id}/coordinators/{account}/removal`
pub async fn dismiss(
    cx: Context<Admin>,
    path: web::Path<(CallId, AccountId)>,
) -> Result<HttpResponse> {
    let (actor, now, (id, account)) = (cx.actor(), cx.now, path.into_inner());
    let which = id.clone();
    cx.db
        .write(move |conn| ops::dismiss_coordinator(conn, &actor, (&which, &account), now))
        .await?;
    cx.redirect(&format!("/inbox/calls/{id}"), "calls-flash-dismissed")
}
