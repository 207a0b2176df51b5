//! Enrolling and leaving, for programs.

use maillage::accounts::{NodeRole, Scope};
use serde_json::json;

use crate::app::TestApp;
use crate::courses_cast::{School, standing};
use crate::tickets::form_id;
use crate::triage::NODE;

#[test]
fn programs_enrol_and_leave() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 1);
    let at = format!("/api/v1/sessions/{session}/enrolments");
    let robot = app.account("Robot", "robot@exemple.example", None, &[(NODE, NodeRole::Staff)]);
    let (caller, other) = (
        app.caller(&app.token(&robot, Scope::Write)),
        app.caller(&app.token(&school.trainer, Scope::Write)),
    );
    let body = |who: &str| json!({ "name": who, "email": format!("{who}@exemple.example"), "institution": "inrae" });
    let ada = caller.post_json(&at, &body("ada")).expect(201).json();
    assert_eq!((&ada["status"], &ada["position"]), (&json!("confirmed"), &json!(null)));
    let bea = caller.post_json(&at, &body("bea")).expect(201).json();
    assert_eq!((&bea["status"], &bea["position"]), (&json!("waitlisted"), &json!(1)));
    assert_eq!(caller.post_json(&at, &body("ada")).expect(201).json(), ada);
    let key = [("idempotency-key", form_id())];
    let key = [(key[0].0, key[0].1.as_str())];
    let cid = caller.post_json_with(&at, &body("cid"), &key).expect(201).json();
    assert_eq!(caller.post_json_with(&at, &body("cid"), &key).json(), cid);
    caller.post_json(&at, &json!({ "name": "x", "email": "nowhere" })).expect(422);
    app.visitor().post_json(&at, &body("dan")).expect(401);

    let ada = format!("{at}/{}", ada["id"].as_str().unwrap());
    // Who does not give it enrols nobody but themselves.
    let stranger = app.account("Étranger", "etranger@exemple.example", None, &[]);
    let stranger = app.caller(&app.token(&stranger, Scope::Write));
    stranger.delete(&ada).expect(404);
    stranger.post_json(&at, &body("dan")).expect(404);
    let own = stranger.post_json(&at, &body("etranger")).expect(201).json();
    let own = format!("{at}/{}", own["id"].as_str().unwrap());
    stranger.delete(&own).expect(200);
    for by in [&caller, &other] {
        assert_eq!(by.delete(&ada).expect(200).json()["status"], "cancelled");
    }
    assert_eq!(
        standing(&app, &session),
        ["ada cancelled", "bea confirmed", "cid waiting", "etranger cancelled"]
    );
    assert_eq!(app.visitor().get(&format!("/api/v1/sessions/{session}")).json()["waiting"], 1);
}

/// A token enrols its owner as the form does: it agrees to nothing, and answers what must be answered.
#[test]
fn programs_pass_by_no_approval_and_no_question() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give_with(&app, 3, |plan| plan.terms.approval = true);
    let ask = [("label", "Quel est votre projet ?"), ("required", "1")];
    school.desk.post(&format!("/inbox/sessions/{session}/questions"), &ask).expect(303);
    let at = format!("/api/v1/sessions/{session}/enrolments");
    let zoe = app.account("Zoé", "zoe@exemple.example", None, &[]);
    let zoe = app.caller(&app.token(&zoe, Scope::Write));
    let asked = zoe.get(&format!("/api/v1/sessions/{session}")).expect(200).json();
    let question = &asked["questions"][0];
    assert_eq!(question["label"], "Quel est votre projet ?");
    assert_eq!(question["required"], true);

    let mut body = json!({ "name": "Zoé", "email": "zoe@exemple.example" });
    let refused = zoe.post_json(&at, &body).expect(422).json();
    assert_eq!(refused["errors"][0]["field"], "answers", "{refused}");
    body["answers"] = json!([{ "question": "nothing", "answer": "x" }]);
    zoe.post_json(&at, &body).expect(422);
    body["answers"] = json!([{ "question": question["id"], "answer": "Ma thèse" }]);
    let made = zoe.post_json(&at, &body).expect(201).json();

    assert_eq!(made["status"], "pending");
    let people = format!("/inbox/sessions/{session}/enrolments");
    school.desk.get(&people).says("Ma thèse").says("Valider");
    // Whoever gives it agrees by writing in, themselves too.
    let own = app.caller(&app.token(&school.trainer, Scope::Write));
    let trainer = json!({ "name": "Inès Roy", "email": school.trainer.email });
    assert_eq!(own.post_json(&at, &trainer).expect(201).json()["status"], "confirmed");
}
