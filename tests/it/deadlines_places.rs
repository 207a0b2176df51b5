//! Deadlines of a node: its own for a kind of question, and the holidays of where it is.

use chrono::{NaiveDate, NaiveDateTime};
use maillage::accounts::NodeRole;
use maillage::tickets::Ticket;

use crate::app::TestApp;
use crate::tickets::question;

fn at(month: u32, day: u32, hour: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap().and_hms_opt(hour, 0, 0).unwrap()
}

fn due(app: &TestApp, ticket: &Ticket) -> Option<NaiveDateTime> {
    app.again(ticket).next_due_at
}

#[test]
fn a_nodes_own_target_for_a_kind_of_question_holds_before_all_others() {
    let app = TestApp::start();
    let held = [("adoc-lorraine", NodeRole::Manager)];
    let mona = app.sign_in(&app.account("Mona", "mona@exemple.example", None, &held));
    let form = [
        ("opens", "09:00"),
        ("closes", "17:00"),
        ("topic", ""),
        ("first", "8"),
        ("next", "24"),
        ("topic", "pid"),
        ("first", "2"),
        ("next", "4"),
    ];
    mona.post("/nodes/adoc-lorraine/deadlines", &form).expect(303);
    let mut identifiers = question("Identifiants");
    identifiers.topic = Some("pid".into());

    let (narrow, any) = (app.ask(identifiers, true), app.ticket("Autre chose"));

    // Tuesday, 10:00 in Paris.
    assert_eq!(narrow.node_id, app.node_id("adoc-lorraine"));
    assert_eq!(due(&app, &narrow), Some(at(3, 3, 11)));
    assert_eq!(due(&app, &any), Some(at(3, 4, 9)));
}

#[test]
fn good_friday_is_a_holiday_in_strasbourg_and_none_in_nancy() {
    let app = TestApp::start();
    // Maundy Thursday, 10:00 in Paris; Easter Monday is a holiday in both.
    app.later(at(4, 2, 8) - app.now());
    let mut there = question("À Strasbourg");
    there.institutions = vec!["universite-de-strasbourg".into()];
    there.site = Some("strasbourg".into());

    let (strasbourg, nancy) = (app.ask(there, true), app.ticket("À Nancy"));

    assert_eq!(strasbourg.node_id, app.node_id("adele"));
    assert_eq!(due(&app, &nancy), Some(at(4, 7, 8)), "Tuesday: seven hours, eight and one");
    assert_eq!(due(&app, &strasbourg), Some(at(4, 8, 8)), "Wednesday: Friday was no day");
}
