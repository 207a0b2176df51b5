//! When a session is, in words, by its own clock.

use chrono::{Datelike, NaiveDateTime, Timelike};
use chrono_tz::Tz;

use super::times::{ZONES, local};
use crate::i18n::Locale;

/// "mardi 3 mars 2026, 14:00 – 17:00"; of several days, "du 3 mars 2026 au 5 mars 2026".
pub fn when((starts, ends): (NaiveDateTime, NaiveDateTime), zone: Tz, locale: Locale) -> String {
    let (first, last) = (local(starts, zone), local(ends, zone));
    if first.date_naive() == last.date_naive() {
        let hours = format!("{} – {}", hour(starts, zone), hour(ends, zone));
        return format!("{}, {hours}", day(starts, zone, locale));
    }
    let (one, other) = (plain_day(starts, zone, locale), plain_day(ends, zone, locale));
    match locale {
        Locale::Fr => format!("du {one} au {other}"),
        Locale::En => format!("{one} to {other}"),
    }
}

/// "mardi 3 mars 2026"
pub fn day(at: NaiveDateTime, zone: Tz, locale: Locale) -> String {
    let weekday = local(at, zone).weekday().number_from_monday();
    let weekday = locale.text(&format!("deadlines-weekday-{weekday}"));
    format!("{weekday} {}", plain_day(at, zone, locale))
}

fn plain_day(at: NaiveDateTime, zone: Tz, locale: Locale) -> String {
    let there = local(at, zone);
    let month = locale.text(&format!("web-month-{}", there.month()));
    let number = match (locale, there.day()) {
        (Locale::Fr, 1) => "1er".to_owned(),
        (_, number) => number.to_string(),
    };
    format!("{number} {month} {}", there.year())
}

/// As a leaf of a calendar says it: "déc."
pub fn short_month(month0: u32, locale: Locale) -> String {
    const FRENCH: [&str; 12] = [
        "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
        "déc.",
    ];
    const ENGLISH: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let place = usize::try_from(month0).unwrap_or_default() % 12;
    locale.pick(FRENCH[place], ENGLISH[place]).to_owned()
}

/// "14:00"
pub fn hour(at: NaiveDateTime, zone: Tz) -> String {
    let there = local(at, zone);
    format!("{:02}:{:02}", there.hour(), there.minute())
}

/// An instant by the clock of a session: "mardi 3 mars 2026, 14:00".
pub fn moment(at: NaiveDateTime, zone: Tz, locale: Locale) -> String {
    format!("{}, {}", day(at, zone, locale), hour(at, zone))
}

/// The place whose clock it is.
pub fn zone_name(zone: &str, locale: Locale) -> String {
    let known = ZONES.iter().find(|(name, _, _)| *name == zone);
    known.map_or_else(|| zone.to_owned(), |(_, fr, en)| locale.pick(fr, en).to_owned())
}
