//! Published answers around a ticket: those near to it, put into the answer; and the ticket made one.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::actions::Sent;
use super::kept::give_back;
use super::typed::{Part, Typed};
use super::{Came, carry, suggested};
use crate::i18n::Locale;
use crate::knowledge::{ArticleId, Candidate, ops};
use crate::tickets::{access, queries};
use crate::web::{Context, Head, Staff, Upload, Writing};
use crate::{Error, Result};

type Path = web::Path<String>;

#[derive(Serialize)]
struct View {
    reference: String,
    subject: String,
    from: String,
    carry: String,
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    id: ArticleId,
    href: String,
    title: String,
    lang: Locale,
}

/// `GET /tickets/{reference}/articles`: a page; for htmx the list alone, which the ticket's page loads by itself.
pub async fn near(
    cx: Context<Staff>,
    reference: Path,
    came: web::Query<Came>,
) -> Result<HttpResponse> {
    let (actor, locale, reference) = (cx.actor(), cx.locale, reference.into_inner());
    let view = cx
        .db
        .read(move |conn| {
            let (ticket, text) = suggested::question(conn, &actor, &reference)?;
            let topic = ticket.confirmed_topic.as_deref().or(ticket.topic.as_deref());
            let found = ops::suggest(conn, &text, topic, ticket.language)?;
            let employers = queries::institutions_of(conn, &ticket.id)?;
            let employer = employers.first().map(String::as_str).unwrap_or_default();
            Ok(View {
                items: found.into_iter().map(|one| item(one, employer, locale)).collect(),
                reference: ticket.reference,
                subject: ticket.subject,
                carry: carry(&came.from),
                from: came.into_inner().from,
            })
        })
        .await?;
    if cx.request().headers().contains_key("hx-request") {
        return cx.fragment("knowledge/_near", &view);
    }
    let title = format!("{} – {}", cx.text("knowledge-near"), view.reference);
    cx.page("knowledge/near", Head { title, section: "inbox" }, &view)
}

fn item(one: Candidate, employer: &str, locale: Locale) -> Item {
    let lang =
        if locale.pick(&one.title_fr, &one.title_en).is_empty() { locale.other() } else { locale };
    let query = if employer.is_empty() { String::new() } else { format!("?employer={employer}") };
    Item {
        href: format!("/articles/{}{query}", one.slug),
        title: lang.pick(&one.title_fr, &one.title_en).to_owned(),
        lang,
        id: one.id,
    }
}

/// `POST /tickets/{reference}/articles`: puts a published answer into the one that is being written; for a script the
/// text alone.
pub async fn insert(cx: Context<Writing>, reference: Path, form: Upload) -> Result<HttpResponse> {
    let (app, now) = (cx.app.clone(), cx.now);
    suggested::insert(cx, reference.into_inner(), form, move |conn, actor, ticket, chosen| {
        let id: ArticleId = chosen.parse().map_err(|_| Error::NotFound)?;
        let employers = queries::institutions_of(conn, &ticket.id)?;
        let with = (ticket, &employers[..], &*app.config.base_url);
        ops::insertion(conn, actor, &app.vocabularies(), with, (&id, now))
    })
    .await
}

/// `POST /tickets/{reference}/article`: a closed ticket becomes the draft of an article.
pub async fn make(cx: Context<Writing>, reference: Path, form: Upload) -> Result<HttpResponse> {
    let Some(actor) = cx.actor() else { return give_back(&cx, &form) };
    let sent = Sent { cx, actor, reference: reference.into_inner(), form };
    let (actor, now, reference) = (sent.actor.clone(), sent.cx.now, sent.reference.clone());
    let app = sent.cx.app.clone();
    let made = sent
        .cx
        .db
        .write(move |conn| {
            let ticket = access::for_staff(conn, &actor, &reference)?;
            ops::draft_from(conn, &actor, &app.vocabularies(), &ticket, now)
        })
        .await;
    match made {
        Ok(id) => sent.cx.redirect(&format!("/inbox/articles/{id}"), "knowledge-flash-drafted"),
        Err(Error::Refused(refusal)) => {
            let typed = Typed { part: Part::Nothing, ..Typed::default() };
            sent.again(StatusCode::CONFLICT, typed.refused(refusal, sent.cx.locale)).await
        }
        Err(error) => Err(error),
    }
}
