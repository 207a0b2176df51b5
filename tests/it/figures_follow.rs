//! What happened to a question counts where it is now, at once: its numbers and the lists that they open agree.

use chrono::TimeDelta;
use maillage::accounts::{NetworkRole, NodeRole};
use maillage::tickets::queries;
use serde_json::{Value, json};

use crate::api::{asked, caller, question};
use crate::app::{TestApp, Visitor};

struct Scene {
    app: TestApp,
    lorraine: Visitor,
    adele: Visitor,
    steers: Visitor,
    reads: Visitor,
}

impl Scene {
    /// Two nodes, and months that are tallied already.
    fn new() -> Self {
        let app = TestApp::start();
        let lorraine = caller(&app, "staff", None, &[("adoc-lorraine", NodeRole::Staff)]);
        let adele = caller(&app, "other", None, &[("adele", NodeRole::Staff)]);
        let steers = caller(&app, "steers", Some(NetworkRole::Coordinator), &[]);
        let ana = app.account("Ana", "ana@exemple.example", Some(NetworkRole::Coordinator), &[]);
        let reads = app.sign_in(&ana);
        asked(&lorraine, &question());
        app.run_jobs();
        Self { app, lorraine, adele, steers, reads }
    }

    fn does(&self, who: &Visitor, reference: &str, what: &Value) {
        self.app.later(TimeDelta::minutes(5));
        who.post_json(&format!("/api/v1/tickets/{reference}/transitions"), what).expect(200);
    }

    fn told(&self, query: &str) -> Value {
        self.steers.get(&format!("/api/v1/statistics?{query}")).expect(200).json()
    }

    /// Referrals and reopenings of a node among some questions, each as its list has it.
    #[track_caller]
    fn counts(&self, node: &str, narrowed: &str) -> (i64, i64) {
        let rows = self.told(narrowed)["by_node"].clone();
        let row = rows.as_array().unwrap().iter().find(|row| row["node"] == node).cloned();
        let number = |name: &str| row.as_ref().map_or(0, |row| row[name].as_i64().unwrap());
        for counted in ["referrals", "reopenings"] {
            let list = format!(
                "/inbox?queue=all&scope=network&received_from=2026-03-01&received_to=2026-03-31\
                 &node={node}&counted={counted}&{narrowed}"
            );
            let page = self.reads.get(&list);
            let listed = page.expect(200).body.matches("name=\"ticket\" value").count();
            assert_eq!(i64::try_from(listed).unwrap(), number(counted), "{list}");
        }
        (number("referrals"), number("reopenings"))
    }

    /// Gaps of a region, as their list has them.
    #[track_caller]
    fn gaps(&self, region: &str) -> i64 {
        let gaps = self.told(&format!("region={region}"))["gaps"].as_i64().unwrap();
        let list = format!(
            "/inbox?queue=all&scope=network&received_from=2026-03-01&received_to=2026-03-31\
             &gap=yes&region={region}"
        );
        let page = self.reads.get(&list);
        let listed = page.expect(200).body.matches("name=\"ticket\" value").count();
        assert_eq!(i64::try_from(listed).unwrap(), gaps, "{list}");
        gaps
    }

    /// Nothing changes when all months are counted anew.
    #[track_caller]
    fn holds(&self) {
        let all = || {
            let mut told = self.told("by=month");
            let narrowed = self.told("region=44")["by_node"].clone();
            let of = ["44", "11", "04"].map(|region| self.gaps(region));
            told["as_of"] = Value::Null;
            (told, narrowed, of)
        };
        let before = all();
        let now = self.app.now();
        maillage::figures::ops::recount_all(&self.app.app, Default::default(), now).unwrap();
        assert_eq!(all(), before);
    }
}

#[test]
fn numbers_follow_a_question_that_moves_or_is_told_anew() {
    let scene = Scene::new();
    let one = asked(&scene.lorraine, &question());
    let close = json!({ "event": "close", "outcome": "answered" });
    scene.does(&scene.lorraine, &one, &close);
    scene.does(&scene.lorraine, &one, &json!({ "event": "reopen" }));
    let id = scene.app.read(|conn| Ok(queries::by_reference(conn, &one)?)).id;
    let now = scene.app.now();
    scene.app.write(|conn| Ok(queries::put_satisfaction(conn, &id, 5, "", now)?));
    let refer = json!({ "event": "refer", "to_node": "adele", "reason": "Pour vous" });
    scene.does(&scene.lorraine, &one, &refer);
    assert_eq!(scene.counts("adoc-lorraine", "region=44"), (1, 1));

    // Another node takes it: the offer stays the first one's, what was opened again goes with the question.
    scene.does(&scene.adele, &one, &json!({ "event": "accept" }));
    assert_eq!(scene.counts("adoc-lorraine", "region=44"), (1, 0));
    assert_eq!(scene.counts("adele", "region=44"), (0, 1));
    scene.holds();

    // Its region is told anew, and its topic at the end.
    let about = json!({ "region": "11", "site": "Paris" });
    scene.adele.post_json(&format!("/api/v1/tickets/{one}/about"), &about).expect(200);
    assert_eq!(scene.counts("adele", "region=44"), (0, 0));
    assert_eq!(scene.counts("adele", "region=11"), (0, 1));
    assert_eq!(scene.counts("adoc-lorraine", "region=11"), (1, 0));
    assert_eq!(scene.told("region=11")["satisfaction"]["answers"], 1);
    assert_eq!(scene.told("region=44")["satisfaction"]["answers"], 0);
    scene.does(&scene.adele, &one, &json!({ "event": "close", "topic": "dmp_write" }));
    assert_eq!(scene.counts("adele", "topic=dmp_write"), (0, 1));
    assert_eq!(scene.counts("adele", "topic=where_deposit"), (0, 0));
    assert_eq!(scene.told("topic=dmp_write")["satisfaction"]["answers"], 1);
    scene.holds();
}

#[test]
fn numbers_follow_what_is_merged_and_given_back() {
    let scene = Scene::new();
    let [one, other] = [(); 2].map(|()| asked(&scene.lorraine, &question()));
    for event in ["close", "reopen"] {
        scene.does(&scene.lorraine, &other, &json!({ "event": event }));
    }
    let refer = json!({ "event": "refer", "to_node": "adele", "reason": "Pour vous" });
    scene.does(&scene.lorraine, &other, &refer);
    scene.does(&scene.adele, &other, &json!({ "event": "refuse", "reason": "Non" }));
    assert_eq!(scene.counts("adoc-lorraine", "region=44"), (1, 1));
    let elsewhere = json!({ "region": "11", "site": "Paris" });
    scene.lorraine.post_json(&format!("/api/v1/tickets/{one}/about"), &elsewhere).expect(200);

    scene.does(&scene.lorraine, &other, &json!({ "event": "merge", "into": one }));
    assert_eq!(scene.counts("adoc-lorraine", "region=44"), (0, 0));
    assert_eq!(scene.counts("adoc-lorraine", "region=11"), (0, 1));
    scene.holds();
    scene.does(&scene.lorraine, &other, &json!({ "event": "undo_merge" }));
    assert_eq!(scene.counts("adoc-lorraine", "region=44"), (1, 1));
    assert_eq!(scene.counts("adoc-lorraine", "region=11"), (0, 0));
    scene.holds();
    scene.does(&scene.lorraine, &other, &json!({ "event": "spam" }));
    assert_eq!(scene.counts("adoc-lorraine", "region=44"), (0, 0));
    scene.holds();
}

#[test]
fn a_gap_counts_once_its_address_is_proven_and_where_its_question_is() {
    let scene = Scene::new();
    let mut uncovered = question();
    for name in ["institution", "site"] {
        uncovered.as_object_mut().unwrap().remove(name);
    }
    uncovered["region"] = json!("04");
    scene.app.visitor().post_json("/api/v1/tickets", &uncovered).expect(201);
    assert_eq!(scene.gaps("04"), 0);
    let link = scene.app.mail_to("zoe@labo.example").link("/tickets/");
    let visitor = scene.app.visitor();
    let key = visitor.get(&link).expect(200).value_of("key").unwrap();
    visitor.post(link.split('?').next().unwrap(), &[("key", &key)]).expect(303);
    assert_eq!(scene.gaps("04"), 1);
    scene.holds();
    let reference = link.split('/').nth(2).unwrap();
    let about = json!({ "region": "11", "site": "Paris" });
    scene.steers.post_json(&format!("/api/v1/tickets/{reference}/about"), &about).expect(200);
    assert_eq!((scene.gaps("04"), scene.gaps("11")), (0, 1));
    scene.holds();
    scene.does(&scene.steers, reference, &json!({ "event": "spam" }));
    assert_eq!((scene.gaps("04"), scene.gaps("11")), (0, 0));
    scene.holds();
}
