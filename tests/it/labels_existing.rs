//! Applications of nodes that there are already: they extend and label those, and never make a second one.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::NodeRole;
use maillage::accounts::queries::insert_membership;
use maillage::applications::ApplicationId;
use maillage::db::schema::{calls, coverage, labels, nodes};
use maillage::labels::{Label, LabelKind, LabelState, queries};
use maillage::network::{Kind, Node, Status};

use crate::api::caller;
use crate::app::{TestApp, Visitor};
use crate::decisions_cast::{Held, admin, held};
use crate::labels::{form, goes_to, send};

fn label_of(app: &TestApp, id: &ApplicationId) -> Label {
    app.read(|conn| Ok(queries::of_application(conn, id)?)).unwrap()
}

fn node_of(app: &TestApp, label: &Label) -> Node {
    app.read(|conn| Ok(maillage::network::queries::find(conn, &label.node_id)?))
}

fn count(app: &TestApp) -> (i64, i64) {
    app.read(|conn| {
        let live = labels::table.filter(labels::state.eq("active"));
        Ok((nodes::table.count().get_result(conn)?, live.count().get_result(conn)?))
    })
}

fn rows(app: &TestApp, label: &Label) -> i64 {
    let of = coverage::table.filter(coverage::node_id.eq(label.node_id.clone()));
    app.read(|conn| Ok(of.count().get_result(conn)?))
}

/// The application of a place becomes a node, with what the form says besides the usual.
fn activated(root: &Visitor, held: &Held, place: usize, more: &[(&str, &str)]) -> u16 {
    let mut all = form(held);
    all.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    all.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let path = format!("/admin/labels/applications/{}", held.bids[place].0);
    send(root, &path, &all).status
}

#[test]
fn a_new_bid_by_an_existing_node_extends_it_and_its_label_follows() {
    let app = TestApp::start();
    let held = held(&app, &["04", "53"]);
    let root = admin(&app);
    held.publish(&app, &[("trajectory", &[("until", "2026-12-31")]), ("labelled", &[])]);
    assert_eq!(activated(&root, &held, 0, &[("ends_on", "2026-12-31")]), 303);
    let first = label_of(&app, &held.bids[0].0);
    assert_eq!(node_of(&app, &first).status, Status::Trajectory);
    let (made, covered) = (count(&app), rows(&app, &first));
    // Whoever files the second one manages that node by now.
    let (runs, today) = (held.bids[1].1.id.clone(), app.today());
    app.write(|conn| {
        let role = NodeRole::Manager;
        insert_membership(conn, &runs, &first.node_id, role, (today, None))?;
        Ok(())
    });
    app.later(TimeDelta::days(1));
    let path = format!("/admin/labels/applications/{}", held.bids[1].0);
    root.get(&path).expect(200).says("Atelier de La Réunion").says("étend sa couverture");

    let stranger = maillage::accounts::NodeId::new().to_string();
    for place in ["", stranger.as_str()] {
        assert_eq!(activated(&root, &held, 1, &[("node", place)]), 409, "{place:?}");
    }
    let node = first.node_id.to_string();
    for _ in 0..2 {
        assert_eq!(activated(&root, &held, 1, &[("node", &node), ("row", "0")]), 303);
    }
    let second = label_of(&app, &held.bids[1].0);
    assert_eq!(second.node_id, first.node_id);
    assert_eq!((second.kind, second.state), (LabelKind::Full, LabelState::Active));
    let first = label_of(&app, &held.bids[0].0);
    assert_eq!(
        (first.state, first.ends_on),
        (LabelState::Replaced, app.today() - TimeDelta::days(1))
    );
    assert_eq!(node_of(&app, &second).status, Status::Labelled);
    assert_eq!(count(&app), made, "no second node, no second label");
    assert_eq!(rows(&app, &second), covered + 1);
}

#[test]
fn the_replay_of_a_node_that_is_there_counts_only_what_would_newly_come() {
    let app = TestApp::start();
    let held = held(&app, &["04", "04"]);
    let root = admin(&app);
    held.publish(&app, &[("labelled", &[]), ("labelled", &[])]);
    let program = caller(&app, "staff", None, &[("adoc-lorraine", NodeRole::Staff)]);
    assert_ne!(goes_to(&app, &program), "ar");
    let page =
        |place: usize| root.get(&format!("/admin/labels/applications/{}", held.bids[place].0));
    page(0).expect(200).says("1 question serait venue ici");

    assert_eq!(activated(&root, &held, 0, &[]), 303);
    assert_eq!(goes_to(&app, &program), "ar");
    let (first, runs, today) =
        (label_of(&app, &held.bids[0].0), held.bids[1].1.id.clone(), app.today());
    app.write(|conn| {
        let role = NodeRole::Manager;
        insert_membership(conn, &runs, &first.node_id, role, (today, None))?;
        Ok(())
    });
    page(1).expect(200).says("0 question serait venue ici");
}

#[test]
fn a_trajectory_becomes_a_label_of_the_same_node_when_a_person_says_so() {
    let app = TestApp::start();
    let held = held(&app, &["04"]);
    let root = admin(&app);
    held.publish(&app, &[("trajectory", &[("until", "2026-12-31")])]);
    assert_eq!(activated(&root, &held, 0, &[("ends_on", "2026-12-31")]), 303);
    let made = count(&app);
    let before = label_of(&app, &held.bids[0].0);
    let desk = format!("/admin/labels/{}", before.id);
    app.later(TimeDelta::days(5));

    let why = ("reason", "Avis favorable du comité du 3 juin.");
    root.post(&format!("{desk}/completion"), &[("ends_on", "2025-01-01"), why]).expect(409);
    root.post(&format!("{desk}/completion"), &[("ends_on", "2029-01-01")]).expect(409);
    held.ada.1.post(&format!("{desk}/completion"), &[("ends_on", "2029-01-01"), why]).expect(404);
    for _ in 0..2 {
        root.post(&format!("{desk}/completion"), &[("ends_on", "2029-01-01"), why]).expect(303);
    }
    let after = label_of(&app, &held.bids[0].0);
    assert_eq!(
        (&after.id, after.kind, after.state),
        (&before.id, LabelKind::Full, LabelState::Active)
    );
    assert_eq!(after.trajectory_until, app.today().pred_opt());
    assert_eq!(node_of(&app, &after).status, Status::Labelled);
    assert_eq!(count(&app), made);
    let events = app.read(|conn| maillage::history::of(conn, "label", after.id.as_str(), 50));
    let done = events.iter().filter(|one| one.action == "label.complete_trajectory").count();
    assert_eq!(done, 1);
}

#[test]
fn a_node_opens_on_the_day_that_was_chosen_and_gets_no_question_before() {
    let app = TestApp::start();
    let held = held(&app, &["04"]);
    let root = admin(&app);
    held.publish(&app, &[("labelled", &[])]);
    let far = (app.today() + TimeDelta::days(400)).to_string();
    assert_eq!(activated(&root, &held, 0, &[("starts_on", &far)]), 422);
    let opens = (app.today() + TimeDelta::days(10)).to_string();
    assert_eq!(activated(&root, &held, 0, &[("starts_on", &opens)]), 303);
    let label = label_of(&app, &held.bids[0].0);
    assert_eq!(node_of(&app, &label).status, Status::Planned);
    let program = caller(&app, "staff", None, &[("adoc-lorraine", NodeRole::Staff)]);
    assert_ne!(goes_to(&app, &program), "ar");
    let told = || {
        let mails = app.mails_to(&held.bids[0].1.email);
        mails.iter().filter(|mail| mail.subject.contains("ouvre dans le réseau")).count()
    };
    assert_eq!(told(), 0);
    // Suspended and resumed before its day it still waits for it.
    let desk = format!("/admin/labels/{}", label.id);
    let why = [("reason", "La convention n’est pas encore signée.")];
    root.post(&format!("{desk}/suspension"), &why).expect(303);
    root.post(&format!("{desk}/resumption"), &[]).expect(303);
    assert_eq!(node_of(&app, &label).status, Status::Planned);

    app.later(TimeDelta::days(10));
    for _ in 0..2 {
        app.run_jobs();
    }
    assert_eq!(node_of(&app, &label).status, Status::Labelled);
    assert_eq!(goes_to(&app, &program), "ar");
    assert_eq!(told(), 1);
}

#[test]
fn what_the_call_labels_is_what_its_applications_become() {
    let app = TestApp::start();
    let held = held(&app, &["04"]);
    let root = admin(&app);
    app.write(|conn| {
        let of = calls::table.find(&held.call);
        diesel::update(of).set(calls::node_kind.eq("thematic_centre")).execute(conn)?;
        Ok(())
    });
    held.publish(&app, &[("labelled", &[])]);
    let path = format!("/admin/labels/applications/{}", held.bids[0].0);
    root.get(&path)
        .expect(200)
        .says("Centre de référence thématique")
        .says_not("Centre de ressources");
    assert_eq!(activated(&root, &held, 0, &[("kind", "workshop")]), 422);
    assert_eq!(activated(&root, &held, 0, &[]), 303);
    let label = label_of(&app, &held.bids[0].0);
    assert_eq!(node_of(&app, &label).kind, Kind::ThematicCentre);
}

#[test]
fn a_call_says_which_kind_of_node_it_labels_and_its_copy_says_so_too() {
    let app = TestApp::start();
    let (ada, desk) = crate::calls_cast::coordinator(&app, "Ada");
    let id = crate::calls_cast::draft(&app, &app.actor(&ada), "Centres thématiques");
    let path = format!("/inbox/calls/{id}");
    let lock = desk.get(&path).expect(200).value_of("lock").unwrap();
    let form = [
        ("lock", lock.as_str()),
        ("title_fr", "Centres thématiques"),
        ("zone", "Europe/Paris"),
        ("grace", "15"),
        ("blind", "single"),
        ("reviewers", "3"),
        ("node_kind", "thematic_centre"),
    ];
    desk.post(&path, &form).expect(303);
    let copy = maillage::calls::CallId::new().to_string();
    desk.post(&format!("{path}/copies"), &[("id", &copy)]).expect(303);
    for id in [id.to_string(), copy] {
        let call = crate::calls_cast::find(&app, &id.parse().unwrap());
        assert_eq!(call.terms.node_kind, Some(Kind::ThematicCentre));
    }
}
