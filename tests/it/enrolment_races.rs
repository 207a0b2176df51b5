//! Things that happen to a session at the same moment, from both processes where the database bears two: who was there first
//! is still first, and no promise is broken.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::TimeDelta;
use maillage::courses::{Quota, QuotaId, SessionId, queries as sessions};
use maillage::enrolment::{Enrolment, State, Wish, access, ops, queries};
use maillage::history::By;

use crate::app::TestApp;
use crate::courses_cast::{School, enrol, enrol_wish, plan, wish};
use crate::enrolment_rush::{holds, servers};

fn all(app: &TestApp, session: &SessionId) -> Vec<Enrolment> {
    app.read(|conn| Ok(queries::of_session(conn, session, (None, 0), 10_000)?))
}

fn count(all: &[Enrolment], state: State) -> usize {
    all.iter().filter(|one| one.state == state).count()
}

/// What is done for each number, by several threads and all processes.
fn at_once(servers: &[TestApp], many: usize, each: impl Fn(&TestApp, usize) + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|threads| {
        for worker in 0..12 {
            let (next, each, server) = (&next, &each, &servers[worker % servers.len()]);
            threads.spawn(move || {
                loop {
                    match next.fetch_add(1, Ordering::Relaxed) {
                        n if n < many => each(server, n),
                        _ => return,
                    }
                }
            });
        }
    });
}

/// T6
#[test]
fn who_comes_while_somebody_leaves_does_not_pass_those_who_wait() {
    let servers = servers();
    let app = &servers[0];
    let school = School::new(app);
    for _ in 0..4 {
        let session = school.give_with(app, 2, |plan| plan.terms.offer_hours = 0);
        let before: Vec<_> =
            ["Ada", "Bea", "Cid", "Dan"].map(|who| enrol(app, &session, who)).into();
        at_once(&servers, 24, |server, n| match n % 12 {
            0 => {
                let (signer, now, who) = (&server.app.signer, server.now(), &before[n / 12].id);
                server.write(|conn| ops::cancel(conn, &By::Team, (who, ""), signer, now));
            }
            _ => drop(enrol(server, &session, &format!("N{n}"))),
        });
        let after = all(app, &session);
        assert!(after[2..4].iter().all(|one| one.state == State::Confirmed), "{after:?}");
        assert!(after[4..].iter().all(|one| one.state == State::Waiting), "{after:?}");
        holds(app, &session);
    }
}

/// T7
#[test]
fn more_seats_in_the_middle_of_a_rush_go_to_those_who_came_first() {
    let servers = servers();
    let app = &servers[0];
    let school = School::new(app);
    let session = school.give_with(app, 20, |plan| plan.terms.offer_hours = 0);
    let meetings =
        app.read(|conn| Ok(sessions::meetings_of(conn, std::slice::from_ref(&session))?));
    let mut more = plan(app, 50);
    more.terms.offer_hours = 0;
    more.meetings[0].id = Some(meetings[0].id.clone());
    let actor = school.actor(app);
    at_once(&servers, 121, |server, n| match n {
        60 => {
            let (signer, now) = (&server.app.signer, server.now());
            let with = (&session, 0, &more);
            server.write(|conn| ops::change_session(conn, &actor, with, signer, now));
        }
        n => drop(enrol(server, &session, &format!("P{n}"))),
    });
    let after = all(app, &session);
    assert_eq!((after.len(), count(&after, State::Confirmed)), (120, 50));
    assert!(after[..50].iter().all(|one| one.state == State::Confirmed));
    holds(app, &session);
}

/// T10
#[test]
fn what_an_institution_may_have_and_what_is_kept_for_one_hold_in_a_rush() {
    const OF: [&str; 6] = ["inrae", "cnrs", "cea", "cirad", "anses", "brgm"];
    let servers = servers();
    let app = &servers[0];
    let school = School::new(app);
    let session = school.give_with(app, 20, |plan| plan.terms.offer_hours = 0);
    let pool = app.read(|conn| Ok(sessions::pools_of(conn, &session)?)).remove(0);
    let (actor, signer, now) = (school.actor(app), &app.app.signer, app.now());
    let ends = now + TimeDelta::days(7);
    let quota = |of: &str, most, reserved| Quota {
        id: QuotaId::new(),
        pool_id: pool.id.clone(),
        institution: Some(of.to_owned()),
        node_id: None,
        most,
        reserved,
        release_at: (reserved > 0).then_some(ends),
    };
    for quota in [quota("inrae", Some(5), 0), quota("cnrs", None, 4)] {
        app.write(|conn| ops::set_quota(conn, &actor, (&session, &quota), signer, now));
    }
    // Nobody of the CNRS comes yet.
    let others = [0, 2, 3, 4, 5];
    at_once(&servers, 100, |server, n| {
        let institution = Some(OF[others[n % others.len()]].to_owned());
        drop(enrol_wish(server, &session, Wish { institution, ..wish(&format!("P{n}")) }));
    });
    let held = |of: &str, after: &[Enrolment]| {
        let own = after.iter().filter(|one| one.institution.as_deref() == Some(of));
        own.filter(|one| one.seat.is_some()).count()
    };
    let after = all(app, &session);
    assert_eq!(count(&after, State::Confirmed), 16, "four are kept");
    assert!(held("inrae", &after) <= 5);
    at_once(&servers, 2, |server, n| {
        let institution = Some("cnrs".to_owned());
        drop(enrol_wish(server, &session, Wish { institution, ..wish(&format!("C{n}")) }));
    });
    let before = all(app, &session);
    assert_eq!((held("cnrs", &before), count(&before, State::Confirmed)), (2, 18));

    servers.iter().for_each(|server| server.later(TimeDelta::days(8)));
    let waiting: Vec<_> = before.iter().filter(|one| one.state == State::Waiting).collect();
    let mut room = 5 - held("inrae", &before);
    let may = |one: &&&Enrolment| {
        let of = one.institution.as_deref() == Some("inrae");
        let fits = !of || room > 0;
        room -= usize::from(of && fits);
        fits
    };
    let first: BTreeSet<_> = waiting.iter().filter(may).take(2).map(|one| one.id.clone()).collect();
    at_once(&servers, 6, |server, _| {
        ops::keep_terms(&server.app, server.now()).unwrap();
    });
    let after = all(app, &session);
    assert_eq!(count(&after, State::Confirmed), 20);
    assert!(held("inrae", &after) <= 5);
    let waited = |one: &&Enrolment| waiting.iter().any(|before| before.id == one.id);
    let given = after.iter().filter(|one| one.seat.is_some()).filter(waited);
    assert_eq!(given.map(|one| one.id.clone()).collect::<BTreeSet<_>>(), first);
}

/// T11
#[test]
fn an_offer_that_ends_while_it_is_accepted_has_one_owner() {
    let servers = servers();
    let app = &servers[0];
    let school = School::new(app);
    let session = school.give_with(app, 6, |plan| plan.terms.offer_hours = 24);
    let people: Vec<_> = (0..18).map(|n| enrol(app, &session, &format!("P{n}"))).collect();
    let (signer, now) = (&app.app.signer, app.now());
    for one in &people[..6] {
        app.write(|conn| ops::cancel(conn, &By::Team, (&one.id, ""), signer, now));
    }
    assert_eq!(count(&all(app, &session), State::Offered), 6);

    // For some it is one second before the end, for the sweep it is over.
    let (late, ends) = (now + TimeDelta::hours(24), TimeDelta::seconds(1));
    at_once(&servers, 24, |server, n| match n % 4 {
        3 => {
            ops::keep_terms(&server.app, late).unwrap();
        }
        _ => {
            let one = &people[6 + n / 4].id;
            let accept = |conn: &mut maillage::db::Conn| {
                ops::accept(conn, &By::Team, one, &server.app.signer, late - ends)
            };
            let _ = server.app.db.write_now(accept);
        }
    });
    let after = all(app, &session);
    let seats: Vec<_> = after.iter().filter_map(|one| one.seat).collect();
    assert_eq!((seats.len(), seats.iter().collect::<BTreeSet<_>>().len()), (6, 6));
    for one in &after[6..12] {
        assert!([State::Confirmed, State::Expired].contains(&one.state), "{}", one.state);
    }
    let lost = after[6..12].iter().filter(|one| one.state == State::Expired).count();
    assert_eq!(count(&after[12..], State::Offered), lost, "each passes on to the next");
}

/// T16
#[test]
fn a_session_that_is_called_off_in_a_rush_tells_everybody_once() {
    let servers = servers();
    let app = &servers[0];
    let school = School::new(app);
    let session = school.give(app, 10);
    let actor = school.actor(app);
    at_once(&servers, 62, |server, n| {
        let (signer, now) = (&server.app.signer, server.now());
        match n {
            30 | 31 => {
                let with = (&session, "Grève");
                server.write(|conn| ops::cancel_session(conn, &actor, with, signer, now));
            }
            n => {
                let wish = wish(&format!("P{n}"));
                let come = |conn: &mut maillage::db::Conn| {
                    ops::enrol(conn, None, (&session, &wish), signer, now)
                };
                drop(server.app.db.write_now(come));
            }
        }
    });
    let after = all(app, &session);
    assert!(after.iter().all(|one| one.state == State::Cancelled && one.seat.is_none()));
    for one in &after {
        let mails = app.mails_to(&one.email);
        let told = mails.iter().filter(|mail| mail.subject.starts_with("Session annulée")).count();
        assert_eq!((told, mails.len()), (1, 2), "{}", one.email);
    }
}

/// T18
#[test]
fn a_program_that_looks_at_each_link_of_each_mail_changes_nothing() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give_with(&app, 1, |plan| plan.terms.offer_hours = 24);
    let people: Vec<_> =
        ["Ada", "Bea", "Cid"].map(|who| enrol(&app, &session, who)).into_iter().collect();
    let (signer, now) = (&app.app.signer, app.now());
    app.write(|conn| ops::cancel(conn, &By::Team, (&people[0].id, ""), signer, now));
    let before = all(&app, &session);
    let (base, robot) = (app.app.config.base_url.clone(), app.visitor());
    let mut looked = 0;
    for one in &people {
        for mail in app.mails_to(&one.email) {
            for link in mail.text.split_whitespace().filter(|word| word.contains(&base)) {
                let (_, path) = link.split_once(&base).unwrap();
                let path = path.trim_end_matches(['.', ',', ')', '>', ']']);
                assert!(robot.get(if path.is_empty() { "/" } else { path }).status < 500, "{link}");
                looked += 1;
            }
        }
        robot.get(&access::link(signer, &one.id)).expect(200);
    }
    assert!(looked >= 4, "{looked}");
    assert_eq!(all(&app, &session), before);
}
