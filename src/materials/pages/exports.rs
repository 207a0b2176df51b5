//! The list as a table and as JSON, narrowed down as it is on the page.

use actix_web::http::header;
use actix_web::{HttpResponse, web};

use super::asked::{Asked, Found, find};
use crate::Result;
use crate::materials::api::{Item, item, taught_with};
use crate::materials::rules::skill;
use crate::materials::{Parts, VersionId, queries};
use crate::sheets::{Cell, Sheet};
use crate::web::{Anyone, Context, Separated, TableForm, public_table, tagged};

/// So many rows, the newest ones: more is read by the API, page by page.
const MOST: usize = 5_000;
/// So many are read from the database at once.
const BATCH: usize = 500;

/// `GET /materials.csv` and `.ods`
pub async fn sheet(
    cx: Context<Anyone>,
    pairs: web::Query<Vec<(String, String)>>,
    separated: web::Query<Separated>,
) -> Result<HttpResponse> {
    let form = TableForm::of(cx.request(), &separated)?;
    let items = items(&cx, Asked::read(&pairs)).await?;
    let sheet = Sheet {
        name: cx.text("materials-title"),
        head: COLUMNS.map(str::to_owned).into(),
        rows: items.iter().map(row).collect(),
    };
    public_table(cx.request(), &sheet, ("materials", form))
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
    let (app, base, now) = (cx.app.clone(), cx.app.config.base_url.clone(), cx.now);
    cx.db
        .read(move |conn| {
            let (mut all, mut asked) = (Vec::new(), Asked { cursor: String::new(), ..asked });
            loop {
                let Found { items, next, .. } = find(conn, &app, &asked, (BATCH, now))?;
                let ids: Vec<VersionId> = items.iter().map(|one| one.version.id.clone()).collect();
                let mut parts = queries::parts_of_all(conn, &ids)?;
                let (none, taught) = (Parts::default, taught_with(conn, &items)?);
                all.extend(items.iter().map(|one| {
                    let parts = parts.remove(&one.version.id).unwrap_or_else(none);
                    item(one, (&parts, &taught), &base)
                }));
                match next {
                    Some(next) if all.len() < MOST => asked.cursor = next,
                    _ => return Ok(all),
                }
            }
        })
        .await
}

const COLUMNS: [&str; 22] = [
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
    "courses",
    "outcomes",
    "availability",
];

fn row(one: &Item) -> Vec<Cell> {
    let number = |n: Option<i32>| n.map_or(Cell::Empty, Cell::count);
    let word = |word: Option<String>| word.map_or(Cell::Empty, Cell::text);
    let names = one.authors.iter().map(|person| person.name.clone()).collect::<Vec<_>>();
    // As they are typed, and as the import reads them.
    let outcomes = one.outcomes.iter().zip(&one.skills);
    let outcomes = outcomes.map(|(body, skill)| skill::typed(body, skill));
    let list = |list: &[String]| Cell::text(list.join("; "));
    vec![
        Cell::text(&one.url),
        Cell::text(&one.title),
        Cell::text(&one.summary),
        list(&one.languages),
        word(one.kind.map(|one| one.to_string())),
        word(one.level.map(|one| one.to_string())),
        list(&one.audiences),
        list(&one.topics),
        list(&one.disciplines),
        list(&one.stages),
        list(&one.keywords),
        list(&names),
        Cell::text(&one.node),
        Cell::text(&one.licence),
        number(one.self_minutes),
        number(one.taught_minutes),
        word(one.doi.clone()),
        Cell::count(one.version),
        Cell::text(&one.published_at),
        list(&one.courses),
        Cell::text(outcomes.collect::<Vec<_>>().join("\n")),
        Cell::text(one.availability.as_str()),
    ]
}
