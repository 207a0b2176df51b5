//! Mails about an application that came back, and who is written to instead of its owner.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::Frame;
use super::overview::{read_id, unfiled};
use crate::applications::access::opened;
use crate::applications::{ApplicationId, Role, ops, queries};
use crate::calls::Call;
use crate::i18n::Locale;
use crate::outbox::{self, Queued};
use crate::times::said;
use crate::web::{Context, FieldErrors, SignedIn, Upload, checked_email};
use crate::{Error, Result};

#[derive(Serialize)]
struct View {
    frame: Frame,
    name: String,
    email: String,
    errors: FieldErrors,
    returns: Vec<ReturnView>,
}

/// A mail that did not arrive.
#[derive(Debug, Serialize)]
pub struct ReturnView {
    at: String,
    who: String,
    why: String,
    /// Who was written to instead.
    instead: String,
}

/// As those read it who may know who applies.
pub fn returns(all: Vec<(Queued, Option<String>)>, call: &Call, locale: Locale) -> Vec<ReturnView> {
    let view = |(mail, instead): (Queued, Option<String>)| ReturnView {
        at: said::moment(mail.returned_at.unwrap_or(mail.queued_at), call.terms.tz(), locale),
        who: mail.to_name,
        why: mail.return_reason.or(mail.last_error).unwrap_or_default(),
        instead: instead.unwrap_or_default(),
    };
    all.into_iter().map(view).collect()
}

/// `GET /applications/{id}/contact`
pub async fn contact(cx: Context<SignedIn>, id: web::Path<String>) -> Result<HttpResponse> {
    page(&cx, &read_id(&id)?, None).await
}

async fn page(
    cx: &Context<SignedIn>,
    id: &ApplicationId,
    typed: Option<((String, String), FieldErrors)>,
) -> Result<HttpResponse> {
    let (actor, id) = (cx.actor(), id.clone());
    let (there, unfiled, kept, lost) = cx
        .db
        .read(move |conn| {
            let there = opened(conn, &actor, &id)?;
            if there.person.role != Role::Owner {
                return Err(Error::NotFound);
            }
            let unfiled = unfiled(conn, &there)?;
            let kept = queries::contact(conn, &id)?;
            Ok((there, unfiled, kept, outbox::returned_about(conn, &[id.to_string()])?))
        })
        .await?;
    let failed = typed.is_some();
    let ((name, email), errors) =
        typed.unwrap_or_else(|| (kept.unwrap_or_default(), FieldErrors::none()));
    let view = View {
        frame: Frame::of(&there, "overview", unfiled, (cx.locale, cx.now)),
        returns: returns(lost, &there.call, cx.locale),
        name,
        email,
        errors,
    };
    let status = if failed { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    cx.respond(status, "applications/contact", cx.head("applications-contact", "calls"), &view)
}

/// `POST /applications/{id}/contact`
pub async fn set_contact(
    cx: Context<SignedIn>,
    id: web::Path<String>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, id) = (cx.actor(), cx.now, read_id(&id)?);
    let text = |name: &str| -> String { form.text(name).trim().chars().take(254).collect() };
    let (name, typed) = (text("name"), text("email"));
    let none = name.is_empty() && typed.is_empty();
    let email = checked_email(&typed);
    let mut errors = FieldErrors::none();
    if !none && name.is_empty() {
        errors.add("name", "applications-contact-name-error");
    }
    if !none && email.is_none() {
        errors.add("email", "applications-contact-email-error");
    }
    if !errors.is_empty() {
        return page(&cx, &id, Some(((name, typed), errors))).await;
    }
    let (which, contact) = (id.clone(), email.map(|email| (name, email)));
    cx.db
        .write(move |conn| {
            let contact = contact.as_ref().map(|(name, email)| (name.as_str(), email.as_str()));
            ops::set_contact(conn, &actor, (&which, contact), now)
        })
        .await?;
    cx.redirect(&format!("/applications/{id}/contact"), "applications-flash-contact")
}
