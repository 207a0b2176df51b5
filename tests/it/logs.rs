//! What the real program writes to its log: that something happened, and nothing of whom or of what was said.

use std::fs::File;
use std::net::{TcpListener, TcpStream};
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use serde_json::json;

use crate::database::TestDatabase;
use crate::durability::{Running, program};
use crate::smtp_sink::SmtpSink;
use crate::visitor::Visitor;

/// What was typed, and so is nobody's to read in a log.
const TYPED: [&str; 4] = ["quintrebec", "zelie", "secret-", "labo.example"];

#[test]
fn the_log_names_nobody_and_says_nothing_of_what_was_said() {
    let (database, folder) = (TestDatabase::take(), tempfile::tempdir().unwrap());
    let sink = SmtpSink::start();
    sink.refuse(1_000);
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let base = format!("http://{address}");
    let command = |arguments: &[&str]| {
        let mut command = program(&database, folder.path());
        command.args(arguments).env("LISTEN", &address).env("BASE_URL", &base);
        command.env("MAIL_URL", &sink.url).env("RUST_LOG", "info").stdout(Stdio::null());
        command
    };
    let log = folder.path().join("log");
    let serve = command(&["serve"]).stderr(File::create(&log).unwrap()).spawn().unwrap();
    let server = Running(serve);
    let limit = Instant::now() + Duration::from_secs(30);
    while TcpStream::connect(&address).is_err() {
        assert!(Instant::now() < limit, "the server does not start");
        thread::sleep(Duration::from_millis(5));
    }

    let visitor = Visitor::new(&base);
    let question = json!({
        "subject": "SECRET-OBJET", "body": "SECRET-CORPS", "language": "fr",
        "requester": { "name": "Zélie Quintrebec", "email": "zelie@labo.example" },
    });
    let asked = visitor.post_json("/api/v1/tickets", &question).expect(201).json();
    let reference = asked["reference"].as_str().unwrap();
    visitor.get(&format!("/tickets/{reference}?key=SECRET-CLE")).expect(404);
    visitor.get("/knowledge?q=SECRET-RECHERCHE").expect(200);
    let login = [("login", "zelie@labo.example"), ("password", "SECRET-MOT")];
    visitor.post("/sign-in/password", &login).expect(422);
    let lost = [("reference", reference), ("email", "zelie@labo.example")];
    visitor.post("/tickets/links", &lost).expect(303);
    drop(server);
    // Mail servers quote the address that they refuse.
    let later = Utc::now().naive_utc() + TimeDelta::hours(2);
    let later = format!("{}Z", later.format("%Y-%m-%dT%H:%M:%S"));
    let jobs = command(&["jobs", "run", "--until-idle", "--now", &later]).output().unwrap();

    let served = std::fs::read_to_string(&log).unwrap();
    let worked = String::from_utf8_lossy(&jobs.stderr).into_owned();
    assert!(served.matches("answered").count() >= 5, "{served}");
    assert!(worked.contains("mail not sent"), "{worked}");
    let all = format!("{served}{worked}").to_lowercase();
    for typed in TYPED {
        let line = all.lines().find(|line| line.contains(typed));
        assert_eq!(line, None, "{typed} is in the log");
    }
}
