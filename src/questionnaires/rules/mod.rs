//! What a question, a condition and an answer must be.

pub mod canonical;
pub mod changes;
pub mod comparisons;
pub mod complete;
pub mod conditions;
pub mod contract;
pub mod decimals;
pub mod edit;
pub mod files;
pub mod shape;
pub mod typed;
pub mod words;

use crate::Refusal;

pub const CHANGED: Refusal = Refusal::new("questionnaires-changed-meanwhile");
pub const PUBLISHED: Refusal = Refusal::new("questionnaires-is-published");
pub const NO_SUCH: Refusal = Refusal::new("questionnaires-no-such-item");
pub const KEY_TAKEN: Refusal = Refusal::new("questionnaires-key-taken");

/// Characters that one answer may hold at most, whatever the question allows.
pub const MOST_TEXT: usize = 50_000;
/// Rows of a block, where it says nothing itself.
pub const MOST_ROWS: usize = 50;
pub const MOST_ITEMS: usize = 300;
pub const MOST_CHOICES: usize = 100;
/// How deep conditions may be nested.
pub const DEEPEST: usize = 5;

/// Keys of sections, questions and choices.
pub fn is_key(key: &str) -> bool {
    let mut letters = key.chars();
    key.len() <= 40
        && letters.next().is_some_and(|first| first.is_ascii_lowercase())
        && letters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// A key made of a label that nothing of `taken` is.
pub fn key_of(label: &str, taken: &[&str]) -> String {
    let folded = crate::text::fold(label).replace(' ', "_");
    let folded: String = folded.chars().take(30).collect();
    let folded = folded.trim_matches('_').to_owned();
    let base = match is_key(&folded) {
        true => folded,
        false => format!("q_{folded}").trim_end_matches('_').to_owned(),
    };
    let base = if is_key(&base) { base } else { "question".to_owned() };
    let numbered = (2..).map(|n| format!("{base}_{n}"));
    std::iter::once(base.clone())
        .chain(numbered)
        .find(|key| !taken.contains(&key.as_str()))
        .unwrap_or(base)
}
