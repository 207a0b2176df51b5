//! A state as a word, an icon and a colour: never by its colour alone.

use serde::Serialize;

/// The class, the icon and the word of a state.
#[derive(Debug, Clone, Serialize)]
pub struct Badge {
    pub class: &'static str,
    pub icon: &'static str,
    pub word: String,
}
