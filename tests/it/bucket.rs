//! Files in a store that speaks S3: a program that is not ours.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use maillage::accounts::{NetworkRole, NodeRole, Scope};
use maillage::files::{Bucket, Files, Place};
use maillage::secret::{Secret, sha256_hex};
use serde_json::json;
use tempfile::TempDir;

use crate::app::TestApp;
use crate::durability::program;

/// A store with a bucket, on the loopback address.
struct Store {
    folder: TempDir,
    port: u16,
    child: Child,
}

impl Store {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut child = Command::new("node")
            .args(["node_modules/s3rver/bin/s3rver.js", "--address", "127.0.0.1"])
            .args(["--port", &port.to_string(), "--configure-bucket", "maillage"])
            .arg("--directory")
            .arg(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // It writes a line for each request, and ends when nobody reads them.
        let mut says = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        assert!(says.any(|line| line.contains("listening")), "the store does not start");
        thread::spawn(move || says.for_each(drop));
        Self { folder, port, child }
    }

    fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn place(&self, key_id: &str) -> Place {
        Place::Bucket(Bucket {
            name: "maillage".into(),
            prefix: "prod".into(),
            endpoint: Some(self.endpoint()),
            region: "us-east-1".into(),
            key_id: key_id.into(),
            key: Secret::new("S3RVER".into()),
        })
    }

    /// What the program for which the store is reads it by.
    fn settings(&self, command: &mut Command) {
        command
            .env("FILES_URL", "s3://maillage/prod")
            .env("AWS_ENDPOINT_URL", self.endpoint())
            .env("AWS_ACCESS_KEY_ID", "S3RVER")
            .env("AWS_SECRET_ACCESS_KEY", "S3RVER");
    }

    fn kept(&self, sha256: &str) -> Option<Vec<u8>> {
        let place = format!("maillage/prod/{}", maillage::files::place(sha256));
        fs::read(self.folder.path().join(format!("{place}._S3rver_object"))).ok()
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn found(folder: &Path, name: &str) -> PathBuf {
    folder.join(maillage::files::place(name))
}

#[test]
fn files_are_kept_in_a_bucket_read_from_it_and_saved_with_the_rest() {
    let store = Store::start();
    let app = TestApp::start_with(|config| config.files = store.place("S3RVER"));
    let lea = app.account("Léa", "lea@reseau.example", Some(NetworkRole::Coordinator), &[]);
    let lea = app.caller(&app.token(&lea, Scope::Write));
    let plan: Vec<u8> = (0..6_000_000_u32).map(|n| (n.wrapping_mul(n) >> 9) as u8 | 1).collect();
    let small = b"Plan de gestion";

    let brought = [&plan[..], small].map(|content| {
        lea.post_bytes("/api/v1/files?name=plan.txt", content).expect(201).json()["file"].clone()
    });
    let asked = lea.post_json(
        "/api/v1/tickets",
        &json!({ "subject": "Un plan", "body": "Le voici.", "files": brought, "language": "fr",
            "requester": { "name": "Lucie", "email": "lucie@example.org" } }),
    );
    let path =
        format!("/api/v1/tickets/{}", asked.expect(201).json()["reference"].as_str().unwrap());
    assert_eq!(store.kept(&sha256_hex(small)).as_deref(), Some(&small[..]));
    let ticket = lea.get(&path).expect(200).json();
    let files = ticket["messages"][0]["attachments"].as_array().unwrap();
    let read = |at: usize| {
        let id = files[at]["id"].as_str().unwrap();
        lea.get(&format!("{path}/attachments/{id}")).expect(200).bytes.clone()
    };
    assert!(read(0) == plan && read(1) == small);

    // A copy of everything holds them, and goes back into a folder.
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.zip");
    let mut backup = program(&app.database, folder.path());
    store.settings(&mut backup);
    let done = backup.args(["backup", copy.to_str().unwrap()]).output().unwrap();
    assert!(done.status.success(), "{done:?}");
    let elsewhere = crate::database::TestDatabase::empty();
    let done = program(&elsewhere, folder.path())
        .args(["restore", copy.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(done.status.success(), "{done:?}");
    let there = folder.path().join("files");
    assert!(fs::read(found(&there, &sha256_hex(&plan))).unwrap() == plan);
    assert_eq!(fs::read(found(&there, &sha256_hex(small))).unwrap(), small);
}

#[test]
fn what_nothing_hangs_on_leaves_the_bucket() {
    let store = Store::start();
    let app = TestApp::start_with(|config| config.files = store.place("S3RVER"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let files = &app.app.files;
    let stored = runtime.block_on(files.put("a.txt", "à jeter".into())).unwrap();
    assert!(
        store.kept(&stored.sha256).is_some()
            && runtime.block_on(files.has(&stored.sha256)).unwrap()
    );

    let later = chrono::Utc::now().naive_utc() + chrono::TimeDelta::hours(1);
    let old = runtime.block_on(files.stored_before(later)).unwrap();
    let gone = runtime.block_on(files.forget_unused(&app.app.db, (&old, later))).unwrap();

    assert_eq!((old.len(), gone), (1, 1));
    assert!(
        store.kept(&stored.sha256).is_none()
            && !runtime.block_on(files.has(&stored.sha256)).unwrap()
    );
}

#[test]
fn a_store_that_refuses_or_is_away_puts_people_off_and_check_says_why() {
    let store = Store::start();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let wrong = Files::open(&store.place("ANOTHER")).unwrap();
    assert!(matches!(runtime.block_on(wrong.probe()), Err(maillage::Error::Away(_))));
    let app = TestApp::start_with(|config| config.files = store.place("ANOTHER"));
    let lea = app.account(
        "Léa",
        "lea@univ-lorraine.example",
        None,
        &[("adoc-lorraine", NodeRole::Staff)],
    );
    let lea = app.caller(&app.token(&lea, Scope::Write));
    let refused = lea.post_bytes("/api/v1/files?name=plan.txt", b"Plan");
    assert_eq!(refused.expect(503).json()["code"], "error-busy");

    let folder = tempfile::tempdir().unwrap();
    let mut check = program(&app.database, folder.path());
    store.settings(&mut check);
    let checked = check.arg("check").env("AWS_ACCESS_KEY_ID", "ANOTHER").output().unwrap();
    assert!(!checked.status.success());
    let said = String::from_utf8_lossy(&[checked.stdout, checked.stderr].concat()).into_owned();
    assert!(said.contains("storing a file"), "{said}");
}
