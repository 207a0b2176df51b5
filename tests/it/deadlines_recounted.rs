//! A node's calendar changes while tickets are open: what they have left of time stays the same.

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use maillage::accounts::NodeRole;
use maillage::db::schema::calendar_changes;
use maillage::history::By;
use maillage::network;
use maillage::tickets::{Ticket, queries};
use serde_json::{Value, json};

use crate::app::{TestApp, Visitor};

struct Scene {
    app: TestApp,
    chief: Visitor,
}

impl Scene {
    /// Tuesday morning.
    fn new() -> Self {
        let app = TestApp::start();
        let held = [("adoc-lorraine", NodeRole::Manager)];
        let chief = app.sign_in(&app.account("Chef", "chef@adoc.example", None, &held));
        Self { app, chief }
    }

    fn due(&self, ticket: &Ticket) -> NaiveDateTime {
        self.app.again(ticket).next_due_at.unwrap()
    }

    fn close(&self, from: &str, to: &str) {
        let form = [("starts_on", from), ("ends_on", to), ("stand_in", ""), ("note", "Travaux")];
        self.chief.post("/nodes/adoc-lorraine/absences", &form).expect(303);
    }

    fn left_to_do(&self) -> i64 {
        self.app.read(|conn| Ok(calendar_changes::table.count().get_result(conn)?))
    }
}

#[test]
fn a_closure_moves_what_is_due_during_or_after_it_and_calling_it_off_moves_it_back() {
    let scene = Scene::new();
    let ticket = scene.app.ticket("Une question");
    let before = scene.due(&ticket);
    assert_eq!(before.date().to_string(), "2026-03-05", "Thursday: sixteen working hours");
    scene.app.later(TimeDelta::minutes(5));

    scene.close("2026-03-04", "2026-03-06");

    let moved = scene.due(&ticket);
    assert_eq!(moved.time(), before.time());
    assert_eq!(moved.date().to_string(), "2026-03-10", "a day of work is left, from Monday");
    let again = scene.app.again(&ticket);
    assert_eq!(again.first_due_at, Some(moved));
    assert_eq!(scene.left_to_do(), 0);
    // What is asked afterwards is counted once.
    let fresh = scene.app.ticket("Une autre");
    assert_eq!(scene.due(&fresh).date().to_string(), "2026-03-10");

    scene.app.later(TimeDelta::minutes(5));
    let page = scene.chief.get("/nodes/adoc-lorraine/absences");
    let id = page.body.split("/absences/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    scene.chief.post(&format!("/nodes/adoc-lorraine/absences/{id}/cancellation"), &[]).expect(303);
    assert_eq!(scene.due(&ticket), before);
}

#[test]
fn what_is_due_before_a_closure_and_what_a_stand_in_answers_stay() {
    let scene = Scene::new();
    let ticket = scene.app.ticket("Une question");
    let before = scene.due(&ticket);
    scene.app.later(TimeDelta::minutes(5));
    scene.close("2026-03-16", "2026-03-20");
    assert_eq!(scene.due(&ticket), before);
    let stand_in = scene.app.node_id("lord").to_string();
    let form = [
        ("starts_on", "2026-03-04"),
        ("ends_on", "2026-03-05"),
        ("stand_in", stand_in.as_str()),
        ("note", ""),
    ];
    scene.chief.post("/nodes/adoc-lorraine/absences", &form).expect(303);
    assert_eq!(scene.due(&ticket), before);
}

#[test]
fn a_large_node_is_counted_anew_in_batches_and_each_ticket_once() {
    let scene = Scene::new();
    let tickets: Vec<_> = (0..450)
        .map(|n| {
            scene.app.later(TimeDelta::seconds(1));
            scene.app.ticket(&format!("Question {n}"))
        })
        .collect();
    let before: Vec<_> = tickets.iter().map(|ticket| scene.due(ticket)).collect();
    scene.app.later(TimeDelta::minutes(5));

    scene.close("2026-03-04", "2026-03-06");

    assert_eq!(scene.left_to_do(), 1);
    // Another change before the first is done.
    scene.app.later(TimeDelta::seconds(10));
    scene.close("2026-03-09", "2026-03-09");
    assert_eq!(scene.left_to_do(), 2);
    scene.app.later(TimeDelta::minutes(2));
    scene.app.run_jobs();
    assert_eq!(scene.left_to_do(), 0);
    for (ticket, before) in tickets.iter().zip(before) {
        let due = scene.due(ticket);
        assert_eq!(due.date().to_string(), "2026-03-11", "{}", ticket.subject);
        assert_eq!(due.time(), before.time());
    }
}

#[test]
fn other_hours_move_what_is_open() {
    let scene = Scene::new();
    let ticket = scene.app.ticket("Une question");
    let before = scene.due(&ticket);
    scene.app.later(TimeDelta::minutes(5));
    let form =
        [("opens", "09:00"), ("closes", "12:00"), ("topic", ""), ("first", "16"), ("next", "24")];

    scene.chief.post("/nodes/adoc-lorraine/deadlines", &form).expect(303);

    assert!(scene.due(&ticket) > before + TimeDelta::days(1), "{}", scene.due(&ticket));
}

#[test]
fn who_closes_for_some_days_has_longer_to_answer_an_offer() {
    let scene = Scene::new();
    let ticket = scene.app.ticket("Une question");
    let lord = scene.app.account("Max", "max@lord.example", None, &[("lord", NodeRole::Manager)]);
    let lord = scene.app.sign_in(&lord);
    let refer = [("kind", "refer"), ("to", "lord"), ("reason", "Pour vous")];
    scene.chief.post(&format!("/tickets/{}/handover", ticket.reference), &refer).expect(303);
    let due = || {
        let going_on = scene.app.read(|conn| Ok(queries::going_on(conn, &ticket.id)?));
        going_on.first().and_then(|offer| offer.due_on).map(|day| day.to_string())
    };
    assert_eq!(due().as_deref(), Some("2026-03-06"));

    let form =
        [("starts_on", "2026-03-05"), ("ends_on", "2026-03-09"), ("stand_in", ""), ("note", "")];
    lord.post("/nodes/lord/absences", &form).expect(303);

    assert_eq!(due().as_deref(), Some("2026-03-11"));
    scene.app.later(TimeDelta::days(5));
    scene.app.run_jobs();
    assert_eq!(due().as_deref(), Some("2026-03-11"), "not given back meanwhile");
}

/// A directory that is taken in changes calendars as the page does: other days, or another place with other holidays.
#[test]
fn a_directory_that_is_taken_in_moves_what_is_open() {
    let scene = Scene::new();
    let ticket = scene.app.ticket("Une question");
    let before = scene.due(&ticket);
    let take_in = |change: &dyn Fn(&mut Value)| {
        scene.app.later(TimeDelta::minutes(5));
        let now = scene.app.now();
        scene.app.write(|conn| {
            let mut directory = serde_json::to_value(network::export(conn, now)?).unwrap();
            let nodes = directory["nodes"].as_array_mut().unwrap();
            change(nodes.iter_mut().find(|node| node["slug"] == "adoc-lorraine").unwrap());
            let done = network::import(conn, (&directory.to_string(), ""), &By::System, now)?;
            assert_eq!(done.unwrap().nodes_changed, 1);
            Ok(())
        });
    };

    take_in(&|node| node["name"] = json!("Un autre nom"));
    assert_eq!(scene.due(&ticket), before);
    take_in(&|node| node["opening_days"].as_array_mut().unwrap().truncate(2));
    let moved = scene.due(&ticket);
    assert_eq!(moved.date().to_string(), "2026-03-10", "Tuesday again: closed from Wednesday on");
    assert_eq!(scene.app.again(&ticket).first_due_at, Some(moved));
    take_in(&|node| {
        node["region"] = json!("02");
        node["city"] = json!("Fort-de-France");
    });
    assert_ne!(scene.due(&ticket), moved, "it is night there");
}
