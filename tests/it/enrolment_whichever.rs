//! Whoever waits at several sessions of one course for whichever seat comes first has one of them all, and waits no more.

use chrono::TimeDelta;
use maillage::courses::SessionId;
use maillage::enrolment::{Enrolment, State, access, ops, queries};
use maillage::history::By;

use crate::app::{Reply, TestApp};
use crate::courses_cast::{School, enrol, offer, standing};
use crate::enrolment_rush::{holds, servers};

/// A session with one seat, which somebody has.
fn full(app: &TestApp, school: &School, (who, hours): (&str, i32)) -> (SessionId, Enrolment) {
    let session = school.give_with(app, 1, |plan| plan.terms.offer_hours = hours);
    let first = enrol(app, &session, who);
    (session, first)
}

fn leaves(app: &TestApp, one: &Enrolment) {
    let (signer, now) = (&app.app.signer, app.now());
    app.write(|conn| ops::cancel(conn, &By::Team, (&one.id, ""), signer, now));
}

fn page(app: &TestApp, one: &Enrolment) -> Reply {
    app.visitor().get(&access::link(&app.app.signer, &one.id))
}

fn sends(app: &TestApp, one: &Enrolment, (act, more): (&str, &[(&str, &str)])) -> Reply {
    let link = access::link(&app.app.signer, &one.id);
    let (path, key) = link.split_once("?key=").unwrap();
    app.visitor().post(&format!("{path}/{act}"), &[&[("key", key)][..], more].concat())
}

fn at(app: &TestApp, session: &SessionId) -> Enrolment {
    app.read(|conn| Ok(queries::live_of(conn, session, "zoe@exemple.example")?)).unwrap()
}

#[test]
fn who_accepts_one_place_waits_nowhere_else_and_both_pages_say_so() {
    let app = TestApp::start();
    let school = School::new(&app);
    let (first, ada) = full(&app, &school, ("Ada", 24));
    let (second, _) = full(&app, &school, ("Bob", 24));
    let (third, cid) = full(&app, &school, ("Cid", 24));
    let zoe = enrol(&app, &first, "Zoé");
    for session in [&second, &third] {
        enrol(&app, session, "Yan");
    }
    page(&app, &zoe).expect(200).says("La première place qui vient").says("Attendre aussi");
    for _ in 0..2 {
        let both = [("session", second.as_str()), ("session", third.as_str())];
        sends(&app, &zoe, ("waits", &both)).expect(303);
    }
    assert_eq!(standing(&app, &second), ["Bob confirmed", "Yan waiting", "Zoé waiting"]);
    page(&app, &zoe).says("Vous attendez aussi ici, pour la première place qui vient");
    let elsewhere = at(&app, &third);
    page(&app, &elsewhere).says("Vous attendez aussi ici");

    // Two places are offered at once: the one is taken, and the other is the next one's.
    leaves(&app, &ada);
    leaves(&app, &cid);
    sends(&app, &at(&app, &third), ("cancellation", &[])).expect(303);
    let yan = app.read(|conn| Ok(queries::live_of(conn, &third, "yan@exemple.example")?)).unwrap();
    sends(&app, &zoe, ("waits", &[("session", third.as_str())])).expect(303);
    leaves(&app, &yan);
    assert_eq!(at(&app, &third).state, State::Offered);
    enrol(&app, &third, "Xia");
    assert_eq!(at(&app, &first).state, State::Offered);
    let offered = at(&app, &third);
    sends(&app, &zoe, ("acceptance", &[])).expect(303);

    assert_eq!(standing(&app, &first), ["Ada cancelled", "Zoé confirmed"]);
    assert_eq!(standing(&app, &second), ["Bob confirmed", "Yan waiting", "Zoé cancelled"]);
    let there = ["Cid cancelled", "Yan cancelled", "Zoé cancelled", "Zoé cancelled", "Xia offered"];
    assert_eq!(standing(&app, &third), there);
    page(&app, &zoe).says("cette place est venue la première, vos autres attentes prennent fin");
    page(&app, &offered).says("Vous avez une place dans une autre session de cette formation");
    sends(&app, &offered, ("acceptance", &[])).expect(409);
    let mails = app.mails_to("zoe@exemple.example");
    let ended =
        mails.iter().filter(|mail| mail.text.contains("Vous avez une place dans une autre"));
    assert_eq!(ended.count(), 2, "told of each wait that ended");
    for session in [&first, &second, &third] {
        holds(&app, session);
    }
}

#[test]
fn a_seat_that_comes_by_itself_ends_the_other_waits_too_and_no_second_one_is_given() {
    let app = TestApp::start();
    let school = School::new(&app);
    let (first, ada) = full(&app, &school, ("Ada", 0));
    let (second, bob) = full(&app, &school, ("Bob", 0));
    let (third, _) = full(&app, &school, ("Cid", 0));
    let zoe = enrol(&app, &first, "Zoé");
    let both = [("session", second.as_str()), ("session", third.as_str())];
    sends(&app, &zoe, ("waits", &both)).expect(303);
    enrol(&app, &second, "Yan");

    leaves(&app, &ada);
    leaves(&app, &bob);

    assert_eq!(standing(&app, &first), ["Ada cancelled", "Zoé confirmed"]);
    assert_eq!(standing(&app, &second), ["Bob cancelled", "Zoé cancelled", "Yan confirmed"]);
    assert_eq!(standing(&app, &third), ["Cid confirmed", "Zoé waiting"]);
    for many in [1, 0] {
        assert_eq!(ops::keep_terms(&app.app, app.now()).unwrap(), many);
        assert_eq!(standing(&app, &third), ["Cid confirmed", "Zoé cancelled"]);
    }
}

#[test]
fn who_did_not_ask_for_it_keeps_each_wait_and_a_free_seat_is_the_first_that_comes() {
    let app = TestApp::start();
    let school = School::new(&app);
    let (first, ada) = full(&app, &school, ("Ada", 0));
    let (second, bob) = full(&app, &school, ("Bob", 0));
    let zoe = enrol(&app, &first, "Zoé");
    let there = enrol(&app, &second, "Zoé");
    page(&app, &zoe).says("Vous attendez aussi ici, pour une place dans chacune");
    sends(&app, &zoe, ("waits", &[])).expect(303);
    sends(&app, &there, ("waits", &[("event", "apart")])).expect(303);
    leaves(&app, &ada);
    leaves(&app, &bob);
    ops::keep_terms(&app.app, app.now()).unwrap();
    assert_eq!(standing(&app, &first), ["Ada cancelled", "Zoé confirmed"]);
    assert_eq!(standing(&app, &second), ["Bob cancelled", "Zoé confirmed"]);

    let (third, _) = full(&app, &school, ("Cid", 0));
    let dan = enrol(&app, &third, "Dan");
    let free = school.give(&app, 1);
    sends(&app, &dan, ("waits", &[("session", free.as_str())])).expect(303);
    assert_eq!(standing(&app, &free), ["Dan confirmed"]);
    assert_eq!(standing(&app, &third), ["Cid confirmed", "Dan cancelled"]);
}

#[test]
fn one_waits_at_sessions_of_ones_own_course_only_and_by_ones_own_link() {
    let app = TestApp::start();
    let school = School::new(&app);
    let (first, _) = full(&app, &school, ("Ada", 0));
    let course = offer(&app, &school.actor(&app), "Une autre");
    let other = School { trainer: school.trainer.clone(), desk: app.visitor(), course };
    let (apart, _) = full(&app, &other, ("Bob", 0));
    let zoe = enrol(&app, &first, "Zoé");

    sends(&app, &zoe, ("waits", &[("session", apart.as_str())])).expect(404);
    let path = format!("/enrolments/{}/waits", zoe.id);
    app.visitor().post(&path, &[("key", "x")]).expect(404);

    assert_eq!(standing(&app, &apart), ["Bob confirmed"]);
}

#[test]
fn a_seat_of_a_session_that_is_over_ends_no_wait_at_those_to_come() {
    let app = TestApp::start();
    let school = School::new(&app);
    let (last_year, ada) = full(&app, &school, ("Ada", 0));
    let before = enrol(&app, &last_year, "Zoé");
    sends(&app, &before, ("waits", &[])).expect(303);
    leaves(&app, &ada);
    assert_eq!(standing(&app, &last_year), ["Ada cancelled", "Zoé confirmed"]);
    app.later(TimeDelta::days(30));

    let (first, bob) = full(&app, &school, ("Bob", 0));
    let (second, _) = full(&app, &school, ("Cid", 0));
    let zoe = enrol(&app, &first, "Zoé");
    sends(&app, &zoe, ("waits", &[("session", second.as_str())])).expect(303);
    ops::keep_terms(&app.app, app.now()).unwrap();
    assert_eq!(standing(&app, &first), ["Bob confirmed", "Zoé waiting"]);
    assert_eq!(standing(&app, &second), ["Cid confirmed", "Zoé waiting"]);

    leaves(&app, &bob);
    assert_eq!(standing(&app, &first), ["Bob cancelled", "Zoé confirmed"]);
}

#[test]
fn who_is_approved_at_one_place_is_not_approved_at_a_second_one() {
    let app = TestApp::start();
    let school = School::new(&app);
    let both = [0, 1].map(|_| school.give_with(&app, 1, |plan| plan.terms.approval = true));
    let zoe = enrol(&app, &both[0], "Zoé");
    sends(&app, &zoe, ("waits", &[("session", both[1].as_str())])).expect(303);
    let there = at(&app, &both[1]);
    assert_eq!((zoe.state, there.state), (State::Pending, State::Pending));

    let (actor, signer, now) = (school.actor(&app), &app.app.signer, app.now());
    for one in [&zoe, &there] {
        app.write(|conn| ops::approve(conn, &actor, &one.id, signer, now));
    }

    assert_eq!(standing(&app, &both[0]), ["Zoé confirmed"]);
    assert_eq!(standing(&app, &both[1]), ["Zoé cancelled"]);
}

/// From both processes where the database bears two.
#[test]
fn of_two_sessions_in_which_seats_are_freed_at_once_nobody_gets_two() {
    let servers = servers();
    let app = &servers[0];
    let school = School::new(app);
    let both = [0, 1].map(|_| school.give_with(app, 6, |plan| plan.terms.offer_hours = 0));
    let mut first = Vec::new();
    for session in &both {
        first.extend((0..6).map(|n| enrol(app, session, &format!("A{n}"))));
    }
    for n in 0..12 {
        let one = enrol(app, &both[n % 2], &format!("W{n}"));
        let other = [("session", both[(n + 1) % 2].as_str())];
        sends(app, &one, ("waits", &other)).expect(303);
    }

    std::thread::scope(|threads| {
        for (n, one) in first.iter().enumerate() {
            let server = &servers[n % servers.len()];
            threads.spawn(move || leaves(server, one));
        }
    });
    ops::keep_terms(&app.app, app.now()).unwrap();

    let seated = |session| {
        let all = standing(app, session).into_iter();
        all.filter(|line| line.ends_with(" confirmed")).collect::<Vec<_>>()
    };
    let (mut all, other) = (seated(&both[0]), seated(&both[1]));
    assert_eq!((all.len(), other.len()), (6, 6));
    all.extend(other);
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 12, "each has one seat");
    both.iter().for_each(|session| holds(app, session));
}
