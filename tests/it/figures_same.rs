//! In the demonstration's world each public number is the same wherever it is read, and its list has as many lines.

use maillage::demo;
use serde_json::Value;

use crate::app::{Reply, TestApp, Visitor};
use crate::visitor::visible;

/// A number as a page shows it.
#[derive(Debug, PartialEq, Eq)]
struct Stat {
    value: String,
    label: String,
}

fn stats(page: &Reply) -> Vec<Stat> {
    let all = page.expect(200).body.split("<li class=\"stat\">").skip(1);
    let one = |text: &str| {
        let (head, _) = text.split_once("<br>").unwrap();
        let (_, head) = head.split_once("stat-value\"").unwrap();
        let (_, head) = head.split_once('>').unwrap();
        let (value, label) = head.split_once("</").unwrap();
        Stat { value: visible(value), label: visible(label.split_once('>').unwrap().1) }
    };
    all.map(one).collect()
}

fn number(text: &str) -> i64 {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or_else(|_| panic!("{text:?} is no number"))
}

/// What stands in a paper, with one space between words.
fn paper(visitor: &Visitor, path: &str) -> String {
    let bytes = visitor.get(path).expect(200).bytes.clone();
    let document = lopdf::Document::load_mem(&bytes).unwrap();
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    visible(&document.extract_text(&pages).unwrap().replace('<', "‹"))
}

/// The lines of the list behind a number: what each says beside its name.
fn listed(visitor: &Visitor, key: &Value) -> Vec<String> {
    let list = key["list"].as_str().unwrap();
    let path = &list[list.find("/figures/lists/").unwrap()..];
    let page = visitor.get(path);
    page.expect(200).says(key["definition_fr"].as_str().unwrap());
    let body = page.body.split("<ol class=\"links\">").nth(1).unwrap_or_default();
    let rows = body.split("</ol>").next().unwrap().split("<li>").skip(1);
    rows.map(|row| visible(row.split("</a>").nth(1).unwrap_or_default())).collect()
}

#[test]
fn every_public_number_is_the_same_on_the_page_for_programs_and_in_the_report() {
    let app = TestApp::start();
    demo::build(&app.app, app.now()).unwrap();
    let visitor = app.visitor();
    let told = visitor.get("/api/v1/statistics").expect(200).json();
    let keys = told["network"]["figures"].as_array().unwrap();

    // What the demonstration begins with is what the network had.
    let value = |code: &str| keys.iter().find(|one| one["code"] == code).unwrap()["value"].clone();
    let begun = [
        ("spaces", 16),
        ("pending-spaces", 4),
        ("datasets", 391),
        ("downloads", 80_080),
        ("labelling-requests", 12),
        ("examined-requests", 4),
        ("retained-requests", 1),
    ];
    for (code, expected) in begun {
        assert_eq!(value(code), expected, "{code}");
    }
    let months = told["network"]["history"].as_array().unwrap();
    assert_eq!(months.len(), 14);
    for month in months {
        let kept = month["values"].as_object().unwrap();
        let mut shown = keys.iter().filter(|one| !one["value"].is_null());
        assert!(shown.all(|one| kept.contains_key(one["code"].as_str().unwrap())), "{month}");
    }

    // A number is its lines, or the sum of what they say.
    for key in keys {
        let (rows, value) = (listed(&visitor, key), key["value"].as_i64());
        let lines = match key["code"].as_str().unwrap() {
            // What is few, in a region or in all, is told by a dot.
            "tickets" if rows.iter().any(|row| row == "•") => value,
            "datasets" | "downloads" | "participants" | "tickets" => {
                Some(rows.iter().map(|row| number(row)).sum())
            }
            _ => i64::try_from(rows.len()).ok(),
        };
        assert_eq!(lines, value, "{key}");
    }
    let institutions = keys.iter().find(|one| one["code"] == "institutions").unwrap();
    let (served, of) = (&institutions["value"], &institutions["of"]);
    let share = institutions["share_percent"].as_i64().unwrap();
    assert!(share > 0 && served.as_i64() < of.as_i64(), "{institutions}");
    let said = institutions["definition_en"].as_str().unwrap();
    assert!(
        said.ends_with(&format!("That is {share}% of the {of} institutions of the directory."))
    );
    let of_retained = ["labelled-requests", "trajectory-requests"].map(|code| value(code).as_i64());
    assert_eq!(of_retained.into_iter().flatten().sum::<i64>(), 1);

    let shown = stats(&visitor.get("/figures"));
    for (key, stat) in keys.iter().zip(&shown) {
        match key["value"].as_i64() {
            Some(value) => assert_eq!(number(&stat.value), value, "{key}"),
            None => assert_eq!(stat.value, "•", "{key}"),
        }
        assert_eq!(stat.label, visible(key["label_fr"].as_str().unwrap()));
    }
    let taught = visitor.get("/api/v1/statistics/courses").expect(200).json();
    let [people, sessions] = &shown[shown.len() - 2..] else { panic!("{shown:?}") };
    let of = [(people, &taught["people"]), (sessions, &taught["sessions"])];
    assert_eq!((&value("tickets"), &value("sessions")), (&told["received"], &taught["sessions"]));
    assert_eq!(value("participants").as_i64().unwrap(), taught["people"].as_i64().unwrap_or(0));
    for (stat, told) in of.into_iter().chain([(&shown[keys.len()], &told["received"])]) {
        match told.as_i64() {
            Some(told) => assert_eq!(number(&stat.value), told, "{stat:?}"),
            None => assert_eq!(stat.value, "•", "a number that is not told: {stat:?}"),
        }
    }

    assert_eq!(stats(&visitor.get("/figures/report/2026")), shown);
    let before = stats(&visitor.get("/figures?to=2025-12-31")).split_off(keys.len());
    assert_eq!(stats(&visitor.get("/figures/report/2025"))[keys.len()..], before);
    assert!(number(&before[before.len() - 2].value) > 400, "who took part: {before:?}");
    let paper = paper(&visitor, "/figures/report/2026/report.pdf");
    for Stat { value, label } in &shown {
        assert!(paper.contains(&format!("{label} : {value}")), "{label} : {value} in {paper}");
    }
}

/// Who applied and was not retained is named nowhere, and what is filed to an open call is not told.
#[test]
fn labelling_requests_name_what_was_retained_and_count_the_rest() {
    let app = TestApp::start();
    demo::build(&app.app, app.now()).unwrap();
    let list = app.visitor().get("/figures/lists/labelling-requests");
    list.expect(200).says("Atelier de la donnée du Sillon lorrain").says("en cours d’examen");
    for hidden in ["Données de la plaine", "Données de l’estuaire", "Données marines", "Vosges"]
    {
        list.says_not(hidden);
    }
    assert_eq!(list.body.matches("en cours d’examen").count(), 4, "{}", list.text());
    assert_eq!(list.body.matches("examinée").count(), 7, "{}", list.text());
    // What each call gave stands beside it.
    let calls = app.visitor().get("/figures/lists/calls");
    calls.expect(200).says("déposées\u{a0}: 4").says("déposées\u{a0}: 8, labellisées\u{a0}: 1");
}
