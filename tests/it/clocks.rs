//! Whether the clocks on which closings hang agree, through HTTP. The clock of the application is set; the database's is not.

use chrono::TimeDelta;

use crate::app::TestApp;
use crate::calls_cast::{coordinator, open};
use crate::reviews_cast::admin;

const JSON: &[(&str, &str)] = &[("Accept", "application/json")];

/// How far the clock of the database is ahead of ours; none where it has none.
fn ahead(app: &TestApp) -> Option<TimeDelta> {
    let theirs = app.database.conn().own_clock().unwrap();
    theirs.map(|theirs| theirs - app.now())
}

#[test]
fn t43_clocks_that_differ_by_more_than_two_seconds_are_told_before_a_closing() {
    let app = TestApp::start();
    let Some(apart) = ahead(&app) else {
        let (_, root) = admin(&app);
        root.get("/admin").expect(200).says("il n’y en a pas d’autre à comparer");
        let json = app.visitor().get_with("/readyz", JSON);
        assert!(json.expect(200).json()["clock"]["agrees"].is_null());
        return;
    };
    // As far off as a machine whose clock nobody sets.
    app.later(apart + TimeDelta::seconds(30));
    let (ada, _) = coordinator(&app, "Ada");
    let call = open(&app, &app.actor(&ada), "Ateliers");
    let (account, root) = admin(&app);
    let page = root.get("/admin");
    page.expect(200).says("diffèrent de").says("À corriger avant la clôture").says("Ateliers");
    assert!(page.body.contains(&format!("/inbox/calls/{}", call.id)));
    let json = app.visitor().get_with("/readyz", JSON);
    assert_eq!(json.expect(200).json()["clock"]["agrees"], false);
    // A program that asks as ever gets the answer that it knows.
    app.visitor().get("/readyz").expect(200).says("ready");

    app.later(ahead(&app).unwrap());
    let root = app.sign_in(&account);
    root.get("/admin").expect(200).says("s’accordent").says_not("diffèrent");
    let json = app.visitor().get_with("/readyz", JSON);
    assert_eq!(json.expect(200).json()["clock"]["agrees"], true);
}
