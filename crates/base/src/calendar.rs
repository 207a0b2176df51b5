//! Calendar files (RFC 5545), written and read.
//!
//! The `ical` crate gives the object model and the reader. Its generator folds by characters and escapes nothing, so
//! writing is ours: text escaped, lines folded at 75 octets, line ends CRLF. Reading prepares the bytes first (folds,
//! byte-order mark, Latin-1, unknown components), because one odd line would otherwise lose the whole file.

mod clock;
mod invitation;
mod read;
mod recurrence;
mod timed;
mod zones;

use chrono::{Days, NaiveDate, NaiveDateTime};
use ical::parser::ical::component::{IcalCalendar, IcalEvent};
use ical::property::Property;

pub use invitation::{Invitation, Method, sender, uid};
pub use read::{Entry, Lines, Moment, Unreadable, read};
pub use recurrence::{Rule, Until};
pub use timed::{Kind, Mailbox, Status, Timed, write_timed};
pub use zones::clock_named;

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

const FOLD_AT: usize = 75;

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
