//! From an accepted application to a node that gets questions, through HTTP.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::NodeRole;
use maillage::db::schema::{coverage, labels, nodes};
use maillage::labels::queries;
use maillage::tickets::Question;
use serde_json::json;

use crate::api::{asked, caller};
use crate::app::{TestApp, Visitor};
use crate::decisions_cast::{Held, admin, held};
use crate::tickets::question;

/// A question of La Réunion, which nobody covers, in a field.
fn there(field: &str) -> Question {
    Question {
        institutions: Vec::new(),
        site: None,
        region: Some("04".into()),
        disciplines: vec![field.into()],
        ..question("Qui aide ici ?")
    }
}

/// The node that gets a question which is asked now, by a program.
pub fn goes_to(app: &TestApp, program: &Visitor) -> String {
    let mut asks = crate::api::question();
    for name in ["institution", "site", "topic"] {
        asks.as_object_mut().unwrap().remove(name);
    }
    asks["region"] = json!("04");
    asks["discipline"] = json!(["1.1"]);
    app.later(TimeDelta::minutes(1));
    let reference = asked(program, &asks);
    let ticket = app.read(|conn| Ok(maillage::tickets::queries::by_reference(conn, &reference)?));
    let node = app.read(|conn| Ok(maillage::network::queries::find(conn, &ticket.node_id)?));
    node.slug
}

fn counts(app: &TestApp) -> (i64, i64, i64) {
    app.read(|conn| {
        Ok((
            nodes::table.count().get_result(conn)?,
            coverage::table.count().get_result(conn)?,
            labels::table.count().get_result(conn)?,
        ))
    })
}

/// What the page of the activation sends when nothing is changed.
pub fn form(held: &Held) -> Vec<(String, String)> {
    let account = held.bids[0].1.id.to_string();
    let fields = [
        ("name", "Atelier de La Réunion"),
        ("short_name", "AR"),
        ("ends_on", "2029-03-01"),
        ("row", "0"),
        ("do", "activate"),
    ];
    let all = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    all.chain([("member".to_owned(), account)]).collect()
}

pub fn send(browser: &Visitor, path: &str, form: &[(String, String)]) -> crate::app::Reply {
    let pairs: Vec<(&str, &str)> = form.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    browser.post(path, &pairs)
}

#[test]
fn an_accepted_application_becomes_a_node_and_a_question_from_there_reaches_it() {
    let app = TestApp::start();
    // Too old to be replayed.
    app.ask(there("1.1"), true);
    app.later(TimeDelta::days(80));
    let held = held(&app, &["04"]);
    for field in ["1.1", "1.1", "1.1", "2.2", "6.1"] {
        app.ask(there(field), true);
    }
    let root = admin(&app);
    let path = format!("/admin/labels/applications/{}", held.bids[0].0);
    root.get(&path).expect(404);
    held.publish(&app, &[("labelled", &[])]);
    held.ada.1.get(&path).expect(404);

    let page = root.get(&format!("{path}?lang=en"));
    page.expect(200).says("3 questions would have come here").says("Atelier de Porteur0");
    let before = counts(&app);
    let mut none = form(&held);
    none.retain(|(name, _)| name != "row");
    send(&root, &path, &none).expect(409);
    let mut short = form(&held);
    short.retain(|(name, _)| name != "name");
    send(&root, &path, &short).expect(422);
    assert_eq!(counts(&app), before);

    let program = caller(&app, "staff", None, &[("adoc-lorraine", NodeRole::Staff)]);
    assert_ne!(goes_to(&app, &program), "ar");
    for _ in 0..2 {
        send(&root, &path, &form(&held)).expect(303);
    }
    let (nodes, rows, made) = counts(&app);
    assert_eq!((nodes, rows, made), (before.0 + 1, before.1 + 1, before.2 + 1));
    assert_eq!(goes_to(&app, &program), "ar");
    app.visitor().get("/nodes/ar").expect(200).says("Atelier de La Réunion");
    // Who applied runs it.
    held.bids[0].2.get("/nodes/ar/edit").expect(200);
    app.mail_to(&held.bids[0].1.email);
}

#[test]
fn a_suspended_label_takes_no_question_and_lists_those_that_wait() {
    let app = TestApp::start();
    let held = held(&app, &["04"]);
    let root = admin(&app);
    held.publish(&app, &[("labelled", &[])]);
    send(&root, &format!("/admin/labels/applications/{}", held.bids[0].0), &form(&held))
        .expect(303);
    let program = caller(&app, "staff", None, &[("adoc-lorraine", NodeRole::Staff)]);
    assert_eq!(goes_to(&app, &program), "ar");
    let bid = held.bids[0].0.clone();
    let label = app.read(|conn| Ok(queries::of_application(conn, &bid)?)).unwrap();
    let (desk, open) =
        (format!("/admin/labels/{}", label.id), format!("/labels/{}?lang=en", label.id));
    let public = app.visitor();
    public.get(&open).expect(200).says("holds a valid label").says("too few");
    public.get(&format!("/labels/{}/badge.svg", label.id)).expect(200).says("valid");

    root.post(&format!("{desk}/suspension"), &[("reason", "court")]).expect(409);
    for _ in 0..2 {
        let why = [("reason", "Plus personne ne répond au guichet.")];
        root.post(&format!("{desk}/suspension"), &why).expect(303);
    }
    root.get(&format!("{desk}?lang=en"))
        .expect(200)
        .says("to be handed over")
        .says("Déposer des données");
    assert_ne!(goes_to(&app, &program), "ar");
    public.get(&open).expect(200).says("does not hold");
    root.post(&format!("{desk}/resumption"), &[]).expect(303);
    assert_eq!(goes_to(&app, &program), "ar");

    // Withdrawn after a notice and fifteen days only.
    root.post(&format!("{desk}/withdrawal"), &[]).expect(409);
    let why = [("reason", "Le consortium s’est dissous.")];
    root.post(&format!("{desk}/notice"), &why).expect(303);
    app.later(TimeDelta::days(14));
    root.post(&format!("{desk}/withdrawal"), &[]).expect(409);
    app.later(TimeDelta::days(2));
    root.post(&format!("{desk}/withdrawal"), &[]).expect(303);
    assert_ne!(goes_to(&app, &program), "ar");
}

#[test]
fn a_label_ends_by_its_date_and_people_are_reminded_before() {
    let app = TestApp::start();
    let held = held(&app, &["04"]);
    let root = admin(&app);
    held.publish(&app, &[("trajectory", &[("until", "2026-12-31")])]);
    let mut plan = form(&held);
    plan.retain(|(name, _)| name != "ends_on");
    plan.push(("ends_on".into(), "2026-12-31".into()));
    send(&root, &format!("/admin/labels/applications/{}", held.bids[0].0), &plan).expect(303);
    let program = caller(&app, "staff", None, &[("adoc-lorraine", NodeRole::Staff)]);
    assert_eq!(goes_to(&app, &program), "ar");
    app.visitor().get("/nodes/ar?lang=en").expect(200).says("trajectory");
    let told = || {
        app.mails_to(&held.bids[0].1.email)
            .iter()
            .filter(|one| one.subject.contains("prend fin le"))
            .count()
    };
    for _ in 0..10 {
        app.later(TimeDelta::days(30));
        app.run_jobs();
    }
    assert_eq!(told(), 4);
    assert_ne!(goes_to(&app, &program), "ar");
    let bid = held.bids[0].0.clone();
    let label = app.read(|conn| Ok(queries::of_application(conn, &bid)?)).unwrap();
    assert_eq!(label.state, maillage::labels::LabelState::Expired);
    let day = format!("/labels/{}?lang=en&on=2026-12-31", label.id);
    app.visitor().get(&day).expect(200).says("holds a valid label");
}

#[test]
fn an_accepted_application_becomes_what_it_is_and_its_label_holds_from_the_day_it_was_told() {
    let app = TestApp::start();
    let held = held(&app, &["04"]);
    held.publish(&app, &[("labelled", &[])]);
    let told = app.today();
    app.later(TimeDelta::days(3));
    let root = admin(&app);
    let path = format!("/admin/labels/applications/{}", held.bids[0].0);
    let with = |kind: &str, from: String| {
        let mut all = form(&held);
        all.push(("kind".into(), kind.into()));
        all.push(("starts_on".into(), from));
        all
    };
    let early = (told - TimeDelta::days(1)).to_string();
    send(&root, &path, &with("resource_centre", early)).expect(422).says("notification");
    send(&root, &path, &with("platform", told.to_string())).expect(422);
    send(&root, &path, &with("resource_centre", told.to_string())).expect(303);
    let bid = held.bids[0].0.clone();
    let label = app.read(|conn| Ok(queries::of_application(conn, &bid)?)).unwrap();
    assert_eq!(label.starts_on, told);
    let node = app.read(|conn| Ok(maillage::network::queries::find(conn, &label.node_id)?));
    assert_eq!(node.kind, maillage::network::Kind::ResourceCentre);
    assert_eq!(node.status, maillage::network::Status::Active);
}
