//! When a session is, in words, by its own clock.

use std::cmp::Ordering;

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use chrono_tz::Tz;

use super::{ZONES, local};
use crate::i18n::Locale;

/// So many minutes are said in hours; what is later, in days.
const SOON: i64 = 2 * 24 * 60;

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

/// "dans 2 h 13", "dans 9 jours"; nothing of what is past.
pub fn left(at: NaiveDateTime, now: NaiveDateTime, locale: Locale) -> Option<String> {
    let minutes = (at - now).num_minutes();
    if at <= now {
        return None;
    }
    Some(match minutes {
        ..60 => locale.text1("web-left-minutes", "n", minutes.to_string()),
        60..SOON => left_hours((minutes / 60).to_string(), &format!("{:02}", minutes % 60), locale),
        _ => locale.text1("web-left-days", "n", minutes / 1_440),
    })
}

/// The same of what is to come within two days.
pub fn left_soon(at: NaiveDateTime, now: NaiveDateTime, locale: Locale) -> Option<String> {
    left(at, now, locale).filter(|_| (at - now).num_minutes() < SOON)
}

/// How hours with minutes, and minutes alone, are said: with `#` for the hours and `##` for the minutes.
pub fn left_patterns(locale: Locale) -> (String, String) {
    (left_hours("#".to_owned(), "##", locale), locale.text1("web-left-minutes", "n", "##"))
}

fn left_hours(hours: String, minutes: &str, locale: Locale) -> String {
    format!("{} {minutes}", locale.text1("web-left-hours", "n", hours))
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

/// The same hours by the clock of somewhere else, where it shows others: "11:00 – 14:00".
pub fn at_clock_of(
    (starts, ends): (NaiveDateTime, NaiveDateTime),
    zone: Tz,
    own: Tz,
) -> Option<String> {
    let other = hour(starts, zone) != hour(starts, own) || hour(ends, zone) != hour(ends, own);
    other.then(|| {
        let next = match local(starts, zone).date_naive().cmp(&local(starts, own).date_naive()) {
            Ordering::Less => " (+1)",
            Ordering::Equal => "",
            Ordering::Greater => " (−1)",
        };
        format!("{}{next} – {}", hour(starts, own), hour(ends, own))
    })
}

/// The place whose clock it is.
pub fn zone_name(zone: &str, locale: Locale) -> String {
    let known = ZONES.iter().find(|(name, _, _)| *name == zone);
    known.map_or_else(|| zone.to_owned(), |(_, fr, en)| locale.pick(fr, en).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn what_is_left_is_said_as_roughly_as_it_matters() {
        let now = NaiveDate::from_ymd_opt(2026, 3, 3).unwrap().and_hms_opt(8, 0, 0).unwrap();
        let said = |minutes| left(now + TimeDelta::minutes(minutes), now, Locale::Fr);
        let plain = |minutes| said(minutes).map(|text| text.replace('\u{a0}', " "));
        assert_eq!(plain(0), None);
        assert_eq!(plain(-5), None);
        assert_eq!(plain(13).as_deref(), Some("dans 13 min"));
        assert_eq!(plain(133).as_deref(), Some("dans 2 h 13"));
        assert_eq!(plain(60 * 47 + 5).as_deref(), Some("dans 47 h 05"));
        assert_eq!(plain(60 * 24 * 9 + 5).as_deref(), Some("dans 9 jours"));
        assert_eq!(left_soon(now + TimeDelta::days(3), now, Locale::Fr), None);
        assert_eq!(left_patterns(Locale::En).0, "in # h ##");
    }
}
