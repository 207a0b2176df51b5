//! Pages are confirmed by one press from a mail, those that are not say so, and each month some are looked at.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::{NetworkRole, NodeRole};
use maillage::db::schema::nodes;
use maillage::freshness::{ops, rules};
use maillage::network::Status;

use crate::app::TestApp;

/// A page of this month's sample, for the permission table.
pub fn drawn(app: &TestApp) -> String {
    let month = rules::month_of(app.today());
    app.read(|conn| {
        let nodes = maillage::network::queries::all(conn)?;
        Ok(ops::sample(conn, &nodes, month)?.remove(0).id.to_string())
    })
}

#[test]
fn managers_are_asked_after_six_months_and_confirm_by_one_press() {
    let app = TestApp::start();
    app.account("Zoé", "zoe@adoc.example", None, &[("adoc-lorraine", NodeRole::Manager)]);
    let now = app.now();
    app.write(|conn| {
        Ok(diesel::update(nodes::table).set(nodes::confirmed_at.eq(now)).execute(conn)?)
    });
    let asked = || {
        app.run_jobs();
        let mails = app.mails_to("zoe@adoc.example").into_iter();
        mails.filter(|mail| mail.subject.contains("toujours exacte")).count()
    };
    app.later(TimeDelta::days(181));
    assert_eq!(asked(), 0);
    app.later(TimeDelta::days(2));
    assert_eq!((asked(), asked()), (1, 1));
    app.later(TimeDelta::days(31));
    assert_eq!(asked(), 2, "again after a month");

    let public = app.visitor();
    public.get("/nodes/adoc-lorraine").says("à vérifier");
    let link = app.mail_to("zoe@adoc.example").link("/nodes/adoc-lorraine/freshness");
    public.get(&link).expect(200).says("toujours exacte");
    public.get("/nodes/adoc-lorraine").says("à vérifier");
    let (path, query) = link.split_once("?about=").unwrap();
    let (about, key) = query.split_once("&key=").unwrap();
    public.post(path, &[("about", about), ("key", "x")]).expect(404);
    for _ in 0..2 {
        public.post(path, &[("about", about), ("key", key)]).expect(303);
    }
    public.get("/nodes/adoc-lorraine").says_not("à vérifier");
    public.get(&link).expect(303);
    assert_eq!(asked(), 2);
}

#[test]
fn the_sample_is_by_chance_and_the_same_for_all_and_what_is_wrong_is_told() {
    let app = TestApp::start();
    let nodes = app.read(|conn| Ok(maillage::network::queries::all(conn)?));
    let (march, april) =
        (rules::month_of(app.today()), rules::month_of(app.today() + TimeDelta::days(31)));
    let ids =
        |month| rules::sample(&nodes, month).iter().map(|node| node.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(march), ids(march));
    assert_ne!(ids(march), ids(april));
    assert_eq!(ids(march).len(), (nodes.len() * 5).div_ceil(100).max(3));

    let ada = app.account("Ada", "ada@reseau.example", Some(NetworkRole::Coordinator), &[]);
    let drawn = rules::sample(&nodes, march)[0].clone();
    app.account("Zoé", "zoe@noeud.example", None, &[(&drawn.slug, NodeRole::Manager)]);
    let browser = app.sign_in(&ada);
    browser.get("/network/freshness").expect(200).says(&drawn.name);
    let path = format!("/network/freshness/{}", drawn.id);
    browser.post(&path, &[("verdict", "wrong")]).expect(422).says("à corriger");
    for _ in 0..2 {
        let said = [("verdict", "wrong"), ("note", "L’adresse ne répond plus.")];
        browser.post(&path, &said).expect(303);
    }
    let told = app.mails_to("zoe@noeud.example");
    assert_eq!(told.iter().filter(|mail| mail.text.contains("ne répond plus")).count(), 1);
    let other = nodes.iter().find(|node| !ids(march).contains(&node.id)).unwrap();
    let not_drawn = format!("/network/freshness/{}", other.id);
    browser.post(&not_drawn, &[("verdict", "right")]).expect(404);
}

#[test]
fn what_was_drawn_at_the_beginning_of_a_month_stays_whatever_closes_in_it() {
    let app = TestApp::start();
    let ada = app.account("Ada", "ada@reseau.example", Some(NetworkRole::Coordinator), &[]);
    let browser = app.sign_in(&ada);
    let month = rules::month_of(app.today());
    let all = || app.read(|conn| Ok(maillage::network::queries::all(conn)?));
    let drawn = |nodes: &[maillage::network::Node]| {
        rules::sample(nodes, month).iter().map(|node| node.id.clone()).collect::<Vec<_>>()
    };
    let first = drawn(&all());
    app.run_jobs();

    app.write(|conn| {
        Ok(diesel::update(nodes::table.find(&first[0]))
            .set(nodes::status.eq(Status::Closed))
            .execute(conn)?)
    });

    let late = drawn(&all()).into_iter().find(|id| !first.contains(id)).unwrap();
    let check = |id: &maillage::accounts::NodeId| {
        browser.post(&format!("/network/freshness/{id}"), &[("verdict", "right")])
    };
    check(&late).expect(404);
    for id in &first {
        check(id).expect(303);
    }
    app.run_jobs();
    let page = browser.get("/network/freshness");
    for id in &first {
        let node = all().into_iter().find(|node| node.id == *id).unwrap();
        page.expect(200).says(&node.name);
    }
    assert!(!page.body.contains(&format!("/network/freshness/{late}")));
}
