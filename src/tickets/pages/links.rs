//! Links that open a ticket: what is shown when one does not, and how to get another.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::uploads::factor;
use super::{address, team};
use crate::accounts::rules::{LINK_ANSWER, query_value};
use crate::accounts::throttle;
use crate::tickets::mail::{self, Tools};
use crate::tickets::{State, Team, for_team, ops, queries, rules};
use crate::web::{Anyone, Context, FieldErrors, Keyed, checked_email, client_address};
use crate::{Error, Result};

#[derive(Debug, Default, Clone, Deserialize, Serialize)]
pub struct Lost {
    #[serde(default)]
    reference: String,
    #[serde(default)]
    email: String,
}

#[derive(Serialize)]
struct LostView {
    form: Lost,
    errors: FieldErrors,
    /// No such ticket for this visitor; else the page was asked for by itself.
    missing: bool,
    /// A key came along and opens nothing.
    had_key: bool,
    /// Where to sign in and come back; nothing for who is signed in.
    sign_in: Option<String>,
}

/// What is said of a ticket that this visitor may not see, whether there is one or not.
pub fn not_found(cx: &Context<Anyone>, reference: &str, had_key: bool) -> Result<HttpResponse> {
    let next = query_value(&format!("/tickets/{reference}"));
    let view = LostView {
        form: Lost { reference: reference.chars().take(40).collect(), ..Lost::default() },
        errors: FieldErrors::none(),
        missing: true,
        had_key,
        sign_in: cx.actor().is_none().then(|| format!("/sign-in?next={next}")),
    };
    cx.respond(StatusCode::NOT_FOUND, "tickets/lost_link", title(cx), &view)
}

fn title(cx: &Context<Anyone>) -> crate::web::Head {
    cx.head("tickets-follow-lost-title", "ask")
}

fn form_view(cx: &Context<Anyone>, form: Lost, errors: FieldErrors) -> LostView {
    let sign_in = cx.actor().is_none().then(|| "/sign-in?next=%2Ftickets".to_owned());
    LostView { form, errors, missing: false, had_key: false, sign_in }
}

pub async fn lost(cx: Context<Anyone>) -> Result<HttpResponse> {
    cx.page("tickets/lost_link", title(&cx), &form_view(&cx, Lost::default(), FieldErrors::none()))
}

/// Sends the link again if reference and address belong together; says the same in any case, as soon.
pub async fn send_again(cx: Context<Anyone>, form: web::Form<Lost>) -> Result<HttpResponse> {
    let until = Instant::now() + LINK_ANSWER;
    let Some(email) = checked_email(&form.email) else {
        let errors = FieldErrors::one("email", "tickets-ask-error-email");
        return cx.invalid(
            "tickets/lost_link",
            title(&cx),
            &form_view(&cx, form.into_inner(), errors),
        );
    };
    let (app, now, from) = (cx.app.clone(), cx.now, client_address(cx.request()));
    let factor = factor(&cx.app);
    let sent = cx
        .db
        .write(move |conn| {
            throttle::count(conn, "link", &from, rules::LINKS_PER_ADDRESS.times(factor), now)?;
            let limit = rules::LINKS_PER_EMAIL.times(factor);
            if !throttle::may_send(conn, "link-mail", &email, limit, now)? {
                return Ok(());
            }
            let ticket = match queries::by_reference(conn, form.reference.trim()) {
                Ok(ticket) => ticket,
                Err(error) => {
                    return match Error::from(error) {
                        Error::NotFound => Ok(()),
                        other => Err(other),
                    };
                }
            };
            let asked = ticket.asker_email == email
                || (ticket.beneficiary_email.as_ref() == Some(&email)
                    && ticket.state != State::Unconfirmed);
            if !asked {
                return match queries::follows_by(conn, &ticket.id, &email)? {
                    Some(added) if rules::follow_link_lives(&ticket, now) => {
                        mail::to_colleague(conn, &app.signer, &ticket, &added, "ticket_link", now)
                    }
                    _ => Ok(()),
                };
            }
            let words = app.vocabularies();
            ops::renew_link(conn, &ticket, Tools { signer: &app.signer, words: &words }, now)
        })
        .await;
    tokio::time::sleep_until(until).await;
    sent?;
    cx.redirect("/tickets/links", "tickets-follow-flash-link-sent")
}

/// The team's link went where it should not have: no older link opens the ticket any more.
pub async fn replace(
    cx: Context<Anyone>,
    path: web::Path<String>,
    form: web::Form<Keyed>,
) -> Result<HttpResponse> {
    let (reference, team) = (path.into_inner(), team(&cx, &form.key));
    let by_account = matches!(team, Ok(Team::Account(_)));
    let (app, now, wanted) = (cx.app.clone(), cx.now, reference.clone());
    let done = cx
        .db
        .write(move |conn| {
            let ticket = for_team(conn, &team?, &wanted, &app.signer, now)?;
            throttle::count(conn, "link-new", ticket.id.as_str(), rules::LINKS_PER_EMAIL, now)?;
            let words = app.vocabularies();
            ops::replace_link(conn, &ticket, Tools { signer: &app.signer, words: &words }, now)
        })
        .await;
    match done {
        Ok(()) if by_account => {
            cx.redirect(&address(&reference, ""), "tickets-follow-flash-link-replaced")
        }
        Ok(()) => cx.redirect("/tickets/links", "tickets-follow-flash-link-replaced"),
        Err(Error::NotFound) => not_found(&cx, &reference, true),
        Err(error) => Err(error),
    }
}
