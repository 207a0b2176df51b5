//! Tickets for programs: asking, reading, writing, moving, and what outsiders cannot.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::{NetworkRole, NodeRole, Scope};
use maillage::db::schema::{outbox, tickets};
use serde_json::{Value, json};

use crate::app::{Reply, TestApp, Visitor};

const TICKETS: &str = "/api/v1/tickets";

pub fn question() -> Value {
    json!({
        "subject": "Déposer des données de terrain",
        "body": "Où déposer douze gigaoctets de relevés ?",
        "requester": { "name": "Zoé Exemple", "email": "Zoe@Labo.example" },
        "institution": "universite-de-lorraine", "site": "Nancy", "discipline": ["1.5", "1.6"],
        "topic": "where_deposit", "deadline": "2026-04-30", "language": "fr",
    })
}

/// A program of somebody with these roles.
pub fn caller(
    app: &TestApp,
    name: &str,
    network: Option<NetworkRole>,
    nodes: &[(&str, NodeRole)],
) -> Visitor {
    let account = app.account(name, &format!("{name}@example.org"), network, nodes);
    app.caller(&app.token(&account, Scope::Write))
}

pub fn asked(caller: &Visitor, question: &Value) -> String {
    let reply = caller.post_json(TICKETS, question);
    let told = reply.expect(201).json();
    let reference = told["reference"].as_str().unwrap().to_owned();
    assert_eq!(reply.location(), format!("{TICKETS}/{reference}"));
    reference
}

fn problem(reply: &Reply, status: u16) -> Value {
    let told = reply.expect(status).json();
    assert_eq!(reply.header("content-type"), Some("application/problem+json"), "{told}");
    assert_eq!(told["status"], status);
    told
}

fn count_of_tickets(app: &TestApp) -> i64 {
    app.read(|conn| Ok(tickets::table.count().get_result(conn)?))
}

#[test]
fn a_question_by_a_program_is_read_answered_and_closed() {
    let app = TestApp::start();
    let staff = caller(&app, "staff", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let reference = asked(&staff, &question());
    let path = format!("{TICKETS}/{reference}");
    let ticket = staff.get(&path).expect(200).json();
    assert_eq!((&ticket["state"], &ticket["node"]), (&json!("new"), &json!("adoc-lorraine")));
    assert_eq!(ticket["requester"]["email"], "zoe@labo.example");
    assert_eq!((&ticket["region"], &ticket["site"]), (&json!("44"), &json!("nancy")));
    assert_eq!(ticket["created_at"], "2026-03-03T09:00:00.000Z");
    assert_eq!(ticket["messages"][0]["body"], question()["body"]);
    assert_eq!(ticket["routing"]["rule"], "institution");

    let note = json!({ "body": "Voir avec la bibliothèque", "visibility": "internal" });
    staff.post_json(&format!("{path}/messages"), &note).expect(201);
    let answer = json!({ "body": "Dans l'entrepôt **national**.", "visibility": "public" });
    let told = staff.post_json(&format!("{path}/messages"), &answer).expect(201).json();
    assert_eq!(told["state"], "waiting_team");
    let close = json!({ "event": "close", "outcome": "answered", "topic": "deposit_rdg" });
    let closed = staff.post_json(&format!("{path}/transitions"), &close).expect(200).json();
    assert_eq!((&closed["state"], &closed["outcome"]), (&json!("closed"), &json!("answered")));
    assert_eq!(closed["confirmed_topic"], "deposit_rdg");
    let kinds: Vec<_> =
        closed["messages"].as_array().unwrap().iter().map(|m| &m["visibility"]).collect();
    assert!(kinds.contains(&&json!("internal")) && kinds.contains(&&json!("event")), "{kinds:?}");
}

#[test]
fn without_a_token_nothing_is_shown_before_the_address_is_confirmed() {
    let app = TestApp::start();
    let staff = caller(&app, "staff", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let told = app.visitor().post_json(TICKETS, &question()).expect(201).json();
    assert_eq!((&told["state"], &told["node"]), (&json!("unconfirmed"), &json!("adoc-lorraine")));
    let path = format!("{TICKETS}/{}", told["reference"].as_str().unwrap());
    problem(&staff.get(&path), 404);
    problem(&app.visitor().get(&path), 401);
    assert_eq!(staff.get(TICKETS).expect(200).json()["items"], json!([]));
    let queued: Vec<(String, String)> = app
        .read(|conn| Ok(outbox::table.select((outbox::template, outbox::to_email)).load(conn)?));
    assert_eq!(queued, [("ticket_confirm".to_owned(), "zoe@labo.example".to_owned())]);
}

#[test]
fn what_does_not_pass_is_told_by_field() {
    let app = TestApp::start();
    let mut bad = question();
    bad["subject"] = json!(" ");
    bad["requester"]["email"] = json!("zoe");
    bad["deadline"] = json!("soon");
    bad["dmp_url"] = json!("javascript:alert(1)");
    bad["topic"] = json!("gossip");
    bad["body"] = json!("x".repeat(20_001));
    let told = problem(&app.visitor().post_json(TICKETS, &bad), 422);
    let fields: Vec<_> =
        told["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["body", "deadline", "dmp_url", "requester.email", "subject", "topic"]);
    problem(&app.visitor().post_json(TICKETS, &json!({})), 422);
    problem(&app.visitor().post_json(TICKETS, &json!([1])), 400);
    let told = problem(&app.visitor().post_json(TICKETS, &json!({ "subject": 1 })), 422);
    assert_eq!(told["errors"][0]["field"], "subject");
    assert_eq!(count_of_tickets(&app), 0);
}

#[test]
fn a_program_that_repeats_itself_asks_once() {
    let app = TestApp::start();
    let staff = caller(&app, "staff", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let key = [("idempotency-key", "order-66")];
    let first = staff.post_json_with(TICKETS, &question(), &key);
    let second = staff.post_json_with(TICKETS, &question(), &key);
    assert_eq!(first.expect(201).body, second.expect(201).body);
    assert_eq!(first.location(), second.location());
    assert_eq!(count_of_tickets(&app), 1);
    let mut other = question();
    other["subject"] = json!("Autre chose");
    problem(&staff.post_json_with(TICKETS, &other, &key), 409);

    let path = format!("{}/messages", first.location());
    let note = json!({ "body": "Une seule fois", "visibility": "internal" });
    let one = staff.post_json_with(&path, &note, &[("idempotency-key", "n1")]);
    let two = staff.post_json_with(&path, &note, &[("idempotency-key", "n1")]);
    assert_eq!(one.expect(201).body, two.expect(201).body);
}

#[test]
fn two_calls_with_one_key_at_once_get_one_answer() {
    let app = TestApp::start();
    let account = app.account("staff", "staff@example.org", None, &[("adele", NodeRole::Staff)]);
    let token = app.token(&account, Scope::Write);
    for round in 0..4 {
        let key = format!("round-{round}");
        let bodies: Vec<String> = std::thread::scope(|scope| {
            let calls: Vec<_> = (0..4)
                .map(|_| {
                    let (caller, key) = (app.caller(&token), key.clone());
                    scope.spawn(move || {
                        let headers = [("idempotency-key", key.as_str())];
                        let reply = caller.post_json_with(TICKETS, &question(), &headers);
                        reply.expect(201).body.clone()
                    })
                })
                .collect();
            calls.into_iter().map(|call| call.join().unwrap()).collect()
        });
        assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:#?}");
    }
    assert_eq!(count_of_tickets(&app), 4);
}

#[test]
fn strangers_are_slowed_down_and_told_for_how_long() {
    let app = TestApp::start();
    for _ in 0..10 {
        app.visitor().post_json(TICKETS, &question()).expect(201);
    }
    let reply = app.visitor().post_json(TICKETS, &question());
    problem(&reply, 429);
    let wait: i64 = reply.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=3600).contains(&wait));
    let mut other = question();
    other["requester"]["email"] = json!("autre@labo.example");
    app.visitor().post_json(TICKETS, &other).expect(201);
    app.later(TimeDelta::seconds(wait));
    app.visitor().post_json(TICKETS, &question()).expect(201);
}

#[test]
fn a_token_sees_what_its_owner_may_see() {
    let app = TestApp::start();
    let staff = caller(&app, "staff", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let other = caller(&app, "other", None, &[("adele", NodeRole::Manager)]);
    let steers = caller(&app, "steers", Some(NetworkRole::Coordinator), &[]);
    let stranger = caller(&app, "stranger", None, &[]);
    let reference = asked(&staff, &question());
    let path = format!("{TICKETS}/{reference}");
    let seen =
        |who: &Visitor| who.get(TICKETS).expect(200).json()["items"].as_array().unwrap().len();
    assert_eq!([seen(&staff), seen(&other), seen(&steers), seen(&stranger)], [1, 0, 1, 0]);
    steers.get(&path).expect(200);
    for who in [&other, &stranger] {
        let there = problem(&who.get(&path), 404);
        let nowhere = problem(&who.get(&format!("{TICKETS}/2026-999999")), 404);
        assert_eq!(there, nowhere);
        let note = json!({ "body": "x" });
        problem(&who.post_json(&format!("{path}/messages"), &note), 404);
        let close = json!({ "event": "close" });
        problem(&who.post_json(&format!("{path}/transitions"), &close), 404);
    }
    let account = app.account("reader", "reader@example.org", Some(NetworkRole::Admin), &[]);
    let reader = app.caller(&app.token(&account, Scope::Read));
    reader.get(&path).expect(200);
    problem(&reader.post_json(&format!("{path}/messages"), &json!({ "body": "x" })), 403);
    problem(&reader.post_json(TICKETS, &question()), 403);
    problem(&app.caller("nonsense").get(TICKETS), 401);
}

#[test]
fn a_team_with_a_token_reads_no_notes_and_replies_as_the_team() {
    let app = TestApp::start();
    let staff = caller(&app, "staff", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let team = caller(&app, "team", None, &[]);
    let mut ask = question();
    ask["requester"]["email"] = json!("team@example.org");
    let path = format!("{TICKETS}/{}", asked(&staff, &ask));
    let messages = format!("{path}/messages");
    let secret = json!({ "body": "PATIENCE-SECRETE", "visibility": "internal" });
    staff.post_json(&messages, &secret).expect(201);
    staff.post_json(&messages, &json!({ "body": "Voici" })).expect(201);

    let seen = team.get(&path);
    seen.expect(200);
    assert!(!seen.body.contains("PATIENCE-SECRETE") && seen.body.contains("Voici"));
    assert_eq!(seen.json()["routing"]["candidates"], json!([]));
    assert_eq!(seen.json()["allowed"], json!(["close"]));
    assert_eq!(team.get(TICKETS).expect(200).json()["items"].as_array().unwrap().len(), 1);
    let said = team.post_json(&messages, &json!({ "body": "Merci" })).expect(201).json();
    assert_eq!(said["state"], "open");
    problem(&team.post_json(&messages, &secret), 403);
    let steps = format!("{path}/transitions");
    let refused = problem(&team.post_json(&steps, &json!({ "event": "spam" })), 409);
    assert_eq!(refused["allowed"], json!(["close"]));
    let closed = team.post_json(&steps, &json!({ "event": "close" }));
    assert_eq!(closed.expect(200).json()["state"], "closed");
    assert!(!closed.body.contains("PATIENCE-SECRETE"));
}

#[test]
fn an_impossible_step_is_answered_with_the_possible_ones() {
    let app = TestApp::start();
    let staff = caller(&app, "staff", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let path = format!("{TICKETS}/{}", asked(&staff, &question()));
    let steps = format!("{path}/transitions");
    let step = |body: Value| staff.post_json(&steps, &body);
    let told = problem(&step(json!({ "event": "reopen" })), 409);
    assert_eq!(
        told["allowed"],
        json!([
            "assign",
            "transfer",
            "wait_third_party",
            "snooze",
            "close",
            "merge",
            "spam",
            "consult",
            "share",
            "refer"
        ])
    );
    assert_eq!(told["code"], "tickets-not-closed");
    for (body, field) in [
        (json!({}), "event"),
        (json!({ "event": "explode" }), "event"),
        (json!({ "event": "transfer", "reason": "x" }), "to_node"),
        (json!({ "event": "transfer", "to_node": "nowhere", "reason": "x" }), "to_node"),
        (json!({ "event": "transfer", "to_node": "adele" }), "reason"),
        (json!({ "event": "close", "outcome": "bored" }), "outcome"),
        (json!({ "event": "close", "topic": "gossip" }), "topic"),
        (json!({ "event": "assign", "assignee": "somebody" }), "assignee"),
    ] {
        assert_eq!(problem(&step(body), 422)["errors"][0]["field"], field);
    }
    assert_eq!(step(json!({ "event": "assign" })).expect(200).json()["assignee"]["name"], "staff");
    assert_eq!(step(json!({ "event": "release" })).expect(200).json()["assignee"], Value::Null);
    let planned = json!({ "event": "transfer", "to_node": "codatasorb", "reason": "Chez vous" });
    assert_eq!(problem(&step(planned), 409)["code"], "tickets-node-cannot-receive");
    let sent =
        json!({ "event": "transfer", "to_node": "adele", "reason": "Elle est à Strasbourg" });
    let offered = step(sent).expect(200).json();
    assert_eq!(offered["node"], "adoc-lorraine", "staff offer, they do not decide for others");
    assert!(offered["allowed"].as_array().unwrap().contains(&json!("withdraw")));
    let there = caller(&app, "there", None, &[("adele", NodeRole::Staff)]);
    let answers = |body: Value| there.post_json(&steps, &body);
    assert_eq!(
        problem(&answers(json!({ "event": "close" })), 409)["allowed"],
        json!(["accept", "refuse"])
    );
    assert_eq!(
        problem(&answers(json!({ "event": "refuse" })), 422)["errors"][0]["field"],
        "reason"
    );
    assert_eq!(answers(json!({ "event": "accept" })).expect(200).json()["node"], "adele");
    problem(&staff.get(&path), 404);
}

#[test]
fn a_program_that_says_what_it_has_read_does_nothing_over_later_words() {
    let app = TestApp::start();
    let staff = caller(&app, "staff", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let mut mine = question();
    mine["requester"] = json!({ "name": "Ali", "email": "ali@example.org" });
    let team = caller(&app, "ali", None, &[]);
    let path = format!("{TICKETS}/{}", asked(&staff, &mine));
    let last = || {
        let ticket = staff.get(&path).expect(200).json();
        ticket["messages"].as_array().unwrap().last().unwrap()["id"].clone()
    };
    let read = last();
    app.later(TimeDelta::minutes(1));
    let (messages, steps) = (format!("{path}/messages"), format!("{path}/transitions"));
    team.post_json(&messages, &json!({ "body": "Encore un détail." })).expect(201);

    let answer = |seen: &Value| json!({ "body": "Voici.", "seen": seen });
    let close = |seen: &Value| json!({ "event": "close", "seen": seen });
    for (to, sent) in [(&messages, answer(&read)), (&steps, close(&read))] {
        assert_eq!(problem(&staff.post_json(to, &sent), 409)["code"], "tickets-changed-meanwhile");
    }
    let (stranger, word) = (json!(uuid::Uuid::new_v4()), json!("hier"));
    problem(&staff.post_json(&steps, &close(&stranger)), 409);
    assert_eq!(problem(&staff.post_json(&steps, &close(&word)), 422)["errors"][0]["field"], "seen");
    assert_eq!(
        problem(&staff.post_json(&messages, &answer(&word)), 422)["errors"][0]["field"],
        "seen"
    );
    staff.post_json(&messages, &answer(&last())).expect(201);
    let closed = staff.post_json(&steps, &close(&last())).expect(200).json();
    assert_eq!(closed["state"], "closed");
}

#[test]
fn lists_are_filtered_and_turned_page_by_page() {
    let app = TestApp::start();
    let staff = caller(&app, "staff", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let mut references = Vec::new();
    for n in 0..7 {
        let mut ask = question();
        ask["subject"] = json!(if n == 3 { "Cahier Électronique" } else { "Stockage" });
        ask["topic"] = json!(if n == 3 { "eln" } else { "storage" });
        references.push(asked(&staff, &ask));
        app.later(TimeDelta::minutes(1));
    }
    references.reverse();
    let (mut seen, mut address) = (Vec::new(), format!("{TICKETS}?limit=3&region=44"));
    loop {
        let reply = staff.get(&address);
        let page = reply.expect(200).json();
        let items = page["items"].as_array().unwrap();
        seen.extend(items.iter().map(|item| item["reference"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else {
            assert_eq!(reply.header("link"), None);
            break;
        };
        let link = reply.header("link").unwrap();
        assert!(link.ends_with("; rel=\"next\"") && link.contains(next), "{link}");
        address = link[1..link.find('>').unwrap()].to_owned();
    }
    assert_eq!(seen, references);
    let found = |query: &str| {
        let page = staff.get(&format!("{TICKETS}?{query}")).expect(200).json();
        page["items"].as_array().unwrap().len()
    };
    assert_eq!(found("topic=eln"), 1);
    assert_eq!(found("q=CAHIER+electronique"), 1);
    assert_eq!(found("state=closed"), 0);
    assert_eq!(found("node=adoc-lorraine&discipline=1.6&sort=last_activity_at"), 7);
    assert_eq!(found("node=adele"), 0);
    assert_eq!(found("assignee=me"), 0);
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("cursor=x", "cursor"),
        ("state=asleep", "state"),
        ("node=nowhere", "node"),
        ("region=1", "region"),
        ("discipline=2.100", "discipline"),
        ("topic=gossip", "topic"),
        ("sort=mood", "sort"),
        ("assignee=ana", "assignee"),
    ] {
        let told = problem(&staff.get(&format!("{TICKETS}?{query}")), 422);
        assert_eq!(told["errors"][0]["field"], field, "{query}");
    }
}
