//! The list one came from goes along through every page and every action of a ticket, so that the next ticket is the next one
//! of that list; and nothing that was typed is cut or lost.

use maillage::accounts::NodeRole;
use maillage::tickets::Ticket;

use crate::actors::Account;
use crate::app::{TestApp, Visitor};
use crate::tickets::form_id;

const FROM: &str = "queue=ours&topic=eln&sort=oldest";
const CARRIED: &str = "?from=queue%3Dours%26topic%3Deln%26sort%3Doldest";

struct Scene {
    app: TestApp,
    lea: Visitor,
    colleague: Account,
}

impl Scene {
    fn new() -> Self {
        let app = TestApp::start();
        let lea = person(&app, "Lea", NodeRole::Manager);
        let colleague = person(&app, "Paul", NodeRole::Staff);
        Self { lea: app.sign_in(&lea), colleague, app }
    }
}

fn person(app: &TestApp, name: &str, role: NodeRole) -> Account {
    let email = format!("{}@adoc.example", name.to_lowercase());
    app.account(name, &email, None, &[("adoc-lorraine", role)])
}

fn page(ticket: &Ticket) -> String {
    format!("/tickets/{}", ticket.reference)
}

/// Every link and every form of the page that leads to a ticket carries the list along.
fn carries(scene: &Scene, path: &str) {
    let body = scene.lea.get(&format!("{path}{CARRIED}")).expect(200).body.replace("&#x3D;", "=");
    let main = body.split("<main").nth(1).unwrap().split("</main>").next().unwrap().to_owned();
    for link in main.split("href=\"/tickets/").skip(1) {
        let link = link.split('"').next().unwrap();
        let ours = !link.contains("/attachments/");
        assert!(
            !ours || link.contains("from=queue%3Dours"),
            "{path} forgets the list in /tickets/{link}"
        );
    }
    for form in main.split("<form").skip(1) {
        let form = form.split("</form>").next().unwrap();
        if form.contains("action=\"/tickets/") {
            let kept = form.contains("name=\"from\" value=\"queue=ours&amp;topic=eln");
            assert!(kept, "{path} forgets the list in {form}");
        }
    }
}

#[test]
fn every_page_of_a_ticket_carries_the_list_along() {
    let scene = Scene::new();
    let (ticket, other) = (scene.app.ticket("Une question"), scene.app.ticket("Une autre"));
    let path = page(&ticket);
    let post = |deed: &str, form: &[(&str, &str)]| {
        scene.lea.post(&format!("{path}/{deed}"), form).expect(303);
    };
    post("relations", &[("other", &other.reference), ("kind", "related")]);
    post("sensitivity", &[("on", "1")]);
    post("tags", &[("label", "cohorte")]);
    post("time", &[("id", &form_id()), ("minutes", "5")]);
    post("handover", &[("kind", "share"), ("to", "lord"), ("reason", "Ensemble")]);
    post("handover", &[("kind", "refer"), ("to", "adele"), ("reason", "Pour vous")]);

    for under in ["", "/handover", "/relations", "/history", "/readings", "/articles"] {
        carries(&scene, &format!("{path}{under}"));
    }
}

#[test]
fn every_action_comes_back_with_the_list() {
    let scene = Scene::new();
    let (message, day) = (form_id(), crate::life::next_week(&scene.app).to_string());
    let ticket = scene.app.ticket("Une question");
    let other = scene.app.ticket("Une autre");
    let link =
        maillage::tickets::mail::follow_path(&scene.app.app.signer, &scene.app.again(&ticket));
    let key = link.split("key=").nth(1).unwrap();
    let form = [("key", key), ("id", message.as_str()), ("body", "Autre chose")];
    scene.app.later(chrono::TimeDelta::minutes(1));
    scene.app.visitor().post(&format!("{}/replies", page(&ticket)), &form).expect(303);
    let deeds: [(&str, &[(&str, &str)]); 18] = [
        ("assignment", &[("to", "me")]),
        ("assignment", &[("to", scene.colleague.id.as_str())]),
        ("release", &[]),
        ("notes", &[("note", "Entre nous")]),
        ("tags", &[("label", "cohorte")]),
        ("time", &[("minutes", "5")]),
        ("following", &[("follow", "1")]),
        ("mentions", &[]),
        ("sensitivity", &[("on", "1")]),
        ("pause", &[("kind", "later"), ("until", &day)]),
        ("waking", &[]),
        ("relations", &[("other", &other.reference), ("kind", "related")]),
        ("split", &[("message", &message)]),
        ("handover", &[("kind", "consult"), ("to", "adele"), ("reason", "Votre avis")]),
        ("answers", &[("body", "Voici."), ("then", "keep")]),
        ("closure", &[("outcome", "answered")]),
        ("reopening", &[]),
        ("merge", &[("into", &other.reference)]),
    ];
    for (deed, form) in deeds {
        let id = form_id();
        let mut form = form.to_vec();
        form.extend([("from", FROM), ("id", &id)]);
        let reply = scene.lea.post(&format!("{}/{deed}", page(&ticket)), &form);
        let to = reply.expect(303).location().to_owned();
        assert!(to.ends_with(CARRIED), "{deed} leads to {to}");
    }
    let moved = scene.lea.get(&format!("{}{CARRIED}", page(&ticket)));
    assert!(moved.expect(303).location().ends_with(CARRIED), "{}", moved.location());
}

#[test]
fn what_is_too_long_comes_back_whole_with_a_sentence() {
    let scene = Scene::new();
    let ticket = scene.app.ticket("Une question");
    let path = page(&ticket);
    let (tag, word) = ("étiquette ".repeat(8), "longue explication ".repeat(15));
    let field = |body: &str, value: &str| body.contains(&format!("value=\"{value}\""));

    let back = scene.lea.post(&format!("{path}/tags"), &[("label", &tag)]);
    back.expect(409).says("Une étiquette a au plus 40 caractères");
    assert!(field(&back.body, &tag));
    let time = [("id", &*form_id()), ("minutes", "5"), ("word", &word)];
    let back = scene.lea.post(&format!("{path}/time"), &time);
    back.expect(409).says("200 caractères au plus");
    assert!(field(&back.body, &word) && field(&back.body, "5"));
    let bulk =
        [("event", "tag"), ("tag", &*tag), ("ticket", &ticket.reference), ("back", "queue=ours")];
    let back = scene.lea.post("/inbox/bulk", &bulk);
    back.expect(200).says("Une étiquette a au plus 40 caractères");
    assert!(field(&back.body, &tag) && back.body.contains("data-pick checked"));
    let until = crate::life::next_week(&scene.app).to_string();
    let pause = [("kind", "third_party"), ("who", &*word), ("until", &until)];
    let back = scene.lea.post(&format!("{path}/pause"), &pause);
    back.expect(422).says("qui est attendu en 200 caractères au plus");
    let note = "travaux ".repeat(50);
    let day = scene.app.today().to_string();
    let closure = [("starts_on", &*day), ("ends_on", &day), ("stand_in", ""), ("note", &note)];
    let back = scene.lea.post("/nodes/adoc-lorraine/absences", &closure);
    back.expect(422).says("Une note a au plus 300 caractères");
    assert!(field(&back.body, &note));
    let search = format!("/inbox?queue=all&q={}", "mot%20".repeat(60));
    scene.lea.get(&search).expect(200).says("dix premiers mots");
}
