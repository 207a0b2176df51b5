//! The real program that sends mail, killed without warning while it does: none is lost, and none arrives twice but the
//! one that was on its way.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use maillage::db::schema::outbox as rows;
use maillage::i18n::Locale;
use maillage::outbox::{self, Mail, MailState};
use serde_json::json;

use crate::database::TestDatabase;
use crate::durability::program;
use crate::smtp_sink::SmtpSink;

const MAILS: usize = 160;
const KILLS: usize = 8;

fn queue(database: &TestDatabase, now: NaiveDateTime) -> Vec<String> {
    let mut conn = database.conn();
    let mail = |n: usize, to: &str| {
        let mail = Mail {
            template: "sign_in",
            language: Locale::Fr,
            to_name: "Éloïse",
            to_email: to,
            from_name: None,
            payload: json!({ "path": format!("/sign-in/{n}"), "minutes": 15 }),
            in_reply_to: None,
            references: &[],
            dedup_key: None,
        };
        conn.transact(|conn| outbox::queue(conn, &mail, now)).unwrap()
    };
    let each = (0..MAILS).map(|n| (n, format!("eloise{n}@example.org")));
    let mut mail = mail;
    each.map(|(n, to)| mail(n, &to)).collect()
}

/// Sends what is due at a moment, in a process of its own.
fn send(
    database: &TestDatabase,
    folder: &std::path::Path,
    sink: &SmtpSink,
    at: NaiveDateTime,
) -> Child {
    let mut command: Command = program(database, folder);
    let moment = format!("{}Z", at.format("%Y-%m-%dT%H:%M:%S"));
    command
        .args(["jobs", "run", "--until-idle", "--now", &moment])
        .env("MAIL_URL", &sink.url)
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

fn wait_for(sink: &SmtpSink, mails: usize) {
    let limit = Instant::now() + Duration::from_secs(60);
    while sink.messages().len() < mails {
        assert!(Instant::now() < limit, "only {} of {mails} mails came", sink.messages().len());
        std::thread::sleep(Duration::from_micros(200));
    }
}

#[test]
fn no_mail_is_lost_and_none_sent_twice_but_the_one_on_its_way_when_the_sender_is_killed() {
    let (database, folder) = (TestDatabase::take(), tempfile::tempdir().unwrap());
    let sink = SmtpSink::start();
    // The program has its own clock, and takes a later moment for its own.
    let mut now = chrono::Utc::now().naive_utc();
    let queued = queue(&database, now);

    let (mut seed, mut seen) = (2026_usize, 0);
    for _ in 0..KILLS {
        let mut sender = send(&database, folder.path(), &sink, now);
        seed = seed.wrapping_mul(1_103_515_245).wrapping_add(12_345);
        wait_for(&sink, seen + 1 + (seed >> 8) % 14);
        std::thread::sleep(Duration::from_micros((seed >> 4) as u64 % 9_000));
        sender.kill().unwrap(); // SIGKILL
        sender.wait().unwrap();
        seen = sink.messages().len();
        // What it had taken is free again when its claim has lapsed.
        now += TimeDelta::minutes(11);
    }
    assert!(seen < MAILS, "the killing came too late: {seen}");
    assert!(send(&database, folder.path(), &sink, now).wait().unwrap().success());

    let arrived = sink.times();
    for raw in sink.messages() {
        let mail = mail_parser::MessageParser::default().parse(raw.as_bytes()).unwrap();
        assert!(mail.body_text(0).is_some_and(|text| text.contains("/sign-in/")), "{raw}");
    }
    let lost: Vec<_> = queued.iter().filter(|id| !arrived.contains_key(*id)).collect();
    assert_eq!((lost, arrived.len()), (vec![], MAILS));
    let again: usize = arrived.values().map(|times| times - 1).sum();
    assert!(again <= KILLS, "{again} mails came again after {KILLS} kills");
    let left: i64 = rows::table
        .filter(rows::state.ne(MailState::Sent))
        .count()
        .get_result(&mut database.conn())
        .unwrap();
    assert_eq!(left, 0);
}
