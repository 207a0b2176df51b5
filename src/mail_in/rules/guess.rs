//! What a mail lets one guess about who wrote it.

use crate::i18n::Locale;

/// The language a text is in: the one of which more small words are found; French when none is.
pub fn language(text: &str) -> Locale {
    const FRENCH: &[&str] = &[
        "le",
        "la",
        "les",
        "des",
        "une",
        "est",
        "et",
        "nous",
        "vous",
        "je",
        "pour",
        "dans",
        "que",
        "qui",
        "avec",
        "sur",
        "bonjour",
        "merci",
        "du",
        "au",
        "pas",
        "nos",
        "cordialement",
    ];
    const ENGLISH: &[&str] = &[
        "the", "and", "of", "to", "is", "we", "you", "for", "with", "that", "are", "have", "our",
        "hello", "dear", "thanks", "regards", "this", "how", "my", "can", "would", "please",
    ];
    let (mut french, mut english) = (0, 0);
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).take(400) {
        let word = word.to_lowercase();
        french += usize::from(FRENCH.contains(&word.as_str()));
        english += usize::from(ENGLISH.contains(&word.as_str()));
    }
    if english > french { Locale::En } else { Locale::Fr }
}

/// The names that an address may carry of whom its owner works for, the most telling first: `univ-lorraine.fr` gives
/// "univ-lorraine".
pub fn names_in_domain(email: &str) -> Vec<String> {
    let domain = email.rsplit_once('@').map_or("", |(_, domain)| domain);
    let labels: Vec<&str> = domain.split('.').collect();
    let own = labels.iter().rev().skip(1).filter(|label| label.len() > 2);
    own.map(|label| label.replace("univ-", "université ").replace('-', " "))
        .zip(labels.iter().rev().skip(1).filter(|label| label.len() > 2))
        .flat_map(|(spelled, label)| [(*label).to_owned(), spelled])
        .take(6)
        .collect()
}
