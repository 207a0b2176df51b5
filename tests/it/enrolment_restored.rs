//! A cancellation that was a mistake is undone, as long as there is a seat.

use chrono::TimeDelta;
use maillage::enrolment::{Enrolment, ops};
use maillage::history::By;

use crate::app::{Reply, TestApp};
use crate::calendars::files;
use crate::calendars_readers::seen;
use crate::courses_cast::{School, enrol, standing};

fn leaves(app: &TestApp, one: &Enrolment) {
    let (signer, now) = (&app.app.signer, app.now());
    app.write(|conn| ops::cancel(conn, &By::Team, (&one.id, ""), signer, now));
}

fn restores(school: &School, one: &Enrolment) -> Reply {
    school.desk.post(&format!("/inbox/enrolments/{}/restoration", one.id), &[])
}

#[test]
fn whoever_left_by_mistake_is_put_back_with_a_seat_and_their_calendar_knows() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 2);
    let ada = enrol(&app, &session, "Ada");
    leaves(&app, &ada);
    let people = format!("/inbox/sessions/{session}/enrolments");
    school.desk.get(&people).says("Annuler la désinscription");
    for _ in 0..2 {
        restores(&school, &ada).expect(303);
    }

    assert_eq!(standing(&app, &session), ["Ada confirmed"]);
    let mails = app.mails_to(&ada.email);
    assert_eq!(mails.len(), 3, "enrolled, cancelled, enrolled again");
    let invitations: Vec<_> = mails.iter().map(|mail| files(&mail.raw).remove(0)).collect();
    let told = seen(&invitations);
    let told: Vec<_> = told.iter().map(|all| (all[0].method.as_str(), all[0].sequence)).collect();
    assert_eq!(told, [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2)]);
    school.desk.get(&people).says_not("Annuler la désinscription");
}

#[test]
fn a_seat_that_was_given_since_is_not_taken_back_nor_is_a_day_later_anybody_put_back() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 1);
    let ada = enrol(&app, &session, "Ada");
    enrol(&app, &session, "Bea");
    leaves(&app, &ada);
    restores(&school, &ada).expect(409).says("La place a été donnée depuis");
    assert_eq!(standing(&app, &session), ["Ada cancelled", "Bea confirmed"]);

    let other = school.give(&app, 1);
    let cid = enrol(&app, &other, "Cid");
    leaves(&app, &cid);
    app.later(TimeDelta::hours(25));
    restores(&school, &cid).expect(409).says("Plus de vingt-quatre heures");
    let again = enrol(&app, &other, "Cid");
    leaves(&app, &again);
    enrol(&app, &other, "Cid");
    restores(&school, &again).expect(409).says("déjà inscrite");
}

#[test]
fn the_desk_reads_what_the_columns_of_its_tables_say() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 1);
    let page = school.desk.get(&format!("/inbox/sessions/{session}/enrolments"));
    page.expect(200).says("Ce que disent les colonnes").says("enrolled_at");
    let table = school.desk.get(&format!("/inbox/sessions/{session}/enrolments.csv"));
    let head = table.expect(200).body.lines().next().unwrap().to_owned();
    for column in head.trim_start_matches('\u{feff}').split(',') {
        let column = column.trim().trim_matches('"');
        assert!(page.body.contains(&format!("<code>{column}</code>")), "{column}");
    }
}
