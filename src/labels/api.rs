//! Labels for programs.

use actix_web::HttpResponse;
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::json;

use super::rules::holds;
use super::{LabelKind, LabelState, queries};
use crate::Result;
use crate::clock::network_day;
use crate::web::{Api, Public};

#[derive(Debug, Serialize)]
struct Item {
    id: String,
    url: String,
    /// The slug of its node.
    node: String,
    kind: LabelKind,
    state: LabelState,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    /// Whether it holds today.
    holds: bool,
}

/// `GET /api/v1/labels`: every label that was given, what ends first first.
pub async fn list(cx: Api<Public>) -> Result<HttpResponse> {
    let found = cx.db.read(|conn| Ok(queries::all(conn)?)).await?;
    let (base, today) = (&cx.app.config.base_url, network_day(cx.now));
    let items: Vec<_> = found
        .into_iter()
        .map(|(label, node)| Item {
            url: format!("{base}/labels/{}", label.id),
            holds: holds(&label, today),
            id: label.id.to_string(),
            node: node.slug,
            kind: label.kind,
            state: label.state,
            starts_on: label.starts_on,
            ends_on: label.ends_on,
        })
        .collect();
    Ok(cx.answer(&json!({ "items": items }), None))
}
