//! A list that is kept for a whole node: those who work there have it, and nobody else knows of it.

use maillage::accounts::{NetworkRole, NodeRole};

use crate::app::{TestApp, Visitor};
use crate::triage::{NODE, person};

const QUERY: &str = "queue=all&q=visible";

fn has_it(visitor: &Visitor) -> bool {
    visitor.get("/inbox").expect(200).text().contains("Ce que nous suivons")
}

#[test]
fn a_view_of_a_node_is_its_peoples_and_nobody_elses() {
    let app = TestApp::start();
    let (lea, paul) = (
        app.sign_in(&person(&app, "Léa Roy", NodeRole::Staff)),
        app.sign_in(&person(&app, "Paul Roy", NodeRole::Staff)),
    );
    let outsider = [("adele", NodeRole::Manager)];
    let max = app.sign_in(&app.account("Max", "max@exemple.example", None, &outsider));
    let ana = app.account("Ana", "ana@exemple.example", Some(NetworkRole::Coordinator), &[]);
    let node = app.node_id(NODE).to_string();
    let form = [("name", "Ce que nous suivons"), ("shelf", &*node), ("query", QUERY)];

    max.post("/inbox/views", &form).expect(404);
    assert_eq!(lea.post("/inbox/views", &form).location(), format!("/inbox?{QUERY}"));

    assert_eq!([&lea, &paul, &max].map(has_it), [true, true, false]);
    let page = paul.get("/inbox/views");
    let id = page.body.split("action=\"/inbox/views/").nth(1).unwrap()[..36].to_owned();
    for deed in ["", "/rise", "/removal"] {
        max.post(&format!("/inbox/views/{id}{deed}"), &[("name", "Volé")]).expect(404);
    }
    max.get("/inbox/views").says_not("Ce que nous suivons");
    // Those who steer the network are not of every node: its lists do not fill theirs.
    assert!(!has_it(&app.sign_in(&ana)));
    paul.post(&format!("/inbox/views/{id}/removal"), &[]).expect(303);
    assert!(!has_it(&lea));
}
