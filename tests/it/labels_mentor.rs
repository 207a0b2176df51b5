//! A node on trajectory is not alone: its mentor follows what comes to it, and is told with the coordination when what
//! follows the trajectory is to be decided. Through HTTP.

use chrono::TimeDelta;
use maillage::accounts::{NetworkRole, NodeRole};
use maillage::tickets::mail::follow_path;
use maillage::tickets::{HandoverKind, Sees, Ticket, queries};

use crate::actors::Account;
use crate::api::{asked, caller};
use crate::app::TestApp;
use crate::decisions_cast::{admin, held};
use crate::labels::{form, send};
use crate::tickets::form_id;

const MENTOR: &str = "adoc-lorraine";

/// A node of La Réunion on trajectory until the end of the year, and its mentor if it has one; somebody who manages the mentor.
fn on_trajectory(app: &TestApp, mentor: &str) -> Account {
    let runs = app.account("Max", "max@lorraine.example", None, &[(MENTOR, NodeRole::Manager)]);
    let held = held(app, &["04"]);
    let root = admin(app);
    held.publish(app, &[("trajectory", &[("until", "2026-12-31"), ("node", mentor)])]);
    let mut plan = form(&held);
    plan.retain(|(name, _)| name != "ends_on");
    plan.push(("ends_on".into(), "2026-12-31".into()));
    send(&root, &format!("/admin/labels/applications/{}", held.bids[0].0), &plan).expect(303);
    runs
}

/// Asks something of La Réunion.
pub fn ask(app: &TestApp) -> Ticket {
    let program = caller(app, "program", None, &[("lord", NodeRole::Staff)]);
    let mut asks = crate::api::question();
    for name in ["institution", "site", "topic"] {
        asks.as_object_mut().unwrap().remove(name);
    }
    asks["region"] = "04".into();
    asks["discipline"] = serde_json::json!(["1.1"]);
    app.later(TimeDelta::minutes(1));
    let reference = asked(&program, &asks);
    app.read(|conn| Ok(queries::by_reference(conn, &reference)?))
}

fn subjects(app: &TestApp, to: &str, words: &str) -> usize {
    app.mails_to(to).iter().filter(|mail| mail.subject.contains(words)).count()
}

#[test]
fn the_mentor_of_a_node_on_trajectory_follows_what_comes_to_it() {
    let app = TestApp::start();
    let max = on_trajectory(&app, MENTOR);
    let ticket = ask(&app);
    let node = app.read(|conn| Ok(maillage::network::queries::find(conn, &ticket.node_id)?));
    assert_eq!(node.slug, "ar");

    let going_on = app.read(|conn| Ok(queries::going_on(conn, &ticket.id)?));
    let follows: Vec<_> = going_on.iter().map(|one| (one.kind, one.sees)).collect();
    assert_eq!(follows, [(HandoverKind::Consultation, Sees::Thread)]);
    let theirs = app.sign_in(&max);
    let page = theirs.get(&format!("/tickets/{}", ticket.reference));
    page.expect(200).says("Vous suivez cette question comme mentor");
    assert_eq!(subjects(&app, &max.email, "Question à suivre"), 1);
    let kept = app.read(|conn| Ok(queries::decisions_of(conn, &ticket.id)?)).remove(0);
    assert_eq!(kept.decision().unwrap().mentor.as_ref(), Some(&going_on[0].to_node));
    let root = app.account("Rita", "rita@reseau.example", Some(NetworkRole::Admin), &[]);
    let history = app.sign_in(&root).get(&format!("/tickets/{}/history", ticket.reference));
    history.expect(200).says("mentor de ce dispositif en trajectoire");

    // The mentor ends it, and sees the ticket no more.
    theirs
        .post(&format!("/tickets/{}/handovers/{}/end", ticket.reference, going_on[0].id), &[])
        .expect(303);
    theirs.get(&format!("/tickets/{}", ticket.reference)).expect(404);
}

#[test]
fn what_a_person_moves_or_refers_to_a_node_on_trajectory_reaches_its_mentor_as_well() {
    let app = TestApp::start();
    let max = on_trajectory(&app, MENTOR);
    let slug = "ar";
    let steers = app.account("Nora", "nora@reseau.example", Some(NetworkRole::Coordinator), &[]);
    let lise = app.account("Lise", "lise@lille.example", None, &[("lord", NodeRole::Manager)]);
    let rose = app.account("Rose", "rose@reunion.example", None, &[(slug, NodeRole::Staff)]);
    let (steers, lise, rose) = (app.sign_in(&steers), app.sign_in(&lise), app.sign_in(&rose));
    let mentors = |ticket: &Ticket| {
        let all = app.read(|conn| Ok(queries::going_on(conn, &ticket.id)?));
        all.iter().filter(|one| one.is_mentors()).count()
    };

    // Moved by a person's choice.
    let moved = app.ticket("Une question déplacée");
    let form = [("kind", "place"), ("to", slug), ("reason", "C’est chez vous")];
    steers.post(&format!("/tickets/{}/handover", moved.reference), &form).expect(303);
    assert_eq!(mentors(&moved), 1);
    let theirs = app.sign_in(&max);
    let page = theirs.get(&format!("/tickets/{}", moved.reference));
    page.expect(200).says("Vous suivez cette question comme mentor");

    // Offered, and taken.
    let offered = app.ticket("Une question proposée");
    let place = [("kind", "place"), ("to", "lord"), ("reason", "D’abord à Lille")];
    steers.post(&format!("/tickets/{}/handover", offered.reference), &place).expect(303);
    let offer = [("kind", "refer"), ("to", slug), ("reason", "Plutôt chez vous")];
    lise.post(&format!("/tickets/{}/handover", offered.reference), &offer).expect(303);
    assert_eq!(mentors(&offered), 0, "it is Lille's until it is taken");
    let going_on = app.read(|conn| Ok(queries::going_on(conn, &offered.id)?)).remove(0);
    let accept = format!("/tickets/{}/handovers/{}/acceptance", offered.reference, going_on.id);
    for _ in 0..2 {
        rose.post(&accept, &[]).expect(303);
    }
    assert_eq!(mentors(&offered), 1);
    assert_eq!(subjects(&app, &max.email, "Question à suivre"), 2);
}

#[test]
fn what_is_split_off_at_a_node_on_trajectory_reaches_its_mentor_as_well() {
    let app = TestApp::start();
    let max = on_trajectory(&app, MENTOR);
    let rose = app.account("Rose", "rose@reunion.example", None, &[("ar", NodeRole::Staff)]);
    let ticket = ask(&app);
    app.later(TimeDelta::minutes(1));
    let path = follow_path(&app.app.signer, &app.again(&ticket));
    let (page, key) = path.split_once("?key=").unwrap();
    let again = [("key", key), ("id", &*form_id()), ("body", "Autre chose : où stocker ?")];
    app.visitor().post(&format!("{page}/replies"), &again).expect(303);

    let message = app.read(|conn| Ok(queries::splittable(conn, &ticket.id)?)).pop().unwrap();
    let form = [("message", message.id.as_str()), ("subject", "Le stockage")];
    let (rose, split) = (app.sign_in(&rose), format!("/tickets/{}/split", ticket.reference));
    let made = rose.post(&split, &form).expect(303).location().to_owned();
    rose.post(&split, &form).expect(303);

    let reference = made.rsplit('/').next().unwrap();
    let made = app.read(|conn| Ok(queries::by_reference(conn, reference)?));
    let going_on = app.read(|conn| Ok(queries::going_on(conn, &made.id)?));
    assert!(going_on.len() == 1 && going_on[0].is_mentors(), "{going_on:?}");
    let kept = app.read(|conn| Ok(queries::decisions_of(conn, &made.id)?)).remove(0);
    assert_eq!(kept.decision().unwrap().mentor.as_ref(), Some(&going_on[0].to_node));
    let read = app.sign_in(&max).get(&format!("/tickets/{reference}"));
    read.expect(200).says("Vous suivez cette question comme mentor").says("où stocker");
    assert_eq!(subjects(&app, &max.email, "Question à suivre"), 2);
}

#[test]
fn a_mentor_with_a_helpdesk_of_its_own_follows_by_its_bridge() {
    let app = TestApp::start();
    let max = on_trajectory(&app, MENTOR);
    crate::bridge::open(&app, MENTOR, crate::bridge::HELPDESK);

    let ticket = ask(&app);

    assert_eq!(subjects(&app, &max.email, "Question à suivre"), 0);
    let told = app.mail_to(crate::bridge::HELPDESK);
    assert!(told.subject.contains(&ticket.reference), "{}", told.subject);
    assert!(told.text.contains("dont vous êtes le mentor"), "{}", told.text);
    assert!(told.text.contains("pas à l’équipe"), "{}", told.text);
}

#[test]
fn a_trajectory_without_a_mentor_is_followed_by_nobody() {
    let app = TestApp::start();
    let max = on_trajectory(&app, "");
    let ticket = ask(&app);

    assert!(app.read(|conn| Ok(queries::going_on(conn, &ticket.id)?)).is_empty());
    app.sign_in(&max).get(&format!("/tickets/{}", ticket.reference)).expect(404);
}

#[test]
fn the_mentor_and_the_coordination_are_told_that_a_trajectory_is_to_be_decided() {
    let app = TestApp::start();
    let max = on_trajectory(&app, MENTOR);

    for _ in 0..10 {
        app.later(TimeDelta::days(30));
        app.run_jobs();
    }

    for to in [max.email.as_str(), "root@reseau.example"] {
        assert_eq!(subjects(&app, to, "suite de la trajectoire"), 2, "{to}");
        assert_eq!(subjects(&app, to, "la décision est due"), 1, "{to}");
    }
}
