//! What filing accepts and what the published JSON Schema of a form accepts is the same, where the schema can say it.

use std::cell::Cell;

use maillage::applications::{queries, rules::document};
use maillage::questionnaires::rules::{complete, contract, decimals, shape};
use maillage::questionnaires::{
    Answers, Definition, QuestionnaireId, Version, VersionId, VersionState,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::applications_cast::{Scene, hash, open_call};
use crate::calls_cast::{coordinator, draft, find};

/// What a form and its answers are made of, one number at a time.
struct Tape<'a>(std::slice::Iter<'a, u16>);

impl Tape<'_> {
    fn below(&mut self, most: usize) -> usize {
        self.0.next().map_or(0, |n| usize::from(*n)) % most
    }
    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 1
    }
    fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }
}

const KINDS: [&str; 14] = [
    "yes_no",
    "single_choice",
    "integer",
    "decimal",
    "date",
    "multiple_choice",
    "short_text",
    "long_text",
    "email",
    "url",
    "institution",
    "person",
    "region_set",
    "file",
];
const NUMBERS: [&str; 10] =
    ["0", "-3", "7", "-0,5", "9,99", "10", "10,01", "19", "-12,75", "123456"];
const DAYS: [&str; 5] = ["2026-01-01", "2026-09-09", "2026-12-31", "2027-02-03", "2029-10-19"];

fn question(tape: &mut Tape<'_>, key: &str, (before, deep): (&[(String, String)], usize)) -> Value {
    let kind = tape.of(&KINDS);
    let mut item = json!({ "key": key, "kind": kind, "label": { "fr": key } });
    item["required"] = json!(tape.one_in(2));
    match kind {
        "single_choice" | "multiple_choice" => {
            item["choices"] =
                json!(["a", "b", "c"].map(|code| json!({ "code": code, "label": { "fr": code } })));
        }
        "integer" | "decimal" if tape.one_in(2) => {
            item["min"] = json!(decimals::read(tape.of(&NUMBERS)));
        }
        "integer" | "decimal" if tape.one_in(2) => {
            item["max"] = json!(decimals::read(tape.of(&NUMBERS)));
        }
        "date" if tape.one_in(2) => item["min"] = json!(tape.of(&DAYS)),
        "date" if tape.one_in(2) => item["max"] = json!(tape.of(&DAYS)),
        "short_text" | "long_text" if tape.one_in(2) => {
            let unit = tape.of(&["words", "characters"]);
            item["limit"] = json!({ "unit": unit, "most": 4, "hard": tape.one_in(2) });
        }
        _ => {}
    }
    if matches!(kind, "multiple_choice" | "region_set" | "file") && tape.one_in(2) {
        (item["min"], item["max"]) = (json!("1"), json!("2"));
    }
    if !before.is_empty() && tape.one_in(2) {
        item["show_if"] = condition(tape, before, deep);
    }
    item
}

fn condition(tape: &mut Tape<'_>, before: &[(String, String)], deep: usize) -> Value {
    match tape.below(if deep == 0 { 5 } else { 8 }) {
        5 => json!({ "not": condition(tape, before, deep - 1) }),
        6 => json!({ "and": [condition(tape, before, deep - 1), condition(tape, before, 0)] }),
        7 => json!({ "or": [condition(tape, before, deep - 1), condition(tape, before, 0)] }),
        _ => comparison(tape, before),
    }
}

fn comparison(tape: &mut Tape<'_>, before: &[(String, String)]) -> Value {
    let (key, kind) = tape.of(before);
    // A text may be worth a number, and has an order of its own: neither can be said.
    let operators: &[&str] = match kind.as_str() {
        "integer" | "decimal" | "date" => &["eq", "ne", "lt", "le", "gt", "ge", "in"],
        "yes_no" | "multiple_choice" => &["eq", "contains", "lt"],
        _ => &["eq", "ne", "in"],
    };
    if tape.one_in(5) {
        return json!({ "empty": key });
    }
    let with = match kind.as_str() {
        "yes_no" => json!(tape.one_in(2)),
        "integer" | "decimal" => json!(decimals::read(tape.of(&NUMBERS))),
        "date" => json!(tape.of(&DAYS)),
        "single_choice" | "multiple_choice" => json!(tape.of(&["a", "b"])),
        _ => json!(tape.of(&["un", "https://exemple.org/a", "cnrs"])),
    };
    match tape.of(operators) {
        "in" => json!({ "in": [key, [with, "c"]] }),
        operator => json!({ operator: [key, with] }),
    }
}

/// A form with questions and, now and then, a block whose questions hang upon one another and upon those outside.
fn form(tape: &mut Tape<'_>) -> Definition {
    let (mut items, mut before) = (Vec::new(), Vec::new());
    for n in 0..1 + tape.below(5) {
        let mut item = question(tape, &format!("q{n}"), (&before, 2));
        let kind = item["kind"].as_str().unwrap().to_owned();
        if n > 0 && tape.one_in(3) {
            let mut seen = before.clone();
            let inner: Vec<Value> = (0..1 + tape.below(2))
                .map(|m| {
                    let key = format!("q{n}_{m}");
                    let one = question(tape, &key, (&seen, 1));
                    seen.push((key, one["kind"].as_str().unwrap().to_owned()));
                    one
                })
                .collect();
            item = json!({ "key": format!("q{n}"), "kind": "block", "label": { "fr": "Bloc" },
                           "items": inner, "min": "1", "max": "2" });
            if tape.one_in(3) {
                item["show_if"] = condition(tape, &before, 1);
            }
        } else {
            before.push((format!("q{n}"), kind));
        }
        items.push(item);
    }
    let whole = json!({ "format": 1,
        "sections": [{ "key": "one", "title": { "fr": "Un" }, "items": items }] });
    serde_json::from_value(whole).unwrap()
}

/// Something that can be kept, whether or not it is enough.
fn answer(tape: &mut Tape<'_>, kind: &str) -> Value {
    let number = |typed: &str| json!(decimals::read(typed).unwrap());
    match kind {
        "yes_no" => json!(tape.one_in(2)),
        "single_choice" => json!(tape.of(&["a", "b", "c"])),
        "integer" => number(tape.of(&["0", "-3", "7", "10", "11", "19", "123456", "-20"])),
        "decimal" => number(tape.of(&NUMBERS)),
        "date" => json!(tape.of(&DAYS)),
        "multiple_choice" => tape.of(&[json!(["a"]), json!(["a", "b"]), json!(["a", "b", "c"])]),
        "region_set" => tape.of(&[json!(["44"]), json!(["11", "44"]), json!(["11", "44", "53"])]),
        "email" => json!(tape.of(&["lea@exemple.fr", "lea@exemple.fr", "nulle part"])),
        "url" => json!(tape.of(&["https://exemple.org/a", "https://exemple.org", "exemple.org"])),
        "institution" => json!("cnrs"),
        "person" => {
            let name = tape.of(&["Léa", "Léa", ""]);
            let email = tape.of(&["lea@exemple.fr", "lea@exemple.fr", "lea"]);
            json!({ "name": name, "email": email, "role": "" })
        }
        "file" => {
            let file = json!({ "id": "f", "name": "a.pdf", "media_type": "application/pdf",
                               "bytes": 3, "sha256": "0".repeat(64) });
            json!({ "files": vec![file; tape.below(4)] })
        }
        _ => json!(tape.of(&["un", "été", "un deux trois quatre cinq", ""])),
    }
}

fn answers(tape: &mut Tape<'_>, form: &Definition) -> Answers {
    let mut answers = Answers::default();
    for (_, block, item) in form.walk() {
        if item.kind == maillage::questionnaires::Kind::Block {
            let rows = 1 + tape.below(2) + usize::from(tape.one_in(8));
            (0..rows).for_each(|n| answers.add_row(&item.key, &n.to_string()));
            continue;
        }
        let once = vec![String::new()];
        let rows = block.map_or(once, |block| answers.rows(&block.key).to_vec());
        for row in rows.iter().filter(|_| item.kind.asks()) {
            if !tape.one_in(6) {
                let value = answer(tape, item.kind.as_str());
                answers.put((&item.key, row), Some(value));
            }
        }
    }
    answers
}

/// What filing says of answers, and what the schema says of them as they are filed.
fn verdicts(form: Definition, answers: &Answers) -> (bool, bool, Value, Value) {
    let problems = complete::check(&form, answers);
    let ours = problems.iter().all(|one| contract::UNSAID.contains(&one.code));
    let said = contract::of(&form, ("https://exemple.org/form", "Appel"));
    let version = Version {
        id: VersionId::new(),
        questionnaire_id: QuestionnaireId::new(),
        number: 1,
        state: VersionState::Published,
        definition: form,
        lock_version: 0,
    };
    let (text, _) = document::write(("AMI-1", "Titre"), (&version, answers), (&[], &[], &[]));
    let filed: Value = serde_json::from_str(&text).unwrap();
    jsonschema::meta::validate(&said).unwrap();
    let theirs = jsonschema::validator_for(&said).unwrap().is_valid(&filed["answers"]);
    (ours, theirs, said, filed["answers"].clone())
}

#[test]
fn filing_and_the_schema_accept_the_same_answers() {
    let mut runner =
        TestRunner::new(Config { cases: 600, failure_persistence: None, ..Config::default() });
    let (taken, refused) = (Cell::new(0), Cell::new(0));

    let compared = runner.run(&vec(any::<u16>(), 150), |numbers| {
        let mut tape = Tape(numbers.iter());
        let form = form(&mut tape);
        prop_assert_eq!(shape::faults(&form), vec![]);
        let answers = answers(&mut tape, &form);
        let (ours, theirs, said, filed) = verdicts(form, &answers);
        let count = if ours { &taken } else { &refused };
        count.set(count.get() + 1);
        prop_assert_eq!(ours, theirs, "{:#} against {:#}", filed, said);
        Ok(())
    });

    compared.unwrap();
    assert!(taken.get() > 60 && refused.get() > 60, "{} and {}", taken.get(), refused.get());
}

#[test]
fn an_answer_that_is_hidden_makes_nothing_else_appear() {
    let form: Definition = serde_json::from_value(json!({ "format": 1, "sections": [
        { "key": "one", "title": { "fr": "Un" }, "items": [
            { "key": "out", "kind": "yes_no", "label": { "fr": "?" } },
            { "key": "how", "kind": "short_text", "label": { "fr": "?" }, "show_if": { "eq": ["out", true] } },
            { "key": "where", "kind": "short_text", "label": { "fr": "?" }, "required": true,
              "show_if": { "eq": ["how", "loin"] } } ] } ] }))
    .unwrap();
    let mut answers = Answers::default();
    answers.put(("out", ""), Some(json!(true)));
    answers.put(("how", ""), Some(json!("loin")));
    assert_eq!(complete::check(&form, &answers).len(), 1);

    answers.put(("out", ""), Some(json!(false)));

    assert_eq!(complete::check(&form, &answers), vec![]);
}

#[test]
fn each_published_version_of_a_form_is_a_schema_that_accepts_what_was_filed() {
    let app = TestApp::start();
    let Scene { call, own, id, .. } = Scene::complete(&app);
    let read = hash(&own, &id);
    own.post(&format!("/applications/{id}/filing"), &[("sha256", &read)]).expect(303);
    let filed = app.read(|conn| Ok(queries::submissions_of(conn, &id)?)).remove(0);
    let filed: Value = serde_json::from_str(&filed.document).unwrap();

    let told = app.visitor().get(&format!("/api/v1/calls/{}", call.slug)).json();
    let address = told["form_schema"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/calls/{}/forms/1", call.slug);
    assert!(address.ends_with(&path), "{address}");
    let reply = app.visitor().get(&path);
    assert_eq!(reply.header("content-type"), Some("application/schema+json"));
    let said = reply.expect(200).json();
    assert_eq!(said["$id"], json!(address));
    assert!(jsonschema::validator_for(&said).unwrap().is_valid(&filed["answers"]));
    assert!(!jsonschema::validator_for(&said).unwrap().is_valid(&json!({})));
    let page = app.visitor().get(&format!("/calls/{}", call.slug));
    assert!(page.expect(200).body.contains(&path), "a link leads to it");
}

#[test]
fn a_form_that_is_not_published_has_no_schema() {
    let app = TestApp::start();
    let (bea, _) = coordinator(&app, "Béa");
    let hidden = find(&app, &draft(&app, &app.actor(&bea), "Bientôt"));
    let call = open_call(&app);

    for path in [
        format!("/api/v1/calls/{}/forms/1", hidden.slug),
        format!("/api/v1/calls/{}/forms/2", call.slug),
        format!("/api/v1/calls/{}/forms/x", call.slug),
        "/api/v1/calls/none/forms/1".to_owned(),
    ] {
        app.visitor().get(&path).expect(404);
    }
}
