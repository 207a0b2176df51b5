//! Training materials around a ticket: those near to it, with why, put into the answer.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::{Came, carry, suggested};
use crate::i18n::Locale;
use crate::materials::rules::suggest::Reason;
use crate::materials::{MaterialId, Published, ops};
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
    id: MaterialId,
    href: String,
    title: String,
    lang: String,
    why: String,
}

/// `GET /tickets/{reference}/materials`: a page; for htmx the list alone, which the ticket's page loads by itself.
pub async fn near(
    cx: Context<Staff>,
    reference: Path,
    came: web::Query<Came>,
) -> Result<HttpResponse> {
    let (actor, locale, now) = (cx.actor(), cx.locale, cx.now);
    let (reference, app) = (reference.into_inner(), cx.app.clone());
    let view = cx
        .db
        .read(move |conn| {
            let (ticket, text) = suggested::question(conn, &actor, &reference)?;
            let found = ops::near(conn, &app, (&ticket, &text), now)?;
            Ok(View {
                items: found.iter().map(|(one, why)| item(one, why, locale)).collect(),
                reference: ticket.reference,
                subject: ticket.subject,
                carry: carry(&came.from),
                from: came.into_inner().from,
            })
        })
        .await?;
    if cx.request().headers().contains_key("hx-request") {
        return cx.fragment("materials/_near", &view);
    }
    let title = format!("{} – {}", cx.text("materials-near"), view.reference);
    cx.page("materials/near", Head { title, section: "inbox" }, &view)
}

fn item(one: &Published, why: &[Reason], locale: Locale) -> Item {
    let said = one.version.said(locale);
    let word = |reason: &Reason| locale.text(&format!("materials-why-{}", reason.as_str()));
    Item {
        id: one.material.id.clone(),
        href: format!("/materials/{}", one.material.slug.as_deref().unwrap_or_default()),
        title: said.title.to_owned(),
        lang: said.language.to_owned(),
        why: why.iter().map(word).collect::<Vec<_>>().join(", "),
    }
}

/// `POST /tickets/{reference}/materials`: puts a material into the answer that is being written; for a script the text
/// alone.
pub async fn insert(cx: Context<Writing>, reference: Path, form: Upload) -> Result<HttpResponse> {
    let (app, now) = (cx.app.clone(), cx.now);
    suggested::insert(cx, reference.into_inner(), form, move |conn, actor, ticket, chosen| {
        let id: MaterialId = chosen.parse().map_err(|_| Error::NotFound)?;
        ops::insertion(conn, actor, (ticket, &app.config.base_url), &id, now)
    })
    .await
}
