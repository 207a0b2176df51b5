//! What the routing rules promise for every network and every question.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use maillage::accounts::NodeId;
use maillage::network::{Kind, Status};
use maillage::taxonomy::Vocabularies;
use maillage::tickets::routing::rules::{rank, settle};
use maillage::tickets::routing::{
    Absence, Decision, Desk, Inputs, Load, Network, Question, Row, Rule,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::database::TestDatabase;

static WORDS: LazyLock<Arc<Vocabularies>> = LazyLock::new(|| {
    let database = TestDatabase::take();
    Arc::new(Vocabularies::load(&mut database.conn()).unwrap())
});

const NODES: usize = 9;
/// The place of the fallback desk, which is a node like the others and has no rows here.
const DESK: usize = NODES;

const INSTITUTIONS: &[&str] =
    &["universite-de-lorraine", "inrae", "cnrs", "inist-cnrs", "grenoble-inp"];
const BODIES: &[&str] =
    &["universite-de-lorraine", "inrae", "cnrs", "universite-grenoble-alpes", "grenoble-inp"];
const SITES: &[&str] = &["nancy", "rennes", "gif-sur-yvette"];
const REGIONS: &[&str] = &["44", "53", "11"];
const DISCIPLINES: &[&str] = &["1.6", "1.6+eco", "1.3+astro", "2.1", "2.10"];
const TOPICS: &[&str] = &["api", "training", "network", "pid", "dmp_write"];

fn node(place: usize) -> NodeId {
    format!("00000000-0000-7000-8000-{place:012}").parse().unwrap()
}

fn one_of(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    select(words).prop_map(str::to_owned)
}

fn a_row() -> impl Strategy<Value = Row> {
    (
        option::of(one_of(BODIES)),
        option::weighted(0.3, one_of(SITES)),
        option::weighted(0.3, one_of(REGIONS)),
        option::weighted(0.3, one_of(DISCIPLINES)),
        option::weighted(0.2, one_of(TOPICS)),
    )
        .prop_map(|(institution, site, region, discipline, topic)| Row {
            institution,
            site,
            region,
            discipline,
            topic,
        })
}

prop_compose! {
    fn a_desk(place: usize)(
        kind in select(Kind::ALL),
        status in prop_oneof![
            3 => Just(Status::Active), 1 => Just(Status::Trajectory), 1 => select(Status::ALL)
        ],
        languages in select(&["fr", "fr,en"][..]),
        full_time_equivalents in select(&[0.25, 1.0, 3.0][..]),
        fairness_weight in select(&[0.5, 1.0, 2.0][..]),
        relay in proptest::bool::weighted(0.2),
        region in option::of(one_of(REGIONS)),
        town in option::of(one_of(SITES)),
    ) -> Desk {
        let relay_of = (relay && kind == Kind::ThematicCentre).then(|| node(0));
        Desk {
            id: node(place), slug: format!("node-{place}"), kind, status, languages: languages.to_owned(),
            full_time_equivalents, fairness_weight, relay_of, region, town,
        }
    }
}

fn desks() -> impl Strategy<Value = Vec<Desk>> {
    (0..NODES).map(a_desk).collect::<Vec<_>>().prop_map(|mut desks| {
        desks.push(Desk {
            id: node(DESK),
            slug: "the-desk".into(),
            kind: Kind::Coordination,
            status: Status::Active,
            languages: "fr,en".into(),
            full_time_equivalents: 1.0,
            fairness_weight: 1.0,
            relay_of: None,
            region: None,
            town: None,
        });
        desks
    })
}

prop_compose! {
    fn a_network()(
        desks in desks(),
        rows in vec((0..NODES, a_row()), 0..25),
        away in subsequence((0..NODES).collect::<Vec<_>>(), 0..=4),
        stand_ins in vec(option::weighted(0.8, 0..NODES), 4),
    ) -> Network {
        let until = NaiveDate::from_ymd_opt(2026, 8, 20).unwrap();
        let absence = |(place, stand_in): (usize, Option<usize>)| Absence {
            node: node(place), until, stand_in: stand_in.filter(|other| *other != place).map(node),
        };
        Network {
            rows: rows.into_iter().map(|(place, row)| (node(place), row)).collect(),
            desks: desks.into_iter().map(|desk| (desk.id.clone(), desk)).collect(),
            absences: away.into_iter().zip(stand_ins).map(absence).collect(),
            fallback: node(DESK),
        }
    }
}

prop_compose! {
    fn some_inputs()(
        institutions in subsequence(INSTITUTIONS.to_vec(), 0..=3),
        site in option::of(one_of(SITES)),
        region in option::of(one_of(REGIONS)),
        disciplines in subsequence(DISCIPLINES.to_vec(), 0..=3),
        topic in option::of(one_of(TOPICS)),
        language in select(&["fr", "en"][..]),
    ) -> Inputs {
        let owned = |list: Vec<&str>| list.into_iter().map(str::to_owned).collect();
        Inputs {
            institutions: owned(institutions), site, region, disciplines: owned(disciplines), topic,
            language: language.to_owned(),
        }
    }
}

fn noon() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 3, 3).unwrap().and_hms_opt(12, 0, 0).unwrap()
}

fn some_loads() -> impl Strategy<Value = HashMap<NodeId, Load>> {
    vec((0..60_i64, 0..60_i64, option::of(0..30_i64)), NODES).prop_map(|loads| {
        let load = |(place, (open, last_30_days, days)): (usize, (i64, i64, Option<i64>))| {
            let last_ticket_at = days.map(|days| noon() - TimeDelta::days(days));
            (node(place), Load { open, last_30_days, last_ticket_at })
        };
        loads.into_iter().enumerate().map(load).collect()
    })
}

fn decide(inputs: &Inputs, network: &Network, loads: &HashMap<NodeId, Load>) -> Decision {
    let question = Question::new(inputs, &WORDS);
    settle(rank(&question, network), network, loads)
}

fn is_away(network: &Network, id: &NodeId) -> bool {
    network.absences.iter().any(|absence| absence.node == *id)
}

/// Who answers in place of a node, itself if it is there.
fn answers_for(network: &Network, id: &NodeId) -> Option<NodeId> {
    let mut next = id.clone();
    for _ in 0..=network.absences.len() {
        match network.absences.iter().find(|absence| absence.node == next) {
            None => return Some(next),
            Some(absence) => next = absence.stand_in.clone()?,
        }
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_node_answers_or_the_desk_with_a_named_gap(
        inputs in some_inputs(), network in a_network(), loads in some_loads(),
    ) {
        let decision = decide(&inputs, &network, &loads);
        if decision.candidates.is_empty() {
            prop_assert_eq!(&decision.node, &network.fallback);
            prop_assert_eq!(decision.rule, Rule::Desk);
            prop_assert!(decision.gap);
        } else {
            prop_assert_eq!(&decision.node, &decision.candidates[0].node);
            prop_assert_eq!(decision.candidates[0].why_not, None);
            prop_assert!(decision.candidates[1..].iter().all(|other| other.why_not.is_some()));
            let mut nodes: Vec<_> = decision.candidates.iter().map(|found| &found.node).collect();
            nodes.sort();
            nodes.dedup();
            prop_assert_eq!(nodes.len(), decision.candidates.len());
        }
        prop_assert_eq!(&decision.slug, &network.desks[&decision.node].slug);
    }

    #[test]
    fn nobody_who_is_closed_suspended_planned_away_or_without_a_desk_answers(
        inputs in some_inputs(), network in a_network(), loads in some_loads(),
    ) {
        for found in decide(&inputs, &network, &loads).candidates {
            let desk = &network.desks[&found.node];
            prop_assert!(desk.status.receives() && desk.kind.has_desk(), "{:?}", desk);
            prop_assert!(!is_away(&network, &found.node), "{:?}", found);
        }
    }

    #[test]
    fn the_order_of_rows_and_of_what_was_said_changes_nothing(
        inputs in some_inputs(), network in a_network(), loads in some_loads(), turn in 0..25_usize,
    ) {
        let decision = decide(&inputs, &network, &loads);
        let (mut inputs, mut network) = (inputs, network);
        inputs.institutions.reverse();
        inputs.disciplines.reverse();
        let turn = if network.rows.is_empty() { 0 } else { turn % network.rows.len() };
        network.rows.rotate_left(turn);
        network.rows.reverse();
        network.absences.reverse();
        prop_assert_eq!(decide(&inputs, &network, &loads), decision);
    }

    #[test]
    fn one_more_row_changes_nothing_or_its_own_node_wins(
        inputs in some_inputs(), network in a_network(), loads in some_loads(),
        place in 0..NODES, row in a_row(),
    ) {
        let before = decide(&inputs, &network, &loads);
        let mut wider = network.clone();
        wider.rows.push((node(place), row));
        let after = decide(&inputs, &wider, &loads);
        if after.node != before.node {
            prop_assert_eq!(Some(after.node.clone()), answers_for(&network, &node(place)));
            // The one that had it is still there, behind, and the order says why.
            if before.rule != Rule::Desk {
                let passed = after.candidates[1..].iter().find(|other| other.node == before.node);
                prop_assert!(passed.is_some_and(|other| other.why_not.is_some()));
            }
        }
        prop_assert!(!after.gap || before.gap, "more coverage never makes a gap");
    }

    #[test]
    fn a_row_nobody_asked_for_does_not_count(
        inputs in some_inputs(), network in a_network(), loads in some_loads(), place in 0..NODES,
    ) {
        let before = decide(&inputs, &network, &loads);
        let mut wider = network;
        let elsewhere = Row { institution: Some("ird".into()), ..Row::default() };
        wider.rows.push((node(place), elsewhere));
        wider.rows.push((node(place), Row::default()));
        prop_assert_eq!(decide(&inputs, &wider, &loads), before);
    }
}

#[test]
fn stand_ins_who_are_away_themselves_end_at_the_desk() {
    let until = noon().date();
    let away =
        |place, stand_in| Absence { node: node(place), until, stand_in: Some(node(stand_in)) };
    let desk = |place, kind| Desk {
        id: node(place),
        slug: format!("node-{place}"),
        kind,
        status: Status::Active,
        languages: "fr".into(),
        full_time_equivalents: 1.0,
        fairness_weight: 1.0,
        relay_of: None,
        region: None,
        town: None,
    };
    let desks = [desk(0, Kind::Workshop), desk(1, Kind::Workshop), desk(9, Kind::Coordination)];
    let row = Row { institution: Some("inrae".into()), ..Row::default() };
    let network = Network {
        rows: vec![(node(0), row)],
        desks: desks.into_iter().map(|desk| (desk.id.clone(), desk)).collect(),
        absences: vec![away(0, 1), away(1, 0)],
        fallback: node(DESK),
    };
    let inputs = Inputs { institutions: vec!["inrae".into()], ..Inputs::default() };
    let decision = decide(&inputs, &network, &HashMap::new());
    assert_eq!((decision.rule, decision.gap), (Rule::Desk, true));
}
