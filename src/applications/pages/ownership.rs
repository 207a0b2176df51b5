//! Handing an application over, and beginning with what an earlier one said.

use actix_web::{HttpResponse, web};

use super::overview::{page as overview, read_id};
use crate::applications::{ApplicationId, PersonId, ops};
use crate::web::{Context, SignedIn, Upload};
use crate::{Error, Result};

/// `POST /applications/{id}/offer`: to somebody, or to nobody any more.
pub async fn offer(
    cx: Context<SignedIn>,
    id: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, read_id(&id)?);
    let to: Option<PersonId> = match form.text("person") {
        "" => None,
        person => Some(person.parse().map_err(|_| Error::NotFound)?),
    };
    let which = id.clone();
    let done = cx.db.write(move |conn| ops::offer(conn, &actor, (&which, to.as_ref()), now)).await;
    answered(&cx, &id, done, "applications-flash-offered").await
}

/// `POST /applications/{id}/ownership`
pub async fn take_over(cx: Context<SignedIn>, id: web::Path<String>) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, read_id(&id)?);
    let which = id.clone();
    let done = cx.db.write(move |conn| ops::take_over(conn, &actor, &which, now)).await;
    answered(&cx, &id, done, "applications-flash-taken-over").await
}

/// `POST /applications/{id}/reuse`
pub async fn reuse(
    cx: Context<SignedIn>,
    id: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, id, from) = (cx.actor(), cx.now, read_id(&id)?, read_id(form.text("from"))?);
    let which = id.clone();
    let done =
        cx.db.write(move |conn| ops::reuse(conn, &actor, (&which, &from), now).map(drop)).await;
    answered(&cx, &id, done, "applications-flash-reused").await
}

pub(super) async fn answered(
    cx: &Context<SignedIn>,
    id: &ApplicationId,
    done: Result<()>,
    flash: &str,
) -> Result<HttpResponse> {
    match done {
        Ok(()) => cx.redirect(&format!("/applications/{id}"), flash),
        Err(Error::Refused(refusal)) => overview(cx, id, Some(refusal)).await,
        Err(error) => Err(error),
    }
}
