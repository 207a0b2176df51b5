//! Situations of real teams in the real network, through the API.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::{NetworkRole, NodeId, Scope};
use maillage::db::schema::{coverage_gaps, node_absences, nodes, tickets};
use maillage::history::EventId;
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::asking::ask;

fn preview(app: &TestApp, ask: &Value) -> Value {
    app.visitor().post_json("/api/v1/routing/preview", ask).expect(200).json()
}

/// The question as it would be asked, with what every question needs.
fn whole(ask: &Value) -> Value {
    let mut whole = ask.clone();
    whole["subject"] = json!("Une question");
    whole["body"] = json!("Comment faire ?");
    whole["requester"] = json!({ "name": "Zoé Exemple", "email": "zoe@labo.example" });
    whole
}

#[test]
fn every_real_situation_reaches_its_node_and_the_preview_said_so() {
    let app = TestApp::start();
    let account = app.account("Ana", "ana@example.org", Some(NetworkRole::Coordinator), &[]);
    let caller = app.caller(&app.token(&account, Scope::Write));
    let cases: Vec<Value> = serde_json::from_str(include_str!("data/routing_cases.json")).unwrap();
    assert!(cases.len() >= 60);
    let mut wrong = Vec::new();
    for case in cases {
        let said = preview(&app, &case["ask"]);
        let rule = case.get("rule").unwrap_or(&said["rule"]);
        if (&said["node"], &said["gap"], &said["rule"]) != (&case["node"], &case["gap"], rule) {
            wrong.push(format!(
                "{}: {} by {}, gap {}",
                case["what"], said["node"], said["rule"], said["gap"]
            ));
        }
        for words in ["explanation_fr", "explanation_en"] {
            let sentence = said[words].as_str().unwrap();
            if sentence.len() < 20 || sentence.contains("()") || sentence.contains("  ") {
                wrong.push(format!("{}: {sentence}", case["what"]));
            }
        }
        let asked = caller.post_json("/api/v1/tickets", &whole(&case["ask"])).expect(201).json();
        if (asked["routing"] != said) || asked["node"] != said["node"] {
            wrong.push(format!("{}: asked {} after {said}", case["what"], asked["routing"]));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn training_is_shared_between_its_two_centres() {
    let app = TestApp::start();
    let account = app.account("Ana", "ana@example.org", Some(NetworkRole::Coordinator), &[]);
    let caller = app.caller(&app.token(&account, Scope::Write));
    let ask = whole(&json!({ "institution": "universite-de-lille", "topic": "training" }));
    let mut turns = Vec::new();
    for _ in 0..4 {
        let asked = caller.post_json("/api/v1/tickets", &ask).expect(201).json();
        turns.push(asked["node"].as_str().unwrap().to_owned());
        app.later(TimeDelta::hours(1));
    }
    assert_eq!(turns, ["cr-competences", "cr-supports", "cr-competences", "cr-supports"]);
}

fn set_status(app: &TestApp, slug: &str, status: &str) {
    app.write(|conn| {
        diesel::update(nodes::table.filter(nodes::slug.eq(slug)))
            .set(nodes::status.eq(status))
            .execute(conn)?;
        Ok(())
    });
}

fn send_away(app: &TestApp, slug: &str, stand_in: Option<&str>) {
    let (node, stand_in) = (app.node_id(slug), stand_in.map(|slug| app.node_id(slug)));
    let (today, now) = (app.today(), app.now());
    app.write(|conn| {
        diesel::insert_into(node_absences::table)
            .values((
                node_absences::id.eq(EventId::new().as_str()),
                node_absences::node_id.eq(&node),
                node_absences::starts_on.eq(today),
                node_absences::ends_on.eq(today + TimeDelta::days(10)),
                node_absences::stand_in_id.eq(stand_in),
                node_absences::note.eq(""),
                node_absences::created_at.eq(now),
            ))
            .execute(conn)?;
        Ok(())
    });
}

#[test]
fn an_absent_node_is_stood_in_for_until_it_is_back() {
    let app = TestApp::start();
    let ask = json!({ "institution": "universite-de-lorraine" });
    send_away(&app, "adoc-lorraine", Some("adele"));
    let said = preview(&app, &ask);
    assert_eq!((&said["node"], &said["gap"]), (&json!("adele"), &json!(false)));
    assert_eq!(said["candidates"][0]["stands_in_for"], "adoc-lorraine");
    assert!(said["candidates"][0]["reasons"].as_array().unwrap().contains(&json!("stand_in")));
    assert_eq!(said["skipped"], json!([{ "node": "adoc-lorraine", "why_not": "absent" }]));
    assert!(said["explanation_fr"].as_str().unwrap().contains("ADOC"), "{said}");

    app.later(TimeDelta::days(11));
    assert_eq!(preview(&app, &ask)["node"], "adoc-lorraine");
}

#[test]
fn an_absent_node_without_stand_in_leaves_its_teams_to_the_desk() {
    let app = TestApp::start();
    send_away(&app, "adoc-lorraine", None);
    let said = preview(&app, &json!({ "institution": "universite-de-lorraine" }));
    assert_eq!((&said["node"], &said["gap"]), (&json!("rdg-direction"), &json!(true)));
    let said =
        preview(&app, &json!({ "institution": "universite-de-lorraine", "discipline": "1.5" }));
    assert_eq!(said["node"], "data-terra");
}

#[test]
fn stand_ins_in_a_circle_end_at_the_desk() {
    let app = TestApp::start();
    send_away(&app, "adoc-lorraine", Some("adele"));
    send_away(&app, "adele", Some("champagne-ardenne"));
    send_away(&app, "champagne-ardenne", Some("adoc-lorraine"));
    let said = preview(&app, &json!({ "institution": "inrae", "site": "Nancy" }));
    assert_eq!((&said["node"], &said["gap"]), (&json!("rdg-direction"), &json!(true)));
}

#[test]
fn suspended_and_closed_nodes_answer_nothing_and_the_gap_is_told() {
    let app = TestApp::start();
    for status in ["suspended", "closed", "planned"] {
        set_status(&app, "adele", status);
        let said = preview(&app, &json!({ "institution": "universite-de-strasbourg" }));
        assert_eq!((&said["node"], &said["gap"]), (&json!("rdg-direction"), &json!(true)));
        assert_eq!(said["skipped"], json!([{ "node": "adele", "why_not": status }]));
    }
}

/// Between the preview and the sending, and between that and the proof of the address.
#[test]
fn a_node_that_closes_meanwhile_gets_no_question() {
    let app = TestApp::start();
    let account = app.account("Ana", "ana@example.org", Some(NetworkRole::Coordinator), &[]);
    let caller = app.caller(&app.token(&account, Scope::Write));
    let strasbourg = json!({ "institution": "universite-de-strasbourg" });
    assert_eq!(preview(&app, &strasbourg)["node"], "adele");
    set_status(&app, "adele", "closed");
    let asked = caller.post_json("/api/v1/tickets", &whole(&strasbourg)).expect(201).json();
    assert_eq!(asked["node"], "rdg-direction");
    assert_eq!(asked["routing"]["skipped"], json!([{ "node": "adele", "why_not": "closed" }]));

    let visitor = app.visitor();
    ask(&app, &visitor, &[]).expect(303);
    let node = || -> NodeId {
        let last = tickets::table.order(tickets::reference.desc()).select(tickets::node_id);
        app.read(|conn| Ok(last.first(conn)?))
    };
    assert_eq!(node(), app.node_id("adoc-lorraine"));
    set_status(&app, "adoc-lorraine", "suspended");
    let link = app.mail_to("lucie@labo.example").link("/tickets/");
    let key = visitor.get(&link).expect(200).value_of("key").unwrap();
    visitor.post(link.split('?').next().unwrap(), &[("key", &key)]).expect(303);
    assert_eq!(node(), app.node_id("rdg-direction"));
}

#[test]
fn a_gap_is_kept_with_what_was_asked() {
    let app = TestApp::start();
    let account = app.account("Ana", "ana@example.org", Some(NetworkRole::Coordinator), &[]);
    let caller = app.caller(&app.token(&account, Scope::Write));
    let ask = json!({ "institution": "universite-de-la-reunion", "discipline": "1.5" });
    caller.post_json("/api/v1/tickets", &whole(&ask)).expect(201);
    let kept: Vec<(Option<String>, Option<String>, String)> = app.read(|conn| {
        Ok(coverage_gaps::table
            .select((coverage_gaps::institution, coverage_gaps::region, coverage_gaps::disciplines))
            .load(conn)?)
    });
    let said = (Some("universite-de-la-reunion".into()), Some("04".into()), "1.5".into());
    assert_eq!(kept, [said]);
}

#[test]
fn an_unknown_code_is_refused_by_its_field() {
    let app = TestApp::start();
    for (field, value) in [
        ("institution", json!("universite-de-nulle-part")),
        ("institution", json!("https://ror.org/000000000")),
        ("region", json!("1")),
        ("discipline", json!("2.100")),
        ("discipline", json!(["1.1", "9.9"])),
        ("discipline", json!(["1.1", "1.2", "1.3", "1.4"])),
        ("topic", json!("gossip")),
        ("language", json!("de")),
    ] {
        let reply = app.visitor().post_json("/api/v1/routing/preview", &json!({ field: value }));
        let told = reply.expect(422).json();
        assert_eq!(reply.header("content-type"), Some("application/problem+json"));
        assert_eq!(told["errors"][0]["field"], field, "{told}");
        assert!(told["errors"][0]["message"].as_str().is_some_and(|words| words.len() > 10));
    }
    for nothing in [json!({}), json!({ "site": "Atlantis", "topic": null, "institution": "" })] {
        assert_eq!(preview(&app, &nothing)["node"], "rdg-direction");
    }
    let broken = app.visitor().post_json("/api/v1/routing/preview", &json!("nothing"));
    assert_eq!(broken.expect(400).header("content-type"), Some("application/problem+json"));
}
