//! What courses are taught with: named on the course, shown on both pages, told to machines, and a way to narrow the list.

use chrono::TimeDelta;
use maillage::materials::{Point, Record};
use maillage::paths::{self, Kind, Step, Target};
use serde_json::{Value, json};

use crate::app::{Reply, TestApp, Visitor};
use crate::courses_cast::School;
use crate::materials::{Cast, line, record};

struct Scene {
    app: TestApp,
    school: School,
    cast: Cast,
    course: String,
}

impl Scene {
    fn new() -> Self {
        let app = TestApp::start();
        let (school, cast) = (School::new(&app), Cast::new(&app));
        for title in ["Lever un embargo", "Choisir un entrepôt", "Un support à part"] {
            cast.publish(&app, record(title));
        }
        let course = format!("/inbox/courses/{}", school.course);
        Self { app, school, cast, course }
    }

    fn name(&self, materials: &str) -> Reply {
        let lock = self.school.desk.get(&self.course).value_of("lock").unwrap();
        let fields = [
            ("id", self.school.course.as_str()),
            ("lock", &lock),
            ("title_fr", "Déposer ses données"),
            ("summary_fr", "Une formation écrite pour les essais : on y apprend une chose."),
            ("outcomes_fr", "Choisir un entrepôt"),
            ("topics", "restrict"),
            ("minutes", "3 h"),
            ("session_mode", "on_site"),
            ("session_language", "fr"),
            ("materials", materials),
        ];
        self.school.desk.post("/inbox/courses", &fields)
    }
}

fn told(visitor: &Visitor, path: &str) -> Value {
    let page = visitor.get(path);
    let inside = page.body.split("application/ld+json\">").nth(1).unwrap();
    serde_json::from_str(inside.split("</script>").next().unwrap()).unwrap()
}

#[test]
fn a_course_names_its_materials_and_each_page_shows_the_other() {
    let scene = Scene::new();
    let visitor = scene.app.visitor();
    let here = &scene.app.app.config.base_url;
    let both = format!("/materials/lever-un-embargo/v1\n{here}/materials/choisir-un-entrepot");
    scene.name(&both).expect(303);

    let desk = scene.school.desk.get(&scene.course);
    assert!(desk.body.contains("/materials/lever-un-embargo/v1\n/materials/choisir-un-entrepot"));
    let course = visitor.get("/courses/deposer-ses-donnees");
    course.says("Lever un embargo").says("Choisir un entrepôt").says_not("Un support à part");
    assert!(course.links_to("/materials/lever-un-embargo/v1"));
    let material = visitor.get("/materials/choisir-un-entrepot");
    material.says("Formations où il sert").says("Déposer ses données");
    material.says("Pas de session prévue pour l’instant");
    visitor.get("/materials/un-support-a-part").says_not("Formations où il sert");

    let session = scene.school.give(&scene.app, 10);
    let address = format!("/sessions/{session}");
    assert!(visitor.get("/materials/choisir-un-entrepot").links_to(&address));
    visitor.get(&address).says("Lever un embargo").says("Choisir un entrepôt");
    let part = &told(&visitor, "/courses/deposer-ses-donnees")["hasPart"];
    assert_eq!(part[0]["@id"], format!("{here}/materials/lever-un-embargo"));
    let whole = &told(&visitor, "/materials/lever-un-embargo")["isPartOf"];
    let id = format!("{here}/courses/deposer-ses-donnees");
    assert_eq!(*whole, json!([{ "@type": "Course", "@id": id }]));

    let called = visitor.get("/api/v1/materials/lever-un-embargo").json();
    assert_eq!(called["courses"], json!(["deposer-ses-donnees"]));
    assert_eq!(called["next_sessions"][0]["url"], format!("{here}{address}"));
    let called = visitor.get(&format!("/api/v1/sessions/{session}")).json();
    let named = |n: usize| (&called["materials"][n]["slug"], &called["materials"][n]["version"]);
    assert_eq!(named(0), (&json!("lever-un-embargo"), &json!(1)));
    assert_eq!(named(1), (&json!("choisir-un-entrepot"), &Value::Null));
    let called = visitor.get("/api/v1/courses/deposer-ses-donnees").json();
    assert_eq!(called["materials"], json!(["lever-un-embargo", "choisir-un-entrepot"]));
    assert_eq!(called["next_sessions"][0]["url"], format!("{here}{address}"));
    let listed = visitor.get("/api/v1/courses?topic=restrict&node=adoc-lorraine").json();
    assert_eq!(listed["items"][0]["materials"], called["materials"]);
    assert!(visitor.get("/materials.csv").body.contains("\"deposer-ses-donnees\""));
    let sessions = visitor.get("/courses.csv");
    assert!(
        sessions.body.contains("\"lever-un-embargo; choisir-un-entrepot\""),
        "{}",
        sessions.body
    );
}

#[test]
fn a_line_that_leads_to_no_material_is_refused_and_stays() {
    let scene = Scene::new();
    for line in [
        "/materials/nulle-part",
        "/materials/lever-un-embargo/v9",
        "https://ailleurs.example/materials/lever-un-embargo",
        "Lever un embargo",
    ] {
        let page = scene.name(&format!("/materials/choisir-un-entrepot\n{line}"));
        page.expect(422).says("Chaque ligne des supports");
        assert!(page.body.contains(line), "{line} was lost");
    }
    scene
        .name("/materials/lever-un-embargo\n/materials/lever-un-embargo/v1")
        .expect(422)
        .says("Le même support figure deux fois");
    scene.app.visitor().get("/materials/choisir-un-entrepot").says_not("Formations où il sert");
}

#[test]
fn what_is_taught_soon_is_a_choice_in_the_list_and_time_takes_it_away() {
    let scene = Scene::new();
    let visitor = scene.app.visitor();
    scene.name("/materials/lever-un-embargo").expect(303);
    visitor.get("/materials").says("3 supports").says("Session dans les trois mois 0");
    visitor.get("/materials?session=soon").says("0 support");

    scene.school.give(&scene.app, 10);

    visitor.get("/materials").says("3 supports").says("Session dans les trois mois 1");
    let soon = visitor.get("/materials?session=soon");
    soon.says("1 support").says("Lever un embargo").says_not("Un support à part");
    soon.says("Diaporama 1");
    visitor.get("/materials?session=soon&type=slides").says("1 support");
    visitor.get("/materials?session=soon&type=video").says("0 support");
    visitor.get("/materials?session=jamais").says("0 support");
    let called = visitor.get("/api/v1/materials?session=soon").json();
    assert_eq!(called["items"].as_array().unwrap().len(), 1);
    scene.app.later(TimeDelta::days(22));
    visitor.get("/materials?session=soon").says("0 support");
}

#[test]
fn a_material_that_was_withdrawn_is_said_to_be_so() {
    let scene = Scene::new();
    let visitor = scene.app.visitor();
    let (id, _) = scene.cast.publish(&scene.app, record("Un support dépassé"));
    scene.name("/materials/un-support-depasse\n/materials/lever-un-embargo").expect(303);

    let withdrawal = format!("/inbox/materials/{id}/withdrawal");
    let withdraw = |replacement: &str| {
        let fields = [("reason", "Outil arrêté."), ("replacement", replacement)];
        scene.cast.desk.post(&withdrawal, &fields)
    };
    for nothing in ["/materials/nulle-part", "/materials/un-support-depasse", "https://x.example/"]
    {
        let page = withdraw(nothing);
        page.expect(409).says("ne mène à aucun autre support publié");
        assert!(page.body.contains(nothing) && page.body.contains("Outil arrêté."));
    }
    visitor.get("/materials/un-support-depasse").expect(200);
    withdraw("/materials/choisir-un-entrepot").expect(303);

    let course = visitor.get("/courses/deposer-ses-donnees");
    course.says("Un support dépassé").says("Retiré").says("Remplacé par Choisir un entrepôt");
    let gone = visitor.get("/materials/un-support-depasse");
    gone.expect(410).says("Remplacé par Choisir un entrepôt");
    let parts = &told(&visitor, "/courses/deposer-ses-donnees")["hasPart"];
    assert_eq!(parts.as_array().unwrap().len(), 1);
    // What was named stays when the course is changed.
    scene.name("/materials/un-support-depasse\n/materials/lever-un-embargo").expect(303);
}

#[test]
fn a_course_on_a_path_gives_what_it_teaches() {
    let scene = Scene::new();
    let points = vec![
        line(Point::Outcome, "Publier un jeu de données"),
        line(Point::Prerequisite, "Décrire un fichier"),
    ];
    let what = Record { points, ..record("Publier") };
    let (material, _) = scene.cast.publish(&scene.app, what);
    let step = |target| Step { target, note: String::new(), required: true };
    let course = step(Target::Course(scene.school.course.clone()));
    let material = step(Target::Material(material));
    let gaps = |steps: &[Step]| {
        scene.app.read(|conn| paths::ops::gaps(conn, (Kind::Path, steps), &[])).len()
    };

    assert_eq!(gaps(&[course.clone(), material.clone()]), 0);
    assert_eq!(gaps(&[material, course]), 1);
}
