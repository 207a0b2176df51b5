//! Calendar files of others, read.

use ical::parser::Component;
use ical::parser::ical::component::{IcalCalendar, IcalEvent};
use ical::property::Property;
use serde::{Deserialize, Serialize};

use super::unescape;
use super::zones::{clock_like, clock_named};

/// Larger files and longer lines are not calendars of people.
const MAX_BYTES: usize = 5 * 1024 * 1024;
const MAX_LINE: usize = 64 * 1024;
/// Stands after a space that ends a line, which the reader would cut off. No calendar holds this sign (RFC 5545, 3.1).
const END_OF_SPACE: char = '\u{7f}';

/// Where a property stood is told by a parameter of its own.
const LINE: &str = "X-MAILLAGE-LINE";
const NUMBERED: [&str; 6] = ["DTSTART", "DTEND", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"];
/// Clocks of one file that are looked at.
const MOST_CLOCKS: usize = 50;

/// A moment as it is written, and the clock it names.
pub type Moment = (String, String);

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
    /// By which clocks, as they are named; by IANA's name where the file describes a clock that nobody knows by its own.
    pub starts_in: String,
    pub ends_in: String,
    /// Instead of an end.
    pub duration: String,
    /// By which rule it takes place again, and beside it.
    pub rule: String,
    pub added: Vec<Moment>,
    pub left_out: Vec<Moment>,
    /// Which of the times of another event it is, when it is one.
    pub instance: Moment,
    /// The times that are unlike the others: each an event with an `instance`.
    pub changes: Vec<Entry>,
    pub lines: Lines,
}

/// On which lines of the file things stand, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Lines {
    pub starts: usize,
    pub ends: usize,
    pub rule: usize,
    pub added: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("the file is larger than a calendar may be")]
    TooLarge,
    #[error("the file holds no calendar")]
    NoCalendar,
    /// Its days are not those of everybody here (RFC 7529).
    #[error("the file counts its days by another calendar")]
    OtherScale,
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
        let scale = calendar.get_property("CALSCALE").and_then(|one| one.value.as_deref());
        if scale.is_some_and(|scale| !scale.trim().eq_ignore_ascii_case("GREGORIAN")) {
            return Err(Unreadable::OtherScale);
        }
        let mut own: Vec<Entry> = calendar.events.iter().map(entry).collect();
        name_clocks(&calendar, &mut own);
        entries.extend(own);
    }
    if found { Ok(gathered(entries)) } else { Err(Unreadable::NoCalendar) }
}

fn entry(event: &IcalEvent) -> Entry {
    let property = |name: &str| event.get_property(name);
    let value = |name: &str| {
        let found = property(name).and_then(|property| property.value.as_deref());
        found.unwrap_or_default().trim_end_matches(END_OF_SPACE).to_owned()
    };
    let zone =
        |name: &str| property(name).map(|found| parameter(found, "TZID")).unwrap_or_default();
    let line = |name: &str| {
        let found = property(name).and_then(|found| parameter(found, LINE).parse().ok());
        found.unwrap_or_default()
    };
    let all = |name: &str| {
        event.properties.iter().filter(|one| one.name == name).flat_map(moments).collect()
    };
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
        rule: value("RRULE"),
        added: all("RDATE"),
        left_out: all("EXDATE"),
        instance: (value("RECURRENCE-ID"), zone("RECURRENCE-ID")),
        changes: Vec::new(),
        lines: Lines {
            starts: line("DTSTART"),
            ends: line("DTEND"),
            rule: line("RRULE"),
            added: line("RDATE"),
        },
    }
}

/// A parameter of a property, without its quotes.
fn parameter(property: &Property, name: &str) -> String {
    let params = property.params.iter().flatten();
    let found =
        params.filter(|(one, _)| one.eq_ignore_ascii_case(name)).find_map(|(_, all)| all.first());
    found.map(|value| value.trim_matches('"').to_owned()).unwrap_or_default()
}

fn moments(property: &Property) -> Vec<Moment> {
    let zone = parameter(property, "TZID");
    let values = property.value.as_deref().unwrap_or_default().split(',');
    values.map(|one| (one.trim_end_matches(END_OF_SPACE).trim().to_owned(), zone.clone())).collect()
}

/// Gives clocks that only the file knows the name of one that shows the same.
fn name_clocks(calendar: &IcalCalendar, entries: &mut [Entry]) {
    let year = |entry: &Entry| entry.starts.get(..4).and_then(|year| year.parse::<i32>().ok());
    let years: Vec<i32> =
        entries.iter().filter_map(year).filter(|year| (2_000..2_200).contains(year)).collect();
    let Some((first, last)) = years.iter().min().zip(years.iter().max()) else { return };
    // A rule may go on for two years.
    let years = (*first, (*last + 2).min(*first + 10));
    for clock in calendar.timezones.iter().take(MOST_CLOCKS) {
        let id = clock.get_property("TZID").and_then(|id| id.value.clone()).unwrap_or_default();
        if id.is_empty() || clock_named(&id).is_some() {
            continue;
        }
        let Some(known) = clock_like(clock, years) else { continue };
        let rename = |named: &mut String| {
            if *named == id {
                known.name().clone_into(named);
            }
        };
        for entry in entries.iter_mut() {
            let dates = entry.added.iter_mut().chain(&mut entry.left_out);
            let named = dates.chain([&mut entry.instance]).map(|(_, zone)| zone);
            named.chain([&mut entry.starts_in, &mut entry.ends_in]).for_each(rename);
        }
    }
}

/// Puts the times that are unlike the others to the event that they belong to.
fn gathered(entries: Vec<Entry>) -> Vec<Entry> {
    let (changed, mut all): (Vec<Entry>, Vec<Entry>) =
        entries.into_iter().partition(|entry| !entry.instance.0.is_empty());
    for change in changed {
        let whole = |one: &&mut Entry| one.uid == change.uid && !one.rule.is_empty();
        match all.iter_mut().find(whole) {
            Some(whole) => whole.changes.push(change),
            None => all.push(change),
        }
    }
    all
}

/// Lines as the reader wants them: unfolded, in UTF-8, names in capitals, without what it does not know.
fn prepare(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut unfolded: Vec<(usize, Vec<u8>)> = Vec::new();
    for (number, raw) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
        let raw = raw.strip_suffix(b"\r").unwrap_or(raw);
        match (raw.first(), unfolded.last_mut()) {
            (Some(b' ' | b'\t'), Some((_, line))) => line.extend_from_slice(&raw[1..]),
            _ => unfolded.push((number, raw.to_vec())),
        }
    }
    let mut out = String::with_capacity(bytes.len());
    let mut skipped: Option<(String, usize)> = None;
    for (number, line) in unfolded.iter().filter(|(_, line)| line.len() <= MAX_LINE) {
        let Some((name, line)) = content_line(&decode(line), *number) else { continue };
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

/// A line with its name in capitals, if it is one of a calendar; what may be at fault says on which line it stood.
fn content_line(line: &str, number: usize) -> Option<(String, String)> {
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
    let numbered =
        if NUMBERED.contains(&name.as_str()) { format!(";{LINE}={number}") } else { String::new() };
    Some((name.clone(), name + &numbered + &rest))
}
