//! Calls in numbers, through HTTP.

use maillage::applications::ops::{leads_counted, led_before};
use maillage::i18n::Locale;
use maillage::taxonomy::Vocabulary;

use crate::app::TestApp;
use crate::applications_cast::{applicant, complete};
use crate::applications_letters::partner;
use crate::calls_cast::{coordinator, open, published};
use crate::decisions_cast::{admin, held};
use crate::reviews_cast::{file, in_review, reviewer, submitted};

/// The line of a table of numbers that begins so.
fn line(csv: &str, group: &str, what: &str) -> String {
    let start = format!("\"{group}\",\"{what}\",");
    let found = csv.lines().find_map(|line| line.strip_prefix(&start));
    found.unwrap_or_else(|| panic!("{start} is not in {csv}")).trim_matches('"').to_owned()
}

#[test]
fn a_call_is_counted_for_whoever_runs_it() {
    let app = TestApp::start();
    let there = held(&app, &["04", "04", "44"]);
    there.publish(&app, &[("labelled", &[]), ("refused", &[]), ("refused", &[])]);
    let page = there.ada.1.get(&there.path("statistics"));
    page.expect(200).says("Ce qu’elles sont devenues");
    let csv = there.ada.1.get(&there.path("statistics.csv"));
    assert_eq!(csv.expect(200).header("content-type"), Some("text/csv; charset=utf-8"));
    let of = |group: &str, what: &str| line(&csv.body, group, what);
    assert_eq!(of("Candidatures", "Commencées"), "3");
    assert_eq!(of("Candidatures", "Déposées"), "3");
    assert_eq!(of("Selon la région", "La Réunion"), "2");
    assert!(csv.body.contains("Selon le domaine"), "{}", csv.body);
    let ahead = |csv: &str| -> usize {
        let mine = csv.lines().filter(|line| line.contains("par jours avant la clôture"));
        mine.map(|line| {
            line.rsplit(',').next().unwrap().trim_matches('"').parse::<usize>().unwrap()
        })
        .sum()
    };
    assert_eq!(ahead(&csv.body), 3);

    let rows = there.ada.1.get(&there.path("statistics.json")).json();
    let filed =
        |row: &&serde_json::Value| row["Rubrique"] == "Candidatures" && row["Mesure"] == "Déposées";
    let filed = rows.as_array().unwrap().iter().find(filed).unwrap();
    assert!(filed.as_object().unwrap().values().any(|value| value == 3), "{filed}");

    // All calls beside each other; who runs none and may not begin one finds nothing.
    let all = there.ada.1.get("/inbox/calls/statistics.csv");
    assert_eq!(line(&all.expect(200).body, "Candidatures", "Déposées"), "3");
    assert_eq!(ahead(&all.body), 3, "calls stand side by side");
    assert!(all.body.contains("Brouillons jamais déposés"), "{}", all.body);
    let (_, other) = coordinator(&app, "Omar");
    other.get(&there.path("statistics")).expect(404);
    other.get("/inbox/calls/statistics").expect(200).says("Aucun appel");
    there.bids[0].2.get(&there.path("statistics")).expect(404);
    there.bids[0].2.get("/inbox/calls/statistics").expect(404);
}

#[test]
fn t30_small_numbers_are_hidden_from_everybody_and_nothing_is_told_before_the_results() {
    let app = TestApp::start();
    let there = held(&app, &["04", "04", "44"]);
    let everybody = || app.visitor().get("/calls/statistics.csv").expect(200).body.clone();
    assert!(!everybody().contains("\"Déposées\","), "the results are not out");
    there.publish(&app, &[("labelled", &[]), ("refused", &[]), ("refused", &[])]);
    let csv = everybody();
    assert_eq!(line(&csv, "Candidatures", "Déposées"), "masqué");
    assert_eq!(line(&csv, "Selon la région", "La Réunion"), "masqué");
    assert!(!csv.contains("Commencées") && !csv.contains("établissement engagé"), "{csv}");
    app.visitor().get("/calls/statistics").expect(200).says("masqué").says("moins de 5");
}

#[test]
fn t22_numbers_of_reviews_name_nobody_and_an_admin_reads_no_decision_before_it_is_told() {
    let app = TestApp::start();
    let there = in_review(&app, &["Ana", "Bea"], maillage::calls::Blind::Single);
    let rita = reviewer(&app, &there, "Rita", None);
    submitted(&app, &there, 0, &rita, 4);
    let path = format!("/inbox/calls/{}/statistics.csv", there.call.id);
    let own = there.desk.get(&path).expect(200).body.clone();
    assert_eq!(line(&own, "Charge des évaluateurs", "Évaluateurs"), "1");
    assert_eq!(line(&own, "Charge des évaluateurs", "Évaluations rendues"), "1");
    assert!(!own.contains("Rita"), "{own}");
    let seen = admin(&app).get(&path).expect(200).body.clone();
    assert_eq!(line(&seen, "Ce qu’elles sont devenues", "En attente"), "2");
}

#[test]
fn institutions_are_counted_as_they_were_filed_whatever_was_written_since() {
    let app = TestApp::start();
    let (ada, desk) = coordinator(&app, "Ada");
    let call = open(&app, &app.actor(&ada), "Ateliers");
    let (lea, own) = applicant(&app, "Léa");
    let id = complete(&app, &call, &lea);
    let partners = format!("/applications/{id}/partners");
    for (institution, role) in [("inrae", "lead"), ("cnrs", "partner")] {
        let joins = [("institution", institution), ("role", role), ("fte", "1")];
        own.post(&partners, &joins).expect(303);
    }
    file(&app, &lea, &id);
    for gone in ["inrae", "cnrs"] {
        let gone = partner(&app, &id, gone);
        own.post(&format!("{partners}/{gone}/removal"), &[]).expect(303);
    }
    let leads = [("institution", "universite-de-lorraine"), ("role", "lead"), ("fte", "1")];
    own.post(&partners, &leads).expect(303);

    let csv = desk.get(&format!("/inbox/calls/{}/statistics.csv", call.id));
    let group = "Selon l’établissement engagé";
    let words = app.app.vocabularies();
    let named = |slug: &str| words.label(Vocabulary::Institution, slug, Locale::Fr);
    for slug in ["inrae", "cnrs"] {
        assert_eq!(line(&csv.expect(200).body, group, &named(slug)), "1");
    }
    assert!(!csv.body.contains(&named("universite-de-lorraine")), "{}", csv.body);
    let led = app.read(|conn| leads_counted(conn, &call.id));
    assert_eq!(led.get(&id).map(String::as_str), Some("inrae"));
    app.later(chrono::TimeDelta::days(30));
    let next = published(&app, &app.actor(&ada), "Ateliers, deuxième appel");
    assert_eq!(app.read(|conn| led_before(conn, &next)), ["inrae".to_owned()].into());
}

#[test]
fn each_table_of_numbers_is_taken_away_in_three_forms() {
    let app = TestApp::start();
    let there = held(&app, &["04", "44"]);
    there.publish(&app, &[("labelled", &[]), ("refused", &[])]);
    let visitor = app.visitor();
    let desk = &there.ada.1;
    let tables = [
        (&visitor, "/calls/statistics".to_owned()),
        (desk, "/inbox/calls/statistics".to_owned()),
        (desk, there.path("statistics")),
    ];
    for (who, path) in tables {
        let page = who.get(&path);
        for (ending, media_type) in [
            ("csv", "text/csv; charset=utf-8"),
            ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
            ("json", "application/json"),
        ] {
            let file = format!("{path}.{ending}");
            assert!(page.body.contains(&file), "{file}");
            assert_eq!(who.get(&file).expect(200).header("content-type"), Some(media_type));
        }
    }
}
