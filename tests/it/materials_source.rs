//! A material that was made of another: compared with it, as its readers see both.

use maillage::materials::MaterialId;

use crate::app::TestApp;
use crate::materials::{Cast, correct_with, form, lock, record, with};
use crate::triage::NODE;

#[test]
fn an_adaptation_is_compared_with_what_it_was_made_of() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let (_, slug) = cast.publish(&app, record("Lever un embargo"));
    let (id, node) = (MaterialId::new().to_string(), app.node_id(NODE).to_string());
    let fields = [("id", &*id), ("node", &*node)];
    cast.desk.post(&format!("/materials/{slug}/adaptations"), &fields).expect(303);
    correct_with(&app, &cast, &id, &[("title", "Lever un embargo chez soi")]);
    let visitor = app.visitor();

    let page = visitor.get("/materials/lever-un-embargo-chez-soi");
    page.says("Adapté de Lever un embargo");
    let compared = "/materials/lever-un-embargo-chez-soi/compare?from=source";
    assert!(page.links_to(compared));
    let page = visitor.get(compared);
    page.expect(200).says("Source : Lever un embargo (v1)").says("Titre");
    assert!(page.body.contains("<ins>") && page.body.contains("chez soi"));
    // What was made of nothing is compared with itself only.
    let own = visitor.get(&format!("/materials/{slug}/compare?from=source"));
    own.expect(200).says_not("Source :");
}

#[test]
fn a_translation_and_what_it_is_of_lead_to_each_other_for_people_and_machines() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let (_, slug) = cast.publish(&app, record("Lever un embargo"));
    let (id, node) = (MaterialId::new().to_string(), app.node_id(NODE).to_string());
    let fields = [("id", &*id), ("node", &*node), ("language", "en")];
    for _ in 0..2 {
        cast.desk.post(&format!("/materials/{slug}/adaptations"), &fields).expect(303);
    }
    correct_with(&app, &cast, &id, &[("title", "Lifting an embargo"), ("languages", "en")]);
    let visitor = app.visitor();

    let (french, english) = (format!("/materials/{slug}"), "/materials/lifting-an-embargo");
    let page = visitor.get(&french);
    assert!(page.links_to(english) && page.body.contains("workTranslation"));
    let page = visitor.get(english);
    assert!(page.links_to(&french) && page.body.contains("translationOfWork"));
    let told = visitor.get(&format!("/api/v1/materials/{slug}")).json();
    assert_eq!(told["lineage"]["translations"].as_array().map(Vec::len), Some(1), "{told}");
}

#[test]
fn what_is_made_of_a_material_keeps_what_its_licence_demands() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let publish = |title: &str, licence: &str| {
        let mut what = record(title);
        what.licence = licence.to_owned();
        cast.publish(&app, what).1
    };
    let node = app.node_id(NODE).to_string();
    let adapts = |slug: &str, id: &str| {
        cast.desk.post(&format!("/materials/{slug}/adaptations"), &[("id", id), ("node", &*node)])
    };
    let whole = publish("À ne pas changer", "CC-BY-ND-4.0");
    let id = MaterialId::new().to_string();
    adapts(&whole, &id).expect(409).says("interdit d’en diffuser une version modifiée");
    cast.desk.get(&format!("/inbox/materials/{id}")).expect(404);

    let shared = publish("À partager de même", "CC-BY-SA-4.0");
    adapts(&shared, &id).expect(303);
    let here = format!("/inbox/materials/{id}");
    let lock = lock(&cast.desk.get(&here));
    let fields = with(form(&id, &lock, &node), &[("licence", "CC-BY-4.0")]);
    cast.desk.post("/inbox/materials", &fields).expect(303);
    let publication = format!("{here}/publication");
    cast.desk.post(&publication, &[]).expect(409).says("impose de garder la même licence");
    correct_with(&app, &cast, &id, &[("licence", "CC-BY-SA-4.0")]);
}
