//! What is suggested beside a ticket, and put into its answer: published answers, training materials.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::actions::Sent;
use super::kept::give_back;
use super::typed::{Part, Typed};
use crate::accounts::Actor;
use crate::db::Conn;
use crate::tickets::queries::{self, Sight};
use crate::tickets::{AuthorKind, Ticket, access};
use crate::web::{Context, Upload, Writing};
use crate::{Error, Result};

/// So much of a conversation is looked at for its question.
const MOST_MESSAGES: i64 = 50;

/// A ticket that its reader may answer, and its question in words.
pub(super) fn question(
    conn: &mut Conn,
    actor: &Actor,
    reference: &str,
) -> Result<(Ticket, String)> {
    let ticket = answerable(conn, actor, reference)?;
    let messages = queries::messages_of(conn, &ticket.id, Sight::Public, None, MOST_MESSAGES)?;
    let asked = messages.iter().find(|one| one.author_kind == AuthorKind::Team);
    let text = format!("{} {}", ticket.subject, asked.map_or("", |one| &one.body));
    Ok((ticket, text))
}

fn answerable(conn: &mut Conn, actor: &Actor, reference: &str) -> Result<Ticket> {
    let (ticket, right) = access::for_colleague(conn, actor, reference)?;
    if right.may_answer() { Ok(ticket) } else { Err(Error::NotFound) }
}

/// Puts what is said of the thing that was chosen into the answer that is being written; for a script the text alone.
pub(super) async fn insert(
    cx: Context<Writing>,
    reference: String,
    form: Upload,
    said: impl FnOnce(&mut Conn, &Actor, &Ticket, &str) -> Result<String> + Send + 'static,
) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back(&cx, &form) };
    let alone = cx.request().headers().contains_key("x-insert");
    let sent = Sent { cx, actor, reference, form };
    let mut typed = Typed::read(Part::Reply, &sent.form);
    let chosen = sent.form.text("article").to_owned();
    let (actor, reference) = (sent.actor.clone(), sent.reference.clone());
    let text = sent
        .cx
        .db
        .write(move |conn| {
            let ticket = answerable(conn, &actor, &reference)?;
            said(conn, &actor, &ticket, &chosen)
        })
        .await?;
    if alone {
        return Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(text));
    }
    let before = typed.body.trim_end();
    typed.body = if before.is_empty() { text } else { format!("{before}\n\n{text}") };
    sent.again(StatusCode::OK, typed).await
}
