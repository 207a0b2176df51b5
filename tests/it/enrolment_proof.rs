//! An address that nobody proves keeps a seat for a day, no longer, and nobody learns whose seat it was.

use chrono::TimeDelta;
use maillage::enrolment::{Proof, Wish, ops};

use crate::app::TestApp;
use crate::courses_cast::{School, enrol, enrol_wish, standing, wish};
use crate::tickets::form_id;

fn unproven(who: &str) -> Wish {
    Wish { proof: Proof::Asked, ..wish(who) }
}

#[test]
fn an_address_that_nobody_proves_keeps_its_seat_for_a_day() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 2);
    let ada = enrol_wish(&app, &session, unproven("Ada"));
    enrol_wish(&app, &session, unproven("Bea"));
    enrol(&app, &session, "Cid");
    enrol_wish(&app, &session, unproven("Dan"));
    let held = ["Ada confirmed", "Bea confirmed", "Cid waiting", "Dan waiting"];
    assert_eq!(standing(&app, &session), held);
    let people = format!("/inbox/sessions/{session}/enrolments");
    school.desk.get(&people).says("Adresse à confirmer");
    let link = crate::enrolment::confirms(&app, &ada.email);

    app.later(TimeDelta::hours(23));
    app.run_jobs();
    assert_eq!(standing(&app, &session), held);
    app.later(TimeDelta::hours(2));
    app.run_jobs();

    assert_eq!(
        standing(&app, &session),
        ["Ada confirmed", " expired", "Cid confirmed", " expired"]
    );
    let subjects: Vec<_> =
        app.mails_to("bea@exemple.example").into_iter().map(|mail| mail.subject).collect();
    assert_eq!(
        subjects,
        [
            "Confirmez votre inscription : Déposer ses données",
            "Inscription non confirmée : Déposer ses données",
        ]
    );
    let bea = app.mails_to("bea@exemple.example").remove(0).link("/enrolments/");
    let (path, key) = bea.split_once("?key=").unwrap();
    let late = app.visitor().post(&format!("{path}/confirmation"), &[("key", key)]);
    late.expect(409).says("Le délai pour confirmer est passé");
    app.visitor().get(&link).says("Votre place est réservée");
    school.desk.get(&people).says_not("bea@").says_not("Adresse à confirmer");
    assert!(app.mail_to("cid@exemple.example").subject.starts_with("Vous êtes inscrit"));
}

#[test]
fn confirming_twice_is_once_and_forged_keys_confirm_nothing() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 2);
    let ada = enrol_wish(&app, &session, unproven("Ada"));
    let link = crate::enrolment::confirms(&app, &ada.email);
    crate::enrolment::confirms(&app, &ada.email);
    let path = link.split_once("?key=").unwrap().0;
    app.visitor().post(&format!("{path}/confirmation"), &[("key", "x")]).expect(404);
    let mails = app.mails_to(&ada.email);
    assert_eq!(mails.len(), 2);
    let actions = crate::knowledge::audited(&app, "enrolment", ada.id.as_str());
    assert_eq!(actions, ["enrolment.enrol", "enrolment.prove"]);
}

#[test]
fn whoever_is_there_is_not_sent_away() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 2);
    app.later(TimeDelta::days(21) - TimeDelta::hours(3));
    enrol_wish(&app, &session, unproven("Ada"));
    app.later(TimeDelta::days(2));
    ops::keep_terms(&app.app, app.now()).unwrap();
    assert_eq!(standing(&app, &session), ["Ada confirmed"]);
}

#[test]
fn an_address_is_corrected_by_going_back() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 5);
    let (form_id, at) = (form_id(), format!("/sessions/{session}/enrolments"));
    let visitor = app.visitor();
    for email in ["ada@exmple.example", "ada@exemple.example"] {
        let form = [("form_id", form_id.as_str()), ("name", "Ada"), ("email", email)];
        visitor.post(&at, &form).expect(303);
    }
    crate::enrolment::confirms(&app, "ada@exemple.example");
    app.later(TimeDelta::hours(25));
    app.run_jobs();
    assert_eq!(standing(&app, &session), [" expired", "Ada confirmed"]);
}

#[test]
fn who_is_signed_in_by_the_address_needs_no_mail() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 5);
    let form = [("name", "Inès Roy"), ("email", school.trainer.email.as_str())];
    let done = school.desk.post(&format!("/sessions/{session}/enrolments"), &form);
    school.desk.follow(&done).expect(200).says("Votre place est réservée").says_not("Je confirme");
}
