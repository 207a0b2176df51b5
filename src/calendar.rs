//! Calendar files (RFC 5545), written and read.
//!
//! The `ical` crate gives the object model and the reader. Its generator folds by characters and escapes nothing, so
//! writing is ours: text escaped, lines folded at 75 octets, line ends CRLF. Reading prepares the bytes first (folds,
//! byte-order mark, Latin-1, unknown components), because one odd line would otherwise lose the whole file.

mod clock;
mod invitation;
mod timed;

use chrono::{Days, NaiveDate, NaiveDateTime};
use ical::parser::Component;
use ical::parser::ical::component::{IcalCalendar, IcalEvent};
use ical::property::Property;
use serde::{Deserialize, Serialize};

pub use invitation::{Invitation, Method, sender, uid};
pub use timed::{Kind, Mailbox, Status, Timed, write_timed};

/// Something that lasts whole days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllDay {
    /// Stable for ever: calendars recognise an event by it.
    pub uid: String,
    pub summary: String,
    pub description: String,
    /// The first and the last day.
    pub days: (NaiveDate, NaiveDate),
    /// When the event was last changed, in UTC.
    pub stamp: NaiveDateTime,
}

/// Larger files and longer lines are not calendars of people.
const MAX_BYTES: usize = 5 * 1024 * 1024;
const MAX_LINE: usize = 64 * 1024;
const FOLD_AT: usize = 75;
/// Stands after a space that ends a line, which the reader would cut off. No calendar holds this sign (RFC 5545, 3.1).
const END_OF_SPACE: char = '\u{7f}';

/// A calendar called `name` with these events, as the bytes of a file.
pub fn write(name: &str, events: &[AllDay]) -> String {
    let mut calendar = IcalCalendar::new();
    calendar.properties = vec![
        plain("VERSION", "2.0"),
        plain("PRODID", "-//Maillage//Calendar 1//EN"),
        plain("CALSCALE", "GREGORIAN"),
        text("X-WR-CALNAME", name),
    ];
    calendar.events = events.iter().map(event).collect();
    emit(&calendar)
}

fn event(day: &AllDay) -> IcalEvent {
    let (first, last) = day.days;
    let date = |name: &str, day: NaiveDate| Property {
        params: Some(vec![("VALUE".into(), vec!["DATE".into()])]),
        ..plain(name, &day.format("%Y%m%d").to_string())
    };
    let mut event = IcalEvent::new();
    event.properties = vec![
        text("UID", &day.uid),
        plain("DTSTAMP", &day.stamp.format("%Y%m%dT%H%M%SZ").to_string()),
        date("DTSTART", first),
        // The end of an all-day event is the first day after it (RFC 5545, 3.6.1).
        date("DTEND", last + Days::new(1)),
        text("SUMMARY", &day.summary),
        text("DESCRIPTION", &day.description),
        plain("TRANSP", "TRANSPARENT"),
    ];
    event
}

fn plain(name: &str, value: &str) -> Property {
    Property { name: name.to_owned(), params: None, value: Some(value.to_owned()) }
}

fn text(name: &str, value: &str) -> Property {
    plain(name, &escape(value))
}

/// Text as a value (RFC 5545, 3.3.11). Control characters, which no calendar may hold, are left out.
fn escape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.replace("\r\n", "\n").replace('\r', "\n").chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// The text that a value stands for.
pub fn unescape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(other) => out.push(other),
                None => out.push('\\'),
            },
            (c, false) => out.push(c),
        }
    }
    out
}

fn emit(calendar: &IcalCalendar) -> String {
    let mut out = String::new();
    fold("BEGIN:VCALENDAR", &mut out);
    calendar.properties.iter().for_each(|property| fold(&line(property), &mut out));
    for event in &calendar.events {
        fold("BEGIN:VEVENT", &mut out);
        event.properties.iter().for_each(|property| fold(&line(property), &mut out));
        fold("END:VEVENT", &mut out);
    }
    fold("END:VCALENDAR", &mut out);
    out
}

fn line(property: &Property) -> String {
    let mut line = property.name.clone();
    for (name, values) in property.params.iter().flatten() {
        let values: Vec<_> = values.iter().map(|value| parameter(value)).collect();
        line.push_str(&format!(";{name}={}", values.join(",")));
    }
    line.push(':');
    line.push_str(property.value.as_deref().unwrap_or_default());
    line
}

/// A parameter's value: signs that would end it are encoded (RFC 6868) or stand between quotes.
fn parameter(value: &str) -> String {
    let safe = value.replace('^', "^^").replace('"', "^'").replace('\n', "^n");
    let safe: String = safe.chars().filter(|c| !c.is_control()).collect();
    if safe.contains([',', ';', ':']) { format!("\"{safe}\"") } else { safe }
}

/// Writes a line in pieces of at most 75 octets, never cutting a character or an escape in two.
fn fold(line: &str, out: &mut String) {
    let (mut used, mut chars) = (0, line.chars().peekable());
    while let Some(c) = chars.next() {
        let mut piece = String::from(c);
        if c == '\\' {
            piece.extend(chars.next());
        }
        if used + piece.len() > FOLD_AT {
            out.push_str("\r\n ");
            used = 1;
        }
        used += piece.len();
        out.push_str(&piece);
    }
    out.push_str("\r\n");
}

/// An event as a file tells it: its texts decoded, its times as they are written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    pub uid: String,
    pub sequence: i32,
    pub status: String,
    pub summary: String,
    pub description: String,
    pub location: String,
    pub url: String,
    pub starts: String,
    pub ends: String,
    /// By which clocks, as they are named.
    pub starts_in: String,
    pub ends_in: String,
    /// Instead of an end.
    pub duration: String,
    /// Whether it takes place again and again.
    pub recurs: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("the file is larger than a calendar may be")]
    TooLarge,
    #[error("the file holds no calendar")]
    NoCalendar,
}

/// The events of every calendar in a file.
pub fn read(bytes: &[u8]) -> Result<Vec<Entry>, Unreadable> {
    if bytes.len() > MAX_BYTES {
        return Err(Unreadable::TooLarge);
    }
    let prepared = prepare(bytes);
    let (mut entries, mut found) = (Vec::new(), false);
    for calendar in ical::IcalParser::new(prepared.as_bytes()).flatten() {
        found = true;
        entries.extend(calendar.events.iter().map(entry));
    }
    if found { Ok(entries) } else { Err(Unreadable::NoCalendar) }
}

fn entry(event: &IcalEvent) -> Entry {
    let value = |name: &str| {
        let found = event.get_property(name).and_then(|property| property.value.as_deref());
        found.unwrap_or_default().trim_end_matches(END_OF_SPACE).to_owned()
    };
    let zone = |name: &str| {
        let params = event.get_property(name).and_then(|property| property.params.as_ref());
        let named = params.and_then(|params| {
            params.iter().find(|(name, _)| name.eq_ignore_ascii_case("TZID"))?.1.first()
        });
        named.map(|named| named.trim_matches('"').to_owned()).unwrap_or_default()
    };
    let recurs = ["RRULE", "RDATE", "RECURRENCE-ID"];
    Entry {
        uid: unescape(&value("UID")),
        sequence: value("SEQUENCE").trim().parse().unwrap_or_default(),
        status: value("STATUS").trim().to_owned(),
        summary: unescape(&value("SUMMARY")),
        description: unescape(&value("DESCRIPTION")),
        location: unescape(&value("LOCATION")),
        url: value("URL"),
        starts: value("DTSTART"),
        ends: value("DTEND"),
        starts_in: zone("DTSTART"),
        ends_in: zone("DTEND"),
        duration: value("DURATION"),
        recurs: recurs.iter().any(|name| event.get_property(name).is_some()),
    }
}

/// Lines as the reader wants them: unfolded, in UTF-8, names in capitals, without what it does not know.
fn prepare(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut unfolded: Vec<Vec<u8>> = Vec::new();
    for raw in bytes.split(|byte| *byte == b'\n') {
        let raw = raw.strip_suffix(b"\r").unwrap_or(raw);
        match (raw.first(), unfolded.last_mut()) {
            (Some(b' ' | b'\t'), Some(line)) => line.extend_from_slice(&raw[1..]),
            _ => unfolded.push(raw.to_vec()),
        }
    }
    let mut out = String::with_capacity(bytes.len());
    let mut skipped: Option<(String, usize)> = None;
    for line in unfolded.iter().filter(|line| line.len() <= MAX_LINE) {
        let Some((name, line)) = content_line(&decode(line)) else { continue };
        let component = line.split_once(':').map_or("", |(_, value)| value).trim().to_uppercase();
        if within(&mut skipped, &name, &component) {
            continue;
        }
        out.push_str(&line);
        if line.ends_with(char::is_whitespace) {
            out.push(END_OF_SPACE);
        }
        out.push_str("\r\n");
    }
    out
}

/// Whether a line belongs to a component that the reader would refuse; keeps count of its depth.
fn within(skipped: &mut Option<(String, usize)>, name: &str, component: &str) -> bool {
    const KNOWN: [&str; 10] = [
        "VCALENDAR",
        "VEVENT",
        "VALARM",
        "VTODO",
        "VJOURNAL",
        "VFREEBUSY",
        "VTIMEZONE",
        "STANDARD",
        "DAYLIGHT",
        "",
    ];
    match (skipped.as_mut(), name) {
        (Some((skipping, depth)), "BEGIN") => {
            *depth += usize::from(skipping == component);
            true
        }
        (Some((skipping, depth)), "END") if skipping == component => {
            *depth -= 1;
            if *depth == 0 {
                *skipped = None;
            }
            true
        }
        (Some(_), _) => true,
        (None, "BEGIN") if !KNOWN.contains(&component) => {
            *skipped = Some((component.to_owned(), 1));
            true
        }
        (None, _) => false,
    }
}

/// UTF-8, or else Latin-1, as old programs write.
fn decode(line: &[u8]) -> String {
    match std::str::from_utf8(line) {
        Ok(text) => text.to_owned(),
        Err(_) => line.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// The reader drops a colon with which a value begins; escaped, it stays.
fn keep_leading_colon(rest: &str) -> String {
    let mut quoted = false;
    let end = rest.find(|c: char| {
        quoted ^= c == '"';
        c == ':' && !quoted
    });
    match end.map(|end| rest.split_at(end + 1)) {
        Some((before, value)) if value.starts_with(':') => format!("{before}\\{value}"),
        _ => rest.to_owned(),
    }
}

/// A line with its name in capitals, if it is one of a calendar.
fn content_line(line: &str) -> Option<(String, String)> {
    let end = line.find([':', ';'])?;
    let (name, rest) = line.split_at(end);
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if !is_name || !rest.contains(':') {
        return None;
    }
    let name = name.to_uppercase();
    let rest = keep_leading_colon(rest);
    let rest =
        if matches!(name.as_str(), "BEGIN" | "END") { rest.trim().to_uppercase() } else { rest };
    Some((name.clone(), name + &rest))
}
