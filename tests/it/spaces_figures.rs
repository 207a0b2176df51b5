//! What spaces hold, month by month: out of a table that is looked at first, and by a program.

use chrono::{NaiveDate, TimeDelta};
use diesel::prelude::*;
use maillage::accounts::NetworkRole;
use maillage::conventions::Concern;
use maillage::db::schema::space_figures;
use serde_json::json;

use crate::api::caller;
use crate::app::TestApp;
use crate::decisions_cast::admin;
use crate::spaces_cast::{convention, open, sign};

type Month = (String, NaiveDate, i64, i64, i64);

fn told(app: &TestApp) -> Vec<Month> {
    app.read(|conn| {
        Ok(space_figures::table
            .order((space_figures::month, space_figures::datasets))
            .select((
                space_figures::via,
                space_figures::month,
                space_figures::datasets,
                space_figures::files,
                space_figures::downloads,
            ))
            .load(conn)?)
    })
}

fn month(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

const TABLE: &str = "espace;mois;jeux de données;fichiers;téléchargements;dernier dépôt\n\
    cnrs;2026-02;37;342;8 120;2026-02-20\n\
    inria;02/2026;onze;83;-4;hier\n\
    ailleurs;2027-01;1;2;3;\n\
    Espace inria;2026-01;10;80;1500;\n\
    cnrs;2026-02-28;38;342;8120;\n";

#[test]
fn a_table_is_shown_with_its_faults_at_their_cells_before_anything_is_kept() {
    let app = TestApp::start();
    let root = admin(&app);
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    let actor = app.actor(&steerer);
    open(&app, &actor, "cnrs");
    open(&app, &actor, "inria");
    let path = "/inbox/spaces/figures";
    root.get(&format!("{path}/template.csv")).expect(200).says("cnrs");
    root.post(path, &[]).expect(422).says("Choisissez un fichier");
    let short = [("file", "a.csv", "text/csv", b"espace;mois\ncnrs;2026-02\n".as_slice())];
    root.post_files(path, &[], &short).expect(422).says("Il manque une colonne");

    let file = [("file", "a.csv", "text/csv", TABLE.as_bytes())];
    let seen = root.post_files(path, &[], &file);
    seen.expect(200).says("2 mois nouveaux").says("3 lignes ne peuvent pas être lues");
    for words in [
        "C3 jeux de données : onze",
        "E3 téléchargements : -4",
        "F3 dernier dépôt : hier",
        "A4 espace : ailleurs",
        "B4 mois : 2027-01",
        "B6 mois : 2026-02",
    ] {
        seen.says(words);
    }
    assert_eq!(told(&app), vec![]);

    let table = seen.value_of("table").unwrap();
    let confirm = [("confirm", "yes"), ("table", table.as_str())];
    for _ in 0..2 {
        root.post(path, &confirm).expect(303);
    }
    let expected = vec![
        ("file".to_owned(), month("2026-01-01"), 10, 80, 1_500),
        ("file".to_owned(), month("2026-02-01"), 37, 342, 8_120),
    ];
    assert_eq!(told(&app), expected);
    app.visitor().get("/spaces/espace-cnrs").expect(200).says("8 120").says("02/2026");
    root.get("/inbox/spaces").expect(200).says("8 120").says("aucune convention valide");
}

#[test]
fn a_program_tells_one_month_at_a_time() {
    let app = TestApp::start();
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    open(&app, &app.actor(&steerer), "cnrs");
    let program = caller(&app, "robot", Some(NetworkRole::Coordinator), &[]);
    let stranger = caller(&app, "stranger", None, &[]);
    let path = "/api/v1/spaces/espace-cnrs/figures";
    let one = json!({ "month": "2026-02", "datasets": 37, "files": 342, "downloads": 8120, "last_deposit_on": "2026-02-20" });

    stranger.post_json(path, &one).expect(404);
    let wrong =
        json!({ "month": "2026-13", "datasets": -1, "downloads": 3, "last_deposit_on": "x" });
    let faults = program.post_json(path, &wrong).expect(422).json();
    let fields: Vec<_> = faults["errors"].as_array().unwrap().iter().map(|e| &e["field"]).collect();
    assert_eq!(fields, ["datasets", "files", "last_deposit_on", "month"]);
    assert_eq!(told(&app), vec![]);

    assert_eq!(program.post_json(path, &one).expect(200).json()["changed"], true);
    assert_eq!(program.post_json(path, &one).expect(200).json()["changed"], false);
    let better = json!({ "month": "2026-02", "datasets": 38, "files": 342, "downloads": 8120 });
    assert_eq!(program.post_json(path, &better).expect(200).json()["changed"], true);
    let expected = vec![("api".to_owned(), month("2026-02-01"), 38, 342, 8_120)];
    assert_eq!(told(&app), expected);
    let shown = app.visitor().get("/api/v1/spaces/espace-cnrs").expect(200).json();
    assert_eq!(shown["space"]["datasets"], 38);
    assert_eq!(shown["months"][0]["month"], "2026-02-01");
    program.post_json("/api/v1/spaces/nulle-part/figures", &one).expect(404);

    // What nobody told of a month that is over waits for whoever coordinates.
    let words = "Chiffres d’espaces à importer – 1";
    app.sign_in(&steerer).get("/").expect(200).says_not(words);
    app.later(TimeDelta::days(40));
    let root = app.sign_in(&steerer);
    let home = root.get("/");
    assert!(home.expect(200).says(words).links_to("/inbox/spaces/figures"));
    let march = json!({ "month": "2026-03", "datasets": 40, "files": 350, "downloads": 9000 });
    assert_eq!(program.post_json(path, &march).expect(200).json()["changed"], true);
    root.get("/").expect(200).says_not(words);
}

#[test]
fn the_register_says_how_a_space_stands_and_its_page_leads_on() {
    let app = TestApp::start();
    let steerer = app.account("R", "r@r.example", Some(NetworkRole::Admin), &[]);
    let actor = app.actor(&steerer);
    let of = "universite-de-lorraine";
    let space = open(&app, &actor, of);
    let slug = convention(&app, &actor, Concern::Spaces);
    sign(&app, &actor, (&slug, of, 400));
    let program = caller(&app, "robot", Some(NetworkRole::Coordinator), &[]);
    let told = json!({ "month": "2026-02", "datasets": 37, "files": 342, "downloads": 8120 });
    program.post_json(&format!("/api/v1/spaces/{}/figures", space.slug), &told).expect(200);

    let register = app.sign_in(&steerer).get("/inbox/spaces");

    let ends = (app.today() + TimeDelta::days(400)).format("%d/%m/%Y").to_string();
    register.expect(200).says("Espace universite-de-lorraine").says("2 + 1").says(&ends);
    for said in ["donnees@espace.example", "37", "342", "8 120", "02/2026"] {
        register.says(said);
    }
    let page = app.visitor().get(&format!("/spaces/{}", space.slug));
    for leads in [
        "/nodes/adoc-lorraine",
        "/tickets/new?institution=universite-de-lorraine&topic=deposit_rdg",
        "/courses?topic=space_admin",
    ] {
        assert!(page.expect(200).links_to(leads), "{leads}");
    }
}
