//! What was certified lately, for feed readers (RFC 4287).

use std::fmt::Write as _;

use actix_web::{HttpResponse, web};
use chrono::{NaiveDateTime, SecondsFormat};
use serde::Deserialize;

use crate::Result;
use crate::accounts::rules::query_value;
use crate::certification::queries;
use crate::materials::codes;
use crate::text::xml as text;
use crate::web::{Anyone, Context, tagged};

/// So many entries, and so many labels among which they are looked for.
const ENTRIES: usize = 50;
const MOST: i64 = 1_000;

/// Of which node by its slug, and of which discipline.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    node: String,
    discipline: String,
}

impl Asked {
    fn query(&self) -> String {
        let pairs = [("node", &self.node), ("discipline", &self.discipline)];
        let said = pairs.iter().filter(|(_, value)| !value.is_empty());
        let pairs: Vec<_> =
            said.map(|(name, value)| format!("{name}={}", query_value(value))).collect();
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }
}

/// `GET /certifications.atom?node=&discipline=`: labels that hold, the last given first.
pub async fn atom(cx: Context<Anyone>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let mut found = cx.db.read(|conn| Ok(queries::certified(conn, MOST)?)).await?;
    found.retain(|(_, subject)| {
        let of =
            |code: &str| codes(&subject.version.discipline_codes).iter().any(|one| one == code);
        (asked.node.is_empty() || subject.node_slug == asked.node)
            && (asked.discipline.is_empty() || of(&asked.discipline))
    });
    found.truncate(ENTRIES);
    let (base, brand) = (&cx.app.config.base_url, &cx.app.config.brand.name);
    let own = text(&format!("{base}/certifications.atom{}", asked.query()));
    let newest = found.iter().filter_map(|(one, _)| one.decided_at).max();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
         <title>{}</title>\n<id>{own}</id>\n<updated>{}</updated>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>\n<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n\
         <author><name>{}</name></author>\n",
        cx.locale,
        text(&format!("{} – {brand}", cx.text("certification-feed"))),
        instant(newest.unwrap_or_default()),
        text(&format!("{base}/certification")),
        text(brand),
    );
    for (one, subject) in &found {
        let said = subject.version.said(cx.locale);
        let slug = subject.material.slug.as_deref().unwrap_or_default();
        let report = format!("{base}/materials/{slug}/v{}/certification", subject.version.number);
        let _ = write!(
            out,
            "<entry xml:lang=\"{}\">\n<id>urn:uuid:{}</id>\n<title>{}</title>\n<updated>{}</updated>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n<summary>{}</summary>\n\
             <author><name>{}</name></author>\n</entry>\n",
            text(said.language),
            one.id,
            text(said.title),
            instant(one.decided_at.unwrap_or(one.requested_at)),
            text(&report),
            text(said.summary),
            text(&subject.node),
        );
    }
    out.push_str("</feed>\n");
    Ok(tagged(cx.request(), "application/atom+xml; charset=utf-8", out))
}

fn instant(at: NaiveDateTime) -> String {
    at.and_utc().to_rfc3339_opts(SecondsFormat::Secs, true)
}
