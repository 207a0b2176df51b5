//! An address that nobody proves keeps a seat for a day, no longer, and nobody learns whose seat it was.

use chrono::TimeDelta;
use maillage::courses::{Mode, Presence};
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

#[test]
fn whoever_accepts_by_the_mailed_link_has_shown_whose_the_address_is() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give_with(&app, 1, |plan| plan.terms.offer_hours = 48);
    let ada = enrol(&app, &session, "Ada");
    let bea = enrol_wish(&app, &session, unproven("Bea"));
    let follow = |id| maillage::enrolment::access::link(&app.app.signer, id);
    let post = |id, what: &str, more: &[(&str, &str)]| {
        let link = follow(id);
        let (path, key) = link.split_once("?key=").unwrap();
        let mut form = vec![("key", key)];
        form.extend(more);
        app.visitor().post(&format!("{path}/{what}"), &form).expect(303);
    };
    post(&ada.id, "cancellation", &[]);
    post(&bea.id, "acceptance", &[]);
    app.later(TimeDelta::hours(30));
    app.run_jobs();

    assert_eq!(standing(&app, &session), ["Ada cancelled", "Bea confirmed"]);
    let actions = crate::knowledge::audited(&app, "enrolment", bea.id.as_str());
    let told = ["enrolment.enrol", "enrolment.offer", "enrolment.prove", "enrolment.accept"];
    assert_eq!(actions, told);
    assert!(app.mail_to(&bea.email).raw.contains("text/calendar"), "their calendar is told");

    let hybrid = school.give_with(&app, 1, |plan| {
        plan.terms.mode = Mode::Hybrid;
        plan.terms.join_url = "https://visio.exemple.example/salle".into();
        plan.capacities = vec![(Presence::OnSite, 1), (Presence::Online, 1)];
    });
    let wish = Wish { presence: Some(Presence::OnSite), ..unproven("Cid") };
    let cid = enrol_wish(&app, &hybrid, wish);
    post(&cid.id, "presence", &[("presence", "online")]);
    app.later(TimeDelta::hours(30));
    app.run_jobs();
    assert_eq!(standing(&app, &hybrid), ["Cid confirmed"]);
}

/// What is said of an hour says by whose clock, in each mail and on the page.
#[test]
fn an_hour_elsewhere_is_said_with_its_place() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give_with(&app, 1, |plan| {
        plan.terms.zone = "Indian/Reunion".into();
        plan.terms.offer_hours = 24;
        plan.terms.closes_at = Some(app.now() + TimeDelta::days(20));
    });
    let ada = enrol(&app, &session, "Ada");
    let bea = enrol_wish(&app, &session, unproven("Bea"));
    let page = app.visitor().get(&format!("/sessions/{session}"));
    page.expect(200).says("14:00 – 17:00 (heure de La Réunion) · 11:00 – 14:00 (heure de Paris)");
    assert!(page.body.matches("(heure de La Réunion)").count() >= 3, "when it closes too");
    let asked = app.mail_to(&bea.email).text;
    assert_eq!(asked.matches("heure de La Réunion").count(), 2, "{asked}");
    crate::enrolment::confirms(&app, &bea.email);

    let link = maillage::enrolment::access::link(&app.app.signer, &ada.id);
    let (path, key) = link.split_once("?key=").unwrap();
    app.visitor().post(&format!("{path}/cancellation"), &[("key", key)]).expect(303);
    let offered = app.mail_to(&bea.email).text;
    assert_eq!(offered.matches("heure de La Réunion").count(), 2, "{offered}");
    let reason = [("reason", "Malade")];
    school.desk.post(&format!("/inbox/sessions/{session}/cancellation"), &reason).expect(303);
    let off = app.mail_to(&bea.email).text;
    assert!(off.contains("14:00 – 17:00, heure de La Réunion"), "{off}");
}

/// A hundred colleagues behind one address of the internet come in, and whoever floods a stranger's mailbox does not.
#[test]
fn a_rush_from_one_address_is_let_in_and_a_flood_of_mail_is_not() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 80);
    let visitor = app.visitor();
    let at = format!("/sessions/{session}/enrolments");
    for n in 0..90 {
        let (name, email) = (format!("P{n}"), format!("p{n}@exemple.example"));
        visitor.post(&at, &[("name", &name), ("email", &email)]).expect(303);
    }
    assert_eq!(standing(&app, &session).len(), 90);

    let form = [("name", "Zoé Ko"), ("email", "zoe@exemple.example")];
    for _ in 0..20 {
        visitor.post(&at, &form).expect(303);
    }
    let refused = visitor.post(&at, &form);
    refused.expect(429).says("Trop de demandes");
    assert_eq!(refused.value_of("name").as_deref(), Some("Zoé Ko"));
    assert!(refused.header("retry-after").is_some());
    assert!(app.mails_to("zoe@exemple.example").len() <= 8);
}
