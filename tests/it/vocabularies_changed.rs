//! Vocabularies as whoever administers the network changes them.

use diesel::prelude::*;
use maillage::accounts::NetworkRole;
use maillage::db::schema::{audit_events, laboratory_institutions, ticket_institutions, tickets};
use serde_json::{Value, json};

use crate::app::{TestApp, Visitor};
use crate::tickets::question;

fn with_admin() -> (TestApp, Visitor) {
    let app = TestApp::start();
    let admin = app.account("Hélène", "helene@exemple.fr", Some(NetworkRole::Admin), &[]);
    let visitor = app.sign_in(&admin);
    (app, visitor)
}

fn items(app: &TestApp, path: &str) -> Vec<Value> {
    let list = app.visitor().get(&format!("/api/v1/vocabularies/{path}")).expect(200).json();
    list["items"].as_array().unwrap().clone()
}

fn codes(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["code"].as_str().unwrap()).collect()
}

fn recorded(app: &TestApp, action: &str) -> Vec<Value> {
    let details: Vec<String> = app.read(|conn| {
        let found = audit_events::table.filter(audit_events::action.eq(action));
        Ok(found.order(audit_events::id).select(audit_events::detail).load(conn)?)
    });
    details.iter().map(|detail| serde_json::from_str(detail).unwrap()).collect()
}

#[test]
fn a_term_is_said_otherwise_and_no_import_takes_that_back() {
    let (app, visitor) = with_admin();
    let page = "/admin/vocabularies/topics/eln";
    let before = visitor.get(page).expect(200).value_of("label_fr").unwrap();

    let wrong = visitor.post(page, &[("label_fr", " "), ("label_en", "Notebooks")]);
    wrong.expect(422).says("Écrivez un nom");
    assert_eq!(wrong.value_of("label_en").as_deref(), Some("Notebooks"));
    let form = [("label_fr", "Cahiers numériques d’ESSAI"), ("label_en", "Trial notebooks")];
    visitor.post(page, &form).expect(303);
    visitor.post(page, &form).expect(303);

    app.visitor().get("/tickets/new").expect(200).says("Cahiers numériques d’ESSAI");
    assert_eq!(codes(&items(&app, "topics?q=trial%20notebooks")), ["eln"]);
    let now = app.now();
    app.write(|conn| maillage::network::ops::load_embedded(conn, now));
    app.app.shelf.refresh(&app.app.db).unwrap();
    app.visitor().get("/tickets/new").expect(200).says("Cahiers numériques d’ESSAI");
    let told = recorded(&app, "vocabulary.term_changed");
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["label_en"], "Trial notebooks");
    assert_ne!(before, "Cahiers numériques d’ESSAI");
}

#[test]
fn a_retired_term_is_offered_no_more_and_what_has_it_keeps_it() {
    let (app, visitor) = with_admin();
    let ticket = app.ask(
        maillage::tickets::Question { topic: Some("eln".into()), ..question("Un cahier") },
        true,
    );
    let list = items(&app, "topics");
    let other = codes(&list).into_iter().find(|code| *code != "eln").unwrap().to_owned();
    let label = visitor.get("/admin/vocabularies/topics/eln").value_of("label_fr").unwrap();
    let send = |retired: &str, next: &str| {
        let form = [
            ("label_fr", label.as_str()),
            ("label_en", "ELN"),
            ("retired", retired),
            ("replaced_by", next),
        ];
        visitor.post("/admin/vocabularies/topics/eln", &form)
    };

    send("1", "eln").expect(422).says("Choisissez dans la liste");
    send("1", &other).expect(303);

    assert!(!codes(&items(&app, "topics")).contains(&"eln"));
    assert_eq!(
        codes(&items(&app, "topics?q=ELN")),
        [other.as_str()],
        "its words find what is in its place"
    );
    visitor.get("/admin/vocabularies/topics").expect(200).says("Plus proposé");
    visitor.get(&format!("/tickets/{}", ticket.reference)).expect(200).says(&label);
    send("", "").expect(303);
    assert!(codes(&items(&app, "topics")).contains(&"eln"));
    assert_eq!(recorded(&app, "vocabulary.term_changed").len(), 2);
    visitor.get("/admin/vocabularies/topics/none").expect(404);
    visitor.get("/admin/vocabularies/planets").expect(404);
}

#[test]
fn two_institutions_become_one_and_nothing_names_the_first_any_more() {
    let (app, visitor) = with_admin();
    let asked = maillage::tickets::Question {
        institutions: vec!["agroparistech".into()],
        ..question("Une question")
    };
    let ticket = app.ask(asked, true);
    let ror = app.app.vocabularies().institution("agroparistech").and_then(|one| one.ror.clone());
    let laboratories = |slug: &str| -> i64 {
        app.read(|conn| {
            let of = laboratory_institutions::institution.eq(slug);
            Ok(laboratory_institutions::table.filter(of).count().get_result(conn)?)
        })
    };
    let merge = |slug: &str, into: &str| {
        visitor.post(&format!("/admin/institutions/{slug}/merger"), &[("into", into)])
    };
    visitor.get("/admin/institutions?q=agroparistech").expect(200).says("AgroParisTech");

    merge("agroparistech", "").expect(422).says("Choisissez dans la liste");
    merge("agroparistech", "agroparistech").expect(422).says("C’est le même établissement");
    merge("agroparistech", "inrae").expect(303);
    merge("agroparistech", "inrae").expect(303);

    assert_eq!(laboratories("agroparistech"), 0);
    let named: Vec<Option<String>> = app.read(|conn| {
        Ok(tickets::table.find(&ticket.id).select(tickets::institution).load(conn)?)
    });
    assert!(named.iter().flatten().all(|slug| slug == "inrae"), "{named:?}");
    let also: Vec<String> = app.read(|conn| {
        Ok(ticket_institutions::table.select(ticket_institutions::institution).load(conn)?)
    });
    assert!(!also.contains(&"agroparistech".to_owned()));
    // The address, the identifier and the name of the first lead to the second.
    let to = visitor.get("/admin/institutions/agroparistech");
    assert_eq!(to.expect(303).location(), "/admin/institutions/inrae");
    visitor.follow(&to).expect(200).says("A repris").says("agroparistech");
    let preview = |institution: &str| {
        let body = json!({ "institution": institution, "topic": "eln" });
        app.visitor().post_json("/api/v1/routing/preview", &body).expect(200).json()["node"].clone()
    };
    let expected = preview("inrae");
    assert_eq!(preview("agroparistech"), expected);
    if let Some(ror) = ror {
        assert_eq!(preview(&ror), expected);
    }
    assert_eq!(codes(&items(&app, "institutions?q=agroparistech")), ["inrae"]);
    assert!(!codes(&items(&app, "institutions")).contains(&"agroparistech"));
    let told = recorded(&app, "institution.merged");
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["into"], "inrae");
    assert!(told[0]["moved"].as_object().is_some_and(|moved| !moved.is_empty()), "{told:?}");
    merge("inrae", "agroparistech").expect(422);
}
