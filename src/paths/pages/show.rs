//! A collection or a learning path as everybody reads it.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::steps::{Outcome, led};
use super::view::{StepView, linked, steps, word};
use crate::i18n::Locale;
use crate::materials::rules::linked::for_page;
use crate::paths::{Kind, LearningPath, queries, rules};
use crate::web::{Anyone, Context, Head};
use crate::{Error, Result};

#[derive(Serialize)]
struct View {
    title: String,
    lang: Locale,
    summary: String,
    kind: &'static str,
    all: &'static str,
    all_label: &'static str,
    is_path: bool,
    node: String,
    node_slug: String,
    time: String,
    known: Vec<String>,
    /// Of what is said in one language only.
    own_lang: Locale,
    outcomes: Vec<Outcome>,
    steps: Vec<StepView>,
    json: String,
    desk: Option<String>,
    linked_html: String,
}

/// `GET /materials/collections/{slug}`
pub async fn collection(cx: Context<Anyone>, slug: web::Path<String>) -> Result<HttpResponse> {
    page(cx, Kind::Collection, slug.into_inner()).await
}

/// `GET /materials/paths/{slug}`
pub async fn path(cx: Context<Anyone>, slug: web::Path<String>) -> Result<HttpResponse> {
    page(cx, Kind::Path, slug.into_inner()).await
}

async fn page(cx: Context<Anyone>, kind: Kind, slug: String) -> Result<HttpResponse> {
    let ((path, node, node_slug), own, led) = cx
        .db
        .read(move |conn| {
            let found = queries::published(conn, &slug)?;
            if found.0.kind != kind {
                return Err(Error::NotFound);
            }
            let ids = std::slice::from_ref(&found.0.id);
            let own = queries::steps_of_all(conn, ids)?.remove(&found.0.id).unwrap_or_default();
            let led = led(conn, &own)?;
            Ok((found, own, led))
        })
        .await?;
    let (title, summary, lang) = path.said(cx.locale);
    let (views, time, outcomes) = steps(&own, &led, cx.locale);
    let may_edit = cx.actor().is_some_and(|actor| rules::may_edit(actor, &path.node_id));
    let told = linked(&path, (&own, &led), (&cx.app.config.base_url, &node, &node_slug));
    let view = View {
        title: title.to_owned(),
        lang,
        summary: summary.to_owned(),
        kind: word(kind),
        all: kind.address(),
        all_label: match kind {
            Kind::Collection => "paths-collections",
            Kind::Path => "paths-title",
        },
        is_path: kind == Kind::Path,
        own_lang: LearningPath::LANGUAGE,
        known: path.known().map(str::to_owned).collect(),
        outcomes,
        steps: views,
        time,
        json: format!("/api/v1/paths/{}", path.slug.as_deref().unwrap_or_default()),
        desk: may_edit.then(|| format!("/inbox/paths/{}", path.id)),
        linked_html: for_page(&told),
        node,
        node_slug,
    };
    let head = Head { title: view.title.clone(), section: "materials" };
    cx.public_page("paths/show", head, &view)
}
