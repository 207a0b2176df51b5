//! The team says that its question is settled.

use actix_web::{HttpResponse, web};

use super::{address, links, team};
use crate::tickets::mail::Tools;
use crate::tickets::{for_team, ops};
use crate::web::{Anyone, Context, Keyed};
use crate::{Error, Result};

/// "My question is settled."
pub async fn settle(
    cx: Context<Anyone>,
    path: web::Path<String>,
    form: web::Form<Keyed>,
) -> Result<HttpResponse> {
    let (reference, key) = (path.into_inner(), form.into_inner().key);
    let (app, now, team, wanted) = (cx.app.clone(), cx.now, team(&cx, &key), reference.clone());
    let done = cx
        .db
        .write(move |conn| {
            let ticket = for_team(conn, &team?, &wanted, &app.signer, now)?;
            let words = app.vocabularies();
            ops::close_as_team(conn, &ticket, Tools { signer: &app.signer, words: &words }, now)
        })
        .await;
    match done {
        Ok(()) => cx.redirect(&address(&reference, &key), "tickets-follow-flash-settled"),
        Err(Error::NotFound) => links::not_found(&cx, &reference, !key.is_empty()),
        Err(error) => Err(error),
    }
}
