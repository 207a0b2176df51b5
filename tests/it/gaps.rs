//! The map of gaps: what those who steer see, what the public sees, and what a call puts first.

use chrono::TimeDelta;
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
