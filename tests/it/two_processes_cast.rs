//! Two processes of the real program on one PostgreSQL, a proxy before them, and people who work through it.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use ureq::Agent;

use crate::app::{TestApp, Visitor};
use crate::database::TestDatabase;
use crate::durability::program;
use crate::smtp_sink::SmtpSink;
use crate::tickets::form_id;

const ASKERS: usize = 3;
/// Those who ask, one who reads and one who answers.
pub const CLIENTS: usize = ASKERS + 2;

pub struct Site {
    pub processes: [Process; 2],
    /// How addresses begin for those who come through the proxy.
    pub base: String,
    pub sink: SmtpSink,
    folder: TempDir,
    _nginx: Option<Running>,
}

pub struct Process {
    pub base: String,
    address: String,
    running: Mutex<Option<Running>>,
}

/// Ends with the test, whatever its outcome.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// An application whose clock tells the time of day, as that of real processes does. On SQLite there is none: one process
/// serves there.
pub fn on_a_server() -> Option<TestApp> {
    let app = TestApp::start();
    matches!(app.database, TestDatabase::Server { .. }).then_some(app)
}

/// The clock of real processes, for an application that lived in March.
pub fn to_this_day(app: &TestApp) {
    app.later(chrono::Utc::now().naive_utc() - app.now());
}

impl Site {
    /// Both processes begin at the same moment.
    pub fn start(app: &TestApp) -> Self {
        let free = || TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let process = |address: String| Process {
            base: format!("http://{address}"),
            address,
            running: Mutex::default(),
        };
        let processes = [free(), free()].map(process);
        let folder = tempfile::tempdir().unwrap();
        let to = processes.each_ref().map(|one| one.address.clone());
        let (base, _nginx) = match std::env::var("TEST_PROXY").as_deref() {
            Ok("nginx") => nginx(&to, (free(), folder.path())),
            _ => (proxy(to), None),
        };
        let site = Self { processes, base, sink: SmtpSink::start(), folder, _nginx };
        for process in &site.processes {
            site.begin(app, process);
        }
        for process in &site.processes {
            process.until_ready();
        }
        site
    }

    fn begin(&self, app: &TestApp, process: &Process) {
        let mut command = self.command(app, &["serve"]);
        command.env("LISTEN", &process.address).stdout(Stdio::null());
        *process.running.lock().unwrap() = Some(Running(command.spawn().unwrap()));
    }

    /// SIGKILL: no handler runs, nothing is flushed. Then it is begun again, and is there when this ends.
    pub fn kill(&self, app: &TestApp, process: &Process) {
        drop(process.running.lock().unwrap().take());
        self.begin(app, process);
        process.until_ready();
    }

    pub fn command(&self, app: &TestApp, arguments: &[&str]) -> std::process::Command {
        let mut command = program(&app.database, self.folder.path());
        command.args(arguments).env("BASE_URL", &self.base).env("MAIL_URL", &self.sink.url);
        command
    }
}

impl Process {
    pub fn visitor(&self) -> Visitor {
        Visitor::new(&self.base)
    }

    /// A browser of somebody who signed in elsewhere.
    pub fn of(&self, signed_in: &Visitor) -> Visitor {
        let visitor = self.visitor();
        visitor.set_cookie("maillage_session", &signed_in.cookie("maillage_session").unwrap());
        visitor
    }

    fn until_ready(&self) {
        let limit = Instant::now() + Duration::from_secs(60);
        let url = format!("{}/readyz", self.base);
        while ureq::get(&url).call().is_err() {
            assert!(Instant::now() < limit, "a process does not start");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// SIGTERM: it finishes what it is doing.
    pub fn end(&self) {
        let mut child = self.running.lock().unwrap().take().unwrap();
        let pid = child.0.id().to_string();
        std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap();
        assert!(child.0.wait().unwrap().success());
    }
}

/// Hands each connection to the next process that takes it; answers how its addresses begin.
fn proxy(to: [String; 2]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for (turn, visitor) in listener.incoming().flatten().enumerate() {
            let to = to.clone();
            thread::spawn(move || drop(carry(&visitor, turn, &to)));
        }
    });
    base
}

/// The same by nginx, set up as `docs/OPERATIONS.md` says, for whoever has it: `TEST_PROXY=nginx`.
fn nginx(to: &[String; 2], (address, folder): (String, &Path)) -> (String, Option<Running>) {
    let [one, other] = to;
    let own = folder.display();
    let file = folder.join("nginx.conf");
    let set_up = format!(
        "daemon off; master_process off; pid {own}/nginx.pid; error_log {own}/nginx.log; events {{}} http {{ \
         access_log off; client_body_temp_path {own}/body; proxy_temp_path {own}/kept; \
         upstream maillage {{ server {one} max_fails=0; server {other} max_fails=0; }} \
         server {{ listen {address}; location / {{ proxy_pass http://maillage; proxy_connect_timeout 2s; \
         proxy_set_header Host $host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; }} }} }}"
    );
    std::fs::write(&file, set_up).unwrap();
    let child = std::process::Command::new("nginx").arg("-c").arg(&file).spawn().unwrap();
    (format!("http://{address}"), Some(Running(child)))
}

fn carry(visitor: &TcpStream, turn: usize, to: &[String; 2]) -> io::Result<()> {
    let first_that_takes = |n| TcpStream::connect(&to[(turn + n) % to.len()]).ok();
    let Some(process) = (0..to.len()).find_map(first_that_takes) else { return Ok(()) };
    thread::scope(|both| {
        both.spawn(|| {
            let done = io::copy(&mut &*visitor, &mut &process);
            let _ = process.shutdown(Shutdown::Write);
            done
        });
        let done = io::copy(&mut &process, &mut &*visitor).map(drop);
        let _ = visitor.shutdown(Shutdown::Both);
        done
    })
}

pub fn question(number: usize) -> Value {
    json!({
        "subject": format!("Question {number}"),
        "body": "Où déposer nos enquêtes ?",
        "requester": { "name": "Lucie Exemple", "email": "lucie@example.org" },
        "institution": "universite-de-lorraine",
        "language": "fr",
    })
}

/// People who work through the proxy, and what they were told.
pub struct Crowd<'a> {
    base: &'a str,
    agent: Agent,
    token: String,
    /// The session of somebody who reads and answers.
    cookie: String,
    over: AtomicBool,
    pub broken: AtomicUsize,
    pub pages: AtomicUsize,
    pub asked: Mutex<BTreeMap<String, usize>>,
    pub answered: Mutex<BTreeSet<String>>,
}

type Sent = Result<ureq::http::Response<ureq::Body>, ureq::Error>;

impl<'a> Crowd<'a> {
    pub fn new(site: &'a Site, (token, cookie): (&str, &str)) -> Self {
        // Each request has a connection of its own, so that the proxy deals them out.
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_connections(0)
            .timeout_global(Some(Duration::from_secs(20)));
        Self {
            base: &site.base,
            agent: agent.build().into(),
            token: token.to_owned(),
            cookie: format!("maillage_session={cookie}"),
            over: AtomicBool::default(),
            broken: AtomicUsize::default(),
            pages: AtomicUsize::default(),
            asked: Mutex::default(),
            answered: Mutex::default(),
        }
    }

    /// All work for as long as something else is done.
    pub fn at_work<T>(&self, meanwhile: impl FnOnce() -> T) -> T {
        thread::scope(|threads| {
            for place in 0..ASKERS {
                threads.spawn(move || self.asks(place));
            }
            threads.spawn(|| self.reads());
            threads.spawn(|| self.answers());
            let done = meanwhile();
            self.over.store(true, Ordering::Relaxed);
            done
        })
    }

    /// What may be sent twice is sent until somebody answers. A connection may break, and a proxy may say so; but a process
    /// that answers has not failed.
    fn surely(&self, send: impl Fn() -> Sent) -> (u16, String) {
        let limit = Instant::now() + Duration::from_secs(60);
        loop {
            let answer = send().and_then(|mut answer| {
                let ours = answer.headers().contains_key("x-request-id");
                Ok((answer.status().as_u16(), ours, answer.body_mut().read_to_string()?))
            });
            match answer {
                Ok((status, true, body)) => {
                    assert!(status < 500, "{status} {body}");
                    return (status, body);
                }
                error => {
                    self.broken.fetch_add(1, Ordering::Relaxed);
                    assert!(Instant::now() < limit, "nobody answers: {error:?}");
                }
            }
        }
    }

    fn asks(&self, place: usize) {
        let bearer = format!("Bearer {}", self.token);
        let mut number = place;
        while !self.over.load(Ordering::Relaxed) {
            let key = format!("asked-{number}");
            let (status, body) = self.surely(|| {
                let call = self.agent.post(format!("{}/api/v1/tickets", self.base));
                let call = call.header("authorization", &bearer).header("idempotency-key", &key);
                call.send_json(question(number))
            });
            assert_eq!(status, 201, "{body}");
            let body: Value = serde_json::from_str(&body).unwrap();
            let reference = body["reference"].as_str().unwrap().to_owned();
            self.asked.lock().unwrap().insert(reference, number);
            number += ASKERS;
        }
    }

    fn page(&self, path: &str) -> String {
        let (status, body) = self.surely(|| {
            let call = self.agent.get(format!("{}{path}", self.base));
            call.header("cookie", &self.cookie).call()
        });
        assert_eq!(status, 200, "{path}");
        self.pages.fetch_add(1, Ordering::Relaxed);
        body
    }

    fn reads(&self) {
        while !self.over.load(Ordering::Relaxed) {
            assert!(self.page("/account").contains("Léa Roy"), "the session is lost");
            self.page("/inbox");
        }
    }

    /// Answers each question once; the form has an id, so it may be sent again.
    fn answers(&self) {
        while !self.over.load(Ordering::Relaxed) {
            let asked = self.asked.lock().unwrap();
            let next =
                asked.keys().find(|one| !self.answered.lock().unwrap().contains(*one)).cloned();
            drop(asked);
            let Some(reference) = next else {
                thread::yield_now();
                continue;
            };
            let path = format!("/tickets/{reference}");
            assert!(self.page(&path).contains(&reference));
            let body = format!("Réponse à {reference}");
            let form = [("id", form_id()), ("body", body)];
            let (status, said) = self.surely(|| {
                let call = self.agent.post(format!("{}{path}/answers", self.base));
                let call = call.header("cookie", &self.cookie);
                let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
                call.header("sec-fetch-site", "same-origin").send_form(form)
            });
            assert_eq!(status, 303, "{said}");
            self.answered.lock().unwrap().insert(reference);
        }
    }
}
