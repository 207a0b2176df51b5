//! Two nodes have worked on a ticket together, and it is over: no door that was open to the other one leads there any more.

use maillage::accounts::{NodeRole, Scope};
use maillage::mail_in::Receipt;
use maillage::outbox::{self, Party};
use serde_json::json;

use crate::app::{Reply, Visitor};
use crate::handover::{OTHER, Scene};
use crate::mail_in::letter;
use crate::tickets::form_id;

/// Somebody of the other node, in a browser and by a program.
struct Paul {
    id: String,
    browser: Visitor,
    program: Visitor,
}

impl Paul {
    fn of(scene: &Scene) -> Self {
        let held = [(OTHER, NodeRole::Staff)];
        let account = scene.app.account("Paul", "paul@exemple.example", None, &held);
        Self {
            id: account.id.to_string(),
            browser: scene.app.sign_in(&account),
            program: scene.app.caller(&scene.app.token(&account, Scope::Write)),
        }
    }

    /// Answers by the address that is signed for him.
    fn mails(&self, scene: &Scene) -> Receipt {
        let party = Party::Staff(self.id.clone());
        let (signer, reference) = (&scene.app.app.signer, &scene.ticket.reference);
        let tag = outbox::reply_tag(signer, reference, &party.text());
        let to = outbox::reply_address("aide@maillage.example", &tag);
        scene.app.deliver(letter("Paul <paul@exemple.example>", "Re", &[("To", &to)], "Encore"))
    }

    fn lists(&self) -> Vec<Reply> {
        let pages =
            ["/inbox?queue=together", "/inbox?queue=all&q=enquetes", "/inbox?queue=mentions"]
                .map(|page| self.browser.get(page));
        let api = ["/api/v1/tickets?queue=together", "/api/v1/tickets?q=enquetes"]
            .map(|path| self.program.get(path));
        pages.into_iter().chain(api).collect()
    }
}

/// What of a ticket's addresses somebody may open.
fn open<'a>(paths: &'a [String], by: &Visitor) -> Vec<&'a String> {
    paths.iter().filter(|path| by.get(path).status == 200).collect()
}

fn all_is_over_once(kind: &str, sees: &str) {
    let scene = Scene::new();
    let paul = Paul::of(&scene);
    let (page, id) = (scene.page(), form_id());
    let api = format!("/api/v1{page}");
    let file = [("files", "plan.txt", "text/plain", b"un plan".as_slice())];
    let answer = [("id", &*id), ("body", "Voici le plan.")];
    scene.lea.post_files(&format!("{page}/answers"), &answer, &file).expect(303);
    let together = scene.begin(kind, "Quelle licence ?", sees);
    paul.browser.post(&format!("{page}/following"), &[("follow", "1")]);
    let shown = paul.browser.get(&page);
    let file = shown.body.split("href=\"").find(|rest| rest.contains("/attachments/")).unwrap();
    let file = file.split('"').next().unwrap().to_owned();
    let mut paths = vec![page.clone(), file.clone()];
    paths.extend(["history", "articles", "about", "relations"].map(|end| format!("{page}/{end}")));
    let presence = |status| {
        let form = [("doing", "looking")];
        paul.browser.post(&format!("{page}/presence"), &form).expect(status);
    };
    let opened = open(&paths, &paul.browser);
    assert!(opened.contains(&&page) && opened.contains(&&file), "{opened:?}");
    paul.program.get(&api).expect(200);
    // Who is only asked does not answer the team, and nobody waits for that.
    presence(if kind == "share" { 200 } else { 404 });
    assert!(paul.lists().iter().any(|list| list.body.contains(&scene.ticket.reference)));

    scene.answer(&scene.lea, &together, "end", &[]).expect(303);

    assert_eq!(open(&paths, &paul.browser), Vec::<&String>::new());
    paul.program.get(&api).expect(404);
    paul.program.get(&format!("/api/v1{file}")).expect(404);
    let note = json!({ "body": "Encore", "visibility": "internal" });
    paul.program.post_json(&format!("{api}/messages"), &note).expect(404);
    presence(404);
    for list in paul.lists() {
        assert!(!list.expect(200).body.contains(&scene.ticket.reference), "{}", list.path);
    }
    let last = scene.app.again(&scene.ticket).last_activity_at;
    assert!(matches!(paul.mails(&scene), Receipt::Quarantined(_)));
    assert_eq!(scene.app.again(&scene.ticket).last_activity_at, last);
    let told = scene.app.mails_to("paul@exemple.example").len();
    scene.note(&scene.lea, "@Paul entre nous", "").expect(303);
    let answer = [("id", &*form_id()), ("body", "Encore ceci.")];
    scene.lea.post(&format!("{page}/answers"), &answer).expect(303);
    scene.lea.post(&format!("{page}/closure"), &[("outcome", "answered")]).expect(303);
    assert_eq!(scene.app.mails_to("paul@exemple.example").len(), told, "{kind}: told of it");
}

#[test]
fn a_node_that_was_asked_finds_no_door_once_it_is_over() {
    all_is_over_once("consult", "thread_and_notes");
}

#[test]
fn a_node_that_answered_too_finds_no_door_once_it_is_over() {
    all_is_over_once("share", "");
}
