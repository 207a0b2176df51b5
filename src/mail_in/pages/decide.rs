//! Letting a mail in, making it a question, or putting it away.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::one::{for_actor, parsed};
use crate::files::Stored;
use crate::mail_in::model::{Envelope, Received};
use crate::mail_in::ops::{self, Post, Release};
use crate::mail_in::{enclosures, office, read, rules};
use crate::tickets::Ticket;
use crate::web::{Context, Staff};
use crate::{Error, Result};

#[derive(Deserialize)]
pub struct ReleaseForm {
    #[serde(rename = "as")]
    kind: String,
}

pub async fn release(
    cx: Context<Staff>,
    id: web::Path<String>,
    form: web::Form<ReleaseForm>,
) -> Result<HttpResponse> {
    let release = match form.kind.as_str() {
        "team" => Some(Release::Team),
        "note" => Some(Release::Note),
        "node" => None,
        _ => return Err(Error::Malformed("as")),
    };
    let (mail, ticket) = load(&cx, &id).await?;
    let ticket = ticket.ok_or(rules::NO_TICKET)?;
    let to = format!("/tickets/{}", ticket.reference);
    let (actor, now, app, post) = (cx.actor(), cx.now, cx.app.clone(), post(&cx, &mail).await?);
    cx.db
        .write(move |conn| match release {
            Some(release) => ops::release(conn, &actor, (&mail, &ticket), (&post, release), now),
            None => {
                let words = app.vocabularies();
                let with = (&post, &office(&app, &words));
                ops::release_as_node(conn, &actor, (&mail, &ticket), with, now)
            }
        })
        .await?;
    cx.redirect(&to, "mail-in-flash-released")
}

pub async fn open_ticket(cx: Context<Staff>, id: web::Path<String>) -> Result<HttpResponse> {
    let (mail, _) = load(&cx, &id).await?;
    let (actor, now, app, post) = (cx.actor(), cx.now, cx.app.clone(), post(&cx, &mail).await?);
    let reader = actor.clone();
    let ticket = cx
        .db
        .write(move |conn| {
            let words = app.vocabularies();
            ops::open_ticket(conn, &actor, &mail, (&post, &office(&app, &words)), now)
        })
        .await?;
    // Whoever lets a question in may be of another node than the one that answers it.
    let seen = crate::tickets::rules::may_view(&reader, &ticket);
    let to = if seen { format!("/tickets/{}", ticket.reference) } else { "/admin/mail-in".into() };
    cx.redirect(&to, "mail-in-flash-opened")
}

pub async fn discard(cx: Context<Staff>, id: web::Path<String>) -> Result<HttpResponse> {
    let (mail, _) = load(&cx, &id).await?;
    let (actor, now) = (cx.actor(), cx.now);
    cx.db.write(move |conn| ops::discard(conn, &actor, &mail, now)).await?;
    cx.redirect("/admin/mail-in", "mail-in-flash-discarded")
}

async fn load(cx: &Context<Staff>, id: &str) -> Result<(Received, Option<Ticket>)> {
    let (actor, id) = (cx.actor(), parsed(id)?);
    cx.db.read(move |conn| for_actor(conn, &actor, &id)).await
}

/// The mail as it would be delivered now, from its own bytes.
async fn post(cx: &Context<Staff>, mail: &Received) -> Result<Post> {
    let raw = cx.app.files.get(&mail.sha256).await?;
    let original = Stored {
        sha256: mail.sha256.clone(),
        bytes: i64::try_from(raw.len()).map_err(|_| Error::TooLarge)?,
        media_type: "text/plain".into(),
        name: "message.eml".into(),
    };
    let letter = read(raw).await?;
    let files = enclosures(&cx.app, &letter).await?;
    Ok(Post { letter, envelope: Envelope::default(), original, files })
}
