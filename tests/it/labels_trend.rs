//! What came of promises month by month: kept once a month is over, by the formula of its time. Through HTTP.

use chrono::{Datelike, NaiveDate, TimeDelta};
use diesel::prelude::*;
use maillage::accounts::NodeRole;
use maillage::db::schema::label_months;
use maillage::labels::{Label, Month, queries};
use maillage::network::{self, InstitutionRole};

use crate::api::caller;
use crate::app::TestApp;
use crate::decisions_cast::{Held, admin, held};
use crate::labels::{form, goes_to, send};

/// A node of La Réunion with its label, and who runs it.
fn labelled(app: &TestApp) -> (Label, crate::actors::Account, Held) {
    let held = held(app, &["04"]);
    let root = admin(app);
    held.publish(app, &[("labelled", &[])]);
    let (bid, account, _) = &held.bids[0];
    send(&root, &format!("/admin/labels/applications/{bid}"), &form(&held)).expect(303);
    let label = app.read(|conn| Ok(queries::of_application(conn, bid)?)).unwrap();
    let account = account.clone();
    (label, account, held)
}

/// The first days of months are different days everywhere: goes into the month that follows.
fn next_month(app: &TestApp) -> NaiveDate {
    let this = app.today().with_day(1).unwrap();
    while app.today().with_day(1).unwrap() == this {
        app.later(TimeDelta::days(1));
    }
    this
}

/// The node gets and closes questions.
fn closes(app: &TestApp, account: &crate::actors::Account, label: &Label, times: usize) {
    let program = caller(app, "program", None, &[("lord", NodeRole::Staff)]);
    (0..times).for_each(|_| assert_eq!(goes_to(app, &program), "ar"));
    let own = app.sign_in(account);
    let open = app.read(|conn| Ok(queries::open_tickets(conn, &label.node_id)?));
    for (reference, _) in open {
        own.post(&format!("/tickets/{reference}/closure"), &[("outcome", "answered")]).expect(303);
    }
}

#[test]
fn a_month_that_is_over_keeps_what_was_measured_and_stays_so() {
    let app = TestApp::start();
    let (label, account, _) = labelled(&app);
    let kept = || -> Vec<Month> {
        app.run_jobs();
        app.read(|conn| Ok(queries::months_of(conn, &label.id)?))
    };
    let page = format!("/labels/{}", label.id);
    assert_eq!(kept(), [], "no month is over yet");
    app.visitor().get(&page).expect(200).says_not("Évolution mensuelle");

    let begun = next_month(&app);
    closes(&app, &account, &label, 5);
    let second = next_month(&app);
    let all = kept();
    let told: Vec<_> = all.iter().map(|one| (one.month, one.value, one.formula)).collect();
    assert_eq!(told, [(begun, None, 1), (second, Some(5), 1)]);
    assert_eq!(second.month0(), (begun.month0() + 1) % 12);

    // What is measured by another formula from now on changes nothing of it.
    app.write(|conn| {
        let row = label_months::table.filter(label_months::month.eq(second));
        let older = (label_months::formula.eq(7), label_months::value.eq(77_i64));
        Ok(diesel::update(row).set(older).execute(conn)?)
    });
    app.later(TimeDelta::hours(25));
    assert_eq!(kept().len(), 2);
    let shown = app.visitor().get(&page);
    shown.expect(200).says("Évolution mensuelle").says("77 (formule 7)").says("n insuffisant");
    assert!(shown.body.contains("role=\"img\""), "{}", shown.body);
    assert!(shown.body.contains("<th scope=\"row\">"), "{}", shown.body);
}

#[test]
fn the_committee_reads_month_by_month_what_came_of_what_its_lead_promised_before() {
    let app = TestApp::start();
    let (label, _, held) = labelled(&app);
    let bid = &held.bids[0].0;
    let page = held.path(&format!("decisions/{bid}"));
    crate::conventions::led_by(&app, bid, "inrae");
    let today = app.today();
    app.write(|conn| {
        let (node, leads) = (&label.node_id, InstitutionRole::Lead);
        Ok(network::queries::begin_institution(conn, node, "inrae", leads, today)?)
    });
    let shown = || app.sign_in(&held.ada.0).get(&page);
    shown().expect(200).says("Engagements antérieurs").says_not("Évolution mensuelle");

    next_month(&app);
    app.run_jobs();

    let page = shown();
    page.expect(200).says("Évolution mensuelle").says("n insuffisant");
    // There is nothing to draw: that is said, and no empty chart is shown.
    page.says("chaque mois compte moins de cinq");
    assert!(!page.body.contains("id=\"trend-"), "{}", page.body);
}
