//! Trainers who work for no node that gives a session: they see who is there, and decide nothing.

use chrono::TimeDelta;
use maillage::accounts::NodeRole;
use maillage::courses::ops::TrainerPlan;

use crate::app::TestApp;
use crate::courses_cast::{School, enrol, plan, plan_session, standing};

#[test]
fn a_trainer_of_no_node_is_invited_and_sees_the_room() {
    let app = TestApp::start();
    let school = School::new(&app);
    let paul = app.account("Paul Ré", "paul@ailleurs.example", None, &[]);
    let other = app.account("Un autre", "autre@lord.example", None, &[("lord", NodeRole::Manager)]);
    let mut with = plan(&app, 3);
    with.trainers = vec![TrainerPlan {
        name: "Paul Ré".into(),
        account: Some(paul.id.clone()),
        ..TrainerPlan::default()
    }];
    let session = plan_session(&app, &school.actor(&app), (&school.course, &with));
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
    let mut with = plan(&app, 3);
    with.trainers = vec![TrainerPlan {
        name: "Paul Ré".into(),
        account: Some(paul.id.clone()),
        ..TrainerPlan::default()
    }];
    let session = plan_session(&app, &school.actor(&app), (&school.course, &with));
    let here = format!("/inbox/sessions/{session}");
    school.desk.post(&format!("{here}/publication"), &[]).expect(303);
    let reason = [("reason", "Grève")];
    school.desk.post(&format!("{here}/cancellation"), &reason).expect(303);
    let mail = app.mail_to(&paul.email);
    assert_eq!(mail.subject, "Vous n’animez pas : Déposer ses données");
    assert!(mail.text.contains("Grève") && mail.raw.contains("text/calendar"));
}
