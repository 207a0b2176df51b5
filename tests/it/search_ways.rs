//! The index against a model that reads everything: whichever way a database chooses to answer, it is the same answer.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use maillage::db::Conn;
use maillage::db::search::{self, Expr, Hit, Index, Line, Way};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

use crate::app::TestApp;

const INDEX: Index = Index("article_search");
/// More than what is looked through first, so that all ways are gone.
const LINES: usize = 7_000;
const LANES: &[&str] = &["__nlarge", "__nsmall", "__nother"];

/// Of a thing's words: every second has the first, every fourth the next, and so on.
fn words(number: u32) -> BTreeSet<String> {
    let scattered = number.wrapping_mul(2_654_435_761).rotate_left(13);
    let has = |word: &u32| scattered.trailing_zeros() > *word || number % (7 + word * 90) == 3;
    (0..10).filter(has).map(|word| format!("w{word}")).collect()
}

fn lane(number: u32) -> &'static str {
    match number % 50 {
        0 => LANES[1],
        1..=9 => LANES[2],
        _ => LANES[0],
    }
}

fn fits(what: &Expr, terms: &BTreeSet<String>) -> bool {
    match what {
        Expr::Term(term) => terms.contains(term),
        Expr::Start(start) => terms.iter().any(|term| term.starts_with(start)),
        Expr::Phrase(_) => unreachable!("no phrase is tried"),
        Expr::All(all) => all.iter().all(|part| fits(part, terms)),
        Expr::Any(any) => any.iter().any(|part| fits(part, terms)),
        Expr::Without(first, second) => fits(first, terms) && !fits(second, terms),
    }
}

fn word() -> impl Strategy<Value = Expr> {
    (0..10_u32).prop_map(|word| Expr::Term(format!("w{word}")))
}

/// As searches are made: in some lanes or in all, some words, without others.
fn expression() -> impl Strategy<Value = Expr> {
    let lanes = proptest::sample::subsequence(LANES, 0..=3);
    let words = proptest::collection::vec(word(), 1..3);
    (lanes, words, proptest::option::of(word())).prop_map(|(lanes, mut all, without)| {
        let lanes: Vec<_> = lanes.iter().map(|lane| Expr::Term((*lane).to_owned())).collect();
        all.extend((!lanes.is_empty()).then_some(Expr::Any(lanes)));
        let all = Expr::All(all);
        match without {
            Some(without) => Expr::Without(Box::new(all), Box::new(Expr::Any(vec![without]))),
            None => all,
        }
    })
}

fn fill(app: &TestApp, conn: &mut Conn) -> Vec<(Hit, BTreeSet<String>)> {
    // What is found here are no articles.
    let loose = if conn.is_sqlite() {
        "PRAGMA foreign_keys = OFF"
    } else {
        "ALTER TABLE article_search DROP CONSTRAINT article_search_id_fkey"
    };
    conn.batch_execute(loose).unwrap();
    let mut all = Vec::new();
    let numbers = 0..u32::try_from(LINES).unwrap();
    let lines: Vec<_> = numbers
        .map(|number| {
            let mut terms = words(number);
            terms.insert(lane(number).to_owned());
            let line = Line {
                id: format!("{number:05}"),
                at: app.now() + TimeDelta::seconds(number.into()),
                terms: terms.iter().cloned().collect::<Vec<_>>().join(" "),
            };
            let position = search::position_of(line.at) + search::slot_of(&line.id);
            all.push((Hit { position, id: line.id.clone() }, terms));
            line
        })
        .collect();
    search::put(conn, INDEX, &lines).unwrap();
    all
}

#[test]
fn every_way_through_the_index_gives_the_same_answer() {
    let app = TestApp::start();
    let mut conn = app.database.conn();
    let all = fill(&app, &mut conn);
    let mut tried = TestRunner::new(Config::default());
    let after = proptest::option::of(0..LINES);

    for round in 0..150 {
        let (what, after, oldest_first, limit) =
            (expression(), after.clone(), any::<bool>(), 1..60_i64)
                .new_tree(&mut tried)
                .unwrap()
                .current();
        let after = after.map(|number| all[number].0.position);
        let way = Way { after, oldest_first };

        let found = search::find(&mut conn, INDEX, &what, way, limit).unwrap();

        let beyond = |hit: &Hit| match after {
            Some(after) if oldest_first => hit.position > after,
            Some(after) => hit.position < after,
            None => true,
        };
        let mut expected: Vec<_> =
            all.iter().filter(|(hit, terms)| beyond(hit) && fits(&what, terms)).collect();
        if !oldest_first {
            expected.reverse();
        }
        let expected = expected.into_iter().map(|(hit, _)| hit.clone());
        let expected: Vec<_> = expected.take(usize::try_from(limit).unwrap()).collect();
        assert_eq!(found, expected, "round {round}: {what:?} {way:?} {limit}");
    }
}
