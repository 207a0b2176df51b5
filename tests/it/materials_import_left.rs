//! What an import left out is listed after it, and taken away as a table.

use crate::app::TestApp;
use crate::materials_cast::Cast;
use crate::materials_import::{FAULTY, PATH, confirms, kept, sends};
use crate::triage::NODE;

#[test]
fn what_was_left_out_is_listed_with_its_cells_and_taken_away() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let page = sends(&cast.desk, &app, "x.csv", FAULTY.as_bytes());

    let done = confirms(&cast.desk, &app, &page);
    done.expect(200).says("Supports créés\u{a0}: 1.").says("Lignes laissées de côté");
    done.says("B3 niveau")
        .says("Attendu\u{a0}: discovery, beginner")
        .says("A4 titre")
        .says_not("Bon Ligne");
    assert_eq!(kept(&app), ["1 draft Bon"]);
    for _ in 0..2 {
        confirms(&cast.desk, &app, &page).expect(200).says("Supports créés\u{a0}: 0.");
    }
    let taken = |form: &str| {
        let (_, rest) = done.body.split_once("name=\"table\" value=\"").unwrap();
        let table = html_escape::decode_html_entities(rest.split('"').next().unwrap()).into_owned();
        let node = app.node_id(NODE).to_string();
        let fields = [("table", &*table), ("node", &*node), ("language", "fr"), ("form", form)];
        cast.desk.post(&format!("{PATH}/refusals"), &fields)
    };
    let csv = taken("csv");
    let lines: Vec<_> = csv.expect(200).body.lines().collect();
    assert!(
        lines[0].ends_with("\"Cellule\";\"Colonne\";\"Valeur lue\";\"Ce qui ne va pas\""),
        "{}",
        lines[0]
    );
    assert!(lines.iter().any(|line| line.contains("\"B3\";\"niveau\";\"facile\"")), "{lines:?}");
    assert!(!csv.body.contains("\"Bon\""), "{}", csv.body);
    assert!(taken("ods").expect(200).bytes.starts_with(b"PK"));
    taken("exe").expect(404);
}
