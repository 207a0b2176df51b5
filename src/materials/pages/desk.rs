//! The list of those who write materials.

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::{Badge, Frame, badge};
use crate::Result;
use crate::i18n::Locale;
use crate::materials::Published;
use crate::materials::queries::{self, Reused, Tab};
use crate::tickets::queries::inbox::Scope;
use crate::triage::ops::scope_of;
use crate::web::{Context, Cursor, Pager, Staff};

const PAGE: i64 = 30;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    list: String,
    cursor: String,
}

#[derive(Serialize)]
struct View {
    frame: Frame,
    /// What others made of what one's nodes published.
    reused: Option<ReusedView>,
    tabs: Vec<TabView>,
    empty: String,
    items: Vec<Item>,
    pager: Pager,
}

#[derive(Serialize)]
struct ReusedView {
    materials: usize,
    times: i64,
    nodes: i64,
    people: i64,
    answers: i64,
    adaptations: i64,
    opened: i64,
    finished: i64,
}

fn reused_view(one: Reused) -> ReusedView {
    ReusedView {
        materials: one.materials,
        times: one.taught.times,
        nodes: one.taught.nodes,
        people: one.taught.people,
        answers: one.answers,
        adaptations: one.adaptations,
        opened: one.plays.opened,
        finished: one.plays.finished,
    }
}

#[derive(Serialize)]
struct TabView {
    label: String,
    href: String,
    current: bool,
}

#[derive(Serialize)]
struct Item {
    href: String,
    title: String,
    lang: String,
    number: i32,
    node: String,
    updated_at: NaiveDateTime,
    badge: Badge,
}

/// `GET /inbox/materials`
pub async fn desk(cx: Context<Staff>, asked: web::Query<Which>) -> Result<HttpResponse> {
    let (actor, locale) = (cx.actor(), cx.locale);
    let tab = Tab::ALL.into_iter().find(|tab| tab.as_str() == asked.list).unwrap_or(Tab::Drafts);
    let after = Cursor::decode(&asked.cursor).map(|cursor| (cursor.at, cursor.id));
    let scope = scope_of(&actor);
    let (mut found, reused) = cx
        .db
        .read(move |conn| {
            let reused = match &scope {
                Scope::Nodes(own) => Some(queries::reused(conn, own)?),
                Scope::Network => None,
            };
            Ok((queries::on_desk(conn, &scope, tab, after.as_ref(), PAGE)?, reused))
        })
        .await?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = found.len() > page;
    found.truncate(page);
    let here = |tab: Tab| format!("/inbox/materials?list={}", tab.as_str());
    let next = found.last().filter(|_| more).map(|last| {
        let cursor = Cursor { at: last.version.updated_at, id: last.version.id.to_string() };
        format!("{}&cursor={}", here(tab), cursor.encode())
    });
    let label = |tab: Tab, part: &str| cx.text(&format!("materials-{part}-{}", tab.as_str()));
    let view = View {
        frame: Frame::of("materials", &actor, String::new()),
        reused: reused.filter(|one| one.materials > 0).map(reused_view),
        tabs: Tab::ALL
            .into_iter()
            .map(|one| TabView { label: label(one, "tab"), href: here(one), current: one == tab })
            .collect(),
        empty: label(tab, "empty"),
        items: found.iter().map(|one| item(one, locale)).collect(),
        pager: Pager { first: (!asked.cursor.is_empty()).then(|| here(tab)), next },
    };
    cx.page("materials/desk", cx.head("materials-desk", "inbox"), &view)
}

fn item(one: &Published, locale: Locale) -> Item {
    let said = one.version.said(locale);
    Item {
        href: format!("/inbox/materials/{}", one.material.id),
        title: said.title.to_owned(),
        lang: said.language.to_owned(),
        number: one.version.number,
        node: one.node.clone(),
        updated_at: one.version.updated_at,
        badge: badge(one.version.state, locale),
    }
}
