//! Hand-over notes: left, read, taken back.

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Serialize;

use super::rota::{Form, settle};
use crate::Result;
use crate::accounts::Actor;
use crate::duty::rules::{NOTE_DAY, NOTE_LIFE};
use crate::duty::{Note, NoteId, ops};
use crate::web::{Context, SignedIn, Upload, day};

/// A note as the rota's page and the inbox show it.
#[derive(Debug, Clone, Serialize)]
pub struct NoteView {
    id: NoteId,
    node: String,
    slug: String,
    author: String,
    paragraphs: Vec<String>,
    written_at: NaiveDateTime,
    shown_until: NaiveDateTime,
    readers: String,
    may_read: bool,
    may_withdraw: bool,
}

pub fn note_view(
    note: &Note,
    actor: &Actor,
    (readers, manages): (&[(NoteId, String)], bool),
) -> NoteView {
    let read = readers.iter().filter(|(id, _)| *id == note.id);
    let names: Vec<_> = read.map(|(_, name)| name.as_str()).collect();
    let lines = note.body.lines().map(str::trim).filter(|line| !line.is_empty());
    let own = note.author == actor.id;
    NoteView {
        id: note.id.clone(),
        node: note.node_name.clone(),
        slug: note.node_slug.clone(),
        author: note.author_name.clone(),
        paragraphs: lines.map(str::to_owned).collect(),
        written_at: note.written_at,
        shown_until: note.shown_until,
        may_read: !own && !names.contains(&actor.name.as_str()),
        readers: names.join(", "),
        may_withdraw: own || manages,
    }
}

/// `POST /nodes/{slug}/rota/notes`
pub async fn leave_note(
    cx: Context<SignedIn>,
    slug: web::Path<String>,
    upload: Upload,
) -> Result<HttpResponse> {
    let (actor, now, slug, form) = (cx.actor(), cx.now, slug.into_inner(), Form::read(&upload)?);
    let id: NoteId = form.id.parse().unwrap_or_else(|_| NoteId::new());
    let today = crate::clock::network_day(now);
    let last = match form.until.trim() {
        "" => Some(today + NOTE_LIFE),
        typed => day(typed),
    };
    let (asked, body) = (slug.clone(), form.body.clone());
    let done = cx.db.write(move |conn| {
        let node = ops::visible(conn, &actor, &asked)?;
        let last = last.ok_or(NOTE_DAY)?;
        ops::leave_note(conn, &actor, (&id, &node.id), (&body, last), now)
    });
    let field = |key: &str| if key == NOTE_DAY.key() { "until" } else { "body" };
    settle(&cx, slug, (form, field), done.await, "duty-flash-note").await
}

/// `POST /nodes/{slug}/rota/notes/{id}/reading`
pub async fn read_note(
    cx: Context<SignedIn>,
    path: web::Path<(String, NoteId)>,
    upload: Upload,
) -> Result<HttpResponse> {
    let (actor, now, (slug, id)) = (cx.actor(), cx.now, path.into_inner());
    let to = match upload.text("back") {
        "inbox" => "/inbox".to_owned(),
        _ => format!("/nodes/{slug}/rota"),
    };
    cx.db
        .write(move |conn| {
            ops::visible(conn, &actor, &slug)?;
            ops::read_note(conn, &actor, &id, now)
        })
        .await?;
    cx.redirect(&to, "duty-flash-read")
}

/// `POST /nodes/{slug}/rota/notes/{id}/withdrawal`
pub async fn withdraw_note(
    cx: Context<SignedIn>,
    path: web::Path<(String, NoteId)>,
) -> Result<HttpResponse> {
    let (actor, now, (slug, id)) = (cx.actor(), cx.now, path.into_inner());
    let to = format!("/nodes/{slug}/rota");
    cx.db
        .write(move |conn| {
            ops::visible(conn, &actor, &slug)?;
            ops::withdraw_note(conn, &actor, &id, now)
        })
        .await?;
    cx.redirect(&to, "duty-flash-withdrawn")
}
