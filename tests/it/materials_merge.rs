//! Two materials that say the same become one.

use maillage::accounts::NodeRole;
use maillage::courses::{CourseMaterial, queries as courses};
use maillage::materials::{MaterialId, Person, Record, Role, UseId, queries};
use maillage::paths::{Draft, Kind, PathId, Step, Target, ops as paths, queries as kept_paths};

use crate::app::TestApp;
use crate::courses_cast::offer;
use crate::knowledge::audited;
use crate::materials::{Cast, record};
use crate::triage::NODE;

struct Scene {
    app: TestApp,
    cast: Cast,
    /// The one that goes and the one that stays.
    gone: (MaterialId, String),
    kept: (MaterialId, String),
}

fn scene() -> Scene {
    let app = TestApp::start();
    let cast = Cast::new(&app);
    let kept = cast.publish(&app, record("Lever un embargo"));
    let someone = Person {
        role: Role::Author,
        name: "Zoé Vitry".into(),
        orcid: None,
        affiliation: String::new(),
    };
    let own = record("Lever son embargo");
    let people = own.people.iter().cloned().chain([someone]).collect();
    let gone = cast.publish(&app, Record { people, ..own });
    Scene { app, cast, gone, kept }
}

#[test]
fn what_was_tied_to_the_one_is_the_others_and_its_address_leads_there() {
    let Scene { app, cast, gone, kept } = scene();
    let (actor, node, now) = (app.actor(&cast.ines), app.node_id(NODE), app.now());
    let course = offer(&app, &actor, "Un cours");
    let path = PathId::new();
    app.write(|conn| {
        let used = CourseMaterial { material_id: gone.0.clone(), number: Some(1) };
        courses::put_materials(conn, &course, &[used])?;
        let target = Target::Material(gone.0.clone());
        let draft = Draft {
            kind: Kind::Collection,
            title_fr: "Un parcours".into(),
            steps: vec![Step { target, note: "D’abord".into(), required: true }],
            ..Draft::default()
        };
        paths::write(conn, &actor, (&path, &node), &draft, now)?;
        paths::publish(conn, &actor, &path, now)
    });
    let (use_id, node) = (UseId::new().to_string(), node.to_string());
    let told = [("id", &*use_id), ("node", &*node), ("used_on", "2026-02-02"), ("people", "14")];
    let told = [&told[..], &[("worked", "Tout")]].concat();
    cast.desk.post(&format!("/materials/{}/uses", gone.1), &told).expect(303);
    let page = cast.desk.get(&format!("/inbox/materials/{}", gone.0));
    page.says("Lever un embargo").says("garder celui-ci");

    let merger = format!("/inbox/materials/{}/merger", gone.0);
    for _ in 0..2 {
        cast.desk.post(&merger, &[("into", kept.0.as_str())]).expect(303);
    }

    let there = app.visitor().get(&format!("/materials/{}", gone.1));
    assert_eq!(there.expect(301).location(), format!("/materials/{}", kept.1));
    app.visitor().get(&format!("/materials/{}/v1", gone.1)).expect(410).says("Réuni avec");
    let page = app.visitor().get(&format!("/materials/{}", kept.1));
    page.expect(200).says("devant 14 personnes").says("Un parcours").says("Un cours");
    let used = app.read(|conn| Ok(courses::materials_of(conn, std::slice::from_ref(&course))?));
    assert_eq!(used, [(course, CourseMaterial { material_id: kept.0.clone(), number: None })]);
    let holding = app.read(|conn| Ok(kept_paths::holding(conn, &kept.0)?));
    assert_eq!(holding.len(), 1);
    // Who is credited by the one alone stands in the draft of the other: what was published stays what it was.
    page.says_not("Zoé Vitry");
    let draft = cast.desk.get(&format!("/inbox/materials/{}", kept.0));
    assert!(draft.body.contains("Zoé Vitry"));
    let times = |id: &MaterialId, action: &str| {
        audited(&app, "material", id.as_str()).iter().filter(|one| *one == action).count()
    };
    assert_eq!((times(&gone.0, "material.merge"), times(&kept.0, "material.take_in")), (1, 1));
}

#[test]
fn only_who_may_edit_both_makes_them_one() {
    let Scene { app, cast, gone, kept } = scene();
    let merger = format!("/inbox/materials/{}/merger", gone.0);
    let other = app.account("Marc", "marc@lord.example", None, &[("lord", NodeRole::Staff)]);
    app.sign_in(&other).post(&merger, &[("into", kept.0.as_str())]).expect(404);
    cast.desk.post(&merger, &[("into", "nothing")]).expect(409);
    cast.desk.post(&merger, &[("into", gone.0.as_str())]).expect(409);
    let unknown = MaterialId::new().to_string();
    cast.desk.post(&merger, &[("into", &unknown)]).expect(404);
    assert_eq!(app.read(|conn| Ok(queries::merged_into(conn, &gone.0)?)), None);
    app.visitor().get(&format!("/materials/{}", gone.1)).expect(200);
}
