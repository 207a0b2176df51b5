//! Who found no session that suits them is told when one opens near them, once, and can end it with one press.

use chrono::{Months, TimeDelta};
use diesel::prelude::*;
use maillage::courses::ops::Plan;
use maillage::courses::{Mode, Presence};
use maillage::db::schema::{course_alert_tellings, course_alerts};

use crate::app::{TestApp, Visitor};
use crate::courses_cast::{School, enrol, plan_session};
use crate::tickets::form_id;

const LUCIE: &str = "lucie@labo.example";

fn course(app: &TestApp, school: &School) -> String {
    let course = app.read(|conn| Ok(maillage::courses::queries::find(conn, &school.course)?));
    format!("/courses/{}", course.slug.unwrap())
}

fn asks(by: &Visitor, course: &str, email: &str, more: &[(&str, &str)]) -> crate::app::Reply {
    let form_id = form_id();
    let mut form = vec![("form_id", form_id.as_str()), ("email", email)];
    form.extend(more);
    by.post(&format!("{course}/alerts"), &form)
}

/// Asks and confirms by the mail's link; answers it.
fn wants(app: &TestApp, course: &str, email: &str, more: &[(&str, &str)]) -> String {
    asks(&app.visitor(), course, email, more).expect(303);
    let link = app.mail_to(email).link("/alerts/");
    let (path, key) = link.split_once("?key=").unwrap();
    let done = app.visitor().post(&format!("{path}/confirmation"), &[("key", key)]);
    done.expect(303);
    link
}

fn in_region(code: &str) -> impl FnOnce(&mut Plan) + use<'_> {
    move |plan| plan.terms.region = Some(code.into())
}

fn online(plan: &mut Plan) {
    plan.terms.mode = Mode::Online;
    plan.terms.join_url = "https://visio.exemple.fr/1".into();
    plan.capacities = vec![(Presence::Online, 10)];
}

fn told(app: &TestApp, email: &str) -> usize {
    app.later(TimeDelta::minutes(5));
    app.run_jobs();
    let mails = app.mails_to(email);
    mails.iter().filter(|mail| mail.subject.starts_with("Une session s’ouvre")).count()
}

fn alerts(app: &TestApp) -> i64 {
    app.read(|conn| Ok(course_alerts::table.count().get_result(conn)?))
}

#[test]
fn one_is_told_once_of_each_session_that_opens_near() {
    let app = TestApp::start();
    let school = School::new(&app);
    let course = course(&app, &school);
    let visitor = app.visitor();
    visitor.get(&course).expect(200).says("Prévenez-moi d’une prochaine session");
    visitor.get(&format!("{course}/alerts")).expect(200).says("Près de chez moi");
    asks(&visitor, &course, "", &[("region", "53")]).expect(422);
    asks(&visitor, &course, LUCIE, &[]).expect(422).says("Choisissez une région");
    asks(&visitor, &course, LUCIE, &[("region", "nowhere")]).expect(422);

    let reply = asks(&visitor, &course, LUCIE, &[("region", "53")]);
    visitor.follow(&reply).says("Un message vient d’être envoyé");
    school.give_with(&app, 5, in_region("53"));
    assert_eq!(told(&app, LUCIE), 0, "the address is not proven");
    let link = app.mail_to(LUCIE).link("/alerts/");
    visitor.get(&link).expect(200).says("À confirmer").says("Bretagne");
    visitor.get(link.split('?').next().unwrap()).expect(404);
    let (path, key) = link.split_once("?key=").unwrap();
    for _ in 0..2 {
        let done = visitor.post(&format!("{path}/confirmation"), &[("key", key)]);
        visitor.follow(&done).says("Vous serez prévenu").says("Bretagne");
    }
    assert_eq!(told(&app, LUCIE), 0, "that one was open before");

    school.give_with(&app, 5, in_region("44"));
    school.give_with(&app, 5, online);
    plan_session(&app, &school.actor(&app), (&school.course, &crate::courses_cast::plan(&app, 5)));
    assert_eq!(told(&app, LUCIE), 0);
    school.give_with(&app, 5, in_region("53"));
    assert_eq!(told(&app, LUCIE), 1);
    assert_eq!(told(&app, LUCIE), 1);
    let opens = app.now() + TimeDelta::days(1);
    school.give_with(&app, 5, |plan| {
        in_region("53")(plan);
        plan.terms.opens_at = Some(opens);
    });
    assert_eq!(told(&app, LUCIE), 1, "it is not open yet");
    app.later(TimeDelta::days(1));
    assert_eq!(told(&app, LUCIE), 2);
    let tellings: i64 =
        app.read(|conn| Ok(course_alert_tellings::table.count().get_result(conn)?));
    assert_eq!(tellings, 2);
    let actions = crate::knowledge::audited(&app, "alert", path.rsplit('/').next().unwrap());
    assert_eq!(actions, ["alert.ask", "alert.confirm"]);
}

#[test]
fn one_press_in_the_mail_program_ends_it() {
    let app = TestApp::start();
    let school = School::new(&app);
    let course = course(&app, &school);
    wants(&app, &course, LUCIE, &[("online", "1")]);
    school.give_with(&app, 5, online);
    assert_eq!(told(&app, LUCIE), 1);
    let raw = app.mail_to(LUCIE).raw.replace("\r\n ", " ");
    assert!(raw.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), "{raw}");
    let (_, rest) = raw.split_once("List-Unsubscribe: <").unwrap();
    let address = rest.split('>').next().unwrap();
    let path = &address[address.find("/alerts/").unwrap()..];

    for _ in 0..2 {
        let form = [("List-Unsubscribe", "One-Click")];
        app.visitor().post(path, &form).expect(200).says("aucun message");
    }
    let forged = path.replace("?key=", "?key=x");
    app.visitor().post(&forged, &[]).expect(404);

    assert_eq!(alerts(&app), 0);
    school.give_with(&app, 5, online);
    assert_eq!(told(&app, LUCIE), 1);
}

#[test]
fn there_is_one_for_each_address_and_a_stranger_changes_nothing_of_it() {
    let app = TestApp::start();
    let school = School::new(&app);
    let course = course(&app, &school);
    let link = wants(&app, &course, LUCIE, &[("region", "53")]);
    let stranger = app.visitor();
    let first = asks(&stranger, &course, LUCIE, &[("region", "94")]);
    let second = asks(&stranger, &course, "other@labo.example", &[("region", "94")]);
    assert_eq!(first.location(), second.location());
    school.give_with(&app, 5, in_region("53"));
    assert_eq!(told(&app, LUCIE), 1, "what held goes on");

    app.visitor().get(&link).says("Corse").says("Bretagne");
    let (path, key) = link.split_once("?key=").unwrap();
    app.visitor().post(&format!("{path}/confirmation"), &[("key", key)]).expect(303);
    school.give_with(&app, 5, in_region("53"));
    assert_eq!(told(&app, LUCIE), 1);
    school.give_with(&app, 5, in_region("94"));
    assert_eq!(told(&app, LUCIE), 2);
    for _ in 0..10 {
        asks(&stranger, &course, LUCIE, &[("online", "1")]).expect(303);
    }
    app.run_jobs();
    let mails = app.mails_to(LUCIE);
    assert!(mails.iter().filter(|mail| mail.subject.starts_with("Confirmez")).count() <= 6);
    assert_eq!(alerts(&app), 2);
}

#[test]
fn it_ends_with_an_enrolment_or_with_its_time() {
    let app = TestApp::start();
    let school = School::new(&app);
    let course = course(&app, &school);
    wants(&app, &course, "ada@exemple.example", &[("region", "53")]);
    let session = school.give(&app, 5);
    enrol(&app, &session, "Ada");
    assert_eq!(alerts(&app), 0);

    asks(&app.visitor(), &course, LUCIE, &[("online", "1")]).expect(303);
    app.run_jobs();
    let late = app.mail_to(LUCIE).link("/alerts/");
    app.later(TimeDelta::days(3));
    app.run_jobs();
    let (path, key) = late.split_once("?key=").unwrap();
    let done = app.visitor().post(&format!("{path}/confirmation"), &[("key", key)]);
    done.expect(409).says("demandez l’alerte de nouveau");
    assert_eq!(alerts(&app), 0);

    wants(&app, &course, LUCIE, &[("online", "1")]);
    let year = app.now().checked_add_months(Months::new(12)).unwrap() - app.now();
    app.later(year - TimeDelta::days(1));
    app.run_jobs();
    assert_eq!(alerts(&app), 1);
    app.later(TimeDelta::days(2));
    app.run_jobs();
    assert_eq!(alerts(&app), 0);
}

#[test]
fn organisers_see_how_many_wait_where_and_the_public_no_few() {
    let app = TestApp::start();
    let school = School::new(&app);
    let course = course(&app, &school);
    for n in 0..5 {
        let email = format!("p{n}@labo.example");
        wants(&app, &course, &email, &[("region", "53"), ("online", "1")]);
    }
    wants(&app, &course, LUCIE, &[("region", "94")]);
    asks(&app.visitor(), &course, "unproven@labo.example", &[("region", "94")]).expect(303);

    let path = format!("/inbox/courses/{}", school.course);
    let page = school.desk.get(&path);
    page.expect(200).says("Bretagne · 5").says("Corse · 1").says("En ligne · 5");
    let figures = app.visitor().get("/figures/courses");
    figures.expect(200).says("Qui attend une session").says("Bretagne").says_not("Corse");
    figures.says_not("Autres régions");

    let node = app.node_id(crate::triage::NODE).to_string();
    let session = form_id();
    let form = [("session", session.as_str()), ("node", &node), ("region", "94")];
    school.desk.post(&format!("{path}/sessions"), &form).expect(303);
    let planned = app.read(|conn| {
        Ok(maillage::courses::queries::given(conn, &session.parse().unwrap())?.session.terms)
    });
    assert_eq!(planned.region.as_deref(), Some("94"));
}

#[test]
fn who_is_signed_in_by_the_address_needs_no_mail() {
    let app = TestApp::start();
    let school = School::new(&app);
    let course = course(&app, &school);
    let reply = asks(&school.desk, &course, &school.trainer.email, &[("online", "1")]);
    school.desk.follow(&reply).expect(200).says("Vous serez prévenu").says("En ligne");
    app.run_jobs();
    assert_eq!(app.mails_to(&school.trainer.email).len(), 0);
}

#[test]
fn a_session_that_says_no_region_is_near_its_node() {
    let app = TestApp::start();
    let school = School::new(&app);
    let course = course(&app, &school);
    wants(&app, &course, LUCIE, &[("region", "44")]);
    wants(&app, &course, "ailleurs@labo.example", &[("region", "11")]);
    app.later(TimeDelta::hours(1));
    school.give(&app, 5);

    assert_eq!(told(&app, LUCIE), 1);
    assert_eq!(told(&app, "ailleurs@labo.example"), 0);
}
