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

#[test]
fn the_report_of_a_year_long_ago_says_what_was_counted_then() {
    let app = TestApp::start();
    for (month, value) in [("2021-06-01", 77_i64), ("2022-12-01", 321)] {
        let kept = (
            key_figures::month.eq(month.parse::<chrono::NaiveDate>().unwrap()),
            key_figures::code.eq("workshops"),
            key_figures::value.eq(value),
        );
        app.write(|conn| {
            diesel::insert_into(key_figures::table).values(kept).execute(conn)?;
            Ok(())
        });
    }

    let report = app.visitor().get("/figures/report/2022?lang=en");

    report.expect(200).says("321 data management clusters");
    let before = app.visitor().get("/figures/report/2021?lang=fr");
    before.expect(200).says("État du réseau au 30 juin 2021");
}

/// How often a paper has each kind of part, and what its pictures say to who listens.
fn tags(paper: &lopdf::Document) -> (std::collections::BTreeMap<String, usize>, Vec<String>) {
    let (mut kinds, mut said) = (std::collections::BTreeMap::new(), Vec::new());
    for object in paper.objects.values() {
        let Ok(part) = object.as_dict() else { continue };
        let Ok(kind) = part.get(b"S").and_then(lopdf::Object::as_name) else { continue };
        let kind = String::from_utf8_lossy(kind).into_owned();
        if kind == "Figure" {
            said.push(lopdf::decode_text_string(part.get(b"Alt").unwrap()).unwrap());
        }
        *kinds.entry(kind).or_insert(0) += 1;
    }
    (kinds, said)
}

#[test]
fn the_paper_is_tagged_and_its_numbers_are_those_that_programs_read() {
    let app = TestApp::start();
    for _ in 0..7 {
        app.ask(crate::tickets::question("Où déposer ?"), true);
    }
    app.later(TimeDelta::days(40));
    app.run_jobs();

    let made =
        app.visitor().get("/figures/report/2026/report.pdf?lang=en").expect(200).bytes.clone();
    let paper = lopdf::Document::load_mem(&made).unwrap();
    let (kinds, said) = tags(&paper);
    let count = |kind: &str| kinds.get(kind).copied().unwrap_or(0);
    assert!(count("Table") > 0, "{kinds:?}");
    assert!(
        count("TR") > count("Table") && count("TH") > count("TR") && count("TD") > 0,
        "{kinds:?}"
    );
    assert_eq!(count("H1"), 1);
    assert!(count("Figure") > 0 && said.iter().all(|alt| !alt.is_empty()), "{said:?}");
    let pages: Vec<u32> = paper.get_pages().into_keys().collect();
    let text = paper.extract_text(&pages).unwrap().split_whitespace().collect::<String>();
    for one in network(&app)["figures"].as_array().unwrap() {
        let (label, value) = (one["label_en"].as_str().unwrap(), &one["value"]);
        let line = format!("{label}:{value}").split_whitespace().collect::<String>();
        assert!(text.contains(&line), "{line} in {text}");
    }
    assert!(text.contains("•"), "what is not shown is explained");

    // On paper tables are unfolded and say where they come from; what one presses stays on the screen.
    let only_paper = format!("at {}/figures/report/2026.", app.base);
    let report = app.visitor().get("/figures/report/2026?lang=en");
    report.expect(200).says(&only_paper);
    assert!(report.body.contains("<p class=\"only-print small\">"));
    let folded = report.body.matches("<details class=\"disclosure\"").count();
    let unfolded = report.body.matches("<details class=\"disclosure\" open>").count();
    assert!(folded > 0 && folded == unfolded, "{folded} {unfolded}");
    assert_eq!(report.body.matches("<p class=\"no-print\"><a href=").count(), folded);
    assert!(!app.visitor().get("/figures").body.contains("<details class=\"disclosure\" open>"));
}

#[test]
fn what_begins_anew_each_january_is_told_over_twelve_months_too() {
    let app = TestApp::start();
    let counted = [("2025-01", 50_i64), ("2025-02", 80), ("2025-12", 1_200), ("2026-01", 70)];
    app.write(|conn| {
        for (month, value) in counted {
            let month: chrono::NaiveDate = format!("{month}-01").parse().unwrap();
            let row = (
                key_figures::month.eq(month),
                key_figures::code.eq("tickets"),
                key_figures::value.eq(value),
            );
            diesel::insert_into(key_figures::table).values(row).execute(conn)?;
        }
        Ok(())
    });
    let cells = |row: &str| -> Vec<String> {
        row.split("<td class=\"num\">")
            .skip(1)
            .map(|cell| cell.split('<').next().unwrap().to_owned())
            .collect()
    };

    let page = app.visitor().get("/figures/lists/tickets?lang=en");

    page.expect(200).says("Since January").says("Over twelve months");
    let row = |month: &str| {
        let found = page.body.split("<tr>").find(|row| row.contains(&format!(">{month}<")));
        cells(found.unwrap_or_else(|| panic!("{month} in {}", page.body)))
    };
    assert_eq!(row("January 2026"), ["70", "1\u{202f}220"]);
    assert_eq!(row("December 2025"), ["1\u{202f}200", "1\u{202f}200"]);
    assert_eq!(row("February 2025"), ["80", "–"]);
    let told = network(&app);
    let months = told["history"].as_array().unwrap();
    let january = months.iter().find(|one| one["month"] == "2026-01").unwrap();
    assert_eq!(january["twelve_months"]["tickets"], 1_220);
    app.visitor().get("/figures/lists/workshops?lang=en").expect(200).says_not("twelve months");
}

#[test]
fn a_list_that_masks_numbers_says_why_they_do_not_add_up() {
    let app = TestApp::start();
    app.ticket("Où déposer nos données ?");
    app.later(TimeDelta::days(40));
    app.run_jobs();

    let page = app.visitor().get("/figures/lists/tickets?lang=en");

    page.expect(200).says("A dot stands for a number from one to four");
}
