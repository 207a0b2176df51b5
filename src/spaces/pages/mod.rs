//! What everybody reads of spaces, where one is asked for, and where they are looked after.

mod arrive;
mod examine;
mod follow;
mod hosted;
mod import;
mod list;
mod register;
mod request;
mod show;
mod steps;

pub use arrive::{arrival, arrive};
pub use examine::page as examination;
pub use follow::{answer, follow};
pub use hosted::{Hosted, hosted};
pub use import::{import, preview, template};
pub use list::{last_of, list};
pub use register::register;
pub use request::{create, new};
pub use show::show;
pub use steps::{
    activate, add_person, approve, ask, check, close, end_person, examine, refuse, resume, save,
    suspend, vouch,
};

use chrono::NaiveDate;
use serde::Serialize;

use crate::figures::charts::written;
use crate::i18n::Locale;
use crate::spaces::{Held, Item, Role, State, Training};
use crate::web::Badge;

pub fn badge(state: State, locale: Locale) -> Badge {
    let (class, icon) = match state {
        State::Requested => ("is-info", "envelope-open"),
        State::Examination => ("is-info", "search"),
        State::InfoRequested => ("is-warn", "question-circle"),
        State::Approved => ("is-info", "clipboard-check"),
        State::Active => ("is-good", "check-circle"),
        State::Suspended => ("is-warn", "pause-circle"),
        State::Closed => ("", "archive"),
        State::Refused => ("is-bad", "x-circle"),
        State::Lapsed => ("", "slash-circle"),
    };
    let word = format!("spaces-state-{}", state.as_str().replace('_', "-"));
    Badge { class, icon, word: locale.text(&word) }
}

fn item_word(item: Item, locale: Locale) -> String {
    locale.text(&format!("spaces-item-{item}"))
}

fn role_word(role: Role, locale: Locale) -> String {
    locale.text(&format!("spaces-role-{role}"))
}

fn training_badge(training: Training, locale: Locale) -> Badge {
    match training {
        Training::No => {
            Badge { class: "", icon: "circle", word: locale.text("spaces-training-none") }
        }
        Training::Enrolled => {
            Badge { class: "is-info", icon: "clock", word: locale.text("spaces-training-enrolled") }
        }
        Training::Trained(on) => Badge {
            class: "is-good",
            icon: "mortarboard",
            word: locale.text1("spaces-training-done", "on", day(on, locale)),
        },
    }
}

/// A day within a sentence.
fn day(day: NaiveDate, locale: Locale) -> String {
    match locale {
        Locale::Fr => day.format("%d/%m/%Y").to_string(),
        Locale::En => day.to_string(),
    }
}

fn month(month: NaiveDate, locale: Locale) -> String {
    match locale {
        Locale::Fr => month.format("%m/%Y").to_string(),
        Locale::En => month.format("%Y-%m").to_string(),
    }
}

/// A month of a space, as tables show it.
#[derive(Debug, Clone, Serialize)]
struct MonthView {
    month: String,
    datasets: String,
    files: String,
    downloads: String,
    last_deposit_on: Option<NaiveDate>,
}

fn month_view(held: &Held, locale: Locale) -> MonthView {
    MonthView {
        month: month(held.month, locale),
        datasets: written(Some(held.datasets)),
        files: written(Some(held.files)),
        downloads: written(Some(held.downloads)),
        last_deposit_on: held.last_deposit_on,
    }
}
