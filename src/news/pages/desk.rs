//! The posts of those who write them.

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::{Frame, Pager, badge, cut, speaker};
use crate::Result;
use crate::i18n::Locale;
use crate::news::queries::{self, Shown};
use crate::web::{Badge, Context, Cursor, Staff};

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
    by: String,
    updated_at: NaiveDateTime,
    badge: Badge,
}

/// `GET /inbox/news`
pub async fn desk(cx: Context<Staff>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let (actor, now, locale) = (cx.actor(), cx.now, cx.locale);
    let after = Cursor::decode(&asked.cursor).map(|cursor| (cursor.at, cursor.id));
    let own: Vec<_> = actor.nodes().cloned().collect();
    let all = actor.coordinates();
    let mut found = cx
        .db
        .read(move |conn| {
            let own = (!all).then_some(own.as_slice());
            Ok(queries::on_desk(conn, own, after, PAGE)?)
        })
        .await?;
    let next = cut(&mut found, PAGE).map(|last| {
        let cursor = Cursor { at: last.updated_at, id: last.id.to_string() };
        format!("/inbox/news?cursor={}", cursor.encode())
    });
    let item = |(post, by): &Shown| {
        let said = post.said(locale);
        Item {
            href: format!("/inbox/news/{}", post.id),
            title: said.title.to_owned(),
            lang: said.language,
            by: speaker(by.as_ref(), locale),
            updated_at: post.updated_at,
            badge: badge(post, now, locale),
        }
    };
    let first = (!asked.cursor.is_empty()).then(|| "/inbox/news".to_owned());
    let view = View {
        frame: Frame::of(&actor, String::new()),
        items: found.iter().map(item).collect(),
        pager: Pager { first, next },
    };
    cx.page("news/desk", cx.head("news-desk", "inbox"), &view)
}
