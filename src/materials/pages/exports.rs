//! The list as a table and as JSON, narrowed down as it is on the page.

use actix_web::http::header;
use actix_web::{HttpResponse, web};

use super::asked::{Asked, Found, find};
use crate::Result;
use crate::materials::api::{Item, item};
use crate::materials::{Parts, VersionId, queries};
use crate::web::{Anyone, Context, tagged};

/// So many rows, the newest ones: more is read by the API, page by page.
const MOST: usize = 5_000;
/// So many are read from the database at once.
const BATCH: usize = 500;

/// `GET /materials.csv`
pub async fn csv(
    cx: Context<Anyone>,
    pairs: web::Query<Vec<(String, String)>>,
) -> Result<HttpResponse> {
    let items = items(&cx, Asked::read(&pairs)).await?;
    let mut out = String::from('\u{feff}');
    let head = COLUMNS.map(quoted).join(",");
    out.push_str(&head);
    out.push_str("\r\n");
    for one in &items {
        out.push_str(&row(one).iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(","));
        out.push_str("\r\n");
    }
    let mut answer = tagged(cx.request(), "text/csv; charset=utf-8", out);
    let name = header::HeaderValue::from_static("attachment; filename=\"materials.csv\"");
    answer.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    Ok(answer)
}

/// `GET /materials.json`
pub async fn json(
    cx: Context<Anyone>,
    pairs: web::Query<Vec<(String, String)>>,
) -> Result<HttpResponse> {
    let items = items(&cx, Asked::read(&pairs)).await?;
    let body = serde_json::to_string(&items).unwrap_or_default();
    let mut answer = tagged(cx.request(), "application/json", body);
    let name = header::HeaderValue::from_static("attachment; filename=\"materials.json\"");
    answer.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    Ok(answer)
}

async fn items(cx: &Context<Anyone>, asked: Asked) -> Result<Vec<Item>> {
    let (app, base) = (cx.app.clone(), cx.app.config.base_url.clone());
    cx.db
        .read(move |conn| {
            let (mut all, mut asked) = (Vec::new(), Asked { cursor: String::new(), ..asked });
            loop {
                let Found { items, next, .. } = find(conn, &app, &asked, BATCH)?;
                let ids: Vec<VersionId> = items.iter().map(|one| one.version.id.clone()).collect();
                let mut parts = queries::parts_of_all(conn, &ids)?;
                let none = Parts::default;
                all.extend(items.iter().map(|one| {
                    item(one, &parts.remove(&one.version.id).unwrap_or_else(none), &base)
                }));
                match next {
                    Some(next) if all.len() < MOST => asked.cursor = next,
                    _ => return Ok(all),
                }
            }
        })
        .await
}

const COLUMNS: [&str; 19] = [
    "url",
    "title",
    "summary",
    "language",
    "type",
    "level",
    "audience",
    "topics",
    "disciplines",
    "stages",
    "keywords",
    "authors",
    "node",
    "licence",
    "self_study_minutes",
    "taught_minutes",
    "doi",
    "version",
    "published_at",
];

fn row(one: &Item) -> [String; 19] {
    let number = |n: Option<i32>| n.map(|n| n.to_string()).unwrap_or_default();
    [
        one.url.clone(),
        one.title.clone(),
        one.summary.clone(),
        one.languages.join("; "),
        one.kind.map(|one| one.to_string()).unwrap_or_default(),
        one.level.map(|one| one.to_string()).unwrap_or_default(),
        one.audiences.join("; "),
        one.topics.join("; "),
        one.disciplines.join("; "),
        one.stages.join("; "),
        one.keywords.join("; "),
        one.authors.iter().map(|person| person.name.clone()).collect::<Vec<_>>().join("; "),
        one.node.clone(),
        one.licence.clone(),
        number(one.self_minutes),
        number(one.taught_minutes),
        one.doi.clone().unwrap_or_default(),
        one.version.to_string(),
        one.published_at.clone(),
    ]
}

/// A cell that a spreadsheet would take for a formula is kept a text.
fn quoted(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    format!("\"{}{}\"", if risky { "'" } else { "" }, text.replace('"', "\"\""))
}
