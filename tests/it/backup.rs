//! A copy of everything, made while the server serves, and what it takes to put it back.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use diesel::connection::SimpleConnection;
use maillage::accounts::{NetworkRole, NodeRole, Scope};
use maillage::secret::sha256_hex;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::app::{TestApp, Visitor};
use crate::database::TestDatabase;
use crate::durability::program;
use crate::tickets::form_id;

const NODE: &str = "adoc-lorraine";
const PLAN: (&str, &str, &str, &[u8]) = ("files", "plan.pdf", "application/pdf", b"%PDF-1.7 plan");

/// A database and a folder of files, to be copied or filled.
pub struct Place {
    pub database: TestDatabase,
    folder: TempDir,
}

impl Place {
    fn on(database: TestDatabase) -> Self {
        Self { database, folder: tempfile::tempdir().unwrap() }
    }

    pub fn empty() -> Self {
        Self::on(TestDatabase::empty())
    }

    /// With the network and a file of 300 kB.
    fn full() -> Self {
        let place = Self::on(TestDatabase::take());
        place.store(&(0..300_000_u32).map(|n| (n.wrapping_mul(n) >> 7) as u8).collect::<Vec<_>>());
        place
    }

    fn files(&self) -> PathBuf {
        self.folder.path().join("files")
    }

    fn store(&self, content: &[u8]) {
        let name = sha256_hex(content);
        let folder = self.files().join(&name[..2]);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(name), content).unwrap();
    }

    /// What the folder of files holds, by path.
    fn stored(&self) -> Vec<(String, Vec<u8>)> {
        fs::create_dir_all(self.files()).unwrap();
        let mut stored = Vec::new();
        for shard in fs::read_dir(self.files()).unwrap() {
            for file in fs::read_dir(shard.unwrap().path()).unwrap() {
                let path = file.unwrap().path();
                let name = path.strip_prefix(self.files()).unwrap().display().to_string();
                stored.push((name, fs::read(path).unwrap()));
            }
        }
        stored.sort();
        stored
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program(&self.database, self.folder.path());
        command.args(arguments);
        command
    }

    /// Answers what was said, on both ways.
    #[track_caller]
    pub fn call(&self, verb: &str, file: &Path, code: i32) -> String {
        said(&mut self.command(&[verb, file.to_str().unwrap()]), code)
    }

    fn backup(&self) -> PathBuf {
        let file = self.folder.path().join("copy.zip");
        self.call("backup", &file, 0);
        file
    }

    /// Whether nothing was made here: no file of a database, no row in any table, no stored file.
    fn is_untouched(&self) -> bool {
        let rows = match self.database.url().strip_prefix("sqlite://") {
            Some(path) => fs::read_dir(Path::new(path).parent().unwrap()).unwrap().count() > 0,
            // Divides by the number of nodes.
            None => self.database.conn().batch_execute("SELECT 1 / count(*) FROM nodes").is_ok(),
        };
        !rows && self.stored().is_empty()
    }
}

#[track_caller]
pub fn said(command: &mut Command, code: i32) -> String {
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].map(|out| String::from_utf8_lossy(&out).into_owned());
    assert_eq!(output.status.code(), Some(code), "{command:?} {said:?}");
    said.concat()
}

/// The same copy with something else in its manifest.
fn with_manifest(file: &Path, change: impl FnOnce(&mut Value)) -> PathBuf {
    let mut from = zip::ZipArchive::new(fs::File::open(file).unwrap()).unwrap();
    let changed = file.with_extension("changed.zip");
    let mut to = zip::ZipWriter::new(fs::File::create(&changed).unwrap());
    let mut change = Some(change);
    for place in 0..from.len() {
        let mut entry = from.by_index(place).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        if name == "manifest.json" {
            let mut manifest = serde_json::from_slice(&content).unwrap();
            change.take().unwrap()(&mut manifest);
            content = manifest.to_string().into_bytes();
        }
        to.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(&content).unwrap();
    }
    to.finish().unwrap();
    changed
}

/// A place in the middle of what is most of the database.
fn within_the_database(file: &Path) -> usize {
    let mut zip = zip::ZipArchive::new(fs::File::open(file).unwrap()).unwrap();
    let mut places = Vec::new();
    for place in 0..zip.len() {
        let entry = zip.by_index(place).unwrap();
        if entry.name().unwrap().starts_with("database/") {
            let bytes = entry.compressed_size();
            places.push((bytes, entry.data_start().unwrap() + bytes / 2));
        }
    }
    usize::try_from(places.into_iter().max().unwrap().1).unwrap()
}

fn ask(caller: &Visitor, number: usize) -> String {
    let body = json!({
        "subject": format!("Question {number}"),
        "body": "Où déposer nos enquêtes ?",
        "requester": { "name": "Lucie Exemple", "email": "lucie@example.org" },
        "language": "fr",
    });
    let key = format!("backup-{number}");
    let answer = caller.post_json_with("/api/v1/tickets", &body, &[("idempotency-key", &key)]);
    answer.expect(201).json()["reference"].as_str().unwrap().to_owned()
}

#[test]
fn a_copy_made_while_others_write_brings_back_pages_files_sign_in_and_search() {
    let app = TestApp::start();
    let role = Some(NetworkRole::Coordinator);
    let lea = app.account("Léa", "lea@exemple.example", role, &[(NODE, NodeRole::Staff)]);
    let (token, browser) = (app.token(&lea, Scope::Write), app.sign_in(&lea));
    let ticket = app.ticket("Dépôt de spectres : où ? « Là »");
    let page = format!("/tickets/{}", ticket.reference);
    let seen = browser.get(&page).value_of("seen").unwrap();
    let answer =
        [("id", &*form_id()), ("seen", &*seen), ("body", "Voyez le plan\njoint \\ \"ici\".")];
    browser.post_files(&format!("{page}/answers"), &answer, &[PLAN]).expect(303);
    browser.get(&page).says("Réponse envoyée");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy.zip");

    let mut command = program(&app.database, folder.path());
    command.env("FILES_URL", format!("file://{}", app.files().display()));
    command.args(["backup", file.to_str().unwrap()]);
    let asked = AtomicUsize::new(0);
    let references = thread::scope(|scope| {
        let writing = scope.spawn(|| {
            let caller = Visitor::new(&app.base).with_token(&token);
            let ask = |number| {
                let reference = ask(&caller, number);
                asked.fetch_add(1, Ordering::Relaxed);
                reference
            };
            (0..60).map(ask).collect::<Vec<_>>()
        });
        while asked.load(Ordering::Relaxed) < 5 && !writing.is_finished() {
            thread::yield_now();
        }
        said(&mut command, 0);
        writing.join().unwrap()
    });
    let there = Place::empty();
    there.call("restore", &file, 0);
    let checked = said(&mut there.command(&["check"]), 0);
    let files = there.files();
    let Place { database, folder: _keep } = there;
    let restored =
        TestApp::on(database, |config| config.files = maillage::files::Place::Folder(files));

    assert!(checked.contains("every ticket is indexed"), "{checked}");
    let caller = restored.caller(&token);
    for reference in &references[..5] {
        caller.get(&format!("/api/v1/tickets/{reference}")).expect(200);
    }
    let visitor = restored.visitor();
    visitor.set_cookie("maillage_session", &browser.cookie("maillage_session").unwrap());
    for path in ["/network", "/nodes/adoc-lorraine", "/account", &*page] {
        let says = |of: &Visitor, base: &str| of.get(path).expect(200).text().replace(base, "");
        assert_eq!(says(&visitor, &restored.base), says(&browser, &app.base), "{path}");
    }
    let shown = visitor.get(&page);
    let attached = shown.body.split('"').find(|part| part.contains("/attachments/")).unwrap();
    assert_eq!(visitor.get(attached).expect(200).bytes, PLAN.3);
    let found = visitor.get("/inbox?queue=all&q=spectre");
    assert!(found.expect(200).body.contains(&ticket.reference));
    let last = references.len();
    assert!(!references[..5].contains(&ask(&caller, last + 1)), "it takes new questions");
}

#[test]
fn what_is_there_already_is_told_and_left_alone() {
    let (source, taken, stray) = (Place::full(), Place::full(), Place::empty());
    let copy = source.backup();
    stray.store(b"of somebody else");

    let database = taken.call("restore", &copy, 65);
    let files = stray.call("restore", &copy, 65);

    assert!(database.contains("The database is not empty (nodes: 30, and rows in"), "{database}");
    assert!(files.contains("not empty (1 files"), "{files}");
    assert_eq!(stray.stored().len(), 1);
    fs::remove_dir_all(stray.files()).unwrap();
    stray.command(&["migrate"]).output().unwrap();
    stray.call("restore", &copy, 0);
    assert_eq!(stray.stored(), source.stored(), "a new database that was migrated is empty");
}

#[test]
fn what_is_damaged_or_foreign_touches_nothing() {
    let (source, there) = (Place::full(), Place::empty());
    let copy = source.backup();
    let whole = fs::read(&copy).unwrap();
    let spoilt = |name: &str, bytes: &[u8]| {
        let path = source.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    let flipped = |place: usize| {
        let mut bytes = whole.clone();
        bytes[place] ^= 1;
        bytes
    };
    // A ZIP of nothing.
    let nothing = [&b"PK\x05\x06"[..], &[0; 18]].concat();

    let refused = |file: &Path| there.call("restore", file, 65);
    refused(&spoilt("early.zip", &flipped(1000)));
    refused(&spoilt("late.zip", &flipped(within_the_database(&copy))));
    refused(&spoilt("cut.zip", &whole[..whole.len() / 2]));
    refused(&spoilt("text.zip", b"Bonjour"));
    refused(&spoilt("none.zip", &nothing));
    refused(&source.folder.path().join("absent.zip"));
    let format = refused(&with_manifest(&copy, |manifest| manifest["format"] = json!(2)));
    let schema = refused(&with_manifest(&copy, |manifest| manifest["schema"][0] = json!("0000")));
    let kind = refused(&with_manifest(&copy, |manifest| manifest["database"] = json!("Oracle")));
    let sum = refused(&with_manifest(&copy, |manifest| manifest["parts"][1]["sha256"] = json!("")));
    let part = refused(&with_manifest(&copy, |manifest| {
        manifest["parts"]
            .as_array_mut()
            .unwrap()
            .retain(|part| !part["name"].as_str().unwrap().starts_with("database/"));
    }));

    assert!(format.contains("format 2 is not known"), "{format}");
    assert!(schema.contains("another schema"), "{schema}");
    assert!(kind.contains("Oracle"), "{kind}");
    assert!(sum.contains("damaged in database/"), "{sum}");
    assert!(part.contains("the copy "), "{part}");
    assert!(there.is_untouched());
    there.call("restore", &copy, 0);
}

#[test]
fn who_cannot_be_reached_or_has_no_room_is_tried_again_later() {
    let (source, there) = (Place::full(), Place::empty());
    let copy = source.backup();
    let before = fs::read(&copy).unwrap();
    let away = |verb: &str, file: &Path| {
        let mut command = there.command(&[verb, file.to_str().unwrap()]);
        said(command.env("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing"), 75)
    };
    // A file may have 100 kB, and whoever writes more is told so, as on a full disk.
    let narrow = |place: &Place, verb: &str| {
        let program = place.command(&[]);
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; ulimit -f 200; exec \"$0\" \"$@\""]);
        command.arg(program.get_program()).args([verb, copy.to_str().unwrap()]);
        command.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
        said(command.current_dir(place.folder.path()), 75)
    };

    away("backup", &copy);
    away("restore", &with_manifest(&copy, |manifest| manifest["database"] = json!("PostgreSQL")));
    narrow(&source, "backup");
    narrow(&there, "restore");

    assert_eq!(fs::read(&copy).unwrap(), before, "the copy that was there is there");
    let folder = source.folder.path().to_str().unwrap();
    let left = names_in(folder);
    assert_eq!(left, ["copy.changed.zip", "copy.zip"]);
    assert!(there.is_untouched());
    there.call("restore", &copy, 0);
    assert_eq!(there.stored(), source.stored());
}

/// The names of the files in a folder, but not in folders of it.
fn names_in(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().unwrap().is_file());
    let mut names: Vec<_> = files.map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_database_that_somebody_else_holds_is_tried_again_later() {
    let (source, there) = (Place::full(), Place::empty());
    let copy = source.backup();
    said(&mut there.command(&["migrate"]), 0);

    let mut other = there.database.conn();
    let held = other.transact(|conn| {
        conn.batch_execute("DELETE FROM targets WHERE node_id = 'nobody'")?;
        Ok(there.call("restore", &copy, 75))
    });
    drop(other);

    assert!(held.unwrap().contains("Try again later"));
    assert!(there.stored().is_empty());
    there.call("restore", &copy, 0);
    assert_eq!(there.stored(), source.stored());
}

#[test]
fn a_stored_file_that_is_gone_is_told_by_its_name() {
    let place = Place::full();
    place.store(b"one");
    let name = sha256_hex(b"one");
    let row = format!(
        "INSERT INTO stored_files (sha256, bytes, media_type, stored_at, scan_due_at) VALUES \
         ('{name}', 3, 'text/plain', '2026-03-03 09:00:00', '2026-03-03 09:00:00')"
    );
    place.database.conn().batch_execute(&row).unwrap();
    assert!(said(&mut place.command(&["check"]), 0).contains("files: ok"));

    fs::remove_file(place.files().join(&name[..2]).join(&name)).unwrap();

    let told = said(&mut place.command(&["check"]), 1);
    assert!(told.contains(&format!("not there: 1, the first is {name}")), "{told}");
}
