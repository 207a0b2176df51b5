//! The real program, killed without warning while hundreds enrol and some leave: people try again, and in the end everybody
//! stands where the order of their arrival puts them, told once. One process on SQLite, two on PostgreSQL.

use std::collections::{BTreeMap, BTreeSet};
use std::net::TcpListener;
use std::process::{Child, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use diesel::prelude::*;
use maillage::accounts::Scope;
use maillage::courses::SessionId;
use maillage::db::schema::outbox;
use maillage::enrolment::{Enrolment, State, queries};
use serde_json::{Value, json};
use ureq::Agent;

use crate::app::TestApp;
use crate::courses_cast::School;
use crate::database::TestDatabase;
use crate::durability::program;

const REPETITIONS: usize = 3;
const PEOPLE: usize = 500;
const SEATS: i32 = 30;
const KILLS: usize = 3;
const CLIENTS: usize = 24;

/// A process of the program, at an address of its own, which is begun again when it was killed.
struct Server<'a> {
    app: &'a TestApp,
    folder: &'a std::path::Path,
    address: String,
    running: Mutex<Child>,
}

impl<'a> Server<'a> {
    fn start(app: &'a TestApp, folder: &'a std::path::Path) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let running = Mutex::new(Self::spawn(app, folder, &address));
        Self { app, folder, address, running }
    }

    fn spawn(app: &TestApp, folder: &std::path::Path, address: &str) -> Child {
        let mut command = program(&app.database, folder);
        command
            .arg("serve")
            .env("LISTEN", address)
            .env("BASE_URL", format!("http://{address}"))
            // Nobody listens there: mails stay in the outbox with what they say.
            .env("MAIL_URL", "smtp://127.0.0.1:9")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// SIGKILL: no handler runs, nothing is flushed. Then it is begun again.
    fn kill(&self) {
        let mut running = self.running.lock().unwrap();
        running.kill().unwrap();
        running.wait().unwrap();
        *running = Self::spawn(self.app, self.folder, &self.address);
    }
}

impl Drop for Server<'_> {
    fn drop(&mut self) {
        let mut running = self.running.lock().unwrap();
        let _ = running.kill();
        let _ = running.wait();
    }
}

/// When somebody first asked, and when they knew that they are enrolled.
type Asked = (Instant, Instant);

struct Crowd<'a> {
    servers: &'a [Server<'a>],
    token: &'a str,
    session: &'a SessionId,
    agent: Agent,
    round: usize,
    /// How many know that they are enrolled.
    enrolled: AtomicUsize,
    asked: Mutex<BTreeMap<String, Asked>>,
    left: Mutex<BTreeSet<String>>,
}

impl Crowd<'_> {
    /// Asks until somebody answers; servers that are away are asked again.
    fn until_answered(&self, n: usize, call: impl Fn(&str) -> Option<(u16, Value)>) -> Value {
        let limit = Instant::now() + Duration::from_secs(120);
        for attempt in n.. {
            let server = &self.servers[attempt % self.servers.len()];
            let base =
                format!("http://{}/api/v1/sessions/{}/enrolments", server.address, self.session);
            match call(&base) {
                Some((200 | 201, body)) => return body,
                Some((status, body)) => panic!("{status} {body}"),
                None => {
                    assert!(Instant::now() < limit, "nobody answers");
                    thread::sleep(Duration::from_millis(20));
                }
            }
        }
        unreachable!()
    }

    fn comes(&self, n: usize) {
        let who = format!("p{}-{n}@exemple.example", self.round);
        let bearer = format!("Bearer {}", self.token);
        let begun = Instant::now();
        let body = json!({ "name": format!("P{n}"), "email": who });
        let one = self.until_answered(n, |base| {
            let mut call = self.agent.post(base).header("authorization", &bearer);
            // Some say that it is the same request; of the others the address tells.
            if n.is_multiple_of(2) {
                call = call.header("idempotency-key", &who);
            }
            answer(call.send_json(&body))
        });
        self.asked.lock().unwrap().insert(who.clone(), (begun, Instant::now()));
        self.enrolled.fetch_add(1, Ordering::Relaxed);
        if n % 11 == 3 {
            let id = one["id"].as_str().unwrap().to_owned();
            self.left.lock().unwrap().insert(who);
            let left = self.until_answered(n, |base| {
                let call = self.agent.delete(format!("{base}/{id}"));
                answer(call.header("authorization", &bearer).call())
            });
            assert_eq!(left["status"], "cancelled");
        }
    }
}

fn answer(called: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Option<(u16, Value)> {
    let mut answer = called.ok()?;
    let status = answer.status().as_u16();
    Some((status, answer.body_mut().read_json().ok()?))
}

#[test]
fn whatever_is_killed_everybody_stands_where_their_arrival_puts_them() {
    let app = TestApp::start();
    // The program has its own clock.
    app.later(chrono::Utc::now().naive_utc() - app.now());
    let school = School::new(&app);
    let token = app.token(&school.trainer, Scope::Write);
    let folder = tempfile::tempdir().unwrap();
    let processes = match app.database {
        TestDatabase::Server { .. } => 2,
        TestDatabase::Folder { .. } => 1,
    };
    let servers: Vec<_> = (0..processes).map(|_| Server::start(&app, folder.path())).collect();

    for round in 0..REPETITIONS {
        let session = school.give(&app, SEATS);
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(20)))
            .build()
            .into();
        let crowd = Crowd {
            servers: &servers,
            token: &token,
            session: &session,
            agent,
            round,
            enrolled: AtomicUsize::new(0),
            asked: Mutex::default(),
            left: Mutex::default(),
        };
        rush(&crowd);
        stands(&app, &crowd);
    }
}

/// All come at once; meanwhile processes die.
fn rush(crowd: &Crowd<'_>) {
    let next = AtomicUsize::new(0);
    thread::scope(|threads| {
        for _ in 0..CLIENTS {
            threads.spawn(|| {
                loop {
                    match next.fetch_add(1, Ordering::Relaxed) {
                        n if n < PEOPLE => crowd.comes(n),
                        _ => return,
                    }
                }
            });
        }
        // Once while seats are left, then while people wait.
        for kill in 0..KILLS {
            let wanted = 12 + kill * (90 + 31 * crowd.round);
            while crowd.enrolled.load(Ordering::Relaxed) < wanted {
                thread::sleep(Duration::from_millis(1));
            }
            crowd.servers[kill % crowd.servers.len()].kill();
        }
    });
}

fn stands(app: &TestApp, crowd: &Crowd<'_>) {
    let all: Vec<Enrolment> =
        app.read(|conn| Ok(queries::of_session(conn, crowd.session, (None, 0), 10_000)?));
    let emails: BTreeSet<&str> = all.iter().map(|one| one.email.as_str()).collect();
    assert_eq!((all.len(), emails.len()), (PEOPLE, PEOPLE), "each person exactly once");
    let places: Vec<i64> = all.iter().map(|one| one.place).collect();
    assert_eq!(places, (1..=i64::try_from(PEOPLE).unwrap()).collect::<Vec<_>>(), "without gaps");

    let left = crowd.left.lock().unwrap();
    let (gone, there): (Vec<_>, Vec<_>) = all.iter().partition(|one| left.contains(&one.email));
    assert!(gone.iter().all(|one| one.state == State::Cancelled));
    let seats = usize::try_from(SEATS).unwrap();
    assert!(
        there.iter().take(seats).all(|one| one.state == State::Confirmed),
        "the first have seats"
    );
    assert!(there.iter().skip(seats).all(|one| one.state == State::Waiting), "the others wait");
    let held: BTreeSet<i32> = all.iter().filter_map(|one| one.seat).collect();
    assert_eq!(held.len(), seats);
    in_order(&all, &crowd.asked.lock().unwrap());
    told(app, &all);
}

/// Whoever knew that they were enrolled before somebody else came is before them.
fn in_order(all: &[Enrolment], asked: &BTreeMap<String, Asked>) {
    for (place, one) in all.iter().enumerate() {
        let (begun, _) = asked[&one.email];
        let passed = all.iter().skip(place + 1).find(|later| asked[&later.email].1 < begun);
        assert!(passed.is_none(), "{} passed {:?}", one.email, passed.map(|later| &later.email));
    }
}

/// Each has one mail that says that a seat is theirs, if it is; and one for each other thing that happened to them.
fn told(app: &TestApp, all: &[Enrolment]) {
    let rows: Vec<(String, String)> = app.read(|conn| {
        Ok(outbox::table
            .filter(outbox::template.eq("enrolment_state"))
            .select((outbox::to_email, outbox::payload))
            .load(conn)?)
    });
    let mut mails: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (to, payload) in &rows {
        let said: Value = serde_json::from_str(payload).unwrap();
        let states = ["confirmed", "waiting", "cancelled"];
        let state = states.iter().find(|state| said[**state] == json!(true)).unwrap();
        mails.entry(to).or_default().push(state);
    }
    for one in all {
        let own = &mails[one.email.as_str()];
        let of = |state: &str| own.iter().filter(|said| **said == state).count();
        let fits = match one.state {
            State::Confirmed => of("confirmed") == 1 && of("waiting") <= 1 && of("cancelled") == 0,
            State::Waiting => own == &["waiting"],
            _ => of("cancelled") == 1 && of("confirmed") <= 1 && of("waiting") <= 1,
        };
        assert!(fits, "{} {}: {own:?}", one.email, one.state);
    }
}
