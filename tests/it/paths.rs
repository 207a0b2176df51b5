//! Collections and learning paths: put together in an order that can be followed, read by everybody.

use maillage::accounts::{Actor, NodeRole};
use maillage::courses::queries::Written;
use maillage::courses::{self, CourseId, CourseText};
use maillage::materials::{Line, MaterialId, Point, Record};
use maillage::paths::{Draft, Kind, PathId, Step, Target, ops, queries};
use serde_json::Value;

use crate::app::{Reply, TestApp, Visitor};
use crate::courses_cast::{School, text};
use crate::knowledge::audited;
use crate::materials::{Cast, line, record};
use crate::triage::NODE;

/// Whether a part of an address names a collection or a path.
pub fn names(path: &str, part: &str) -> bool {
    let ours = ["/materials/collections/", "/materials/paths/", "/inbox/paths/", "/api/v1/paths/"];
    part.starts_with('{') && ours.iter().any(|one| path.starts_with(one))
}

/// One for the permission table: its slug where readers find it, else its id.
pub fn part(app: &TestApp, actor: &Actor, path: &str) -> String {
    let (id, node, now) = (PathId::new(), app.node_id(NODE), app.now());
    let web = Target::Web("https://exemple.fr/pas".into(), "Un pas".into());
    let draft = Draft {
        kind: if path.contains("/collections/") { Kind::Collection } else { Kind::Path },
        title_fr: "Un parcours".into(),
        steps: vec![Step { target: web, note: String::new(), required: true }],
        ..Draft::default()
    };
    let hidden = path.ends_with("/publication") || path.ends_with("/disposal");
    app.write(|conn| {
        ops::write(conn, actor, (&id, &node), &draft, now)?;
        if !hidden {
            ops::publish(conn, actor, &id, now)?;
        }
        let slug = queries::find(conn, &id)?.slug;
        Ok(if path.starts_with("/inbox/") { id.to_string() } else { slug.unwrap() })
    })
}

/// A material that asks for some things and teaches one.
fn teaching(title: &str, needs: &[(&str, Option<&MaterialId>)], outcome: &str) -> Record {
    let needed = |(body, id): &(&str, Option<&MaterialId>)| Line {
        needs_id: id.cloned(),
        ..line(Point::Prerequisite, body)
    };
    let mut points = vec![line(Point::Outcome, outcome)];
    points.extend(needs.iter().map(needed));
    Record { points, ..record(title) }
}

struct Scene {
    app: TestApp,
    cast: Cast,
    /// The first material, then one that needs it.
    materials: [(MaterialId, String); 2],
}

fn scene() -> Scene {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let first =
        teaching("Premiers pas", &[("Savoir lire un tableau", None)], "Choisir un entrepôt");
    let first = cast.publish(&app, first);
    let needs = [("Le module « Premiers pas »", Some(&first.0)), ("Choisir un entrepôt.", None)];
    let second = cast.publish(&app, teaching("Déposer", &needs, "Déposer un jeu de données"));
    // What is needed is written as it is, without a form.
    needs_first(&app, &second.0, &first.0);
    Scene { app, cast, materials: [first, second] }
}

fn needs_first(app: &TestApp, material: &MaterialId, needed: &MaterialId) {
    use diesel::connection::SimpleConnection;
    app.write(|conn| {
        let statement = format!(
            "UPDATE material_points SET needs_id = '{needed}' WHERE body LIKE 'Le module%' AND version_id IN \
             (SELECT id FROM material_versions WHERE material_id = '{material}')"
        );
        conn.batch_execute(&statement).map_err(Into::into)
    });
}

fn save(desk: &Visitor, (id, lock): (&str, &str), node: &str, fields: &[(&str, &str)]) -> Reply {
    let mut all =
        vec![("id", id), ("lock", lock), ("node", node), ("title_fr", "De zéro à l’entrepôt")];
    all.extend(fields);
    desk.post("/inbox/paths", &all)
}

#[test]
fn a_path_is_shown_when_each_step_can_be_taken_in_its_turn() {
    let Scene { app, cast, materials: [(_, first), (_, second)] } = scene();
    let (id, node) = (PathId::new().to_string(), app.node_id(NODE).to_string());
    let (first, second) =
        (format!("/materials/{first}"), format!("https://maillage.example/materials/{second}/v1"));
    let second = second.replace("https://maillage.example", &app.app.config.base_url);
    let steps = |one: &'static str, two: &'static str| {
        vec![
            ("kind", "path"),
            ("step_place", one),
            ("step_place", two),
            ("step_required", "yes"),
            ("step_required", "no"),
        ]
    };
    let at = format!("/inbox/paths/{id}");
    let step = |step: &str| cast.desk.post(&format!("{at}/{step}"), &[]);

    // The second step first: what it asks for comes too late.
    let mut wrong = steps("2", "1");
    wrong.extend([
        ("step_address", &*first),
        ("step_address", &*second),
        ("step_note", "Pour commencer"),
    ]);
    save(&cast.desk, (&id, ""), &node, &wrong).expect(303);
    save(&cast.desk, (&id, ""), &node, &wrong).expect(303);
    let page = cast.desk.get(&at);
    page.expect(200)
        .says("Le module « Premiers pas »")
        .says("vient de l’étape 2")
        .says("Savoir lire un tableau");
    step("publication").expect(409).says("Une étape demande");
    app.visitor().get("/materials/paths/de-zero-a-l-entrepot").expect(404);

    // In order; what the first step asks for is known at the beginning.
    let mut right = steps("1", "2");
    right.extend([
        ("step_address", &*first),
        ("step_address", &*second),
        ("step_note", "Pour commencer"),
    ]);
    let lock = page.value_of("lock").unwrap();
    save(&cast.desk, (&id, &lock), &node, &right).expect(303);
    save(&cast.desk, (&id, &lock), &node, &right).expect(409).says("entre-temps");
    step("publication").expect(409);
    let lock = cast.desk.get(&at).value_of("lock").unwrap();
    right.push(("known_too", "Savoir lire un tableau"));
    save(&cast.desk, (&id, &lock), &node, &right).expect(303);
    step("publication").expect(303);
    step("publication").expect(303);

    let page = app.visitor().get("/materials/paths/de-zero-a-l-entrepot");
    page.expect(200)
        .says("Ce qu’il faut savoir avant")
        .says("Déposer un jeu de données")
        .says("Facultative");
    let order = ["Premiers pas", "Déposer"].map(|title| page.text().rfind(title).unwrap());
    assert!(page.text().find("Pour commencer").is_some() && order[0] > 0);
    app.visitor().get("/materials/collections/de-zero-a-l-entrepot").expect(404);
    app.visitor().get("/materials/paths").says("De zéro à l’entrepôt").says("2 étapes");
    let material = app.visitor().get(&first);
    assert!(material.says("Fait partie de").links_to("/materials/paths/de-zero-a-l-entrepot"));
    assert!(
        app.visitor().get("/sitemap.xml").body.contains("/materials/paths/de-zero-a-l-entrepot")
    );
    // Readers never see it in an order that cannot be followed.
    let lock = cast.desk.get(&at).value_of("lock").unwrap();
    save(&cast.desk, (&id, &lock), &node, &wrong).expect(409).says("Une étape demande");
    let steps = ["draft", "change", "change", "publish"].map(|step| format!("path.{step}"));
    assert_eq!(audited(&app, "path", &id), steps);
}

#[test]
fn a_course_and_a_material_give_what_is_asked_for_by_their_addresses() {
    let app = TestApp::start();
    let (school, cast) = (School::new(&app), Cast::new(&app));
    let (first, slug) = cast.publish(&app, teaching("Premiers pas", &[], "Lire un tableau"));
    let (trainer, course, node) = (school.actor(&app), CourseId::new(), app.node_id(NODE));
    let asked = format!("Le module /materials/{slug}");
    let text = CourseText { prerequisites_fr: asked, ..text("Décrire") };
    let written = Written { text, minutes: Some(180), ..Written::default() };
    app.write(|conn| {
        courses::ops::write(conn, &trainer, (&course, &node), written, app.now())?;
        courses::ops::publish(conn, &trainer, &course, app.now())
    });
    let mut last = teaching("Publier", &[("La formation", None)], "Publier des données");
    let asks = last.points.iter_mut().filter(|line| line.kind == Point::Prerequisite);
    asks.for_each(|line| line.needs_course_id = Some(course.clone()));
    let (last, _) = cast.publish(&app, last);
    let [first, last] = [first, last].map(Target::Material);
    let course = Target::Course(course);
    let actor = app.actor(&cast.ines);
    let show = |targets: [&Target; 3]| {
        let step =
            |target: &Target| Step { target: target.clone(), note: String::new(), required: true };
        let draft = Draft {
            kind: Kind::Path,
            title_fr: "De zéro à l’entrepôt".into(),
            steps: targets.map(step).into(),
            ..Draft::default()
        };
        let id = PathId::new();
        app.write(|conn| ops::write(conn, &actor, (&id, &node), &draft, app.now()));
        let at = format!("/inbox/paths/{id}");
        (cast.desk.post(&format!("{at}/publication"), &[]), cast.desk.get(&at))
    };

    let (done, page) = show([&first, &course, &last]);
    let (early, course_first) = show([&course, &first, &last]);
    let (late, course_last) = show([&first, &last, &course]);

    done.expect(303);
    page.says_not("vient de l’étape");
    early.expect(409).says("Une étape demande");
    course_first.says("Le module").says("vient de l’étape 2");
    late.expect(409).says("Une étape demande");
    course_last.says("La formation").says("vient de l’étape 3");
}

#[test]
fn machines_read_a_path_with_its_parts() {
    let Scene { app, cast, materials: [first, second] } = scene();
    let actor = app.actor(&cast.ines);
    let id = PathId::new();
    let step = |target| Step { target, note: String::new(), required: true };
    let draft = Draft {
        kind: Kind::Path,
        title_fr: "De zéro à l’entrepôt".into(),
        known: vec!["Savoir lire un tableau".into()],
        steps: vec![
            step(Target::Material(first.0.clone())),
            step(Target::Material(second.0.clone())),
            step(Target::Web("https://exemple.fr/plus".into(), "Plus".into())),
        ],
        ..Draft::default()
    };
    let (node, now) = (app.node_id(NODE), app.now());
    app.write(|conn| {
        ops::write(conn, &actor, (&id, &node), &draft, now)?;
        ops::publish(conn, &actor, &id, now)
    });
    let visitor = app.visitor();
    let page = visitor.get("/materials/paths/de-zero-a-l-entrepot");
    let linked = page
        .body
        .split("application/ld+json\">")
        .nth(1)
        .unwrap()
        .split("</script>")
        .next()
        .unwrap();
    let linked: Value = serde_json::from_str(linked).unwrap();
    assert_eq!(linked["@type"], "LearningResource");
    let base = &app.app.config.base_url;
    let parts: Vec<_> = linked["hasPart"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["@id"].as_str().unwrap())
        .collect();
    assert_eq!(
        parts,
        [
            format!("{base}/materials/{}", first.1),
            format!("{base}/materials/{}", second.1),
            "https://exemple.fr/plus".to_owned()
        ]
    );
    let material = visitor
        .get_with(&format!("/api/v1/materials/{}", first.1), &[("accept", "application/ld+json")]);
    assert_eq!(
        material.json()["isPartOf"][0]["@id"],
        format!("{base}/materials/paths/de-zero-a-l-entrepot")
    );
    let list = visitor.get("/api/v1/paths").expect(200).json();
    assert_eq!(list["items"][0]["slug"], "de-zero-a-l-entrepot");
    assert_eq!(
        visitor.get("/api/v1/paths?kind=collection").json()["items"].as_array().unwrap().len(),
        0
    );
    visitor.get("/api/v1/paths?kind=pile").expect(422);
    let whole = visitor.get("/api/v1/paths/de-zero-a-l-entrepot").expect(200).json();
    assert_eq!(
        (&whole["steps"][2]["type"], &whole["steps"][0]["withdrawn"]),
        (&Value::from("web"), &Value::from(false))
    );
    assert_eq!(whole["outcomes"].as_array().unwrap().len(), 2);

    // What is withdrawn breaks nothing without a word.
    let gone = format!("/inbox/materials/{}/withdrawal", first.0);
    cast.desk.post(&gone, &[("reason", "Remplacé")]).expect(303);
    visitor
        .get("/materials/paths/de-zero-a-l-entrepot")
        .expect(200)
        .says("N’est plus proposé")
        .says("Premiers pas");
    let whole = visitor.get("/api/v1/paths/de-zero-a-l-entrepot").json();
    assert_eq!(whole["steps"][0]["withdrawn"], true);
    cast.desk.get(&format!("/inbox/paths/{id}")).says("Ces étapes ne sont plus proposées");
    cast.desk.post(&format!("/inbox/paths/{id}/disposal"), &[]).expect(409);
    cast.desk.post(&format!("/inbox/paths/{id}/retraction"), &[]).expect(303);
    visitor.get("/materials/paths/de-zero-a-l-entrepot").expect(404);
    cast.desk.post(&format!("/inbox/paths/{id}/disposal"), &[]).expect(303);
    cast.desk.get(&format!("/inbox/paths/{id}")).expect(404);
}

#[test]
fn what_does_not_pass_comes_back_with_what_was_typed() {
    let Scene { app, cast, materials: [(_, first), _] } = scene();
    let (id, node) = (PathId::new().to_string(), app.node_id(NODE).to_string());
    let first = format!("/materials/{first}");
    let twice = [("kind", "collection"), ("step_address", &*first), ("step_address", &*first)];
    let page = save(&cast.desk, (&id, ""), &node, &twice);
    page.expect(422).says("Une étape y est deux fois");
    assert!(page.body.matches(&format!("value=\"{first}\"")).count() == 2);
    for address in ["/materials/nulle-part", "javascript:alert(1)", "/courses/rien"] {
        let page = save(&cast.desk, (&id, ""), &node, &[("step_address", address)]);
        page.expect(422).says("n’est ni celle d’un support");
    }
    // A collection has no order that could be wrong, and nobody of another node sees it before it is shown.
    let any = [("kind", "collection"), ("step_address", &*first)];
    save(&cast.desk, (&id, ""), &node, &any).expect(303);
    let other = app.account("Marc", "marc@lord.example", None, &[("lord", NodeRole::Staff)]);
    app.sign_in(&other).get(&format!("/inbox/paths/{id}")).expect(404);
    cast.desk.post(&format!("/inbox/paths/{id}/publication"), &[]).expect(303);
    app.visitor()
        .get("/materials/collections/de-zero-a-l-entrepot")
        .expect(200)
        .says("Ce qu’elle réunit");
    app.visitor().get("/materials/collections").says("De zéro à l’entrepôt");
}
