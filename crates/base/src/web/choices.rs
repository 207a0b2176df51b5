//! What is to be chosen in a form.

use serde::Serialize;

/// One of a list: what is sent, what is read, and whether it is chosen.
#[derive(Debug, Clone, Serialize)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub on: bool,
}

pub fn choice(value: &str, label: String, on: bool) -> Choice {
    Choice { value: value.to_owned(), label, on }
}

/// Values with their words, of which one is chosen.
pub fn choices(pairs: impl IntoIterator<Item = (String, String)>, on: &str) -> Vec<Choice> {
    pairs.into_iter().map(|(value, label)| Choice { on: value == on, value, label }).collect()
}
