//! Dates are set by a clock on a wall and kept as instants; the same instant is shown by the clocks overseas.

use chrono::{LocalResult, NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::Tz;

use crate::Refusal;
use crate::calls::Terms;
use crate::i18n::Locale;
use crate::times::said;
use crate::times::{ZONES, read};
use crate::working_time::{Calendar, Observance};

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

/// How many working days people have left at least when what is asked changes in earnest.
const TIME_TO_ANSWER: usize = 5;

/// Until when a call stays open so that there are as many working days left, where it would close earlier: at the same time
/// of the day.
pub fn time_enough(terms: &Terms, now: NaiveDateTime) -> Option<NaiveDateTime> {
    let (zone, closes) = (terms.tz(), terms.closes_at?);
    let week = Calendar::new(
        zone,
        [true, true, true, true, true, false, false],
        (9 * 60, 17 * 60),
        Observance::of_place(Some(zone.name()), None),
    );
    let days = week.day(now).iter_days().skip(1).filter(|day| week.is_working_day(*day));
    let last = days.take(TIME_TO_ANSWER).last()?;
    if week.day(closes) >= last {
        return None;
    }
    let time = zone.from_utc_datetime(&closes).format("%H:%M");
    last_instant(&format!("{last}T{time}"), zone).ok().flatten()
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
    use crate::calls::Blind;

    #[test]
    fn what_changes_in_earnest_leaves_five_working_days() {
        let zone = chrono_tz::Europe::Paris;
        let closes = |typed: &str| last_instant(typed, zone).unwrap();
        let terms = |typed: &str| Terms {
            zone: zone.name().to_owned(),
            opens_at: None,
            closes_at: closes(typed),
            questions_until: None,
            grace_minutes: 15,
            blind: Blind::Single,
            reviewers_each: 3,
            node_kind: None,
            appeal_months: 2,
        };
        // A Wednesday before a long weekend: 1 May 2026 is a Friday.
        let now = instant("2026-04-29T10:00", zone).unwrap().unwrap();
        let enough = |typed: &str| time_enough(&terms(typed), now);
        assert_eq!(enough("2026-05-06T12:00"), closes("2026-05-07T12:00"), "the fifth day");
        assert_eq!(enough("2026-05-07T00:00"), None);
        assert_eq!(enough("2026-04-29T17:00"), closes("2026-05-07T17:00"));
    }

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
