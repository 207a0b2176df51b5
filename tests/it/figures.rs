//! What is counted, what is shown of it, and to whom.

use chrono::{NaiveDate, TimeDelta};
use maillage::accounts::{NetworkRole, NodeRole, Scope};
use serde_json::{Value, json};

use crate::api::{asked, caller, question};
use crate::app::{TestApp, Visitor};

const STATISTICS: &str = "/api/v1/statistics";

fn ask(caller: &Visitor, times: usize, change: &Value) {
    let mut body = question();
    for (field, value) in change.as_object().unwrap() {
        body[field] = value.clone();
    }
    for _ in 0..times {
        asked(caller, &body);
    }
}

/// Nancy with plenty of Earth sciences, one sociologist and two astronomers; Strasbourg with plenty; La Réunion with two.
fn busy_network() -> (TestApp, Visitor) {
    let app = TestApp::start();
    let staff = caller(&app, "staff", None, &[("adoc-lorraine", NodeRole::Staff)]);
    ask(&staff, 9, &json!({}));
    ask(&staff, 1, &json!({ "discipline": "5.4" }));
    ask(&staff, 6, &json!({ "institution": "aix-marseille-universite", "site": "Marseille" }));
    let island = json!({ "institution": "universite-de-la-reunion", "site": null });
    ask(
        &staff,
        6,
        &json!({ "institution": "universite-de-lille", "site": "Lille", "discipline": "5.4" }),
    );
    ask(&staff, 2, &island);
    (app, staff)
}

/// What the public sees of a month is published when the next one has begun.
fn a_month_later(app: &TestApp) {
    app.later(TimeDelta::days(31));
}

fn coordinator(app: &TestApp) -> Visitor {
    caller(app, "steers", Some(NetworkRole::Coordinator), &[])
}

#[test]
fn coordinators_read_exact_figures_and_the_public_none_that_is_small() {
    let (app, _) = busy_network();
    let exact = coordinator(&app).get(STATISTICS).expect(200).json();
    assert_eq!(
        (&exact["exact"], &exact["received"], &exact["gaps"]),
        (&json!(true), &json!(24), &json!(2))
    );
    let region = |told: &Value, code: &str| {
        let rows = told["by_region_and_area"]["rows"].as_array().unwrap();
        rows.iter().find(|row| row["code"] == code).unwrap().clone()
    };
    assert_eq!(region(&exact, "44")["cells"], json!([9, 1]));
    assert_eq!(exact["by_region_and_area"]["totals"], json!([17, 7]));

    a_month_later(&app);
    let public = app.visitor().get(STATISTICS).expect(200).json();
    assert_eq!((&public["exact"], &public["received"]), (&json!(false), &json!(24)));
    // The one sociologist is not shown, nor what is beside them: 10 less 9 would be 1.
    assert_eq!(region(&public, "44")["cells"][1], Value::Null);
    assert_eq!(region(&public, "04")["total"], Value::Null);
    assert_eq!(public["gaps"], Value::Null);
    let mut small = Vec::new();
    numbers(&public["by_region_and_area"], &mut small);
    small.retain(|number| (1..5).contains(number));
    assert_eq!(small, Vec::<i64>::new());
}

fn numbers(value: &Value, found: &mut Vec<i64>) {
    match value {
        Value::Number(number) => found.extend(number.as_i64()),
        Value::Array(items) => items.iter().for_each(|item| numbers(item, found)),
        Value::Object(fields) => fields.values().for_each(|item| numbers(item, found)),
        _ => {}
    }
}

#[test]
fn no_line_of_the_public_table_lacks_one_number_only() {
    let (app, _) = busy_network();
    a_month_later(&app);
    let public = app.visitor().get(STATISTICS).expect(200).json();
    let table = &public["by_region_and_area"];
    let rows = table["rows"].as_array().unwrap();
    let mut lines: Vec<Vec<Value>> = Vec::new();
    for row in rows {
        let mut line = row["cells"].as_array().unwrap().clone();
        line.push(row["total"].clone());
        lines.push(line);
    }
    let totals = table["totals"].as_array().unwrap();
    for (place, total) in totals.iter().enumerate() {
        let cells = rows.iter().map(|row| row["cells"][place].clone());
        lines.push(cells.chain([total.clone()]).collect());
    }
    lines.push(rows.iter().map(|row| row["total"].clone()).chain([json!(24)]).collect());
    lines.push(totals.iter().cloned().chain([json!(24)]).collect());
    for list in ["by_field", "by_topic"] {
        let counts = public[list].as_array().unwrap().iter().map(|one| one["count"].clone());
        lines.push(counts.chain([json!(24)]).collect());
    }
    for line in lines {
        assert_ne!(line.iter().filter(|number| number.is_null()).count(), 1, "{line:?}");
    }
}

#[test]
fn the_first_answer_and_what_is_closed_are_counted_within_the_period() {
    let app = TestApp::start();
    let staff = caller(&app, "staff", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let steers = coordinator(&app);
    for hours in [2, 6, 40] {
        let path = format!("/api/v1/tickets/{}", asked(&staff, &question()));
        app.later(TimeDelta::hours(hours));
        staff.post_json(&format!("{path}/messages"), &json!({ "body": "Voici" })).expect(201);
        let close = json!({ "event": "close", "outcome": "answered" });
        staff.post_json(&format!("{path}/transitions"), &close).expect(200);
    }
    let told =
        steers.get(&format!("{STATISTICS}?from=2026-03-01&to=2026-03-31")).expect(200).json();
    assert_eq!((&told["received"], &told["closed"]), (&json!(3), &json!(3)));
    assert_eq!(told["first_answer"], json!({ "median_hours": 6.0, "answered": 3 }));
    let before =
        steers.get(&format!("{STATISTICS}?from=2026-02-01&to=2026-03-02")).expect(200).json();
    assert_eq!(before["received"], 0);
    a_month_later(&app);
    let public = app.visitor().get(&format!("{STATISTICS}?from=2026-03-01&to=2026-03-31"));
    assert_eq!(public.json()["first_answer"], json!({ "median_hours": null, "answered": null }));
    for query in ["from=soon", "to=2026-02-30", "from=2026-03-02&to=2026-03-01"] {
        app.visitor().get(&format!("{STATISTICS}?{query}")).expect(422);
    }
}

#[test]
fn what_nobody_confirmed_and_spam_are_not_counted() {
    let app = TestApp::start();
    let staff = caller(&app, "staff", None, &[("adoc-lorraine", NodeRole::Staff)]);
    app.visitor().post_json("/api/v1/tickets", &question()).expect(201);
    let path = format!("/api/v1/tickets/{}/transitions", asked(&staff, &question()));
    staff.post_json(&path, &json!({ "event": "spam" })).expect(200);
    assert_eq!(coordinator(&app).get(STATISTICS).json()["received"], 0);
}

#[test]
fn the_page_shows_charts_with_their_tables_in_both_languages() {
    let (app, _) = busy_network();
    a_month_later(&app);
    for (language, words) in [("fr", "Questions par région"), ("en", "Questions by region")] {
        let page = app.visitor().get(&format!("/figures?lang={language}"));
        page.expect(200).says(words).says("24");
        assert_eq!(page.body.matches("<svg class=\"chart\"").count(), 4);
        assert_eq!(page.body.matches("role=\"img\"").count(), 4);
        assert_eq!(page.body.matches("<table").count(), 4);
        assert!(!page.body.contains("style="));
    }
    let account = app.account("Ana", "ana@example.org", Some(NetworkRole::Coordinator), &[]);
    let page = app.sign_in(&account).get("/figures?lang=en");
    page.expect(200).says("You coordinate the network");
    app.visitor()
        .get("/figures?lang=en&from=2020-01-01&to=2020-01-31")
        .expect(200)
        .says("Nothing to count");
    let wrong = app.visitor().get("/figures?lang=en&from=soon");
    wrong.expect(422).says("Give a date such as");
    assert_ne!(app.token(&account, Scope::Read), "");
}

#[test]
fn tables_are_files_that_no_spreadsheet_runs() {
    let (app, _) = busy_network();
    a_month_later(&app);
    for table in ["regions", "fields", "topics", "gaps"] {
        let file =
            app.visitor().get(&format!("/figures/{table}.csv?from=2026-01-01&to=2026-12-31"));
        assert_eq!(file.expect(200).header("content-type"), Some("text/csv; charset=utf-8"));
        assert!(file.header("content-disposition").unwrap().contains(".csv"));
        for line in file.body.trim_start_matches('\u{feff}').lines() {
            for cell in line.split("\",\"") {
                let cell = cell.trim_matches('"');
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t']), "{cell}");
            }
        }
    }
    app.visitor().get("/figures/secrets.csv").expect(404);
    app.visitor().get("/figures/topics.csv?from=soon").expect(400);
}

#[test]
fn the_public_sees_nothing_of_a_month_before_it_has_ended_and_nothing_more_of_it_after() {
    let (app, staff) = busy_network();
    let public = || questions(app.visitor().get(STATISTICS).expect(200).json());
    app.run_jobs();
    let told = public();
    assert_eq!((&told["to"], &told["received"]), (&json!("2026-02-28"), &json!(0)));

    a_month_later(&app);
    app.run_jobs();
    let told = public();
    assert_eq!((&told["to"], &told["received"]), (&json!("2026-03-31"), &json!(24)));
    assert_eq!(told["as_of"], "2026-03-31T22:00:00.000Z");

    // Neither a question of this month nor the end of one of last month shows.
    let path = format!("/api/v1/tickets/{}", asked(&staff, &question()));
    staff.post_json(&format!("{path}/transitions"), &json!({ "event": "spam" })).expect(200);
    ask(&staff, 6, &json!({}));
    app.later(TimeDelta::days(1));
    app.run_jobs();
    assert_eq!(public(), told);
    a_month_later(&app);
    app.run_jobs();
    assert_eq!(public()["received"], 30);
}

/// Without what the network is made of, which is told as it stands.
fn questions(mut told: Value) -> Value {
    told.as_object_mut().unwrap().remove("network");
    told
}

/// What a coordinator reads, but for the time.
fn exact(coordinator: &Visitor, query: &str) -> Value {
    let mut told = questions(coordinator.get(&format!("{STATISTICS}{query}")).expect(200).json());
    told["as_of"] = Value::Null;
    told
}

#[test]
fn numbers_kept_ready_are_those_that_counting_gives_at_every_step() {
    let (app, staff) = busy_network();
    let steers = coordinator(&app);
    let whole = |app: &TestApp| {
        let kept = exact(&steers, "");
        // The same tickets, asked for by a day within a month, are counted from their rows.
        let from = app.today() - TimeDelta::days(80);
        let day =
            if from.format("%d").to_string() == "01" { from + TimeDelta::days(1) } else { from };
        let mut counted = exact(&steers, &format!("?from={day}"));
        for field in ["from", "to"] {
            counted[field] = kept[field].clone();
        }
        assert_eq!(kept, counted);
        kept
    };
    let before = whole(&app);
    app.run_jobs();
    assert_eq!(whole(&app), before);

    let path = format!("/api/v1/tickets/{}", asked(&staff, &question()));
    assert_eq!(whole(&app)["received"], 25);
    app.later(TimeDelta::hours(3));
    staff.post_json(&format!("{path}/messages"), &json!({ "body": "Voici" })).expect(201);
    assert_eq!(whole(&app)["first_answer"], json!({ "median_hours": 3.0, "answered": 1 }));
    let close = json!({ "event": "close", "outcome": "answered" });
    staff.post_json(&format!("{path}/transitions"), &close).expect(200);
    assert_eq!(whole(&app)["closed"], 1);
    app.run_jobs();
    assert_eq!(whole(&app)["closed"], 1);
    staff.post_json(&format!("{path}/transitions"), &json!({ "event": "reopen" })).expect(200);
    assert_eq!(whole(&app)["closed"], 0);
    app.later(TimeDelta::days(40));
    let spam = format!("/api/v1/tickets/{}/transitions", asked(&staff, &question()));
    app.run_jobs();
    assert_eq!(whole(&app)["received"], 26);
    staff.post_json(&spam, &json!({ "event": "spam" })).expect(200);
    assert_eq!(whole(&app)["received"], 25);
    app.run_jobs();
    assert_eq!(whole(&app)["received"], 25);
}

#[test]
fn a_month_can_be_counted_anew_at_any_time() {
    let (app, staff) = busy_network();
    let steers = coordinator(&app);
    app.run_jobs();
    ask(&staff, 3, &json!({}));
    let before = exact(&steers, "");
    let month = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
    app.write(|conn| maillage::figures::ops::recount(conn, month, app.now()));
    assert_eq!(exact(&steers, ""), before);
    app.run_jobs();
    assert_eq!(exact(&steers, ""), before);
}
