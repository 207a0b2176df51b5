//! One material as everybody reads it: its newest version, or one that has a number.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::adapt::reuse;
use super::courses;
use super::edit::nodes;
use super::load::{Loaded, whole};
use super::material_view::view;
use super::uses::uses;
use super::{address, cited};
use crate::accounts::Actor;
use crate::accounts::rules::query_value;
use crate::clock::network_day;
use crate::materials::rules::{citation, may_edit};
use crate::materials::{access, queries};
use crate::web::{Anyone, Context, Head};
use crate::{Error, Result, governance};

/// `GET /materials/{slug}`
pub async fn material(cx: Context<Anyone>, slug: web::Path<String>) -> Result<HttpResponse> {
    page(&cx, slug.into_inner(), None).await
}

/// `GET /materials/{slug}/{version}`: `v3`, for ever.
pub async fn version(
    cx: Context<Anyone>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse> {
    let (slug, version) = path.into_inner();
    let number = version.strip_prefix('v').and_then(|n| n.parse().ok()).ok_or(Error::NotFound)?;
    page(&cx, slug, Some(number)).await
}

async fn page(cx: &Context<Anyone>, slug: String, number: Option<i32>) -> Result<HttpResponse> {
    let reader = cx.actor().filter(|actor| actor.is_staff()).cloned();
    let (now, locale) = (cx.now, cx.locale);
    let (actor, today) = (cx.actor().cloned(), network_day(now));
    let (loaded, own, courses, decided, merged) = cx
        .db
        .read(move |conn| {
            let own = match reader {
                Some(reader) => nodes(conn, &reader)?.0,
                None => Vec::new(),
            };
            let loaded = whole(conn, &slug, number)?;
            let courses = courses::views(conn, &loaded.courses, (now, locale))?;
            let about = [format!("/materials/{slug}")];
            let decided = governance::access::about(conn, actor.as_ref(), &about, today)?;
            let material = &loaded.found.material;
            let into = match material.withdrawn_at {
                Some(_) => queries::merged_into(conn, &material.id)?,
                None => None,
            };
            let merged = match into {
                Some(into) => queries::slugs_of(conn, &[into])?.pop().map(|(_, slug)| slug),
                None => None,
            };
            Ok((loaded, own, courses, decided, merged))
        })
        .await?;
    let desk = |actor: &Actor| may_edit(actor, &loaded.found.material.node_id);
    let desk = cx
        .actor()
        .filter(|actor| desk(actor))
        .map(|_| format!("/inbox/materials/{}", loaded.found.material.id));
    // A version that was published stays what it was; the material is now the other one.
    if let Some(slug) = merged.filter(|_| number.is_none()) {
        let to = address(&slug, None);
        return Ok(HttpResponse::MovedPermanently().insert_header((header::LOCATION, to)).finish());
    }
    if loaded.found.material.withdrawn_at.is_some() {
        return gone(cx, &loaded, desk);
    }
    let may_take = access::may_take(loaded.found.version.access, cx.actor());
    let config = (cx.app.config.base_url.as_str(), (cx.app.config.clamd.is_some(), may_take));
    let base = &cx.app.config.base_url;
    let slug = loaded.found.material.slug.as_deref().unwrap_or_default();
    let own_uses = uses(
        (loaded.taught, &loaded.uses),
        (slug, &loaded.found.material.node_id),
        (cx.actor(), &own),
    );
    let around = (reuse(&loaded.found.version, &own, locale), own_uses, courses);
    let mut view = view(&loaded, &cx.app.vocabularies(), config, (locale, desk), around);
    view.resolutions = governance::pages::line_views(&decided, today, locale);
    let head =
        Head { title: loaded.found.version.said(cx.locale).title.to_owned(), section: "materials" };
    let mut answer = cx.public_page("materials/material", head, &view)?;
    // Programs that show a link find how to show this one.
    let at = query_value(&format!("{base}{}", address(slug, None)));
    let link =
        format!("<{base}/oembed?url={at}>; rel=\"alternate\"; type=\"application/json+oembed\"");
    if let Ok(link) = link.parse() {
        answer.headers_mut().append(header::LINK, link);
    }
    Ok(answer)
}

/// What is left of a material that was withdrawn: that it was there, why it is not any more, how it is cited.
#[derive(Serialize)]
struct Gone {
    title: String,
    lang: String,
    withdrawn_on: chrono::NaiveDate,
    reason: String,
    citation: String,
    node: String,
    node_slug: String,
    others: Vec<super::material_view::RelativeView>,
    desk: Option<String>,
}

fn gone(cx: &Context<Anyone>, loaded: &Loaded, desk: Option<String>) -> Result<HttpResponse> {
    let Loaded { found, parts, .. } = loaded;
    let said = found.version.said(cx.locale);
    let authors = parts.authors().map(|one| one.name.clone()).collect();
    let cited = cited(found, authors, &cx.app.config.base_url, cx.locale);
    let ended = found.material.withdrawn_at.unwrap_or(cx.now);
    let view = Gone {
        title: said.title.to_owned(),
        lang: said.language.to_owned(),
        withdrawn_on: network_day(ended),
        reason: found.material.withdrawn_reason.clone(),
        citation: citation::write(&cited, citation::Form::Apa),
        node: found.node.clone(),
        node_slug: found.node_slug.clone(),
        others: loaded.tied(cx.locale),
        desk,
    };
    let head = Head { title: view.title.clone(), section: "materials" };
    cx.respond(StatusCode::GONE, "materials/gone", head, &view)
}
