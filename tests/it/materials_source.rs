//! A material that was made of another: compared with it, as its readers see both.

use maillage::materials::MaterialId;

use crate::app::TestApp;
use crate::materials::{Cast, correct_with, record};
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
