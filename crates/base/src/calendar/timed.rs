//! What has a beginning and an end by the clock of a place. The file describes the clock, so that programs need not know the
//! place.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use chrono_tz::Tz;

use super::clock::{AROUND, describe, moment, plain};
use super::{escape, fold, parameter};

/// Whether a meeting takes place, for whom the file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Confirmed,
    /// They do not know yet whether they take part.
    Tentative,
    Cancelled,
}

/// A name and an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    pub name: String,
    pub email: String,
}

/// A meeting of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timed {
    /// Stable for ever: calendars recognise it by this.
    pub uid: String,
    /// The first of the meetings that it belongs with, when it is not that one.
    pub follows: Option<String>,
    pub summary: String,
    pub description: String,
    pub location: String,
    pub url: String,
    pub zone: Tz,
    /// In UTC.
    pub span: (NaiveDateTime, NaiveDateTime),
    /// When it was last changed, in UTC.
    pub stamp: NaiveDateTime,
    /// How often its time or its place changed.
    pub sequence: i32,
    pub status: Status,
    pub organizer: Option<Mailbox>,
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind<'a> {
    /// Programs read it again and again, from this address where anybody may know it.
    Feed { name: &'a str, source: Option<&'a str> },
    /// Somebody puts it into their calendar once.
    Published { name: &'a str },
    /// It is sent to somebody who takes part, or did (RFC 5546), by an address; or who is asked to come, and has not answered.
    Message { method: &'a str, to: &'a Mailbox, sent_by: &'a str, asks: bool, optional: bool },
}

/// A calendar with these events, as the bytes of a file: the same events give the same bytes.
pub fn write_timed(kind: Kind<'_>, events: &[Timed]) -> String {
    let mut out = String::with_capacity(1_024 + events.len() * 640);
    let mut put = |line: &str| fold(line, &mut out);
    put("BEGIN:VCALENDAR");
    put("VERSION:2.0");
    put("PRODID:-//Maillage//Calendar 1//EN");
    put("CALSCALE:GREGORIAN");
    head(kind).iter().for_each(|line| put(line));
    let mut zones: BTreeMap<&str, (Tz, NaiveDateTime, NaiveDateTime)> = BTreeMap::new();
    for event in events {
        let of = zones.entry(event.zone.name()).or_insert((event.zone, event.span.0, event.span.1));
        (of.1, of.2) = (of.1.min(event.span.0), of.2.max(event.span.1));
    }
    for (zone, first, last) in zones.into_values() {
        describe(zone, (first - AROUND, last + AROUND)).iter().for_each(|line| put(line));
    }
    for event in events {
        lines(event, kind).iter().for_each(|line| put(line));
    }
    put("END:VCALENDAR");
    out
}

fn head(kind: Kind<'_>) -> Vec<String> {
    match kind {
        Kind::Feed { name, source } => {
            let mut lines =
                vec![format!("NAME:{}", escape(name)), format!("X-WR-CALNAME:{}", escape(name))];
            lines.extend(source.map(|source| format!("SOURCE;VALUE=URI:{source}")));
            lines.extend(
                ["REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H"].map(str::to_owned),
            );
            lines
        }
        Kind::Published { name } => {
            vec!["METHOD:PUBLISH".to_owned(), format!("X-WR-CALNAME:{}", escape(name))]
        }
        Kind::Message { method, .. } => vec![format!("METHOD:{method}")],
    }
}

fn lines(event: &Timed, kind: Kind<'_>) -> Vec<String> {
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
    lines.extend(event.follows.iter().map(|uid| format!("RELATED-TO:{}", escape(uid))));
    let status = match event.status {
        Status::Confirmed => "CONFIRMED",
        Status::Tentative => "TENTATIVE",
        Status::Cancelled => "CANCELLED",
    };
    lines.push(format!("STATUS:{status}"));
    lines.extend(people(event, kind));
    lines.push("END:VEVENT".to_owned());
    lines
}

/// Who gives it, and whom the file is sent to. Nobody is told who else takes part.
fn people(event: &Timed, kind: Kind<'_>) -> Vec<String> {
    let (to, sent_by, asks, optional) = match kind {
        Kind::Feed { .. } | Kind::Published { .. } => (None, "", false, false),
        Kind::Message { to, sent_by, asks, optional, .. } => (Some(to), sent_by, asks, optional),
    };
    let mut lines = Vec::new();
    if let Some(one) = &event.organizer {
        let by = match sent_by {
            "" => String::new(),
            by if by == one.email => String::new(),
            by => format!(";SENT-BY=\"{}\"", mailto(by)),
        };
        lines.push(format!("ORGANIZER;CN={}{by}:{}", parameter(&one.name), mailto(&one.email)));
    }
    if let Some(one) = to {
        // Who enrols has said yes: nothing is left to be answered. Who is convened answers on the site, not by mail.
        let part = if asks { "NEEDS-ACTION" } else { "ACCEPTED" };
        let role = if optional { "OPT-PARTICIPANT" } else { "REQ-PARTICIPANT" };
        lines.push(format!(
            "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE={role};PARTSTAT={part};RSVP=FALSE;CN={}:{}",
            parameter(&one.name),
            mailto(&one.email)
        ));
    }
    lines
}

/// An address as a URI (RFC 6068).
fn mailto(email: &str) -> String {
    let mut out = String::from("mailto:");
    for byte in email.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out.push(char::from(byte)),
            b'@' | b'.' | b'-' | b'_' | b'~' | b'+' | b'!' | b'$' | b'\'' | b'*' | b'=' => {
                out.push(char::from(byte));
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap()
    }

    fn write(zone: Tz, starts: &str) -> String {
        let event = Timed {
            uid: "1@exemple.example".into(),
            follows: None,
            summary: "Déposer, décrire ; publier".into(),
            description: String::new(),
            location: String::new(),
            url: "https://exemple.example/sessions/1".into(),
            zone,
            span: (at(starts), at(starts) + TimeDelta::hours(3)),
            stamp: at("2026-01-01T00:00"),
            sequence: 2,
            status: Status::Confirmed,
            organizer: None,
        };
        let source = Some("https://exemple.example/calendar.ics");
        write_timed(Kind::Feed { name: "Formations", source }, &[event])
    }

    #[test]
    fn a_clock_is_described_by_its_rule() {
        let file = write(chrono_tz::Europe::Paris, "2026-03-24T13:00");
        assert!(file.contains("DTSTART;TZID=Europe/Paris:20260324T140000\r\n"), "{file}");
        let spring = "BEGIN:DAYLIGHT\r\nDTSTART:20250330T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST\r\n\
            RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n";
        let autumn = "BEGIN:STANDARD\r\nDTSTART:20251026T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nTZNAME:CET\r\n\
            RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n";
        assert!(file.contains(spring) && file.contains(autumn), "{file}");
        assert!(file.contains("SUMMARY:Déposer\\, décrire \\; publier\r\n"));
        assert!(file.lines().all(|line| line.len() <= 75));
        let miquelon = write(chrono_tz::America::Miquelon, "2026-03-24T13:00");
        assert!(miquelon.contains("RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\r\n"), "{miquelon}");
        assert!(miquelon.contains("RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU\r\n"), "{miquelon}");
    }

    #[test]
    fn places_without_summer_time_and_half_hours_are_right() {
        let file = write(chrono_tz::Pacific::Marquesas, "2026-03-24T13:00");
        assert!(file.contains("TZOFFSETTO:-0930\r\n"), "{file}");
        assert!(file.contains("DTSTART;TZID=Pacific/Marquesas:20260324T033000\r\n"), "{file}");
        assert_eq!(file.matches("BEGIN:STANDARD").count(), 1);
    }

    #[test]
    fn changes_that_follow_no_rule_are_written_one_by_one() {
        let file = write(chrono_tz::Africa::Casablanca, "2026-03-24T13:00");
        assert!(!file.contains("RRULE"), "{file}");
        assert!(file.matches("TZOFFSETFROM:+0100").count() > 2, "{file}");
    }

    #[test]
    fn an_hour_that_comes_twice_is_written_in_utc() {
        let file = write(chrono_tz::Europe::Paris, "2026-10-25T00:30");
        assert!(file.contains("DTSTART:20261025T003000Z\r\n"), "{file}");
    }

    #[test]
    fn an_address_cannot_add_anything() {
        assert_eq!(mailto("a+b@x.example"), "mailto:a+b@x.example");
        assert_eq!(mailto("a?cc=b\r\n@x"), "mailto:a%3Fcc=b%0D%0A@x");
    }
}
