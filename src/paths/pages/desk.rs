//! The collections and paths of those who put them together.

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::view::word;
use super::{Badge, Frame, badge};
use crate::Result;
use crate::i18n::Locale;
use crate::paths::queries;
use crate::triage::ops::scope_of;
use crate::web::{Context, Cursor, Pager, Staff};

const PAGE: i64 = 30;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    cursor: String,
}

#[derive(Serialize)]
struct View {
    frame: Frame,
    items: Vec<Item>,
    pager: Pager,
}

#[derive(Serialize)]
struct Item {
    href: String,
    title: String,
    lang: Locale,
    kind: &'static str,
    node: String,
    updated_at: NaiveDateTime,
    badge: Badge,
}

/// `GET /inbox/paths`
pub async fn desk(cx: Context<Staff>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let (actor, locale) = (cx.actor(), cx.locale);
    let after = Cursor::decode(&asked.cursor).map(|cursor| (cursor.at, cursor.id));
    let scope = scope_of(&actor);
    let mut found =
        cx.db.read(move |conn| Ok(queries::on_desk(conn, &scope, after, PAGE)?)).await?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = found.len() > page;
    found.truncate(page);
    let next = found.last().filter(|_| more).map(|(last, _, _)| {
        let cursor = Cursor { at: last.updated_at, id: last.id.to_string() };
        format!("/inbox/paths?cursor={}", cursor.encode())
    });
    let items = found.into_iter().map(|(path, node, _)| {
        let (title, _, lang) = path.said(locale);
        Item {
            href: format!("/inbox/paths/{}", path.id),
            title: title.to_owned(),
            lang,
            kind: word(path.kind),
            node,
            updated_at: path.updated_at,
            badge: badge(path.published_at.is_some(), locale),
        }
    });
    let view = View {
        frame: Frame::of("materials", &actor, String::new()),
        items: items.collect(),
        pager: Pager { first: (!asked.cursor.is_empty()).then(|| "/inbox/paths".to_owned()), next },
    };
    cx.page("paths/desk", cx.head("paths-desk", "inbox"), &view)
}
