//! How long a text is. `assets/js/words.js` counts the same way; both are held to `tests/it/data/words.json`.

use icu_normalizer::ComposingNormalizerBorrowed;

use crate::questionnaires::Unit;

/// A text as it is kept: composed letters (NFC), plain line ends, nothing that no page can show, no space around it.
pub fn kept(typed: &str) -> String {
    let lines = typed.replace("\r\n", "\n").replace('\r', "\n");
    let shown: String =
        lines.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    ComposingNormalizerBorrowed::new_nfc().normalize(shown.trim()).into_owned()
}

/// A word is a run of what is not white space that holds a letter or a digit.
pub fn words(text: &str) -> usize {
    text.split_whitespace().filter(|run| run.chars().any(char::is_alphanumeric)).count()
}

/// By the unit of a limit. Characters are counted as letters with their accents, not as bytes.
pub fn length(text: &str, unit: Unit) -> usize {
    match unit {
        Unit::Words => words(text),
        Unit::Characters => text.chars().count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_as_in_the_browser() {
        let vectors: Vec<(String, usize, usize)> =
            serde_json::from_str(include_str!("../../../tests/it/data/words.json")).unwrap();
        assert!(vectors.len() > 10);
        for (text, n, characters) in vectors {
            assert_eq!(
                (words(&text), length(&text, Unit::Characters)),
                (n, characters),
                "{text:?}"
            );
        }
    }

    #[test]
    fn texts_are_kept_composed_and_without_what_no_page_shows() {
        assert_eq!(kept("  e\u{301}te\u{301}\r\nfin\0 "), "été\nfin");
    }
}
