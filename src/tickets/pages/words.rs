//! States, outcomes, deadlines and choices in words, shared by the inbox and the ticket's page.

use chrono::NaiveDate;
use serde::Serialize;

use crate::i18n::Locale;
use crate::taxonomy::{Topic, Vocabularies};
use crate::tickets::{Outcome, State, Turn};
pub use crate::web::{Choice, choices};

/// How near a deadline is, in words.
#[derive(Serialize)]
pub struct Deadline {
    pub class: &'static str,
    pub icon: &'static str,
    pub word: String,
}

/// Class and icon of a state's badge.
pub fn badge(state: State) -> (&'static str, &'static str) {
    match state {
        State::Unconfirmed => ("is-warn", "envelope-exclamation"),
        State::New => ("is-info", "stars"),
        State::Open => ("is-brand", "chat-left-text"),
        State::WaitingTeam => ("", "hourglass-split"),
        State::WaitingThirdParty => ("", "pause-circle"),
        State::Snoozed => ("", "moon-stars"),
        State::Closed => ("", "archive"),
        State::Merged => ("", "copy"),
        State::Spam => ("", "shield-exclamation"),
    }
}

pub fn state_word(state: State, locale: Locale) -> String {
    locale.text(&format!("tickets-state-{}", state.as_str().replace('_', "-")))
}

pub fn outcome_word(outcome: Outcome, locale: Locale) -> String {
    locale.text(&format!("tickets-outcome-{}", outcome.as_str().replace('_', "-")))
}

pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = words.next();
    first.into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect()
}

/// A deadline that is near or past while it is still somebody's move; far ones are no news in a list.
pub fn deadline(on: NaiveDate, today: NaiveDate, turn: Turn, locale: Locale) -> Option<Deadline> {
    const NEAR_DAYS: i64 = 7;
    let days = (on - today).num_days();
    if turn == Turn::Nobody || days > NEAR_DAYS {
        return None;
    }
    let word = match days {
        0 => locale.text("tickets-deadline-today"),
        1.. => locale.text1("tickets-deadline-in", "n", days),
        _ => locale.text1("tickets-deadline-late", "n", -days),
    };
    let (class, icon) =
        if days < 0 { ("is-bad", "exclamation-triangle") } else { ("is-warn", "calendar-event") };
    Some(Deadline { class, icon, word })
}

/// Choices from codes and labels, the one that is `on` marked.
pub fn topic_choices(words: &Vocabularies, locale: Locale, on: &str) -> Vec<Choice> {
    let pair = |t: &Topic| (t.code.clone(), locale.pick(&t.label_fr, &t.label_en).to_owned());
    choices(words.topics_with(&[on]).map(pair), on)
}

pub fn outcome_choices(locale: Locale, on: &str) -> Vec<Choice> {
    let all = Outcome::ALL.iter();
    choices(all.map(|o| (o.as_str().to_owned(), outcome_word(*o, locale))), on)
}
