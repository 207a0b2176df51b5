//! What past waiting lists of a course say of one's place on the next one, through HTTP.

use chrono::TimeDelta;
use maillage::courses::SessionId;
use maillage::enrolment::{Enrolment, access, ops};
use maillage::history::By;

use crate::app::TestApp;
use crate::courses_cast::{School, enrol};

/// A session of one seat, for which two wait.
fn full(app: &TestApp, school: &School) -> (SessionId, [Enrolment; 3]) {
    let session = school.give(app, 1);
    let all = ["Ada", "Bea", "Cid"].map(|who| enrol(app, &session, who));
    (session, all)
}

fn leaves(app: &TestApp, one: &Enrolment) {
    let (signer, now) = (&app.app.signer, app.now());
    app.write(|conn| ops::cancel(conn, &By::Team, (&one.id, ""), signer, now));
}

#[test]
fn who_waits_reads_how_often_a_seat_came_to_their_place() {
    let app = TestApp::start();
    let school = School::new(&app);
    let past: Vec<_> = (0..4).map(|_| full(&app, &school)).collect();
    leaves(&app, &past[0].1[0]);
    leaves(&app, &past[1].1[0]);
    leaves(&app, &past[1].1[1]);
    app.later(TimeDelta::days(40));

    let (_, [_, bea, _]) = full(&app, &school);
    let page = |one: &Enrolment| app.visitor().get(&access::link(&app.app.signer, &one.id));
    let told = "sessions de cette formation qui ont eu une liste d’attente";
    page(&bea).expect(200).says("liste d’attente").says_not(told);

    // On two of six lists a seat came to the first who waited, and on one to the second.
    full(&app, &school);
    app.later(TimeDelta::days(40));
    let (_, [first, second, third]) = full(&app, &school);
    page(&second).says("Lors des 6 dernières sessions").says("environ 3 fois sur 10");
    page(&third).says("environ 2 fois sur 10");
    page(&first).says_not(told);
    // Whose turn comes next has as many before them as ever.
    leaves(&app, &first);
    page(&third).says("environ 2 fois sur 10");
}
