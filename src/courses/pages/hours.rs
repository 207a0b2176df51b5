//! What is asked beside an hour that the clock shows twice, and offered beside one that it skips.

use chrono::{NaiveDateTime, Offset, TimeZone};
use chrono_tz::Tz;
use serde::Serialize;

use super::{Choice, choice};
use crate::courses::rules::times::{self, Fold};
use crate::i18n::Locale;
use crate::web::Upload;

/// What stands beside one hour of a form: nothing, as a rule.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Asked {
    which: Vec<Which>,
    /// Buttons that put another hour in its place and send the form.
    near: Vec<Choice>,
}

/// One of the two, with the field that says so.
#[derive(Debug, Clone, Serialize)]
struct Which {
    name: String,
    value: &'static str,
    label: String,
    on: bool,
}

/// Of a field, with the hour that was typed and which one was meant.
pub fn asked(
    field: &str,
    (there, fold): (Option<NaiveDateTime>, &str),
    zone: Tz,
    locale: Locale,
) -> Asked {
    let Some(there) = there else { return Asked::default() };
    let which = times::twice(there, zone).map(|(first, second)| {
        Fold::ALL.into_iter().zip([first, second]).map(|(one, at)| {
            let offset = zone.offset_from_utc_datetime(&at).fix().to_string();
            let value = one.as_str();
            let label = locale.text1(&format!("courses-hour-{value}"), "offset", offset);
            Which { name: fold_field(field), value, label, on: value == fold }
        })
    });
    let near = times::around(there, zone).into_iter().flatten().map(|at| {
        let word = locale.text1("courses-hour-take", "hour", at.format("%H:%M").to_string());
        choice(&format!("{field} {}", at.format(times::FORM)), word, false)
    });
    Asked { which: which.into_iter().flatten().collect(), near: near.collect() }
}

/// An hour as it was typed, or as the button says that was pressed in its place.
pub fn typed<'a>(upload: &'a Upload, field: &str, typed: &'a str) -> &'a str {
    let pressed = upload.text("hour").split_once(' ').filter(|(of, _)| *of == field);
    pressed.map_or(typed, |(_, at)| at)
}

/// Which one was said, of an hour that may be there twice.
pub fn fold<'a>(upload: &'a Upload, field: &str) -> &'a str {
    upload.text(&fold_field(field))
}

/// The field that says so.
pub fn fold_field(field: &str) -> String {
    format!("{field}_which")
}
