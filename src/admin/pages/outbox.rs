//! Mail as it left, waits, or could not leave. Bodies are not shown: they may hold links that open something.

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Serialize;
use serde_json::json;

use super::{Asked, Empty, LINES, Pager};
use crate::admin::queries;
use crate::history::{self, By};
use crate::outbox::{self, MailId, MailState, Queued, render};
use crate::web::{Admin, Context, Cursor, page_of};
use crate::{Error, Result};

#[derive(Serialize)]
struct OutboxView {
    tab: &'static str,
    state: &'static str,
    dead: bool,
    mails: Vec<MailRow>,
    pager: Pager,
    empty: Empty,
}

#[derive(Serialize)]
struct MailRow {
    id: MailId,
    to_name: String,
    to_email: String,
    /// Its words are gone once it is sent; then the template's name stands for it.
    subject: Option<String>,
    template: String,
    attempts: i32,
    last_error: Option<String>,
    queued_at: NaiveDateTime,
    sent_at: Option<NaiveDateTime>,
    /// Why it came back, if it did.
    returned: Option<String>,
}

/// Mails that were sent and came back: no state of theirs, since they did leave.
const RETURNED: &str = "returned";
const NONE_RETURNED: Empty =
    Empty::new("check2-all", "admin-no-returned", "admin-no-returned-text");

pub async fn outbox(cx: Context<Admin>, query: web::Query<Asked>) -> Result<HttpResponse> {
    let state = query.state.parse().unwrap_or(MailState::Dead);
    let returned = query.state == RETURNED;
    let after = Cursor::decode(&query.after);
    let mails = cx
        .db
        .read(move |conn| match returned {
            true => Ok(queries::returned_mails(conn, after.as_ref(), LINES + 1)?),
            false => Ok(queries::mails(conn, state, after.as_ref(), LINES + 1)?),
        })
        .await?;
    let (shown, dead) = match returned {
        true => (RETURNED, false),
        false => (state.as_str(), state == MailState::Dead),
    };
    let place = |mail: &Queued| Cursor { at: mail.queued_at, id: mail.id.to_string() };
    let page = page_of(mails, LINES, place);
    let view = OutboxView {
        tab: "outbox",
        state: shown,
        dead,
        mails: page.items.into_iter().map(|mail| row(&cx, mail)).collect(),
        pager: Pager::new("/admin/outbox", &format!("state={shown}"), &query, page.next),
        empty: if returned { NONE_RETURNED } else { empty(state) },
    };
    cx.page("admin/outbox", cx.head("admin-outbox", "admin"), &view)
}

const fn empty(state: MailState) -> Empty {
    match state {
        MailState::Dead => Empty::new("check2-all", "admin-no-dead", "admin-no-dead-text"),
        MailState::Queued => Empty::new("send", "admin-no-queued", "admin-no-queued-text"),
        MailState::Sent => Empty::new("envelope", "admin-no-sent", "admin-no-sent-text"),
    }
}

fn row(cx: &Context<Admin>, mail: Queued) -> MailRow {
    let kept = mail.state != MailState::Sent;
    let rendered = kept.then(|| render(&cx.app.mailer.templates, &cx.app.config, &mail).ok());
    MailRow {
        subject: rendered.flatten().map(|rendered| rendered.subject),
        id: mail.id,
        to_name: mail.to_name,
        to_email: mail.to_email,
        template: mail.template,
        attempts: mail.attempts,
        last_error: mail.last_error,
        queued_at: mail.queued_at,
        sent_at: mail.sent_at,
        returned: mail.returned_at.map(|_| mail.return_reason.unwrap_or_default()),
    }
}

pub async fn resend(cx: Context<Admin>, id: web::Path<MailId>) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    cx.db
        .write(move |conn| {
            if outbox::resend(conn, &id, now)? {
                let (by, subject) = (By::Account(actor.id), ("mail", id.as_str()));
                history::record(conn, &by, "mail.resent", subject, &json!({}), now)?;
            }
            Ok::<_, Error>(())
        })
        .await?;
    cx.redirect("/admin/outbox", "admin-flash-resent")
}
