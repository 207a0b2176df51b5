//! Vocabularies as whoever administers the network changes them.

use diesel::prelude::*;
use maillage::accounts::{NetworkRole, NodeRole};
use maillage::db::schema::{audit_events, laboratory_institutions, ticket_institutions, tickets};
use serde_json::{Value, json};

use crate::app::{Reply, TestApp, Visitor};
use crate::courses_cast;
use crate::tickets::{form_id, question};
use crate::triage;

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
    app.app.shelf().refresh(&app.app.db).unwrap();
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
        let form = [("into", into), ("confirm", slug)];
        visitor.post(&format!("/admin/institutions/{slug}/merger"), &form)
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
    let to = app.visitor().get("/institutions/agroparistech");
    assert_eq!(to.expect(308).location(), "/institutions/inrae");
    visitor.follow(&to).expect(200).says("INRAE").says("ror.org/003vg9w96");
    let nodes = app.visitor().get("/institutions/inrae");
    assert_eq!(nodes.text().matches("ADOC Lorraine").count(), 1, "{}", nodes.text());
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

#[test]
fn a_merger_is_for_good_and_wants_the_code_of_what_goes() {
    let (app, visitor) = with_admin();
    let page = "/admin/institutions/agroparistech";
    let merge = |slug: &str, into: &str, confirm: &str| {
        let form = [("into", into), ("confirm", confirm)];
        visitor.post(&format!("/admin/institutions/{slug}/merger"), &form)
    };
    visitor.get(page).expect(200).says("C’est définitif").says("Tapez agroparistech.");

    for typed in ["", "inrae", "AgroParisTech"] {
        let again = merge("agroparistech", "inrae", typed);
        again.expect(422).says("Tapez le code de l’établissement qui disparaît");
        assert_eq!(again.value_of("confirm").as_deref(), Some(typed));
        assert!(again.body.contains("<option value=\"inrae\" selected>"), "{}", again.body);
    }
    assert_eq!(recorded(&app, "institution.merged").len(), 0);
    visitor.get(page).expect(200);
    merge("agroparistech", "inrae", " agroparistech ").expect(303);
    assert_eq!(recorded(&app, "institution.merged").len(), 1);
}

#[test]
fn no_merger_goes_into_itself_into_what_is_merged_twice_or_round() {
    let (app, visitor) = with_admin();
    let merge = |slug: &str, into: &str| {
        let form = [("into", into), ("confirm", slug)];
        visitor.post(&format!("/admin/institutions/{slug}/merger"), &form)
    };

    merge("agroparistech", "agroparistech").expect(422).says("C’est le même établissement");
    merge("agroparistech", "nulle-part").expect(422).says("Choisissez dans la liste");
    merge("nulle-part", "inrae").expect(404);
    merge("agroparistech", "inrae").expect(303);
    merge("cnrs", "agroparistech").expect(422).says("fait lui-même partie d’un autre");
    merge("inrae", "agroparistech").expect(422).says("fait lui-même partie d’un autre");
    merge("agroparistech", "cnrs").expect(409).says("fait déjà partie d’un autre");
    assert_eq!(recorded(&app, "institution.merged").len(), 1);

    // What was merged goes along with what it was merged into.
    merge("inrae", "cnrs").expect(303);
    for gone in ["agroparistech", "inrae"] {
        let to = app.visitor().get(&format!("/institutions/{gone}"));
        assert_eq!(to.expect(308).location(), "/institutions/cnrs", "{gone}");
    }
    assert_eq!(recorded(&app, "institution.merged").len(), 2);
}

/// Whether a page offers a code in a list or by a box, and has it chosen.
fn keeps(page: &Reply, name: &str, code: &str) -> bool {
    let (option, value) =
        (format!("<option value=\"{code}\" selected"), format!("value=\"{code}\""));
    let of = format!("name=\"{name}\"");
    let ticked = |tag: &str| tag.contains(&of) && tag.contains(&value) && tag.contains("checked");
    page.expect(200).body.contains(&option) || page.body.split('<').any(ticked)
}

/// Saving a page anew does not take away what was chosen before it was retired.
#[test]
fn what_has_a_retired_term_goes_on_offering_it_on_its_own_page() {
    let (app, visitor) = with_admin();
    let held = [(triage::NODE, NodeRole::Manager)];
    let lea = app.account("Léa", "lea@exemple.example", None, &held);
    let own = app.sign_in(&lea);
    let course = courses_cast::draft(&app, &app.actor(&lea), "Restreindre l’accès");
    let course = format!("/inbox/courses/{course}");
    let asked = maillage::tickets::Question { topic: Some("eln".into()), ..question("Un cahier") };
    let ticket = format!("/tickets/{}", app.ask(asked, true).reference);
    let (id, form) = (form_id(), ("disciplines", "1.3"));
    let post = [("id", id.as_str()), ("title_fr", "Une nouvelle"), ("body_fr", "Mot."), form];
    visitor.post("/inbox/news", &post).expect(303);
    let post = format!("/inbox/news/{id}");
    let node = format!("/nodes/{}/edit", triage::NODE);
    let lock = own.get(&node).value_of("lock_version").unwrap();
    let profile = [
        ("name", "Atelier ADOC"),
        ("short_name", "ADOC"),
        ("region", "44"),
        ("languages", "fr"),
        ("full_time_equivalents", "1"),
        ("fairness_weight", "1"),
        ("services", "curation"),
        ("lock_version", lock.as_str()),
    ];
    own.post(&node, &profile).expect(303);
    let retire = |vocabulary: &str, code: &str| {
        let form = [("label_fr", "Retiré"), ("label_en", "Retired"), ("retired", "1")];
        visitor.post(&format!("/admin/vocabularies/{vocabulary}/{code}"), &form).expect(303);
    };

    retire("topics", "restrict");
    retire("topics", "eln");
    retire("disciplines", "1.3");
    retire("services", "curation");

    for (at, name, code) in [
        (&course, "topics", "restrict"),
        (&course, "disciplines", "1.3"),
        (&ticket, "topic", "eln"),
        (&post, "disciplines", "1.3"),
        (&node, "services", "curation"),
    ] {
        let visitor = if at == &post { &visitor } else { &own };
        assert!(keeps(&visitor.get(at), name, code), "{at} lost {code}");
    }
    // What does not have it is not offered it.
    let page = own.get("/inbox/courses/new");
    assert!(!page.expect(200).body.contains("<option value=\"restrict\""));
    assert!(!own.get("/tickets/new").expect(200).body.contains("value=\"eln\""));
}
