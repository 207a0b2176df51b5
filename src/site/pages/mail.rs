//! The demonstration's mail, which nobody received.

use actix_web::{HttpResponse, web};
use chrono::{NaiveDateTime, TimeDelta};
use serde::Serialize;

use crate::outbox::MailId;
use crate::site::model::{CapturedMail, MailLine};
use crate::site::{queries, rules};
use crate::web::{Admin, Anyone, Context, Upload};
use crate::{Error, Result};

const SHOWN: i64 = 500;

#[derive(Serialize)]
struct MailView<'a> {
    mails: Vec<MailLine>,
    /// Whether the reader may say that time has passed.
    may_pass: bool,
    shown: Option<Shown<'a>>,
}

#[derive(Serialize)]
struct Shown<'a> {
    id: &'a MailId,
    to: &'a str,
    subject: &'a str,
    at: NaiveDateTime,
    pieces: Vec<rules::Piece<'a>>,
    body: String,
    /// The whole message. Not called `raw`: handlebars has a helper of that name.
    source: &'a str,
}

/// `GET /dev/mail`
pub async fn mails(cx: Context<Anyone>) -> Result<HttpResponse> {
    let mails = read(&cx, None).await?.0;
    show(&cx, mails, None)
}

/// `GET /dev/mail/{id}`
pub async fn mail(cx: Context<Anyone>, id: web::Path<MailId>) -> Result<HttpResponse> {
    let (mails, mail) = read(&cx, Some(id.into_inner())).await?;
    show(&cx, mails, mail.as_ref())
}

/// The longest that passes at once.
const MOST_HOURS: i64 = 24 * 400;

/// `POST /dev/clock`: in the demonstration, time passes for whoever wants to see a call or a label through.
pub async fn pass_time(cx: Context<Admin>, form: Upload) -> Result<HttpResponse> {
    if !cx.app.config.demo {
        return Err(Error::NotFound);
    }
    let hours: i64 = form.text("hours").trim().parse().map_err(|_| Error::Malformed("hours"))?;
    cx.app.clock.advance(TimeDelta::hours(hours.clamp(0, MOST_HOURS)));
    cx.redirect("/dev/mail", "site-flash-time")
}

async fn read(
    cx: &Context<Anyone>,
    id: Option<MailId>,
) -> Result<(Vec<MailLine>, Option<CapturedMail>)> {
    if !cx.app.config.demo {
        return Err(Error::NotFound);
    }
    cx.db
        .read(move |conn| {
            let mail = id.map(|id| queries::captured_mail(conn, &id)).transpose()?;
            Ok((queries::captured_mails(conn, SHOWN)?, mail))
        })
        .await
}

fn show(
    cx: &Context<Anyone>,
    mails: Vec<MailLine>,
    mail: Option<&CapturedMail>,
) -> Result<HttpResponse> {
    let shown = mail.map(|mail| Shown {
        id: &mail.id,
        to: &mail.to_email,
        subject: &mail.subject,
        at: mail.captured_at,
        pieces: rules::with_links(&mail.body_text),
        body: rules::readable_html(&mail.body_html),
        source: &mail.raw,
    });
    let may_pass = cx.actor().is_some_and(crate::accounts::Actor::is_admin);
    cx.page("site/mail", cx.head("site-mail-title", "none"), &MailView { mails, may_pass, shown })
}
