//! What ties a ticket to others: links, merging, a message that becomes a ticket of its own.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Serialize;

use super::actions::Sent;
use super::kept::give_back;
use super::life::change;
use super::ticket::everything_of;
use super::words::{Choice, badge, state_word};
use super::{Came, carry};
use crate::accounts::Actor;
use crate::app::App;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::tickets::mail::Tools;
use crate::tickets::queries::Linked;
use crate::tickets::{self, ops::note_reading};
use crate::tickets::{LinkKind, MessageId, Ticket, access, ops, queries, rules};
use crate::web::{Context, Door, FieldErrors, Head, Staff, Upload, Writing};
use crate::{Error, Result};

#[derive(Debug, Clone, Default)]
struct Form {
    other: String,
    kind: String,
    into: String,
    message: String,
    subject: String,
    /// The list one came from.
    from: String,
    errors: FieldErrors,
    refused: String,
}

impl Form {
    fn read(form: &Upload) -> Self {
        Self {
            other: form.text("other").trim().to_owned(),
            kind: form.text("kind").to_owned(),
            into: form.text("into").trim().to_owned(),
            message: form.text("message").to_owned(),
            subject: form.text("subject").trim().to_owned(),
            from: form.text("from").to_owned(),
            ..Self::default()
        }
    }
}

/// A linked ticket, in words.
#[derive(Debug, Clone, Serialize)]
pub struct LinkView {
    reference: String,
    subject: String,
    how: String,
    badge_class: &'static str,
    badge_icon: &'static str,
    badge_word: String,
}

pub fn link_views((forth, back): (Vec<Linked>, Vec<Linked>), locale: Locale) -> Vec<LinkView> {
    let view = |linked: Linked, side: &str| {
        let kind = linked.kind.as_str().replace('_', "-");
        let (badge_class, badge_icon) = badge(linked.state);
        LinkView {
            how: locale.text(&format!("tickets-relations-{kind}-{side}")),
            reference: linked.reference,
            subject: linked.subject,
            badge_class,
            badge_icon,
            badge_word: state_word(linked.state, locale),
        }
    };
    let forth = forth.into_iter().map(|linked| view(linked, "forth"));
    forth.chain(back.into_iter().map(|linked| view(linked, "back"))).collect()
}

#[derive(Serialize)]
struct PageView {
    reference: String,
    from: String,
    carry: String,
    /// The ticket of whose message this one was made a short time ago.
    split_from: Option<String>,
    subject: String,
    refused: String,
    errors: FieldErrors,
    other: String,
    kinds: Vec<Choice>,
    into: String,
    new_subject: String,
    links: Vec<LinkView>,
    taken_in: Vec<TakenIn>,
    may_merge: bool,
    may_split: bool,
    messages: Vec<Choice>,
}

/// A ticket that this one took in.
#[derive(Serialize)]
struct TakenIn {
    reference: String,
    subject: String,
    at: Option<NaiveDateTime>,
    may_undo: bool,
}

pub async fn page(
    cx: Context<Staff>,
    reference: web::Path<String>,
    came: web::Query<Came>,
) -> Result<HttpResponse> {
    let (actor, form) = (cx.actor(), Form { from: came.from.clone(), ..Form::default() });
    shown(&cx, actor, &reference, StatusCode::OK, form).await
}

async fn shown<D: Door>(
    cx: &Context<D>,
    actor: Actor,
    reference: &str,
    status: StatusCode,
    form: Form,
) -> Result<HttpResponse> {
    let (wanted, locale, now) = (reference.to_owned(), cx.locale, cx.now);
    let view = cx
        .db
        .read(move |conn| {
            let ticket = access::for_staff(conn, &actor, &wanted)?;
            note_reading(conn, &ticket, (Some(&actor.id), tickets::Door::Page), now)?;
            view(conn, &actor, ticket, form, (locale, now))
        })
        .await?;
    let title = format!("{} – {}", cx.text("tickets-relations-title"), view.reference);
    cx.respond(status, "tickets/relations", Head { title, section: "inbox" }, &view)
}

fn view(
    conn: &mut Conn,
    actor: &Actor,
    ticket: Ticket,
    form: Form,
    (locale, now): (Locale, NaiveDateTime),
) -> Result<PageView> {
    let scope = everything_of(actor);
    let taken_in = queries::merged_into(conn, &ticket.id)?;
    // Made by mistake: it goes back to where it was, as a merge.
    let young = rules::check_undo(Some(ticket.created_at), now).is_ok() && taken_in.is_empty();
    let split_from = if young { queries::split_from(conn, &ticket.id)? } else { None };
    let split_from = split_from
        .filter(|from| rules::may_view(actor, from) && rules::check_merge(&ticket, from).is_ok());
    let begins = rules::check_begin(&ticket);
    let may_split = begins.is_ok();
    // A fault in a form that is not shown any more is told as why it is not.
    let hidden = match begins {
        Err(why) => Some(why),
        Ok(()) => Some(rules::HAS_TAKEN_IN).filter(|_| !taken_in.is_empty()),
    };
    let refused = match hidden {
        Some(why) if !form.errors.is_empty() && form.refused.is_empty() => locale.text(why.key()),
        _ => form.refused,
    };
    let messages = if may_split { queries::splittable(conn, &ticket.id)? } else { Vec::new() };
    let line = |body: &str| body.split_whitespace().collect::<Vec<_>>().join(" ");
    let short = |body: &str| line(body).chars().take(90).collect::<String>();
    let kind = |kind: &LinkKind| Choice {
        value: kind.as_str().to_owned(),
        label: locale.text(&format!("tickets-relations-{}", kind.as_str().replace('_', "-"))),
        on: form.kind == kind.as_str(),
    };
    Ok(PageView {
        links: link_views(queries::links_of(conn, &ticket.id, &scope)?, locale),
        may_merge: may_split && taken_in.is_empty(),
        taken_in: taken_in
            .into_iter()
            .map(|taken| TakenIn {
                may_undo: rules::check_undo(taken.merged_at, now).is_ok(),
                at: taken.merged_at,
                reference: taken.reference,
                subject: taken.subject,
            })
            .collect(),
        messages: messages
            .into_iter()
            .map(|message| Choice {
                on: form.message == message.id.as_str(),
                value: message.id.to_string(),
                label: format!("{} : {}", message.author_name, short(&message.body)),
            })
            .collect(),
        may_split,
        kinds: LinkKind::ALL.iter().map(kind).collect(),
        split_from: split_from.map(|from| from.reference),
        carry: carry(&form.from),
        from: form.from,
        refused,
        errors: form.errors,
        other: form.other,
        into: form.into,
        new_subject: form.subject,
        reference: ticket.reference,
        subject: ticket.subject,
    })
}

/// Another ticket that somebody may change too. One they may not see is none.
fn another(conn: &mut Conn, actor: &Actor, reference: &str) -> Result<Ticket> {
    match access::for_staff(conn, actor, reference) {
        Err(Error::NotFound) => Err(rules::NO_SUCH_TICKET.into()),
        found => found,
    }
}

pub async fn link(
    cx: Context<Writing>,
    reference: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back(&cx, &form) };
    let sent = Sent { cx, actor, reference: reference.into_inner(), form };
    let mut typed = Form::read(&sent.form);
    if typed.other.is_empty() {
        typed.errors.add("other", "tickets-relations-error-other");
        return again(&sent, StatusCode::UNPROCESSABLE_ENTITY, typed).await;
    }
    let kind = typed.kind.parse().unwrap_or(LinkKind::Related);
    let (actor, now, other) = (sent.actor.clone(), sent.cx.now, typed.other.clone());
    let done = change(&sent, move |conn, _, ticket| {
        let other = another(conn, &actor, &other)?;
        ops::link(conn, &actor, ticket, (&other, kind), now)
    })
    .await;
    settle(&sent, done, typed, "tickets-relations-flash-linked").await
}

pub async fn unlink(
    cx: Context<Writing>,
    path: web::Path<(String, String)>,
    form: Upload,
) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back(&cx, &form) };
    let (reference, other) = path.into_inner();
    let sent = Sent { cx, actor, reference, form };
    let (actor, now) = (sent.actor.clone(), sent.cx.now);
    let done = change(&sent, move |conn, _, ticket| {
        let other = access::for_staff(conn, &actor, &other)?;
        ops::unlink(conn, &actor, ticket, &other, now)
    })
    .await;
    settle(
        &sent,
        done,
        Form { from: sent.form.text("from").to_owned(), ..Form::default() },
        "tickets-relations-flash-unlinked",
    )
    .await
}

/// This ticket goes into another one.
pub async fn merge(
    cx: Context<Writing>,
    reference: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back(&cx, &form) };
    let sent = Sent { cx, actor, reference: reference.into_inner(), form };
    let mut typed = Form::read(&sent.form);
    if typed.into.is_empty() {
        typed.errors.add("into", "tickets-relations-error-other");
        return again(&sent, StatusCode::UNPROCESSABLE_ENTITY, typed).await;
    }
    let (actor, now, into) = (sent.actor.clone(), sent.cx.now, typed.into.clone());
    let done = change(&sent, move |conn, app, ticket| {
        let into = another(conn, &actor, &into)?;
        with_tools(app, |tools| ops::merge(conn, &actor, ticket, &into, tools, now))
    })
    .await;
    match done {
        Ok(_) => {
            let to = format!("/tickets/{}{}", typed.into, carry(&typed.from));
            sent.cx.redirect(&to, "tickets-relations-flash-merged")
        }
        refused => settle(&sent, refused, typed, "").await,
    }
}

pub async fn undo_merge(
    cx: Context<Writing>,
    reference: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back(&cx, &form) };
    let sent = Sent { cx, actor, reference: reference.into_inner(), form };
    let (actor, now) = (sent.actor.clone(), sent.cx.now);
    let done =
        change(&sent, move |conn, _, ticket| ops::undo_merge(conn, &actor, ticket, now)).await;
    match done {
        Ok(_) => sent.go(None, "tickets-relations-flash-undone"),
        refused => {
            settle(
                &sent,
                refused,
                Form { from: sent.form.text("from").to_owned(), ..Form::default() },
                "",
            )
            .await
        }
    }
}

/// A message becomes a ticket of its own.
pub async fn split(
    cx: Context<Writing>,
    reference: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back(&cx, &form) };
    let sent = Sent { cx, actor, reference: reference.into_inner(), form };
    let mut typed = Form::read(&sent.form);
    let Ok(message) = typed.message.parse::<MessageId>() else {
        typed.errors.add("message", "tickets-relations-error-message");
        return again(&sent, StatusCode::UNPROCESSABLE_ENTITY, typed).await;
    };
    if typed.subject.chars().count() > rules::MAX_SUBJECT {
        typed.errors.add("subject", "tickets-ask-error-long-160");
        return again(&sent, StatusCode::UNPROCESSABLE_ENTITY, typed).await;
    }
    let (app, actor, now) = (sent.cx.app.clone(), sent.actor.clone(), sent.cx.now);
    let (wanted, subject) = (sent.reference.clone(), typed.subject.clone());
    let made = sent
        .cx
        .db
        .write(move |conn| {
            let ticket = access::for_staff(conn, &actor, &wanted)?;
            let what = (&message, subject.as_str());
            with_tools(&app, |tools| ops::split(conn, &actor, &ticket, what, tools, now))
        })
        .await;
    match made {
        Ok(made) => {
            let to = format!("/tickets/{}{}", made.reference, carry(&typed.from));
            sent.cx.redirect(&to, "tickets-relations-flash-split")
        }
        Err(error) => settle(&sent, Err(error), typed, "").await,
    }
}

fn with_tools<T>(app: &App, work: impl FnOnce(Tools<'_>) -> Result<T>) -> Result<T> {
    let words = app.vocabularies();
    work(Tools { signer: &app.signer, words: &words })
}

async fn again(sent: &Sent, status: StatusCode, typed: Form) -> Result<HttpResponse> {
    shown(&sent.cx, sent.actor.clone(), &sent.reference, status, typed).await
}

async fn settle(
    sent: &Sent,
    done: Result<Option<String>>,
    mut typed: Form,
    flash: &str,
) -> Result<HttpResponse> {
    match done {
        Ok(_) => {
            let to =
                format!("/tickets/{}/relations{}", sent.reference, carry(sent.form.text("from")));
            sent.cx.redirect(&to, flash)
        }
        Err(Error::Refused(why)) => {
            typed.refused = sent.cx.text(why.key());
            again(sent, StatusCode::CONFLICT, typed).await
        }
        Err(other) => Err(other),
    }
}
