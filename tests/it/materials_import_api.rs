//! Materials brought by a program: told first, then done; what does not pass is left out, and the rest is taken.

use maillage::accounts::{NodeRole, Scope};
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::materials::Cast;
use crate::triage::NODE;

const PATH: &str = "/api/v1/materials/imports";

fn count(app: &TestApp) -> i64 {
    use diesel::prelude::*;
    use maillage::db::schema::materials;
    app.read(|conn| Ok(materials::table.count().get_result(conn)?))
}

#[test]
fn a_program_brings_a_table_and_learns_of_each_cell() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let caller = app.caller(&app.token(&cast.ines, Scope::Write));
    let table = "title;key;type;level\nDéposer;a1;slides;beginner\n;a2;slides;\nDécrire;a3;chanson;\n\nCiter;a4;;\n";
    let brought =
        |apply: bool| json!({ "node": NODE, "apply": apply, "language": "fr", "table": table });

    let told = caller.post_json(PATH, &brought(false)).expect(200).json();
    assert_eq!(
        (&told["applied"], &told["makes"], &told["faulty"]),
        (&json!(false), &json!(2), &json!(2))
    );
    assert_eq!(count(&app), 0);
    let rows = told["rows"].as_array().unwrap();
    let numbers: Vec<_> = rows.iter().map(|row| row["number"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [2, 3, 4, 6]);
    assert_eq!(rows[2]["faults"][0]["cell"], "C4");
    assert_eq!(
        (&rows[2]["faults"][0]["typed"], &rows[2]["effect"]),
        (&json!("chanson"), &json!("faulty"))
    );

    let done = caller.post_json(PATH, &brought(true)).expect(200).json();
    assert_eq!(
        (&done["applied"], &done["makes"], &done["faulty"]),
        (&json!(true), &json!(2), &json!(2))
    );
    assert_eq!(count(&app), 2);
    let id = done["rows"][0]["material"].as_str().unwrap();
    cast.desk.get(&format!("/inbox/materials/{id}")).expect(200).says("Déposer");
    let again = caller.post_json(PATH, &brought(true)).expect(200).json();
    assert_eq!((&again["makes"], &again["same"], count(&app)), (&json!(0), &json!(2), 2));
}

#[test]
fn a_row_that_is_refused_does_not_hold_back_the_others() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let caller = app.caller(&app.token(&cast.ines, Scope::Write));
    // It needs a material that is not there: known only when it is written.
    let table =
        "title;key;prerequisites\nPremier;a1;\nPerdu;a2;/materials/nulle-part\nTroisième;a3;\n";
    let brought = json!({ "node": NODE, "apply": true, "table": table });

    let done = caller.post_json(PATH, &brought).expect(200).json();

    let effects: Vec<_> = done["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["effect"].as_str().unwrap())
        .collect();
    assert_eq!(effects, ["makes", "left", "makes"], "{done:#}");
    assert!(done["rows"][1]["why"].as_str().unwrap().contains("a besoin"));
    assert_eq!(count(&app), 2);
}

#[test]
fn records_of_tess_come_too_and_nobody_brings_for_others() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let caller = app.caller(&app.token(&cast.ines, Scope::Write));
    let records =
        json!([{ "title": "Research data", "url": "https://exemple.fr/tess", "description": "x" }]);
    let brought = json!({ "node": NODE, "apply": true, "language": "en", "materials": records });
    let done = caller.post_json(PATH, &brought).expect(200).json();
    assert_eq!((&done["makes"], count(&app)), (&json!(1), 1), "{done:#}");

    let fault = |body: Value| caller.post_json(PATH, &body).expect(422).json();
    fault(json!({ "node": NODE }));
    fault(json!({ "node": NODE, "table": "a;b\nc;d\n" }));
    caller.post_json(PATH, &json!({ "node": "nowhere", "table": "title;key\na;b\n" })).expect(404);
    let reader = app.caller(&app.token(&cast.ines, Scope::Read));
    reader.post_json(PATH, &brought).expect(403);
    let other = app.account("Marc", "marc@lord.example", None, &[("lord", NodeRole::Staff)]);
    app.caller(&app.token(&other, Scope::Write)).post_json(PATH, &brought).expect(404);
    app.visitor().post_json(PATH, &brought).expect(401);
}
