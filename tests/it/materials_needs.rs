//! What one needs before a material or a course: another material, or a course.

use maillage::courses::CourseId;
use maillage::materials::MaterialId;

use crate::app::{Reply, TestApp};
use crate::courses_cast::{School, slug};
use crate::materials::{Cast, form, record, with};
use crate::triage::NODE;

/// What its desk would send of a course that needs something.
fn says(school: &School, course: &CourseId, needs: &str) -> Reply {
    let lock = school.desk.get(&format!("/inbox/courses/{course}")).value_of("lock").unwrap();
    let id = course.to_string();
    let fields = [
        ("id", id.as_str()),
        ("lock", lock.as_str()),
        ("title_fr", "Déposer ses données"),
        ("summary_fr", "Une formation écrite pour les essais : on y apprend une chose."),
        ("outcomes_fr", "Choisir un entrepôt"),
        ("topics", "restrict"),
        ("minutes", "3 h"),
        ("prerequisites_fr", needs),
    ];
    school.desk.post("/inbox/courses", &fields)
}

#[test]
fn a_material_may_need_a_course_and_a_course_a_material_but_never_each_other() {
    let app = TestApp::start();
    let (school, cast) = (School::new(&app), Cast::new(&app));
    let (_, first) = cast.publish(&app, record("Les bases"));
    let (node, id) = (app.node_id(NODE).to_string(), MaterialId::new().to_string());
    let course = slug(&app, &school.course);
    let needs = format!("Avoir déposé une fois https://maillage.example/courses/{course}?x=1");
    let needs = [("prerequisites", needs.as_str())];
    cast.desk.post("/inbox/materials", &with(form(&id, "", &node), &needs)).expect(303);
    let lost = MaterialId::new().to_string();
    let nowhere = [("prerequisites", "/courses/nulle-part")];
    let refused = cast.desk.post("/inbox/materials", &with(form(&lost, "", &node), &nowhere));
    refused.expect(422).says("ne mène à aucun support ni à aucune formation");
    let typed = cast.desk.get(&format!("/inbox/materials/{id}"));
    assert!(typed.body.contains(&format!("Avoir déposé une fois /courses/{course}")));
    cast.desk.post(&format!("/inbox/materials/{id}/publication"), &[]).expect(303);
    let visitor = app.visitor();
    let page = visitor.get("/materials/lever-un-embargo");
    page.expect(200).says("Avoir déposé une fois").says_not("/courses/");
    assert!(page.links_to(&format!("/courses/{course}")));

    let circle = says(&school, &school.course, "Lire /materials/lever-un-embargo");
    circle.expect(422).says("aucun des deux ne pourrait").says("Lire /materials/lever-un-embargo");
    says(&school, &school.course, "/courses/nulle-part").expect(422).says("ne mène à aucun");
    says(&school, &school.course, &format!("/courses/{course}")).expect(422).says("aucun des deux");
    says(&school, &school.course, &format!("Lire d’abord /materials/{first}")).expect(303);
    let session = school.give(&app, 3);
    for address in [format!("/courses/{course}"), format!("/sessions/{session}")] {
        let page = visitor.get(&address);
        page.expect(200).says("Lire d’abord").says_not("d’abord /materials");
        assert!(page.links_to(&format!("/materials/{first}")), "{address}");
    }
}
