//! What others than the team are told: of a sensitive ticket only that it waits, and of what ends that it does.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::{NetworkRole, NodeRole, Scope};
use maillage::db::schema::{readings, webhook_deliveries};
use maillage::mail_in::Receipt;
use maillage::tickets::{Ticket, queries};
use maillage::webhooks::{self, HookId, Occurrence, Proposal};
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::asking::asked;
use crate::bridge::{open, reply};
use crate::privacy::{admin, asks_for, confirms};
use crate::tickets::{form_id, question};

const HELPDESK: &str = "helpdesk@univ.example";
const SECRETS: &[&str] = &["SECRET", "Lucie", "lucie", "enquêtes", "Nancy", "Lorraine"];

fn tells_nothing(text: &str) {
    for secret in SECRETS.iter().filter(|secret| **secret != "Lorraine") {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

/// A webhook of a node that is told of everything.
fn hook(app: &TestApp, node: &str) -> HookId {
    let name = format!("programme-{node}");
    let held = [(node, NodeRole::Manager)];
    let maker = app.account(&name, &format!("{name}@example.org"), None, &held);
    let (maker, id, node) = (app.actor(&maker), HookId::new(), app.node_id(node));
    let url = "https://hooks.example.org/x".to_owned();
    let proposal = Proposal { url, name, events: Occurrence::ALL.to_vec() };
    app.write(|conn| webhooks::ops::make(conn, &maker, (&id, Some(&node)), &proposal, app.now()));
    id
}

fn told(app: &TestApp, hook: &HookId) -> Vec<Value> {
    let payloads: Vec<String> = app.read(|conn| {
        Ok(webhook_deliveries::table
            .filter(webhook_deliveries::webhook_id.eq(hook))
            .order(webhook_deliveries::id)
            .select(webhook_deliveries::payload)
            .load(conn)?)
    });
    payloads.iter().map(|payload| serde_json::from_str(payload).unwrap()).collect()
}

fn events(app: &TestApp, hook: &HookId) -> Vec<String> {
    told(app, hook).iter().map(|one| one["type"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_form_asks_and_says_what_sensitive_means() {
    let app = TestApp::start();
    let camille =
        app.account("Camille", "camille@adoc.example", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let form = app.visitor().get("/tickets/new");
    form.expect(200).says("Ma question est sensible").says("chaque lecture est notée");

    let follow = asked(
        &app,
        &app.visitor(),
        &[("sensitive", "1"), ("body", "SECRET : où déposer nos enquêtes ?")],
    );

    let reference = crate::following::reference(&follow).to_owned();
    let ticket = app.read(|conn| Ok(queries::by_reference(conn, &reference)?));
    assert!(ticket.sensitive);
    let mail = app.mail_to("camille@adoc.example");
    assert!(mail.subject.contains("Demande sensible"), "{}", mail.subject);
    tells_nothing(&mail.text);
    assert!(mail.text.contains(&format!("/tickets/{reference}")), "{}", mail.text);
    let path = format!("/tickets/{reference}");
    app.sign_in(&camille).get(&path).expect(200).says("SECRET").says("Sensible");
    app.sign_in(&camille).get("/inbox?queue=all").says("Sensible");
    // The team keeps its words.
    app.visitor().get(&follow).expect(200).says("SECRET").says("jamais dans un courriel");
}

#[test]
fn a_form_that_comes_back_keeps_the_mark() {
    let app = TestApp::start();

    let again = crate::asking::ask(&app, &app.visitor(), &[("sensitive", "1"), ("email", "x")]);

    let body = again.expect(422).body.clone();
    let field =
        body.split("id=\"sensitive\"").nth(1).unwrap().split('>').next().unwrap().to_owned();
    assert!(field.contains("checked"), "{field}");
}

#[test]
fn programs_may_ask_something_sensitive() {
    let app = TestApp::start();
    let desk = app.account("Léa", "lea@adoc.example", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let (caller, hook) = (app.caller(&app.token(&desk, Scope::Write)), hook(&app, "adoc-lorraine"));
    let question = json!({
        "subject": "SECRET", "body": "SECRET", "institution": "universite-de-lorraine", "site": "Nancy",
        "requester": { "name": "Lucie", "email": "lea@adoc.example" }, "sensitive": true,
    });

    let made = caller.post_json("/api/v1/tickets", &question);

    let reference = made.expect(201).json()["reference"].as_str().unwrap().to_owned();
    let shown = caller.get(&format!("/api/v1/tickets/{reference}"));
    assert_eq!(shown.expect(200).json()["sensitive"], true);
    for one in told(&app, &hook) {
        assert_eq!(one["data"]["ticket"]["subject"], Value::Null);
        assert_eq!(one["data"]["ticket"]["sensitive"], true);
        tells_nothing(&one.to_string());
    }
}

/// Whatever a program does, it is answered with the whole of it.
#[test]
fn what_a_program_is_told_of_a_sensitive_ticket_is_noted_as_read() {
    let app = TestApp::start();
    let desk = app.account("Léa", "lea@adoc.example", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let caller = app.caller(&app.token(&desk, Scope::Write));
    let mut asked = question("SECRET");
    asked.sensitive = true;
    let (ticket, other) = (app.ask(asked, true), app.ticket("Une autre"));
    let path = format!("/api/v1/tickets/{}", ticket.reference);
    let noted = || {
        let of = readings::table.filter(readings::ticket_id.eq(&ticket.id));
        app.read(|conn| Ok(of.count().get_result::<i64>(conn)?))
    };
    let calls = [
        ("transitions", json!({ "event": "assign" })),
        ("links", json!({ "to": other.reference })),
    ];
    for (place, (call, body)) in (1..).zip(calls) {
        let told = caller.post_json(&format!("{path}/{call}"), &body);
        assert!(told.expect(200).body.contains("comment faire"), "{}", told.body);
        assert_eq!(noted(), place, "{call}");
        app.later(TimeDelta::minutes(31));
    }
}

#[test]
fn an_admin_who_has_a_copy_made_for_somebody_is_noted_too() {
    let app = TestApp::start();
    let mut asked = question("SECRET");
    asked.sensitive = true;
    let (ticket, _) = (app.ask(asked, true), app.ticket("Une autre"));
    let admin = admin(&app);
    let plan = asks_for(&admin, &ticket.asker_email, "export");

    confirms(&app, &admin, &plan).expect(200);

    let noted = || -> Vec<(String, Option<String>)> {
        app.read(|conn| {
            let who = (readings::ticket_id, readings::account_id);
            Ok(readings::table.select(who).load(conn)?)
        })
    };
    let one = noted();
    let [(of, Some(_))] = one.as_slice() else { panic!("{one:?}") };
    assert_eq!(of, ticket.id.as_str());

    // Whoever else fetches it is noted as well; the list leads each admin there.
    let ada = app.account("Ada", "ada@example.org", Some(NetworkRole::Admin), &[]);
    let (path, key) = plan.path.split_once('?').unwrap();
    app.sign_in(&ada).get(&format!("{path}/copy?{key}")).expect(200);
    let id = Some(ada.id.to_string());
    assert!(noted().contains(&(ticket.id.to_string(), id)));
}

/// The question, what is said later and what nodes say to each other: a helpdesk gets the link, and may answer by mail.
#[test]
fn a_helpdesk_gets_the_link_to_a_sensitive_question_and_no_word_of_it() {
    let app = TestApp::start();
    let chief = open(&app, "adoc-lorraine", HELPDESK);
    open(&app, "lord", "aide@lord.example");
    let mut asked = question("SECRET enquêtes");
    (asked.sensitive, asked.body) = (true, "SECRET".into());
    let ticket = app.ask(asked, true);
    let path = format!("/tickets/{}", ticket.reference);

    let first = app.mail_to(HELPDESK);
    let refer = [("kind", "consult"), ("to", "lord"), ("reason", "SECRET : qu’en dites-vous ?")];
    chief.post(&format!("{path}/handover"), &refer).expect(303);
    app.later(TimeDelta::minutes(5));
    let answer = reply(&first, "Denis Agent <denis@univ.example>", &[], "Voici notre réponse.");
    assert!(matches!(app.deliver(answer), Receipt::Reply(_)));
    team_says(&app, &ticket, "SECRET encore");

    let mails: Vec<_> = [HELPDESK, "aide@lord.example"]
        .iter()
        .flat_map(|to| app.mails_to(to))
        .filter(|mail| mail.subject.contains(&ticket.reference))
        .collect();
    assert!(mails.len() >= 3, "{:?}", mails.iter().map(|mail| &mail.subject).collect::<Vec<_>>());
    for mail in &mails {
        assert!(mail.subject.contains("Demande sensible"), "{}", mail.subject);
        assert!(mail.text.contains(&path), "{}", mail.text);
        tells_nothing(&mail.raw);
    }
    let parsed = mail_parser::MessageParser::default().parse(first.raw.as_bytes()).unwrap();
    assert_eq!(parsed.attachment_count(), 0);
    assert_eq!(
        app.mail_to("lucie@exemple.example").text.matches("Voici notre réponse.").count(),
        1
    );
}

fn team_says(app: &TestApp, ticket: &Ticket, body: &str) {
    let path = maillage::tickets::mail::follow_path(&app.app.signer, &app.again(ticket));
    let key = path.split("key=").nth(1).unwrap().to_owned();
    let form = [("key", key.as_str()), ("id", &*form_id()), ("body", body)];
    app.visitor().post(&format!("/tickets/{}/replies", ticket.reference), &form).expect(303);
}

#[test]
fn the_morning_mail_names_a_sensitive_ticket_by_its_number() {
    let app = TestApp::start();
    let lea = app.account("Léa", "lea@adoc.example", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let visitor = app.sign_in(&lea);
    let mut asked = question("SECRET enquêtes");
    asked.sensitive = true;
    let ticket = app.ask(asked, true);
    visitor.post(&format!("/tickets/{}/assignment", ticket.reference), &[("to", "me")]).expect(303);
    visitor.post("/account/digest", &[("wanted", "on"), ("hour", "7")]).expect(303);

    app.later(TimeDelta::days(1));
    app.run_jobs();

    let mail = app.mail_to("lea@adoc.example");
    assert!(mail.subject.contains("matinée"), "{}", mail.subject);
    assert!(mail.text.contains(&ticket.reference) && mail.text.contains("Demande sensible"));
    tells_nothing(&mail.text);
}

/// Whoever had something to do with a ticket hears that it is over, and nothing more.
#[test]
fn what_ends_between_nodes_is_told_to_both() {
    let app = TestApp::start();
    let (ours, theirs) = (hook(&app, "adoc-lorraine"), hook(&app, "lord"));
    let lea = app.account("Léa", "lea@adoc.example", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let (lea, ticket) = (app.sign_in(&lea), app.ticket("Une question"));
    let path = format!("/tickets/{}", ticket.reference);
    let begin = |kind: &str| {
        app.later(TimeDelta::minutes(1));
        let form = [("kind", kind), ("to", "lord"), ("reason", "Pour vous")];
        lea.post(&format!("{path}/handover"), &form).expect(303);
        app.later(TimeDelta::minutes(1));
        app.read(|conn| Ok(queries::going_on(conn, &ticket.id)?)).pop().unwrap().id
    };

    for kind in ["refer", "consult", "share"] {
        let id = begin(kind);
        lea.post(&format!("{path}/handovers/{id}/end"), &[]).expect(303);
    }
    app.later(TimeDelta::minutes(1));
    lea.post(&format!("{path}/closure"), &[("outcome", "answered")]).expect(303);

    let between = [
        "ticket.offered",
        "ticket.offer_ended",
        "ticket.consulted",
        "ticket.consultation_ended",
        "ticket.shared",
        "ticket.share_ended",
    ];
    assert_eq!(events(&app, &theirs), between, "and not that it closed");
    let all: Vec<_> =
        ["ticket.created"].into_iter().chain(between).chain(["ticket.closed"]).collect();
    assert_eq!(events(&app, &ours), all);
}

#[test]
fn who_gave_a_ticket_away_hears_that_it_was_taken() {
    let app = TestApp::start();
    let ours = hook(&app, "adoc-lorraine");
    let people =
        [("Léa", "lea@adoc.example", "adoc-lorraine"), ("Marc", "marc@lord.example", "lord")];
    let [lea, marc] = people.map(|(name, email, node)| {
        app.sign_in(&app.account(name, email, None, &[(node, NodeRole::Staff)]))
    });
    let ticket = app.ticket("Une question");
    let path = format!("/tickets/{}", ticket.reference);
    let form = [("kind", "refer"), ("to", "lord"), ("reason", "Pour vous")];
    lea.post(&format!("{path}/handover"), &form).expect(303);
    let offer = app.read(|conn| Ok(queries::going_on(conn, &ticket.id)?)).pop().unwrap().id;

    app.later(TimeDelta::minutes(1));
    marc.post(&format!("{path}/handovers/{offer}/acceptance"), &[]).expect(303);

    let heard = events(&app, &ours);
    assert_eq!(heard[..2], ["ticket.created", "ticket.offered"]);
    assert_eq!(heard[2..], ["ticket.transferred", "ticket.offer_ended"]);
}

/// A node's own helpdesk acts by an account of its own, which is nobody's: no list of people names it.
#[test]
fn the_account_of_a_helpdesk_is_in_no_list_of_people() {
    let app = TestApp::start();
    let chief = open(&app, "adoc-lorraine", HELPDESK);
    let admin = Some(NetworkRole::Admin);
    let admin = app.sign_in(&app.account("Ada", "ada@exemple.example", admin, &[]));
    let ticket = app.ticket("Une question");
    let path = format!("/tickets/{}", ticket.reference);
    app.later(TimeDelta::minutes(5));
    let take = reply(&app.mail_to(HELPDESK), "Denis <denis@univ.example>", &[], "#prendre\nVoici.");
    assert!(matches!(app.deliver(take), Receipt::Reply(_)));
    let taken = app.again(&ticket).assignee_id.unwrap();
    let name = app.read(|conn| Ok(queries::colleague(conn, &taken)?)).name;

    for page in
        ["/inbox?queue=all", &path, "/nodes/adoc-lorraine/rota", "/nodes/adoc-lorraine/members"]
    {
        let body = chief.get(page).expect(200).body.clone();
        assert!(!body.contains(taken.as_str()), "{page} offers it");
        assert!(!body.contains("maillage.invalid"), "{page} shows its address");
    }
    let seers = chief.get(&path).body.clone();
    let seers = seers.split("data-mentions=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(!seers.lines().any(|line| line == name), "{seers}");
    let all = admin.get("/admin/accounts").expect(200).body.clone();
    assert!(!all.contains(taken.as_str()) && all.contains("Ada"));
    chief.post(&format!("{path}/release"), &[]).expect(303);
    chief.post(&format!("{path}/assignment"), &[("to", taken.as_str())]).expect(409);
}
