//! Reviews that were filled in without a connection and come back as a sheet, through HTTP.

use maillage::calls::Blind;
use maillage::imports::{Table, letters, read_table};
use maillage::reviews::{AssignmentId, Review, ReviewState, queries};

use crate::app::{Reply, TestApp, Visitor};
use crate::materials_import::{ods, xlsx};
use crate::reviews_cast::{Reviewed, assigned, in_review, reviewer, submitted};

/// A cell, by what somebody typed into it; what begins with `=` is a formula, and its last result stands after `|`.
fn ods_of(rows: &[Vec<String>]) -> Vec<u8> {
    let cell = |typed: &String| match typed.strip_prefix('=') {
        None => format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{typed}</text:p></table:table-cell>"
        ),
        Some(formula) => {
            let (formula, result) = formula.split_once('|').unwrap();
            format!(
                "<table:table-cell table:formula=\"of:={formula}\" office:value-type=\"float\" \
                 office:value=\"{result}\"><text:p>{result}</text:p></table:table-cell>"
            )
        }
    };
    let row = |row: &Vec<String>| {
        format!("<table:table-row>{}</table:table-row>", row.iter().map(cell).collect::<String>())
    };
    ods(&rows.iter().map(row).collect::<String>())
}

fn xlsx_of(rows: &[Vec<String>]) -> Vec<u8> {
    let row = |(n, row): (usize, &Vec<String>)| {
        let cell = |(at, typed): (usize, &String)| {
            let place = format!("{}{n}", letters(at));
            match typed.strip_prefix('=') {
                None => format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{typed}</t></is></c>"),
                Some(formula) => {
                    let (formula, result) = formula.split_once('|').unwrap();
                    format!("<c r=\"{place}\"><f>{formula}</f><v>{result}</v></c>")
                }
            }
        };
        let cells: String = row.iter().enumerate().map(cell).collect();
        format!("<row r=\"{n}\">{cells}</row>")
    };
    xlsx(&(1..).zip(rows).map(row).collect::<String>())
}

/// The sheet as a program that opens it has it: the heading, then the rows.
fn taken(there: &Reviewed, own: &Visitor) -> Vec<Vec<String>> {
    let file = own.post(&format!("/reviews/calls/{}/sheet", there.call.id), &[]);
    file.expect(200);
    assert!(file.header("content-disposition").unwrap().contains(".ods"));
    let Table { header, rows, .. } = read_table(&file.bytes).unwrap();
    let width = header.len();
    let whole = |mut cells: Vec<String>| {
        cells.resize(width, String::new());
        cells
    };
    std::iter::once(header).chain(rows.into_iter().map(|row| whole(row.cells))).collect()
}

fn column(rows: &[Vec<String>], begins: &str) -> usize {
    rows[0].iter().position(|heading| heading.starts_with(begins)).unwrap()
}

fn sends(there: &Reviewed, own: &Visitor, (name, file): (&str, Vec<u8>)) -> Reply {
    let files = [("file", name, "application/octet-stream", file.as_slice())];
    own.post_files(&format!("/reviews/calls/{}/import", there.call.id), &[], &files)
}

fn confirms(there: &Reviewed, own: &Visitor, page: &Reply) -> Reply {
    let (table, mark) = (page.value_of("table").unwrap(), page.value_of("mark").unwrap());
    let form = [("confirm", "yes"), ("table", table.as_str()), ("mark", mark.as_str())];
    own.post(&format!("/reviews/calls/{}/import", there.call.id), &form)
}

fn kept(app: &TestApp, id: &AssignmentId) -> Option<Review> {
    app.read(|conn| Ok(queries::review(conn, id)?))
}

#[test]
fn t57_a_sheet_filled_in_offline_is_looked_at_first_and_becomes_ones_own_drafts_and_no_more() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa", "Omar"], Blind::Single);
    let (zoe, max) =
        (reviewer(&app, &there, "Zoé Kermadec", None), reviewer(&app, &there, "Max Orveau", None));
    let (first, second) = (assigned(&app, &there, 0, &zoe), assigned(&app, &there, 1, &zoe));
    let others = assigned(&app, &there, 1, &max);
    let own = app.sign_in(&zoe);
    own.get("/reviews").expect(200).says("remplies hors connexion");

    let mut rows = taken(&there, &own);
    assert_eq!(rows.len(), 3);
    let named: Vec<&str> = rows[1..].iter().map(|row| row[0].as_str()).collect();
    assert!(named.contains(&first.as_str()) && named.contains(&second.as_str()));
    rows.sort_by_key(|row| match row[0].as_str() {
        id if id == first.as_str() => 1,
        id if id == second.as_str() => 2,
        _ => 0,
    });
    let (note, comment) = (column(&rows, "note 1"), column(&rows, "commentaire 1"));
    let (formula, wrong) = (column(&rows, "note 2"), column(&rows, "note 3"));
    rows[0].push("remarque".into());
    for row in &mut rows[1..] {
        row.push("à revoir".into());
    }
    rows[1][note] = "4".into();
    rows[1][comment] = "Un besoin bien montré.".into();
    rows[1][formula] = "=2+2|5".into();
    rows[2][wrong] = "7".into();
    rows[2][comment] = "Un mot sans note.".into();
    let mut foreign = rows[1].clone();
    foreign[0] = others.to_string();
    let twice = rows[1].clone();
    rows.extend([foreign, twice, vec!["rien".into()]]);

    for (file, bytes) in [("a.ods", ods_of(&rows)), ("a.xlsx", xlsx_of(&rows))] {
        let page = sends(&there, &own, (file, bytes));
        page.expect(200).says("Brouillons nouveaux\u{a0}: 1.").says("4 lignes ne peuvent pas");
        page.says("remarque").says("Formules ignorées");
        page.says(&format!("{}2", letters(formula))).says("n’est pas celle d’une évaluation");
        page.says(&format!("{}3", letters(wrong))).says("nombre entier de 0 à 5");
        page.says(&format!("{}3", letters(comment))).says("un commentaire seul");
        page.says("A4").says("A5").says("A6").says("déjà une ligne plus haut");
        assert!(kept(&app, &first).is_none() && kept(&app, &others).is_none());
    }
    let page = sends(&there, &own, ("a.ods", ods_of(&rows)));
    for _ in 0..2 {
        confirms(&there, &own, &page).expect(303);
    }
    let draft = kept(&app, &first).unwrap();
    assert_eq!(draft.state, ReviewState::Draft);
    assert!(kept(&app, &second).is_none() && kept(&app, &others).is_none());
    let scores = app.read(|conn| Ok(queries::scores_of(conn, &first)?));
    assert_eq!(scores.len(), 1, "the formula is no score");
    assert_eq!((scores[0].score, scores[0].comment.as_str()), (Some(4), "Un besoin bien montré."));
    own.get(&format!("/reviews/{first}/form")).expect(200).says("Un besoin bien montré.");
    // Sent again as a file too, it says the same.
    sends(&there, &own, ("a.ods", ods_of(&rows))).says("Brouillons nouveaux\u{a0}: 0.");
    assert_eq!(kept(&app, &first).unwrap().lock_version, draft.lock_version);
}

#[test]
fn t57_what_was_given_or_changed_meanwhile_is_not_written_over() {
    let app = TestApp::start();
    let there = in_review(&app, &["Léa", "Omar"], Blind::Single);
    let zoe = reviewer(&app, &there, "Zoé Kermadec", None);
    let (open, given) = (assigned(&app, &there, 0, &zoe), submitted(&app, &there, 1, &zoe, 5));
    let own = app.sign_in(&zoe);
    own.get("/reviews").expect(200).says("remplies hors connexion");
    let mut rows = taken(&there, &own);
    assert_eq!(rows.len(), 2, "what was given is not to be filled in");
    let (note, place) = (column(&rows, "note 1"), format!("/reviews/{open}/form"));
    rows[1][note] = "N/A".into();
    let mut done = rows[1].clone();
    done[0] = given.to_string();
    done[note] = "0".into();
    rows.push(done);
    let page = sends(&there, &own, ("a.ods", ods_of(&rows)));
    page.expect(200).says("déjà rendue").says("Brouillons nouveaux\u{a0}: 1.");

    // In another tab the same review is written meanwhile.
    let form = [("lock", "0"), ("score-1", "3"), ("comment-1", "Écrit en ligne."), ("do", "save")];
    own.post(&place, &form).expect(303);
    confirms(&there, &own, &page).expect(409).says("Brouillons changés\u{a0}: 1.");
    own.get(&place).expect(200).says("Écrit en ligne.");
    let before = kept(&app, &given).unwrap();
    assert_eq!(before.state, ReviewState::Submitted);
    let scores = app.read(|conn| Ok(queries::scores_of(conn, &given)?));
    assert!(scores.iter().all(|score| score.score == Some(5)));

    // Nobody else finds the pages, and a table that names no review is sent back.
    app.visitor().get(&format!("/reviews/calls/{}/import", there.call.id)).expect(303);
    there.desk.get(&format!("/reviews/calls/{}/import", there.call.id)).expect(404);
    there.desk.post(&format!("/reviews/calls/{}/sheet", there.call.id), &[]).expect(404);
    sends(&there, &own, ("a.csv", b"titre;note 1\nA;3\n".to_vec())).expect(422).says("évaluation");
    sends(&there, &own, ("a.ods", b"PK\x03\x04rien".to_vec())).expect(422);
}
