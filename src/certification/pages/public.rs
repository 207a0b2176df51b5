//! What everybody may read: how materials are certified, and the report of each that was.

use actix_web::{HttpResponse, web};
use chrono::{NaiveDate, TimeDelta};
use serde::Serialize;

use super::{Badge, PartView, badge, node_name, parts};
use crate::certification::{State, current, grid, queries};
use crate::clock::network_day;
use crate::materials::access;
use crate::web::{Anyone, Context, Head};
use crate::{Error, Result, network};

#[derive(Serialize)]
struct How {
    version: i32,
    parts: Vec<PartView>,
    certified: usize,
    others: usize,
    decided: bool,
    median_days: i64,
}

/// `GET /certification`
pub async fn how(cx: Context<Anyone>) -> Result<HttpResponse> {
    let since = cx.now - TimeDelta::days(365);
    let decided = cx.db.read(move |conn| Ok(queries::decided(conn, since)?)).await?;
    let mut days: Vec<_> = decided.iter().map(|(_, from, to)| (*to - *from).num_days()).collect();
    days.sort_unstable();
    let grid = current(network_day(cx.now));
    let certified = decided.iter().filter(|(state, _, _)| *state == State::Certified).count();
    let view = How {
        version: grid.version,
        parts: parts(grid, (&[], &[]), &[], cx.locale),
        certified,
        others: decided.len() - certified,
        decided: !decided.is_empty(),
        median_days: days.get(days.len() / 2).copied().unwrap_or_default(),
    };
    cx.public_page("certification/how", cx.head("certification-title", "materials"), &view)
}

#[derive(Serialize)]
struct Report {
    title: String,
    lang: String,
    back: String,
    number: i32,
    badge: Badge,
    decided_on: NaiveDate,
    expires_on: Option<NaiveDate>,
    reason: String,
    /// The version from which the label comes, when a minor change kept it.
    carried_from: Option<i32>,
    source: String,
    grid: i32,
    parts: Vec<PartView>,
    words: Vec<(String, String)>,
}

/// `GET /materials/{slug}/{version}/certification`: what was said of a version, by whom it was decided.
pub async fn report(
    cx: Context<Anyone>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse> {
    let (slug, version) = path.into_inner();
    let number = version.strip_prefix('v').and_then(|n| n.parse().ok()).ok_or(Error::NotFound)?;
    let back = format!("/materials/{slug}/v{number}");
    let base = format!("/materials/{slug}");
    let (found, (one, source), reviews, answers, nodes) = cx
        .db
        .read(move |conn| {
            let found = access::for_reader(conn, &slug, Some(number))?.0;
            let all = queries::of_versions(conn, std::slice::from_ref(&found.version.id))?;
            // What was not certified is between those who asked and those who looked.
            let public =
                |state| matches!(state, State::Certified | State::Suspended | State::Expired);
            let one = all.into_iter().find(|one| public(one.state)).ok_or(Error::NotFound)?;
            let ids = std::slice::from_ref(&one.id);
            let reviews = queries::reviews_of(conn, ids)?.remove(&one.id).unwrap_or_default();
            let answers = queries::answers_of(conn, &one.id)?;
            let source = queries::source(conn, &one)?.map(|before| before.version.number);
            Ok((found, (one, source), reviews, answers, network::queries::names(conn)?))
        })
        .await?;
    let grid = grid(one.grid).ok_or(Error::NotFound)?;
    let said = found.version.said(cx.locale);
    let words = reviews.iter().filter(|review| !review.comment.is_empty());
    let view = Report {
        title: said.title.to_owned(),
        lang: said.language.to_owned(),
        back,
        number,
        badge: badge(one.state, cx.locale),
        decided_on: network_day(one.decided_at.unwrap_or(one.requested_at)),
        expires_on: one.expires_on,
        reason: one.reason.clone(),
        carried_from: source,
        source: source.map(|n| format!("{base}/v{n}/certification")).unwrap_or_default(),
        grid: one.grid,
        // By the grid the version was looked at from which the label comes.
        parts: match source {
            Some(_) => Vec::new(),
            None => parts(grid, (&reviews, &answers), &nodes, cx.locale),
        },
        words: words.map(|review| (node_name(&nodes, review), review.comment.clone())).collect(),
    };
    let title = format!("{} – {}", cx.text("certification-report"), view.title);
    cx.public_page("certification/report", Head { title, section: "materials" }, &view)
}
