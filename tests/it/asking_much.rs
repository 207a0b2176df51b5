//! Somebody who asks, or says, more than anybody else: a page that can be used, and a limit that names its end.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::NodeRole;
use maillage::db::schema::tickets;
use maillage::demo;
use maillage::tickets::State;
use serde_json::json;

use crate::api::{asked, caller, question};
use crate::app::{Reply, TestApp};
use crate::asking::ask;
use crate::inbox::next_page;

const MANY: usize = 1_000;

fn waits(reply: &Reply) {
    let seconds: i64 = reply.expect(429).header("retry-after").unwrap().parse().unwrap();
    assert!((1..=3600).contains(&seconds), "{seconds}");
}

/// The questions that a page of one's own names.
fn named(page: &Reply) -> Vec<String> {
    let links = page.body.split("href=\"/tickets/20").skip(1);
    links.map(|rest| format!("20{}", rest.split('"').next().unwrap())).collect()
}

#[test]
fn who_asked_a_thousand_questions_finds_each_and_stops_nobody() {
    let app = TestApp::start();
    demo::seed::sow(&app.app, MANY, 1, app.now()).unwrap();
    let now = app.now();
    app.write(|conn| {
        let all =
            (tickets::asker_email.eq("lucie@beaucoup.example"), tickets::asker_name.eq("Lucie"));
        diesel::update(tickets::table).set(all).execute(conn)?;
        let closed = tickets::table.filter(tickets::closed_at.is_not_null());
        Ok(diesel::update(closed).set(tickets::closed_at.eq(now)).execute(conn)?)
    });
    let hers: Vec<String> = app.read(|conn| {
        let shown = tickets::state.ne_all([State::Unconfirmed, State::Spam, State::Merged]);
        Ok(tickets::table.filter(shown).select(tickets::reference).load(conn)?)
    });
    assert!(hers.len() > MANY / 2, "{} questions", hers.len());
    let lucie = app.sign_in(&app.account("Lucie", "lucie@beaucoup.example", None, &[]));

    let (mut found, mut path) = (Vec::new(), Some("/tickets".to_owned()));
    while let Some(at) = path {
        let page = lucie.get(&at);
        assert!(page.expect(200).body.len() < 150_000, "{at}: {}", page.body.len());
        found.extend(named(&page));
        path = next_page(&page);
    }

    assert_eq!(found.len(), hers.len(), "none twice");
    assert_eq!(found.iter().collect::<BTreeSet<_>>(), hers.iter().collect());
    let held = [("adoc-lorraine", NodeRole::Staff)];
    let ines = app.sign_in(&app.account("Ines", "ines@beaucoup.example", None, &held));
    let inbox = ines.get("/inbox?queue=all");
    assert!(inbox.expect(200).body.len() < 400_000, "{}", inbox.body.len());
    ask(&app, &app.visitor(), &[("email", "ana@labo.example")]).expect(303);
}

#[test]
fn a_token_of_ones_own_asks_and_replies_no_more_than_a_form_does() {
    let app = TestApp::start();
    let team = caller(&app, "team", None, &[]);
    let mut own = question();
    own["requester"]["email"] = json!("team@example.org");
    let references: Vec<_> = (0..10).map(|_| asked(&team, &own)).collect();
    let ask_again = || team.post_json("/api/v1/tickets", &own);
    let messages = format!("/api/v1/tickets/{}/messages", references[0]);
    let say = |n: i32| team.post_json(&messages, &json!({ "body": format!("Point {n}") }));

    waits(&ask_again());
    (0..60).for_each(|n| drop(say(n).expect(201).json()));
    waits(&say(60));

    // Those who answer for others are not one asker, and another question is not this one.
    let staff = caller(&app, "staff", None, &[("adoc-lorraine", NodeRole::Staff)]);
    (0..12).for_each(|_| drop(asked(&staff, &own)));
    let other = format!("/api/v1/tickets/{}/messages", references[1]);
    team.post_json(&other, &json!({ "body": "Merci" })).expect(201);
    app.later(TimeDelta::hours(1));
    ask_again().expect(201);
    say(60).expect(201);
}
