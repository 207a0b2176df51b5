//! What a question is about is said anew by staff: a question by mail tells nothing of it.

use chrono::TimeDelta;
use maillage::accounts::{NetworkRole, NodeRole};
use maillage::tickets::Ticket;
use serde_json::{Value, json};

use crate::api::{asked, caller, question};
use crate::app::{Reply, TestApp, Visitor};
use crate::mail_in::letter;

fn lea(app: &TestApp) -> Visitor {
    let held = [("adoc-lorraine", NodeRole::Staff)];
    app.sign_in(&app.account("Léa", "lea@adoc.example", None, &held))
}

/// What the form shows, as it would be sent.
fn filled(page: &Reply) -> Vec<(String, String)> {
    ["subject", "site", "name", "email"]
        .iter()
        .map(|name| ((*name).to_owned(), page.value_of(name).unwrap_or_default()))
        .collect()
}

fn sends(who: &Visitor, ticket: &Ticket, fields: &[(&str, &str)]) -> Reply {
    let path = format!("/tickets/{}/about", ticket.reference);
    let mut form = filled(&who.get(&path));
    form.retain(|(name, _)| fields.iter().all(|(changed, _)| changed != name));
    let form: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .chain(fields.iter().copied())
        .collect();
    who.post(&path, &form)
}

#[test]
fn a_question_by_mail_is_given_its_place_its_field_and_its_topic() {
    let app = TestApp::start();
    let from = "Zoé Exemple <zoe@labo.example>";
    let ticket = app.ticket_of(&app.deliver(letter(from, "HELP", &[], "Où déposer ?")));
    let page = app.visitor().get(&app.mail_to("zoe@labo.example").link("/tickets/"));
    let key = page.expect(200).value_of("key").unwrap();
    let confirms = format!("/tickets/{}/confirmation", ticket.reference);
    app.visitor().post(&confirms, &[("key", &key)]).expect(303);
    let ticket = app.again(&ticket);
    let steers = Some(NetworkRole::Coordinator);
    let ana = app.sign_in(&app.account("Ana", "ana@exemple.example", steers, &[]));
    ana.get(&format!("/tickets/{}", ticket.reference)).says("Compléter ou corriger");

    let fields = [
        ("subject", "Déposer des enquêtes"),
        ("topic", "where_deposit"),
        ("institution", "universite-de-lorraine"),
        ("site", "Nancy"),
        ("disciplines", "1.5"),
    ];
    let said = sends(&ana, &ticket, &fields).expect(303).location().to_owned();

    let page = ana.get(&said);
    page.expect(200).says("Déposer des enquêtes").says("Nancy").says("Université de Lorraine");
    page.says("Ana a corrigé").says("objet, lieu et employeurs, disciplines, sujet");
    let now = app.again(&ticket);
    assert_eq!((now.region.as_deref(), now.topic.as_deref()), (Some("44"), Some("where_deposit")));
    assert_eq!(now.node_id, ticket.node_id, "nothing moves by itself");
    let lists =
        ana.get("/inbox?queue=all&scope=network&region=44&discipline=1&topic=where_deposit");
    lists.expect(200).says("Déposer des enquêtes");
    ana.get("/inbox?queue=all&scope=network&q=enquetes").says("Déposer des enquêtes");
    // Nobody covered it; now that it is known where the team works, somebody does, and one press passes it on.
    page.says("ADOC Lorraine répond désormais pour cette équipe");
    let pass = [
        ("kind", "place"),
        ("to", "adoc-lorraine"),
        ("reason", "Vous couvrez désormais cette équipe."),
    ];
    let audited = app.read(|conn| maillage::history::of(conn, "ticket", now.id.as_str(), 50));
    let described = |event: &&maillage::history::Event| event.action == "ticket.describe";
    assert_eq!(audited.iter().filter(described).count(), 1);
    // The same again says nothing new.
    sends(
        &ana,
        &now,
        &[
            ("topic", "where_deposit"),
            ("region", "44"),
            ("disciplines", "1.5"),
            ("institution", "universite-de-lorraine"),
        ],
    )
    .expect(303);
    assert_eq!(app.again(&ticket).lock_version, now.lock_version);
    ana.post(&format!("/tickets/{}/handover", ticket.reference), &pass).expect(303);
    assert_eq!(app.again(&ticket).node_id, app.node_id("adoc-lorraine"));
    let after = ana.get(&format!("/tickets/{}", ticket.reference));
    after.expect(200).says_not("répond désormais pour cette équipe");
}

#[test]
fn another_address_gets_a_link_and_the_old_ones_open_nothing() {
    let app = TestApp::start();
    let (ticket, lea) = (app.ticket("Publier des enquêtes"), lea(&app));
    let old = maillage::tickets::mail::follow_path(&app.app.signer, &ticket);
    app.visitor().get(&old).expect(200);

    let wrong = sends(&lea, &ticket, &[("email", "nora"), ("name", ""), ("subject", "")]);
    wrong.expect(422).says("Donnez un objet").says("Indiquez le nom");
    assert_eq!(wrong.value_of("email").as_deref(), Some("nora"));
    let place = ticket.institution.as_deref().unwrap();
    let as_it_was = [("institution", place), ("region", ticket.region.as_deref().unwrap())];
    let nora = [("email", "nora@labo.example"), ("name", "Nora Weil")];
    let fields: Vec<_> = nora.into_iter().chain(as_it_was).collect();
    sends(&lea, &ticket, &fields).expect(303);

    app.visitor().get(&old).expect(404);
    let new = app.mail_to("nora@labo.example").link("/tickets/");
    app.visitor().get(&new).expect(200).says("Publier des enquêtes");
    let now = app.again(&ticket);
    assert_eq!(
        (now.asker_name.as_str(), now.asker_email.as_str()),
        ("Nora Weil", "nora@labo.example")
    );
    assert_eq!(
        (&now.region, &now.institution),
        (&ticket.region, &ticket.institution),
        "left alone"
    );
}

#[test]
fn figures_follow_what_is_said_anew_and_what_is_confirmed_at_the_end() {
    let app = TestApp::start();
    let staff = caller(&app, "staff", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let steers = caller(&app, "steers", Some(NetworkRole::Coordinator), &[]);
    let [one, other] = [(); 2].map(|()| asked(&staff, &question()));
    let path = |reference: &str, what: &str| format!("/api/v1/tickets/{reference}/{what}");
    app.later(TimeDelta::hours(4));
    staff.post_json(&path(&one, "messages"), &json!({ "body": "Voici" })).expect(201);
    let told = |query: &str| steers.get(&format!("/api/v1/statistics?{query}")).expect(200).json();
    let received = |query: &str| told(query)["received"].as_i64().unwrap();
    let about =
        json!({ "region": "11", "site": "Paris", "discipline": "2.2", "topic": "dmp_write" });
    let said = staff.post_json(&path(&one, "about"), &about).expect(200).json();
    assert_eq!((&said["region"], &said["topic"]), (&json!("11"), &json!("dmp_write")));
    let bad =
        json!({ "topic": "none", "region": "x", "subject": " ", "requester": { "email": "z" } });
    let wrong = staff.post_json(&path(&one, "about"), &bad).expect(422).json();
    assert_eq!(wrong["errors"].as_array().unwrap().len(), 4, "{wrong}");
    let close = json!({ "event": "close", "outcome": "answered", "topic": "deposit_rdg" });
    staff.post_json(&path(&other, "transitions"), &close).expect(200);
    for tallied in [false, true] {
        if tallied {
            app.run_jobs();
        }
        assert_eq!(received("region=11&discipline=2&topic=dmp_write"), 1);
        assert_eq!(received("topic=where_deposit"), 0);
        assert_eq!(received("topic=deposit_rdg&region=44"), 1);
        // Times are those of what is chosen.
        assert_eq!(told("region=11")["first_answer"]["median_hours"], 4.0);
        assert_eq!(told("region=44")["first_answer"]["median_hours"], Value::Null);
        assert_eq!(told("region=44")["resolution_median_hours"], 4.0);
        assert_eq!(told("region=11")["resolution_median_hours"], Value::Null);
    }
    // None of our topics is none.
    staff.post_json(&path(&other, "transitions"), &json!({ "event": "reopen" })).expect(200);
    let close = json!({ "event": "close", "outcome": "answered", "topic": "" });
    let closed = staff.post_json(&path(&other, "transitions"), &close).expect(200).json();
    assert_eq!((&closed["topic"], &closed["confirmed_topic"]), (&Value::Null, &Value::Null));
    assert_eq!(
        (received("topic=deposit_rdg"), told("region=44")["reopenings"].as_i64()),
        (0, Some(1))
    );
    assert_eq!(told("region=11")["reopenings"], 0);
    // What happened to it counts where it belongs now, at once.
    staff
        .post_json(&path(&other, "about"), &json!({ "region": "11", "site": "Paris" }))
        .expect(200);
    assert_eq!(
        (&told("region=44")["reopenings"], &told("region=11")["reopenings"]),
        (&json!(0), &json!(1))
    );
}

#[test]
fn each_number_of_referrals_and_reopenings_leads_to_its_questions() {
    let app = TestApp::start();
    let held = [("adoc-lorraine", NodeRole::Staff)];
    let staff = caller(&app, "staff", None, &held);
    let ana = app.account("Ana", "ana@exemple.example", Some(NetworkRole::Coordinator), &[]);
    let ana = app.sign_in(&ana);
    let (one, two) = (asked(&staff, &question()), asked(&staff, &question()));
    let steps = |reference: &str| format!("/api/v1/tickets/{reference}/transitions");
    let refer = json!({ "event": "refer", "to_node": "adele", "reason": "Pour vous" });
    staff.post_json(&steps(&one), &refer).expect(200);
    for event in ["close", "reopen"] {
        staff.post_json(&steps(&two), &json!({ "event": event })).expect(200);
    }
    let page = ana.get("/figures/steering?from=2026-03-01&to=2026-03-31");
    let days = "queue=all&received_from=2026-03-01&received_to=2026-03-31&scope=network";
    let month = "queue=all&scope=network&received_from=2026-03-01&received_to=2026-03-31";
    for (counted, found) in [("referrals", &one), ("reopenings", &two)] {
        let list = format!("/inbox?{month}&counted={counted}");
        assert!(page.expect(200).links_to(&list), "{}", page.body);
        let listed = ana.get(&list);
        listed.expect(200).says(found);
        assert_eq!(listed.body.matches("name=\"ticket\" value").count(), 1);
        let of_node = format!("/inbox?{days}&node=adoc-lorraine&counted={counted}");
        assert!(page.links_to(&of_node), "{of_node} in {}", page.body);
        assert_eq!(ana.get(&of_node).body.matches("name=\"ticket\" value").count(), 1);
    }
    let open = format!("/inbox?{days}&node=adoc-lorraine&counted=open");
    assert!(page.links_to(&open), "{}", page.body);
    assert_eq!(ana.get(&open).body.matches("name=\"ticket\" value").count(), 2);
}

#[test]
fn a_program_brings_files_and_reads_them() {
    let app = TestApp::start();
    let staff = caller(&app, "staff", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let stranger = caller(&app, "stranger", None, &[("lord", NodeRole::Staff)]);
    let brings = |who: &Visitor, name: &str, content: &[u8]| {
        who.post_bytes(&format!("/api/v1/files?name={name}"), content)
    };
    let brought = brings(&staff, "plan.txt", b"Plan de gestion").expect(201).json();
    assert_eq!((&brought["name"], &brought["bytes"]), (&json!("plan.txt"), &json!(15)));
    assert_eq!(brings(&staff, "plan.txt", b"Plan de gestion").json()["file"], brought["file"]);
    brings(&staff, "", b"x").expect(422);
    brings(&staff, "vide.txt", b"").expect(422);
    brings(&staff, "jeu.exe", b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff").expect(422);

    let mut asks = question();
    asks["files"] = json!([brought["file"]]);
    let path = format!("/api/v1/tickets/{}", asked(&staff, &asks));
    let note = json!({ "body": "Vu", "visibility": "internal", "files": [brought["file"]] });
    staff.post_json(&format!("{path}/messages"), &note).expect(201);
    let theirs =
        json!({ "body": "Vu", "files": [brings(&stranger, "a.txt", b"a").json()["file"]] });
    let refused = staff.post_json(&format!("{path}/messages"), &theirs).expect(422).json();
    assert_eq!(refused["errors"][0]["field"], "files");

    let ticket = staff.get(&path).expect(200).json();
    let messages = ticket["messages"].as_array().unwrap();
    let files: Vec<_> =
        messages.iter().flat_map(|message| message["attachments"].as_array().unwrap()).collect();
    assert_eq!(files.len(), 2);
    let of = |file: &Value| format!("{path}/attachments/{}", file["id"].as_str().unwrap());
    let got = staff.get(&of(files[0]));
    assert_eq!(got.expect(200).bytes, b"Plan de gestion");
    assert!(got.header("content-disposition").unwrap().starts_with("attachment"));
    stranger.get(&of(files[0])).expect(404);
    // The team reads what is theirs, not what hangs on a note.
    let zoe = app.account("Zoé", "zoe@labo.example", None, &[]);
    let zoe = app.caller(&app.token(&zoe, maillage::accounts::Scope::Write));
    let statuses: Vec<u16> = files.iter().map(|file| zoe.get(&of(file)).status).collect();
    assert_eq!(statuses, [200, 404]);
}
