//! Each cell of the steering figures is what the list of tickets says: on the page, in its files, and for programs.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDate, NaiveDateTime, TimeDelta};
use maillage::accounts::{NetworkRole, NodeRole};
use maillage::i18n::Locale;
use maillage::taxonomy::Vocabulary;
use maillage::tickets::{follow_key, queries};
use serde_json::{Value, json};

use crate::api::{asked, caller, question};
use crate::app::{Reply, TestApp, Visitor};
use crate::figures_counted::{List, Of, Row, Table, list, mean, median};
use crate::visitor::visible;

fn moved(by: &Visitor, reference: &str, step: Value) {
    by.post_json(&format!("/api/v1/tickets/{reference}/transitions"), &step).expect(200);
}

fn answered(by: &Visitor, reference: &str) {
    let path = format!("/api/v1/tickets/{reference}/messages");
    by.post_json(&path, &json!({ "body": "Voici" })).expect(201);
}

fn closed(by: &Visitor, reference: &str) {
    moved(by, reference, json!({ "event": "close", "outcome": "answered" }));
}

fn rated(app: &TestApp, reference: &str, score: &str) {
    let ticket = app.read(|conn| Ok(queries::by_reference(conn, reference)?));
    let key = follow_key(&app.app.signer, &ticket);
    let path = format!("/tickets/{reference}/satisfaction");
    app.visitor().post(&path, &[("key", &key), ("score", score), ("comment", "")]).expect(303);
}

/// Two months of two nodes and the desk: all that a question can become.
fn lived(app: &TestApp) {
    let ours = caller(app, "ours", None, &[("adoc-lorraine", NodeRole::Staff)]);
    let lille = caller(app, "lille", None, &[("lord", NodeRole::Staff)]);
    let without = |names: &[&str]| {
        let mut one = question();
        names.iter().for_each(|name| drop(one.as_object_mut().unwrap().remove(*name)));
        one
    };
    let first = asked(&ours, &question());
    let mut other = question();
    (other["discipline"], other["topic"]) = (json!("2.2"), json!("dmp_write"));
    other["requester"]["email"] = json!("Luc@Labo.example");
    let second = asked(&ours, &other);
    let mut elsewhere = without(&["institution", "site"]);
    (elsewhere["region"], elsewhere["discipline"]) = (json!("04"), json!("2.2"));
    asked(&ours, &elsewhere);
    let plain = asked(&ours, &without(&["discipline", "topic"]));
    let [into, gone, spam] = [(); 3].map(|()| asked(&ours, &question()));
    moved(&ours, &gone, json!({ "event": "merge", "into": into }));
    moved(&ours, &spam, json!({ "event": "spam" }));
    app.visitor().post_json("/api/v1/tickets", &question()).expect(201);
    let passed = asked(&ours, &question());
    let kept = asked(&ours, &other);
    for reference in [&passed, &kept] {
        let refer = json!({ "event": "refer", "to_node": "lord", "reason": "Plutôt pour vous" });
        moved(&ours, reference, refer);
    }
    app.later(TimeDelta::minutes(197));
    moved(&lille, &passed, json!({ "event": "accept" }));
    moved(&lille, &kept, json!({ "event": "refuse", "reason": "Plutôt pour vous" }));
    answered(&lille, &passed);
    app.later(TimeDelta::minutes(103));
    answered(&ours, &first);
    closed(&ours, &plain);
    app.later(TimeDelta::hours(1));
    closed(&ours, &first);
    app.later(TimeDelta::hours(26));
    answered(&ours, &second);
    closed(&lille, &passed);
    rated(app, &first, "5");
    app.later(TimeDelta::days(12));
    closed(&ours, &second);
    rated(app, &second, "2");
    rated(app, &passed, "5");
    // Half past midnight in Paris: it is April there.
    let night: NaiveDateTime = "2026-03-31T22:30:00".parse().unwrap();
    app.later(night - app.now());
    let late = asked(&ours, &other);
    moved(&ours, &second, json!({ "event": "reopen" }));
    app.later(TimeDelta::minutes(754));
    answered(&ours, &late);
    closed(&ours, &late);
    rated(app, &late, "4");
}

/// A table of the page.
fn of_page(page: &Reply, id: &str) -> Table {
    let figure = page.body.split(&format!("<figure class=\"figure\" id=\"{id}\">")).nth(1);
    let figure = figure.unwrap_or_default().split("</figure>").next().unwrap();
    let body = figure.split("<tbody>").nth(1).unwrap_or_default();
    let cells = |row: &str| {
        let row = row.replace("<th scope=\"row\">", "<td>").replace("<td class=\"num\">", "<td>");
        let cells = row.split("<td>").skip(1).map(|cell| visible(&format!("<td>{cell}")));
        cells.map(|cell| cell.trim().to_owned()).collect()
    };
    body.split("</tbody>").next().unwrap().split("<tr>").skip(1).map(cells).collect()
}

/// A table of a file, and its head.
fn of_file(browser: &Visitor, id: &str, query: &str) -> (Vec<String>, Table) {
    let path = format!("/figures/steering/{id}.csv?lang=en&{query}");
    let text = browser.get(&path).expect(200).body.clone();
    let mut lines = text.trim_start_matches('\u{feff}').trim_end().split("\r\n").map(fields);
    (lines.next().unwrap(), lines.collect())
}

fn fields(line: &str) -> Vec<String> {
    let (mut all, mut quoted) = (vec![String::new()], false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => all.push(String::new()),
            c => all.last_mut().unwrap().push(c),
        }
    }
    all
}

fn sorted(mut table: Table) -> Table {
    table.sort();
    table
}

/// A number as a program is told it.
fn number(cell: &str) -> Value {
    match cell.parse::<f64>() {
        Ok(number) if cell.contains('.') => json!(number),
        Ok(_) => json!(cell.parse::<i64>().unwrap()),
        Err(_) => Value::Null,
    }
}

/// Compares the page, the files and the API with the list.
fn compare(app: &TestApp, (browser, program): (&Visitor, &Visitor), of: Of<'_>) {
    let list = list(app);
    let words = app.app.vocabularies();
    let label = |vocabulary, code: &str| match code {
        "" => Locale::En.text("figures-not-said"),
        code => words.label(vocabulary, code, Locale::En),
    };
    let region = |one: &Row| label(Vocabulary::Region, one.region.as_deref().unwrap_or_default());
    let months: Vec<String> = (0..12)
        .rev()
        .map(|back| (app.today() - Months::new(back)).format("%Y-%m").to_string())
        .collect();
    let first: NaiveDate = format!("{}-01", months[0]).parse().unwrap();
    let query = format!(
        "from={first}&to={}&node={}&region={}",
        app.today(),
        of.node.unwrap_or_default(),
        of.region.unwrap_or_default()
    );
    let page = browser.get(&format!("/figures/steering?lang=en&{query}"));
    let head = of_file(browser, "regions", &query).0;
    let not_said = Locale::En.text("figures-not-said");
    let areas: Vec<String> = head[1..head.len() - 1]
        .iter()
        .map(|head| match head {
            head if *head == not_said => String::new(),
            head => head.split(' ').next().unwrap().to_owned(),
        })
        .collect();
    let received = list.received(of);
    let there: BTreeSet<String> = received.iter().map(|one| one.place().0).collect();
    assert_eq!(areas.iter().cloned().collect::<BTreeSet<_>>(), there);
    let (by_month, answers) = list.months(of, &months);
    let mut tables = vec![
        ("months", by_month.clone()),
        ("answers", answers.clone()),
        ("regions", list.grid(of, &areas, region)),
        ("fields", List::by(&received, |one| label(Vocabulary::Discipline, &one.place().1))),
        (
            "topics",
            List::by(&received, |one| {
                label(Vocabulary::Topic, one.topic.as_deref().unwrap_or_default())
            }),
        ),
    ];
    if of.node.is_none() {
        tables.push(("gaps", List::by(&list.gaps(of), region)));
        tables.push(("load", list.load(of)));
    }
    for (id, wanted) in tables {
        assert_eq!(sorted(of_page(page.expect(200), id)), sorted(wanted.clone()), "page: {id}");
        assert_eq!(sorted(of_file(browser, id, &query).1), sorted(wanted), "file: {id}");
    }
    let told = program.get(&format!("/api/v1/statistics?by=month&{query}")).expect(200).json();
    told_to_programs(&told, &list, of, (&by_month, &answers));
}

fn told_to_programs(told: &Value, list: &List, of: Of<'_>, (months, answers): (&Table, &Table)) {
    let received = list.received(of);
    let lasted = |until: fn(&Row) -> Option<NaiveDateTime>| {
        median(received.iter().filter_map(|one| one.lasted(until(one))).collect(), of)
    };
    let scores: Vec<i32> =
        list.happened(&list.scores, of, true).into_iter().map(|(.., score)| score).collect();
    let answered = received.iter().filter(|one| one.first_answered_at.is_some()).count();
    let whole = [
        (&told["received"], json!(received.len())),
        (&told["closed"], json!(received.iter().filter(|one| one.state == "closed").count())),
        (&told["first_answer"]["median_hours"], number(&lasted(|one| one.first_answered_at))),
        (&told["first_answer"]["answered"], json!(answered)),
        (&told["resolution_median_hours"], number(&lasted(|one| one.closed_at))),
        (&told["satisfaction"]["mean"], number(&mean(&scores))),
        (&told["satisfaction"]["answers"], json!(scores.len())),
        (&told["referrals"], json!(list.happened(&list.referrals, of, false).len())),
        (&told["reopenings"], json!(list.happened(&list.reopenings, of, false).len())),
    ];
    for (place, (is, wanted)) in whole.iter().enumerate() {
        assert_eq!(**is, *wanted, "number {place} of {told:#}");
    }
    if of.node.is_none() {
        assert_eq!(told["gaps"], json!(list.gaps(of).len()));
        let slugs: BTreeMap<&String, &String> =
            list.nodes.values().map(|(slug, name)| (slug, name)).collect();
        let line = |row: &Value| -> Vec<String> {
            let slug = row["node"].as_str().unwrap().to_owned();
            let names = ["received", "closed", "open", "referrals", "reopenings"];
            let cells = names.map(|name| row[name].to_string());
            std::iter::once(slugs[&slug].clone()).chain(cells).collect()
        };
        let rows: Table = told["by_node"].as_array().unwrap().iter().map(line).collect();
        assert_eq!(sorted(rows), sorted(list.load(of)));
    }
    let gaps = |month: &str| list.gaps(of).iter().filter(|one| one.month() == month).count();
    let rows = told["by_month"].as_array().unwrap();
    assert_eq!(rows.len(), months.len());
    for ((row, month), answer) in rows.iter().zip(months).zip(answers) {
        let wanted = json!({
            "month": month[0], "received": number(&month[1]), "closed": number(&month[2]),
            "first_answer_median_hours": number(&answer[1]),
            "resolution_median_hours": number(&answer[2]),
            "referrals": number(&answer[3]), "reopenings": number(&answer[4]),
            "satisfaction_mean": number(&answer[5]),
            "gaps": if of.node.is_none() { gaps(&month[0]) } else { 0 },
        });
        assert_eq!(*row, wanted);
    }
}

#[test]
fn each_cell_is_what_the_list_of_tickets_says() {
    let app = TestApp::start();
    lived(&app);
    let held = [("adoc-lorraine", NodeRole::Manager)];
    let chef = app.account("Chef", "chef@adoc.example", None, &held);
    let ana = app.account("Ana", "ana@example.org", Some(NetworkRole::Coordinator), &[]);
    let network = (app.sign_in(&ana), caller(&app, "steers", Some(NetworkRole::Coordinator), &[]));
    let own = (app.sign_in(&chef), caller(&app, "second", None, &held));
    let all = list(&app);
    let states: BTreeSet<&str> = all.tickets.iter().map(|one| one.state.as_str()).collect();
    for state in ["unconfirmed", "spam", "merged", "closed"] {
        assert!(states.contains(state), "{states:?}");
    }
    assert!(!all.gaps.is_empty() && all.referrals.len() == 2 && all.scores.len() == 4);

    for tallied in [false, true] {
        if tallied {
            app.run_jobs();
        }
        let network = (&network.0, &network.1);
        compare(&app, network, Of::default());
        compare(&app, network, Of { region: Some("44"), node: None });
        compare(&app, network, Of { region: Some("04"), node: None });
        compare(&app, network, Of { region: Some("44"), node: Some("lord") });
        compare(&app, (&own.0, &own.1), Of { node: Some("adoc-lorraine"), region: None });
    }
}
