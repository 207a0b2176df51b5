//! What those who give a session do with who takes part.

use chrono::TimeDelta;
use maillage::accounts::NodeRole;
use maillage::courses::SessionId;
use maillage::enrolment::{Wish, ops};
use serde_json::json;

use crate::actors::Account;
use crate::app::TestApp;
use crate::courses_cast::{School, enrol, enrol_wish, plan, question, standing, wish};
use crate::tickets::form_id;
use crate::triage::NODE;

fn of(institution: &str, who: &str) -> Wish {
    Wish { institution: Some(institution.into()), ..wish(who) }
}

#[test]
fn an_organiser_approves_in_the_order_that_seats_allow() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give_with(&app, 1, |plan| plan.terms.approval = true);
    let (ada, bea, cid) =
        (enrol(&app, &session, "Ada"), enrol(&app, &session, "Bea"), enrol(&app, &session, "Cid"));
    let desk = &school.desk;
    desk.get(&format!("/inbox/sessions/{session}/enrolments?state=pending"))
        .says("Ada")
        .says("Valider");
    for one in [&cid, &bea] {
        desk.post(&format!("/inbox/enrolments/{}/approval", one.id), &[]).expect(303);
    }
    let refusal = format!("/inbox/enrolments/{}/refusal", ada.id);
    desk.post(&refusal, &[]).expect(409).says("Expliquez pourquoi");
    desk.post(&refusal, &[("reason", "Autre public visé")]).expect(303);

    assert_eq!(standing(&app, &session), ["Ada refused", "Bea waiting", "Cid confirmed"]);
    assert!(app.mail_to("ada@exemple.example").text.contains("Autre public visé"));
    desk.post(&format!("/inbox/enrolments/{}/cancellation", cid.id), &[("reason", "Doublon")])
        .expect(303);
    assert_eq!(standing(&app, &session), ["Ada refused", "Bea confirmed", "Cid cancelled"]);
}

#[test]
fn those_who_decide_are_told_once_a_day_how_many_requests_wait() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give_with(&app, 2, |plan| plan.terms.approval = true);
    let (ada, bea) = (enrol(&app, &session, "Ada"), enrol(&app, &session, "Bea"));
    let told = || {
        let mails = app.queued().into_iter();
        mails.filter(|(template, _)| template == "enrolment_pending").count()
    };
    let tell = || ops::tell_undecided(&app.app, app.now()).unwrap();

    let people = tell();
    assert_eq!((people > 0, told()), (true, people));
    tell();
    assert_eq!(told(), people, "once a day");
    app.later(TimeDelta::days(1));
    tell();
    assert_eq!(told(), 2 * people);
    let mails = app.mails();
    let mail = mails.iter().rfind(|mail| mail.subject.contains("attendent votre réponse")).unwrap();
    assert!(mail.subject.contains("(2)") && !mail.text.contains("Ada"), "{}", mail.text);
    assert!(mail.text.contains(&format!("/inbox/sessions/{session}/enrolments?state=pending")));

    for one in [&ada, &bea] {
        let path = format!("/inbox/enrolments/{}/approval", one.id);
        school.desk.post(&path, &[]).expect(303);
    }
    app.later(TimeDelta::days(1));
    assert_eq!(tell(), 0);
}

#[test]
fn a_question_goes_as_long_as_nobody_answered_it() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 2);
    let actor = school.actor(&app);
    let diet = question(&app, &actor, &session, "Votre régime");
    let level = question(&app, &actor, &session, "Votre niveau");
    let answers = vec![(diet.clone(), "Sans gluten".to_owned())];
    enrol_wish(&app, &session, Wish { answers, ..wish("Ada") });
    let removal = |one| format!("/inbox/sessions/{session}/questions/{one}/removal");
    let page = || school.desk.get(&format!("/inbox/sessions/{session}"));
    page().says("Votre niveau");

    school.desk.post(&removal(&diet), &[]).expect(409).says("a déjà répondu");
    for _ in 0..2 {
        school.desk.post(&removal(&level), &[]).expect(303);
    }

    page().says("Votre régime").says_not("Votre niveau");
}

#[test]
fn who_waits_for_approval_may_hold_a_seat() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give_with(&app, 1, |plan| {
        plan.terms.approval = true;
        plan.terms.pending_holds = true;
    });
    let (ada, bea) = (enrol(&app, &session, "Ada"), enrol(&app, &session, "Bea"));
    assert_eq!((ada.seat, bea.seat), (Some(1), None));
    for one in [&bea, &ada] {
        school.desk.post(&format!("/inbox/enrolments/{}/approval", one.id), &[]).expect(303);
    }
    assert_eq!(standing(&app, &session), ["Ada confirmed", "Bea waiting"]);
}

#[test]
fn kept_seats_and_limits_hold_and_end() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 3);
    let page = school.desk.get(&format!("/inbox/sessions/{session}"));
    let pool = page.body.split("name=\"pool\"><option value=\"").nth(1).unwrap();
    let pool = pool.split('"').next().unwrap().to_owned();
    let quotas = format!("/inbox/sessions/{session}/quotas");
    let inrae = [("pool", pool.as_str()), ("institution", "INRAE")];
    school.desk.post(&quotas, &inrae).expect(409).says("un nombre de places");
    let keep = [inrae[0], inrae[1], ("reserved", "4")];
    school.desk.post(&quotas, &keep).expect(409).says("plus de places qu’il n’y en a");
    let keep = [inrae[0], inrae[1], ("reserved", "2"), ("release_at", "2026-03-10T12:00")];
    school.desk.post(&quotas, &keep).expect(303);
    let cnrs = [("pool", pool.as_str()), ("institution", "CNRS"), ("most", "1")];
    school.desk.post(&quotas, &cnrs).expect(303);
    enrol_wish(&app, &session, of("cnrs", "Ada"));
    enrol_wish(&app, &session, of("cnrs", "Bea"));
    enrol(&app, &session, "Cid");
    enrol_wish(&app, &session, of("inrae", "Dan"));
    let kept = ["Ada confirmed", "Bea waiting", "Cid waiting", "Dan confirmed"];
    assert_eq!(standing(&app, &session), kept);

    app.later(TimeDelta::days(8));
    app.run_jobs();
    let after = ["Ada confirmed", "Bea waiting", "Cid confirmed", "Dan confirmed"];
    assert_eq!(standing(&app, &session), after);
}

#[test]
fn a_session_that_is_called_off_tells_everybody_once() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 1);
    for who in ["Ada", "Bea"] {
        enrol(&app, &session, who);
    }
    let off = format!("/inbox/sessions/{session}/cancellation");
    school.desk.post(&off, &[]).expect(409).says("Expliquez pourquoi");
    for _ in 0..2 {
        school.desk.post(&off, &[("reason", "Grève des transports")]).expect(303);
    }
    assert_eq!(standing(&app, &session), ["Ada cancelled", "Bea cancelled"]);
    for who in ["ada", "bea"] {
        let mails = app.mails_to(&format!("{who}@exemple.example"));
        assert_eq!(mails.len(), 2);
        assert!(mails[1].subject.starts_with("Session annulée"));
        assert!(mails[1].text.contains("Grève des transports"));
    }
    let page = app.visitor().get(&format!("/sessions/{session}"));
    page.expect(200).says("n’aura pas lieu").says("Grève des transports").says_not("Sans compte");
    app.visitor().get("/courses").says_not("Déposer ses données");
}

#[test]
fn somebody_moves_to_another_session_and_their_seat_to_the_next() {
    let app = TestApp::start();
    let school = School::new(&app);
    let (one, other) = (school.give(&app, 1), school.give(&app, 1));
    let ada = enrol(&app, &one, "Ada");
    enrol(&app, &one, "Bea");
    let form = [("to", other.as_str())];
    for _ in 0..2 {
        school.desk.post(&format!("/inbox/enrolments/{}/transfer", ada.id), &form).expect(303);
    }
    assert_eq!(standing(&app, &one), ["Ada cancelled", "Bea confirmed"]);
    assert_eq!(standing(&app, &other), ["Ada confirmed"]);
    let mails = app.mails_to("ada@exemple.example");
    assert_eq!(mails.len(), 2, "one mail for where she is now");
}

/// Nobody loses a seat by being moved to where there is none; what they answered goes along where the same is asked.
#[test]
fn who_is_moved_keeps_their_seat_or_gets_one() {
    let app = TestApp::start();
    let school = School::new(&app);
    let (one, full, free) = (school.give(&app, 1), school.give(&app, 1), school.give(&app, 1));
    let asked =
        [&one, &free].map(|session| question(&app, &school.actor(&app), session, "Régime ?"));
    let answers = vec![(asked[0].clone(), "Sans gluten".to_owned())];
    let ada = enrol_wish(&app, &one, Wish { answers, ..wish("Ada") });
    enrol(&app, &full, "Bea");
    let moves = |to: &str| {
        school.desk.post(&format!("/inbox/enrolments/{}/transfer", ada.id), &[("to", to)])
    };
    moves(full.as_str()).expect(409).says("Toutes les places y sont prises");
    assert_eq!(standing(&app, &one), ["Ada confirmed"]);
    assert_eq!(standing(&app, &full), ["Bea confirmed"]);

    moves(free.as_str()).expect(303);
    assert_eq!(standing(&app, &one), ["Ada cancelled"]);
    assert_eq!(standing(&app, &free), ["Ada confirmed"]);
    let people = school.desk.get(&format!("/inbox/sessions/{free}/enrolments.csv"));
    people.expect(200).says("Sans gluten");
}

/// Who gives it agrees to whom they write in.
#[test]
fn whom_an_organiser_writes_in_waits_for_nobodys_approval() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give_with(&app, 1, |plan| plan.terms.approval = true);
    let form = [("name", "Ada"), ("email", "ada@exemple.example")];
    school.desk.post(&format!("/inbox/sessions/{session}/enrolments"), &form).expect(303);
    enrol(&app, &session, "Bea");
    assert_eq!(standing(&app, &session), ["Ada confirmed", "Bea pending"]);
}

#[test]
fn more_seats_go_to_those_who_wait_and_a_new_hour_is_told() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 1);
    for who in ["Ada", "Bea", "Cid"] {
        enrol(&app, &session, who);
    }
    let mut more = plan(&app, 2);
    more.meetings[0].starts += TimeDelta::hours(1);
    let (actor, now, signer) = (school.actor(&app), app.now(), &app.app.signer);
    app.write(|conn| ops::change_session(conn, &actor, (&session, 0, &more), signer, now));
    assert_eq!(standing(&app, &session), ["Ada confirmed", "Bea confirmed", "Cid waiting"]);
    let told = app.mails_to("ada@exemple.example");
    assert!(told[1].subject.starts_with("Nouvel horaire"));
    assert!(told[1].text.contains("15:00 – 17:00"), "{}", told[1].text);
    assert_eq!(app.mails_to("bea@exemple.example").len(), 3);
}

#[test]
fn those_who_do_not_give_it_see_nothing() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 1);
    let ada = enrol(&app, &session, "Ada");
    let other = app.account("Un autre", "autre@lord.example", None, &[("lord", NodeRole::Manager)]);
    let other_desk = app.sign_in(&other);
    for path in ["", "/enrolments", "/enrolments.csv", "/sheet"] {
        other_desk.get(&format!("/inbox/sessions/{session}{path}")).expect(404);
    }
    other_desk.post(&format!("/inbox/enrolments/{}/cancellation", ada.id), &[]).expect(404);
    partner(&app, &school, &session, &other);
    other_desk.get(&format!("/inbox/sessions/{session}/enrolments")).expect(200).says("Ada");
}

/// Lets another node give it too.
fn partner(app: &TestApp, school: &School, session: &SessionId, _: &Account) {
    let mut with = plan(app, 1);
    with.partners = vec![app.node_id("lord")];
    let (actor, now, signer) = (school.actor(app), app.now(), &app.app.signer);
    app.write(|conn| ops::change_session(conn, &actor, (session, 0, &with), signer, now));
}

#[test]
fn programs_enrol_and_leave() {
    use maillage::accounts::Scope;
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 1);
    let at = format!("/api/v1/sessions/{session}/enrolments");
    let robot = app.account("Robot", "robot@exemple.example", None, &[(NODE, NodeRole::Staff)]);
    let (caller, other) = (
        app.caller(&app.token(&robot, Scope::Write)),
        app.caller(&app.token(&school.trainer, Scope::Write)),
    );
    let body = |who: &str| json!({ "name": who, "email": format!("{who}@exemple.example"), "institution": "inrae" });
    let ada = caller.post_json(&at, &body("ada")).expect(201).json();
    assert_eq!((&ada["status"], &ada["position"]), (&json!("confirmed"), &json!(null)));
    let bea = caller.post_json(&at, &body("bea")).expect(201).json();
    assert_eq!((&bea["status"], &bea["position"]), (&json!("waitlisted"), &json!(1)));
    assert_eq!(caller.post_json(&at, &body("ada")).expect(201).json(), ada);
    let key = [("idempotency-key", form_id())];
    let key = [(key[0].0, key[0].1.as_str())];
    let cid = caller.post_json_with(&at, &body("cid"), &key).expect(201).json();
    assert_eq!(caller.post_json_with(&at, &body("cid"), &key).json(), cid);
    caller.post_json(&at, &json!({ "name": "x", "email": "nowhere" })).expect(422);
    app.visitor().post_json(&at, &body("dan")).expect(401);

    let ada = format!("{at}/{}", ada["id"].as_str().unwrap());
    // Who does not give it enrols nobody but themselves.
    let stranger = app.account("Étranger", "etranger@exemple.example", None, &[]);
    let stranger = app.caller(&app.token(&stranger, Scope::Write));
    stranger.delete(&ada).expect(404);
    stranger.post_json(&at, &body("dan")).expect(404);
    let own = stranger.post_json(&at, &body("etranger")).expect(201).json();
    let own = format!("{at}/{}", own["id"].as_str().unwrap());
    stranger.delete(&own).expect(200);
    for by in [&caller, &other] {
        assert_eq!(by.delete(&ada).expect(200).json()["status"], "cancelled");
    }
    assert_eq!(
        standing(&app, &session),
        ["ada cancelled", "bea confirmed", "cid waiting", "etranger cancelled"]
    );
    assert_eq!(app.visitor().get(&format!("/api/v1/sessions/{session}")).json()["waiting"], 1);
}
