//! Every number of the network opens its list, is the same for programs, and stands in the year's report.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::db::schema::key_figures;
use serde_json::Value;

use crate::app::TestApp;

fn network(app: &TestApp) -> Value {
    app.visitor().get("/api/v1/statistics").expect(200).json()["network"].clone()
}

#[test]
fn each_number_has_a_list_of_that_many_lines() {
    let app = TestApp::start();
    let told = network(&app);
    let figures = told["figures"].as_array().unwrap();
    assert!(figures.len() >= 6, "{told}");
    let page = app.visitor().get("/figures?lang=en");
    for one in figures {
        let (value, list) = (one["value"].as_i64().unwrap(), one["list"].as_str().unwrap());
        let path = &list[list.find("/figures/lists/").unwrap()..];
        assert_eq!(page.expect(200).links_to(path), value > 0, "{path}");
        page.says(one["definition_en"].as_str().unwrap());
        let list = app.visitor().get(&format!("{path}?lang=en"));
        let body = list.expect(200).body.split("<ol class=\"links\">").nth(1).unwrap_or_default();
        let lines = body.split("</ol>").next().unwrap().matches("<li>").count();
        assert_eq!(i64::try_from(lines).unwrap(), value, "{path}");
    }
    app.visitor().get("/figures/lists/nothing").expect(404);
}

#[test]
fn the_report_says_what_programs_read_and_months_are_kept_once() {
    let app = TestApp::start();
    for _ in 0..2 {
        app.run_jobs();
        app.later(TimeDelta::hours(2));
    }
    let kept: i64 = app.read(|conn| Ok(key_figures::table.count().get_result(conn)?));
    let told = network(&app);
    // Of the month that ended, and of the one that has not.
    assert_eq!(kept, 2 * i64::try_from(told["figures"].as_array().unwrap().len()).unwrap());
    assert_eq!(told["history"].as_array().unwrap().len(), 1);
    assert_eq!(told["history"][0]["month"], "2026-02");
    let workshops = told["figures"][0]["value"].as_i64().unwrap();
    assert_eq!(told["history"][0]["values"]["workshops"], workshops);

    let report = app.visitor().get("/figures/report/2026?lang=en");
    report
        .expect(200)
        .says("Annual report 2026")
        .says(&format!("{workshops} data management clusters"));
    let paper = app.visitor().get("/figures/report/2026/report.pdf");
    assert!(paper.expect(200).bytes.starts_with(b"%PDF-1.7"));
    app.visitor().get("/figures/report/1999").expect(404);
}

#[test]
fn a_month_in_whose_end_nothing_ran_is_kept_as_it_was_counted_last() {
    let app = TestApp::start();
    app.run_jobs();
    app.later(TimeDelta::days(20));
    app.run_jobs();
    let then = network(&app)["figures"][0]["value"].as_i64().unwrap();
    // Nothing runs for six weeks, and the network grows.
    app.later(TimeDelta::days(45));
    app.make_node("nouveau");
    app.run_jobs();

    let told = network(&app);
    let months: Vec<&str> = told["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["month"].as_str().unwrap())
        .collect();
    assert_eq!(months, ["2026-02", "2026-03", "2026-04"]);
    assert_eq!(told["history"][1]["values"]["workshops"], then);
}

#[test]
fn numbers_of_the_network_say_of_which_day_they_are() {
    let app = TestApp::start();
    let public = app.visitor();
    public.get("/figures?lang=fr").expect(200).says("État du réseau au 3 mars 2026");
    public.get("/figures/report/2026?lang=fr").expect(200).says("État du réseau au 3 mars 2026");
    public.get("/figures/report/2024?lang=fr").expect(200).says("31 décembre 2024");
    let home = public.get("/");
    assert!(home.expect(200).links_to("/figures/lists/regions"));
}
