//! Which mails about tickets somebody of the staff wants.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::Result;
use crate::triage::ops;
use crate::triage::queries::MailChoice;
use crate::web::{Context, Staff};

/// A box that is not ticked is not sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct MailForm {
    mentions: String,
    followed: String,
}

pub async fn choose_mails(cx: Context<Staff>, form: web::Form<MailForm>) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    let choice = MailChoice { mentions: form.mentions == "on", followed: form.followed == "on" };
    cx.db.write(move |conn| ops::choose_mails(conn, &actor, choice, now)).await?;
    cx.redirect("/account", "triage-flash-saved")
}
