//! What those who apply and whoever runs the call write to each other about one application, read and written by either.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::overview::{read_id, unfiled};
use super::{Frame, title};
use crate::applications::ops::Written;
use crate::applications::{ApplicationId, Message, MessageId, Side, access, ops, queries, rules};
use crate::calls::pages::Frame as CallFrame;
use crate::calls::{Call, CallId};
use crate::i18n::Locale;
use crate::questionnaires::rules::words::kept;
use crate::times::said;
use crate::web::{Context, FieldErrors, SignedIn, Upload};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    frame: Frame,
    talk: Talk,
}

#[derive(Serialize)]
struct DeskView {
    frame: CallFrame,
    named: String,
    talk: Talk,
}

/// Everything that was written, and the form for more.
#[derive(Serialize)]
struct Talk {
    action: String,
    messages: Vec<MessageView>,
    may_write: bool,
    id: MessageId,
    body: String,
    errors: FieldErrors,
    /// Whether the text names somebody who judges, which its writer has to look at.
    tells: bool,
}

#[derive(Serialize)]
struct MessageView {
    who: String,
    when: String,
    body: String,
    by_mail: bool,
}

/// What was typed, and why it was not sent.
type Typed = (String, Refusal);

impl Talk {
    fn of(
        (call, action): (&Call, String),
        (all, side): (Vec<(Message, String)>, Side),
        typed: Option<Typed>,
        locale: Locale,
    ) -> Self {
        let view = |(one, name): (Message, String)| MessageView {
            // Who writes for the call is nobody's business who applies.
            who: match (one.side, side) {
                (Side::Coordination, Side::Applicants) => locale.text("applications-coordination"),
                (Side::Coordination, Side::Coordination) => {
                    format!("{name} – {}", locale.text("applications-coordination"))
                }
                (Side::Applicants, _) => name,
            },
            when: said::moment(one.posted_at, call.terms.tz(), locale),
            body: one.body,
            by_mail: one.by_mail,
        };
        let refused = typed.as_ref().map(|(_, refusal)| *refusal);
        Self {
            action,
            messages: all.into_iter().map(view).collect(),
            may_write: rules::check_message(call, "?").is_ok(),
            id: MessageId::random(),
            errors: refused
                .map_or_else(FieldErrors::none, |why| FieldErrors::one("body", why.key())),
            tells: refused == Some(rules::TELLS),
            body: typed.map(|(body, _)| body).unwrap_or_default(),
        }
    }
}

fn status(typed: Option<&Typed>) -> StatusCode {
    if typed.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
}

/// `GET /applications/{id}/messages`
pub async fn messages(cx: Context<SignedIn>, id: web::Path<String>) -> Result<HttpResponse> {
    page(&cx, &read_id(&id)?, None).await
}

async fn page(
    cx: &Context<SignedIn>,
    id: &ApplicationId,
    typed: Option<Typed>,
) -> Result<HttpResponse> {
    let (actor, id) = (cx.actor(), id.clone());
    let (there, unfiled, all) = cx
        .db
        .read(move |conn| {
            let there = access::opened(conn, &actor, &id)?;
            let unfiled = unfiled(conn, &there)?;
            Ok((there, unfiled, queries::messages_of(conn, &id)?))
        })
        .await?;
    let status = status(typed.as_ref());
    let action = format!("/applications/{}/messages", there.application.id);
    let mut talk = Talk::of((&there.call, action), (all, Side::Applicants), typed, cx.locale);
    talk.may_write &= rules::may_write_to_desk(&there.person);
    let frame = Frame::of(&there, "messages", unfiled, (cx.locale, cx.now));
    let head = cx.head("applications-messages", "calls");
    cx.respond(status, "applications/messages", head, &View { frame, talk })
}

/// What a form says.
fn read(form: &Upload) -> (MessageId, String, bool) {
    let id = form.text("id").parse().unwrap_or_else(|_| MessageId::random());
    (id, kept(form.text("body")), form.text("checked") == "1")
}

/// `POST /applications/{id}/messages`
pub async fn write(
    cx: Context<SignedIn>,
    id: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, read_id(&id)?);
    let (message, body, checked) = read(&form);
    let (which, typed) = (id.clone(), body.clone());
    let done = cx
        .db
        .write(move |conn| {
            let said = Written { id: &message, body: &body, by_mail: false, checked };
            ops::write_to_desk(conn, &actor, (&which, said), now)
        })
        .await;
    match done {
        Ok(()) => {
            let to = format!("/applications/{id}/messages#last");
            cx.redirect(&to, "applications-flash-message")
        }
        Err(Error::Refused(refusal)) => page(&cx, &id, Some((typed, refusal))).await,
        Err(error) => Err(error),
    }
}

type At = web::Path<(CallId, String)>;

/// `GET /inbox/calls/{id}/applications/{application}/messages`
pub async fn desk_messages(cx: Context<SignedIn>, at: At) -> Result<HttpResponse> {
    let (call, id) = at.into_inner();
    desk_page(&cx, (&call, &read_id(&id)?), None).await
}

async fn desk_page(
    cx: &Context<SignedIn>,
    (call, id): (&CallId, &ApplicationId),
    typed: Option<Typed>,
) -> Result<HttpResponse> {
    let (actor, call, id, locale) = (cx.actor(), call.clone(), id.clone(), cx.locale);
    let (call, application, all) = cx
        .db
        .read(move |conn| {
            let (call, application) = access::at_desk(conn, &actor, &call, &id)?;
            Ok((call, application, queries::messages_of(conn, &id)?))
        })
        .await?;
    let status = status(typed.as_ref());
    let action = format!("/inbox/calls/{}/applications/{}/messages", call.id, application.id);
    let view = DeskView {
        frame: CallFrame::of(&call, "applications", (locale, cx.now)),
        named: match &application.reference {
            Some(reference) => format!("{reference} – {}", title(&application.title, locale)),
            None => cx.text("applications-a-draft"),
        },
        talk: Talk::of((&call, action), (all, Side::Coordination), typed, locale),
    };
    let head = cx.head("applications-messages", "inbox");
    cx.respond(status, "applications/messages_desk", head, &view)
}

/// `POST /inbox/calls/{id}/applications/{application}/messages`
pub async fn write_from_desk(cx: Context<SignedIn>, at: At, form: Upload) -> Result<HttpResponse> {
    let (call, id) = at.into_inner();
    let (actor, now, id) = (cx.actor(), cx.now, read_id(&id)?);
    let (message, body, checked) = read(&form);
    let (what, typed) = ((call.clone(), id.clone()), body.clone());
    let done = cx
        .db
        .write(move |conn| {
            let said = Written { id: &message, body: &body, by_mail: false, checked };
            ops::write_to_applicants(conn, &actor, (&what.0, &what.1), said, now)
        })
        .await;
    match done {
        Ok(()) => {
            let to = format!("/inbox/calls/{call}/applications/{id}/messages#last");
            cx.redirect(&to, "applications-flash-message")
        }
        Err(Error::Refused(refusal)) => desk_page(&cx, (&call, &id), Some((typed, refusal))).await,
        Err(error) => Err(error),
    }
}
