//! The list of pages that nobody confirmed, this month's sample, and the page that a mail opens.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{Months, NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::{Verdict, access, ops, queries, rules};
use crate::accounts::NodeId;
use crate::clock::network_day;
use crate::network;
use crate::web::{Anyone, Context, Coordinator, Head, Upload};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    month: NaiveDate,
    sample: Vec<SampleView>,
    old: Vec<OldView>,
    before: Vec<BeforeView>,
    alert: String,
}

#[derive(Serialize)]
struct SampleView {
    id: NodeId,
    slug: String,
    name: String,
    right: bool,
    wrong: bool,
    note: String,
    by: String,
    at: Option<NaiveDateTime>,
}

#[derive(Serialize)]
struct OldView {
    slug: String,
    name: String,
    since: NaiveDateTime,
    asked: Option<NaiveDateTime>,
    /// Readers are told.
    flagged: bool,
}

#[derive(Serialize)]
struct BeforeView {
    name: String,
    slug: String,
    right: bool,
    note: String,
    by: String,
    at: NaiveDateTime,
}

/// `GET /network/freshness`
pub async fn list(cx: Context<Coordinator>) -> Result<HttpResponse> {
    page(&cx, None).await
}

async fn page(cx: &Context<Coordinator>, refusal: Option<Refusal>) -> Result<HttpResponse> {
    let now = cx.now;
    let month = rules::month_of(network_day(now));
    let from = month - Months::new(6);
    let (nodes, asked, checks, drawn) = cx
        .db
        .read(move |conn| {
            let nodes = network::queries::all(conn)?;
            let drawn = ops::sample(conn, &nodes, month)?;
            Ok((nodes, queries::asked(conn)?, queries::checks_since(conn, from)?, drawn))
        })
        .await?;
    let sample = drawn.iter().map(|node| {
        let found = checks.iter().find(|one| one.month == month && one.node_id == node.id);
        let is = |verdict| found.is_some_and(|one| one.verdict == verdict);
        SampleView {
            id: node.id.clone(),
            slug: node.slug.clone(),
            name: node.name.clone(),
            right: is(Verdict::Right),
            wrong: is(Verdict::Wrong),
            note: found.map(|one| one.note.clone()).unwrap_or_default(),
            by: found.map(|one| one.by.clone()).unwrap_or_default(),
            at: found.map(|one| one.checked_at),
        }
    });
    let mut old: Vec<_> = nodes
        .iter()
        .filter(|node| rules::is_kept(node) && now - rules::since(node) >= rules::EVERY)
        .map(|node| OldView {
            slug: node.slug.clone(),
            name: node.name.clone(),
            since: rules::since(node),
            asked: asked
                .get(&node.id)
                .filter(|(about, _)| *about == rules::since(node))
                .map(|one| one.1),
            flagged: network::wants_verifying(node.confirmed_at, node.created_at, now),
        })
        .collect();
    old.sort_by_key(|one| one.since);
    let before = checks.iter().filter(|one| one.month < month).filter_map(|one| {
        let node = nodes.iter().find(|node| node.id == one.node_id)?;
        Some(BeforeView {
            name: node.short_name.clone(),
            slug: node.slug.clone(),
            right: one.verdict == Verdict::Right,
            note: one.note.clone(),
            by: one.by.clone(),
            at: one.checked_at,
        })
    });
    let view = View {
        month,
        sample: sample.collect(),
        before: before.collect(),
        old,
        alert: refusal.map(|refusal| cx.text(refusal.key())).unwrap_or_default(),
    };
    let status = if refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    cx.respond(status, "freshness/list", cx.head("freshness-title", "network"), &view)
}

/// `POST /network/freshness/{node}`
pub async fn check(
    cx: Context<Coordinator>,
    node: web::Path<NodeId>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, node) = (cx.actor(), cx.now, node.into_inner());
    let verdict: Verdict = form.text("verdict").parse().map_err(|_| Error::Malformed("verdict"))?;
    let note: String = form.text("note").chars().take(1_000).collect();
    match cx.db.write(move |conn| ops::check(conn, &actor, (&node, verdict, &note), now)).await {
        Ok(()) => cx.redirect("/network/freshness", "freshness-flash-checked"),
        Err(Error::Refused(refusal)) => page(&cx, Some(refusal)).await,
        Err(error) => Err(error),
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Keyed {
    about: i64,
    key: String,
}

#[derive(Serialize)]
struct AskView {
    slug: String,
    name: String,
    since: NaiveDateTime,
    about: i64,
    key: String,
}

/// `GET /nodes/{slug}/freshness?key=`: what a mail opens; programs that look at links confirm nothing.
pub async fn ask(
    cx: Context<Anyone>,
    slug: web::Path<String>,
    query: web::Query<Keyed>,
) -> Result<HttpResponse> {
    let slug = slug.into_inner();
    let node = cx.db.read(move |conn| Ok(network::queries::by_slug(conn, &slug)?)).await?;
    if !access::check(&cx.app.signer, &node, (query.about, &query.key))? {
        return cx.redirect(&format!("/nodes/{}", node.slug), "freshness-flash-confirmed");
    }
    let view = AskView {
        since: rules::since(&node),
        slug: node.slug,
        name: node.name,
        about: query.about,
        key: query.into_inner().key,
    };
    let head = Head { title: view.name.clone(), section: "network" };
    cx.page("freshness/ask", head, &view)
}

/// `POST /nodes/{slug}/freshness`
pub async fn confirm(
    cx: Context<Anyone>,
    slug: web::Path<String>,
    form: web::Form<Keyed>,
) -> Result<HttpResponse> {
    let (slug, form, now, app) = (slug.into_inner(), form.into_inner(), cx.now, cx.app.clone());
    let to = format!("/nodes/{slug}");
    cx.db
        .write(move |conn| {
            let key = (form.about, form.key.as_str());
            ops::confirm(conn, (&slug, key), &app.signer, now)
        })
        .await?;
    cx.redirect(&to, "freshness-flash-confirmed")
}
