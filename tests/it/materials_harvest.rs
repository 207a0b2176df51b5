//! A catalogue that is kept elsewhere is read each night: what is new there becomes a draft, once, and nothing is published
//! that nobody looked at unless that was chosen.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use maillage::accounts::NodeRole;
use maillage::materials::{LinkChecks, harvest_due};
use serde_json::{Value, json};

use crate::app::{Reply, TestApp};
use crate::knowledge::audited;
use crate::materials_cast::{Cast, record};
use crate::materials_import::{PATH, kept};
use crate::triage::NODE;

type Pages = Arc<Mutex<Vec<Value>>>;

/// A server that hands out a catalogue page by page; none when it has none.
fn serve() -> (String, Pages) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}/materials.json_api", listener.local_addr().unwrap());
    let pages = Pages::default();
    let told = Arc::clone(&pages);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let lines = BufReader::new(&stream).lines().map_while(Result::ok);
            let lines: Vec<_> = lines.take_while(|line| !line.is_empty()).collect();
            let which = usize::from(lines.first().is_some_and(|line| line.contains("page=2")));
            let body = told.lock().unwrap().get(which).map(Value::to_string).unwrap_or_default();
            let status = if body.is_empty() { 404 } else { 200 };
            let length = body.len();
            let _ = write!(
                &stream,
                "HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
            );
        }
    });
    (base, pages)
}

fn told(id: &str, title: &str, more: Value) -> Value {
    let mut attributes =
        json!({ "title": title, "url": format!("https://elsewhere.example/{id}") });
    for (name, value) in more.as_object().into_iter().flatten() {
        attributes[name] = value.clone();
    }
    json!({ "id": id, "type": "materials", "attributes": attributes })
}

fn catalogue(records: &[Value]) -> Value {
    json!({ "data": records })
}

fn follows(app: &TestApp, cast: &Cast, url: &str, more: &[(&str, &str)]) -> Reply {
    let node = app.node_id(NODE).to_string();
    let fields = [&[("node", node.as_str()), ("language", "fr"), ("url", url)][..], more].concat();
    cast.desk.post(&format!("{PATH}/sources"), &fields)
}

fn changes(app: &TestApp, cast: &Cast, event: &str) -> Reply {
    let node = app.node_id(NODE).to_string();
    let source = cast.desk.get(PATH).value_of("source").unwrap();
    let fields = [("node", node.as_str()), ("source", source.as_str()), ("event", event)];
    cast.desk.post(&format!("{PATH}/sources/changes"), &fields)
}

fn start() -> (TestApp, Cast) {
    let app = TestApp::start_with(|config| config.link_checks = LinkChecks::Private);
    let cast = Cast::new(&app);
    (app, cast)
}

#[test]
fn what_is_new_in_a_catalogue_elsewhere_becomes_a_draft_by_night_and_is_updated_not_doubled() {
    let (app, cast) = start();
    let (url, pages) = serve();
    let bad = follows(&app, &cast, "ftp://x", &[]);
    bad.expect(422).says("commence par https://");
    assert_eq!(bad.value_of("url").as_deref(), Some("ftp://x"), "what was typed");
    for _ in 0..2 {
        follows(&app, &cast, &url, &[]).expect(303);
    }
    let run = || harvest_due(&app.app, app.now()).unwrap();

    assert_eq!(run(), 1);
    cast.desk.get(PATH).says("n’a pas pu être lu").says(&url);
    assert_eq!(run(), 0, "once a night");
    let first = json!({ "data": [told("1", "Un support", json!({ "doi": "10.5281/zenodo.9" }))],
        "links": { "next": "/materials.json_api?page=2" } });
    *pages.lock().unwrap() =
        vec![first, catalogue(&[told("2", "Second", json!({})), told("3", "", json!({}))])];
    app.later(TimeDelta::days(1));
    assert_eq!(run(), 1);
    assert_eq!(kept(&app), ["1 draft Un support", "1 draft Second"], "of both pages");
    let page = cast.desk.get(PATH);
    page.says_not("n’a pas pu être lu");
    page.says("Supports créés\u{a0}: 2. Mis à jour\u{a0}: 0. Laissés de côté\u{a0}: 1.");

    // The one is known by its DOI, at another address and under another key; the other by its address alone.
    let moved = json!({ "doi": "10.5281/zenodo.9", "url": "https://elsewhere.example/moved" });
    let second = json!({ "url": "https://elsewhere.example/2" });
    *pages.lock().unwrap() =
        vec![catalogue(&[told("11", "Un autre nom", moved), told("12", "Second, revu", second)])];
    for _ in 0..2 {
        app.later(TimeDelta::days(1));
        run();
    }
    assert_eq!(kept(&app), ["1 draft Un autre nom", "1 draft Second, revu"]);
    *pages.lock().unwrap() = vec![json!({ "data": "nothing" })];
    app.later(TimeDelta::days(1));
    run();
    cast.desk.get(PATH).says("n’est pas une liste de supports");
    assert_eq!(kept(&app).len(), 2, "what came of it stays");
}

#[test]
fn two_catalogues_that_count_alike_do_not_write_over_each_other() {
    let (app, cast) = start();
    for name in ["un", "deux"] {
        let (url, pages) = serve();
        let there = json!({ "url": format!("https://{name}.example/1") });
        *pages.lock().unwrap() = vec![catalogue(&[told("1", &format!("Support {name}"), there)])];
        follows(&app, &cast, &url, &[]).expect(303);
    }
    for _ in 0..2 {
        app.later(TimeDelta::days(1));
        assert_eq!(harvest_due(&app.app, app.now()).unwrap(), 2);
        assert_eq!(kept(&app), ["1 draft Support un", "1 draft Support deux"]);
    }
}

#[test]
fn what_would_come_of_a_catalogue_is_shown_without_doing_it_and_each_error_at_its_record() {
    let (app, cast) = start();
    let (url, pages) = serve();
    let look = |url: &str| follows(&app, &cast, url, &[("look", "yes")]);
    look(&url).expect(422).says("n’a pas pu être lu");
    let odd = json!({ "doi": "10.x", "target-audience": ["aliens"] });
    *pages.lock().unwrap() = vec![catalogue(&[
        told("1", "Un support", json!({})),
        told("2", "", json!({})),
        told("3", "Bizarre", odd),
    ])];

    let page = look(&url);

    page.expect(200).says("Supports créés\u{a0}: 2.").says("Une ligne est laissée de côté");
    page.says("Fiche 1").says("Fiche 2").says("Fiche 3").says("10.x").says("aliens");
    assert!(!page.body.contains("name=\"confirm\""), "it is done by night");
    assert_eq!(page.value_of("url").as_deref(), Some(url.as_str()), "what was typed");
    assert_eq!(kept(&app), Vec::<String>::new());
    let other = app.account("Marc", "marc@lord.example", None, &[("lord", NodeRole::Staff)]);
    let node = app.node_id(NODE).to_string();
    let fields = [("node", node.as_str()), ("language", "fr"), ("url", &url), ("look", "yes")];
    app.sign_in(&other).post(&format!("{PATH}/sources"), &fields).expect(404);
}

#[test]
fn a_catalogue_is_paused_taken_up_again_and_forgotten_each_once() {
    let (app, cast) = start();
    let (url, pages) = serve();
    *pages.lock().unwrap() = vec![catalogue(&[told("1", "Un support", json!({}))])];
    follows(&app, &cast, &url, &[]).expect(303);
    let run = || harvest_due(&app.app, app.now()).unwrap();
    for _ in 0..2 {
        changes(&app, &cast, "off").expect(303);
    }
    assert_eq!(run(), 0);
    cast.desk.get(PATH).says("en pause");
    changes(&app, &cast, "on").expect(303);
    assert_eq!(run(), 1);
    assert_eq!(kept(&app), ["1 draft Un support"]);
    let source = cast.desk.get(PATH).value_of("source").unwrap();
    changes(&app, &cast, "forget").expect(303);
    cast.desk.get(PATH).says_not(&url);
    let other = app.account("Marc", "marc@lord.example", None, &[("lord", NodeRole::Staff)]);
    let node = app.node_id(NODE).to_string();
    let fields = [("node", node.as_str()), ("source", source.as_str()), ("event", "forget")];
    app.sign_in(&other).post(&format!("{PATH}/sources/changes"), &fields).expect(404);
    app.later(TimeDelta::days(1));
    assert_eq!(run(), 0);
    let happened = audited(&app, "node", &node);
    let times = |action: &str| happened.iter().filter(|one| *one == action).count();
    let of = ["follow", "change", "leave"].map(|one| times(&format!("material.source_{one}")));
    assert_eq!(of, [1, 2, 1]);
}

#[test]
fn nothing_of_a_catalogue_is_published_unseen_unless_that_was_chosen_and_then_only_what_is_whole() {
    let (app, cast) = start();
    let (url, pages) = serve();
    let whole = |id: &str, title: &str| {
        let one = record(title);
        let more = json!({ "description": one.summary, "language": "fr", "resource_type": "slides",
            "difficulty_level": "beginner", "target_audience": ["researcher"], "licence": "CC-BY-4.0",
            "keywords": ["embargo"], "authors": ["Ada L."], "contact": one.contact, "topics": ["restrict"],
            "disciplines": ["1.3"], "self_study_minutes": 90, "learning_objectives": "Choisir CSV | JSON" });
        told(id, title, more)
    };
    follows(&app, &cast, &url, &[]).expect(303);
    *pages.lock().unwrap() = vec![catalogue(&[whole("1", "Entier")])];
    harvest_due(&app.app, app.now()).unwrap();
    assert_eq!(kept(&app), ["1 draft Entier"]);

    changes(&app, &cast, "publish").expect(303);
    let part = told("3", "En partie", json!({}));
    *pages.lock().unwrap() = vec![catalogue(&[whole("1", "Entier"), whole("2", "Neuf"), part])];
    for _ in 0..2 {
        app.later(TimeDelta::days(1));
        harvest_due(&app.app, app.now()).unwrap();
    }

    assert_eq!(kept(&app), ["1 draft Entier", "1 published Neuf", "1 draft En partie"]);
    app.visitor().get("/materials/neuf").expect(200).says("Choisir CSV | JSON");
}

#[test]
fn a_catalogue_is_read_only_for_who_may_write_there_and_never_at_a_private_address() {
    let (app, cast) = start();
    let (url, pages) = serve();
    *pages.lock().unwrap() = vec![catalogue(&[told("1", "Un support", json!({}))])];
    follows(&app, &cast, &url, &[]).expect(303);
    app.write(|conn| Ok(maillage::accounts::queries::disable(conn, &cast.ines.id, app.now())?));

    assert_eq!(harvest_due(&app.app, app.now()).unwrap(), 1);

    assert_eq!(kept(&app), Vec::<String>::new());
    let boss = app.account("Zoé", "zoe@adoc.example", None, &[(NODE, NodeRole::Manager)]);
    app.sign_in(&boss).get(PATH).says("ne peut plus écrire ici");
    let guarded = TestApp::start_with(|config| config.link_checks = LinkChecks::On);
    let cast = Cast::new(&guarded);
    follows(&guarded, &cast, &url, &[("look", "yes")]).expect(422).says("n’a pas pu être lu");
}
