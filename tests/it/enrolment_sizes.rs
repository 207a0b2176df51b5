//! Enrolment at the size of the brief: the race there would be without a lock, the minute in which the window closes, and a
//! national session.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Barrier, Mutex};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use maillage::accounts::Scope;
use maillage::db::Conn;
use maillage::enrolment::{State, queries};
use serde_json::json;

use crate::courses_cast::School;
use crate::database::TestDatabase;
use crate::enrolment_rush::{holds, servers};

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

fn taken(conn: &mut Conn) -> i64 {
    let rows: Vec<Count> = diesel::sql_query("SELECT COUNT(*) AS n FROM taken").load(conn).unwrap();
    rows[0].n
}

/// T1, the control: who counts first and writes later, holding nothing, gives more seats than there are, on both databases. So
/// what the other tests find is owed to the lock and not to luck.
#[test]
fn whoever_counts_first_and_writes_later_gives_seats_twice() {
    let database = TestDatabase::bare();
    let table = "CREATE TABLE taken (who BIGINT PRIMARY KEY NOT NULL)";
    database.conn().batch_execute(table).unwrap();
    let counted = Barrier::new(30);

    std::thread::scope(|threads| {
        for who in 0..30_i64 {
            let (database, counted) = (&database, &counted);
            threads.spawn(move || {
                let mut conn = database.conn();
                let free = taken(&mut conn) < 20;
                // The pause between the check and the write.
                counted.wait();
                if free {
                    let row = diesel::sql_query("INSERT INTO taken (who) VALUES ($1)");
                    row.bind::<BigInt, _>(who).execute(&mut conn).unwrap();
                }
            });
        }
    });

    assert_eq!(taken(&mut database.conn()), 30, "for twenty seats");
}

/// T12: requests from 50 ms before the end to 50 ms after it, while the clock runs.
#[test]
fn who_comes_as_the_window_closes_is_in_before_its_end_and_not_after() {
    let servers = servers();
    let app = &servers[0];
    let school = School::new(app);
    let closes = app.now() + TimeDelta::hours(1);
    let session = school.give_with(app, 200, |plan| plan.terms.closes_at = Some(closes));
    let path = format!("/sessions/{session}/enrolments");
    for server in &servers {
        server.later(closes - TimeDelta::milliseconds(50) - server.now());
    }
    let (next, kept) = (AtomicUsize::new(0), AtomicUsize::new(0));

    std::thread::scope(|threads| {
        for worker in 0..10 {
            let (next, kept, path, servers) = (&next, &kept, &path, &servers);
            let server = &servers[worker % servers.len()];
            threads.spawn(move || {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= 100 {
                        return;
                    }
                    servers.iter().for_each(|one| one.later(TimeDelta::milliseconds(1)));
                    let (who, sent) = (format!("p{n:03}"), server.now());
                    let email = format!("{who}@exemple.example");
                    let form = [("name", who.as_str()), ("email", email.as_str())];
                    let status = server.visitor().post(path, &form).status;
                    assert!([303, 409].contains(&status), "{status}");
                    assert!(sent < closes || status == 409, "{who} came after the end");
                    assert!(server.now() >= closes || status == 303, "{who} came before the end");
                    kept.fetch_add(usize::from(status == 303), Ordering::Relaxed);
                }
            });
        }
    });

    let all = app.read(|conn| Ok(queries::of_session(conn, &session, (None, 0), 10_000)?));
    assert_eq!(all.len(), kept.load(Ordering::Relaxed));
    assert!((30..100).contains(&all.len()), "{}", all.len());
    assert!(all.iter().all(|one| one.state == State::Confirmed));
}

/// T20: 222 people of a national session, faster than in ten seconds.
#[test]
fn a_national_session_answers_everybody_soon() {
    let servers = servers();
    let app = &servers[0];
    let school = School::new(app);
    let session = school.give(app, 130);
    let token = app.token(&school.trainer, Scope::Write);
    let (next, path) = (AtomicUsize::new(0), format!("/api/v1/sessions/{session}/enrolments"));
    let times: Mutex<Vec<Duration>> = Mutex::new(Vec::new());

    std::thread::scope(|threads| {
        for worker in 0..6 {
            let caller = servers[worker % servers.len()].caller(&token);
            let (next, path, times) = (&next, &path, &times);
            threads.spawn(move || {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= 222 {
                        return;
                    }
                    let who = format!("p{n:03}");
                    let body = json!({ "name": who, "email": format!("{who}@exemple.example") });
                    let begun = Instant::now();
                    caller.post_json(path, &body).expect(201);
                    times.lock().unwrap().push(begun.elapsed());
                }
            });
        }
    });

    holds(app, &session);
    let mut times = times.into_inner().unwrap();
    times.sort_unstable();
    assert_eq!(times.len(), 222);
    assert!(times[222 * 95 / 100] < Duration::from_secs(1), "{:?}", times[222 * 95 / 100]);
}
