//! The map of gaps for programs.

use actix_web::HttpResponse;
use chrono::SecondsFormat;
use serde_json::{Value, json};

use super::rules::{late_share, public_year};
use super::{Cell, Map, ops};
use crate::Result;
use crate::clock::network_day;
use crate::figures::Seen;
use crate::figures::rules::SMALLEST;
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{Api, Public};

/// `GET /api/v1/gaps`. Exact for a coordinator's token; else what was published, small numbers null.
pub async fn gaps(cx: Api<Public>) -> Result<HttpResponse> {
    let (now, words) = (cx.now, cx.app.vocabularies());
    let map = if cx.actor().is_some_and(|actor| actor.coordinates()) {
        cx.db.read(move |conn| ops::exact(conn, "", &words, now)).await?
    } else {
        let seen = Seen::by(false, public_year(network_day(now)), &cx.app, now).await?;
        cx.db.read(move |conn| ops::public(conn, (&seen, ""), &words, now)).await?
    };
    Ok(HttpResponse::Ok().json(told(&map, &cx.app.vocabularies())))
}

fn told(map: &Map, words: &Vocabularies) -> Value {
    let named = |vocabulary, code: &str| {
        let labels = words.labels(vocabulary, code);
        json!({ "code": code, "label_fr": labels.fr, "label_en": labels.en })
    };
    let cell = |cell: &Cell| {
        let mut one = json!({
            "region": named(Vocabulary::Region, &cell.place.region),
            "area": named(Vocabulary::Discipline, &cell.place.area),
            "nodes": cell.supply.nodes,
            "full_time_equivalents": cell.supply.staff,
            "demand": cell.demand,
        });
        if let Some(exact) = cell.exact {
            one["unserved"] = json!(exact.unserved);
            one["late_percent"] = json!(late_share(exact));
            one["demand_before"] = json!(exact.before);
        }
        one
    };
    json!({
        "from": map.period.from,
        "to": map.period.to,
        "as_of": map.as_of.and_utc().to_rfc3339_opts(SecondsFormat::Millis, true),
        "exact": map.cells.iter().any(|cell| cell.exact.is_some()),
        "masked_below": SMALLEST,
        "cells": map.cells.iter().map(cell).collect::<Vec<_>>(),
    })
}
