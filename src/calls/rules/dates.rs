//! Dates are set by a clock on a wall and kept as instants; the same instant is shown by the clocks overseas.

use chrono::{LocalResult, NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::Tz;

use crate::Refusal;
use crate::courses::rules::said;
use crate::courses::rules::times::{ZONES, read};
use crate::i18n::Locale;

pub const NO_SUCH_TIME: Refusal = Refusal::new("calls-no-such-time");
pub const TWICE: Refusal = Refusal::new("calls-time-comes-twice");
pub const NO_TIME: Refusal = Refusal::new("calls-no-time");

/// The instant of what was typed; a time that the clock skips or shows twice is refused: a deadline has one meaning.
pub fn instant(typed: &str, zone: Tz) -> Result<Option<NaiveDateTime>, Refusal> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let local = read(typed).ok_or(NO_TIME)?;
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) => Ok(Some(at.naive_utc())),
        LocalResult::Ambiguous(..) => Err(TWICE),
        LocalResult::None => Err(NO_SUCH_TIME),
    }
}

/// The same of a deadline: the minute that was typed is included, to its last microsecond.
pub fn last_instant(typed: &str, zone: Tz) -> Result<Option<NaiveDateTime>, Refusal> {
    let minute = TimeDelta::minutes(1) - TimeDelta::microseconds(1);
    Ok(instant(typed, zone)?.map(|at| at + minute))
}

/// The territories whose clocks are shown beside: those where people apply from.
const OVERSEAS: [&str; 8] = [
    "America/Guadeloupe",
    "America/Martinique",
    "America/Cayenne",
    "America/Miquelon",
    "Indian/Reunion",
    "Indian/Mayotte",
    "Pacific/Noumea",
    "Pacific/Tahiti",
];

/// The same instant in Paris and overseas, but for the zone it was set in: places that share a clock, and what it shows.
pub fn elsewhere(at: NaiveDateTime, set_in: Tz, locale: Locale) -> Vec<(String, String)> {
    let mut shown: Vec<(String, String)> = Vec::new();
    let all = std::iter::once("Europe/Paris").chain(OVERSEAS);
    for (name, zone) in all.filter_map(|name| Some((name, name.parse::<Tz>().ok()?))) {
        if zone == set_in {
            continue;
        }
        let moment = said::moment(at, zone, locale);
        let place = said::zone_name(name, locale);
        match shown.iter_mut().find(|(_, known)| *known == moment) {
            Some((places, _)) => *places = format!("{places}, {place}"),
            None => shown.push((place, moment)),
        }
    }
    shown
}

/// What a form of dates is offered: every zone of the network.
pub fn zones(locale: Locale) -> impl Iterator<Item = (&'static str, &'static str)> {
    ZONES.iter().map(move |(name, fr, en)| (*name, locale.pick(fr, en)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t39_times_that_do_not_exist_or_exist_twice_are_refused_and_clocks_overseas_are_shown() {
        let paris = chrono_tz::Europe::Paris;
        assert_eq!(instant("2026-03-29T02:30", paris), Err(NO_SUCH_TIME));
        assert_eq!(instant("2026-10-25T02:30", paris), Err(TWICE));
        assert_eq!(instant("demain", paris), Err(NO_TIME));
        let closes = last_instant("2026-06-30T23:59", paris).unwrap().unwrap();
        assert_eq!(closes.to_string(), "2026-06-30 21:59:59.999999");
        let shown = elsewhere(closes, paris, Locale::Fr);
        let of = |place: &str| {
            shown.iter().find(|(places, _)| places.contains(place)).unwrap().1.clone()
        };
        assert_eq!(of("La Réunion"), "mercredi 1er juillet 2026, 01:59");
        assert_eq!(of("Tahiti"), "mardi 30 juin 2026, 11:59");
        assert_eq!(of("Guadeloupe"), of("Martinique"));
        assert!(shown.iter().all(|(places, _)| places != "Paris"));
    }
}
