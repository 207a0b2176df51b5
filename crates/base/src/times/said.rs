//! When a session is, in words, by its own clock.

use std::cmp::Ordering;

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use chrono_tz::Tz;

use super::{ZONES, local};
use crate::i18n::Locale;

/// "mardi 3 mars 2026, 14:00 – 17:00"; of several days, "du 3 mars 2026 au 5 mars 2026".
pub fn when((starts, ends): (NaiveDateTime, NaiveDateTime), zone: Tz, locale: Locale) -> String {
    let span = (local(starts, zone).date_naive(), local(ends, zone).date_naive());
    if span.0 == span.1 {
        let hours = format!("{} – {}", hour(starts, zone), hour(ends, zone));
        return format!("{}, {hours}", day(starts, zone, locale));
    }
    days(span, locale)
}

/// "mardi 3 mars 2026"
pub fn day(at: NaiveDateTime, zone: Tz, locale: Locale) -> String {
    weekday(local(at, zone).date_naive(), locale)
}

/// The same of a day.
pub fn weekday(day: NaiveDate, locale: Locale) -> String {
    let weekday = locale.text(&format!("deadlines-weekday-{}", day.weekday().number_from_monday()));
    format!("{weekday} {}", plain(day, locale))
}

/// "du 2 mars 2026 au 8 mars 2026"
pub fn days((first, last): (NaiveDate, NaiveDate), locale: Locale) -> String {
    let (one, other) = (plain(first, locale), plain(last, locale));
    match locale {
        Locale::Fr => format!("du {one} au {other}"),
        Locale::En => format!("{one} to {other}"),
    }
}

/// The same, without what both days share: "du 2 au 8 mars 2026"
pub fn week((first, last): (NaiveDate, NaiveDate), locale: Locale) -> String {
    let short = |day: NaiveDate| match locale {
        Locale::Fr if day.day() == 1 => "1er".to_owned(),
        Locale::Fr | Locale::En => day.day().to_string(),
    };
    let with_month = |day: NaiveDate| {
        format!("{} {}", short(day), locale.text(&format!("web-month-{}", day.month())))
    };
    let from = match (first.year() == last.year(), first.month() == last.month()) {
        (true, true) => short(first),
        (true, false) => with_month(first),
        (false, _) => plain(first, locale),
    };
    match locale {
        Locale::Fr => format!("du {from} au {}", plain(last, locale)),
        Locale::En => format!("{from} to {}", plain(last, locale)),
    }
}

/// "Mardi 3 mars"
pub fn day_of_year(day: NaiveDate, locale: Locale) -> String {
    let whole = weekday(day, locale);
    let year = format!(" {}", day.year());
    capital(whole.strip_suffix(&year).unwrap_or(&whole))
}

/// As a heading begins.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Above a column of a calendar: "mar."
pub fn short_weekday(from_monday: usize, locale: Locale) -> &'static str {
    const FRENCH: [&str; 7] = ["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."];
    const ENGLISH: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let place = from_monday % 7;
    locale.pick(FRENCH[place], ENGLISH[place])
}

fn plain(there: NaiveDate, locale: Locale) -> String {
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

/// The same where it may be read elsewhere: "mardi 3 mars 2026, 14:00 (heure de La Réunion)". The clock of Paris is everybody's.
pub fn moment_there(at: NaiveDateTime, zone: Tz, locale: Locale) -> String {
    let moment = moment(at, zone, locale);
    clock(zone, locale).map_or(moment.clone(), |clock| format!("{moment} ({clock})"))
}

/// "mardi 3 mars 2026, 14:00 – 17:00, heure de La Réunion"
pub fn when_there(span: (NaiveDateTime, NaiveDateTime), zone: Tz, locale: Locale) -> String {
    let when = when(span, zone, locale);
    clock(zone, locale).map_or(when.clone(), |clock| format!("{when}, {clock}"))
}

/// "heure de La Réunion", of every clock but that of Paris.
fn clock(zone: Tz, locale: Locale) -> Option<String> {
    let place = (zone != Tz::Europe__Paris).then(|| zone_name(zone.name(), locale))?;
    Some(locale.text1("courses-clock-of", "place", place))
}

/// The same hours by the clock of Paris, of a session that goes by another one: "11:00 – 14:00".
pub fn in_paris((starts, ends): (NaiveDateTime, NaiveDateTime), zone: Tz) -> Option<String> {
    let paris = Tz::Europe__Paris;
    let other = zone != paris && hour(starts, zone) != hour(starts, paris);
    other.then(|| {
        let next = match local(starts, zone).date_naive().cmp(&local(starts, paris).date_naive()) {
            Ordering::Less => " (+1)",
            Ordering::Equal => "",
            Ordering::Greater => " (−1)",
        };
        format!("{}{next} – {}", hour(starts, paris), hour(ends, paris))
    })
}

/// The place whose clock it is.
pub fn zone_name(zone: &str, locale: Locale) -> String {
    let known = ZONES.iter().find(|(name, _, _)| *name == zone);
    known.map_or_else(|| zone.to_owned(), |(_, fr, en)| locale.pick(fr, en).to_owned())
}
