//! Figures for those who steer: exact, month by month, each number with its list.

use std::io::Read;

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::{NetworkRole, NodeRole};
use maillage::db::schema::nodes;
use serde_json::{Value, json};

use crate::api::{asked, caller, question};
use crate::app::TestApp;

const BY_MONTH: &str = "/api/v1/statistics?by=month";

/// One question answered and closed in March, opened again in April, and one referred in April.
fn lived() -> TestApp {
    let app = TestApp::start();
    let staff = caller(&app, "staff", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let path = format!("/api/v1/tickets/{}", asked(&staff, &question()));
    app.later(TimeDelta::hours(5));
    staff.post_json(&format!("{path}/messages"), &json!({ "body": "Voici" })).expect(201);
    app.later(TimeDelta::hours(1));
    let close = json!({ "event": "close", "outcome": "answered" });
    staff.post_json(&format!("{path}/transitions"), &close).expect(200);
    app.later(TimeDelta::days(31));
    staff.post_json(&format!("{path}/transitions"), &json!({ "event": "reopen" })).expect(200);
    asked(&staff, &question());
    app
}

#[test]
fn what_happened_is_told_month_by_month_as_tallied_as_counted() {
    let app = lived();
    let steers = caller(&app, "steers", Some(NetworkRole::Coordinator), &[]);
    let told = || {
        let mut told = steers.get(BY_MONTH).expect(200).json();
        told["as_of"] = Value::Null;
        told
    };
    let counted = told();
    app.run_jobs();
    assert_eq!(told(), counted);

    let months = counted["by_month"].as_array().unwrap();
    assert_eq!(months.len(), 12);
    let [march, april] = &months[10..] else { panic!("{months:?}") };
    assert_eq!((&march["month"], &march["received"]), (&json!("2026-03"), &json!(1)));
    assert_eq!(march["first_answer_median_hours"], 5.0);
    assert_eq!((&april["received"], &april["reopenings"]), (&json!(1), &json!(1)));
    assert_eq!(counted["by_node"][0]["node"], "adoc-lorraine");
    assert_eq!(counted["by_node"][0]["open"], 2);
    let staff = caller(&app, "second", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let path = format!("/api/v1/tickets/{}/transitions", asked(&staff, &question()));
    let close = json!({ "event": "close", "outcome": "answered" });
    staff.post_json(&path, &close).expect(200);
    assert_eq!(told()["resolution_median_hours"], 0.0);
}

#[test]
fn each_node_sees_its_own_figures_and_no_other_ones() {
    let app = lived();
    let ours = caller(&app, "ours", None, &[("adoc-lorraine", NodeRole::Manager)]);
    let others = caller(&app, "others", None, &[("lord", NodeRole::Manager)]);
    let node = "/api/v1/statistics?node=adoc-lorraine";
    let told = ours.get(node).expect(200).json();
    assert_eq!((&told["exact"], &told["received"]), (&json!(true), &json!(2)));
    assert_eq!((&told["node"], &told["by_node"]), (&json!("adoc-lorraine"), &Value::Null));
    others.get(node).expect(404);
    app.visitor().get(node).expect(404);
    let public = app.visitor().get(BY_MONTH).expect(200).json();
    assert_eq!((&public["exact"], &public["by_month"]), (&json!(false), &Value::Null));
    // Nor is there anything to rank nodes by.
    assert_eq!(public["by_node"], Value::Null);
    app.visitor().get("/figures/load.csv").expect(404);
    app.visitor().get("/figures/steering/load.csv").expect(303);
}

#[test]
fn the_page_leads_from_each_number_to_its_list() {
    let app = lived();
    let account =
        app.account("Mo", "mo@example.org", None, &[("adoc-lorraine", NodeRole::Manager)]);
    let manager = app.sign_in(&account);
    let page = manager.get("/figures/steering?lang=en");
    page.expect(200).says("month by month").says("2026-03").says("Reopenings");
    page.says_not("What each node has to do");
    let list =
        "/inbox?queue=all&node=adoc-lorraine&received_from=2026-03-01&received_to=2026-03-31";
    assert!(page.links_to(list), "no link {list}: {}", page.body);
    let inbox = manager.get(list);
    assert_eq!(inbox.expect(200).body.matches("name=\"ticket\" value").count(), 1);
    manager.get("/figures/steering?node=lord").expect(404);
    manager.get("/figures/steering?from=soon").expect(422);
    manager.get("/figures?lang=en").expect(200).says("Figures for steering");

    let account = app.account("Ana", "ana@example.org", Some(NetworkRole::Coordinator), &[]);
    let page = app.sign_in(&account).get("/figures/steering?lang=en&region=44");
    page.expect(200).says("What each node has to do").says("ranks nobody").says("narrow");
}

/// The same three codes narrow the page, its files and the API; gaps among what they narrow.
#[test]
fn what_is_narrowed_is_narrowed_everywhere_with_its_gaps() {
    let app = TestApp::start();
    let ours = caller(&app, "ours", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let steers = caller(&app, "steers", Some(NetworkRole::Coordinator), &[]);
    let covered = asked(&ours, &question());
    // Nobody covers La Réunion.
    let mut elsewhere = question();
    for name in ["institution", "site"] {
        elsewhere.as_object_mut().unwrap().remove(name);
    }
    elsewhere["region"] = json!("04");
    elsewhere["discipline"] = json!("2.2");
    asked(&ours, &elsewhere);
    let path = format!("/api/v1/tickets/{covered}/transitions");
    ours.post_json(&path, &json!({ "event": "close", "outcome": "answered" })).expect(200);

    let counts = |query: &str| {
        let told = steers.get(&format!("/api/v1/statistics?{query}")).expect(200).json();
        let month = told["by_month"].as_array().unwrap().last().unwrap()["gaps"].clone();
        let of = |name: &str| told[name].as_i64().unwrap();
        (of("received"), of("closed"), of("gaps"), month.as_i64().unwrap())
    };
    for tallied in [false, true] {
        if tallied {
            app.run_jobs();
        }
        assert_eq!(counts("by=month"), (2, 1, 1, 1));
        assert_eq!(counts("region=04"), (1, 0, 1, 1));
        assert_eq!(counts("region=44"), (1, 1, 0, 0));
        assert_eq!(counts("discipline=2"), (1, 0, 1, 1));
        assert_eq!(counts("discipline=1.5"), (1, 1, 0, 0));
        assert_eq!(counts("discipline=2&region=44"), (0, 0, 0, 0));
        assert_eq!(counts("topic=where_deposit"), (2, 1, 1, 1));
    }

    let own = "/api/v1/statistics?node=adoc-lorraine&discipline=1.5";
    assert_eq!(ours.get(own).expect(200).json()["received"], 1);
    app.visitor().get("/api/v1/statistics?region=44").expect(404);
    caller(&app, "nobody", None, &[]).get("/api/v1/statistics?region=44").expect(404);
    let wrong =
        steers.get("/api/v1/statistics?region=none&discipline=x&topic=y").expect(422).json();
    assert_eq!(wrong["errors"].as_array().unwrap().len(), 3);
    let account = app.account("Ana", "ana@example.org", Some(NetworkRole::Coordinator), &[]);
    let ana = app.sign_in(&account);
    let gaps = |query: &str| {
        let path = format!("/figures/steering/gaps.csv?lang=en&{query}");
        ana.get(&path).expect(200).body.lines().count() - 1
    };
    assert_eq!((gaps(""), gaps("area=2"), gaps("area=1"), gaps("region=44")), (1, 1, 0, 0));
    let period = "from=2026-03-01&to=2026-03-31";
    let list = "/inbox?queue=all&received_from=2026-03-01&received_to=2026-03-31&scope=network\
        &field=2&gap=yes&region=04";
    let page = ana.get(&format!("/figures/steering?{period}&area=2"));
    assert!(page.expect(200).links_to(list), "{}", page.body);
    assert_eq!(ana.get(list).expect(200).body.matches("name=\"ticket\" value").count(), 1);
}

#[test]
fn files_keep_numbers_numbers_and_texts_texts() {
    let app = lived();
    let account = app.account("Ana", "ana@example.org", Some(NetworkRole::Coordinator), &[]);
    let steers = app.sign_in(&account);
    let csv = steers.get("/figures/steering/months.csv?lang=en").expect(200).body.clone();
    assert!(csv.contains("\"2026-03\",1,0\r\n"), "{csv}");
    for table in ["months", "answers", "regions", "fields", "topics", "gaps", "load"] {
        let file = steers.get(&format!("/figures/steering/{table}.ods")).expect(200).bytes.clone();
        let mut book = zip::ZipArchive::new(std::io::Cursor::new(file)).unwrap();
        assert_eq!(book.by_index(0).unwrap().name().unwrap(), "mimetype");
        let mut content = String::new();
        book.by_name("content.xml").unwrap().read_to_string(&mut content).unwrap();
        assert!(content.contains("office:value-type=\"float\"") || table == "gaps", "{content}");
        assert!(!content.contains("table:formula"), "{content}");
    }
    steers.get("/figures/steering/months.exe").expect(404);
    app.visitor().get("/figures/topics.ods").expect(200);
}

/// The one text in these files that somebody types.
#[test]
fn a_node_that_is_called_like_a_formula_is_a_text_in_each_file() {
    let app = lived();
    app.write(|conn| {
        let ours = nodes::table.filter(nodes::slug.eq("adoc-lorraine"));
        Ok(diesel::update(ours).set(nodes::short_name.eq("=1+1")).execute(conn)?)
    });
    let account = app.account("Ana", "ana@example.org", Some(NetworkRole::Coordinator), &[]);
    let steers = app.sign_in(&account);

    let csv = steers.get("/figures/steering/load.csv?lang=en");
    let file = steers.get("/figures/steering/load.ods?lang=en").expect(200).bytes.clone();

    let text = &csv.expect(200).body;
    assert!(text.contains("\"'=1+1\"") && !text.contains("\"=1+1\""), "{text}");
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(file)).unwrap();
    let mut content = String::new();
    book.by_name("content.xml").unwrap().read_to_string(&mut content).unwrap();
    let cell = "office:value-type=\"string\"><text:p>=1+1</text:p>";
    assert!(content.contains(cell) && !content.contains("table:formula"), "{content}");
}

/// Each number of the grid opens as many questions: of several disciplines the first one counts, and what was merged is a
/// question no more.
#[test]
fn a_number_and_its_list_are_the_same_whatever_was_said_or_merged() {
    let app = TestApp::start();
    let ours = caller(&app, "ours", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let mut two = question();
    two["discipline"] = json!(["1.5", "2.2"]);
    let [one, other] = [(); 2].map(|()| asked(&ours, &two));
    let mut field = question();
    field["discipline"] = json!("2.2");
    asked(&ours, &field);
    let merge = json!({ "event": "merge", "into": one });
    ours.post_json(&format!("/api/v1/tickets/{other}/transitions"), &merge).expect(200);
    let account = app.account("Ana", "ana@example.org", Some(NetworkRole::Coordinator), &[]);
    let ana = app.sign_in(&account);
    for tallied in [false, true] {
        if tallied {
            app.run_jobs();
        }
        let page = ana.get("/figures/steering?from=2026-03-01&to=2026-03-31");
        let days = "queue=all&received_from=2026-03-01&received_to=2026-03-31&scope=network";
        for area in ["1", "2"] {
            let list = format!("/inbox?{days}&field={area}");
            assert!(page.expect(200).links_to(&list), "{list} in {}", page.body);
            assert_eq!(ana.get(&list).body.matches("name=\"ticket\" value").count(), 1, "{area}");
        }
        let told =
            caller(&app, if tallied { "a" } else { "b" }, Some(NetworkRole::Coordinator), &[]);
        assert_eq!(told.get(BY_MONTH).expect(200).json()["received"], 2);
    }
}
