//! Answers of the API about materials, courses and alerts, as the description of the API says.

use maillage::accounts::{NodeRole, Scope};
use serde_json::json;

use crate::app::{TestApp, Visitor};
use crate::openapi::Witness;

pub fn materials(witness: &mut Witness, app: &TestApp, anybody: &Visitor) {
    let (list, one) = ("/api/v1/materials", "/api/v1/materials/{slug}");
    let author =
        app.account("Mado", "mado@adoc.example", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let record = crate::materials_cast::record("Un support");
    let (_, slug) = crate::materials_cast::publish(app, &app.actor(&author), record);
    let (paths, path) = ("/api/v1/paths", "/api/v1/paths/{slug}");
    let made = crate::paths::part(app, &app.actor(&author), path);
    for query in ["", "?kind=collection", "?kind=none"] {
        witness.sees("get", paths, &anybody.get(&format!("{paths}{query}")));
    }
    for slug in [made.as_str(), "none"] {
        witness.sees("get", path, &anybody.get(&path.replace("{slug}", slug)));
    }
    let (imports, caller) =
        ("/api/v1/materials/imports", app.caller(&app.token(&author, Scope::Write)));
    let table = "title;key;type\nUn;a;slides\nDeux;b;chanson\n";
    for body in [
        json!({ "node": "adoc-lorraine", "table": table }),
        json!({ "node": "adoc-lorraine", "table": table, "apply": true }),
        json!({ "node": "adoc-lorraine" }),
        json!({ "node": "none", "table": table }),
        json!(1),
    ] {
        witness.sees("post", imports, &caller.post_json(imports, &body));
    }
    witness.sees("post", imports, &anybody.post_json(imports, &json!({})));
    for query in ["", "?q=support&topic=restrict&limit=1", "?topic=none", "?level=none"] {
        witness.sees("get", list, &anybody.get(&format!("{list}{query}")));
    }
    let linked = [("accept", "application/ld+json")];
    witness.sees("get", list, &anybody.get_with(list, &linked));
    for slug in [slug.as_str(), "none"] {
        let address = one.replace("{slug}", slug);
        witness.sees("get", one, &anybody.get(&address));
        witness.sees("get", one, &anybody.get_with(&address, &linked));
    }
}

pub fn sessions(witness: &mut Witness, app: &TestApp, (staff, anybody): (&Visitor, &Visitor)) {
    let (list, one) = ("/api/v1/sessions", "/api/v1/sessions/{id}");
    let (enrol, leave) = (format!("{one}/enrolments"), format!("{one}/enrolments/{{enrolment}}"));
    let school = crate::courses_cast::School::new(app);
    let (courses, course) = ("/api/v1/courses", "/api/v1/courses/{slug}");
    for query in ["", "?topic=restrict&limit=1", "?topic=none", "?node=none"] {
        witness.sees("get", courses, &anybody.get(&format!("{courses}{query}")));
    }
    for slug in [crate::courses_cast::slug(app, &school.course).as_str(), "none"] {
        witness.sees("get", course, &anybody.get(&course.replace("{slug}", slug)));
    }
    let id = school.give(app, 1).to_string();
    for query in ["", "?mode=on_site&open=true&limit=1", "?from=yesterday"] {
        witness.sees("get", list, &anybody.get(&format!("{list}{query}")));
    }
    for id in [id.as_str(), "none"] {
        witness.sees("get", one, &anybody.get(&one.replace("{id}", id)));
    }
    let at = enrol.replace("{id}", &id);
    let zoe = json!({ "name": "Zoé", "email": "zoe@exemple.example" });
    for body in [&zoe, &json!({}), &json!(1)] {
        witness.sees("post", &enrol, &staff.post_json(&at, body));
    }
    witness.sees("post", &enrol, &anybody.post_json(&at, &zoe));
    let made = staff.post_json(&at, &zoe).json()["id"].as_str().unwrap().to_owned();
    for id in [made.as_str(), "none"] {
        witness.sees("delete", &leave, &staff.delete(&format!("{at}/{id}")));
    }
}

pub fn alerts(witness: &mut Witness, app: &TestApp, (staff, anybody): (&Visitor, &Visitor)) {
    let (list, one) = ("/api/v1/alerts", "/api/v1/alerts/{id}");
    let course = crate::courses_cast::slug(app, &crate::courses_cast::School::new(app).course);
    let own = json!({ "course": course, "email": "staff@example.org", "region": "44" });
    let other = json!({ "course": course, "email": "zoe@exemple.example", "online": true });
    for body in [
        &own,
        &other,
        &json!({}),
        &json!(1),
        &json!({ "course": "none", "email": "a@b.example", "online": true }),
    ] {
        witness.sees("post", list, &staff.post_json(list, body));
    }
    witness.sees("get", list, &staff.get(list));
    witness.sees("get", list, &anybody.get(list));
    let made = staff.post_json(list, &own).json()["alert"]["id"].as_str().unwrap().to_owned();
    for id in [made.as_str(), "none"] {
        witness.sees(
            "delete",
            one,
            &staff.delete(&list.replace("alerts", &format!("alerts/{id}"))),
        );
    }
}
