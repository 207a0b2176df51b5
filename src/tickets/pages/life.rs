//! What staff do to a ticket beside writing: take it, give it, send it on, close it, open it again, put it aside.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::actions::Sent;
use super::inbox::next_after;
use super::kept::give_back;
use super::ticket::place;
use super::typed::{Part, Typed};
use crate::accounts::AccountId;
use crate::app::App;
use crate::clock::network_day;
use crate::db::Conn;
use crate::duty;
use crate::taxonomy::Vocabulary;
use crate::tickets::mail::Tools;
use crate::tickets::ops::{self, After, Closing, Said};
use crate::tickets::{MessageId, Outcome, Ticket, access, queries, rules};
use crate::web::{Context, Door, Upload, Writing};
use crate::{Error, Result};

type Path = web::Path<String>;

pub async fn assign(cx: Context<Writing>, reference: Path, form: Upload) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back(&cx, &form) };
    let sent = Sent { cx, actor, reference: reference.into_inner(), form };
    let me = sent.form.text("to") == "me";
    let to = match sent.form.text("to") {
        "me" => Some(sent.actor.id.clone()),
        typed => typed.parse().ok(),
    };
    let (actor, now) = (sent.actor.clone(), sent.cx.now);
    let away = is_away(&sent.cx, to.as_ref().filter(|to| **to != actor.id)).await?;
    let done = change(&sent, move |conn, _, ticket| {
        let to = to.ok_or(Error::Refused(rules::NOT_A_MEMBER))?;
        ops::assign(conn, &actor, ticket, &to, now)
    })
    .await;
    let flash = match (me, away) {
        (true, _) => "tickets-desk-flash-taken",
        (false, false) => "tickets-desk-flash-given",
        (false, true) => "duty-flash-given-away-warn",
    };
    sent.settle(done, Typed { part: Part::Nothing, ..Typed::default() }, flash).await
}

/// Whether somebody to whom a ticket is given is away: it is theirs all the same, and the page says so.
pub(super) async fn is_away<D: Door>(cx: &Context<D>, to: Option<&AccountId>) -> Result<bool> {
    let Some(to) = to.cloned() else { return Ok(false) };
    let day = network_day(cx.now);
    cx.db.read(move |conn| Ok(!duty::queries::absent_among(conn, &[to], day)?.is_empty())).await
}

pub async fn release(cx: Context<Writing>, reference: Path, form: Upload) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back(&cx, &form) };
    let sent = Sent { cx, actor, reference: reference.into_inner(), form };
    let (actor, now) = (sent.actor.clone(), sent.cx.now);
    let done = change(&sent, move |conn, _, ticket| ops::release(conn, &actor, ticket, now)).await;
    sent.settle(done, Typed::default(), "tickets-desk-flash-released").await
}

/// Closes it, after a last answer if one was written.
pub async fn close(cx: Context<Writing>, reference: Path, form: Upload) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back(&cx, &form) };
    let sent = Sent { cx, actor, reference: reference.into_inner(), form };
    let mut typed = Typed::read(Part::Close, &sent.form);
    let last_word = typed.last_word.clone();
    typed.limit("last_word", &last_word);
    let outcome = typed.outcome.parse::<Outcome>().ok();
    if outcome.is_none() {
        typed.errors.add("outcome", "tickets-desk-error-outcome");
    }
    let known = sent.cx.app.vocabularies().has(Vocabulary::Topic, &typed.topic);
    if !typed.topic.is_empty() && !known {
        typed.errors.add("topic", "tickets-desk-error-topic");
    }
    let (Some(outcome), true) = (outcome, typed.errors.is_empty()) else {
        return sent.again(StatusCode::UNPROCESSABLE_ENTITY, typed).await;
    };
    let topic = Some(typed.topic.clone()).filter(|topic| !topic.is_empty());
    // The form says it in any case: nothing chosen is none of these.
    let closing = Closing { outcome, topic: Some(topic) };
    let last = Some(typed.last_word.trim()).filter(|word| !word.is_empty());
    let last = last.map(|word| sent.message(word, Vec::new()));
    let (actor, now) = (sent.actor.clone(), sent.cx.now);
    let seen: Option<MessageId> = sent.form.text("seen").parse().ok();
    let done = change(&sent, move |conn, app, ticket| {
        let words = app.vocabularies();
        let tools = Tools { signer: &app.signer, words: &words };
        let ticket = match last {
            // Sent twice: it was said and done the first time.
            Some(last) => {
                let when = (After::Theirs, seen.as_ref());
                match ops::answer(conn, &actor, ticket, &last, when, tools, now)? {
                    Said::Before => return Ok(()),
                    Said::Meanwhile(_) => return Err(rules::CHANGED_MEANWHILE.into()),
                    Said::Sent => queries::find(conn, &ticket.id)?,
                }
            }
            None => {
                ops::check_seen(conn, &actor, ticket, seen.as_ref())?;
                ticket.clone()
            }
        };
        ops::close(conn, &actor, &ticket, &closing, tools, now)
    })
    .await;
    sent.settle(done, typed, "tickets-desk-flash-closed").await
}

pub async fn reopen(cx: Context<Writing>, reference: Path, form: Upload) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back(&cx, &form) };
    let sent = Sent { cx, actor, reference: reference.into_inner(), form };
    let (actor, now) = (sent.actor.clone(), sent.cx.now);
    let done = change(&sent, move |conn, _, ticket| ops::reopen(conn, &actor, ticket, now)).await;
    sent.settle(done, Typed::default(), "tickets-desk-flash-reopened").await
}

pub async fn spam(cx: Context<Writing>, reference: Path, form: Upload) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back(&cx, &form) };
    let sent = Sent { cx, actor, reference: reference.into_inner(), form };
    let (actor, now) = (sent.actor.clone(), sent.cx.now);
    let seen: Option<MessageId> = sent.form.text("seen").parse().ok();
    let done = change(&sent, move |conn, _, ticket| {
        ops::check_seen(conn, &actor, ticket, seen.as_ref())?;
        ops::spam(conn, &actor, ticket, true, now)
    })
    .await;
    match done {
        Ok(_) => sent.leave("tickets-desk-flash-spam"),
        refused => sent.settle(refused, Typed::default(), "tickets-desk-flash-spam").await,
    }
}

pub async fn not_spam(cx: Context<Writing>, reference: Path, form: Upload) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back(&cx, &form) };
    let sent = Sent { cx, actor, reference: reference.into_inner(), form };
    let (actor, now) = (sent.actor.clone(), sent.cx.now);
    let done =
        change(&sent, move |conn, _, ticket| ops::spam(conn, &actor, ticket, false, now)).await;
    sent.settle(done, Typed::default(), "tickets-desk-flash-not-spam").await
}

/// Does something to the ticket in one transaction; answers the next ticket of the list.
pub(super) async fn change(
    sent: &Sent,
    work: impl FnOnce(&mut Conn, &App, &Ticket) -> Result<()> + Send + 'static,
) -> Result<Option<String>> {
    let (app, actor, now) = (sent.cx.app.clone(), sent.actor.clone(), sent.cx.now);
    let (reference, from) = (sent.reference.clone(), sent.from().to_owned());
    sent.cx
        .db
        .write(move |conn| {
            let ticket = access::for_staff(conn, &actor, &reference)?;
            work(conn, &app, &ticket)?;
            next_after(conn, &actor, &from, (&place(&ticket), &reference), now)
        })
        .await
}
