//! A copy that is made while many write brings back the audit chain as it was at one of its seals.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use diesel::prelude::*;
use maillage::accounts::{NetworkRole, Scope};
use maillage::db::Conn;
use maillage::db::schema::{audit_events as events, audit_seals as seals, messages, tickets};
use maillage::history::chain;
use serde_json::{Value, json};

use crate::app::{TestApp, Visitor};
use crate::backup::{Place, said};
use crate::durability::program;
use crate::two_processes_cast::question;

const WRITERS: usize = 4;
const COPIES: usize = 3;
/// So many questions are acknowledged before the first copy, and between one and the next at least.
const BETWEEN: usize = 12;

/// What was acknowledged: how many questions, and the answers.
#[derive(Default)]
struct Ledger {
    asked: AtomicUsize,
    answered: Mutex<BTreeSet<String>>,
    over: AtomicBool,
}

impl Ledger {
    /// Somebody who asks, is answered, asks.
    fn write(&self, (base, token): (&str, &str), place: usize) {
        let caller = Visitor::new(base).with_token(token);
        let mut number = place;
        while !self.over.load(Ordering::Relaxed) {
            let asked = surely(&caller, ("/api/v1/tickets", number), &question(number));
            let reference = asked["reference"].as_str().unwrap();
            let said = format!("Réponse à {reference}");
            let body = json!({ "body": said, "visibility": "public" });
            surely(&caller, (&format!("/api/v1/tickets/{reference}/messages"), number), &body);
            self.answered.lock().unwrap().insert(said);
            self.asked.fetch_add(1, Ordering::Relaxed);
            number += WRITERS;
        }
    }

    fn wait_for(&self, asked: usize) {
        while self.asked.load(Ordering::Relaxed) < asked && !self.over.load(Ordering::Relaxed) {
            thread::yield_now();
        }
    }
}

/// A busy machine may ask to be asked again: what bears a key is done once.
fn surely(caller: &Visitor, (path, number): (&str, usize), body: &Value) -> Value {
    let key = format!("{number} {path}");
    loop {
        let answer = caller.post_json_with(path, body, &[("idempotency-key", &key)]);
        if ![408, 503].contains(&answer.status) {
            return answer.expect(201).json();
        }
    }
}

/// A copy, and what had been acknowledged when it was begun.
struct Copy {
    file: PathBuf,
    before: BTreeSet<String>,
}

/// Copies of an application, made while people write and their events are sealed.
fn copies(app: &TestApp, (folder, token): (&std::path::Path, &str)) -> Vec<Copy> {
    let ledger = Ledger::default();
    thread::scope(|scope| {
        // Whatever fails, nobody goes on for ever.
        struct Over<'a>(&'a Ledger);
        impl Drop for Over<'_> {
            fn drop(&mut self) {
                self.0.over.store(true, Ordering::Relaxed);
            }
        }
        for place in 0..WRITERS {
            let ledger = &ledger;
            scope.spawn(move || {
                let _over = Over(ledger);
                ledger.write((&app.base, token), place);
            });
        }
        scope.spawn(|| {
            while !ledger.over.load(Ordering::Relaxed) {
                let asked = ledger.asked.load(Ordering::Relaxed);
                app.write(chain::seal);
                ledger.wait_for(asked + 1);
            }
        });
        let _over = Over(&ledger);
        let take = |n: usize| {
            ledger.wait_for((n + 1) * BETWEEN);
            let before = ledger.answered.lock().unwrap().clone();
            let file = folder.join(format!("copy-{n}.zip"));
            let mut command = program(&app.database, folder);
            command.env("FILES_URL", format!("file://{}", app.files().display()));
            said(command.args(["backup", file.to_str().unwrap()]), 0);
            Copy { file, before }
        };
        (0..COPIES).map(take).collect()
    })
}

/// All of the chain, up to a seal.
type Link = (i64, String, String, String, chrono::NaiveDateTime, String, String, String, String);

fn links(conn: &mut Conn, until: i64) -> Vec<Link> {
    seals::table
        .inner_join(events::table.on(events::id.eq(seals::event_id)))
        .filter(seals::place.le(until))
        .order(seals::place)
        .select((
            seals::place,
            seals::sha256,
            seals::salt,
            events::id,
            events::at,
            events::action,
            events::subject_kind,
            events::subject_id,
            events::detail,
        ))
        .load(conn)
        .unwrap()
}

#[test]
fn a_copy_made_under_load_restores_to_the_same_audit_chain() {
    let app = TestApp::start();
    let ines = app.account("Inès", "ines@example.org", Some(NetworkRole::Coordinator), &[]);
    let (folder, token) = (tempfile::tempdir().unwrap(), app.token(&ines, Scope::Write));

    let copies = copies(&app, (folder.path(), &token));

    let mut heads = BTreeSet::new();
    for Copy { file, before } in &copies {
        let there = Place::empty();
        there.call("restore", file, 0);
        let told = said(&mut there.command(&["check"]), 0);
        let mut conn = there.database.conn();
        let found = chain::verify(&mut conn).unwrap();
        assert_eq!(found.broken, None);
        let line = format!("audit chain: {} events, the last seal is {}", found.sound, found.last);
        assert!(told.contains(&line), "{told}");

        // The original has the same seal at this place, and before it the same events, word for word.
        let original = app.read(|conn| Ok(links(conn, found.sound)));
        assert_eq!(original.last().unwrap().1, found.last);
        assert_eq!(links(&mut conn, found.sound), original);
        assert_eq!(i64::try_from(original.len()).unwrap(), found.sound);
        heads.insert(found.last);
        whole(&mut conn, before);
    }
    assert_eq!(heads.len(), COPIES, "the chain went on while they were made");
}

/// What had been acknowledged before is there, nothing is there by half, and the chain goes on.
fn whole(conn: &mut Conn, before: &BTreeSet<String>) {
    let answers = messages::table.filter(messages::body.like("Réponse à %"));
    let there: BTreeSet<String> =
        answers.select(messages::body).load(conn).unwrap().into_iter().collect();
    assert!(before.is_subset(&there));
    let all: i64 = tickets::table.count().get_result(conn).unwrap();
    let audited: i64 =
        events::table.filter(events::action.eq("ticket.ask")).count().get_result(conn).unwrap();
    assert_eq!(all, audited, "each question with its event");
    let sound = chain::verify(conn).unwrap().sound;
    let rest = conn.transact(chain::seal).unwrap();
    let after = chain::verify(conn).unwrap();
    assert_eq!((after.sound, after.broken), (sound + i64::try_from(rest).unwrap(), None));
}
