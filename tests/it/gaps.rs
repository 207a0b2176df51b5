//! The map of gaps: what those who steer see, what the public sees, and what a call puts first.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::NetworkRole;
use maillage::db::schema::{coverage, node_services, nodes};
use maillage::network::CoverageId;
use maillage::tickets::Question;
use serde_json::Value;

use crate::app::{TestApp, Visitor};
use crate::calls_cast::{coordinator, draft, find};
use crate::tickets::question;

/// Nobody covers La Réunion; of field 2.2.
fn elsewhere() -> Question {
    Question {
        institutions: Vec::new(),
        site: None,
        region: Some("04".into()),
        disciplines: vec!["2.2".into()],
        ..question("Qui aide ici ?")
    }
}

fn cell(from: &Visitor, region: &str, area: &str) -> Value {
    let map = from.get("/api/v1/gaps").expect(200).json();
    let is = |one: &&Value| one["region"]["code"] == region && one["area"]["code"] == area;
    map["cells"].as_array().unwrap().iter().find(is).unwrap().clone()
}

fn ask(app: &TestApp, times: usize) {
    for _ in 0..times {
        app.ask(elsewhere(), true);
        app.later(TimeDelta::hours(1));
    }
}

#[test]
fn t30_a_place_that_nobody_serves_tops_the_map_and_a_small_number_is_shown_to_nobody_outside() {
    let app = TestApp::start();
    let (ada, browser) = coordinator(&app, "Ada");
    ask(&app, 9);
    let three = Question { disciplines: vec!["6.1".into()], ..elsewhere() };
    (0..3).for_each(|_| drop(app.ask(three.clone(), true)));
    app.ticket("Une question couverte");
    app.run_jobs();

    let page = browser.get("/gaps?lang=en");
    let rows: Vec<&str> = page.expect(200).body.split("<tr>").skip(2).collect();
    assert!(rows[0].contains("Reunion") && rows[0].contains(">9</td>"), "{}", rows[0]);
    let steers = app.caller(&app.token(&ada, maillage::accounts::Scope::Read));
    let exact = cell(&steers, "04", "2");
    assert_eq!(
        (&exact["nodes"], &exact["demand"], &exact["unserved"]),
        (&0.into(), &9.into(), &9.into())
    );
    assert_eq!(cell(&steers, "04", "6")["demand"], 3);

    // The year is over: it is published, without what is small and without what would tell it.
    app.later(TimeDelta::days(330));
    app.run_jobs();
    let public = app.visitor();
    assert_eq!(cell(&public, "04", "6")["demand"], Value::Null);
    assert_eq!(cell(&public, "04", "6").get("unserved"), None);
    let line = |text: &str| {
        text.lines()
            .find(|line| line.contains("Reunion") && line.contains("Humanities"))
            .unwrap()
            .to_owned()
    };
    let csv = public.get("/gaps/regions.csv?lang=en").expect(200).body.clone();
    assert!(line(&csv).contains('•'), "{}", line(&csv));
    public.get("/gaps/regions.ods").expect(200);
    public.get("/gaps?region=04&area=6&lang=en").expect(200).says("•").says_not("Late answers");
}

#[test]
fn what_comes_first_is_frozen_into_the_call_with_its_figures() {
    let app = TestApp::start();
    let (ada, _) = coordinator(&app, "Ada");
    let (bob, _) = coordinator(&app, "Bob");
    ask(&app, 9);
    app.later(TimeDelta::days(330));
    app.run_jobs();
    let (browser, other) = (app.sign_in(&ada), app.sign_in(&bob));
    let actor = app.actor(&ada);
    let id = draft(&app, &actor, "Ateliers");
    let form = [("call", id.as_str()), ("place", "04-2"), ("place", "44-1")];
    other.post("/gaps/priorities", &form).expect(404);
    browser.post("/gaps/priorities", &[("call", id.as_str())]).expect(409);
    browser.post("/gaps/priorities", &[("call", id.as_str()), ("place", "99-9")]).expect(409);
    for _ in 0..2 {
        browser.post("/gaps/priorities", &form).expect(303);
    }
    let desk = format!("/inbox/calls/{id}");
    browser.get(&desk).expect(200).says("La Réunion").says("(2026)");
    let back = format!("{desk}/priorities/removal");
    browser.post(&back, &[("place", "44-1")]).expect(303);

    let call = find(&app, &id);
    let kept = app.read(|conn| Ok(maillage::gaps::queries::priorities(conn, &call.id)?));
    let [one] = kept.as_slice() else { panic!("{kept:?}") };
    assert_eq!((one.place().to_string(), one.nodes, one.year), ("04-2".into(), 0, 2026));
    let frozen = one.demand;
    crate::calls_cast::finish(&app, &actor, &id);
    ask(&app, 9);
    app.run_jobs();
    let page = app.visitor().get(&format!("/calls/{}?lang=en", call.slug));
    page.expect(200).says("Priority places").says("Reunion Island");
    browser.post(&back, &[("place", "04-2")]).expect(409);
    browser.post("/gaps/priorities", &form).expect(409);
    let kept = app.read(|conn| Ok(maillage::gaps::queries::priorities(conn, &call.id)?));
    assert_eq!(kept[0].demand, frozen);
}

#[test]
fn a_bidder_reads_how_much_of_what_comes_first_the_project_covers() {
    let app = TestApp::start();
    let (ada, browser) = coordinator(&app, "Ada");
    let actor = app.actor(&ada);
    let id = draft(&app, &actor, "Ateliers");
    let mut form = vec![("call", id.as_str())];
    form.extend(["44-1", "44-2", "04-1"].map(|place| ("place", place)));
    browser.post("/gaps/priorities", &form).expect(303);
    crate::calls_cast::finish(&app, &actor, &id);
    app.later(TimeDelta::hours(1));
    let (owner, own) = crate::applications_cast::applicant(&app, "Olga");
    let bid = crate::applications_cast::complete(&app, &find(&app, &id), &owner);
    let page = own.get(&format!("/applications/{bid}?lang=en"));
    page.expect(200).says("Your project covers 1 of the 3 priority places.");
}

#[test]
fn who_steers_is_told_once_when_questions_would_come_to_nobody() {
    let app = TestApp::start();
    let root = app.account("Root", "root@reseau.example", Some(NetworkRole::Admin), &[]);
    let told = || {
        let all = app.mails_to(&root.email);
        all.iter().filter(|mail| mail.subject.contains("n’arriveraient à personne")).count()
    };
    let set = |status: &str| {
        app.write(|conn| {
            let desk = nodes::table.filter(nodes::fallback_desk.eq(true));
            Ok(diesel::update(desk).set(nodes::status.eq(status)).execute(conn)?)
        });
        app.later(TimeDelta::hours(25));
        app.run_jobs();
        app.run_jobs();
    };
    let line = "Zones dont les questions n’arriveraient à personne";
    app.run_jobs();
    assert_eq!(told(), 0);
    app.sign_in(&root).get("/").says_not(line);

    set("suspended");
    assert_eq!(told(), 1);
    let steers = app.sign_in(&root);
    steers.get("/").says(line);
    steers.get("/gaps").says("Des questions n’arriveraient à personne");
    app.visitor().get("/gaps").says_not("Des questions n’arriveraient à personne");
    let program = app.caller(&app.token(&root, maillage::accounts::Scope::Read));
    let told_there = program.get("/api/v1/gaps").expect(200).json();
    let first = &told_there["nowhere"][0];
    assert!(first["topics"].as_i64().unwrap() > 0 && first["node"].is_string(), "{first}");
    assert_eq!(app.visitor().get("/api/v1/gaps").json().get("nowhere"), None);
    set("suspended");
    assert_eq!(told(), 1, "it lasts");

    set("active");
    app.sign_in(&root).get("/").says_not(line);
    set("suspended");
    assert_eq!(told(), 2, "it begins again");
}

#[test]
fn gaps_that_are_closed_or_open_again_are_told_by_quarter() {
    let app = TestApp::start();
    app.later(TimeDelta::days(200));
    let shown = || {
        let page = app.visitor().get("/gaps");
        page.expect(200).body.split_once("id=\"quarters\"").unwrap().1.to_owned()
    };
    assert!(!shown().contains("Comblées"));
    let (id, node, today) = (CoverageId::new(), app.node_id("adoc-lorraine"), app.today());
    app.write(|conn| {
        let row = (
            coverage::id.eq(&id),
            coverage::node_id.eq(&node),
            coverage::region.eq("04"),
            coverage::starts_on.eq(today),
        );
        Ok(diesel::insert_into(coverage::table).values(row).execute(conn)?)
    });
    let part = shown();
    assert!(part.contains("Comblées") && part.contains("Réunion") && part.contains("ADOC"));
    let quarters = || app.visitor().get("/api/v1/gaps").expect(200).json()["quarters"].clone();
    let closed = &quarters()[0]["closed"][0];
    assert_eq!(
        (&closed["region"]["code"], &closed["nodes"][0]),
        (&"04".into(), &"adoc-lorraine".into())
    );
    assert!(!part.contains("Rouvertes"), "{part}");

    app.later(TimeDelta::days(100));
    let last = app.today() - TimeDelta::days(1);
    app.write(|conn| {
        let there = coverage::table.find(&id);
        Ok(diesel::update(there).set(coverage::ends_on.eq(last)).execute(conn)?)
    });
    assert!(shown().contains("Rouvertes"), "{}", shown());
    let opened = quarters().as_array().unwrap().iter().any(|one| {
        let places = one["reopened"].as_array().unwrap();
        places.iter().any(|place| place["region"]["code"] == "04")
    });
    assert!(opened);
}

#[test]
fn a_place_says_what_is_asked_more_than_the_year_before_and_who_offers_a_service_there() {
    let app = TestApp::start();
    ask(&app, 6);
    app.run_jobs();
    app.later(TimeDelta::days(370));
    ask(&app, 9);
    app.run_jobs();
    let (ada, browser) = coordinator(&app, "Ada");
    let steers = app.caller(&app.token(&ada, maillage::accounts::Scope::Read));
    let found = cell(&steers, "04", "2");
    assert_eq!((&found["demand"], &found["demand_before"]), (&9.into(), &6.into()));
    let page = browser.get("/gaps?region=04&area=2&lang=en");
    assert!(page.expect(200).body.contains(">+3<"), "{}", page.body);

    let words = app.app.vocabularies();
    let serve = |service: &str| -> i32 {
        let map = app.read(|conn| maillage::gaps::ops::exact(conn, service, &words, app.now()));
        map.cells.iter().map(|cell| cell.supply.nodes).sum()
    };
    let (all, service) = (serve(""), words.services[0].code.clone());
    assert!(all > 0 && serve("invented") == 0);
    app.write(|conn| {
        let there = node_services::table.filter(node_services::service.eq(&service));
        Ok(diesel::delete(there).execute(conn)?)
    });
    assert_eq!(serve(&service), 0);
    let (node, today) = (app.node_id("adoc-lorraine"), app.today());
    app.write(|conn| {
        let row = (
            node_services::id.eq(crate::tickets::form_id()),
            node_services::node_id.eq(&node),
            node_services::service.eq(&service),
            node_services::starts_on.eq(today),
        );
        Ok(diesel::insert_into(node_services::table).values(row).execute(conn)?)
    });
    assert!((1..=all).contains(&serve(&service)), "one node offers it where it is");
}
