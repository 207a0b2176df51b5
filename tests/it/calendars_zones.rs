//! The clocks of sixteen places as a program that knows none of them reads them from our files (check 14 of the brief), and the
//! days of rules as it counts them (check 32). `python3-dateutil` does the reading.

use std::io::Write;
use std::process::{Command, Stdio};

use chrono::{Datelike, MappedLocalTime, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Weekday};
use chrono_tz::Tz;
use maillage::calendar::{Kind, Rule, Status, Timed, write_timed};
use maillage::courses::rules::times::ZONES;

const YEARS: std::ops::RangeInclusive<i32> = 2024..=2032;

fn run(script: &str, told: &impl serde::Serialize) -> Vec<Vec<String>> {
    let mut child = Command::new("/usr/bin/python3")
        .arg(script)
        .env("TZ", "Asia/Tokyo")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{script}: {error}; see tests/install"));
    let text = serde_json::to_string(told).unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success() && said.is_empty(), "{script}: {said}");
    serde_json::from_slice(&done.stdout).unwrap()
}

fn midnight(day: NaiveDate) -> NaiveDateTime {
    day.and_hms_opt(0, 0, 0).unwrap()
}

/// The first Sunday of a month, or one some weeks later.
fn sunday(year: i32, month: u32, nth: u8) -> NaiveDate {
    NaiveDate::from_weekday_of_month_opt(year, month, Weekday::Sun, nth).unwrap()
}

/// The last Sunday of a month of thirty-one days.
fn last_sunday(year: i32, month: u32) -> NaiveDate {
    let last = NaiveDate::from_ymd_opt(year, month, 31).unwrap();
    last - TimeDelta::days(last.weekday().num_days_from_sunday().into())
}

/// Local times of every month, and each half hour around the days at which a clock is changed, from Paris to Miquelon.
fn times() -> Vec<NaiveDateTime> {
    let mut all = Vec::new();
    for year in YEARS {
        let day = |month| NaiveDate::from_ymd_opt(year, month, 17).unwrap();
        all.extend((1..=12).map(|month| midnight(day(month)) + TimeDelta::minutes(810)));
        let changes =
            [last_sunday(year, 3), last_sunday(year, 10), sunday(year, 3, 2), sunday(year, 11, 1)];
        for change in changes {
            let halves = (-8..=65).map(|half| midnight(change) + TimeDelta::minutes(30 * half));
            all.extend(halves);
        }
    }
    all
}

/// A file that describes the clock of a zone in all these years.
fn file(zone: Tz) -> String {
    let months = YEARS.flat_map(|year| [(year, 1), (year, 7)]);
    let starts = months.map(|(year, month)| {
        let day = NaiveDate::from_ymd_opt(year, month, 10).unwrap();
        midnight(day) + TimeDelta::hours(12)
    });
    let event = |(n, starts): (usize, NaiveDateTime)| Timed {
        uid: format!("meeting-{n}@maillage.example"),
        follows: None,
        summary: "Séance".into(),
        description: String::new(),
        location: String::new(),
        url: String::new(),
        zone,
        span: (starts, starts + TimeDelta::minutes(90)),
        stamp: starts,
        sequence: 0,
        status: Status::Confirmed,
        organizer: None,
    };
    let events: Vec<_> = starts.enumerate().map(event).collect();
    write_timed(Kind::Published { name: "Formation" }, &events)
}

#[test]
fn a_program_that_knows_no_zone_reads_forty_four_thousand_times_from_the_files_alone() {
    let (mut asked, mut expected) = (Vec::new(), Vec::new());
    for (name, ..) in ZONES {
        let zone: Tz = name.parse().unwrap();
        let said = |at: NaiveDateTime| at.format("%Y-%m-%dT%H:%M:%S").to_string();
        // What comes twice is written in UTC, and what never comes is refused when it is typed.
        let single = |at: &NaiveDateTime| match zone.from_local_datetime(at) {
            MappedLocalTime::Single(instant) => Some((said(*at), said(instant.naive_utc()))),
            MappedLocalTime::Ambiguous(..) | MappedLocalTime::None => None,
        };
        let (local, utc): (Vec<_>, Vec<_>) = times().iter().filter_map(single).unzip();
        asked.push((file(zone), local));
        expected.push(utc);
    }
    let many: usize = expected.iter().map(Vec::len).sum();
    assert!(many > 44_000, "{many}");

    let found = run("tests/calendars/zones.py", &asked);

    for (((name, ..), (_, local)), (found, expected)) in
        ZONES.iter().zip(&asked).zip(found.iter().zip(&expected))
    {
        let pairs = local.iter().zip(found.iter().zip(expected));
        let wrong: Vec<_> = pairs.filter(|(_, (one, other))| one != other).collect();
        assert!(wrong.is_empty() && found.len() == expected.len(), "{name}: {wrong:?}");
    }
}

/// Rules as programs write them, for every start at which one of their days falls.
fn rules() -> Vec<String> {
    let mut all = Vec::new();
    for n in 1..=3 {
        for rest in [
            "FREQ=DAILY",
            "FREQ=DAILY;BYDAY=MO,WE,FR",
            "FREQ=DAILY;BYMONTH=3,10",
            "FREQ=WEEKLY",
            "FREQ=WEEKLY;BYDAY=TU,SU;WKST=MO",
            "FREQ=WEEKLY;BYDAY=TU,SU;WKST=SU",
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=40",
            "FREQ=MONTHLY",
            "FREQ=MONTHLY;BYMONTHDAY=-1",
            "FREQ=MONTHLY;BYMONTHDAY=15,31",
            "FREQ=MONTHLY;BYDAY=2TU",
            "FREQ=MONTHLY;BYDAY=-1FR,1MO",
            "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR",
            "FREQ=YEARLY",
            "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        ] {
            all.push(format!("{rest};INTERVAL={n}"));
        }
    }
    all
}

#[test]
fn rules_give_the_days_that_another_program_finds_wherever_they_begin() {
    let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    let starts = (0..60).map(|n| first + TimeDelta::days(7 * n + n % 7));
    let starts: Vec<_> = starts.collect();
    let asked: Vec<(String, NaiveDate)> = rules()
        .into_iter()
        .flat_map(|rule| starts.iter().map(move |start| (rule.clone(), *start)))
        .collect();

    let found = run("tests/calendars/rules.py", &asked);

    let mut compared = 0;
    for ((rule, start), found) in asked.iter().zip(&found) {
        // Where its first day is none of the rule, programs differ.
        if found.first() != Some(&start.to_string()) {
            continue;
        }
        let read = Rule::read(rule).unwrap();
        let last = *start + TimeDelta::days(700);
        let days = read.days_from(*start).take_while(|day| *day <= last);
        let own: Vec<_> =
            days.take(read.count.unwrap_or(500).min(500)).map(|day| day.to_string()).collect();
        assert_eq!(&own, found, "{rule} from {start}");
        compared += 1;
    }
    assert!(compared > 500, "{compared}");
}
