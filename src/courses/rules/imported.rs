//! What an event of a calendar file is as a session, or why it can be none.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use chrono_tz::Tz;
use serde::Serialize;

use super::times::{Fold, Folds};
use super::when::{Times, Twice, meant};
use super::{repeated, times};
use crate::Refusal;
use crate::calendar::{self, Entry, Unreadable};
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
    let events = by_night(&entries, zone, now);
    if events.len() > MOST_EVENTS {
        return Err(KEPT_TOO_LARGE);
    }
    // One meeting of several that is called off calls off no other.
    let off = entries.iter().filter(|one| is_called_off(one) && one.instance.0.is_empty());
    let off = off.map(|one| sha256_hex(one.uid.as_bytes()));
    let called_off = off.filter(|uid| !events.iter().any(|one| one.uid_sha256 == *uid)).collect();
    Ok(Kept { events, called_off })
}

/// The events that can be sessions when nobody can be asked which of two equal hours is meant: the first, as calendars have
/// it. Who chose the other one by hand is not contradicted.
fn by_night(entries: &[Entry], zone: Tz, now: NaiveDateTime) -> Vec<Event> {
    let read = |starts, ends| {
        let said = vec![(Some(starts), Some(ends)); entries.len()];
        events_said(entries, &said, zone, now).into_iter()
    };
    let others = read(Fold::First, Fold::Second).zip(read(Fold::Second, Fold::Second));
    let one = |(first, (late, second)): (Result<Event, Fault>, _)| {
        let first = first.ok()?;
        let digest = first.digest();
        let others = [late, second].into_iter().flatten().map(|one: Event| one.digest());
        Some(Event { or: others.filter(|other| *other != digest).collect(), ..first })
    };
    read(Fold::First, Fold::First).zip(others).filter_map(one).collect()
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
    /// The hours of which it must be said which ones they are.
    pub twice: Twice,
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, line: 0, named: String::new(), twice: Twice::default() }
    }
}

pub(super) fn fault(refusal: Refusal, line: usize, named: &str) -> Fault {
    Fault { line, named: self::line(named, 80), ..Fault::from(refusal) }
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
    /// Which ones their hours are, where that clock shows them twice.
    #[serde(skip)]
    pub folds: Vec<Folds>,
    /// Whether the file says all the meetings there are, and not only the first.
    pub repeats: bool,
    /// The digests that it has if other ones of equal hours are meant, where nobody was asked.
    #[serde(skip)]
    pub or: Vec<String>,
}

impl Event {
    pub fn is_online(&self) -> bool {
        self.place.is_empty()
    }

    /// The same for the same session.
    pub fn digest(&self) -> String {
        let (title, place, url, zone) = (&self.title, &self.place, &self.join_url, &self.zone);
        let said = match self.meetings.as_slice() {
            all if self.folds.iter().any(|one| *one != (None, None)) => {
                let which = |one: &Folds| [one.0, one.1].map(|fold| fold.map(Fold::as_str));
                let which: Vec<_> = self.folds.iter().map(which).collect();
                serde_json::to_string(&(title, place, url, zone, all, which))
            }
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
    events_said(entries, &[], zone, now)
}

/// The same, when it is said of some, by their place in the file, which ones hours are that the clock shows twice.
pub fn events_said(
    entries: &[Entry],
    said: &[Folds],
    zone: Tz,
    now: NaiveDateTime,
) -> Vec<Result<Event, Fault>> {
    let mut seen = BTreeSet::new();
    let one = |(n, entry): (usize, &Entry)| {
        if !entry.uid.is_empty() && !seen.insert(entry.uid.clone()) {
            return Err(TWICE.into());
        }
        event(entry, said.get(n).copied().unwrap_or_default(), zone, now)
    };
    entries.iter().enumerate().map(one).collect()
}

fn event(entry: &Entry, said: Folds, zone: Tz, now: NaiveDateTime) -> Result<Event, Fault> {
    if entry.uid.trim().is_empty() {
        return Err(NO_UID.into());
    }
    if is_called_off(entry) {
        return Err(CALLED_OFF.into());
    }
    let first = Times::of(entry, zone)?;
    let own = first.planned;
    let sure = |span| meant(entry, (&first, span), said);
    let spans: Vec<_> =
        repeated::spans(entry, &first, zone)?.into_iter().map(sure).collect::<Result<_, _>>()?;
    let local = |at| times::local(at, own).naive_local();
    let fold = |at| times::fold_of(at, own);
    let meetings: Vec<_> = spans.iter().map(|(from, to)| (local(*from), local(*to))).collect();
    let folds: Vec<Folds> = spans.iter().map(|(from, to)| (fold(*from), fold(*to))).collect();
    for (meeting, folds) in meetings.iter().zip(&folds) {
        times::span_of(*meeting, *folds, own)?;
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
        folds,
        repeats: !entry.rule.is_empty() || !entry.added.is_empty(),
        or: Vec::new(),
    })
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
        let one = event(entry, Folds::default(), chrono_tz::Europe::Paris, now)
            .map_err(|fault| fault.refusal)?;
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
}
