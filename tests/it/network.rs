//! The directory taken in and given out.

use chrono::{NaiveDate, NaiveDateTime};
use maillage::db::Conn;
use maillage::history::By;
use maillage::network::{self, Imported};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::database::TestDatabase;

fn noon(day: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 3, day).and_then(|day| day.and_hms_opt(12, 0, 0)).unwrap()
}

fn empty() -> (TestDatabase, Conn) {
    let database = TestDatabase::bare();
    let conn = database.conn();
    (database, conn)
}

fn take_in(conn: &mut Conn, directory: &Value, day: u32) -> Result<Imported, String> {
    let done = conn.transact(|conn| {
        network::import(conn, (&directory.to_string(), ""), &By::System, noon(day))
    });
    done.unwrap().map_err(|faults| faults.to_string())
}

fn give_out(conn: &mut Conn, day: u32) -> Value {
    serde_json::to_value(network::export(conn, noon(day)).unwrap()).unwrap()
}

fn embedded() -> Value {
    serde_json::from_str(include_str!("../../assets/data/network.json")).unwrap()
}

#[test]
fn the_public_network_comes_out_as_it_went_in() {
    let (_folder, mut conn) = empty();
    let first = take_in(&mut conn, &embedded(), 3).unwrap();
    assert_eq!((first.nodes_created, first.institutions), (30, 181));
    let once = give_out(&mut conn, 3);

    let (_other_folder, mut other) = empty();
    take_in(&mut other, &once, 3).unwrap();

    assert_eq!(give_out(&mut other, 3), once);
    for (given, told) in
        embedded()["nodes"].as_array().unwrap().iter().zip(once["nodes"].as_array().unwrap())
    {
        for name in [
            "slug",
            "kind",
            "name",
            "short_name",
            "status",
            "region",
            "city",
            "coverage",
            "disciplines",
            "lead_institutions",
            "partner_institutions",
            "services",
            "website",
            "help_email",
            "fallback_desk",
            "description_fr",
            "description_en",
            "languages",
        ] {
            assert_eq!(given[name], told[name], "{} of {}", name, given["slug"]);
        }
    }
}

#[test]
fn a_second_import_changes_nothing() {
    let (_folder, mut conn) = empty();
    take_in(&mut conn, &embedded(), 3).unwrap();
    let before = give_out(&mut conn, 3);

    assert_eq!(take_in(&mut conn, &embedded(), 9), Ok(Imported::default()));
    let version = maillage::taxonomy::queries::version(&mut conn).unwrap();
    assert_eq!(take_in(&mut conn, &before, 9), Ok(Imported::default()));

    assert_eq!(give_out(&mut conn, 9), before);
    assert_eq!(maillage::taxonomy::queries::version(&mut conn).unwrap(), version);
}

#[test]
fn every_fault_is_told_with_its_place_and_nothing_is_kept() {
    let (_folder, mut conn) = empty();
    let faulty = json!({
        "nodes": [
            { "slug": "bon", "kind": "workshop", "name": "Bon", "status": "active" },
            { "slug": "Pas bon", "kind": "atelier", "name": " ", "status": "labelled",
              "website": "javascript:alert(1)", "help_email": "personne", "services": ["magie"],
              "coverage": [{ "region": "999" }, {}, { "site": "Nulle-Part-sur-Rien" }, { "institution": "inconnu", "discipline": "99" }] },
            { "slug": "bon", "kind": "thematic_centre", "name": "Encore", "status": "labelled", "fallback_desk": true },
            { "slug": "quai", "kind": "platform", "name": "Quai", "status": "active", "fallback_desk": true }
        ],
        "institutions": [{ "slug": "a", "name": "A", "parent": "b", "regions": ["xx"] }]
    });

    let faults = take_in(&mut conn, &faulty, 3).unwrap_err();

    let paths: Vec<_> = faults.lines().map(|line| line.split(": ").next().unwrap()).collect();
    assert_eq!(
        paths,
        [
            "institutions[0].regions[0]",
            "institutions[0].parent",
            "nodes[1].slug",
            "nodes[1].name",
            "nodes[1].kind",
            "nodes[1].website",
            "nodes[1].help_email",
            "nodes[1].services[0]",
            "nodes[1].coverage[0].region",
            "nodes[1].coverage[1]",
            "nodes[1].coverage[2].site",
            "nodes[1].coverage[3].discipline",
            "nodes[1].coverage[3].institution",
            "nodes[2].status",
            "nodes[2].slug",
            "nodes[3].fallback_desk",
            "nodes[3].fallback_desk"
        ],
        "{faults}"
    );
    assert_eq!(give_out(&mut conn, 3)["nodes"], json!([]));
}

#[test]
fn what_is_no_directory_is_refused_with_a_reason() {
    let (_folder, mut conn) = empty();
    for (text, expected) in [
        (json!({ "nodes": {} }), "nodes: is no list"),
        (json!([]), "nodes: is missing"),
        (
            json!({ "nodes": [{ "slug": "a", "name": "A", "status": "active" }] }),
            "nodes[0]: missing field `kind`",
        ),
    ] {
        assert_eq!(take_in(&mut conn, &text, 3).unwrap_err(), expected);
    }
}

#[test]
fn coverage_ends_and_begins_by_dates() {
    let (_folder, mut conn) = empty();
    let with = |rows: Value| {
        json!({
            "nodes": [{ "slug": "un", "kind": "workshop", "name": "Un", "status": "trajectory", "region": "44", "coverage": rows }]
        })
    };
    take_in(&mut conn, &with(json!([{ "region": "44" }, { "topic": "dmp_write" }])), 3)
        .unwrap_or_else(|faults| panic!("{faults}"));

    let done = take_in(
        &mut conn,
        &with(json!([{ "region": "44" }, { "region": "27", "site": "Trifouillis-sur-Doubs" }])),
        10,
    )
    .unwrap();

    assert_eq!(
        done,
        Imported {
            nodes_changed: 1,
            sites: 1,
            coverage_started: 1,
            coverage_ended: 1,
            ..Imported::default()
        }
    );
    let node = network::queries::by_slug(&mut conn, "un").unwrap();
    let rows = network::queries::live_coverage(
        &mut conn,
        network::queries::Of::One(&node.id),
        noon(3).date(),
    )
    .unwrap();
    let days: Vec<_> = rows
        .iter()
        .map(|row| (row.starts_on.to_string(), row.ends_on.map(|day| day.to_string())))
        .collect();
    let day = |day: &str| Some(day.to_owned());
    assert_eq!(
        days,
        [
            ("2026-03-03".into(), None),
            ("2026-03-03".into(), day("2026-03-09")),
            ("2026-03-10".into(), None)
        ]
    );
}

#[test]
fn a_new_status_ends_the_period_of_the_old_one() {
    let (_folder, mut conn) = empty();
    let with = |status: &str| json!({ "nodes": [{ "slug": "un", "kind": "workshop", "name": "Un", "status": status, "status_as_of": "2025-03" }] });
    take_in(&mut conn, &with("trajectory"), 3).unwrap();
    take_in(&mut conn, &with("labelled"), 10).unwrap();

    let node = network::queries::by_slug(&mut conn, "un").unwrap();
    let periods = network::queries::status_history(&mut conn, &node.id).unwrap();
    let told: Vec<_> = periods
        .iter()
        .map(|period| {
            (
                period.status.as_str(),
                period.starts_on.to_string(),
                period.ends_on.map(|day| day.to_string()),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("labelled", "2026-03-10".into(), None),
            ("trajectory", "2025-03-01".into(), Some("2026-03-09".into()))
        ]
    );
}

prop_compose! {
    fn any_node(place: usize)(
        region in prop::sample::select(vec!["44", "11", "01", "988"]),
        status in prop::sample::select(vec!["planned", "active", "suspended", "closed"]),
        kind in prop::sample::select(vec!["workshop", "thematic_centre", "resource_centre", "platform"]),
        sites in prop::collection::vec(prop::sample::select(vec!["Nancy", "Cayenne", "Lieu-Neuf", "vandoeuvre"]), 0..4),
        disciplines in prop::collection::vec(prop::sample::select(vec!["1.3", "2.10", "6"]), 0..3),
        languages in prop::collection::vec(prop::sample::select(vec!["fr", "en"]), 1..3),
        name in "[a-zé]{1,12}",
    ) -> Value {
        let rows: Vec<_> = sites.iter().map(|site| json!({ "site": site, "region": "44" })).collect();
        json!({ "slug": format!("n{place}"), "kind": kind, "status": status, "name": name, "region": region,
            "coverage": rows, "disciplines": disciplines, "languages": languages })
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn importing_twice_is_importing_once(first in any_node(0), second in any_node(1), again in any_node(0)) {
        let (_folder, mut conn) = empty();
        for (day, nodes) in [(3, json!([first, second])), (4, json!([again, second]))] {
            let directory = json!({ "nodes": nodes });
            take_in(&mut conn, &directory, day).map_err(TestCaseError::fail)?;
            let once = give_out(&mut conn, day);
            prop_assert_eq!(take_in(&mut conn, &directory, day), Ok(Imported::default()));
            prop_assert_eq!(take_in(&mut conn, &once, day), Ok(Imported::default()));
            prop_assert_eq!(give_out(&mut conn, day), once);
        }
    }
}
