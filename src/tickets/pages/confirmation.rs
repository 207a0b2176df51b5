//! Confirming an address: the mail's link shows a button, and only the button confirms, so that mail scanners burn nothing.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::links;
use super::{Opening, address};
use crate::tickets::mail::{self, Tools};
use crate::tickets::queries::{self, DeskCard};
use crate::tickets::{State, Team, for_team, ops};
use crate::web::{Anyone, Context, Keyed};
use crate::{Error, Result};

#[derive(Serialize)]
struct ConfirmationView {
    reference: String,
    key: String,
    subject: String,
    node: DeskCard,
    why: Option<String>,
}

pub async fn confirmation(
    cx: Context<Anyone>,
    path: web::Path<String>,
    query: web::Query<Opening>,
) -> Result<HttpResponse> {
    let (app, now, locale) = (cx.app.clone(), cx.now, cx.locale);
    let (reference, key) = (path.into_inner(), query.into_inner().key);
    let (wanted, link) = (reference.clone(), Team::Link(key.clone()));
    let found = cx
        .db
        .read(move |conn| {
            let ticket = for_team(conn, &link, &wanted, &app.signer, now)?;
            if ticket.state != State::Unconfirmed {
                return Ok(None);
            }
            let why = mail::explain_ticket(conn, &app.vocabularies(), &ticket)?;
            let why = why.map(|why| why.in_locale(locale).to_owned());
            Ok(Some((queries::desk_card(conn, &ticket.node_id)?, why, ticket.subject)))
        })
        .await;
    match found {
        Ok(Some((node, why, subject))) => {
            let view = ConfirmationView { reference, key, subject, node, why };
            cx.page("tickets/confirmation", cx.head("tickets-ask-confirm-title", "ask"), &view)
        }
        Ok(None) => cx.go(&address(&reference, &key)),
        Err(Error::NotFound) => links::not_found(&cx, &reference, true),
        Err(error) => Err(error),
    }
}

pub async fn confirm(
    cx: Context<Anyone>,
    path: web::Path<String>,
    form: web::Form<Keyed>,
) -> Result<HttpResponse> {
    let (app, now) = (cx.app.clone(), cx.now);
    let (reference, key) = (path.into_inner(), form.into_inner().key);
    let (wanted, link) = (reference.clone(), Team::Link(key.clone()));
    let done = cx
        .db
        .write(move |conn| {
            let ticket = for_team(conn, &link, &wanted, &app.signer, now)?;
            let words = app.vocabularies();
            let tools = Tools { signer: &app.signer, words: &words };
            ops::confirm(conn, &ticket, tools, now).map(drop)
        })
        .await;
    match done {
        Ok(()) => cx.redirect(&address(&reference, &key), "tickets-ask-flash-confirmed"),
        Err(Error::NotFound) => links::not_found(&cx, &reference, true),
        Err(error) => Err(error),
    }
}
