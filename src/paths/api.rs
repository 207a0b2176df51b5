//! Collections and learning paths for programs.

use actix_web::{HttpResponse, web};
use chrono::{NaiveDateTime, SecondsFormat};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::pages::{Shown, led};
use super::{Kind, LearningPath, Step, Target, queries};
use crate::Result;
use crate::i18n::Locale;
use crate::web::{Api, Cursor, FieldErrors, Public, api_invalid};

const PAGE: i64 = 100;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    kind: String,
    cursor: String,
}

#[derive(Serialize)]
struct Item {
    slug: String,
    url: String,
    kind: Kind,
    title_fr: String,
    summary_fr: String,
    title_en: String,
    summary_en: String,
    /// Its slug.
    node: String,
    published_at: Option<String>,
}

#[derive(Serialize)]
struct Whole {
    #[serde(flatten)]
    item: Item,
    known: Vec<String>,
    outcomes: Vec<String>,
    steps: Vec<StepItem>,
}

#[derive(Serialize)]
struct StepItem {
    position: usize,
    #[serde(rename = "type")]
    kind: &'static str,
    title: String,
    url: Option<String>,
    minutes: Option<i32>,
    note: String,
    required: bool,
    /// It is not to be had any more.
    withdrawn: bool,
}

fn item(path: &LearningPath, node: &str, base: &str) -> Item {
    let instant = |at: NaiveDateTime| at.and_utc().to_rfc3339_opts(SecondsFormat::Millis, true);
    Item {
        slug: path.slug.clone().unwrap_or_default(),
        url: format!("{base}{}", path.address()),
        kind: path.kind,
        title_fr: path.title_fr.clone(),
        summary_fr: path.summary_fr.clone(),
        title_en: path.title_en.clone(),
        summary_en: path.summary_en.clone(),
        node: node.to_owned(),
        published_at: path.published_at.map(instant),
    }
}

/// `GET /api/v1/paths?kind=collection`
pub async fn list(cx: Api<Public>, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let Ok(kind) = (if asked.kind.is_empty() { "path" } else { &asked.kind }).parse::<Kind>()
    else {
        return Ok(api_invalid(&FieldErrors::one("kind", "network-unknown-code")));
    };
    let after = Cursor::decode(&asked.cursor).map(|cursor| (cursor.at, cursor.id));
    let mut found =
        cx.db.read(move |conn| Ok(queries::catalogue(conn, kind, after, PAGE)?)).await?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = found.len() > page;
    found.truncate(page);
    let next = found.last().filter(|_| more).and_then(|(path, _, _)| {
        Some(Cursor { at: path.published_at?, id: path.id.to_string() }.encode())
    });
    let link = next.as_ref().map(|next| format!("/api/v1/paths?kind={kind}&cursor={next}"));
    let base = &cx.app.config.base_url;
    let items: Vec<_> = found.iter().map(|(path, _, node)| item(path, node, base)).collect();
    Ok(cx.answer(&json!({ "items": items, "next": next }), link.as_deref()))
}

/// `GET /api/v1/paths/{slug}`
pub async fn show(cx: Api<Public>, slug: web::Path<String>) -> Result<HttpResponse> {
    let slug = slug.into_inner();
    let ((path, _, node), steps, led) = cx
        .db
        .read(move |conn| {
            let found = queries::published(conn, &slug)?;
            let ids = std::slice::from_ref(&found.0.id);
            let steps = queries::steps_of_all(conn, ids)?.remove(&found.0.id).unwrap_or_default();
            let led = led(conn, &steps)?;
            Ok((found, steps, led))
        })
        .await?;
    let base = &cx.app.config.base_url;
    let absolute =
        |href: String| if href.starts_with('/') { format!("{base}{href}") } else { href };
    let one = |(place, step): (usize, &Step)| {
        let Shown { title, href, minutes, is_gone, .. } = led.shown(step, Locale::Fr);
        StepItem {
            position: place + 1,
            kind: match step.target {
                Target::Material(_) => "material",
                Target::Course(_) => "course",
                Target::Web(..) => "web",
            },
            title,
            url: href.map(absolute),
            minutes,
            note: step.note.clone(),
            required: step.required,
            withdrawn: is_gone,
        }
    };
    let (_, _, outcomes) = super::pages::steps(&steps, &led, Locale::Fr);
    let whole = Whole {
        known: path.known().map(str::to_owned).collect(),
        outcomes: outcomes.into_iter().map(|one| one.body).collect(),
        steps: steps.iter().enumerate().map(one).collect(),
        item: item(&path, &node, base),
    };
    Ok(cx.answer(&whole, None))
}
