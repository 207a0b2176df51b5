//! Materials from files: seen before they are kept, each error at its cell, once however often the file comes.

use std::io::{Cursor, Write};

use maillage::materials::{MaterialId, Standing, queries};
use zip::write::SimpleFileOptions;

use crate::app::{Reply, TestApp, Visitor};
use crate::materials_cast::{Cast, publish, record};
use crate::triage::NODE;

pub const PATH: &str = "/inbox/materials/import";

const SHEET: &str = "Clé;Titre;Résumé;Adresse;DOI;Nature;Niveau;Public;Mots-clés;Auteurs;Licence;Durée;Objectifs;Thèmes;Remarque\n\
    a1;Déposer ses données;Ce que l’on apprend ici, en quatre-vingts signes au moins, pour que chacun sache à quoi s’en tenir.;https://exemple.fr/depot;10.5281/zenodo.77;slides;Débutant;chercheurs;dépôt, embargo;Hélène Œuvrard (0000-0002-1825-0097);cc-by-4.0;1 h 30;Choisir un entrepôt;where_deposit;x\n";

pub fn sends(desk: &Visitor, app: &TestApp, name: &str, content: &[u8]) -> Reply {
    let node = app.node_id(NODE).to_string();
    let fields = [("node", node.as_str()), ("language", "fr")];
    desk.post_files(PATH, &fields, &[("file", name, "application/octet-stream", content)])
}

/// Sends back what the page shows to be sent back.
pub fn confirms(desk: &Visitor, app: &TestApp, page: &Reply) -> Reply {
    let (_, rest) = page.body.split_once("name=\"table\" value=\"").expect("something to confirm");
    let table = html_escape::decode_html_entities(rest.split('"').next().unwrap()).into_owned();
    let node = app.node_id(NODE).to_string();
    let form = [
        ("confirm", "yes"),
        ("table", table.as_str()),
        ("node", node.as_str()),
        ("language", "fr"),
    ];
    desk.post(PATH, &form)
}

/// Titles and states of what the node has, in the order in which it was made.
pub fn kept(app: &TestApp) -> Vec<String> {
    all(app).into_iter().map(|(_, line)| line).collect()
}

fn all(app: &TestApp) -> Vec<(MaterialId, String)> {
    app.read(|conn| {
        use diesel::prelude::*;
        use maillage::db::schema::{material_versions as versions, materials};
        let rows: Vec<(MaterialId, i32, Standing, String)> = materials::table
            .inner_join(versions::table.on(versions::material_id.eq(materials::id)))
            .order((materials::id, versions::number))
            .select((materials::id, versions::number, versions::state, versions::title))
            .load(conn)?;
        let line = |(id, number, state, title)| (id, format!("{number} {state} {title}"));
        Ok(rows.into_iter().map(line).collect())
    })
}

/// A row that is good, and rows of which each has something wrong.
pub const FAULTY: &str = "titre;niveau;doi;url;auteurs;durée;type\n\
    Bon;beginner;;https://exemple.fr/bon;;;\n\
    Mauvais;facile;10.x;pas une adresse;Ana (0000-0002-1825-0098);longtemps;slides, video\n\
    ;;;https://exemple.fr/rien;;;\n\
    Sans nom;;;;;;\n\
    Encore <b>;;;http://www.exemple.fr/bon/;;;\n";

#[test]
fn a_sheet_is_shown_first_and_becomes_drafts_once() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let desk = &cast.desk;
    desk.get("/inbox/materials").says("Importer des supports");
    desk.get(PATH).expect(200).says("self_study_minutes").says("Télécharger le modèle");

    let page = sends(desk, &app, "supports.csv", SHEET.as_bytes());
    page.expect(200)
        .says("Supports créés\u{a0}: 1.")
        .says("Ligne 2")
        .says("Nouveau brouillon")
        .says("Colonnes qui ne sont pas lues\u{a0}: Remarque.");
    assert_eq!(kept(&app), Vec::<String>::new(), "nothing before it is confirmed");
    for _ in 0..2 {
        confirms(desk, &app, &page).expect(303);
    }

    let found = all(&app);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].1, "1 draft Déposer ses données");
    let (material, version, parts) = app.read(|conn| {
        let version = queries::versions_of(conn, &found[0].0)?.remove(0);
        let parts = queries::parts_of(conn, &version.id)?;
        Ok((queries::find(conn, &found[0].0)?, version, parts))
    });
    assert_eq!(material.doi.as_deref(), Some("10.5281/zenodo.77"));
    let record = version.record(parts);
    let people: Vec<_> =
        record.people.iter().map(|one| (one.name.as_str(), one.orcid.as_deref())).collect();
    assert_eq!(people, [("Hélène Œuvrard", Some("0000-0002-1825-0097"))]);
    assert_eq!((record.self_minutes, record.licence.as_str()), (Some(90), "CC-BY-4.0"));
    assert_eq!(record.topics, ["where_deposit"]);
    assert_eq!(record.languages, ["fr"], "of those that name none");
    assert_eq!(record.links[0].url, "https://exemple.fr/depot");
    let page = sends(desk, &app, "supports.csv", SHEET.as_bytes());
    page.says("Déjà importé").says("Il n’y a rien à enregistrer");
    let node = app.node_id(NODE);
    let actions = crate::knowledge::audited(&app, "node", node.as_str());
    assert_eq!(actions.iter().filter(|one| *one == "material.import").count(), 1);
}

#[test]
fn each_error_is_shown_at_its_cell_and_the_rest_is_kept() {
    let app = TestApp::start();
    let cast = Cast::new(&app);

    let page = sends(&cast.desk, &app, "x.csv", FAULTY.as_bytes());

    page.expect(200).says("4 lignes sont laissées de côté").says("Supports créés\u{a0}: 1.");
    for (cell, sentence) in [
        ("B3 niveau", "Attendu\u{a0}: discovery, beginner"),
        ("C3 doi", "10.5281"),
        ("D3 url", "pas une adresse"),
        ("E3 auteurs", "ORCID"),
        ("F3 durée", "longtemps"),
        ("G3 type", "slides, video"),
        ("A4 titre", "Donnez un titre"),
        ("D6 url", "figure déjà plus haut"),
    ] {
        page.says(cell).says(sentence);
    }
    page.says("Il faut un DOI, une adresse ou une clé");
    assert!(!page.body.contains("<b>"), "what a file says is no markup");
    confirms(&cast.desk, &app, &page).expect(200);
    assert_eq!(kept(&app), ["1 draft Bon"]);
}

#[test]
fn a_material_is_known_again_and_only_what_is_said_of_it_changes() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let (actor, desk) = (app.actor(&cast.ines), &cast.desk);
    let (public, _) = publish(&app, &actor, record("Un support publié"));
    let first =
        "clé;titre;résumé;url\nk1;Premier;Un résumé;\n;Public;;https://www.exemple.fr/support/\n";
    let page = sends(desk, &app, "a.csv", first.as_bytes());
    page.says("Supports créés\u{a0}: 1. Mis à jour\u{a0}: 1.").says("la version suivante");
    confirms(desk, &app, &page).expect(303);
    let lines = ["1 published Un support publié", "2 draft Public", "1 draft Premier"];
    assert_eq!(kept(&app), lines);

    // Another spelling of the columns, one more of them, and the title only.
    let second = "title,key,doi\nPremier,k1,10.5281/zenodo.5\n";
    let page = sends(desk, &app, "b.csv", second.as_bytes());
    page.says("Mis à jour\u{a0}: 1.");
    confirms(desk, &app, &page).expect(303);

    let draft = all(&app).into_iter().find(|(_, line)| line.ends_with("Premier")).unwrap().0;
    let (material, version) = app.read(|conn| {
        Ok((queries::find(conn, &draft)?, queries::versions_of(conn, &draft)?.remove(0)))
    });
    assert_eq!(material.doi.as_deref(), Some("10.5281/zenodo.5"));
    assert_eq!(version.summary, "Un résumé", "what the second file does not say stays");
    // By its DOI alone.
    let third = "titre;doi\nPremier mieux dit;https://doi.org/10.5281/ZENODO.5\n";
    let page = sends(desk, &app, "c.csv", third.as_bytes());
    confirms(desk, &app, &page).expect(303);
    assert_eq!(kept(&app), [lines[0], lines[1], "1 draft Premier mieux dit"]);
    let record = app.read(|conn| {
        let version = queries::versions_of(conn, &public)?.remove(0);
        let parts = queries::parts_of(conn, &version.id)?;
        Ok(version.record(parts))
    });
    assert_eq!(record.points.len(), 2, "what was written by hand stays");
    assert_eq!(record.people[0].name, "Hélène Œuvrard");
}

#[test]
fn what_another_node_has_is_left_to_it() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    app.make_node("ailleurs");
    let role = maillage::accounts::NodeRole::Manager;
    let ana = app.account("Ana", "ana@ailleurs.example", None, &[("ailleurs", role)]);
    let stranger = app.sign_in(&ana);
    let page = sends(&cast.desk, &app, "a.csv", SHEET.as_bytes());
    confirms(&cast.desk, &app, &page).expect(303);
    sends(&stranger, &app, "a.csv", SHEET.as_bytes()).expect(404);
    confirms(&stranger, &app, &page).expect(404);

    let node = app.node_id("ailleurs").to_string();
    let fields = [("node", node.as_str()), ("language", "fr")];
    let page =
        stranger.post_files(PATH, &fields, &[("file", "a.csv", "text/csv", SHEET.as_bytes())]);

    page.expect(200).says("Un autre nœud a déjà ce support").says("Reste tel quel");
    assert!(!page.body.contains("/inbox/materials/0"), "no way to what one may not see");
    assert_eq!(kept(&app).len(), 1);
}

#[test]
fn all_of_it_is_kept_or_nothing() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let two =
        "titre;doi;url\nUn;;https://exemple.fr/1\nDeux;10.5281/zenodo.9;https://exemple.fr/2\n";
    let page = sends(&cast.desk, &app, "a.csv", two.as_bytes());
    // Meanwhile somebody gives that DOI to a version of a material that was withdrawn since: it is taken.
    let (actor, now) = (app.actor(&cast.ines), app.now());
    let mut taken = record("Pris");
    taken.doi = Some("10.5281/zenodo.9".into());
    let (id, _) = publish(&app, &actor, taken);
    let words = app.app.vocabularies();
    app.write(|conn| {
        maillage::materials::ops::withdraw(conn, &actor, &words, (&id, "Erreur"), now)
    });

    confirms(&cast.desk, &app, &page).expect(200).says("Ce support a été retiré");

    let now = kept(&app);
    assert_eq!(now.len(), 2, "the withdrawn one is left as it is: {now:?}");
    let again = sends(&cast.desk, &app, "a.csv", two.as_bytes());
    again.says("Ce support a été retiré").says("Déjà importé");
}

fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub fn xlsx(sheet: &str) -> Vec<u8> {
    packed(&[
        (
            "[Content_Types].xml",
            r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#,
        ),
        (
            "_rels/.rels",
            r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Supports" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        (
            "xl/sharedStrings.xml",
            r#"<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>titre</t></si><si><t>clé</t></si><si><t>durée</t></si><si><t>Été &amp; hiver</t></si></sst>"#,
        ),
        (
            "xl/worksheets/sheet1.xml",
            &format!(
                r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{sheet}</sheetData></worksheet>"#
            ),
        ),
    ])
}

pub fn ods(table: &str) -> Vec<u8> {
    packed(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        (
            "content.xml",
            &format!(
                r#"<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="Supports">{table}</table:table></office:spreadsheet></office:body></office:document-content>"#
            ),
        ),
    ])
}

#[test]
fn workbooks_are_read_as_tables_are() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let head = r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>"#;
    let excel = xlsx(&format!(
        r#"{head}<row r="4"><c r="A4" t="s"><v>3</v></c><c r="B4"><v>12</v></c><c r="C4"><v>90</v></c></row>"#
    ));
    let open = ods(
        "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>titre</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"string\"><text:p>clé</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"string\"><text:p>durée</text:p></table:table-cell>\
         <table:table-cell table:number-columns-repeated=\"16381\"/></table:table-row>\
         <table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
         <table:table-row><table:table-cell office:value-type=\"string\"><office:annotation><text:p>non</text:p></office:annotation><text:p>Été &amp; <text:span>hiver</text:span></text:p></table:table-cell>\
         <table:table-cell office:value-type=\"float\" office:value=\"13\"><text:p>13,00</text:p></table:table-cell>\
         <table:table-cell office:value-type=\"time\" office:time-value=\"PT01H30M00S\"><text:p>01:30:00</text:p></table:table-cell></table:table-row>\
         <table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>",
    );
    for (name, file) in [("a.xlsx", &excel), ("a.ods", &open)] {
        let page = sends(&cast.desk, &app, name, file);
        page.expect(200).says("Ligne 4").says("Été & hiver").says("Supports créés\u{a0}: 1.");
        confirms(&cast.desk, &app, &page).expect(303);
    }
    assert_eq!(kept(&app), ["1 draft Été & hiver", "1 draft Été & hiver"]);
    let minutes = app.read(|conn| {
        let id = queries::with_newest(conn, &[&all(&app)[1].0])?;
        Ok(id[0].1.self_minutes)
    });
    assert_eq!(minutes, Some(90));
}

#[test]
fn no_file_becomes_more_than_is_allowed() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let far = xlsx(
        r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#,
    );
    let rows = r#"<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>titre</text:p></table:table-cell></table:table-row>"#;
    let many = ods(&rows.repeat(2_000));
    let zeros = packed(&[("content.xml", &" ".repeat(40_000_000))]);
    let entries: Vec<_> = (0..600).map(|n| (format!("{n}.xml"), "x")).collect();
    let entries: Vec<_> = entries.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    let old = [&[0xd0, 0xcf, 0x11, 0xe0][..], &[0; 600]].concat();
    let said = |name: &str, file: &[u8], sentence: &str| {
        sends(&cast.desk, &app, name, file).expect(422).says(sentence);
    };

    said("a.xlsx", &far, "aucun tableau");
    said("a.ods", &many, "500 lignes");
    said("a.ods", &zeros, "beaucoup plus grand");
    said("a.xlsx", &packed(&entries), "beaucoup plus grand");
    said("a.xls", &old, ".xlsx");
    said("a.xlsx", &packed(&[("readme.txt", "x")]), "aucun tableau");
    said("a.csv", &vec![b'x'; 1_100_000], "1 Mo");
    said("a.csv", "nom;url\nx;y\n".as_bytes(), "titre");
    said("a.json", b"{\"data\": 1}", "aucun tableau");
    let node = app.node_id(NODE).to_string();
    cast.desk.post(PATH, &[("node", &node)]).expect(422).says("Choisissez un fichier");
    cast.desk.post(PATH, &[("node", &node), ("table", "[{]")]).expect(422);
    cast.desk.post(PATH, &[]).expect(422).says("Choisissez un nœud");
    // Whatever is cut or turned in a workbook, somebody answers.
    let whole = xlsx(r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row>"#);
    for at in (0..whole.len()).step_by(37) {
        let mut broken = whole.clone();
        broken[at] ^= 0x55;
        let _ = maillage::imports::read_table(&broken);
        let _ = maillage::imports::read_table(&whole[..at]);
    }
}

#[test]
fn records_of_tess_are_taken_over_as_far_as_they_are_understood() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let long = "A course on open data. ".repeat(200);
    let record = serde_json::json!({ "title": "FAIR in practice", "description": long,
        "url": "https://tess.example/fair", "difficulty-level": "beginner", "licence": "CC-BY-4.0",
        "resource-type": ["e-learning", "weblog"], "target-audience": ["PhD students", "aliens"],
        "keywords": ["FAIR", "data"], "authors": ["Ada L."], "contact": "call me", "doi": null,
        "learning-objectives": "- Know what FAIR is\n- Say why" });
    let file = serde_json::json!({ "data": [{ "id": "7", "type": "materials", "attributes": record },
        { "id": "8", "type": "materials", "attributes": { "title": "", "url": "https://tess.example/x" } }] });

    let page = sends(&cast.desk, &app, "materials.json", file.to_string().as_bytes());

    page.expect(200)
        .says("Fiche 1")
        .says("Ce qui n’est pas repris")
        .says("aliens")
        .says("call me")
        .says("Une ligne est laissée de côté");
    confirms(&cast.desk, &app, &page).expect(200);
    assert_eq!(kept(&app), ["1 draft FAIR in practice"]);
    let (id, _) = all(&app).remove(0);
    let record = app.read(|conn| {
        let version = queries::versions_of(conn, &id)?.remove(0);
        let parts = queries::parts_of(conn, &version.id)?;
        Ok(version.record(parts))
    });
    assert_eq!(record.kind.map(maillage::materials::Kind::as_str), Some("elearning"));
    assert_eq!(
        record.audiences.iter().map(|one| one.as_str()).collect::<Vec<_>>(),
        ["doctoral_student"]
    );
    assert_eq!(record.keywords, ["FAIR", "data"]);
    assert_eq!(record.points.len(), 2);
    assert!(record.summary.ends_with('…') && record.contact.is_empty());
}

#[test]
fn the_template_is_read_as_an_empty_table_and_explains_its_columns() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let template = cast.desk.get("/inbox/materials/import/template.csv");
    assert!(template.expect(200).header("content-disposition").unwrap().contains("attachment"));
    let text = template.body.trim_start_matches('\u{feff}').to_owned();
    sends(&cast.desk, &app, "modele.csv", template.body.as_bytes()).expect(422);

    // Its own example, without the mark that makes it a remark, is a material.
    let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 3);
    lines[2] = lines[2].replacen("# ", "", 1);
    let page = sends(&cast.desk, &app, "modele.csv", lines.join("\n").as_bytes());
    page.expect(200).says("Supports créés\u{a0}: 1.");
    assert!(!page.body.contains("laissée"), "{}", page.body);
}
