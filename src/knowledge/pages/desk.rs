//! The list of those who write, approve and keep articles true.

use actix_web::{HttpResponse, web};
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::{Badge, Frame, badge};
use crate::Result;
use crate::clock::network_day;
use crate::i18n::Locale;
use crate::knowledge::queries::{self, Tab};
use crate::knowledge::{Published, Standing, rules};
use crate::triage::ops::scope_of;
use crate::web::{Context, Cursor, Pager, Staff};

const PAGE: i64 = 30;
/// Beyond this many, what waits is not counted further.
const COUNT_CAP: i64 = 500;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    list: String,
    cursor: String,
}

#[derive(Serialize)]
struct View {
    frame: Frame,
    tabs: Vec<TabView>,
    hint: String,
    empty: String,
    items: Vec<Item>,
    pager: Pager,
}

#[derive(Serialize)]
struct TabView {
    label: String,
    href: String,
    count: Option<usize>,
    current: bool,
}

#[derive(Serialize)]
struct Item {
    href: String,
    title: String,
    lang: Locale,
    badge: Badge,
    node: String,
    updated_at: NaiveDateTime,
    only_fr: bool,
    only_en: bool,
    returned: bool,
    review_on: Option<NaiveDate>,
    overdue: bool,
    used: Option<Used>,
}

/// What an article is good for, counted.
#[derive(Serialize)]
struct Used {
    useful: i32,
    not_useful: i32,
    insertions: i32,
    spared: i64,
}

/// `GET /inbox/articles`
pub async fn desk(cx: Context<Staff>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let (actor, today, locale) = (cx.actor(), network_day(cx.now), cx.locale);
    let tab = Tab::ALL.into_iter().find(|tab| tab.as_str() == asked.list).unwrap_or(Tab::Drafts);
    let after = Cursor::decode(&asked.cursor).map(|cursor| (cursor.at, cursor.id));
    let scope = scope_of(&actor);
    let (mut found, counts, spared) = cx
        .db
        .read(move |conn| {
            let found = queries::on_desk(conn, &scope, (tab, today), after.as_ref(), PAGE)?;
            let ids: Vec<_> = found.iter().map(|one| one.article.id.clone()).collect();
            let spared = match tab {
                Tab::Published | Tab::Due => queries::spared(conn, &ids)?,
                Tab::Drafts | Tab::Proposed | Tab::Withdrawn => Default::default(),
            };
            Ok((found, queries::waiting(conn, &scope, today, COUNT_CAP)?, spared))
        })
        .await?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = found.len() > page;
    found.truncate(page);
    let here = format!("/inbox/articles?list={}", tab.as_str());
    let next = found.last().filter(|_| more).map(|last| {
        let cursor = Cursor { at: last.version.updated_at, id: last.version.id.to_string() };
        format!("{here}&cursor={}", cursor.encode())
    });
    let label = |tab: Tab, part: &str| cx.text(&format!("knowledge-{part}-{}", tab.as_str()));
    let count = |tab| match tab {
        Tab::Drafts => counts.get(&Standing::Draft).copied(),
        Tab::Proposed => counts.get(&Standing::Proposed).copied(),
        Tab::Due => counts.get(&Standing::Published).copied(),
        Tab::Published | Tab::Withdrawn => None,
    };
    let view = View {
        frame: Frame::of("articles", &actor, String::new()),
        tabs: Tab::ALL
            .into_iter()
            .map(|one| TabView {
                label: label(one, "tab"),
                href: format!("/inbox/articles?list={}", one.as_str()),
                count: count(one),
                current: one == tab,
            })
            .collect(),
        hint: label(tab, "hint"),
        empty: label(tab, "empty"),
        items: found
            .iter()
            .map(|one| {
                let spared = spared.get(&one.article.id).copied().unwrap_or_default();
                item(one, spared, (locale, today))
            })
            .collect(),
        pager: Pager { first: (!asked.cursor.is_empty()).then_some(here), next },
    };
    cx.page("knowledge/desk", cx.head("knowledge-desk", "inbox"), &view)
}

fn item(one: &Published, spared: i64, (locale, today): (Locale, NaiveDate)) -> Item {
    let Published { article, version, .. } = one;
    let said = version.said(locale);
    let published = version.state == Standing::Published;
    Item {
        href: format!("/inbox/articles/{}", article.id),
        title: match said.title.trim() {
            "" => locale.text("knowledge-untitled"),
            title => title.to_owned(),
        },
        lang: said.language,
        badge: badge(version.state, locale),
        node: one.node.clone(),
        updated_at: version.updated_at,
        only_fr: version.speaks(Locale::Fr) && !version.speaks(Locale::En),
        only_en: version.speaks(Locale::En) && !version.speaks(Locale::Fr),
        returned: version.state == Standing::Draft && !version.return_reason.is_empty(),
        review_on: article.review_on.filter(|_| published),
        overdue: published && rules::overdue(article.review_on, today),
        used: published.then_some(Used {
            useful: article.useful,
            not_useful: article.not_useful,
            insertions: article.insertions,
            spared,
        }),
    }
}
