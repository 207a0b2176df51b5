//! The API of vocabularies and nodes.

use serde_json::Value;

use crate::app::TestApp;

fn items(value: &Value) -> Vec<&str> {
    let items = value["items"].as_array().unwrap().iter();
    items.map(|item| item["code"].as_str().unwrap()).collect()
}

#[test]
fn every_vocabulary_is_told_with_both_labels() {
    let app = TestApp::start();
    for name in
        ["disciplines", "regions", "services", "topics", "institutions", "sites", "laboratories"]
    {
        let list = app.visitor().get(&format!("/api/v1/vocabularies/{name}"));
        let list = list.expect(200).json();
        let first = &list["items"][0];
        for field in ["code", "label_fr", "label_en", "hint"] {
            assert!(first[field].is_string(), "{name}: {first}");
        }
        assert!(first.as_object().unwrap().contains_key("parent"));
    }
    app.visitor().get("/api/v1/vocabularies/planets").expect(404);
    let disciplines = app.visitor().get("/api/v1/vocabularies/disciplines").json();
    let astro = disciplines["items"].as_array().unwrap().iter();
    let astro = astro.clone().find(|item| item["code"] == "1.3+astro").unwrap();
    assert_eq!(astro["parent"], "1.3");
}

#[test]
fn a_picker_finds_by_synonym_and_without_accents() {
    let app = TestApp::start();
    let search = |name: &str, typed: &str| {
        app.visitor().get(&format!("/api/v1/vocabularies/{name}?q={typed}")).expect(200).json()
    };
    assert_eq!(items(&search("institutions", "engref")), ["agroparistech"]);
    assert!(items(&search("sites", "vandoeuvre")).contains(&"nancy"));
    assert!(items(&search("regions", "ile%20de")).contains(&"11"));
    assert_eq!(items(&search("institutions", "zzzz")), Vec::<&str>::new());
}

#[test]
fn what_a_reader_has_is_not_sent_again() {
    let app = TestApp::start();
    let first = app.visitor().get("/api/v1/nodes");
    let tag = first.expect(200).header("etag").unwrap().to_owned();
    let again = app.visitor().get_with("/api/v1/nodes", &[("if-none-match", &tag)]);
    assert_eq!((again.status, again.body.as_str()), (304, ""));
}

#[test]
fn nodes_come_in_pages_that_hold_each_once() {
    let app = TestApp::start();
    let (mut seen, mut next) = (Vec::new(), "/api/v1/nodes?limit=7".to_owned());
    loop {
        let reply = app.visitor().get(&next);
        let page = reply.expect(200).json();
        let slugs = page["items"].as_array().unwrap().iter();
        seen.extend(slugs.map(|item| item["slug"].as_str().unwrap().to_owned()));
        let Some(cursor) = page["next"].as_str() else { break };
        let link = reply.header("link").unwrap();
        assert!(link.contains(cursor) && link.ends_with("rel=\"next\""), "{link}");
        next = link.trim_start_matches('<').split('>').next().unwrap().to_owned();
    }
    assert_eq!(seen.len(), 30);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 30);
}

#[test]
fn a_node_is_told_as_the_contract_says() {
    let app = TestApp::start();
    let node = app.visitor().get("/api/v1/nodes/adoc-lorraine").expect(200).json();
    assert_eq!(node["kind"], "workshop");
    assert_eq!(node["status"], "labelled");
    assert_eq!(node["coverage"][1], serde_json::json!({ "institution": "inrae", "site": "Nancy" }));
    assert_eq!(node["languages"], serde_json::json!(["fr", "en"]));
    assert!(node["url"].as_str().unwrap().ends_with("/nodes/adoc-lorraine"));
    assert!(node.get("fairness_weight").is_none());
    app.visitor().get("/api/v1/nodes/nothing").expect(404);
}

#[test]
fn filters_of_the_api_are_checked() {
    let app = TestApp::start();
    let slugs = |query: &str| {
        let page = app.visitor().get(&format!("/api/v1/nodes?{query}")).expect(200).json();
        let items = page["items"].as_array().unwrap().iter();
        items.map(|item| item["slug"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(slugs("kind=coordination"), ["rdg-direction"]);
    assert_eq!(slugs("kind=thematic_centre&region=44"), ["cds"]);
    assert!(slugs("institution=https://ror.org/02kbmgc12").contains(&"adoc-lorraine".to_owned()));
    assert!(slugs("q=besancon").contains(&"dat-ubfc".to_owned()));
    let wrong = app.visitor().get("/api/v1/nodes?kind=castle&region=999");
    let told = wrong.expect(422).json();
    let fields: Vec<_> = told["errors"].as_array().unwrap().iter().map(|e| &e["field"]).collect();
    assert_eq!(fields, ["kind", "region"]);
}
