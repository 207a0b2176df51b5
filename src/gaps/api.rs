//! The map of gaps for programs.

use actix_web::HttpResponse;
use chrono::SecondsFormat;
use serde_json::{Value, json};

use super::rules::quarters::Quarter;
use super::rules::{late_share, public_year};
use super::{Cell, Map, Nowhere, Place, ops, queries};
use crate::clock::network_day;
use crate::figures::Seen;
use crate::figures::rules::SMALLEST;
use crate::network::{Node, NodeId};
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::web::{Api, Public};
use crate::{Result, network};

/// The map, what changed in the last quarters, and where questions would end with nobody, for who may know it.
struct Found {
    map: Map,
    quarters: Vec<Quarter>,
    nowhere: Option<Vec<Nowhere>>,
    nodes: Vec<Node>,
}

/// `GET /api/v1/gaps`. Exact for a coordinator's token; else what was published, small numbers null.
pub async fn gaps(cx: Api<Public>) -> Result<HttpResponse> {
    let (now, words) = (cx.now, cx.app.vocabularies());
    let steers = cx.actor().is_some_and(|actor| actor.coordinates());
    let seen = match steers {
        true => None,
        false => Some(Seen::by(false, public_year(network_day(now)), &cx.app, now).await?),
    };
    let found = cx
        .db
        .read(move |conn| {
            let map = match &seen {
                None => ops::exact(conn, "", &words, now)?,
                Some(seen) => ops::public(conn, (seen, ""), &words, now)?,
            };
            let quarters = ops::quarters(conn, &words, now)?;
            let nowhere = if steers { Some(queries::nowhere(conn)?) } else { None };
            Ok(Found { map, quarters, nowhere, nodes: network::queries::all(conn)? })
        })
        .await?;
    Ok(HttpResponse::Ok().json(told(&found, &cx.app.vocabularies())))
}

fn told(found: &Found, words: &Vocabularies) -> Value {
    let map = &found.map;
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
    let mut all = json!({
        "from": map.period.from,
        "to": map.period.to,
        "as_of": map.as_of.and_utc().to_rfc3339_opts(SecondsFormat::Millis, true),
        "exact": map.cells.iter().any(|cell| cell.exact.is_some()),
        "masked_below": SMALLEST,
        "cells": map.cells.iter().map(cell).collect::<Vec<_>>(),
        "quarters": found.quarters.iter().map(|one| quarter(one, found, named)).collect::<Vec<_>>(),
    });
    if let Some(nowhere) = &found.nowhere {
        let one = |one: &Nowhere| {
            json!({
                "region": named(Vocabulary::Region, &one.place.region),
                "discipline": named(Vocabulary::Discipline, &one.place.area),
                "node": slug(&found.nodes, &one.node),
                "topics": one.topics,
            })
        };
        all["nowhere"] = nowhere.iter().map(one).collect();
    }
    all
}

/// What changed in a quarter, and by which nodes.
fn quarter(one: &Quarter, found: &Found, named: impl Fn(Vocabulary, &str) -> Value) -> Value {
    let place = |place: &Place| {
        json!({
            "region": named(Vocabulary::Region, &place.region),
            "area": named(Vocabulary::Discipline, &place.area),
        })
    };
    let closed = |(at, by): &(Place, std::collections::BTreeSet<NodeId>)| {
        let mut told = place(at);
        told["nodes"] = by.iter().map(|id| slug(&found.nodes, id)).collect();
        told
    };
    json!({
        "from": one.from,
        "to": one.to,
        "closed": one.closed.iter().map(closed).collect::<Vec<_>>(),
        "reopened": one.reopened.iter().map(place).collect::<Vec<_>>(),
    })
}

fn slug(nodes: &[Node], id: &NodeId) -> Option<String> {
    nodes.iter().find(|node| node.id == *id).map(|node| node.slug.clone())
}
