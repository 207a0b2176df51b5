//! The API's description is true: the same routes, and answers that have the shapes it says.

use std::collections::BTreeSet;

use jsonschema::Validator;
use maillage::accounts::{NodeRole, Scope};
use maillage::tickets::rules;
use serde_json::{Value, json};

use crate::api::{asked, caller, question};
use crate::app::{Reply, TestApp, Visitor};
use crate::openapi_teaching::{alerts, materials, sessions};
use crate::permissions::routes_of_the_site;

fn document(app: &TestApp) -> Value {
    let reply = app.visitor().get("/api/v1/openapi.json");
    assert_eq!(reply.header("content-type"), Some("application/json"));
    reply.expect(200).json()
}

#[test]
fn every_route_of_the_api_is_described_and_every_described_one_exists() {
    let described: BTreeSet<String> = document(&TestApp::start())["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().keys();
            methods.map(|method| format!("{} {path}", method.to_uppercase())).collect::<Vec<_>>()
        })
        .collect();
    let routes: BTreeSet<String> = routes_of_the_site()
        .iter()
        .filter(|route| route.path.starts_with("/api/"))
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    assert_eq!(described, routes);
}

#[test]
fn the_document_is_whole() {
    let document = document(&TestApp::start());
    assert_eq!(document["openapi"], "3.1.0");
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let mut named = BTreeSet::new();
    names_in(&document, &mut named);
    for name in &named {
        let name = name.strip_prefix("#/components/schemas/").unwrap();
        assert!(schemas.contains_key(name), "{name} is not described");
    }
    for name in schemas.keys() {
        assert!(named.contains(&format!("#/components/schemas/{name}")), "{name} is not used");
        jsonschema::meta::validate(&schemas[name]).unwrap();
    }
    let mut ids = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let place = format!("{method} {path}");
            assert!(ids.insert(operation["operationId"].as_str().unwrap()), "{place}");
            assert!(operation["summary"].is_string(), "{place}");
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let given: BTreeSet<_> = parameters
                .iter()
                .filter(|parameter| parameter["in"] == "path")
                .map(|parameter| format!("{{{}}}", parameter["name"].as_str().unwrap()))
                .collect();
            let wanted: BTreeSet<_> =
                path.split('/').filter(|part| part.starts_with('{')).map(str::to_owned).collect();
            assert_eq!(given, wanted, "{place}");
            for (status, response) in operation["responses"].as_object().unwrap() {
                assert!(response["description"].is_string(), "{place} {status}");
            }
        }
    }
}

#[test]
fn a_program_may_write_as_much_as_a_person_and_no_more() {
    let app = TestApp::start();
    let schemas = document(&app)["components"]["schemas"].clone();
    let said = |place: &str| schemas.pointer(place).unwrap()["maxLength"].as_u64().unwrap();
    let most = |limit: usize| u64::try_from(limit).unwrap();
    let (question_of, message) = ("/NewTicket/allOf/1/properties", "/NewMessage/properties/body");
    assert_eq!(said(&format!("{question_of}/subject")), most(rules::MAX_SUBJECT));
    assert_eq!(said(&format!("{question_of}/body")), most(rules::MAX_BODY));
    assert_eq!(said(message), most(rules::MAX_BODY));

    let staff = caller(&app, "staff", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let mut fits = question();
    fits["subject"] = json!("é".repeat(rules::MAX_SUBJECT));
    fits["body"] = json!("é".repeat(rules::MAX_BODY));
    let reference = asked(&staff, &fits);
    for (field, limit) in [("subject", rules::MAX_SUBJECT), ("body", rules::MAX_BODY)] {
        let mut long = question();
        long[field] = json!("é".repeat(limit + 1));
        let told = staff.post_json("/api/v1/tickets", &long).expect(422).json();
        assert_eq!(told["errors"][0]["field"], field, "{told}");
    }
    let messages = format!("/api/v1/tickets/{reference}/messages");
    let long = json!({ "body": "é".repeat(rules::MAX_BODY + 1) });
    staff.post_json(&messages, &long).expect(422);
    staff.post_json(&messages, &json!({ "body": "é".repeat(rules::MAX_BODY) })).expect(201);
    let about = format!("/api/v1/tickets/{reference}/about");
    let long = json!({ "subject": "é".repeat(rules::MAX_SUBJECT + 1) });
    staff.post_json(&about, &long).expect(422);
}

fn names_in(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(name) = fields.get("$ref").and_then(Value::as_str) {
                found.insert(name.to_owned());
            }
            fields.values().for_each(|inside| names_in(inside, found));
        }
        Value::Array(items) => items.iter().for_each(|inside| names_in(inside, found)),
        _ => {}
    }
}

/// Checks answers against the document, and remembers which operations were seen.
pub struct Witness {
    document: Value,
    seen: BTreeSet<String>,
    wrong: Vec<String>,
}

impl Witness {
    #[track_caller]
    pub fn sees(&mut self, method: &str, path: &str, reply: &Reply) -> Value {
        let status = reply.status.to_string();
        let described = &self.document["paths"][path][method]["responses"][&status];
        let kind = reply.header("content-type").unwrap_or_default().to_owned();
        let schema = &described["content"][&kind]["schema"];
        let place = format!("{method} {path} {status}");
        let told = reply.json();
        if schema.is_null() {
            self.wrong.push(format!("{place}: no {kind} is described: {told}"));
            return told;
        }
        let mut whole = schema.clone();
        whole["components"] = self.document["components"].clone();
        let validator: Validator = jsonschema::validator_for(&whole).unwrap();
        let faults: Vec<_> = validator
            .iter_errors(&told)
            .map(|fault| format!("{place} at {}: {fault}", fault.instance_path()))
            .collect();
        self.wrong.extend(faults);
        self.seen.insert(format!("{method} {path}"));
        told
    }
}

/// Splitting and linking, which need a ticket that the team wrote to again.
fn ties(
    witness: &mut Witness,
    app: &TestApp,
    (staff, stranger): (&Visitor, &Visitor),
    other: &str,
) {
    let ticket = app.ticket("Une question");
    let path = maillage::tickets::mail::follow_path(&app.app.signer, &app.again(&ticket));
    let (key, id) = (path.split("key=").nth(1).unwrap(), crate::tickets::form_id());
    let form = [("key", key), ("id", id.as_str()), ("body", "Autre chose")];
    app.visitor().post(&format!("/tickets/{}/replies", ticket.reference), &form).expect(303);
    let one = "/api/v1/tickets/{reference}";
    let at =
        |pattern: &str| pattern.replace("{reference}", &ticket.reference).replace("{other}", other);
    let (splits, links) = (format!("{one}/splits"), format!("{one}/links"));
    let removal = format!("{links}/{{other}}/removal");
    for body in [json!({ "message": id }), json!({}), json!({ "message": form[0].0 }), json!(1)] {
        witness.sees("post", &splits, &staff.post_json(&at(&splits), &body));
    }
    for body in [json!({ "to": other }), json!({}), json!({ "to": "2026-999999" }), json!(1)] {
        witness.sees("post", &links, &staff.post_json(&at(&links), &body));
    }
    let (about, files) = (format!("{one}/about"), "/api/v1/files");
    for body in [json!({ "region": "11" }), json!({ "region": "x" }), json!(1)] {
        witness.sees("post", &about, &staff.post_json(&at(&about), &body));
    }
    let brought = staff.post_bytes(&format!("{files}?name=a.txt"), b"a");
    let token = witness.sees("post", files, &brought)["file"].clone();
    witness.sees("post", files, &staff.post_bytes(files, b"a"));
    let messages = format!("{one}/messages");
    let note = json!({ "body": "Vu", "visibility": "internal", "files": [token] });
    witness.sees("post", &messages, &staff.post_json(&at(&messages), &note));
    let reads = staff.get(&at(one));
    let said = reads.json()["messages"].as_array().unwrap().clone();
    let file = said.iter().find_map(|said| said["attachments"][0]["id"].as_str()).unwrap();
    let attachment = format!("{one}/attachments/{{id}}");
    let gone = at(&attachment).replace("{id}", "none");
    witness.sees("get", &attachment, &staff.get(&gone));
    staff.get(&at(&attachment).replace("{id}", file)).expect(200);
    assert_eq!(witness.sees("get", one, &reads)["links"].as_array().unwrap().len(), 2);
    for caller in [staff, stranger] {
        witness.sees("post", &removal, &caller.post_json(&at(&removal), &json!({})));
    }
}

fn calls(witness: &mut Witness, app: &TestApp, anybody: &Visitor) {
    let (list, one) = ("/api/v1/calls", "/api/v1/calls/{slug}");
    let results = format!("{one}/results");
    let (ada, _) = crate::calls_cast::coordinator(app, "Ada");
    let call = crate::calls_cast::open(app, &app.actor(&ada), "Un appel");
    for query in ["", "?limit=1"] {
        witness.sees("get", list, &anybody.get(&format!("{list}{query}")));
    }
    for (slug, version) in [(call.slug.as_str(), "1"), ("none", "1")] {
        let form = "/api/v1/calls/{slug}/forms/{version}";
        let there = form.replace("{slug}", slug).replace("{version}", version);
        witness.sees("get", form, &anybody.get(&there));
        witness.sees("get", one, &anybody.get(&one.replace("{slug}", slug)));
        witness.sees("get", &results, &anybody.get(&results.replace("{slug}", slug)));
    }
    let (lea, _) = crate::applications_cast::applicant(app, "Léa");
    let id = crate::applications_cast::begun(app, &call, &lea);
    let own = app.caller(&app.token(&lea, Scope::Write));
    crate::applications_cast::told([&own, anybody], &id, &mut |method, path, reply| {
        witness.sees(method, path, reply);
    });
    let files = "/api/v1/applications/{id}/files";
    for (who, field) in [(&own, "budget"), (&own, "none"), (anybody, "budget")] {
        let address = format!("{}?field={field}&name=b.pdf", files.replace("{id}", id.as_str()));
        witness.sees("post", files, &who.post_bytes(&address, b"%PDF-1.7"));
    }
}

#[test]
fn real_answers_have_the_described_shapes() {
    let app = TestApp::start();
    let staff = caller(&app, "staff", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let stranger = caller(&app, "stranger", None, &[]);
    let anybody = app.visitor();
    let mut witness =
        Witness { document: document(&app), seen: BTreeSet::new(), wrong: Vec::new() };

    for name in ["disciplines", "regions", "services", "topics", "institutions", "sites", "none"] {
        let reply = anybody.get(&format!("/api/v1/vocabularies/{name}"));
        witness.sees("get", "/api/v1/vocabularies/{name}", &reply);
    }
    for query in ["", "?kind=workshop&region=44&limit=1", "?q=strasbourg", "?kind=castle"] {
        witness.sees("get", "/api/v1/nodes", &anybody.get(&format!("/api/v1/nodes{query}")));
    }
    for slug in ["adoc-lorraine", "rdg-direction", "codatasorb", "cds", "none"] {
        let reply = anybody.get(&format!("/api/v1/nodes/{slug}"));
        witness.sees("get", "/api/v1/nodes/{slug}", &reply);
    }
    let preview = "/api/v1/routing/preview";
    for body in [
        json!({}),
        json!({ "institution": "inrae", "site": "Nancy" }),
        json!({ "institution": "universite-paris-1-pantheon-sorbonne" }),
        json!({ "discipline": ["5.4", "1.5"], "topic": "training" }),
        json!({ "region": "?" }),
        json!(1),
    ] {
        witness.sees("post", preview, &anybody.post_json(preview, &body));
    }
    let tickets = "/api/v1/tickets";
    for reply in [
        staff.post_json(tickets, &question()),
        anybody.post_json(tickets, &question()),
        anybody.post_json(tickets, &json!({})),
        anybody.post_json(tickets, &json!("x")),
        app.caller("none").post_json(tickets, &question()),
    ] {
        witness.sees("post", tickets, &reply);
    }
    let one = "/api/v1/tickets/{reference}";
    let (messages, steps) = (format!("{one}/messages"), format!("{one}/transitions"));
    let reference = asked(&staff, &question());
    let at = |pattern: &str| pattern.replace("{reference}", &reference);
    for body in [
        json!({ "body": "Oui" }),
        json!({ "body": "Note", "visibility": "internal" }),
        json!({}),
        json!([]),
        json!({ "body": "x", "visibility": "shouted" }),
    ] {
        witness.sees("post", &messages, &staff.post_json(&at(&messages), &body));
    }
    for body in [
        json!({ "event": "assign" }),
        json!({ "event": "reopen" }),
        json!({}),
        json!(2),
        json!({ "event": "close", "outcome": "answered" }),
    ] {
        witness.sees("post", &steps, &staff.post_json(&at(&steps), &body));
    }
    ties(&mut witness, &app, (&staff, &stranger), &reference);
    witness.sees("post", &messages, &staff.post_json(&at(&messages), &json!({ "body": "x" })));
    witness.sees("post", &messages, &stranger.post_json(&at(&messages), &json!({ "body": "x" })));
    witness.sees("post", &steps, &anybody.post_json(&at(&steps), &json!({ "event": "assign" })));
    for reader in [&staff, &stranger, &anybody] {
        witness.sees("get", one, &reader.get(&at(one)));
        witness.sees("get", tickets, &reader.get(tickets));
    }
    let page = witness.sees("get", tickets, &staff.get(&format!("{tickets}?limit=1")));
    assert!(page["next"].is_string());
    witness.sees("get", tickets, &staff.get(&format!("{tickets}?limit=1000")));
    crate::knowledge::sample(&app);
    for query in ["", "?q=embargo&topic=restrict&limit=1", "?topic=none"] {
        let address = format!("/api/v1/articles{query}");
        witness.sees("get", "/api/v1/articles", &anybody.get(&address));
    }
    for slug in ["lever-un-embargo", "none"] {
        let reply = anybody.get(&format!("/api/v1/articles/{slug}"));
        witness.sees("get", "/api/v1/articles/{slug}", &reply);
    }
    materials(&mut witness, &app, &anybody);
    sessions(&mut witness, &app, (&staff, &anybody));
    alerts(&mut witness, &app, (&staff, &anybody));
    calls(&mut witness, &app, &anybody);
    crate::spaces_cast::told(&app, &mut |method, path, reply| {
        witness.sees(method, path, reply);
    });
    for query in ["", "?from=2026-01-01&to=2026-12-31", "?from=yesterday", "?region=44"] {
        let address = format!("/api/v1/statistics{query}");
        witness.sees("get", "/api/v1/statistics", &anybody.get(&address));
        witness.sees("get", "/api/v1/statistics", &staff.get(&address));
    }
    for query in ["", "?from=yesterday"] {
        let path = "/api/v1/statistics/courses";
        witness.sees("get", path, &anybody.get(&format!("{path}{query}")));
    }
    witness.sees("get", "/api/v1/gaps", &anybody.get("/api/v1/gaps"));
    let rota = "/api/v1/nodes/{slug}/duty";
    let at_node = rota.replace("{slug}", "adoc-lorraine");
    for reader in [&staff, &stranger, &anybody] {
        witness.sees("get", rota, &reader.get(&at_node));
    }
    witness.sees("get", rota, &staff.get(&format!("{at_node}?weeks=none")));
    let own = "/api/v1/openapi.json";
    witness.sees("get", own, &anybody.get(own));

    assert!(witness.wrong.is_empty(), "{:#?}", witness.wrong);
    let described: BTreeSet<String> = witness.document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            item.as_object().unwrap().keys().map(move |m| format!("{m} {path}"))
        })
        .collect();
    assert_eq!(witness.seen, described, "operations whose answers were not looked at");
}
