//! What calendars are told bears one name wherever it is told, comes back as it went out, and no file of strangers costs more
//! than it may.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use maillage::calendar::{self, Entry};
use maillage::courses::rules::imported::events;
use proptest::prelude::*;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::app::TestApp;
use crate::courses_cast::{School, enrol, meeting};

/// The brief's checks 17 and 20.
#[test]
fn a_meeting_bears_one_name_in_feed_download_and_mail_and_each_follows_the_first() {
    let app = TestApp::start();
    let school = School::new(&app);
    let session = school.give_with(&app, 5, |plan| {
        let day = app.today() + TimeDelta::days(21);
        let at = |days, hour| (day + TimeDelta::days(days)).and_hms_opt(hour, 0, 0).unwrap();
        plan.meetings = (0..3).map(|week| meeting((at(7 * week, 14), at(7 * week, 17)))).collect();
    });
    enrol(&app, &session, "Ada");
    let visitor = app.visitor();
    let names = |files: &[String]| -> BTreeSet<String> {
        let entries = files.iter().flat_map(|file| calendar::read(file.as_bytes()).unwrap());
        entries.map(|entry| entry.uid).collect()
    };
    let got = |path: &str| vec![visitor.get(path).expect(200).body.clone()];
    let mails = crate::calendars::files(&app.mail_to("ada@exemple.example").raw);

    let feed = got("/calendar.ics");
    assert_eq!(names(&feed).len(), 3);
    for other in
        [got(&format!("/sessions/{session}.ics")), got("/disciplines/1/calendar.ics"), mails]
    {
        assert_eq!(names(&other), names(&feed));
    }
    // Several days are several events; what ties them is the first one's name.
    let unfolded = feed[0].replace("\r\n ", "");
    let first = calendar::read(feed[0].as_bytes()).unwrap().remove(0).uid;
    assert_eq!(unfolded.matches(&format!("RELATED-TO:{first}\r\n")).count(), 2, "{unfolded}");
    let events = unfolded.split("BEGIN:VEVENT").skip(1).collect::<String>();
    assert!(!events.contains("RRULE"), "{events}");
}

/// Check 34, on the fields that are kept.
#[test]
fn what_goes_out_comes_in_again_as_it_was() {
    let app = TestApp::start();
    let school = School::new(&app);
    let day = app.today() + TimeDelta::days(21);
    // Across the night in which summer begins.
    let at = |days, hour| (day + TimeDelta::days(days)).and_hms_opt(hour, 30, 0).unwrap();
    for (zone, days) in [("Europe/Paris", 5), ("America/Miquelon", 0), ("Pacific/Marquesas", 2)] {
        let session = school.give_with(&app, 5, |plan| {
            plan.terms.zone = zone.into();
            plan.terms.title = "« groupe ; 2 », C:\\salle".into();
            plan.meetings = vec![meeting((at(days, 9), at(days, 12)))];
        });
        let file = app.visitor().get(&format!("/sessions/{session}.ics")).expect(200).body.clone();
        let entries = calendar::read(file.as_bytes()).unwrap();
        let read = events(&entries, chrono_tz::Europe::Paris, app.now()).remove(0).unwrap();
        assert_eq!(read.meetings, [(at(days, 9), at(days, 12))], "{zone}");
        assert_eq!((read.zone.as_str(), read.place.as_str()), (zone, "Salle 12, Nancy"));
        assert_eq!(read.title, "Déposer ses données – « groupe ; 2 », C:\\salle");
    }
}

/// Check 28: what is long, deep or full of parameters is read or refused, soon.
#[test]
fn no_file_takes_long() {
    let event = |inner: &str| {
        format!(
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n{inner}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
    };
    let begun = Instant::now();
    for file in [
        event(&format!("SUMMARY{}:x", ";A=b".repeat(15_000))),
        event(&format!("SUMMARY:{}", "é".repeat(2_000_000))),
        event(&format!("SUMMARY:x{}", "\r\n y".repeat(1_000_000))),
        event(&format!("RDATE:{}", "20260324T140000Z,".repeat(3_000))),
        event(&format!("RRULE:FREQ=DAILY;BYDAY={}MO", "TU,".repeat(15_000))),
        "BEGIN:VEVENT\r\n".repeat(300_000),
        format!("BEGIN:VCALENDAR\r\n{}", "BEGIN:X-A\r\n".repeat(400_000)),
        event(&"BEGIN:VALARM\r\n".repeat(100_000)),
        format!(
            "BEGIN:VCALENDAR\r\n{}END:VCALENDAR\r\n",
            "BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\n".repeat(50_000)
        ),
        "\u{0}".repeat(5_000_000),
    ] {
        let _ = calendar::read(file.as_bytes());
    }
    let large = calendar::read(&vec![b'x'; 6 * 1024 * 1024]);
    assert_eq!(large, Err(calendar::Unreadable::TooLarge));
    // Ten files in a program that is not optimised.
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
}

const ODD: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VTIMEZONE\r\nTZID:Ici\r\nBEGIN:STANDARD\r\n\
    DTSTART:19701025T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n\
    END:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:a@x\r\nDTSTART;TZID=Ici:20260324T140000\r\n\
    DTEND;TZID=\"Europe/Paris\":20260324T170000\r\nRRULE:FREQ=WEEKLY;COUNT=4;BYDAY=TU\r\nEXDATE:20260331T120000Z\r\n\
    SUMMARY:Données de \r\n  recherche\\, été\r\nATTENDEE;CN=\"Ada ^' Lo\":mailto:a@x.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

const SHORT: &str = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a@x\r\nDTSTART;TZID=Europe/Paris:20260324T140000\r\n\
    RRULE:FREQ=WEEKLY;COUNT=2\r\nSUMMARY:Été\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

/// A file with some of its bytes changed, doubled or taken out.
fn broken(file: &str, random: &mut StdRng) -> Vec<u8> {
    let mut file = file.as_bytes().to_vec();
    for _ in 0..random.random_range(1..8) {
        let at = random.random_range(0..file.len());
        let end = (at + random.random_range(1..40)).min(file.len());
        match random.random_range(0..3) {
            0 => file[at] = random.random_range(0..=255),
            1 => {
                let piece = file[at..end].to_vec();
                file.splice(at..at, piece);
            }
            _ => drop(file.drain(at..end)),
        }
        if file.is_empty() {
            file.push(b'x');
        }
    }
    file
}

/// Check 29 at its size: 200,000 broken files, none over a tenth of a second and no panic. One in ten is long, so that it is a
/// matter of seconds.
#[test]
fn two_hundred_thousand_broken_files_are_read_or_refused_soon() {
    std::thread::scope(|threads| {
        for part in 0..4_u64 {
            threads.spawn(move || {
                let mut random = StdRng::seed_from_u64(part);
                for n in 0..50_000 {
                    let file = broken(if n % 10 == 0 { ODD } else { SHORT }, &mut random);
                    let took = || {
                        let begun = Instant::now();
                        let _ = calendar::read(&file);
                        begun.elapsed()
                    };
                    // The machine may have something else to do in between.
                    let soon = (0..3).any(|_| took() < Duration::from_millis(100));
                    assert!(soon, "{}", String::from_utf8_lossy(&file));
                }
            });
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Check 29: a file with some of its bytes changed, doubled or taken out.
    #[test]
    fn a_file_that_was_broken_on_its_way_is_read_or_refused(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8, 1..40_usize), 1..8),
    ) {
        let mut file = ODD.as_bytes().to_vec();
        for (at, byte, how, many) in changes {
            let at = at.index(file.len());
            let end = (at + many).min(file.len());
            match how {
                0 => file[at] = byte,
                1 => {
                    let piece = file[at..end].to_vec();
                    file.splice(at..at, piece);
                }
                _ => drop(file.drain(at..end)),
            }
            if file.is_empty() {
                file.push(byte);
            }
        }
        let entries: Vec<Entry> = calendar::read(&file).unwrap_or_default();
        let now = chrono::NaiveDate::from_ymd_opt(2026, 3, 3).unwrap().and_hms_opt(9, 0, 0).unwrap();
        prop_assert_eq!(events(&entries, chrono_tz::Europe::Paris, now).len(), entries.len());
    }
}
