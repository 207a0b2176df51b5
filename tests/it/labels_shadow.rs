//! Before a new node opens it may see what would have come to it, and gets nothing. Through HTTP.

use chrono::TimeDelta;
use maillage::accounts::{NetworkRole, NodeRole};
use maillage::labels::queries;
use maillage::tickets::Ticket;

use crate::api::caller;
use crate::app::TestApp;
use crate::decisions_cast::{admin, held};
use crate::labels::{form, goes_to, send};
use crate::labels_mentor::ask;

#[test]
fn a_node_in_shadow_reads_how_much_would_have_come_and_gets_nothing_until_it_opens() {
    let app = TestApp::start();
    let held = held(&app, &["04"]);
    let root = admin(&app);
    held.publish(&app, &[("labelled", &[])]);
    let path = format!("/admin/labels/applications/{}", held.bids[0].0);
    let activate = |more: &[(&str, &str)]| {
        let mut plan = form(&held);
        plan.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        send(&root, &path, &plan)
    };
    // There are days of shadow only before a day that is to come, and not for ever.
    activate(&[("shadow_days", "5")]).expect(422).says("jours d’observation");
    let opens = (app.today() + TimeDelta::days(10)).to_string();
    let long = activate(&[("shadow_days", "61"), ("starts_on", &opens)]);
    assert_eq!(long.expect(422).value_of("shadow_days").as_deref(), Some("61"));
    activate(&[("shadow_days", "5"), ("starts_on", &opens)]).expect(303);
    let label = app.read(|conn| Ok(queries::of_application(conn, &held.bids[0].0)?)).unwrap();
    let life = format!("/labels/{}/life", label.id);
    let program = caller(&app, "staff", None, &[("lord", NodeRole::Staff)]);
    let shown = || app.sign_in(&held.bids[0].1).get(&life);

    // The days have not begun: what is asked now is not counted.
    assert_ne!(goes_to(&app, &program), "ar");
    shown().expect(200).says_not("Période d’observation");
    app.later(TimeDelta::days(6));
    shown().expect(200).says("Période d’observation").says("Aucune question ne serait venue ici");
    for _ in 0..2 {
        assert_ne!(goes_to(&app, &program), "ar", "nothing comes to it");
    }
    let page = shown();
    page.expect(200).says("2 questions seraient venues ici").says("Sans sujet");
    app.visitor().get(&life).expect(303);
    let other = app.account("Max", "max@ailleurs.example", None, &[("adele", NodeRole::Manager)]);
    app.sign_in(&other).get(&life).expect(404);

    // It ends by itself.
    app.later(TimeDelta::days(4));
    app.run_jobs();
    assert_eq!(goes_to(&app, &program), "ar");
    shown().expect(200).says_not("Période d’observation");
}

#[test]
fn who_passes_a_question_on_reads_which_node_in_shadow_would_have_it_and_says_whether_that_is_right()
 {
    let app = TestApp::start();
    let held = held(&app, &["04"]);
    let root = admin(&app);
    held.publish(&app, &[("labelled", &[])]);
    let opens = (app.today() + TimeDelta::days(10)).to_string();
    let mut plan = form(&held);
    plan.extend([("shadow_days".into(), "5".into()), ("starts_on".into(), opens)]);
    send(&root, &format!("/admin/labels/applications/{}", held.bids[0].0), &plan).expect(303);
    let label = app.read(|conn| Ok(queries::of_application(conn, &held.bids[0].0)?)).unwrap();
    app.later(TimeDelta::days(6));
    let (ticket, other) = (ask(&app), app.ticket("Une question d’ailleurs"));
    let nora = app.account("Nora", "nora@reseau.example", Some(NetworkRole::Coordinator), &[]);
    let steers = app.sign_in(&nora);
    let manager = app.sign_in(&held.bids[0].1);
    let life = format!("/labels/{}/life", label.id);
    let passes = |of: &Ticket| steers.get(&format!("/tickets/{}/handover", of.reference));
    let path = |of: &Ticket| format!("/tickets/{}/labels/{}/opinion", of.reference, label.id);

    passes(&ticket).expect(200).says("Dispositif en observation").says("Rien ne lui est envoyé");
    passes(&other).expect(200).says_not("Dispositif en observation");
    manager.get(&life).expect(200).says("n’a encore dit");
    manager.post(&path(&ticket), &[("agrees", "yes")]).expect(404);
    steers.post(&path(&other), &[("agrees", "yes")]).expect(404);
    for agrees in ["no", "yes", "yes"] {
        steers.post(&path(&ticket), &[("agrees", agrees)]).expect(303);
    }

    passes(&ticket).says("Avis donné\u{a0}: oui.");
    manager.get(&life).says("1, dont 1 d’accord (100\u{a0}%)");
    let events = crate::knowledge::audited(&app, "label", label.id.as_str());
    assert_eq!(events.iter().filter(|action| *action == "label.opinion").count(), 2);
    let node = app.read(|conn| Ok(maillage::tickets::queries::find(conn, &ticket.id)?)).node_id;
    assert_ne!(node, label.node_id, "nothing went to it");
    // Once it is open, the rules give it what comes, and nothing is suggested any more.
    app.later(TimeDelta::days(5));
    app.run_jobs();
    app.sign_in(&nora)
        .get(&format!("/tickets/{}/handover", ticket.reference))
        .expect(200)
        .says_not("Dispositif en observation");
}
