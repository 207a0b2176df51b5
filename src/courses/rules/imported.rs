//! What an event of a calendar file is as a session, or why it can be none.

use std::collections::BTreeSet;

use chrono::{NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::Tz;
use serde::Serialize;

use super::{repeated, times};
use crate::Refusal;
use crate::calendar::{self, Entry, Unreadable, clock_named};
use crate::secret::sha256_hex;

pub const NO_UID: Refusal = Refusal::new("courses-import-no-uid");
pub const TWICE: Refusal = Refusal::new("courses-import-twice");
pub const CALLED_OFF: Refusal = Refusal::new("courses-import-called-off");
pub const WHOLE_DAY: Refusal = Refusal::new("courses-import-whole-day");
pub const NO_TIME: Refusal = Refusal::new("courses-import-no-time");
pub const NO_CLOCK: Refusal = Refusal::new("courses-import-no-clock");
pub const PAST: Refusal = Refusal::new("courses-import-past");

/// Events in one file, and its length in bytes.
const MOST_EVENTS: usize = 200;
const MOST_BYTES: usize = 256 * 1024;
/// The length of a calendar that is kept elsewhere for years, with all that is past.
pub const MOST_KEPT_BYTES: usize = 5 * 1024 * 1024;

pub const TOO_LARGE: Refusal = Refusal::new("courses-import-too-large");
pub const NO_CALENDAR: Refusal = Refusal::new("courses-import-no-calendar");
const KEPT_TOO_LARGE: Refusal = Refusal::new("courses-calendar-too-large");
const OTHER_SCALE: Refusal = Refusal::new("courses-import-other-scale");

/// The entries of a file, of which there are some and not too many.
pub fn entries(bytes: &[u8]) -> Result<Vec<Entry>, Refusal> {
    if bytes.len() > MOST_BYTES {
        return Err(TOO_LARGE);
    }
    let entries = read(bytes)?;
    check_few(&entries)?;
    Ok(entries)
}

fn read(bytes: &[u8]) -> Result<Vec<Entry>, Refusal> {
    calendar::read(bytes).map_err(|why| match why {
        Unreadable::OtherScale => OTHER_SCALE,
        Unreadable::TooLarge => TOO_LARGE,
        Unreadable::NoCalendar => NO_CALENDAR,
    })
}

/// What a calendar that is kept elsewhere says now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub events: Vec<Event>,
    /// The hashes of what it calls the events that are called off.
    pub called_off: Vec<String>,
}

/// The sessions of a calendar that is kept elsewhere, of which there are not too many: what is past, or can be no session,
/// does not count.
pub fn kept(bytes: &[u8], zone: Tz, now: NaiveDateTime) -> Result<Kept, Refusal> {
    if bytes.len() > MOST_KEPT_BYTES {
        return Err(KEPT_TOO_LARGE);
    }
    let entries = read(bytes)?;
    if entries.is_empty() {
        return Err(NO_CALENDAR);
    }
    let events: Vec<Event> = events(&entries, zone, now).into_iter().flatten().collect();
    if events.len() > MOST_EVENTS {
        return Err(KEPT_TOO_LARGE);
    }
    // One meeting of several that is called off calls off no other.
    let off = entries.iter().filter(|one| is_called_off(one) && one.instance.0.is_empty());
    let off = off.map(|one| sha256_hex(one.uid.as_bytes()));
    let called_off = off.filter(|uid| !events.iter().any(|one| one.uid_sha256 == *uid)).collect();
    Ok(Kept { events, called_off })
}

fn is_called_off(entry: &Entry) -> bool {
    entry.status.eq_ignore_ascii_case("cancelled")
}

/// Whether there is one, and not more than anybody would look through.
pub fn check_few(entries: &[Entry]) -> Result<(), Refusal> {
    match entries.len() {
        0 => Err(NO_CALENDAR),
        n if n > MOST_EVENTS => Err(TOO_LARGE),
        _ => Ok(()),
    }
}

/// Why an event is no session: what is wrong, on which line of the file, with what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub refusal: Refusal,
    pub line: usize,
    pub named: String,
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, line: 0, named: String::new() }
    }
}

pub(super) fn fault(refusal: Refusal, line: usize, named: &str) -> Fault {
    Fault { refusal, line, named: self::line(named, 80) }
}

/// An event as a session is planned of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    pub uid_sha256: String,
    pub sequence: i32,
    pub title: String,
    pub place: String,
    /// Where one takes part from afar; then there need be no place.
    pub join_url: String,
    pub zone: String,
    /// By the clock of that zone, the first one first; one unless it repeats.
    pub meetings: Vec<(NaiveDateTime, NaiveDateTime)>,
    /// Whether the file says all the meetings there are, and not only the first.
    pub repeats: bool,
}

impl Event {
    pub fn is_online(&self) -> bool {
        self.place.is_empty()
    }

    /// The same for the same session.
    pub fn digest(&self) -> String {
        let (title, place, url, zone) = (&self.title, &self.place, &self.join_url, &self.zone);
        let said = match self.meetings.as_slice() {
            [(starts, ends)] if !self.repeats => {
                serde_json::to_string(&(title, place, url, zone, starts, ends))
            }
            all => serde_json::to_string(&(title, place, url, zone, all)),
        };
        sha256_hex(said.unwrap_or_default().as_bytes())
    }
}

/// The events of a file, each as a session or with what is wrong with it. `zone` is the clock of those that name none.
pub fn events(entries: &[Entry], zone: Tz, now: NaiveDateTime) -> Vec<Result<Event, Fault>> {
    let mut seen = BTreeSet::new();
    let one = |entry: &Entry| {
        if !entry.uid.is_empty() && !seen.insert(entry.uid.clone()) {
            return Err(TWICE.into());
        }
        event(entry, zone, now)
    };
    entries.iter().map(one).collect()
}

fn event(entry: &Entry, zone: Tz, now: NaiveDateTime) -> Result<Event, Fault> {
    if entry.uid.trim().is_empty() {
        return Err(NO_UID.into());
    }
    if is_called_off(entry) {
        return Err(CALLED_OFF.into());
    }
    let first = Times::of(entry, zone)?;
    let spans = repeated::spans(entry, &first, zone)?;
    let own = first.planned;
    let local = |at| times::local(at, own).naive_local();
    let meetings: Vec<_> = spans.iter().map(|(from, to)| (local(*from), local(*to))).collect();
    for meeting in &meetings {
        times::span(*meeting, own)?;
    }
    times::check_apart(&spans)?;
    if spans.last().is_none_or(|(starts, _)| *starts <= now) {
        return Err(PAST.into());
    }
    let (place, join_url) = place(entry);
    Ok(Event {
        uid_sha256: sha256_hex(entry.uid.as_bytes()),
        sequence: entry.sequence,
        title: line(&entry.summary, 200),
        place,
        join_url,
        zone: own.name().to_owned(),
        meetings,
        repeats: !entry.rule.is_empty() || !entry.added.is_empty(),
    })
}

/// When an event begins and ends.
pub(super) struct Times {
    /// As it is written, and by which clock.
    pub local: NaiveDateTime,
    pub clock: Tz,
    /// The clock by which a session there is planned: its own where sessions are given by it, else the one that was chosen.
    planned: Tz,
    pub span: (NaiveDateTime, NaiveDateTime),
}

impl Times {
    pub fn of(entry: &Entry, zone: Tz) -> Result<Self, Fault> {
        let (local, clock) = moment((&entry.starts, &entry.starts_in), zone, entry.lines.starts)?;
        let starts = instant(local, clock)?;
        let ends = match (entry.ends.as_str(), length(&entry.duration)) {
            ("", Some(length)) => starts + length,
            ("", None) => return Err(NO_TIME.into()),
            (ends, _) => {
                let (local, clock) = moment((ends, &entry.ends_in), zone, entry.lines.ends)?;
                instant(local, clock)?
            }
        };
        // What is told in UTC says nothing of where it is.
        let is_utc = entry.starts.trim().ends_with(['Z', 'z']);
        let planned = Some(clock).filter(|_| !is_utc).and_then(|clock| times::zone(clock.name()));
        Ok(Self { local, clock, planned: planned.unwrap_or(zone), span: (starts, ends) })
    }
}

/// A text on one line, without what nobody sees.
fn line(text: &str, most: usize) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words: Vec<_> = plain.split_whitespace().collect();
    words.join(" ").chars().take(most).collect()
}

/// Where it is, and the link by which one takes part from afar.
fn place(entry: &Entry) -> (String, String) {
    let place = line(&entry.location, 300);
    let url = |text: &str| {
        let plain = text.chars().all(|c| !c.is_whitespace() && !c.is_control());
        text.starts_with("https://") && plain && (12..=1_000).contains(&text.len())
    };
    match (url(&place), url(entry.url.trim())) {
        (true, _) => (String::new(), place),
        (false, true) => (place, entry.url.trim().to_owned()),
        (false, false) => (place, String::new()),
    }
}

/// What a file writes for a moment, and the clock by which it means it.
pub(super) fn moment(
    (typed, named): (&str, &str),
    zone: Tz,
    at: usize,
) -> Result<(NaiveDateTime, Tz), Fault> {
    let typed = typed.trim();
    if typed.len() == 8 && typed.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(WHOLE_DAY.into());
    }
    let (digits, utc) = match typed.strip_suffix(['Z', 'z']) {
        Some(digits) => (digits, true),
        None => (typed, false),
    };
    let local = NaiveDateTime::parse_from_str(digits, "%Y%m%dT%H%M%S").map_err(|_| NO_TIME)?;
    if !(2_000..2_200).contains(&chrono::Datelike::year(&local)) {
        return Err(NO_TIME.into());
    }
    let clock = match named.trim_matches(['"', ' ', '/']) {
        _ if utc => chrono_tz::UTC,
        "" => zone,
        named => clock_named(named).ok_or_else(|| fault(NO_CLOCK, at, named))?,
    };
    Ok((local, clock))
}

/// The instant that a clock shows so: of an hour that it shows twice, the first.
pub(super) fn instant(local: NaiveDateTime, clock: Tz) -> Result<NaiveDateTime, Refusal> {
    let found = clock.from_local_datetime(&local).earliest();
    found.map(|at| at.naive_utc()).ok_or(times::NO_SUCH_TIME)
}

/// `PT1H30M`, `P1DT2H`
fn length(typed: &str) -> Option<TimeDelta> {
    let rest = typed.trim().trim_start_matches('+').strip_prefix('P')?;
    let (mut minutes, mut number, mut in_day) = (0_i64, String::new(), false);
    for c in rest.chars() {
        let factor = match (c, in_day) {
            ('0'..='9', _) => {
                number.push(c);
                continue;
            }
            ('T', false) => {
                in_day = true;
                continue;
            }
            ('W', false) => 7 * 24 * 60,
            ('D', false) => 24 * 60,
            ('H', true) => 60,
            ('M', true) => 1,
            ('S', true) => 0,
            _ => return None,
        };
        let count: i64 = number.parse().ok().filter(|count| *count < 100_000)?;
        minutes += factor * count;
        number.clear();
    }
    (number.is_empty() && minutes > 0).then(|| TimeDelta::minutes(minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(starts: &str, zone: &str, ends: &str) -> Entry {
        Entry {
            uid: "1@x".into(),
            summary: "Déposer\nses données".into(),
            starts: starts.into(),
            starts_in: zone.into(),
            ends: ends.into(),
            ends_in: zone.into(),
            ..Entry::default()
        }
    }

    fn read(entry: &Entry) -> Result<String, Refusal> {
        let now = NaiveDateTime::parse_from_str("2026-03-01 00:00", "%Y-%m-%d %H:%M").unwrap();
        let one = event(entry, chrono_tz::Europe::Paris, now).map_err(|fault| fault.refusal)?;
        let said = |(starts, ends): &(NaiveDateTime, NaiveDateTime)| {
            format!("{} {}", starts.format("%m-%dT%H:%M"), ends.format("%H:%M"))
        };
        let all: Vec<_> = one.meetings.iter().map(said).collect();
        Ok(format!("{} {}", all.join(", "), one.zone))
    }

    #[test]
    fn the_clock_of_an_event_is_heeded_however_it_is_named() {
        let at = |zone| read(&entry("20260324T140000", zone, "20260324T160000"));
        assert_eq!(at(""), Ok("03-24T14:00 16:00 Europe/Paris".into()));
        assert_eq!(at("Indian/Reunion"), Ok("03-24T14:00 16:00 Indian/Reunion".into()));
        assert_eq!(at("Romance Standard Time"), Ok("03-24T14:00 16:00 Europe/Paris".into()));
        assert_eq!(at("Europe/London"), Ok("03-24T15:00 17:00 Europe/Paris".into()));
        assert_eq!(
            at("/freeassociation.sourceforge.net/Europe/Paris"),
            Ok("03-24T14:00 16:00 Europe/Paris".into())
        );
        assert_eq!(at("Chez moi"), Err(NO_CLOCK));
        let utc = entry("20260324T130000Z", "", "20260324T150000Z");
        assert_eq!(read(&utc), Ok("03-24T14:00 16:00 Europe/Paris".into()));
    }

    #[test]
    fn what_is_no_meeting_says_why() {
        let paris = |starts, ends| read(&entry(starts, "Europe/Paris", ends));
        assert_eq!(paris("20260324", "20260325"), Err(WHOLE_DAY));
        assert_eq!(paris("demain", ""), Err(NO_TIME));
        assert_eq!(paris("20260324T140000", ""), Err(NO_TIME));
        assert_eq!(paris("20260329T023000", "20260329T040000"), Err(times::NO_SUCH_TIME));
        assert_eq!(paris("20260324T140000", "20260324T130000"), Err(times::ENDS_FIRST));
        assert_eq!(paris("20260324T140000", "20260326T130000"), Err(times::TOO_LONG));
        assert_eq!(paris("20250324T140000", "20250324T150000"), Err(PAST));
        assert_eq!(paris("99990324T140000", "99990324T150000"), Err(NO_TIME));
        let good = entry("20260324T140000", "", "20260324T150000");
        assert_eq!(read(&Entry { uid: " ".into(), ..good.clone() }), Err(NO_UID));
        assert_eq!(read(&Entry { status: "CANCELLED".into(), ..good.clone() }), Err(CALLED_OFF));
        let lasting = Entry { ends: String::new(), duration: "PT1H30M".into(), ..good };
        assert_eq!(read(&lasting), Ok("03-24T14:00 15:30 Europe/Paris".into()));
    }

    #[test]
    fn a_length_is_read_or_is_none() {
        let minutes = |typed| length(typed).map(|length| length.num_minutes());
        assert_eq!(minutes("P1DT2H"), Some(26 * 60));
        assert_eq!(minutes("P1W"), Some(7 * 24 * 60));
        for bad in ["", "P", "PT", "1H", "PT1", "PT-1H", "PT99999999999999999999H", "PTH"] {
            assert_eq!(minutes(bad), None, "{bad}");
        }
    }
}
