//! Hostile values, and buttons that are pressed several times at the same moment: whatever comes, the answer says so.

use std::sync::mpsc::channel;
use std::time::Duration;

use maillage::accounts::{NetworkRole, NodeRole, Scope};
use maillage::db::Conn;
use maillage::network;
use serde_json::json;

use crate::app::{TestApp, Visitor};
use crate::tickets::form_id;
use crate::triage::{NODE, at, person};

/// Sends one form from eight windows of one browser at once; answers the statuses.
fn at_once(app: &TestApp, browser: &Visitor, path: &str, form: &[(&str, &str)]) -> Vec<u16> {
    let (base, session) = (&app.base, browser.cookie("maillage_session").unwrap());
    std::thread::scope(|scope| {
        let press = || {
            let window = Visitor::new(base);
            window.set_cookie("maillage_session", &session);
            window.post(path, form).status
        };
        let pressed: Vec<_> = (0..8).map(|_| scope.spawn(press)).collect();
        pressed.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

#[test]
fn a_button_that_is_pressed_eight_times_at_once_is_pressed_once() {
    let app = TestApp::start();
    let lea = app.sign_in(&person(&app, "Léa Roy", NodeRole::Manager));
    let (note, article) = (form_id(), form_id());
    let node = app.node_id(NODE).to_string();
    let notes = format!("/nodes/{NODE}/rota/notes");
    let written = [
        ("id", article.as_str()),
        ("node", &node),
        ("title_fr", "Déposer"),
        ("body_fr", "Voici comment."),
        ("review_months", "12"),
    ];
    for (path, form) in [
        (format!("/nodes/{NODE}/rota/feed"), &[][..]),
        (notes, &[("id", note.as_str()), ("body", "Penser à la clé")]),
        ("/inbox/articles".to_owned(), &written),
        (
            format!("/nodes/{NODE}/invitations"),
            &[("email", "neuve@exemple.example"), ("name", "Neuve Venue"), ("role", "staff")],
        ),
    ] {
        assert_eq!(at_once(&app, &lea, &path, form), [303; 8], "{path}");
    }
    assert_eq!(app.mails_to("neuve@exemple.example").len(), 1, "invited once");
    let rota = lea.get(&format!("/nodes/{NODE}/rota"));
    assert_eq!(rota.body.matches("Penser à la clé").count(), 1, "{}", rota.text());
}

#[test]
fn who_saves_a_page_too_late_changes_nothing_of_it() {
    let app = TestApp::start();
    let (first, second) = (
        app.actor(&person(&app, "Léa Roy", NodeRole::Manager)),
        app.actor(&person(&app, "Zoé Petit", NodeRole::Manager)),
    );
    let node = app.read(|conn| Ok(network::queries::by_slug(conn, NODE)?));
    let (profile, seen, now) = (node.profile(), node.lock_version, app.now());
    let save = |conn: &mut Conn, actor, service: &str| {
        let services = [service.to_owned()];
        network::ops::save_profile(conn, actor, NODE, (&profile, &services), seen, now)
    };
    let (saved, waits) = channel();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            app.database
                .conn()
                .transact(|conn| {
                    save(conn, &first, "training")?;
                    saved.send(()).unwrap();
                    std::thread::sleep(Duration::from_millis(500));
                    Ok(())
                })
                .unwrap();
        });
        waits.recv().unwrap();
        let outcome = app.database.conn().transact(|conn| save(conn, &second, "curation")).unwrap();
        assert!(matches!(outcome, network::ops::Saved::Meanwhile(_)), "{outcome:?}");
    });
    let page = app.visitor().get(&format!("/api/v1/nodes/{NODE}")).json();
    assert_eq!(page["services"], json!(["training"]));
}

#[test]
fn what_is_changed_on_a_page_that_was_saved_before_is_not_lost() {
    let app = TestApp::start();
    let lea = app.sign_in(&person(&app, "Léa Roy", NodeRole::Staff));
    let (id, node) = (form_id(), app.node_id(NODE).to_string());
    let save = |text: &str| {
        let form = [("id", &*id), ("name", "Accueil"), ("shelf", &node), ("body_fr", text)];
        lea.post("/inbox/answers", &form)
    };
    save("Bonjour").expect(303);
    save("Bonjour").expect(303);

    let again = save("Bonjour et bienvenue");

    again.expect(422).says("Quelqu’un a changé cette réponse type");
    assert!(again.body.contains("Bonjour et bienvenue"), "{}", again.text());
}

#[test]
fn an_article_that_is_changed_on_the_page_it_was_begun_on_is_not_lost() {
    let app = TestApp::start();
    let lea = app.sign_in(&person(&app, "Léa Roy", NodeRole::Staff));
    let (id, node) =
        (maillage::knowledge::ArticleId::new().to_string(), app.node_id(NODE).to_string());
    let save = |text: &str| {
        let form = [("id", &*id), ("node", &*node), ("title_fr", "Embargo"), ("body_fr", text)];
        lea.post("/inbox/articles", &[&form[..], &[("review_months", "12")]].concat())
    };
    let shown = || lea.get(&format!("/inbox/articles/{id}")).body;
    save("Un premier jet").expect(303);
    save("Un premier jet").expect(303);

    save("Un deuxième jet").expect(303);

    assert!(shown().contains("Un deuxième jet") && !shown().contains("Un premier jet"));
    let late = save("Un troisième jet");
    late.expect(409).says("a changé cette réponse entre-temps");
    assert!(late.body.contains("Un troisième jet"), "{}", late.text());
    assert!(shown().contains("Un deuxième jet"));
}

#[test]
fn what_a_form_names_and_nobody_has_is_not_found() {
    let app = TestApp::start();
    let ada = app.account("Ada", "ada@exemple.example", Some(NetworkRole::Admin), &[]);
    let ada = app.sign_in(&ada);
    let nowhere = form_id();
    ada.post("/inbox/tags", &[("shelf", &nowhere), ("label", "Santé")]).expect(404);
    let view = [("shelf", nowhere.as_str()), ("name", "À moi"), ("query", "queue=mine&region=11")];
    ada.post("/inbox/views", &view).expect(404);
}

#[test]
fn values_longer_than_any_of_ours_are_no_fault_of_ours() {
    let app = TestApp::start();
    let lea = app.sign_in(&person(&app, "Léa Roy", NodeRole::Staff));
    let ticket = app.ticket("Longue adresse");
    let long = "x".repeat(20_000);
    app.visitor().get(&format!("/knowledge?topic={long}&q={long}")).expect(200);
    app.visitor().get(&format!("/knowledge?discipline={long}")).expect(200);
    for step in ["/assignment", "/following"] {
        let form = [("to", "me"), ("follows", "yes"), ("from", long.as_str())];
        let reply = lea.post(&at(&ticket, step), &form);
        assert_eq!(reply.expect(303).location(), at(&ticket, ""));
    }
    let huge = "x".repeat(2 * 1024 * 1024);
    lea.post("/inbox/tags", &[("label", &huge)]).expect(413);
    app.visitor().post_json("/api/v1/tickets", &json!({ "subject": huge })).expect(413);
}

#[test]
fn a_ticket_that_was_closed_meanwhile_says_why_nothing_can_begin() {
    let app = TestApp::start();
    let lea = app.sign_in(&person(&app, "Léa Roy", NodeRole::Staff));
    let ticket = app.ticket("Close entre-temps");
    lea.post(&at(&ticket, "/closure"), &[("outcome", "answered")]).expect(303);
    lea.get(&at(&ticket, "/handover")).expect(200).says("déjà close");
    let typed = [("kind", "refer"), ("to", ""), ("reason", "Ce que j’ai écrit")];
    let again = lea.post(&at(&ticket, "/handover"), &typed);
    again.expect(422).says("déjà close").says("Ce que j’ai écrit");
    lea.post(&at(&ticket, "/merge"), &[("into", "")]).expect(422).says("déjà close");
}

#[test]
fn an_address_to_which_no_mail_can_go_is_no_address() {
    let app = TestApp::start();
    for email in [".a@exemple.example", "a..b@exemple.example", "a@[127.0.0.1]", "a@exemple"] {
        let asked =
            json!({ "subject": "S", "body": "B", "requester": { "name": "N", "email": email } });
        let reply = app.visitor().post_json("/api/v1/tickets", &asked);
        assert_eq!(reply.expect(422).json()["errors"][0]["field"], "requester.email", "{email}");
    }
}

#[test]
fn json_of_another_type_names_the_fields() {
    let app = TestApp::start();
    let token = app.token(&person(&app, "Léa Roy", NodeRole::Staff), Scope::Write);
    let (caller, ticket) = (app.caller(&token), app.ticket("Pour les programmes"));
    let fields = |path: &str, body| {
        let reply = caller.post_json(path, &body);
        let errors = reply.expect(422).json()["errors"].clone();
        let errors = errors.as_array().unwrap().iter();
        errors.map(|error| error["field"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let asked = json!({ "subject": 5, "body": ["x"], "requester": { "name": 1 }, "region": "44" });
    assert_eq!(fields("/api/v1/tickets", asked), ["body", "requester", "subject"]);
    assert_eq!(fields("/api/v1/routing/preview", json!({ "discipline": 5 })), ["discipline"]);
    let at = |rest: &str| format!("/api/v1/tickets/{}/{rest}", ticket.reference);
    assert_eq!(fields(&at("messages"), json!({ "body": {} })), ["body"]);
    assert_eq!(fields(&at("transitions"), json!({ "event": [] })), ["event"]);
    let stranger = app.visitor().get("/api/v1/tickets");
    assert_eq!(stranger.expect(401).header("www-authenticate"), Some("Bearer"));
}
