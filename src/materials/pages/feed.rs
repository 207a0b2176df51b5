//! The newest materials for feed readers (RFC 4287).

use std::fmt::Write as _;

use actix_web::{HttpResponse, web};
use chrono::{NaiveDateTime, SecondsFormat};

use super::address;
use super::asked::{Asked, find};
use crate::Result;
use crate::materials::queries;
use crate::text::xml as text;
use crate::web::{Anyone, Context, tagged};

/// So many entries; who asks rarely finds the others on the list.
const ENTRIES: usize = 50;

/// `GET /materials.atom`: the last published, narrowed down as the list is.
pub async fn atom(
    cx: Context<Anyone>,
    pairs: web::Query<Vec<(String, String)>>,
) -> Result<HttpResponse> {
    // In the order of the feed, nothing comes first for its title.
    let asked = Asked { cursor: String::new(), ..Asked::read(&pairs) };
    let (app, wanted, now) = (cx.app.clone(), asked.clone(), cx.now);
    let (found, authors) = cx
        .db
        .read(move |conn| {
            let found = find(conn, &app, &wanted, (ENTRIES, now))?;
            let ids: Vec<_> = found.items.iter().map(|one| one.version.id.clone()).collect();
            Ok((found, queries::authors_of_all(conn, &ids)?))
        })
        .await?;
    let (base, query) = (&cx.app.config.base_url, asked.query(""));
    let mark = if query.is_empty() { "" } else { "?" };
    let newest = found.items.iter().filter_map(|one| one.version.published_at).max();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
         <title>{}</title>\n<id>{}</id>\n<updated>{}</updated>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n\
         <author><name>{}</name></author>\n",
        cx.locale,
        text(&format!("{} – {}", cx.text("materials-title"), cx.app.config.brand.name)),
        text(&format!("{base}/materials.atom{mark}{query}")),
        instant(newest.unwrap_or_default()),
        text(&format!("{base}/materials.atom{mark}{query}")),
        text(&format!("{base}/materials{mark}{query}")),
        text(&cx.app.config.brand.name),
    );
    for one in &found.items {
        let said = one.version.said(cx.locale);
        let slug = one.material.slug.as_deref().unwrap_or_default();
        let _ = write!(
            out,
            "<entry xml:lang=\"{}\">\n<id>urn:uuid:{}</id>\n<title>{}</title>\n<updated>{}</updated>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n<summary>{}</summary>\n",
            text(said.language),
            one.material.id,
            text(said.title),
            instant(one.version.published_at.unwrap_or(one.version.updated_at)),
            text(&format!("{base}{}", address(slug, None))),
            text(said.summary),
        );
        let names = authors.get(&one.version.id).map_or(&[][..], Vec::as_slice);
        for name in names.iter().chain(names.is_empty().then_some(&one.node)) {
            let _ = writeln!(out, "<author><name>{}</name></author>", text(name));
        }
        out.push_str("</entry>\n");
    }
    out.push_str("</feed>\n");
    Ok(tagged(cx.request(), "application/atom+xml; charset=utf-8", out))
}

fn instant(at: NaiveDateTime) -> String {
    at.and_utc().to_rfc3339_opts(SecondsFormat::Secs, true)
}
