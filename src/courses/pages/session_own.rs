//! What a session's reminders and certificates say of its own, in the forms of sessions and of courses.

use super::{Choice, choice};
use crate::courses::Reminder;
use crate::i18n::Locale;
use crate::web::Upload;

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
