//! Which places came to be served in a quarter, and which are served by nobody any more.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Months, NaiveDate};

use super::{places, reach};
use crate::accounts::NodeId;
use crate::gaps::Place;
use crate::network::Node;
use crate::network::queries::{CoverageRow, StatusPeriod};
use crate::taxonomy::Vocabularies;

/// So many quarters are told of, the one that goes on included.
const TOLD: u32 = 4;

/// All that nodes have covered and been.
#[derive(Debug, Clone, Default)]
pub struct Past {
    pub nodes: Vec<Node>,
    pub coverage: Vec<CoverageRow>,
    pub status: Vec<StatusPeriod>,
}

/// What changed from a first day to a last one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarter {
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Places that nobody served on the first day, and who served them on the last one.
    pub closed: Vec<(Place, BTreeSet<NodeId>)>,
    /// Places that somebody served on the first day, and nobody on the last one.
    pub reopened: Vec<Place>,
}

/// The last quarters, the one that goes on first; none that began before anything was covered.
pub fn quarters(past: &Past, today: NaiveDate, words: &Vocabularies) -> Vec<Quarter> {
    let Some(first) = past.coverage.iter().map(|row| row.starts_on).min() else {
        return Vec::new();
    };
    let begins = today.with_day(1).and_then(|day| day.with_month0(day.month0() / 3 * 3));
    let Some(begins) = begins else { return Vec::new() };
    let starts = (0..TOLD).filter_map(|n| begins.checked_sub_months(Months::new(3 * n)));
    let mut told = Vec::new();
    let (mut to, mut after) = (today, serving(past, today, words));
    for from in starts.take_while(|from| *from >= first) {
        let before = serving(past, from, words);
        let served = |at: &BTreeMap<Place, BTreeSet<NodeId>>, place: &Place| at.contains_key(place);
        let all = places(words);
        let closed = all.iter().filter(|one| !served(&before, one));
        let closed = closed.filter_map(|one| Some((one.clone(), after.get(one)?.clone())));
        let reopened = all.iter().filter(|one| served(&before, one) && !served(&after, one));
        told.push(Quarter {
            from,
            to,
            closed: closed.collect(),
            reopened: reopened.cloned().collect(),
        });
        (to, after) = (from, before);
    }
    told
}

/// Who served each place on a day.
fn serving(past: &Past, day: NaiveDate, words: &Vocabularies) -> BTreeMap<Place, BTreeSet<NodeId>> {
    let took = |node: &&Node| {
        let known = past.status.iter().filter(|one| one.node_id == node.id && one.starts_on <= day);
        let was = known.max_by_key(|one| (one.starts_on, one.id.clone()));
        let status = was.map_or(node.status, |one| one.status);
        status.receives() && node.kind.has_desk() && node.kind.is_generalist()
    };
    let nodes: BTreeSet<&NodeId> = past.nodes.iter().filter(took).map(|node| &node.id).collect();
    let held =
        |row: &&CoverageRow| row.starts_on <= day && row.ends_on.is_none_or(|last| last >= day);
    let mut all: BTreeMap<Place, BTreeSet<NodeId>> = BTreeMap::new();
    for row in past.coverage.iter().filter(held).filter(|row| nodes.contains(&row.node_id)) {
        for place in reach(&row.keys, words) {
            all.entry(place).or_default().insert(row.node_id.clone());
        }
    }
    all
}
