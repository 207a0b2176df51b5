//! What is kept for oneself, for a node or for the network, and who finds it there.

use maillage::accounts::{NetworkRole, NodeRole};

use crate::app::{TestApp, Visitor};
use crate::triage::{NODE, answer, at, outsider, person};

/// Two people of one node, somebody of another one, and who steers the network.
fn people(app: &TestApp) -> [Visitor; 4] {
    let steers = app.account("Ada", "ada@exemple.example", Some(NetworkRole::Coordinator), &[]);
    let lea = person(app, "Léa Roy", NodeRole::Staff);
    let paul = person(app, "Paul Roy", NodeRole::Staff);
    [lea, paul, outsider(app), steers].map(|account| app.sign_in(&account))
}

#[test]
fn a_view_is_found_by_those_for_whom_it_is_kept() {
    let app = TestApp::start();
    let [lea, paul, max, steers] = people(&app);
    let node = app.node_id(NODE).to_string();
    for (by, name, shelf) in [
        (&lea, "Vue à moi", "own"),
        (&lea, "Vue du nœud", node.as_str()),
        (&steers, "Vue du réseau", "network"),
    ] {
        let form = [("name", name), ("shelf", shelf), ("query", "queue=all&q=relevés")];
        by.post("/inbox/views", &form).expect(303);
    }
    // Nobody keeps one for others than their own.
    for shelf in ["network", node.as_str()] {
        let form = [("name", "x"), ("shelf", shelf), ("query", "queue=all&q=x")];
        max.post("/inbox/views", &form).expect(404);
    }

    lea.get("/inbox").says("Vue à moi").says("Vue du nœud").says("Vue du réseau");
    paul.get("/inbox").says_not("Vue à moi").says("Vue du nœud").says("Vue du réseau");
    max.get("/inbox").says_not("Vue à moi").says_not("Vue du nœud").says("Vue du réseau");
}

#[test]
fn a_prepared_answer_of_the_network_serves_every_node_and_its_uses_are_counted_together() {
    let app = TestApp::start();
    let [lea, paul, max, steers] = people(&app);
    max.post("/inbox/answers", &answer("network", "Bonjour {{asker}}")).expect(404);
    steers
        .post("/inbox/answers", &answer("network", "Bonjour {{qui}}"))
        .expect(422)
        .says("« {{qui}} » ne veut rien dire ici");
    steers.post("/inbox/answers", &answer("network", "Bonjour {{asker}}")).expect(303);
    let ticket = app.ticket("Relevés de terrain");
    let page = lea.get(&at(&ticket, ""));
    let select = page.body.split("id=\"template\"").nth(1).expect("no prepared answer");
    let id = select.split("value=\"").nth(2).unwrap()[..36].to_owned();

    for by in [&lea, &paul] {
        let form = [("template", id.as_str()), ("body", "")];
        let filled = by.post_files(&at(&ticket, "/insertion"), &form, &[]);
        filled.expect(200).says("Ici, chez Université de Lorraine");
    }

    for by in [&lea, &max, &steers] {
        by.get("/inbox/answers").says("Où déposer").says("2 fois utilisée");
    }
    max.post(&format!("/inbox/answers/{id}/removal"), &[]).expect(404);
}
