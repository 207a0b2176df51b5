//! What in a text would tell who wrote it.

use std::collections::BTreeSet;

use crate::text::fold;

/// Names and addresses that a text must not hold.
#[derive(Debug, Clone, Default)]
pub struct Telling {
    pub names: Vec<String>,
    pub emails: Vec<String>,
    /// Names and short names of institutions.
    pub institutions: Vec<String>,
}

/// Shorter words are found everywhere.
const SHORTEST: usize = 4;

/// What of it stands in a text, as it was given.
pub fn found(text: &str, telling: &Telling) -> Vec<String> {
    let plain = text.to_lowercase();
    let words = format!(" {} ", spaced(text));
    let mut all = BTreeSet::new();
    for email in telling.emails.iter().filter(|email| plain.contains(&email.to_lowercase())) {
        all.insert(email.clone());
    }
    for name in &telling.names {
        let parts = spaced(name);
        // The whole name, or the last word of it, which is how people sign.
        let last = parts.split(' ').next_back().unwrap_or_default();
        let signs = last.chars().count() >= SHORTEST && words.contains(&format!(" {last} "));
        if !parts.is_empty() && (words.contains(&format!(" {parts} ")) || signs) {
            all.insert(name.clone());
        }
    }
    for institution in &telling.institutions {
        let parts = spaced(institution);
        if parts.chars().count() >= SHORTEST && words.contains(&format!(" {parts} ")) {
            all.insert(institution.clone());
        }
    }
    all.into_iter().collect()
}

/// Folded words with one space between them.
fn spaced(text: &str) -> String {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reviewer_who_signs_is_found_and_common_words_are_not() {
        let telling = Telling {
            names: vec!["Hélène Carré-Dupont".into(), "Luc Bo".into()],
            emails: vec!["h.carre@labo.example".into()],
            institutions: vec!["Université de Lorraine".into(), "UL".into()],
        };
        let of = |text: &str| found(text, &telling);
        assert_eq!(of("Cordialement, HELENE CARRE-DUPONT."), ["Hélène Carré-Dupont"]);
        assert_eq!(of("Écrivez à H.Carre@labo.example"), ["h.carre@labo.example"]);
        assert_eq!(
            of("À l’universite de Lorraine nous faisons autrement"),
            ["Université de Lorraine"]
        );
        assert_eq!(of("Le beau projet de la carrière ; l’UL"), Vec::<String>::new());
        assert_eq!(of("Signé : Dupont"), ["Hélène Carré-Dupont"]);
    }
}
