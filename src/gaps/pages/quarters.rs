//! What changed in the last quarters, and where questions would end with nobody.

use chrono::NaiveDate;
use serde::Serialize;

use crate::gaps::rules::quarters::Quarter;
use crate::gaps::{Nowhere, Place};
use crate::i18n::Locale;
use crate::network::{Node, NodeId};
use crate::taxonomy::{Vocabularies, Vocabulary};

#[derive(Serialize)]
pub(super) struct QuarterView {
    from: NaiveDate,
    to: NaiveDate,
    closed: Vec<PlaceView>,
    reopened: Vec<PlaceView>,
}

/// A place, and who is there.
#[derive(Serialize)]
pub(super) struct PlaceView {
    region: String,
    area: String,
    nodes: String,
}

fn place(place: &Place, nodes: Vec<String>, (words, locale): (&Vocabularies, Locale)) -> PlaceView {
    PlaceView {
        region: words.label(Vocabulary::Region, &place.region, locale),
        area: words.label(Vocabulary::Discipline, &place.area, locale),
        nodes: nodes.join(", "),
    }
}

fn name(nodes: &[Node], id: &NodeId) -> String {
    let there = nodes.iter().find(|node| node.id == *id);
    there.map(|node| node.short_name.clone()).unwrap_or_default()
}

pub(super) fn quarter_views(
    quarters: &[Quarter],
    nodes: &[Node],
    said: (&Vocabularies, Locale),
) -> Vec<QuarterView> {
    let one = |quarter: &Quarter| QuarterView {
        from: quarter.from,
        to: quarter.to,
        closed: quarter
            .closed
            .iter()
            .map(|(at, by)| place(at, by.iter().map(|id| name(nodes, id)).collect(), said))
            .collect(),
        reopened: quarter.reopened.iter().map(|at| place(at, Vec::new(), said)).collect(),
    };
    quarters.iter().map(one).collect()
}

pub(super) fn nowhere_views(
    all: &[Nowhere],
    nodes: &[Node],
    said: (&Vocabularies, Locale),
) -> Vec<PlaceView> {
    all.iter().map(|one| place(&one.place, vec![name(nodes, &one.node)], said)).collect()
}
