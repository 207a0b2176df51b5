//! Courses and sessions for machines: what the profiles of Bioschemas ask for.

use maillage::courses::ops;
use maillage::courses::queries::Written;
use maillage::courses::{CourseId, CourseText};
use serde_json::Value;

use crate::app::{TestApp, Visitor};
use crate::courses_cast::{School, give, plan, text};
use crate::triage::NODE;

/// `required` and `recommended` of <https://github.com/BioSchemas/specifications>, commit 4133b87:
/// `Course/jsonld/Course_v1.0-RELEASE.json`. Ratings, citations, licence and mentions are nothing that a course here has:
/// `aggregateRating`, `citation`, `license`, `mentions`.
const COURSE: [&str; 12] = [
    "description",
    "keywords",
    "name",
    "about",
    "abstract",
    "coursePrerequisites",
    "educationalLevel",
    "hasCourseInstance",
    "provider",
    "teaches",
    "timeRequired",
    "url",
];

/// The same of `CourseInstance/jsonld/CourseInstance_v1.0-RELEASE.json`.
const INSTANCE: [&str; 8] =
    ["courseMode", "location", "endDate", "inLanguage", "instructor", "offers", "startDate", "url"];

pub fn told(visitor: &Visitor, path: &str) -> Value {
    let page = visitor.get(path);
    let inside = page.body.split("application/ld+json\">").nth(1).unwrap();
    serde_json::from_str(inside.split("</script>").next().unwrap()).unwrap()
}

fn lacks(found: &Value, names: &[&'static str]) -> Vec<&'static str> {
    let says = |value: &Value| match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(all) => !all.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => true,
    };
    names.iter().copied().filter(|name| !says(&found[*name])).collect()
}

#[test]
fn a_course_and_its_sessions_have_all_that_the_profiles_ask_for() {
    let app = TestApp::start();
    let school = School::new(&app);
    let (actor, id, node) = (school.actor(&app), CourseId::new(), app.node_id(NODE));
    let text = CourseText { prerequisites_fr: "Avoir un entrepôt".into(), ..text("Décrire") };
    let written =
        Written { text, minutes: Some(180), level: Some("beginner".into()), ..Written::default() };
    app.write(|conn| {
        ops::write(conn, &actor, (&id, &node), written, app.now())?;
        ops::publish(conn, &actor, &id, app.now())
    });
    let session = give(&app, &actor, (&id, &plan(&app, 10)));
    let visitor = app.visitor();

    let course = told(&visitor, "/courses/decrire");
    let of_session = told(&visitor, &format!("/sessions/{session}"));
    let instance = &of_session["hasCourseInstance"][0];

    let nothing: [&str; 0] = [];
    assert_eq!(lacks(&course, &COURSE), nothing);
    assert_eq!(lacks(&of_session, &COURSE), nothing);
    assert_eq!(lacks(instance, &INSTANCE), nothing);
    let profile = "http://purl.org/dc/terms/conformsTo";
    let named = |of: &Value| of[profile]["@id"].as_str().unwrap().to_owned();
    assert!(named(&course).ends_with("/Course/1.0-RELEASE"));
    assert!(named(instance).ends_with("/CourseInstance/1.0-RELEASE"));
    for (name, offset) in [("startDate", "14:00:00+0"), ("endDate", "17:00:00+0")] {
        assert!(instance[name].as_str().unwrap().contains(offset), "{}", instance[name]);
    }
    let map = visitor.get("/sitemap.xml");
    for page in ["/courses/decrire".to_owned(), format!("/sessions/{session}")] {
        assert!(map.body.contains(&format!("{page}</loc><lastmod>")), "{page}");
    }
}

#[test]
fn what_nobody_said_is_not_told() {
    let app = TestApp::start();
    let school = School::new(&app);
    let (actor, id, node) = (school.actor(&app), CourseId::new(), app.node_id(NODE));
    let written = Written { text: text("Décrire"), ..Written::default() };
    app.write(|conn| {
        ops::write(conn, &actor, (&id, &node), written, app.now())?;
        ops::publish(conn, &actor, &id, app.now())
    });
    let session = give(&app, &actor, (&id, &plan(&app, 10)));
    let visitor = app.visitor();

    for page in ["/courses/decrire".to_owned(), format!("/sessions/{session}")] {
        let said = told(&visitor, &page);

        assert_eq!(said["hasCourseInstance"][0]["subEvent"][0]["name"], "1");
        assert!(said.get("educationalLevel").is_none() && said.get("timeRequired").is_none());
        assert!(!said.to_string().contains(":null"), "{said}");
    }
}
