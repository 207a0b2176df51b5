//! Meetings are agreed by a clock on a wall; the instants follow from its zone.

mod fold;
pub mod said;

use chrono::{DateTime, NaiveDateTime, TimeDelta};
use chrono_tz::Tz;

pub use fold::{Fold, around, fold_of, instant_of, twice};

use crate::Refusal;
use crate::clock::in_zone;

pub const NO_SUCH_TIME: Refusal = Refusal::new("courses-no-such-time");
pub const TIME_TWICE: Refusal = Refusal::new("courses-time-twice");
pub const ENDS_FIRST: Refusal = Refusal::new("courses-ends-first");
pub const TOO_LONG: Refusal = Refusal::new("courses-meeting-too-long");
pub const OVERLAP: Refusal = Refusal::new("courses-meetings-overlap");

/// A meeting is not a week: several days are several meetings.
pub const LONGEST: TimeDelta = TimeDelta::hours(14);
pub const FORM: &str = "%Y-%m-%dT%H:%M";

/// The zones in which sessions are given, each with its place in French and English.
pub const ZONES: [(&str, &str, &str); 16] = [
    ("Europe/Paris", "Paris", "Paris"),
    ("America/Guadeloupe", "Guadeloupe", "Guadeloupe"),
    ("America/Martinique", "Martinique", "Martinique"),
    ("America/Cayenne", "Guyane", "French Guiana"),
    ("America/Miquelon", "Saint-Pierre-et-Miquelon", "Saint Pierre and Miquelon"),
    ("America/St_Barthelemy", "Saint-Barthélemy", "Saint Barthélemy"),
    ("America/Marigot", "Saint-Martin", "Saint Martin"),
    ("Indian/Reunion", "La Réunion", "Réunion"),
    ("Indian/Mayotte", "Mayotte", "Mayotte"),
    ("Indian/Kerguelen", "Kerguelen", "Kerguelen"),
    ("Pacific/Tahiti", "Tahiti", "Tahiti"),
    ("Pacific/Marquesas", "Marquises", "Marquesas"),
    ("Pacific/Gambier", "Gambier", "Gambier"),
    ("Pacific/Wallis", "Wallis-et-Futuna", "Wallis and Futuna"),
    ("Pacific/Noumea", "Nouvelle-Calédonie", "New Caledonia"),
    ("Antarctica/DumontDUrville", "Terre-Adélie", "Adélie Land"),
];

/// The zone of that name, if sessions are given there.
pub fn zone(name: &str) -> Option<Tz> {
    ZONES.iter().find(|(known, _, _)| *known == name).and_then(|(name, _, _)| name.parse().ok())
}

/// The instant of a time on the wall. An hour that the clock skips is none, and one that it shows twice would not be known.
pub fn instant(local: NaiveDateTime, zone: Tz) -> Result<NaiveDateTime, Refusal> {
    instant_of(local, None, zone)
}

pub fn local(at: NaiveDateTime, zone: Tz) -> DateTime<Tz> {
    in_zone(at, zone)
}

/// A time on the wall as a form sends it.
pub fn read(typed: &str) -> Option<NaiveDateTime> {
    let typed = typed.trim().replace(' ', "T");
    let short = typed.get(..16)?;
    NaiveDateTime::parse_from_str(short, FORM).ok()
}

/// Which ones the beginning and the end of a meeting are, where that must be said.
pub type Folds = (Option<Fold>, Option<Fold>);

/// One meeting's beginning and end as instants.
pub fn span(
    hours: (NaiveDateTime, NaiveDateTime),
    zone: Tz,
) -> Result<(NaiveDateTime, NaiveDateTime), Refusal> {
    span_of(hours, (None, None), zone)
}

/// The same, when it is said which one an hour is that the clock shows twice.
pub fn span_of(
    (starts, ends): (NaiveDateTime, NaiveDateTime),
    folds: Folds,
    zone: Tz,
) -> Result<(NaiveDateTime, NaiveDateTime), Refusal> {
    let span = (instant_of(starts, folds.0, zone)?, instant_of(ends, folds.1, zone)?);
    if span.1 <= span.0 {
        return Err(ENDS_FIRST);
    }
    if span.1 - span.0 > LONGEST {
        return Err(TOO_LONG);
    }
    Ok(span)
}

/// The instants of what was agreed by a clock, when they are not those that are known: the rules of clocks change. What the
/// clock does not show any more, or shows twice, is left as it is.
pub fn drifted(
    (starts, ends): (&str, &str),
    known: (NaiveDateTime, NaiveDateTime),
    zone: Tz,
) -> Option<(NaiveDateTime, NaiveDateTime)> {
    let now = span((read(starts)?, read(ends)?), zone).ok()?;
    (now != known).then_some(now)
}

/// Whether some of these meet at the same time.
pub fn check_apart(spans: &[(NaiveDateTime, NaiveDateTime)]) -> Result<(), Refusal> {
    let mut sorted = spans.to_vec();
    sorted.sort_unstable();
    let apart = sorted.windows(2).all(|pair| pair[0].1 <= pair[1].0);
    if apart { Ok(()) } else { Err(OVERLAP) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        read(text).unwrap()
    }

    #[test]
    fn an_hour_that_the_clock_skips_or_shows_twice_is_refused() {
        let paris = zone("Europe/Paris").unwrap();
        assert_eq!(instant(at("2026-03-29T02:30"), paris), Err(NO_SUCH_TIME));
        assert_eq!(instant(at("2026-10-25T02:30"), paris), Err(TIME_TWICE));
        assert_eq!(instant(at("2026-10-25T03:00"), paris), Ok(at("2026-10-25T02:00")));
        assert_eq!(
            instant(at("2026-03-03T14:00"), zone("Indian/Reunion").unwrap()),
            Ok(at("2026-03-03T10:00"))
        );
        assert_eq!(zone("Europe/Berlin"), None);
    }

    #[test]
    fn meetings_follow_each_other() {
        let paris = zone("Europe/Paris").unwrap();
        let span = |a: &str, b: &str| span((at(a), at(b)), paris);
        assert_eq!(span("2026-03-03T14:00", "2026-03-03T14:00"), Err(ENDS_FIRST));
        assert_eq!(span("2026-03-03T09:00", "2026-03-05T17:00"), Err(TOO_LONG));
        let day = |a: &str, b: &str| (at(a), at(b));
        let (one, two) = (
            day("2026-03-03T09:00", "2026-03-03T12:00"),
            day("2026-03-03T12:00", "2026-03-03T13:00"),
        );
        assert_eq!(check_apart(&[two, one]), Ok(()));
        let over = day("2026-03-03T11:59", "2026-03-03T13:00");
        assert_eq!(check_apart(&[one, over]), Err(OVERLAP));
    }
}
