//! What is asked for and not yet covered: the questions of a year by topic, beside the materials on it.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use chrono::TimeDelta;
use serde::Serialize;

use super::Frame;
use crate::Result;
use crate::materials::rules::facets::{Chosen, Facet, Index};
use crate::materials::{Catalogue, queries};
use crate::taxonomy::Vocabulary;
use crate::web::{Context, Staff};

/// Over how long a time questions are counted.
const YEAR: TimeDelta = TimeDelta::days(365);
/// Fewer questions than this are not told apart: a number so small may be somebody.
const FEWEST: i64 = 5;

#[derive(Serialize)]
struct View {
    frame: Frame,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    topic: String,
    /// Exact from five on; fewer are only said to be few.
    questions: Option<i64>,
    materials: usize,
    certified: usize,
    bare: bool,
    list: String,
}

/// `GET /inbox/materials/demand`
pub async fn demand(cx: Context<Staff>) -> Result<HttpResponse> {
    let (app, since) = (cx.app.clone(), cx.now - YEAR);
    let (asked, index) = cx
        .db
        .read(move |conn| {
            let index = app.kept(Catalogue::default).current(conn)?;
            Ok((queries::asked_by_topic(conn, since)?, index))
        })
        .await?;
    let all = by_topic(&index, &Chosen::new());
    let certified = by_topic(&index, &Chosen::from([(Facet::Certified, vec!["yes".to_owned()])]));
    let words = cx.app.vocabularies();
    let mut rows: Vec<_> = asked
        .into_iter()
        .filter(|(topic, n)| *n > 0 && words.has(Vocabulary::Topic, topic))
        .map(|(topic, n)| (n, all.get(&topic).copied().unwrap_or_default(), topic))
        .collect();
    // What is asked most for each material there is comes first.
    rows.sort_by_key(|(n, materials, topic)| {
        let each = n.max(&FEWEST) * 1000 / i64::try_from(materials + 1).unwrap_or(i64::MAX);
        (std::cmp::Reverse(each), topic.clone())
    });
    let rows = rows.into_iter().map(|(n, materials, topic)| Row {
        list: format!("/materials?topic={topic}"),
        questions: (n >= FEWEST).then_some(n),
        certified: certified.get(&topic).copied().unwrap_or_default(),
        bare: materials == 0,
        materials,
        topic: words.label(Vocabulary::Topic, &topic, cx.locale),
    });
    let view =
        View { rows: rows.collect(), frame: Frame::of("materials", &cx.actor(), String::new()) };
    cx.page("materials/demand", cx.head("materials-demand", "inbox"), &view)
}

/// How many materials each topic has.
fn by_topic(index: &Index, chosen: &Chosen) -> BTreeMap<String, usize> {
    let mut counts = index.counts(&index.everything(), chosen);
    counts.remove(&Facet::Topic).unwrap_or_default().into_iter().collect()
}
