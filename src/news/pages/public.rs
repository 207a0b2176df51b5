//! News as everybody reads them: a list, a page for each, a feed.

use std::fmt::Write as _;

use actix_web::{HttpResponse, web};
use chrono::{NaiveDateTime, SecondsFormat};
use serde::{Deserialize, Serialize};

use super::{Pager, cut, speaker, topics};
use crate::accounts::rules::query_value;
use crate::clock::network_day;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::news::access;
use crate::news::queries::{self, Shown};
use crate::text::{markdown, xml};
use crate::web::{Anyone, Context, Cursor, Head, tagged};
use crate::{Result, governance, network};

const PAGE: i64 = 20;
const ENTRIES: i64 = 50;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    node: String,
    cursor: String,
}

#[derive(Serialize)]
struct ListView {
    items: Vec<Item>,
    pager: Pager,
    node: Option<String>,
    staff: bool,
}

#[derive(Serialize)]
struct Item {
    href: String,
    title: String,
    summary: String,
    lang: Locale,
    by: String,
    at: Option<NaiveDateTime>,
    topics: Vec<String>,
}

/// `GET /news`
pub async fn list(cx: Context<Anyone>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let (now, locale, asked) = (cx.now, cx.locale, asked.into_inner());
    let after = Cursor::decode(&asked.cursor).map(|cursor| (cursor.at, cursor.id));
    let slug = asked.node.clone();
    let (mut found, node) = cx
        .db
        .read(move |conn| {
            let node = match slug.as_str() {
                "" => None,
                slug => Some(network::queries::by_slug(conn, slug)?),
            };
            let id = node.as_ref().map(|node| node.id.clone());
            Ok((queries::published(conn, (id.as_ref(), after), now, PAGE)?, node))
        })
        .await?;
    let last = cut(&mut found, PAGE);
    let base = match &node {
        Some(node) => format!("/news?node={}", query_value(&node.slug)),
        None => "/news?node=".to_owned(),
    };
    let next = last.map(|last| {
        let at = last.publish_at.unwrap_or_default();
        let cursor = Cursor { at, id: last.id.to_string() };
        format!("{base}&cursor={}", cursor.encode())
    });
    let words = cx.app.vocabularies();
    let item = |(post, by): &Shown| {
        let said = post.said(locale);
        Item {
            href: format!("/news/{}", post.slug),
            title: said.title.to_owned(),
            summary: said.summary.to_owned(),
            lang: said.language,
            by: speaker(by.as_ref(), locale),
            at: post.publish_at,
            topics: topics((&post.regions, &post.disciplines), &words, locale),
        }
    };
    let view = ListView {
        items: found.iter().map(item).collect(),
        pager: Pager { first: (!asked.cursor.is_empty()).then_some(base), next },
        node: node.map(|node| node.short_name),
        staff: cx.actor().is_some_and(crate::accounts::Actor::is_staff),
    };
    cx.page("news/list", cx.head("news-title", "news"), &view)
}

#[derive(Serialize)]
struct View {
    title: String,
    summary: String,
    body_html: String,
    lang: Locale,
    by: String,
    node: Option<String>,
    at: Option<NaiveDateTime>,
    topics: Vec<String>,
    resolutions: Vec<governance::pages::LineView>,
    edit: Option<String>,
}

/// `GET /news/{slug}`
pub async fn post(cx: Context<Anyone>, slug: web::Path<String>) -> Result<HttpResponse> {
    let (now, locale, slug) = (cx.now, cx.locale, slug.into_inner());
    let (actor, today) = (cx.actor().cloned(), network_day(now));
    let ((post, by), decided) = cx
        .db
        .read(move |conn| {
            let found = queries::published_by_slug(conn, &slug, now)?;
            let about = [format!("/news/{slug}")];
            Ok((found, governance::access::about(conn, actor.as_ref(), &about, today)?))
        })
        .await?;
    let said = post.said(locale);
    let writes = cx.actor().is_some_and(|actor| access::may_write(actor, post.node_id.as_ref()));
    let view = View {
        title: said.title.to_owned(),
        summary: said.summary.to_owned(),
        body_html: markdown(said.body),
        lang: said.language,
        by: speaker(by.as_ref(), locale),
        node: by.map(|(_, slug)| format!("/nodes/{slug}")),
        at: post.publish_at,
        topics: topics((&post.regions, &post.disciplines), &cx.app.vocabularies(), locale),
        resolutions: governance::pages::line_views(&decided, today, locale),
        edit: writes.then(|| format!("/inbox/news/{}", post.id)),
    };
    let head = Head { title: view.title.clone(), section: "news" };
    cx.page("news/post", head, &view)
}

/// `GET /news.atom`: the last published (RFC 4287).
pub async fn atom(cx: Context<Anyone>) -> Result<HttpResponse> {
    let now = cx.now;
    let mut found = cx
        .db
        .read(move |conn: &mut Conn| Ok(queries::published(conn, (None, None), now, ENTRIES)?))
        .await?;
    cut(&mut found, ENTRIES);
    let base = &cx.app.config.base_url;
    let instant = |at: NaiveDateTime| at.and_utc().to_rfc3339_opts(SecondsFormat::Secs, true);
    // A post that was written before its moment changed at its moment.
    let updated = |(post, _): &Shown| post.publish_at.unwrap_or_default().max(post.updated_at);
    let newest = found.iter().map(updated).max().unwrap_or_default();
    let brand = &cx.app.config.brand.name;
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
         <title>{}</title>\n<id>{base}/news.atom</id>\n<updated>{}</updated>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{base}/news.atom\"/>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{base}/news\"/>\n<author><name>{}</name></author>\n",
        cx.locale,
        xml(&format!("{} – {brand}", cx.text("news-title"))),
        instant(newest),
        xml(brand),
    );
    for one in &found {
        let (post, by) = one;
        let said = post.said(cx.locale);
        let _ = write!(
            out,
            "<entry xml:lang=\"{}\">\n<id>urn:uuid:{}</id>\n<title>{}</title>\n<updated>{}</updated>\n<published>{}</published>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n<summary>{}</summary>\n<content type=\"html\">{}</content>\n\
             <author><name>{}</name></author>\n</entry>\n",
            said.language,
            post.id,
            xml(said.title),
            instant(updated(one)),
            instant(post.publish_at.unwrap_or_default()),
            xml(&format!("{base}/news/{}", post.slug)),
            xml(said.summary),
            xml(&markdown(said.body)),
            xml(&speaker(by.as_ref(), cx.locale)),
        );
    }
    out.push_str("</feed>\n");
    Ok(tagged(cx.request(), "application/atom+xml; charset=utf-8", out))
}
