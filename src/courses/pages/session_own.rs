//! Fields that the forms of sessions and of courses have in common.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;

use super::{Choice, choice};
use crate::courses::Reminder;
use crate::courses::rules::times::{self, Fold};
use crate::i18n::Locale;
use crate::web::{FieldErrors, Upload};

/// The reminders that were chosen; of a form that does not ask it, all.
pub(super) fn reminders_read(upload: &Upload, field: &str) -> Vec<String> {
    match upload.all(field) {
        [] => Reminder::ALL.iter().map(ToString::to_string).collect(),
        said => said.to_vec(),
    }
}

pub(super) fn reminder_choices(chosen: &[String], locale: Locale) -> Vec<Choice> {
    let one = |one: &Reminder| {
        let on = chosen.iter().any(|said| said == one.as_str());
        choice(one.as_str(), locale.text(&format!("courses-remind-{one}")), on)
    };
    Reminder::ALL.iter().map(one).collect()
}

/// A share in hundredths.
pub(super) fn share(typed: &str) -> Option<i32> {
    typed
        .trim_end_matches(['%', ' ', '\u{a0}', '\u{202f}'])
        .parse()
        .ok()
        .filter(|n| (1..=100).contains(n))
}

pub(super) fn is_address(typed: &str) -> bool {
    let plain = typed.chars().all(|c| !c.is_whitespace() && !c.is_control());
    typed.starts_with("https://") && plain && (12..=1_000).contains(&typed.len())
}

pub(super) fn hour(typed: &str) -> Option<NaiveTime> {
    let typed = typed.trim().replace(['h', 'H'], ":");
    let whole = if typed.ends_with(':') { format!("{typed}00") } else { typed };
    NaiveTime::parse_from_str(whole.get(..5).unwrap_or(&whole), "%H:%M").ok()
}

pub(super) fn moment(
    (field, typed, which): (&str, &str, &str),
    zone: Tz,
    errors: &mut FieldErrors,
) -> Option<NaiveDateTime> {
    if typed.is_empty() {
        return None;
    }
    let far = NaiveDate::from_ymd_opt(2200, 1, 1)?.and_time(NaiveTime::MIN);
    let instant = |there| times::instant_of(there, Fold::read(which), zone);
    let read = times::read(typed).filter(|at| *at < far).map(instant);
    match read {
        Some(Ok(at)) => return Some(at),
        // An hour that the clock skips, or shows twice without a word which one it is.
        Some(Err(refusal)) => errors.add(field, refusal.key()),
        None => errors.add(field, "courses-error-moment"),
    }
    None
}

pub(super) fn local(at: Option<NaiveDateTime>, zone: Tz) -> String {
    at.map(|at| times::local(at, zone).format(times::FORM).to_string()).unwrap_or_default()
}

pub(super) fn fold(at: Option<NaiveDateTime>, zone: Tz) -> String {
    at.and_then(|at| times::fold_of(at, zone)).map(Fold::as_str).unwrap_or_default().to_owned()
}
