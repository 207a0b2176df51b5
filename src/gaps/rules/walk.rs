//! Where a question would end with nobody, whatever it is about: routing always names a desk, but it may be closed, away, or
//! left by all its people.

use std::collections::{BTreeSet, HashMap};

use crate::accounts::NodeId;
use crate::gaps::{Nowhere, Place};
use crate::taxonomy::Vocabularies;
use crate::tickets::routing::{Desk, Inputs, Network, Question, Row, rules as order};

/// The desks at which questions would end with nobody: those that everybody has left, and the one that takes what nobody
/// covers, when it takes nothing.
pub fn dead_ends(network: &Network, left: &[NodeId]) -> BTreeSet<NodeId> {
    let closed = network.desks.get(&network.fallback).is_none_or(|desk| !desk.receives());
    let away =
        |id: &NodeId| network.absences.iter().any(|one| one.node == *id && one.stand_in.is_none());
    let fallback = (closed || away(&network.fallback)).then(|| network.fallback.clone());
    let receives = |id: &&NodeId| network.desks.get(*id).is_some_and(Desk::receives);
    left.iter().filter(receives).cloned().chain(fallback).collect()
}

/// Every region with every discipline, about every topic and about none: those whose questions come to one of these desks.
/// Which service is asked for changes nothing in who answers; the topic does.
pub fn walk(network: &Network, ends: &BTreeSet<NodeId>, words: &Vocabularies) -> Vec<Nowhere> {
    // Everybody else who is a candidate takes questions today.
    if ends.is_empty() {
        return Vec::new();
    }
    let topics = || std::iter::once(None).chain(words.topics.iter().map(|one| Some(&one.code)));
    let end = |network: &Network, region: &str, discipline: &str, topic: Option<&String>| {
        let inputs = Inputs {
            region: Some(region.to_owned()),
            disciplines: vec![discipline.to_owned()],
            topic: topic.cloned(),
            language: "fr".to_owned(),
            ..Inputs::default()
        };
        let ranking = order::rank(&Question::new(&inputs, words), network);
        let node = order::settle(ranking, network, &HashMap::new()).node;
        ends.contains(&node).then_some(node)
    };
    let mut found = Vec::new();
    for region in &words.regions {
        // Rows that name somebody's employer, town or another region match no question of this one.
        let matches = |(_, row): &&(NodeId, Row)| {
            let here = row.region.as_ref().is_none_or(|code| *code == region.code);
            here && row.institution.is_none() && row.site.is_none()
        };
        let rows = network.rows.iter().filter(matches).cloned().collect();
        let near = Network { rows, ..network.clone() };
        for discipline in &words.disciplines {
            let end = |topic| end(&near, &region.code, &discipline.code, topic);
            let all: Vec<NodeId> = topics().filter_map(end).collect();
            found.extend(all.first().map(|node| Nowhere {
                place: Place::new(&region.code, &discipline.code),
                node: node.clone(),
                topics: all.len(),
            }));
        }
    }
    found.sort_by(|a: &Nowhere, b| a.place.cmp(&b.place));
    found
}
