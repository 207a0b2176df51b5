//! What has a beginning and an end by the clock of a place. The file describes the clock, so that programs need not know the
//! place; an hour that this clock shows twice is written in UTC.

use std::collections::BTreeMap;

use chrono::{DateTime, LocalResult, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::{OffsetComponents, OffsetName, Tz};

use super::{escape, fold};

/// A meeting of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timed {
    /// Stable for ever: calendars recognise it by this.
    pub uid: String,
    pub summary: String,
    pub description: String,
    pub location: String,
    pub url: String,
    pub zone: Tz,
    /// In UTC.
    pub span: (NaiveDateTime, NaiveDateTime),
    /// When it was last changed, in UTC.
    pub stamp: NaiveDateTime,
    /// How often its time changed.
    pub sequence: i32,
    pub cancelled: bool,
}

/// How far around its events a clock is described.
const AROUND: TimeDelta = TimeDelta::days(400);

/// A calendar called `name` with these events, as the bytes of a file: the same events give the same bytes.
pub fn write_timed(name: &str, events: &[Timed]) -> String {
    let mut out = String::new();
    let mut put = |line: &str| fold(line, &mut out);
    put("BEGIN:VCALENDAR");
    put("VERSION:2.0");
    put("PRODID:-//Maillage//Calendar 1//EN");
    put("CALSCALE:GREGORIAN");
    put(&format!("NAME:{}", escape(name)));
    put(&format!("X-WR-CALNAME:{}", escape(name)));
    put("REFRESH-INTERVAL;VALUE=DURATION:PT6H");
    put("X-PUBLISHED-TTL:PT6H");
    let mut zones: BTreeMap<&str, (Tz, NaiveDateTime, NaiveDateTime)> = BTreeMap::new();
    for event in events {
        let of = zones.entry(event.zone.name()).or_insert((event.zone, event.span.0, event.span.1));
        (of.1, of.2) = (of.1.min(event.span.0), of.2.max(event.span.1));
    }
    for (zone, first, last) in zones.into_values() {
        clock(zone, (first - AROUND, last + AROUND)).iter().for_each(|line| put(line));
    }
    for event in events {
        lines(event).iter().for_each(|line| put(line));
    }
    put("END:VCALENDAR");
    out
}

fn lines(event: &Timed) -> Vec<String> {
    let mut lines = vec![
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}", escape(&event.uid)),
        format!("DTSTAMP:{}Z", plain(event.stamp)),
        format!("LAST-MODIFIED:{}Z", plain(event.stamp)),
        format!("SEQUENCE:{}", event.sequence),
        moment("DTSTART", event.span.0, event.zone),
        moment("DTEND", event.span.1, event.zone),
        format!("SUMMARY:{}", escape(&event.summary)),
    ];
    let texts = [("DESCRIPTION", &event.description), ("LOCATION", &event.location)];
    let said = texts.iter().filter(|(_, text)| !text.is_empty());
    lines.extend(said.map(|(name, text)| format!("{name}:{}", escape(text))));
    if !event.url.is_empty() {
        lines.push(format!("URL:{}", event.url));
    }
    lines.push(format!("STATUS:{}", if event.cancelled { "CANCELLED" } else { "CONFIRMED" }));
    lines.push("END:VEVENT".to_owned());
    lines
}

fn plain(at: NaiveDateTime) -> String {
    at.format("%Y%m%dT%H%M%S").to_string()
}

/// An instant by the clock of its place.
fn moment(name: &str, at: NaiveDateTime, zone: Tz) -> String {
    let local = zone.from_utc_datetime(&at).naive_local();
    match zone.from_local_datetime(&local) {
        LocalResult::Single(_) => format!("{name};TZID={}:{}", zone.name(), plain(local)),
        LocalResult::Ambiguous(..) | LocalResult::None => format!("{name}:{}Z", plain(at)),
    }
}

fn seconds(zone: Tz, at: NaiveDateTime) -> i32 {
    zone.offset_from_utc_datetime(&at).fix().local_minus_utc()
}

/// The description of a clock between two instants: how it stands at first, and each time it is put forward or back.
fn clock(zone: Tz, (first, last): (NaiveDateTime, NaiveDateTime)) -> Vec<String> {
    let mut lines = vec!["BEGIN:VTIMEZONE".to_owned(), format!("TZID:{}", zone.name())];
    let begin = first.date().and_time(chrono::NaiveTime::MIN);
    lines.extend(standing(zone, begin, seconds(zone, begin)));
    let mut day = begin;
    while day < last {
        let next = day + TimeDelta::days(1);
        let (before, after) = (seconds(zone, day), seconds(zone, next));
        if before != after {
            lines.extend(standing(zone, change(zone, (day, next)), before));
        }
        day = next;
    }
    lines.push("END:VTIMEZONE".to_owned());
    lines
}

/// The second at which a clock is put forward or back, somewhere between two instants.
fn change(zone: Tz, (mut before, mut after): (NaiveDateTime, NaiveDateTime)) -> NaiveDateTime {
    let old = seconds(zone, before);
    while after - before > TimeDelta::seconds(1) {
        let middle = before + (after - before) / 2;
        let middle = DateTime::<Utc>::from_timestamp(middle.and_utc().timestamp(), 0)
            .map_or(after, |at| at.naive_utc());
        if seconds(zone, middle) == old { before = middle } else { after = middle }
    }
    after
}

fn standing(zone: Tz, at: NaiveDateTime, from: i32) -> Vec<String> {
    let offset = zone.offset_from_utc_datetime(&at);
    let summer = !offset.dst_offset().is_zero();
    let kind = if summer { "DAYLIGHT" } else { "STANDARD" };
    let name = offset.abbreviation().map_or_else(String::new, str::to_owned);
    vec![
        format!("BEGIN:{kind}"),
        format!("DTSTART:{}", plain(at + TimeDelta::seconds(i64::from(from)))),
        format!("TZOFFSETFROM:{}", east(from)),
        format!("TZOFFSETTO:{}", east(offset.fix().local_minus_utc())),
        format!("TZNAME:{}", if name.is_empty() { zone.name() } else { &name }),
        format!("END:{kind}"),
    ]
}

/// `+0200`, `-0930`
fn east(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap()
    }

    fn event(zone: Tz, starts: &str) -> Timed {
        Timed {
            uid: "1@exemple.example".into(),
            summary: "Déposer, décrire ; publier".into(),
            description: String::new(),
            location: String::new(),
            url: "https://exemple.example/sessions/1".into(),
            zone,
            span: (at(starts), at(starts) + TimeDelta::hours(3)),
            stamp: at("2026-01-01T00:00"),
            sequence: 2,
            cancelled: false,
        }
    }

    #[test]
    fn a_clock_is_described_to_the_second() {
        let file =
            write_timed("Formations", &[event(chrono_tz::Europe::Paris, "2026-03-24T13:00")]);
        assert!(file.contains("DTSTART;TZID=Europe/Paris:20260324T140000\r\n"), "{file}");
        let spring = "BEGIN:DAYLIGHT\r\nDTSTART:20260329T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST\r\n";
        let autumn = "BEGIN:STANDARD\r\nDTSTART:20261025T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nTZNAME:CET\r\n";
        assert!(file.contains(spring) && file.contains(autumn), "{file}");
        assert!(file.contains("SUMMARY:Déposer\\, décrire \\; publier\r\n"));
        assert!(file.lines().all(|line| line.len() <= 75));
    }

    #[test]
    fn places_without_summer_time_and_half_hours_are_right() {
        let file = write_timed("x", &[event(chrono_tz::Pacific::Marquesas, "2026-03-24T13:00")]);
        assert!(file.contains("TZOFFSETTO:-0930\r\n"), "{file}");
        assert!(file.contains("DTSTART;TZID=Pacific/Marquesas:20260324T033000\r\n"), "{file}");
        assert_eq!(file.matches("BEGIN:STANDARD").count(), 1);
    }

    #[test]
    fn an_hour_that_comes_twice_is_written_in_utc() {
        let file = write_timed("x", &[event(chrono_tz::Europe::Paris, "2026-10-25T00:30")]);
        assert!(file.contains("DTSTART:20261025T003000Z\r\n"), "{file}");
    }
}
