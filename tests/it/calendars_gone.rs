//! What was told and is not held any more, and what those who give sessions find in their own calendars.

use chrono::TimeDelta;
use maillage::accounts::NodeRole;
use maillage::courses::ops::{self, TrainerPlan};
use maillage::courses::{SessionId, queries};
use maillage::enrolment::Wish;

use crate::app::{TestApp, Visitor};
use crate::calendars_readers::seen;
use crate::courses_cast::{School, enrol_wish, meeting, plan, plan_session, wish};
use crate::triage::NODE;

/// Status, sequence and summary of each meeting.
fn told(visitor: &Visitor, address: &str) -> Vec<String> {
    let file = visitor.get(address).expect(200).body.clone();
    let all = seen(&[file]).remove(0);
    all.into_iter().map(|one| format!("{} {} {}", one.status, one.sequence, one.summary)).collect()
}

/// A session of two afternoons.
fn two_days(app: &TestApp, school: &School) -> SessionId {
    school.give_with(app, 5, |plan| {
        let mut second = plan.meetings[0].clone();
        (second.starts, second.ends) =
            (second.starts + TimeDelta::days(1), second.ends + TimeDelta::days(1));
        second.title = "Suite".into();
        plan.meetings.push(second);
    })
}

/// Takes the second meeting out.
fn shorten(app: &TestApp, school: &School, session: &SessionId) {
    let (actor, now) = (school.actor(app), app.now());
    app.write(|conn| {
        let given = queries::given(conn, session)?;
        let first = queries::meetings_of(conn, std::slice::from_ref(session))?.remove(0);
        let mut what = plan(app, 5);
        what.meetings[0].id = Some(first.id);
        let lock = given.session.lock_version;
        ops::change_session(conn, &actor, (session, lock), &what, now).map(drop)
    });
}

/// The address of a calendar of an account's own.
fn own(desk: &Visitor) -> String {
    let page = desk.post("/account/calendars", &[("name", "Téléphone")]).expect(200).body.clone();
    let (_, rest) = page.split_once("/calendars/").unwrap();
    format!("/calendars/{}", rest.split(['<', '"']).next().unwrap())
}

#[test]
fn a_meeting_that_is_taken_out_is_told_as_cancelled_for_a_month() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = two_days(&app, &school);
    let omar = app.account("Omar Ben", "omar@exemple.example", None, &[]);
    enrol_wish(&app, &session, Wish { email: "omar@exemple.example".into(), ..wish("Omar") });
    let (visitor, private) = (app.visitor(), own(&app.sign_in(&omar)));
    let feeds = [
        "/calendar.ics".to_owned(),
        format!("/nodes/{NODE}/calendar.ics"),
        "/disciplines/1/calendar.ics".to_owned(),
        format!("/sessions/{session}.ics"),
        private.clone(),
    ];
    let before = ["CONFIRMED 0 Déposer ses données", "CONFIRMED 0 Déposer ses données – Suite"];
    feeds.iter().for_each(|feed| assert_eq!(told(&visitor, feed), before, "{feed}"));
    let uids = |feed: &str| {
        let all = seen(&[visitor.get(feed).body.clone()]).remove(0);
        all.into_iter().map(|one| one.uid).collect::<Vec<_>>()
    };
    let known = uids("/calendar.ics");
    app.later(TimeDelta::minutes(1));

    shorten(&app, &school, &session);

    let after = ["CONFIRMED 0 Déposer ses données", "CANCELLED 1 Déposer ses données – Suite"];
    feeds.iter().for_each(|feed| assert_eq!(told(&visitor, feed), after, "{feed}"));
    assert_eq!(uids("/calendar.ics"), known);
    let zoe = app.account("Zoé", "zoe@exemple.example", None, &[]);
    enrol_wish(&app, &session, Wish { email: "zoe@exemple.example".into(), ..wish("Zoé") });
    assert_eq!(told(&visitor, &own(&app.sign_in(&zoe))), &after[..1], "she never read of it");
    app.later(TimeDelta::days(29));
    assert_eq!(told(&visitor, "/calendar.ics"), after);
    app.later(TimeDelta::days(3));
    feeds.iter().for_each(|feed| assert_eq!(told(&visitor, feed), &after[..1], "{feed}"));
}

#[test]
fn nobody_is_told_of_what_was_taken_out_of_a_draft() {
    let app = TestApp::start();
    let school = School::new(&app);
    let (actor, now) = (school.actor(&app), app.now());
    let mut what = plan(&app, 5);
    let first = &what.meetings[0];
    let next = (first.starts + TimeDelta::days(1), first.ends + TimeDelta::days(1));
    what.meetings.push(meeting(next));
    let session = plan_session(&app, &actor, (&school.course, &what));

    shorten(&app, &school, &session);

    app.write(|conn| ops::publish_session(conn, &actor, &session, now));
    let visitor = app.visitor();
    assert_eq!(told(&visitor, "/calendar.ics"), ["CONFIRMED 0 Déposer ses données"]);
}

#[test]
fn who_gives_sessions_finds_them_in_their_own_calendar() {
    let app = TestApp::start();
    let school = School::new(&app);
    let named = |name: &'static str, title: &'static str| {
        school.give_with(&app, 5, |plan| {
            plan.trainers = vec![TrainerPlan { name: name.into(), ..TrainerPlan::default() }];
            plan.terms.title = title.into();
        })
    };
    let one = named("HÉLÈNE Œuvrard", "un");
    named("Quelqu’un d’autre", "deux");
    let helene = app.account("Hélène Œuvrard", "helene@exemple.example", None, &[]);
    let other = app.account("Ana", "ana@adoc.example", None, &[(NODE, NodeRole::Manager)]);
    plan_session(&app, &school.actor(&app), (&school.course, &plan(&app, 5)));
    let visitor = app.visitor();
    let [trains, plans, neither] =
        [&helene, &school.trainer, &other].map(|account| own(&app.sign_in(account)));

    assert_eq!(told(&visitor, &trains), ["CONFIRMED 0 Déposer ses données – un"]);
    let both = ["CONFIRMED 0 Déposer ses données – un", "CONFIRMED 0 Déposer ses données – deux"];
    let mut planned = told(&visitor, &plans);
    planned.sort_by(|a, b| b.cmp(a));
    assert_eq!(planned, both, "no draft");
    assert_eq!(told(&visitor, &neither), Vec::<String>::new());
    // Who gives it is there, whether or not they took a seat too and left it.
    let wish = Wish { email: "helene@exemple.example".into(), ..wish("Hélène") };
    enrol_wish(&app, &one, wish);
    assert_eq!(told(&visitor, &trains), ["CONFIRMED 2 Déposer ses données – un"]);
    app.later(TimeDelta::seconds(1));
    let off = format!("/inbox/sessions/{one}/cancellation");
    school.desk.post(&off, &[("reason", "Grève")]).expect(303);
    assert_eq!(told(&visitor, &trains), ["CANCELLED 3 Déposer ses données – un"]);
    app.later(TimeDelta::days(32));
    assert_eq!(told(&visitor, &trains), Vec::<String>::new());
}
