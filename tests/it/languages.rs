//! What was written in one language only says so on a page in the other one.

use maillage::courses::ops;
use maillage::courses::queries::Written;
use maillage::courses::{CourseId, CourseText};

use crate::app::{TestApp, Visitor};
use crate::courses_cast::{School, give, plan, text};
use crate::materials::{Cast, record};
use crate::triage::NODE;

fn english(app: &TestApp) -> Visitor {
    let visitor = app.visitor();
    visitor.set_cookie("lang", "en");
    visitor
}

#[track_caller]
fn holds(visitor: &Visitor, path: &str, all: &[&str]) {
    let page = visitor.get(path);
    page.expect(200);
    for part in all {
        assert!(page.body.contains(part), "{path} lacks {part}: {}", page.body);
    }
}

#[test]
fn a_course_without_an_english_outcome_shows_the_french_one_as_french() {
    let app = TestApp::start();
    let school = School::new(&app);
    let (actor, id, node) = (school.actor(&app), CourseId::new(), app.node_id(NODE));
    let text = CourseText {
        summary_en: String::new(),
        outcomes_en: String::new(),
        ..text("Décrire ses données")
    };
    let written = Written { text, minutes: Some(180), ..Written::default() };
    app.write(|conn| {
        ops::write(conn, &actor, (&id, &node), written, app.now())?;
        ops::publish(conn, &actor, &id, app.now())
    });
    let mut what = plan(&app, 10);
    what.terms.title = "Pour les doctorants".into();
    let session = give(&app, &actor, (&id, &what));
    let visitor = english(&app);

    holds(
        &visitor,
        "/courses/decrire-ses-donnees",
        &[
            "<h1 lang=\"en\">Depositing data</h1>",
            "<ul lang=\"fr\"><li>Choisir un entrepôt</li>",
            "<div class=\"prose\" lang=\"fr\"><p>Une formation",
        ],
    );
    let titled =
        "<span lang=\"en\">Depositing data</span> – <span lang=\"fr\">Pour les doctorants</span>";
    for list in ["/courses", "/calendar?view=agenda", &format!("/sessions/{session}")] {
        holds(&visitor, list, &[titled]);
    }
    holds(&visitor, "/courses?view=courses", &["<p lang=\"fr\">Une formation"]);
    holds(&visitor, &format!("/sessions/{session}"), &["<span lang=\"fr\">Salle 12, Nancy</span>"]);
}

#[test]
fn a_material_with_an_english_title_says_its_outcomes_in_its_own_language() {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let mut what = record("Lever un embargo");
    what.title_en = "Lift an embargo".into();
    let (_, slug) = cast.publish(&app, what);
    let visitor = english(&app);

    holds(
        &visitor,
        &format!("/materials/{slug}"),
        &[
            "<h1 lang=\"en\">Lift an embargo</h1>",
            "<ol lang=\"fr\"><li>Choisir la durée d’un embargo</li>",
            "lang=\"fr\">Un support de formation écrit",
            "<span lang=\"fr\">Le diaporama</span>",
        ],
    );
    holds(&visitor, "/materials", &["lang=\"en\">Lift an embargo", "<p lang=\"fr\">Un support"]);
}
