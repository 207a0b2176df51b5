//! What search engines and other catalogues may index, and since when each page says what it says.

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Deserialize;

use crate::db::Conn;
use crate::site::rules::sitemap::{self as rules, Page};
use crate::web::{Anyone, Context, tagged};
use crate::{
    Error, Result, calls, courses, governance, knowledge, materials, network, news, paths, spaces,
};

const STANDING: [&str; 17] = [
    "/",
    "/tickets/new",
    "/knowledge",
    "/materials",
    "/materials/collections",
    "/materials/paths",
    "/courses",
    "/calendar",
    "/calls",
    "/network",
    "/spaces",
    "/figures",
    "/governance",
    "/news",
    "/accessibility",
    "/legal",
    "/privacy",
];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    part: Option<usize>,
}

/// `GET /sitemap.xml`: the pages, or, when one file cannot name them all, its parts at `?part=1` and so on.
pub async fn sitemap(cx: Context<Anyone>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let now = cx.now;
    let pages = cx.db.read(move |conn| pages(conn, now)).await?;
    let base = &cx.app.config.base_url;
    let body = rules::write(base, &pages, asked.part, rules::MOST).ok_or(Error::NotFound)?;
    Ok(tagged(cx.request(), "application/xml; charset=utf-8", body))
}

fn pages(conn: &mut Conn, now: NaiveDateTime) -> Result<Vec<Page>> {
    let mut all: Vec<Page> = STANDING.iter().map(|path| ((*path).to_owned(), None)).collect();
    let mut add = |place: &str, found: Vec<(String, NaiveDateTime)>| {
        all.extend(found.into_iter().map(|(id, at)| (format!("{place}/{id}"), Some(at))));
    };
    let nodes = network::queries::all(conn)?;
    add("/nodes", nodes.into_iter().map(|node| (node.slug, node.updated_at)).collect());
    add("/articles", knowledge::queries::published_pages(conn)?);
    add("/calls", calls::queries::published_pages(conn)?);
    add("/spaces", spaces::queries::public_pages(conn)?);
    add("/courses", courses::queries::published_pages(conn)?);
    add("/governance/meetings", governance::queries::published_pages(conn)?);
    add("/news", news::queries::published_pages(conn, now)?);
    let sessions = courses::queries::session_pages(conn)?;
    add("/sessions", sessions.into_iter().map(|(id, at)| (id.to_string(), at)).collect());
    add("/materials", materials::queries::published_pages(conn)?);
    for (kind, slug, at) in paths::queries::published_pages(conn)? {
        add(kind.address(), vec![(slug, at)]);
    }
    Ok(all)
}
