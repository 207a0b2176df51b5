//! All collections, or all learning paths, the newest first.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::i18n::Locale;
use crate::materials::rules::linked::for_page;
use crate::paths::{Kind, LearningPath, queries};
use crate::web::{Anyone, Context, Cursor, Pager};

const PAGE: i64 = 30;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    cursor: String,
}

#[derive(Serialize)]
struct View {
    title: &'static str,
    hint: &'static str,
    empty: &'static str,
    tabs: Vec<Tab>,
    items: Vec<Item>,
    pager: Pager,
    linked_html: String,
}

#[derive(Serialize)]
struct Tab {
    label: &'static str,
    href: &'static str,
    current: bool,
}

#[derive(Serialize)]
struct Item {
    title: String,
    lang: Locale,
    summary: String,
    href: String,
    node: String,
    steps: usize,
}

/// `GET /materials/collections`
pub async fn collections(cx: Context<Anyone>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    page(cx, Kind::Collection, &asked.cursor).await
}

/// `GET /materials/paths`
pub async fn paths(cx: Context<Anyone>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    page(cx, Kind::Path, &asked.cursor).await
}

async fn page(cx: Context<Anyone>, kind: Kind, cursor: &str) -> Result<HttpResponse> {
    let after = Cursor::decode(cursor).map(|cursor| (cursor.at, cursor.id));
    let (mut found, steps) = cx
        .db
        .read(move |conn| {
            let found = queries::catalogue(conn, kind, after, PAGE)?;
            let ids: Vec<_> = found.iter().map(|(path, _, _)| path.id.clone()).collect();
            Ok((found, queries::steps_of_all(conn, &ids)?))
        })
        .await?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = found.len() > page;
    found.truncate(page);
    let next = found.last().filter(|_| more).and_then(|(path, _, _)| {
        let cursor = Cursor { at: path.published_at?, id: path.id.to_string() };
        Some(format!("{}?cursor={}", kind.address(), cursor.encode()))
    });
    let locale = cx.locale;
    let item = |(path, node, _): &(LearningPath, String, String)| {
        let (title, summary, lang) = path.said(locale);
        Item {
            title: title.to_owned(),
            lang,
            summary: summary.to_owned(),
            href: path.address(),
            node: node.clone(),
            steps: steps.get(&path.id).map_or(0, Vec::len),
        }
    };
    let items: Vec<Item> = found.iter().map(item).collect();
    let parts = items.iter().map(|one| {
        let at = format!("{}{}", cx.app.config.base_url, one.href);
        serde_json::json!({ "@type": "LearningResource", "@id": at, "name": one.title })
    });
    let linked = serde_json::json!({
        "@context": "https://schema.org",
        "@type": "Collection",
        "@id": format!("{}{}", cx.app.config.base_url, kind.address()),
        "hasPart": parts.collect::<Vec<_>>(),
    });
    let (title, hint, empty) = match kind {
        Kind::Collection => {
            ("paths-collections", "paths-collections-hint", "paths-collections-none")
        }
        Kind::Path => ("paths-title", "paths-hint", "paths-none"),
    };
    let tab = |one: Kind, label| Tab { label, href: one.address(), current: one == kind };
    let view = View {
        title,
        hint,
        empty,
        tabs: vec![
            Tab { label: "paths-all-materials", href: "/materials", current: false },
            tab(Kind::Collection, "paths-collections"),
            tab(Kind::Path, "paths-title"),
        ],
        items,
        pager: Pager { first: (!cursor.is_empty()).then(|| kind.address().to_owned()), next },
        linked_html: for_page(&linked),
    };
    cx.public_page("paths/list", cx.head(title, "materials"), &view)
}
