//! The grid: what is judged, what each level means, and what eliminates. It is fixed when the review begins.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::Frame;
use crate::calls::{self, CallId, CallRole};
use crate::reviews::access::desk;
use crate::reviews::rules::rubric::{MOST_CRITERIA, faults};
use crate::reviews::{Criterion, CriterionId, ops};
use crate::web::{Context, SignedIn, Upload};
use crate::{Error, Refusal, Result};

#[derive(Serialize)]
struct View {
    frame: Frame,
    items: Vec<Line>,
    may_change: bool,
    faults: Vec<String>,
    total: i32,
}

#[derive(Serialize)]
struct Line {
    n: i32,
    label_fr: String,
    label_en: String,
    weight: String,
    threshold: String,
    levels: Vec<LevelView>,
    beside: bool,
}

#[derive(Serialize)]
struct LevelView {
    n: usize,
    field: String,
    words: String,
}

/// `GET /inbox/calls/{id}/reviews/rubric`
pub async fn rubric(cx: Context<SignedIn>, id: web::Path<CallId>) -> Result<HttpResponse> {
    page(&cx, &id, (None, None)).await
}

async fn page(
    cx: &Context<SignedIn>,
    id: &CallId,
    (typed, refusal): (Option<Vec<Criterion>>, Option<Refusal>),
) -> Result<HttpResponse> {
    let (actor, id) = (cx.actor(), id.clone());
    let (call, kept, runs) = cx
        .db
        .read(move |conn| {
            let call = match calls::access::for_desk(conn, &actor, &id) {
                Err(Error::NotFound) => desk(conn, &actor, &id)?.call,
                found => found?,
            };
            let kept = ops::grid(conn, &call)?;
            let role = (&id, &actor.id);
            let runs = calls::queries::has_role(conn, role, CallRole::Coordinator)?;
            Ok((call, kept, runs))
        })
        .await?;
    let wrong = typed.as_deref().map(faults).unwrap_or_default();
    let fault = |(place, key): &(i32, &'static str)| match place {
        0 => cx.text(key),
        place => format!("{place} – {}", cx.text(key)),
    };
    let may_change = call.frozen_at.is_none();
    let mut grid = typed.unwrap_or(kept);
    let last = i32::try_from(grid.len()).unwrap_or_default();
    if may_change && grid.len() < MOST_CRITERIA {
        grid.push(blank(last + 1));
    }
    let view = View {
        frame: Frame { whole: runs, ..Frame::of(&call, "rubric", cx, refusal) },
        total: grid.iter().map(|one| one.weight).sum(),
        items: grid.iter().map(line).collect(),
        may_change,
        faults: wrong.iter().map(fault).collect(),
    };
    let status = match (wrong.is_empty(), refusal) {
        (false, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (true, refusal) => super::status(refusal),
    };
    cx.respond(status, "reviews/rubric", cx.head("reviews-rubric", "inbox"), &view)
}

/// Room for one more.
fn blank(position: i32) -> Criterion {
    Criterion {
        id: CriterionId::new(),
        position,
        label_fr: String::new(),
        label_en: String::new(),
        weight: 0,
        threshold: None,
        anchors: "[]".to_owned(),
    }
}

fn line(one: &Criterion) -> Line {
    let level = |(n, words): (usize, String)| LevelView {
        n,
        field: format!("level-{}-{n}", one.position),
        words,
    };
    Line {
        n: one.position,
        label_fr: one.label_fr.clone(),
        label_en: one.label_en.clone(),
        weight: one.weight.to_string(),
        threshold: one.threshold.map(|n| n.to_string()).unwrap_or_default(),
        levels: one.levels().into_iter().enumerate().map(level).collect(),
        beside: one.weight == 0,
    }
}

/// The criteria of a form; a row without a label is none.
fn read(form: &Upload) -> Vec<Criterion> {
    let text = |name: String| form.text(&name).trim().chars().take(500).collect::<String>();
    let row = |n: usize| {
        let label_fr = text(format!("label-fr-{n}"));
        let levels: Vec<String> = (0..6).map(|level| text(format!("level-{n}-{level}"))).collect();
        let weight = text(format!("weight-{n}"));
        let threshold = text(format!("threshold-{n}"));
        (!label_fr.is_empty()).then(|| Criterion {
            label_fr,
            label_en: text(format!("label-en-{n}")),
            weight: if weight.is_empty() { 0 } else { weight.parse().unwrap_or(-1) },
            threshold: (!threshold.is_empty()).then(|| threshold.parse().unwrap_or(-1)),
            anchors: serde_json::json!(levels).to_string(),
            ..blank(0)
        })
    };
    let kept = (1..=MOST_CRITERIA).filter_map(row);
    (1..).zip(kept).map(|(position, one)| Criterion { position, ..one }).collect()
}

/// `POST /inbox/calls/{id}/reviews/rubric`
pub async fn save(
    cx: Context<SignedIn>,
    id: web::Path<CallId>,
    form: Upload,
) -> Result<HttpResponse> {
    let (actor, now, id, grid) = (cx.actor(), cx.now, id.into_inner(), read(&form));
    if !faults(&grid).is_empty() {
        return page(&cx, &id, (Some(grid), None)).await;
    }
    let (which, kept) = (id.clone(), grid.clone());
    match cx.db.write(move |conn| ops::set_grid(conn, &actor, (&which, &kept), now)).await {
        Ok(()) => cx.redirect(&format!("/inbox/calls/{id}/reviews/rubric"), "reviews-flash-rubric"),
        Err(Error::Refused(refusal)) => page(&cx, &id, (None, Some(refusal))).await,
        Err(error) => Err(error),
    }
}
