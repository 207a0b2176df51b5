//! Calendar files: written so that every program reads them, read whatever programs write.

use chrono::{NaiveDate, TimeDelta};
use maillage::accounts::{NodeRole, ops};
use maillage::calendar::{self, AllDay, Entry, Kind, Lines, Mailbox, Status, Timed};
use proptest::prelude::*;

use crate::app::TestApp;

fn day(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, number).unwrap()
}

fn event(summary: &str, description: &str) -> AllDay {
    AllDay {
        uid: "duty-1@exemple.fr".into(),
        summary: summary.into(),
        description: description.into(),
        days: (day(2), day(8)),
        stamp: day(1).and_hms_opt(9, 30, 0).unwrap(),
    }
}

fn lines(file: &str) -> Vec<&str> {
    assert!(file.ends_with("\r\n"));
    let lines: Vec<_> = file.trim_end_matches("\r\n").split("\r\n").collect();
    for line in &lines {
        assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{line:?}");
    }
    lines
}

#[test]
fn an_all_day_event_ends_on_the_day_after_its_last() {
    let file = calendar::write("Permanences", &[event("Permanence", "")]);

    assert_eq!(
        lines(&file),
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Maillage//Calendar 1//EN",
            "CALSCALE:GREGORIAN",
            "X-WR-CALNAME:Permanences",
            "BEGIN:VEVENT",
            "UID:duty-1@exemple.fr",
            "DTSTAMP:20260301T093000Z",
            "DTSTART;VALUE=DATE:20260302",
            "DTEND;VALUE=DATE:20260309",
            "SUMMARY:Permanence",
            "DESCRIPTION:",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
            "END:VCALENDAR",
        ]
    );
}

#[test]
fn accents_commas_and_long_lines_come_back_as_they_were() {
    let summary = "Équipe « Ateliers » : données, métadonnées; et C:\\nouveau\\dossier";
    let description = "É".repeat(200) + "\nligne deux, puis 🙂; fin \\";

    let file = calendar::write("É, è", &[event(summary, &description)]);

    lines(&file);
    let expected = Entry {
        uid: "duty-1@exemple.fr".into(),
        summary: summary.into(),
        description,
        starts: "20260302".into(),
        ends: "20260309".into(),
        lines: Lines { starts: 9, ends: 10, ..Lines::default() },
        ..Entry::default()
    };
    assert_eq!(calendar::read(file.as_bytes()).unwrap(), [expected]);
}

#[test]
fn a_text_cannot_add_lines_of_its_own() {
    let evil = "Réunion\r\nATTENDEE:mailto:evil@example.org\rEND:VEVENT\nBEGIN:VEVENT\u{0}";

    let file = calendar::write(evil, &[event(evil, evil)]);

    let lines = lines(&file);
    assert!(!lines.iter().any(|line| line.starts_with("ATTENDEE")));
    assert_eq!(lines.iter().filter(|line| **line == "BEGIN:VEVENT").count(), 1);
    assert_eq!(calendar::read(file.as_bytes()).unwrap().len(), 1);
}

#[test]
fn odd_files_are_read_as_well_as_they_can_be() {
    let folded = "\u{feff}begin:vcalendar\nversion:2.0\nBEGIN:X-ODD\nBEGIN:X-ODD\nEND:X-ODD\nA:b\nEND:X-ODD\n\
        no line at all\nbegin:vevent\nuid:1\nsummary:Données de \n recherche\nEND:VEVENT\nEND:VCALENDAR\n";
    let latin = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:2\r\nSUMMARY:R\xe9union\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    let summaries = |bytes: &[u8]| {
        let entries = calendar::read(bytes).unwrap();
        entries.into_iter().map(|entry| entry.summary).collect::<Vec<_>>()
    };
    assert_eq!(summaries(folded.as_bytes()), ["Données de recherche"]);
    assert_eq!(summaries(latin), ["Réunion"]);
    assert_eq!(calendar::read(b"bonjour"), Err(calendar::Unreadable::NoCalendar));
    assert!(calendar::read("BEGIN:VEVENT\n".repeat(20_000).as_bytes()).is_err());
}

proptest! {
    #[test]
    fn a_meeting_comes_back_as_it_was_written(
        texts in proptest::array::uniform3("[^\\p{Cc}]{0,120}"),
        name in "[^\\p{Cc}]{0,80}",
        zone in 0_usize..16,
        hours in 0_i64..80_000,
    ) {
        let (zone, ..) = maillage::courses::rules::times::ZONES[zone];
        let starts = day(1).and_hms_opt(0, 0, 0).unwrap() + TimeDelta::hours(hours);
        let [summary, description, location] = texts.clone();
        let event = Timed {
            uid: "1@exemple.fr".into(),
            follows: None,
            summary,
            description,
            location,
            url: String::new(),
            zone: zone.parse().unwrap(),
            span: (starts, starts + TimeDelta::hours(2)),
            stamp: starts,
            sequence: 7,
            status: Status::Confirmed,
            organizer: Some(Mailbox { name: name.clone(), email: "a@exemple.fr".into() }),
        };
        let to = Mailbox { name, email: "b@exemple.fr".into() };
        let kind = Kind::Message { method: "REQUEST", to: &to, sent_by: "c@exemple.fr", asks: false, optional: false };
        let file = calendar::write_timed(kind, &[event]);
        lines(&file);
        let read = calendar::read(file.as_bytes()).unwrap().remove(0);
        prop_assert_eq!([read.summary, read.description, read.location], texts);
        prop_assert_eq!(read.sequence, 7);
        prop_assert!(read.starts_in == zone || read.starts.ends_with('Z'));
    }

    #[test]
    fn any_text_survives_the_round_trip(text in "[^\\p{Cc}]{0,200}") {
        let file = calendar::write("x", &[event(&text, &text)]);
        lines(&file);
        let entries = calendar::read(file.as_bytes()).unwrap();
        prop_assert_eq!(entries[0].description.clone(), text);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let mut file = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n".to_vec();
        file.extend(bytes);
        let _ = calendar::read(&file);
    }
}

#[test]
fn duty_weeks_are_a_file_for_ones_calendar() {
    let app = TestApp::start();
    let node = app.make_node("atelier");
    let camille = app.account(
        "Camille Roussel",
        "camille@exemple.fr",
        None,
        &[("atelier", NodeRole::Manager)],
    );
    let (actor, now, from) = (app.actor(&camille), app.now(), app.today());
    let until = from + TimeDelta::days(6);
    app.write(|conn| ops::set_duty(conn, &actor, &node, &camille.id, from, until, now));
    let visitor = app.sign_in(&camille);

    let file = visitor.get("/account/duty.ics");

    assert_eq!(file.expect(200).header("content-type"), Some("text/calendar; charset=utf-8"));
    let entries = calendar::read(&file.bytes).unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].summary, "Permanence atelier");
    assert_eq!((entries[0].starts.as_str(), entries[0].ends.as_str()), ("20260303", "20260310"));
    assert_eq!(visitor.get("/account/duty.ics").bytes, file.bytes);
    visitor.get("/account").says("Mes semaines de permanence").says("En ce moment");
}
