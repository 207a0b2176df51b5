//! What a material teaches and where it may be had: typed once, shown, told to machines, and read back from a table.

use serde_json::{Value, json};

use crate::app::TestApp;
use crate::materials::{Cast, correct_with, record};
use crate::materials_import::{confirms, sends};

const TERM: &str = "https://vocabulaires.exemple.example/competences/12";

fn linked(page: &crate::app::Reply) -> Value {
    let inside = page.body.split("application/ld+json\">").nth(1).unwrap();
    serde_json::from_str(inside.split("</script>").next().unwrap()).unwrap()
}

#[test]
fn an_outcome_names_its_skill_and_machines_know_the_term() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let (id, slug) = cast.publish(&app, record("Déposer ses données"));
    cast.desk.post(&format!("/inbox/materials/{id}/revision"), &[]).expect(303);
    let typed = format!("Choisir un entrepôt | Dépôt {TERM}\nDécrire un jeu | Description\nCiter");
    let changes = [("outcomes", typed.as_str()), ("availability", "EU")];
    correct_with(&app, &cast, id.as_str(), &changes);

    let page = app.visitor().get(&format!("/materials/{slug}"));
    page.says("Choisir un entrepôt").says("Compétence : Dépôt").says("Compétence : Description");
    page.says("En Europe");
    assert!(page.body.contains(&format!("href=\"{TERM}\"")));
    let found = linked(&page);
    let term = json!({ "@type": "DefinedTerm", "@id": TERM, "url": TERM, "name": "Dépôt",
        "inDefinedTermSet": "https://vocabulaires.exemple.example/competences" });
    let taught = json!(["Choisir un entrepôt", "Décrire un jeu", "Citer", term]);
    assert_eq!(found["teaches"], taught);
    assert_eq!(found["offers"]["eligibleRegion"]["name"], "Europe");
    let told = app.visitor().get(&format!("/api/v1/materials/{slug}")).json();
    assert_eq!(told["outcomes"], json!(["Choisir un entrepôt", "Décrire un jeu", "Citer"]));
    assert_eq!(told["skills"], json!([format!("Dépôt {TERM}"), "Description", ""]));
    assert_eq!(told["availability"], "EU");
    app.visitor().get(&format!("/materials/{slug}/compare?from=1&to=2")).says("Description");

    // What was typed stands in the form again, and others see what skills are called.
    cast.desk.post(&format!("/inbox/materials/{id}/revision"), &[]).expect(303);
    let form = cast.desk.get(&format!("/inbox/materials/{id}"));
    assert!(form.body.contains("Décrire un jeu | Description"), "{}", form.body);
    cast.desk.get("/inbox/materials/new").says("Compétences déjà nommées").says("Description");
    let csv = app.visitor().get("/materials.csv").body.clone();
    assert!(csv.contains("Décrire un jeu | Description") && csv.contains("\"EU\""), "{csv}");
}

/// Kept before a bar meant anything, it is no outcome with a skill at the next saving.
#[test]
fn a_bar_in_an_outcome_that_is_kept_stays_in_it_when_the_material_is_saved() {
    use diesel::prelude::*;
    use maillage::db::schema::material_points as points;
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let (id, _) = cast.publish(&app, record("Déposer ses données"));
    cast.desk.post(&format!("/inbox/materials/{id}/revision"), &[]).expect(303);
    app.write(|conn| {
        let outcomes = points::table.filter(points::kind.eq("outcome"));
        diesel::update(outcomes).set(points::body.eq("Lire du CSV | du JSON")).execute(conn)?;
        Ok(())
    });
    let form = cast.desk.get(&format!("/inbox/materials/{id}"));
    assert!(form.body.contains("Lire du CSV \\| du JSON"), "{}", form.body);

    correct_with(&app, &cast, id.as_str(), &[("outcomes", "Lire du CSV \\| du JSON")]);

    let kept: Vec<(String, String)> = app.read(|conn| {
        let outcomes = points::table.filter(points::kind.eq("outcome")).distinct();
        Ok(outcomes.select((points::body, points::skill)).load(conn)?)
    });
    assert_eq!(kept, [("Lire du CSV | du JSON".to_owned(), String::new())]);
    let page = cast.desk.get(&format!("/inbox/materials/{id}"));
    page.says_not("Compétence :");
}

#[test]
fn a_table_tells_skills_and_where_it_may_be_had() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let table = "titre;url;objectifs;disponibilité géographique\n\
        Bon;https://exemple.fr/bon;Choisir un entrepôt | Dépôt;FR\n\
        Loin;https://exemple.fr/loin;Choisir;Mars\n";
    let page = sends(&cast.desk, &app, "x.csv", table.as_bytes());
    page.says("Supports créés\u{a0}: 1.").says("D3");
    confirms(&cast.desk, &app, &page);

    let kept: Vec<(String, String, String)> = app.read(|conn| {
        use diesel::prelude::*;
        use maillage::db::schema::{material_points as points, material_versions as versions};
        Ok(points::table
            .inner_join(versions::table)
            .select((points::body, points::skill, versions::availability))
            .load(conn)?)
    });
    let row = ("Choisir un entrepôt".to_owned(), "Dépôt".to_owned(), "FR".to_owned());
    assert_eq!(kept, [row]);
}

/// The record of EOSC's training profile, property by property as the brief lists it, and where each is told.
#[test]
fn every_property_of_the_training_profile_is_told() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let (_, slug) = cast.publish(&app, record("Déposer ses données"));
    let told = app.visitor().get(&format!("/api/v1/materials/{slug}")).json();
    for (property, field) in [
        ("title", "title"),
        ("organisation", "node"),
        ("authors", "authors"),
        ("URL", "url"),
        ("licence", "licence"),
        ("access rights", "access"),
        ("version date", "published_at"),
        ("target groups", "audiences"),
        ("learning outcomes", "outcomes"),
        ("expertise level", "level"),
        ("languages", "languages"),
        ("geographical availability", "availability"),
        ("scientific domain", "disciplines"),
        ("contact", "contact"),
    ] {
        let empty = [Value::Null, json!(""), json!([])].contains(&told[field]);
        assert!(!empty, "{property}: {told}");
    }
    assert_eq!(told["availability"], "WW");
    let page = app.visitor().get(&format!("/materials/{slug}"));
    page.says("Dans le monde entier");
    assert_eq!(linked(&page)["offers"]["eligibleRegion"]["name"], "World");
}
