//! What those who give a session do with who takes part.

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::NodeRole;
use maillage::courses::{Quota, QuotaId, SessionId};
use maillage::db::schema::seat_pools;
use maillage::enrolment::{Enrolment, Wish, ops};
use maillage::history::By;
use serde_json::json;

use crate::actors::Account;
use crate::app::TestApp;
use crate::courses_cast::{School, enrol, enrol_wish, plan, question, standing, wish};

fn of(institution: &str, who: &str) -> Wish {
    Wish { institution: Some(institution.into()), ..wish(who) }
}

#[test]
fn an_organiser_approves_in_the_order_that_seats_allow() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give_with(&app, 1, |plan| plan.terms.approval = true);
    app.visitor().get(&format!("/sessions/{session}")).says("Aucune place n’est gardée");
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
    let later = school.give(&app, 4);
    desk.get(&format!("/inbox/sessions/{session}/enrolments?state=pending"))
        .says("Proposer une autre date");
    let reason = [("reason", "Autre public visé"), ("other", later.as_str())];
    desk.post(&refusal, &reason).expect(303);

    assert_eq!(standing(&app, &session), ["Ada refused", "Bea waiting", "Cid confirmed"]);
    let refused = app.mail_to("ada@exemple.example").text;
    assert!(refused.contains("Autre public visé") && refused.contains("Voir d’autres dates"));
    assert!(refused.contains("Autre date proposée") && refused.contains(later.as_str()));
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
    app.visitor().get(&format!("/sessions/{session}")).says("Une place vous est gardée");
    let (ada, bea) = (enrol(&app, &session, "Ada"), enrol(&app, &session, "Bea"));
    assert_eq!((ada.seat, bea.seat), (Some(1), None));
    let told = |who: &Enrolment| app.mail_to(&who.email).text;
    assert!(told(&ada).contains("Une place vous est gardée"), "{}", told(&ada));
    assert!(told(&bea).contains("Aucune place n’est gardée"), "{}", told(&bea));
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
    let skipped = [inrae[0], inrae[1], ("reserved", "2"), ("release_at", "2026-03-29T02:30")];
    let back = school.desk.post(&quotas, &skipped);
    back.expect(409).says("n’existe pas ce jour-là").says("Prendre 01:30");
    assert_eq!(back.value_of("reserved").as_deref(), Some("2"), "what was typed");
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

/// What is free is so for everybody: page, list, filter, programs, and the mail to who waits although a seat is left.
#[test]
fn seats_that_are_kept_are_not_said_to_be_free() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 3);
    let (actor, now, signer) = (school.actor(&app), app.now(), &app.app.signer);
    let quota = app.read(|conn| {
        let pool = maillage::courses::queries::pools_of(conn, &session)?.remove(0);
        Ok(Quota {
            id: QuotaId::new(),
            pool_id: pool.id,
            institution: Some("inrae".into()),
            node_id: None,
            most: None,
            reserved: 2,
            release_at: None,
        })
    });
    app.write(|conn| ops::set_quota(conn, &actor, (&session, &quota), signer, now));
    let visitor = app.visitor();
    let (here, api) = (format!("/sessions/{session}"), format!("/api/v1/sessions/{session}"));
    visitor.get(&here).says("1 place libre").says("1 libres sur 3").says("2 gardées pour INRAE");
    enrol(&app, &session, "Ada");

    let page = visitor.get(&here);
    page.says("2 places, gardées pour certains").says("0 libres sur 3");
    page.says("Les places qui restent sont gardées pour INRAE");
    assert!(page.body.contains("\"remainingAttendeeCapacity\":0"), "{}", page.body);
    visitor.get("/courses?open=1").says("Aucune session ne correspond");
    let seats = &visitor.get(&api).json()["seats"];
    assert_eq!(*seats, json!({ "capacity": 3, "free": 0, "kept": 2 }));
    let open = visitor.get("/api/v1/sessions?open=true").json();
    assert_eq!(open["items"], json!([]));
    enrol(&app, &session, "Bea");
    let told = app.mail_to("bea@exemple.example").text;
    assert!(told.contains("sont gardées pour INRAE") && !told.contains("Toutes les"), "{told}");
    enrol_wish(&app, &session, of("inrae", "Cid"));
    let after = ["Ada confirmed", "Bea waiting", "Cid confirmed"];
    assert_eq!(standing(&app, &session), after);
    visitor.get(&here).says("1 gardée pour INRAE");

    // No more are kept than there are, not after the room became smaller either, and the database knows it.
    let change = app.app.db.write_now(|conn| {
        let seats = diesel::update(seat_pools::table.filter(seat_pools::session_id.eq(&session)));
        Ok(seats.set(seat_pools::capacity.eq(1)).execute(conn)?)
    });
    assert!(change.is_err());
    let empty = school.give(&app, 3);
    let pool = app.read(|conn| Ok(maillage::courses::queries::pools_of(conn, &empty)?.remove(0)));
    let quota = Quota { id: QuotaId::new(), pool_id: pool.id, ..quota };
    app.write(|conn| ops::set_quota(conn, &actor, (&empty, &quota), signer, now));
    let refused = app.app.db.write_now(|conn| {
        ops::change_session(conn, &actor, (&empty, 0, &plan(&app, 1)), signer, now)
    });
    let refusal = maillage::courses::rules::KEPT_TOO_MANY;
    assert!(matches!(refused, Err(maillage::Error::Refused(why)) if why == refusal));
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

/// Walk-ins, whom the list knows and who comes from another session: until it is over, those who give it let them in.
#[test]
fn people_are_let_in_once_it_has_begun() {
    let app = TestApp::start();
    let school = School::new(&app);
    let (session, other) = (school.give(&app, 3), school.give(&app, 1));
    let full = school.give(&app, 1);
    for who in ["Ada", "Bea", "Cid"] {
        enrol(&app, &session, who);
    }
    let (dan, eve) = (enrol(&app, &session, "Dan"), enrol(&app, &other, "Eve"));
    let (_, fay) = (enrol(&app, &full, "Gus"), enrol(&app, &full, "Fay"));
    let at = |one: &Enrolment| format!("/inbox/enrolments/{}/admission", one.id);
    school.desk.post(&at(&dan), &[]).expect(409);
    app.later(TimeDelta::days(21) + TimeDelta::hours(5));
    let desk = app.sign_in(&school.trainer);
    let admits = |one: &Enrolment| desk.post(&at(one), &[]);
    admits(&fay).expect(409).says("plus de place libre");
    let all = maillage::enrolment::State::Confirmed;
    let (signer, now) = (&app.app.signer, app.now());
    let people = app.read(|conn| {
        Ok(maillage::enrolment::queries::of_session(conn, &session, (Some(all), 0), 10)?)
    });
    for one in &people[..2] {
        app.write(|conn| ops::cancel(conn, &By::Team, (&one.id, ""), signer, now));
    }
    assert_eq!(standing(&app, &session)[3], "Dan waiting", "nobody is called by a mail now");
    let form = [("name", "Guy"), ("email", "guy@exemple.example")];
    desk.get(&format!("/inbox/sessions/{session}/enrolments")).says("Faire entrer");
    desk.post(&format!("/inbox/sessions/{session}/enrolments"), &form).expect(303);
    for _ in 0..2 {
        admits(&dan).expect(303);
    }
    let to = [("to", session.as_str())];
    let full = desk.post(&format!("/inbox/enrolments/{}/transfer", eve.id), &to);
    full.expect(409).says("Toutes les places y sont prises");

    let there =
        ["Ada cancelled", "Bea cancelled", "Cid confirmed", "Dan confirmed", "Guy confirmed"];
    assert_eq!(standing(&app, &session), there);
    app.later(TimeDelta::hours(6));
    desk.post(&format!("/inbox/sessions/{session}/enrolments"), &form).expect(303);
    let late = [("name", "Hal"), ("email", "hal@exemple.example")];
    let late = desk.post(&format!("/inbox/sessions/{session}/enrolments"), &late);
    late.expect(409).says("closes");
}
