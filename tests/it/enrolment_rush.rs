//! Enrolment is exact: whoever comes at once, in whatever order people leave, on both databases and across processes.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::TimeDelta;
use diesel::prelude::*;
use maillage::accounts::Scope;
use maillage::courses::{Mode, Presence, SessionId};
use maillage::db::schema::{captured_mail, enrolments, outbox, seat_pools};
use maillage::enrolment::{Enrolment, State, Wish, access, ops, queries};
use maillage::history::By;
use proptest::prelude::*;
use serde_json::json;

use crate::app::TestApp;
use crate::courses_cast::{School, enrol, enrol_wish, wish};
use crate::database::TestDatabase;

fn all(app: &TestApp, session: &SessionId) -> Vec<Enrolment> {
    app.read(|conn| Ok(queries::of_session(conn, session, (None, 0), 10_000)?))
}

/// What must hold after each commit: no seat twice, none too many, none idle while somebody waits, nobody passed.
pub fn holds(app: &TestApp, session: &SessionId) {
    let all = all(app, session);
    let capacity: i32 = app.read(|conn| {
        let own = seat_pools::table.filter(seat_pools::session_id.eq(session));
        Ok(own.select(seat_pools::capacity).first(conn)?)
    });
    let seats: Vec<i32> = all.iter().filter_map(|one| one.seat).collect();
    let apart: BTreeSet<_> = seats.iter().collect();
    assert_eq!(seats.len(), apart.len());
    assert!(seats.len() <= usize::try_from(capacity).unwrap());
    let first_waiting = all.iter().find(|one| one.state == State::Waiting);
    if let Some(first) = first_waiting {
        assert_eq!(seats.len(), usize::try_from(capacity).unwrap(), "a seat is idle");
        let passed = all.iter().filter(|one| one.seat.is_some() && one.place > first.place);
        assert_eq!(passed.count(), 0, "somebody passed {}", first.name);
    }
    let places: Vec<i64> = all.iter().map(|one| one.place).collect();
    assert_eq!(places, (1..=i64::try_from(all.len()).unwrap()).collect::<Vec<_>>());
}

/// As many processes as the database bears: two servers on PostgreSQL, one on SQLite.
pub fn servers() -> Vec<TestApp> {
    let first = TestApp::start();
    let second = match &first.database {
        TestDatabase::Server { url, .. } => {
            let url = url.clone();
            Some(TestApp::start_with(move |config| config.database_url = url))
        }
        TestDatabase::Folder { .. } => None,
    };
    std::iter::once(first).chain(second).collect()
}

#[test]
fn five_hundred_at_once_for_thirty_seats() {
    let servers = servers();
    let app = &servers[0];
    let school = School::new(app);
    let session = school.give(app, 30);
    let token = app.token(&school.trainer, Scope::Write);
    let (next, path) = (AtomicUsize::new(0), format!("/api/v1/sessions/{session}/enrolments"));

    let begun = std::time::Instant::now();
    std::thread::scope(|threads| {
        for worker in 0..40 {
            let caller = servers[worker % servers.len()].caller(&token);
            let (next, path) = (&next, &path);
            threads.spawn(move || {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    // Everybody sends twice.
                    if n >= 1_000 {
                        return;
                    }
                    let who = format!("p{:03}", n / 2);
                    let body = json!({ "name": who, "email": format!("{who}@exemple.example") });
                    caller.post_json(path, &body).expect(201);
                }
            });
        }
    });
    eprintln!("1000 requests in {:?}", begun.elapsed());

    let all = all(app, &session);
    assert_eq!(all.len(), 500);
    let confirmed = all.iter().take(30).all(|one| one.state == State::Confirmed);
    let waiting = all.iter().skip(30).all(|one| one.state == State::Waiting);
    assert!(confirmed && waiting);
    holds(app, &session);
    leave_at_once(&servers, &session, &all);
}

/// Twelve of those who have a seat leave, each by two requests at the same time.
fn leave_at_once(servers: &[TestApp], session: &SessionId, before: &[Enrolment]) {
    std::thread::scope(|threads| {
        for (place, one) in before.iter().take(12).chain(before.iter().take(12)).enumerate() {
            let app = &servers[place % servers.len()];
            threads.spawn(move || {
                let link = access::link(&servers[0].app.signer, &one.id);
                let (path, key) = link.split_once("?key=").unwrap();
                let form = [("key", key)];
                app.visitor().post(&format!("{path}/cancellation"), &form).expect(303);
            });
        }
    });
    let app = &servers[0];
    let after = all(app, session);
    let state = |n: usize| after[n].state;
    assert!((0..12).all(|n| state(n) == State::Cancelled));
    assert!((12..42).all(|n| state(n) == State::Confirmed));
    assert!((42..500).all(|n| state(n) == State::Waiting));
    holds(app, session);
    // One mail for each change of each person, no more.
    let queued: i64 = app.read(|conn| {
        let own = outbox::table.filter(outbox::template.eq("enrolment_state"));
        let sent: i64 = captured_mail::table.count().get_result(conn)?;
        Ok(own.count().get_result::<i64>(conn)? + sent)
    });
    assert_eq!(queued, 500 + 12 + 12);
}

/// People without an account, whose address nobody has proven yet: who came first holds a seat meanwhile.
#[test]
fn sixty_at_once_by_the_public_form_for_ten_seats() {
    let servers = servers();
    let app = &servers[0];
    let school = School::new(app);
    let session = school.give(app, 10);
    let (next, path) = (AtomicUsize::new(0), format!("/sessions/{session}/enrolments"));
    let sent = format!("/sessions/{session}?sent=1");

    std::thread::scope(|threads| {
        for worker in 0..20 {
            let (next, path, sent) = (&next, &path, &sent);
            let server = &servers[worker % servers.len()];
            threads.spawn(move || {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    // Everybody sends twice.
                    if n >= 120 {
                        return;
                    }
                    let who = format!("p{:02}", n / 2);
                    let email = format!("{who}@exemple.example");
                    let form = [("name", who.as_str()), ("email", email.as_str())];
                    let reply = server.visitor().post(path, &form);
                    assert_eq!(reply.expect(303).location(), sent.as_str());
                }
            });
        }
    });

    let all = all(app, &session);
    assert_eq!(all.len(), 60);
    assert!(all.iter().all(|one| one.prove_by.is_some()));
    let confirmed = all.iter().take(10).all(|one| one.state == State::Confirmed);
    let waiting = all.iter().skip(10).all(|one| one.state == State::Waiting);
    assert!(confirmed && waiting);
    let emails: BTreeSet<_> = all.iter().map(|one| &one.email).collect();
    assert_eq!(emails.len(), 60);
    holds(app, &session);
}

/// T9: everybody wants to be on the other side: there is room for some, and whoever finds none keeps the seat they had.
#[test]
fn four_hundred_change_sides_at_once_and_nobody_loses_a_seat() {
    let servers = servers();
    let app = &servers[0];
    let school = School::new(app);
    let session = school.give_with(app, 0, |plan| {
        plan.terms.mode = Mode::Hybrid;
        plan.terms.join_url = "https://visio.exemple.example/salle".into();
        plan.capacities = vec![(Presence::OnSite, 240), (Presence::Online, 220)];
    });
    let sides = [Presence::OnSite, Presence::Online];
    let people: Vec<_> = (0..400)
        .map(|n| Wish { presence: Some(sides[n % 2]), ..wish(&format!("P{n}")) })
        .map(|wish| enrol_wish(app, &session, wish))
        .collect();

    let (next, begun) = (AtomicUsize::new(0), std::time::Instant::now());
    std::thread::scope(|threads| {
        for worker in 0..20 {
            let (people, next, server) = (&people, &next, &servers[worker % servers.len()]);
            threads.spawn(move || {
                let visitor = server.visitor();
                loop {
                    // Everybody sends twice.
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    let Some(one) = people.get(n / 2) else { return };
                    let link = access::link(&server.app.signer, &one.id);
                    let (path, key) = link.split_once("?key=").unwrap();
                    let form = [("key", key), ("presence", sides[(n / 2 + 1) % 2].as_str())];
                    let done = visitor.post(&format!("{path}/presence"), &form);
                    assert!([303, 409].contains(&done.status), "{}", done.status);
                }
            });
        }
    });

    let all = all(app, &session);
    assert!(all.iter().all(|one| one.state == State::Confirmed));
    let held: BTreeSet<_> = all.iter().map(|one| (one.pool_id.clone(), one.seat)).collect();
    assert_eq!(held.len(), 400);
    let moved = all.iter().filter(|one| one.moves > 0).count();
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
    assert!(moved >= 60 && all.iter().all(|one| one.moves <= 1), "{moved}");
}

#[test]
fn the_database_itself_knows_no_seat_too_many() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give(&app, 1);
    let (ada, bea) = (enrol(&app, &session, "Ada"), enrol(&app, &session, "Bea"));
    let put = |state: State, seat: Option<i32>| {
        app.app.db.write_now(|conn| {
            let one = enrolments::table.find(&bea.id);
            let set = (enrolments::state.eq(state), enrolments::seat.eq(seat));
            Ok(diesel::update(one).set(set).execute(conn)?)
        })
    };
    assert_eq!((ada.seat, bea.seat), (Some(1), None));
    assert!(put(State::Confirmed, Some(1)).is_err(), "the same seat");
    assert!(put(State::Confirmed, Some(2)).is_err(), "a seat that there is not");
    assert!(put(State::Confirmed, None).is_err(), "nobody takes part without a seat");
    assert!(put(State::Waiting, Some(1)).is_err(), "who waits has none");
    let twice = app.app.db.write_now(|conn| {
        let one = enrolments::table.find(&bea.id);
        Ok(diesel::update(one).set(enrolments::email.eq(&ada.email)).execute(conn)?)
    });
    assert!(twice.is_err(), "nobody takes part twice");
}

/// Somebody enrols, somebody leaves, time passes, somebody accepts.
#[derive(Debug, Clone)]
enum Act {
    Enrol(usize),
    Leave(usize),
    Accept(usize),
    Pass(i64),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        4 => (0..12_usize).prop_map(Act::Enrol),
        3 => (0..12_usize).prop_map(Act::Leave),
        2 => (0..12_usize).prop_map(Act::Accept),
        1 => (1..10_i64).prop_map(Act::Pass),
    ];
    proptest::collection::vec(act, 1..40)
}

fn live(app: &TestApp, session: &SessionId, n: usize) -> Option<Enrolment> {
    let email = wish(&format!("P{n}")).email;
    app.read(|conn| Ok(queries::live_of(conn, session, &email)?))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn people_come_and_go_in_any_order(seats in 1..4_i32, hours in prop_oneof![Just(0), Just(24)], acts in acts()) {
        let app = TestApp::start();
        let school = School::new(&app);
        let session = school.give_with(&app, seats, |plan| plan.terms.offer_hours = hours);
        let signer = &app.app.signer;
        for act in acts {
            match act {
                Act::Enrol(n) => {
                    let before = live(&app, &session, n);
                    let after = enrol(&app, &session, &format!("P{n}"));
                    prop_assert!(before.is_none_or(|before| before.id == after.id));
                }
                Act::Leave(n) => if let Some(one) = live(&app, &session, n) {
                    let now = app.now();
                    app.write(|conn| ops::cancel(conn, &By::Team, (&one.id, ""), signer, now));
                },
                Act::Accept(n) => if let Some(one) = live(&app, &session, n) {
                    let now = app.now();
                    let over = one.offer_ends_at.is_none_or(|ends| ends <= now);
                    let done = app.app.db.write_now(|conn| ops::accept(conn, &By::Team, &one.id, signer, now));
                    prop_assert_eq!(done.is_ok(), one.state == State::Confirmed || !over);
                },
                Act::Pass(by) => {
                    app.later(TimeDelta::hours(by));
                    ops::keep_terms(&app.app, app.now()).unwrap();
                }
            }
            holds(&app, &session);
        }
    }
}
