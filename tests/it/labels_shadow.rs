//! Before a new node opens it may see what would have come to it, and gets nothing. Through HTTP.

use chrono::TimeDelta;
use maillage::accounts::NodeRole;
use maillage::labels::queries;

use crate::api::caller;
use crate::app::TestApp;
use crate::decisions_cast::{admin, held};
use crate::labels::{form, goes_to, send};

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
