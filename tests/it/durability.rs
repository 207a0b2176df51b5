//! The real program, killed without warning while tickets come in and mails leave: what it acknowledged is there when it is
//! back, and so is each mail, once but for the one that was on its way.

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use diesel::prelude::*;
use maillage::db::schema::{outbox, tickets};
use maillage::outbox::MailState;
use serde_json::{Value, json};
use tempfile::TempDir;
use ureq::Agent;

use crate::database::TestDatabase;
use crate::smtp_sink::SmtpSink;

const ROUNDS: usize = 4;
const CLIENTS: usize = 6;
/// How many tickets are acknowledged in a round before the process is killed.
const BEFORE_DEATH: usize = 40;

#[test]
fn nothing_acknowledged_is_lost_when_the_process_is_killed() {
    let place = Place::new();
    place.run(&[
        "user",
        "create",
        "--email",
        "desk@example.org",
        "--name",
        "Desk",
        "--network-role",
        "coordinator",
    ]);
    let said = place.run(&["token", "create", "--email", "desk@example.org", "--scope", "write"]);
    let token = said.split_whitespace().max_by_key(|word| word.len()).unwrap().to_owned();
    let ledger = Ledger::default();

    for round in 0..ROUNDS {
        let mut server = place.serve();
        let wanted = ledger.acknowledged() + BEFORE_DEATH;
        let over = AtomicBool::new(false);
        thread::scope(|scope| {
            for client in 0..CLIENTS {
                let (place, token, ledger, over) = (&place, &token, &ledger, &over);
                let name = format!("{round}-{client}");
                scope.spawn(move || {
                    ask_until_it_dies(place, token, &name, ledger, over);
                });
            }
            let limit = Instant::now() + Duration::from_secs(60);
            while ledger.acknowledged() < wanted {
                assert!(Instant::now() < limit, "only {} acknowledged", ledger.acknowledged());
                thread::sleep(Duration::from_millis(1));
            }
            server.kill().unwrap(); // SIGKILL: no handler runs, nothing is flushed
            server.wait().unwrap();
            over.store(true, Ordering::Relaxed);
        });
    }

    let server = place.serve();
    let answered = ledger.answered.into_inner().unwrap();
    for (key, reference) in &answered {
        let found = place.get(&token, &format!("/api/v1/tickets/{reference}"));
        assert_eq!(found["subject"], json!(format!("Question {key}")), "{found}");
    }
    // A caller that heard no answer asks again with the same key: one ticket, never two.
    for key in ledger.unanswered.into_inner().unwrap() {
        let first = place.ask(&token, &key).expect("the server is back");
        let second = place.ask(&token, &key).expect("the server is back");
        assert_eq!(first, second, "the same key made two tickets");
        assert!(!answered.iter().any(|(_, reference)| *reference == first));
    }
    drop(server); // once more by SIGKILL
    each_mail_arrived(&place, ROUNDS + 1);
}

/// Whoever asked is written to about each question, and each mail is sent: twice those alone that were on their way.
fn each_mail_arrived(place: &Place, kills: usize) {
    // What the killed processes had claimed is free again by then.
    let later = Utc::now().naive_utc() + TimeDelta::minutes(16);
    let later = format!("{}Z", later.format("%Y-%m-%dT%H:%M:%S"));
    place.run(&["jobs", "run", "--until-idle", "--now", &later]);
    let mut conn = place.database.conn();
    let queued: Vec<(String, String, Option<String>, MailState)> = outbox::table
        .select((outbox::message_id, outbox::to_email, outbox::ticket_reference, outbox::state))
        .load(&mut conn)
        .unwrap();
    let asked: Vec<String> = tickets::table.select(tickets::reference).load(&mut conn).unwrap();
    let told = queued.iter().filter(|(_, to, ..)| to == "lucie@example.org");
    let told: BTreeSet<_> = told.filter_map(|(.., reference, _)| reference.as_ref()).collect();
    assert_eq!(told, asked.iter().collect());

    let arrived = place.sink.times();
    let sent = queued.iter().filter(|(.., state)| *state == MailState::Sent);
    assert_eq!(sent.count(), queued.len());
    let all: BTreeSet<_> = queued.iter().map(|(id, ..)| id).collect();
    assert_eq!(arrived.keys().collect::<BTreeSet<_>>(), all, "none is lost");
    let again: usize = arrived.values().map(|times| times - 1).sum();
    assert!(again <= kills, "{again} mails came again after {kills} kills");
}

#[derive(Default)]
struct Ledger {
    /// Idempotency key and the reference that the server answered with.
    answered: Mutex<Vec<(String, String)>>,
    unanswered: Mutex<Vec<String>>,
    count: AtomicUsize,
}

impl Ledger {
    fn acknowledged(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }
}

fn ask_until_it_dies(place: &Place, token: &str, name: &str, ledger: &Ledger, over: &AtomicBool) {
    for number in 0.. {
        let key = format!("{name}-{number}");
        match place.ask(token, &key) {
            Some(reference) => {
                ledger.answered.lock().unwrap().push((key, reference));
                ledger.count.fetch_add(1, Ordering::Relaxed);
            }
            None => return ledger.unanswered.lock().unwrap().push(key),
        }
        if over.load(Ordering::Relaxed) {
            return;
        }
    }
}

/// Where the program lives: a database, a folder, an address, and a server that takes its mails.
struct Place {
    database: TestDatabase,
    sink: SmtpSink,
    folder: TempDir,
    address: String,
    agent: Agent,
}

impl Place {
    fn new() -> Self {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(20)))
            .build()
            .into();
        Self {
            database: TestDatabase::take(),
            sink: SmtpSink::start(),
            folder: tempfile::tempdir().unwrap(),
            address,
            agent,
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program(&self.database, self.folder.path());
        command
            .args(arguments)
            .env("LISTEN", &self.address)
            .env("MAIL_URL", &self.sink.url)
            .env("BASE_URL", format!("http://{}", self.address));
        command
    }

    fn run(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{arguments:?}: {said}{output:?}");
        said
    }

    fn serve(&self) -> Running {
        let child = self.command(&["serve"]).stdout(Stdio::null()).spawn().unwrap();
        let limit = Instant::now() + Duration::from_secs(30);
        while self.agent.get(self.url("/readyz")).call().map_or(0, |r| r.status().as_u16()) != 200 {
            assert!(Instant::now() < limit, "the server does not start");
            thread::sleep(Duration::from_millis(5));
        }
        Running(child)
    }

    /// The reference of the new ticket; nothing when the connection broke.
    fn ask(&self, token: &str, key: &str) -> Option<String> {
        let body = json!({
            "subject": format!("Question {key}"),
            "body": "Où déposer nos enquêtes ?",
            "requester": { "name": "Lucie Exemple", "email": "lucie@example.org" },
            "language": "fr",
        });
        let mut answer = self
            .agent
            .post(self.url("/api/v1/tickets"))
            .header("authorization", format!("Bearer {token}"))
            .header("idempotency-key", key)
            .send_json(&body)
            .ok()?;
        let status = answer.status().as_u16();
        let body: Value = answer.body_mut().read_json().ok()?;
        assert_eq!(status, 201, "{body}");
        Some(body["reference"].as_str().unwrap().to_owned())
    }

    fn get(&self, token: &str, path: &str) -> Value {
        let authorization = format!("Bearer {token}");
        let call = self.agent.get(self.url(path)).header("authorization", authorization).call();
        let mut answer = call.unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{path}");
        answer.body_mut().read_json().unwrap()
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

/// The program with its settings, in a folder.
pub fn program(database: &TestDatabase, folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_maillage"));
    command
        .current_dir(folder)
        .env("DATABASE_URL", database.url())
        .env("SECRET_KEY", "a key for tests, of more than thirty-two characters")
        .env("MAIL_URL", "log://")
        .env("MAIL_FROM", "aide@example.org")
        .env("FILES_URL", format!("file://{}", folder.join("files").display()))
        .env("RUST_LOG", "error");
    command
}

/// Ends with the test, whatever its outcome.
pub struct Running(pub Child);

impl Running {
    fn kill(&mut self) -> std::io::Result<()> {
        self.0.kill()
    }
    fn wait(&mut self) -> std::io::Result<std::process::ExitStatus> {
        self.0.wait()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
