//! The program from outside: commands, exit codes, what is printed where.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use diesel::prelude::*;
use maillage::accounts::{NetworkRole, queries};
use maillage::db::schema::{audit_events, recovery_codes};

use crate::app::TestApp;
use crate::database::TestDatabase;
use crate::visitor::Visitor;

const PROGRAM: &str = env!("CARGO_BIN_EXE_maillage");

/// The program with complete settings, in a folder of its own, on a database that may not exist yet.
pub fn program(folder: &Path, database: &str) -> Command {
    let mut command = Command::new(PROGRAM);
    command
        .env_clear()
        .current_dir(folder)
        .env("DATABASE_URL", database)
        .env("SECRET_KEY", "a key for tests, of more than thirty-two characters")
        .env("MAIL_URL", "log://")
        .env("MAIL_FROM", "Maillage <aide@maillage.example>")
        .env("BASE_URL", "https://maillage.example/")
        .env("LISTEN", "127.0.0.1:0")
        .env("RUST_LOG", "warn");
    command
}

fn sqlite(folder: &Path) -> String {
    format!("sqlite://{}", folder.join("deep/maillage.db").display())
}

#[track_caller]
fn run(command: &mut Command, code: i32) -> (String, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let (out, err) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    assert_eq!(status.code(), Some(code), "{command:?}\n{out}\n{err}");
    (out, err)
}

#[test]
fn wrong_use_help_and_version_have_their_codes() {
    let folder = tempfile::tempdir().unwrap();
    let database = sqlite(folder.path());
    let call = |args: &[&str], code| run(program(folder.path(), &database).args(args), code);
    call(&["frobnicate"], 64);
    call(&[], 64);
    call(&["user", "create", "--email", "a@example.org"], 64);
    call(
        &["user", "create", "--email", "a@example.org", "--name", "A", "--network-role", "king"],
        65,
    );
    assert!(call(&["--help"], 0).0.contains("demo"));
    assert!(call(&["--version"], 0).0.starts_with("maillage "));
    assert!(call(&["routes"], 0).0.contains("GET    /  "));
}

#[test]
fn the_server_refuses_to_start_with_one_sentence_for_each_fault() {
    let folder = tempfile::tempdir().unwrap();
    let mut bare = Command::new(PROGRAM);
    bare.env_clear().current_dir(folder.path()).arg("serve").env("SECRET_KEY", "short");
    let (_, err) = run(&mut bare, 78);
    assert_eq!(err.lines().count(), 3, "{err}");
    for name in ["SECRET_KEY", "MAIL_URL", "MAIL_FROM"] {
        assert!(err.contains(name), "{err}");
    }
    let (_, err) = run(program(folder.path(), &sqlite(folder.path())).arg("serve"), 78);
    assert!(err.contains("maillage migrate"), "{err}");
    assert!(!folder.path().join("deep").exists(), "nothing is made by refusing");
}

#[test]
fn a_schema_from_another_version_is_refused() {
    use diesel::connection::SimpleConnection;
    let (database, folder) = (TestDatabase::take(), tempfile::tempdir().unwrap());
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')";
    database.conn().batch_execute(newer).unwrap();
    for args in [&["serve"][..], &["jobs", "run"], &["network", "export"]] {
        let (_, err) = run(program(folder.path(), database.url()).args(args), 78);
        assert!(err.contains("schema"), "{err}");
    }
    let (out, _) = run(program(folder.path(), database.url()).arg("check"), 1);
    assert!(out.contains("schema: FAILED"), "{out}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_mail_is_taken_in_though_nobody_hears_what_became_of_it() {
    use std::io::Write;
    let (database, folder) = (TestDatabase::take(), tempfile::tempdir().unwrap());
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = program(folder.path(), database.url());
    let mut child =
        command.arg("mail-in").stdin(Stdio::piped()).stdout(Stdio::from(full)).spawn().unwrap();
    let mail = b"From: a@exemple.example\r\nMessage-ID: <1@exemple.example>\r\n\r\nBonjour\r\n";
    child.stdin.take().unwrap().write_all(mail).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn from_an_empty_folder_to_an_admin() {
    let folder = tempfile::tempdir().unwrap();
    let database = sqlite(folder.path());
    let call = |args: &[&str], code| run(program(folder.path(), &database).args(args), code);
    assert!(call(&["check"], 1).0.contains("database: FAILED"));
    call(&["migrate"], 0);
    assert!(call(&["migrate"], 0).0.starts_with("0 steps"));
    assert_eq!(call(&["check"], 0).0.lines().count(), 12);

    let file = folder.path().join("network.json");
    std::fs::write(&file, include_str!("../../assets/data/network.json")).unwrap();
    let file = file.to_str().unwrap();
    assert!(call(&["network", "import", file], 0).0.starts_with("30 nodes created"));
    assert!(call(&["network", "import", file], 0).0.starts_with("0 nodes created, 0 changed"));
    let exported = call(&["network", "export"], 0).0;
    let again = folder.path().join("again.json");
    std::fs::write(&again, &exported).unwrap();
    call(&["network", "import", again.to_str().unwrap()], 0);
    assert_eq!(call(&["network", "export"], 0).0, exported, "what is exported can be imported");

    let admin = [
        "user",
        "create",
        "--email",
        "Ada@Example.org",
        "--name",
        "Ada",
        "--network-role",
        "admin",
    ];
    let link = call(&admin, 0).0;
    assert!(link.starts_with("https://maillage.example/sign-in/"), "{link}");
    assert_ne!(call(&admin, 0).0, link, "again: another link, the same account");
    let node = ["user", "create", "--email", "ada@example.org", "--name", "Ada", "--node"];
    call(&[&node[..], &["adoc-lorraine", "--node-role", "manager"]].concat(), 0);
    let (_, err) = call(&[&node[..], &["nowhere", "--node-role", "manager"]].concat(), 65);
    assert!(err.contains("nowhere"), "{err}");
    call(&["user", "create", "--email", "no address", "--name", "A"], 65);

    let reset = ["user", "reset-second-step", "--email"];
    let (_, err) = call(&[&reset[..], &["ada@example.org"]].concat(), 65);
    assert!(err.contains("no second step"), "{err}");
    call(&[&reset[..], &["nobody@example.org"]].concat(), 65);

    let token = ["token", "create", "--email", "ada@example.org", "--expires"];
    let printed = call(&[&token[..], &["90d", "--scope", "admin"]].concat(), 0).0;
    assert!(printed.trim().len() > 40 && printed.lines().count() == 1, "{printed}");
    call(&[&token[..], &["soon"]].concat(), 65);
    call(&["token", "create", "--email", "nobody@example.org"], 65);

    assert!(call(&["jobs", "run", "--until-idle"], 0).0.contains("outbox 0\n"));
    call(&["jobs", "run", "--now", "2030-01-01T00:00:00+01:00"], 0);
    call(&["jobs", "run", "--now", "yesterday"], 65);
}

#[test]
fn an_import_tells_what_is_wrong_and_where_and_changes_nothing() {
    let (database, folder) = (TestDatabase::take(), tempfile::tempdir().unwrap());
    let export = || run(program(folder.path(), database.url()).args(["network", "export"]), 0).0;
    let before = export();
    let file = folder.path().join("bad.json");
    std::fs::write(&file, r#"{"nodes":[{"slug":"x","kind":"palace","name":"X"}]}"#).unwrap();
    let args = ["network", "import", file.to_str().unwrap()];
    let (_, err) = run(program(folder.path(), database.url()).args(args), 65);
    assert!(err.contains("nodes[0]"), "{err}");
    assert_eq!(export(), before);
    let absent = ["network", "import", "absent.json"];
    run(program(folder.path(), database.url()).args(absent), 65);
}

#[test]
fn two_migrations_at_once_both_succeed() {
    let folder = tempfile::tempdir().unwrap();
    let database = sqlite(folder.path());
    let runs: Vec<_> = (0..2)
        .map(|_| {
            program(folder.path(), &database).arg("migrate").stdout(Stdio::null()).spawn().unwrap()
        })
        .collect();
    for mut one in runs {
        assert_eq!(one.wait().unwrap().code(), Some(0));
    }
}

/// A demonstration that runs until it is told to stop.
struct Demo {
    child: Child,
    base: String,
    links: Vec<String>,
}

impl Demo {
    fn start(data: &Path, more: &[&str]) -> Self {
        let mut child = Command::new(PROGRAM)
            .env_clear()
            .args(["demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .args(more)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut printed = Vec::new();
        for line in BufReader::new(child.stdout.as_mut().unwrap()).lines().map_while(Result::ok) {
            let last = line.contains("Ctrl-C");
            printed.push(line);
            if last {
                break;
            }
        }
        let word = |needle: &str| -> Vec<String> {
            let words = printed.iter().flat_map(|line| line.split(' '));
            words.filter(|word| word.contains(needle)).map(str::to_owned).collect()
        };
        let base = word("http://").remove(0);
        Self { links: word("/sign-in/"), base, child }
    }

    /// Stops it as Ctrl-C does; answers its exit code.
    fn stop(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        let code = self.child.wait().unwrap().code();
        let mut rest = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut rest).unwrap();
        code
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

#[cfg(unix)]
#[test]
fn the_demonstration_starts_stops_and_starts_again() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    let demo = Demo::start(&data, &[]);
    assert_eq!(demo.links.len(), 6);
    Visitor::new(&demo.base).get("/healthz").expect(200);
    let secret = data.join("secret");
    assert_eq!(std::fs::metadata(&secret).unwrap().permissions().mode() & 0o777, 0o600);
    let key = std::fs::read(&secret).unwrap();
    let first = demo.links.clone();
    assert_eq!(demo.stop(), Some(0));

    std::fs::write(data.join("mine.txt"), "kept").unwrap();
    for more in [&[][..], &["--fresh"]] {
        let demo = Demo::start(&data, more);
        assert_eq!(demo.links.len(), 6);
        assert!(demo.links.iter().all(|link| !first.contains(link)));
        assert_eq!(demo.stop(), Some(0));
        assert_eq!(std::fs::read(&secret).unwrap(), key);
    }
    assert!(data.join("mine.txt").exists(), "only what the demonstration made is removed");
}

/// Whoever lost app and codes, and is the last admin, is let in again by whoever runs the program.
#[test]
fn an_operator_takes_away_a_second_step_that_nobody_else_can() {
    let (app, folder) = (TestApp::start(), tempfile::tempdir().unwrap());
    let ada = app.account("Ada", "ada@example.org", Some(NetworkRole::Admin), &[]);
    let (browser, now) = (app.sign_in(&ada), app.now());
    let hashes = vec!["un-code-de-secours".to_owned()];
    app.write(|conn| {
        queries::put_second_step(conn, &ada.id, ("sel", 1), now)?;
        Ok(queries::replace_recovery_codes(conn, &ada.id, &hashes, now)?)
    });
    browser.get("/admin").expect(200);

    let reset = ["user", "reset-second-step", "--email", "Ada@Example.org"];
    let call = |code| run(program(folder.path(), app.database.url()).args(reset), code);
    assert!(call(0).0.contains("ada@example.org signs in without a second step"));
    assert!(call(65).1.contains("no second step"), "there is none any more");

    assert!(app.read(|conn| Ok(queries::second_step(conn, &ada.id)?)).is_none());
    let left: i64 = app.read(|conn| Ok(recovery_codes::table.count().get_result(conn)?));
    assert_eq!(left, 0);
    let recorded: Vec<(String, String)> = app.read(|conn| {
        Ok(audit_events::table
            .filter(audit_events::action.eq("account.second_step_reset"))
            .select((audit_events::subject_id, audit_events::actor_kind))
            .load(conn)?)
    });
    assert_eq!(recorded, [(ada.id.to_string(), "system".to_owned())]);
    assert_eq!(app.queued(), [("second_step".to_owned(), ada.email.clone())]);
    // Sessions that were open are over; the first step alone leads to setting one up anew.
    assert_ne!(browser.get("/admin").status, 200);
    let again = app.visitor();
    again.post("/sign-in/link", &[("email", ada.email.as_str()), ("next", "/admin")]).expect(303);
    let path = app.mails_to(&ada.email).pop().unwrap().link("/sign-in/");
    let to = again.post(&path, &[]);
    assert!(again.follow(to.expect(303)).expect(200).value_of("offer").is_some());
}
