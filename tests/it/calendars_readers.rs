//! Four programs that are not ours read what is sent to calendars: Python icalendar, vobject, libical with its checker of
//! restrictions, and ical.js. None complains, and all see the same instant as we do.

use std::io::Write;
use std::process::{Command, Stdio};

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use maillage::calendar::{Kind, Mailbox, Status, Timed, write_timed};
use serde::Deserialize;

/// An event as a program sees it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Seen {
    pub method: String,
    pub uid: String,
    pub sequence: i32,
    pub status: String,
    pub summary: String,
    pub description: String,
    pub location: String,
    pub starts: String,
    pub ends: String,
    pub stamp: String,
    pub organizer: String,
    pub attendees: Vec<String>,
}

/// `tests/install` puts them there.
const READERS: [(&str, &[&str]); 4] = [
    ("icalendar", &["/usr/bin/python3", "tests/calendars/read.py", "icalendar"]),
    ("vobject", &["/usr/bin/python3", "tests/calendars/read.py", "vobject"]),
    ("libical", &["/usr/bin/python3", "tests/calendars/read.py", "libical"]),
    ("ical.js", &["node", "tests/calendars/read.mjs"]),
];

fn run((name, command): (&str, &[&str]), files: &str) -> Vec<Vec<Seen>> {
    let mut child = Command::new(command[0])
        .args(&command[1..])
        .env("TZ", "Asia/Tokyo")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{name}: {error}; see tests/install"));
    child.stdin.take().unwrap().write_all(files.as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success() && said.is_empty(), "{name}: {said}");
    serde_json::from_slice(&done.stdout).unwrap()
}

/// What these files say, on which all four must agree.
pub fn seen(files: &[String]) -> Vec<Vec<Seen>> {
    let text = serde_json::to_string(files).unwrap();
    let (first, others) = READERS.split_first().unwrap();
    let agreed = run(*first, &text);
    for other in others {
        let found = run(*other, &text);
        assert_eq!(found.len(), agreed.len());
        for (one, same) in found.iter().zip(&agreed) {
            assert_eq!(one.len(), same.len(), "{}", other.0);
            for (one, same) in one.iter().zip(same) {
                assert_eq!(one, same, "{} and {}", other.0, first.0);
            }
        }
    }
    agreed
}

fn at(year: i32, month: u32, day: u32, (hour, minute): (u32, u32)) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(year, month, day).unwrap().and_hms_opt(hour, minute, 0).unwrap()
}

/// Instants of all seasons, and around every hour at which a clock is changed, from Paris to Miquelon.
fn instants() -> Vec<NaiveDateTime> {
    let mut found = Vec::new();
    for year in [2024, 2026, 2029] {
        found.extend((1..=12).map(|month| at(year, month, 17, (13, 30))));
        // Paris: the last Sundays of March and October, at 1:00. Miquelon: second of March, first of November, about 4:00.
        let days = match year {
            2024 => [(3, 31), (10, 27), (3, 10), (11, 3)],
            2026 => [(3, 29), (10, 25), (3, 8), (11, 1)],
            _ => [(3, 25), (10, 28), (3, 11), (11, 4)],
        };
        for (month, day) in days {
            let midnight = at(year, month, day, (0, 0));
            found.extend((-4..=16).map(|half| midnight + TimeDelta::minutes(30 * half)));
        }
    }
    found
}

/// Without a backslash before an n, which older versions of icalendar take for a line break.
const TEXTS: [&str; 6] = [
    "Déposer, décrire ; publier : les « métadonnées »",
    "C:\\Recherche\\données ; une ligne\nune autre, 🙂\n\nfin \\",
    "Ateliers de la donnée en Nouvelle-Calédonie – ʻŌlelo, Ngô Thị Hiền, et une ligne qui est beaucoup plus longue",
    "BEGIN:VEVENT\nATTENDEE:mailto:x@y.example\nEND:VEVENT",
    "Réunion \"Jojo\" R&D ^ recherche 100 %",
    "ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé",
];

fn event(n: usize, zone: &str, starts: NaiveDateTime) -> Timed {
    let text = |by: usize| TEXTS[(n + by) % TEXTS.len()].to_owned();
    Timed {
        uid: format!("meeting-{n}-{}@maillage.example", zone.replace('/', "-")),
        follows: n.checked_sub(1).map(|first| format!("meeting-{first}@maillage.example")),
        summary: text(0),
        description: text(1),
        location: text(2),
        url: "https://maillage.example/sessions/1".into(),
        zone: zone.parse().unwrap(),
        span: (starts, starts + TimeDelta::minutes(90)),
        stamp: at(2026, 2, 3, (9, 0)),
        sequence: 3,
        status: [Status::Confirmed, Status::Tentative, Status::Cancelled][n % 3],
        organizer: Some(Mailbox {
            name: "Équipe « Ateliers » : support, \"Lorraine\"".into(),
            email: "aide@adoc.example".into(),
        }),
    }
}

#[test]
fn four_programs_see_the_right_instant_in_every_zone() {
    let to =
        Mailbox { name: "Dupont, Jean : \"Jojo\" ; é".into(), email: "j+x@labo.example".into() };
    let kinds = [
        Kind::Feed {
            name: "Formations, « toutes »",
            source: Some("https://maillage.example/c.ics"),
        },
        Kind::Published { name: "Formation" },
        Kind::Message {
            method: "REQUEST",
            to: &to,
            sent_by: "aide@maillage.example",
            asks: false,
            optional: false,
        },
        Kind::Message {
            method: "CANCEL",
            to: &to,
            sent_by: "aide@maillage.example",
            asks: false,
            optional: false,
        },
    ];
    let (mut files, mut expected) = (Vec::new(), Vec::new());
    for (place, (zone, ..)) in maillage::courses::rules::times::ZONES.iter().enumerate() {
        let kind = kinds[place % kinds.len()];
        let mut events: Vec<_> =
            (0..).zip(instants()).map(|(n, starts)| event(n, zone, starts)).collect();
        if let Kind::Message { method, .. } = kind {
            let status = if method == "CANCEL" { Status::Cancelled } else { Status::Confirmed };
            events.iter_mut().for_each(|event| event.status = status);
        }
        files.push(write_timed(kind, &events));
        let said = |at: NaiveDateTime| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        let told: Vec<_> = events
            .iter()
            .map(|one| (one.uid.clone(), said(one.span.0), said(one.span.1), one.summary.clone()))
            .collect();
        expected.push(told);
    }

    let seen = seen(&files);

    for ((events, told), (zone, ..)) in
        seen.iter().zip(&expected).zip(maillage::courses::rules::times::ZONES)
    {
        let events: Vec<_> = events
            .iter()
            .map(|one| (one.uid.clone(), one.starts.clone(), one.ends.clone(), one.summary.clone()))
            .collect();
        assert_eq!(&events, told, "{zone}");
    }
    assert_eq!(seen[2][0].attendees, ["mailto:j+x@labo.example"]);
    assert_eq!(seen[2][0].organizer, "mailto:aide@adoc.example");
}

#[test]
fn no_line_is_too_long_and_none_can_be_added() {
    let events: Vec<_> =
        (0..40).map(|n| event(n, "Europe/Paris", at(2026, 5, 4, (8, 0)))).collect();

    let file = write_timed(Kind::Published { name: "x" }, &events);

    assert!(file.ends_with("END:VCALENDAR\r\n"));
    for line in file.trim_end_matches("\r\n").split("\r\n") {
        assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{line:?}");
    }
    assert_eq!(file.matches("\r\nBEGIN:VEVENT\r\n").count(), 40);
    assert!(!file.contains("\r\nATTENDEE"));
}
