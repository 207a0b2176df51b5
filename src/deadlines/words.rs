//! Deadlines in words, in the node's own time.

use chrono::{Datelike, NaiveDateTime, Timelike};
use chrono_tz::{OffsetComponents, Tz};
use fluent_bundle::FluentArgs;

use crate::clock::in_zone;
use crate::i18n::Locale;

/// "à traiter avant jeudi 15 h", "en retard depuis mardi 10 h": nearer than a week by the day's name, else by its date.
pub fn due(at: NaiveDateTime, now: NaiveDateTime, zone: Tz, locale: Locale) -> String {
    let late = at <= now;
    let (there, today) = (in_zone(at, zone), in_zone(now, zone).date_naive());
    let days = (there.date_naive() - today).num_days();
    let kind = match (late, days) {
        (_, 0) => "today",
        (false, 1) => "tomorrow",
        (true, -1) => "yesterday",
        (false, 2..7) | (true, -6..=-2) => "weekday",
        _ => "date",
    };
    let mut args = FluentArgs::new();
    args.set("time", time(there.hour(), there.minute(), locale));
    let weekday = there.weekday().number_from_monday();
    args.set("weekday", locale.text(&format!("deadlines-weekday-{weekday}")));
    let month = locale.text(&format!("web-month-{}", there.month()));
    args.set("date", format!("{} {month}", there.day()));
    let key = format!("deadlines-{}-{kind}", if late { "late" } else { "due" });
    let said = locale.text_with(&key, Some(&args));
    // Readers take an hour for Paris's own unless they are told.
    let offset = |zone: Tz| {
        let moment = in_zone(at, zone);
        moment.offset().base_utc_offset() + moment.offset().dst_offset()
    };
    if offset(zone) == offset(chrono_tz::Europe::Paris) {
        return said;
    }
    format!("{said} {}", locale.text("deadlines-local-time"))
}

/// "transmise : pour ce nœud, à traiter avant lundi 10 h": what a node owes that took a question over.
pub fn passed_on(own: NaiveDateTime, now: NaiveDateTime, zone: Tz, locale: Locale) -> String {
    locale.text1("deadlines-passed-on", "due", due(own, now, zone, locale))
}

/// 15 h, 15 h 30; 3 pm, 3:30 pm.
pub fn time(hour: u32, minute: u32, locale: Locale) -> String {
    match (locale, minute) {
        (Locale::Fr, 0) => format!("{hour}\u{a0}h"),
        (Locale::Fr, _) => format!("{hour}\u{a0}h\u{a0}{minute:02}"),
        (Locale::En, _) => {
            let half = if hour < 12 { "am" } else { "pm" };
            let hour = if hour.is_multiple_of(12) { 12 } else { hour % 12 };
            if minute == 0 {
                format!("{hour} {half}")
            } else {
                format!("{hour}:{minute:02} {half}")
            }
        }
    }
}
