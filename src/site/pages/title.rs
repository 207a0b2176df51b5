//! What a line of the first page is about.

use std::fmt::Display;

use crate::calls::Call;
use crate::i18n::Locale;

/// What a line is about, and in which language when that may be another one than the page's.
pub(super) struct Title {
    pub text: String,
    pub lang: Option<String>,
}

impl Title {
    /// What is called so in a language.
    pub fn said(text: String, lang: impl Display) -> Self {
        Self { text, lang: Some(lang.to_string()) }
    }

    pub fn of_call(call: &Call, locale: Locale) -> Self {
        Self::said(call.text.title(locale).to_owned(), call.text.language(locale))
    }

    /// With how many there are, where it is more than one.
    pub fn counted(mut self, n: usize) -> Self {
        if n > 1 {
            self.text = format!("{} ({n})", self.text);
        }
        self
    }
}

impl From<String> for Title {
    fn from(text: String) -> Self {
        Self { text, lang: None }
    }
}
