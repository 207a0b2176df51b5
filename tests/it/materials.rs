//! Training materials: written, published in versions that stay, taken away; who may do it; what is refused.

use maillage::materials::MaterialId;
use serde_json::json;

use crate::app::{Reply, TestApp};
use crate::knowledge::audited;
pub use crate::materials_cast::{Cast, filled, line, names, part, record, zipped};
use crate::triage::NODE;

fn at(id: &str, step: &str) -> String {
    format!("/inbox/materials/{id}{step}")
}

/// All fields of a form that may be published, but for some.
pub fn form<'a>(id: &'a str, lock: &'a str, node: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("id", id),
        ("lock", lock),
        ("node", node),
        ("title", "Lever un embargo"),
        (
            "summary",
            "Comment lever un embargo, à quelle date, et qui prévenir : un quart d’heure de lecture, deux exercices et leur corrigé.",
        ),
        ("languages", "fr"),
        ("kind", "slides"),
        ("level", "beginner"),
        ("audiences", "researcher"),
        ("audiences", "doctoral_student"),
        ("self_minutes", "1 h 30"),
        ("outcomes", "Choisir une date\nPrévenir les coauteurs"),
        ("prerequisites", "Avoir un dépôt"),
        ("topics", "restrict"),
        ("disciplines", "1.3"),
        ("keywords", "embargo, dépôt"),
        ("person_name", "Hélène Œuvrard"),
        ("person_orcid", "https://orcid.org/0000-0002-1825-0097"),
        ("person_affiliation", "Université d’exemple"),
        ("person_role", "author"),
        ("contact", "formation@exemple.example"),
        ("licence", "CC-BY-4.0"),
        ("link_url", "https://exemple.fr/embargo"),
        ("link_title", "Le diaporama"),
    ]
}

pub fn with<'a>(
    mut fields: Vec<(&'a str, &'a str)>,
    more: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    fields.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    fields.extend(more);
    fields
}

pub fn lock(page: &Reply) -> String {
    page.value_of("lock").unwrap()
}

/// Publishes the draft of a material, with a word of what changed.
pub fn correct(app: &TestApp, cast: &Cast, id: &str) {
    correct_with(app, cast, id, &[]);
}

/// Publishes the next version, in which some fields are others.
pub fn correct_with(app: &TestApp, cast: &Cast, id: &str, changes: &[(&str, &str)]) {
    let page = cast.desk.get(&at(id, ""));
    let (lock, node) = (lock(&page), app.node_id(NODE).to_string());
    let changes: Vec<_> = changes.iter().copied().chain([("change_note", "Corrigé")]).collect();
    let fields = with(form(id, &lock, &node), &changes);
    cast.desk.post("/inbox/materials", &fields).expect(303);
    cast.desk.post(&at(id, "/publication"), &[]).expect(303);
}

#[test]
fn a_material_is_written_published_and_corrected_in_a_new_version() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let desk = &cast.desk;
    let (id, node) = (MaterialId::new().to_string(), app.node_id(NODE).to_string());
    desk.get("/inbox/materials/new").says("Nouveau support").says("CC-BY-4.0");
    for _ in 0..2 {
        let title = [("id", &*id), ("node", &*node), ("title", "Lever un embargo")];
        desk.post("/inbox/materials", &title).expect(303);
    }
    let page = desk.get(&at(&id, ""));
    page.says("Il manque encore").says("Choisissez une licence").says("au moins un acquis");
    desk.post(&at(&id, "/publication"), &[]).expect(409).says("Il manque quelque chose");
    desk.post("/inbox/materials", &form(&id, &lock(&page), &node)).expect(303);
    desk.post("/inbox/materials", &form(&id, &lock(&page), &node)).expect(409).says("entre-temps");
    app.visitor().get("/materials/lever-un-embargo").expect(404);
    desk.post(&at(&id, "/publication"), &[]).expect(303);
    desk.post(&at(&id, "/publication"), &[]).expect(303);

    let visitor = app.visitor();
    let first = visitor.get("/materials/lever-un-embargo");
    first.expect(200).says("Version 1").says("Hélène Œuvrard").says("1 h 30");
    first.says("si vous citez les auteurs").says("ADOC").says("Prévenir les coauteurs");
    desk.post(&at(&id, "/revision"), &[]).expect(303);
    let page = desk.get(&at(&id, ""));
    page.says("Dites en une ligne ce qui change");
    let second = with(
        form(&id, "", &node),
        &[("title", "Lever son embargo"), ("change_note", "Titre corrigé")],
    );
    let lock = lock(&page);
    desk.post("/inbox/materials", &with(second, &[("lock", &lock)])).expect(303);
    desk.post(&at(&id, "/publication"), &[]).expect(303);

    visitor.get("/materials/lever-un-embargo").says("Lever son embargo").says("Version 2");
    let old = visitor.get("/materials/lever-un-embargo/v1");
    old.expect(200).says("ancienne version").says("Lever un embargo");
    visitor.get("/materials/lever-un-embargo/v2").expect(200).says_not("ancienne version");
    visitor.get("/materials/lever-un-embargo/v3").expect(404);
    visitor.get("/materials/lever-un-embargo/x").expect(404);
    let differs = visitor.get("/materials/lever-un-embargo/compare?from=1&to=2");
    differs.expect(200).says("Titre");
    assert!(differs.body.contains("<ins>") && differs.body.contains("<del>"));
    let steps = ["draft", "change", "publish", "revise", "change", "publish"];
    assert_eq!(audited(&app, "material", &id), steps.map(|step| format!("material.{step}")));
}

#[test]
fn what_is_withdrawn_leaves_a_page_that_says_so_and_can_come_back() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let (id, slug) = cast.publish(&app, record("Un support dépassé"));
    let (desk, visitor, id) = (&cast.desk, app.visitor(), id.to_string());

    desk.post(&at(&id, "/withdrawal"), &[("reason", " ")]).expect(409).says("Écrivez pourquoi");
    desk.post(&at(&id, "/withdrawal"), &[("reason", "Outil arrêté.")]).expect(303);
    for address in [format!("/materials/{slug}"), format!("/materials/{slug}/v1")] {
        visitor.get(&address).expect(410).says("Outil arrêté.").says("Œuvrard, H. (2026)");
    }
    visitor.get(&format!("/materials/{slug}/compare")).expect(404);
    visitor.get(&format!("/api/v1/materials/{slug}")).expect(404);
    visitor.get("/materials").says_not("dépassé");
    assert!(!visitor.get("/sitemap.xml").body.contains(&slug));
    desk.get("/inbox/materials?list=withdrawn").says("Un support dépassé");

    desk.post(&at(&id, "/revision"), &[]).expect(303);
    let page = desk.get(&at(&id, ""));
    let node = app.node_id(NODE).to_string();
    let lock = lock(&page);
    let fields = with(form(&id, &lock, &node), &[("change_note", "Nouvel outil")]);
    desk.post("/inbox/materials", &fields).expect(303);
    desk.post(&at(&id, "/publication"), &[]).expect(303);
    visitor.get(&format!("/materials/{slug}")).expect(200).says("Version 2");
}

#[test]
fn what_does_not_pass_comes_back_with_its_reason_and_all_that_was_typed() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let (id, node) = (MaterialId::new().to_string(), app.node_id(NODE).to_string());
    let bad = [
        ("person_orcid", "0000-0002-1825-0098"),
        ("self_minutes", "longtemps"),
        ("doi", "zenodo 12"),
        ("link_url", "javascript:alert(1)"),
        ("licence", "à moi"),
        ("topics", "nulle-part"),
        ("contact", "au bout du couloir"),
        ("summary", "Le résumé gardé"),
    ];

    let page = cast.desk.post("/inbox/materials", &with(form(&id, "", &node), &bad));
    page.expect(422).says("ORCID").says("45 min ou 1 h 30").says("10.5281/zenodo.12345");
    page.says("commence par https://").says("six sujets au plus").says("Donnez un contact");
    for kept in ["Le résumé gardé", "longtemps", "javascript:alert(1)", "0000-0002-1825-0098"] {
        assert!(page.body.contains(kept), "{kept} was lost");
    }
    assert!(app.visitor().get("/materials").body.contains("Aucun support n’est encore publié"));
}

#[test]
fn identifiers_are_one_materials_own_and_needs_make_no_circle() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let desk = &cast.desk;
    let (first, slug) = cast.publish(&app, record("Le premier"));
    let node = app.node_id(NODE).to_string();
    let (second, third) = (MaterialId::new().to_string(), MaterialId::new().to_string());
    let doi = ("material_doi", "https://doi.org/10.5281/Zenodo.7");
    let address = format!("Le premier, d’abord /materials/{slug}");
    let fields = with(form(&second, "", &node), &[doi, ("prerequisites", &address)]);
    desk.post("/inbox/materials", &fields).expect(303);
    desk.post(&at(&second, "/publication"), &[]).expect(303);

    let again = with(form(&third, "", &node), &[("doi", "doi:10.5281/zenodo.7")]);
    desk.post("/inbox/materials", &again).expect(422).says("déjà celui d’un autre support");
    let lost = [("prerequisites", "Voir /materials/nulle-part")];
    let lost = with(form(&third, "", &node), &lost);
    desk.post("/inbox/materials", &lost).expect(422).says("ne mène à aucun support");
    let page = app.visitor().get("/materials/lever-un-embargo");
    assert!(page.says("Le premier, d’abord").links_to(&format!("/materials/{slug}")));
    let first = first.to_string();
    desk.post(&at(&first, "/revision"), &[]).expect(303);
    let lock = lock(&desk.get(&at(&first, "")));
    let circle = [("prerequisites", "/materials/lever-un-embargo")];
    let circle = with(form(&first, &lock, &node), &circle);
    desk.post("/inbox/materials", &circle).expect(422).says("aucun des deux");
}

#[test]
fn files_are_kept_once_downloaded_safely_and_stay_with_their_version() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let desk = &cast.desk;
    let (id, slug) = cast.publish(&app, record("Avec des fichiers"));
    let id = id.to_string();
    let page = b"<html><script>alert(1)</script></html>";
    let files = [("file", "Été « plan ».html", "application/pdf", &page[..])];
    desk.post_files(&at(&id, "/files"), &[], &files).expect(409).says("Aucun brouillon");
    desk.post(&at(&id, "/revision"), &[]).expect(303);
    for _ in 0..2 {
        desk.post_files(&at(&id, "/files"), &[("is_source", "1")], &files).expect(303);
    }
    desk.post(&at(&id, "/files"), &[]).expect(409).says("Choisissez un fichier");
    let node = app.node_id(NODE).to_string();
    let lock = lock(&desk.get(&at(&id, "")));
    let fields = with(form(&id, &lock, &node), &[("change_note", "Un fichier")]);
    desk.post("/inbox/materials", &fields).expect(303);
    desk.post(&at(&id, "/publication"), &[]).expect(303);

    let visitor = app.visitor();
    let whole = visitor.get(&format!("/api/v1/materials/{slug}")).json();
    assert_eq!(whole["files"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&whole["files"][0]["source"], &whole["files"][0]["bytes"]),
        (&json!(true), &json!(38))
    );
    let address = whole["files"][0]["url"].as_str().unwrap().split("//").nth(1).unwrap();
    let file = visitor.get(&address[address.find('/').unwrap()..]);
    assert_eq!(file.expect(200).bytes, page);
    let named = file.header("content-disposition").unwrap();
    assert!(named.starts_with("attachment") && named.contains("%C3%89t%C3%A9"), "{named}");
    assert_eq!(file.header("content-security-policy"), Some("default-src 'none'; sandbox"));
    visitor.get(&address[address.find('/').unwrap()..].replace("/v2/", "/v1/")).expect(404);
    visitor.get(&format!("/materials/{slug}/v1")).says_not("plan");
}
