//! Trainers who work for no node that gives a session: they see who is there, and decide nothing.

use chrono::TimeDelta;
use maillage::accounts::NodeRole;
use maillage::courses::SessionId;
use maillage::courses::ops::TrainerPlan;

use crate::actors::Account;
use crate::app::TestApp;
use crate::courses_cast::{School, enrol, plan, plan_session, standing};

/// A session that somebody teaches, planned.
fn taught_by(app: &TestApp, school: &School, trainer: &Account) -> SessionId {
    let mut with = plan(app, 3);
    with.trainers = vec![TrainerPlan {
        name: trainer.name.clone(),
        account: Some(trainer.id.clone()),
        ..TrainerPlan::default()
    }];
    plan_session(app, &school.actor(app), (&school.course, &with))
}

#[test]
fn a_trainer_of_no_node_is_invited_and_sees_the_room() {
    let app = TestApp::start();
    let school = School::new(&app);
    let paul = app.account("Paul Ré", "paul@ailleurs.example", None, &[]);
    let other = app.account("Un autre", "autre@lord.example", None, &[("lord", NodeRole::Manager)]);
    let session = taught_by(&app, &school, &paul);
    let (desk, visitor) = (app.sign_in(&paul), app.sign_in(&other));
    let here = format!("/inbox/sessions/{session}");
    desk.get(&format!("{here}/attendance")).expect(404);
    school.desk.post(&format!("{here}/publication"), &[]).expect(303);
    let mail = app.mail_to(&paul.email);
    assert_eq!(mail.subject, "Vous animez : Déposer ses données");
    assert!(mail.raw.contains("text/calendar"));

    let ada = enrol(&app, &session, "Ada");
    assert!(desk.get(&format!("/sessions/{session}")).links_to(&format!("{here}/attendance")));
    for path in ["/attendance", "/sheet", "/code", "/survey"] {
        let page = desk.get(&format!("{here}{path}"));
        page.expect(200);
        assert!(!page.links_to("/inbox/courses") && !page.links_to(&here), "{path}");
        visitor.get(&format!("{here}{path}")).expect(404);
    }
    for path in ["", "/enrolments", "/enrolments.csv", "/attendance.csv", "/survey/answers.csv"] {
        desk.get(&format!("{here}{path}")).expect(404);
    }
    desk.post(&format!("/inbox/enrolments/{}/cancellation", ada.id), &[]).expect(404);
    desk.post(&format!("{here}/survey"), &[("kind", "text"), ("label", "Pourquoi")]).expect(404);

    app.later(TimeDelta::days(21) + TimeDelta::hours(5));
    let (desk, visitor) = (app.sign_in(&paul), app.sign_in(&other));
    let arrival = format!("/inbox/enrolments/{}/arrival", ada.id);
    desk.get(&arrival).expect(200).says("Ada");
    desk.post(&arrival, &[]).expect(303);
    visitor.post(&arrival, &[]).expect(404);
    desk.post(&format!("{here}/certificates"), &[]).expect(404);
    assert_eq!(standing(&app, &session), ["Ada confirmed"]);
}

#[test]
fn a_trainer_is_told_that_they_do_not_teach_after_all() {
    let app = TestApp::start();
    let school = School::new(&app);
    let paul = app.account("Paul Ré", "paul@ailleurs.example", None, &[]);
    let session = taught_by(&app, &school, &paul);
    let here = format!("/inbox/sessions/{session}");
    school.desk.post(&format!("{here}/publication"), &[]).expect(303);
    let reason = [("reason", "Grève")];
    school.desk.post(&format!("{here}/cancellation"), &reason).expect(303);
    let mail = app.mail_to(&paul.email);
    assert_eq!(mail.subject, "Vous n’animez pas : Déposer ses données");
    assert!(mail.text.contains("Grève") && mail.raw.contains("text/calendar"));
}

#[test]
fn whoever_is_asked_to_train_says_yes_by_the_link_and_is_a_trainer() {
    let app = TestApp::start();
    let school = School::new(&app);
    let paul = app.account("Paul Ré", "paul@ailleurs.example", None, &[]);
    let session = school.give(&app, 3);
    let here = format!("/inbox/sessions/{session}");
    let ask = |email: &str| {
        school.desk.post(&format!("{here}/trainers"), &[("email", email), ("note", "Le volet API")])
    };
    ask("personne@ailleurs.example").expect(409).says("Aucun compte");
    ask(&paul.email).expect(303);
    let mail = app.mail_to(&paul.email);
    assert!(mail.text.contains("Le volet API"));
    let at = mail.text.find("/trainers/").expect("a link");
    let path: String = mail.text[at..].chars().take_while(|c| !c.is_whitespace()).collect();
    let (bare, key) = path.split_once("?key=").expect("a key");
    let visitor = app.visitor();
    visitor.get(bare).expect(404);
    visitor.get(&path).expect(200).says("Le volet API");
    app.visitor().get(&format!("/sessions/{session}")).says_not("Paul Ré");

    let yes = [("key", key), ("answer", "accepted")];
    visitor.post(bare, &yes).expect(303);
    visitor.post(bare, &yes).expect(303);
    visitor.post(bare, &[("key", key), ("answer", "declined")]).expect(409);

    visitor.get(&path).expect(200).says("Le volet API");
    app.visitor().get(&format!("/sessions/{session}")).says("Paul Ré");
    app.sign_in(&paul).get(&format!("{here}/attendance")).expect(200);
    assert!(app.mail_to(&school.trainer.email).subject.starts_with("C’est oui"));
    ask(&paul.email).expect(409);
}

#[test]
fn a_call_for_trainers_is_seen_on_every_desk_until_nobody_is_missing() {
    let app = TestApp::start();
    let school = School::new(&app);
    let lea = app.account("Léa Payet", "lea@lord.example", None, &[("lord", NodeRole::Staff)]);
    let session = school.give(&app, 3);
    let (here, desk) = (format!("/inbox/sessions/{session}"), app.sign_in(&lea));
    desk.post(&format!("{here}/trainers/offers"), &[]).expect(404);
    let call = |wanted| {
        let typed = [("wanted", wanted), ("note", "Parler anglais")];
        school.desk.post(&format!("{here}/trainers/call"), &typed)
    };
    call("21").expect(409);
    call("1").expect(303);
    desk.get("/inbox/trainers").expect(200).says("Parler anglais");
    desk.post(&format!("{here}/trainers/offers"), &[("note", "Volontiers")]).expect(303);
    school.desk.get(&here).says("Volontiers");
    let told = app.mail_to(&school.trainer.email);
    assert_eq!(told.subject, "Léa Payet propose d’animer : Déposer ses données");
    assert!(told.text.contains("Volontiers"));
    school.desk.get("/").says("Offre d’animer une session").says("Léa Payet");
    desk.get("/").says_not("Offre d’animer une session");
    app.visitor().get(&format!("/sessions/{session}")).says_not("Léa Payet");

    let offers = app.read(|conn| Ok(maillage::enrolment::queries::proposals_of(conn, &session)?));
    let answer = format!("/trainers/{}", offers[0].0.id);
    desk.post(&answer, &[("answer", "accepted")]).expect(404);
    school.desk.post(&answer, &[("answer", "accepted")]).expect(303);

    desk.get("/inbox/trainers").expect(200).says_not("Parler anglais");
    school.desk.get("/").says_not("Offre d’animer une session");
    app.visitor().get(&format!("/sessions/{session}")).says("Léa Payet");
    app.later(TimeDelta::days(22));
    let hours = app.sign_in(&school.trainer).get("/inbox/trainers");
    hours.expect(200).says("Léa Payet 1 3 h");
}
