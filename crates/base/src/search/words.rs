//! From text to terms. A term is a folded word without its ending, so that “déposées”, “deposer” and “Déposer” are one.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

use crate::i18n::Locale;

/// Longer words are cut: they are no words.
const LONGEST: usize = 32;
/// So many stems are remembered on each thread; language repeats itself.
const REMEMBERED: usize = 20_000;

/// Words that stand in every text, folded; letters that an apostrophe leaves over are among them.
const STOP_WORDS: &[&str] = &[
    // French
    "a", "ai", "au", "aux", "avec", "ce", "ces", "cet", "cette", "dans", "de", "des", "du", "elle",
    "elles", "en", "est", "et", "eux", "il", "ils", "je", "la", "le", "les", "leur", "leurs",
    "lui", "ma", "mais", "me", "mes", "mon", "ne", "nos", "notre", "nous", "on", "ont", "ou",
    "par", "pas", "pour", "qu", "que", "qui", "sa", "se", "ses", "son", "sont", "sur", "ta", "te",
    "tes", "toi", "ton", "tu", "un", "une", "vos", "votre", "vous", "y", // elided
    "c", "d", "j", "l", "m", "n", "s", "t", // English
    "an", "and", "are", "as", "at", "be", "been", "but", "by", "for", "from", "had", "has", "have",
    "he", "her", "his", "i", "if", "in", "into", "is", "it", "its", "my", "no", "not", "of", "or",
    "our", "she", "so", "that", "the", "their", "them", "then", "there", "these", "they", "this",
    "those", "to", "was", "we", "were", "will", "with", "you", "your",
];

/// Stop words that only English has: what a text's language is told by.
const ENGLISH_FROM: &str = "an";

static STOPS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| STOP_WORDS.iter().copied().collect());
static ENGLISH_STOPS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| STOP_WORDS.iter().copied().skip_while(|word| *word != ENGLISH_FROM).collect());
static FRENCH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::French));
static ENGLISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

thread_local! {
    static STEMS: [RefCell<HashMap<String, String>>; 2] = Default::default();
}

/// Words that the stemmers take for forms of another: whoever looks for data does not look for “donner” and “un don”.
const APART: &[(&str, &str)] = &[("donnee", "donnee"), ("donnees", "donnee")];

pub fn is_stop_word(folded: &str) -> bool {
    STOPS.contains(folded)
}

/// The words of a text and where they stand. Apostrophes and hyphens part words; accents written apart do not.
pub(super) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let begin = rest + text.get(rest..)?.find(is_of_a_word)?;
        let tail = text.get(begin..)?;
        let length = tail.find(|c| !is_of_a_word(c)).unwrap_or(tail.len());
        rest = begin + length;
        Some((begin, text.get(begin..rest)?))
    })
}

fn is_of_a_word(c: char) -> bool {
    c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c)
}

/// A word without case, accents and ligatures: small ASCII letters and digits only, perhaps none.
pub(super) fn folded(word: &str) -> String {
    let mut plain = String::with_capacity(word.len());
    for c in word.chars() {
        if c.is_ascii() {
            plain.push(c.to_ascii_lowercase());
        } else if let Some(letters) = deunicode::deunicode_char(c) {
            let kept = letters.chars().filter(char::is_ascii_alphanumeric);
            plain.extend(kept.map(|c| c.to_ascii_lowercase()));
        }
        if plain.len() >= LONGEST {
            plain.truncate(LONGEST);
            break;
        }
    }
    plain
}

/// The terms of a text, in their order, without stop words. The text's own words tell its language, else `likely` is it.
pub fn terms(text: &str, likely: Locale) -> Vec<String> {
    let (mut kept, language) = meaningful(text, likely);
    kept.iter_mut().for_each(|word| stem_in_place(word, language));
    kept
}

/// The same, and each once what else its words are looked for as: their stems in the other language, so that “sharing” in a
/// French text is found by “shared”.
pub fn terms_in_both(text: &str, likely: Locale) -> (Vec<String>, BTreeSet<String>) {
    let (mut kept, language) = meaningful(text, likely);
    let other = if language == Locale::Fr { Locale::En } else { Locale::Fr };
    let mut others: BTreeSet<String> = kept.iter().map(|word| stem(word, other)).collect();
    for word in &mut kept {
        stem_in_place(word, language);
        others.remove(word);
    }
    (kept, others)
}

/// The words of a text, folded and without stop words, and its language.
fn meaningful(text: &str, likely: Locale) -> (Vec<String>, Locale) {
    let mut language_of_stops = (0_usize, 0_usize);
    let mut kept = Vec::with_capacity(text.len() / 8);
    for (_, word) in words(text) {
        let word = folded(word);
        if ENGLISH_STOPS.contains(word.as_str()) {
            language_of_stops.1 += 1;
        } else if is_stop_word(&word) {
            language_of_stops.0 += 1;
        } else if !word.is_empty() {
            kept.push(word);
        }
    }
    let language = match language_of_stops {
        (french, english) if french > english => Locale::Fr,
        (french, english) if french < english => Locale::En,
        _ => likely,
    };
    (kept, language)
}

/// What a word that somebody looks for may be in the index: its stem in each language.
pub fn forms(folded: &str) -> Vec<String> {
    let mut forms: Vec<_> = [Locale::Fr, Locale::En].map(|language| stem(folded, language)).into();
    forms.dedup();
    forms
}

pub(super) fn stem(folded: &str, language: Locale) -> String {
    let mut word = folded.to_owned();
    stem_in_place(&mut word, language);
    word
}

fn stem_in_place(word: &mut String, language: Locale) {
    if word.len() < 4 || word.bytes().any(|byte| byte.is_ascii_digit()) {
        return;
    }
    if let Some((_, own)) = APART.iter().find(|(form, _)| form == word) {
        (*own).clone_into(word);
        return;
    }
    STEMS.with(|remembered| {
        let mut known = remembered[usize::from(language == Locale::En)].borrow_mut();
        if let Some(stem) = known.get(word.as_str()) {
            stem.clone_into(word);
            return;
        }
        let stem = match language {
            Locale::Fr => folded(&FRENCH.stem(&accented(word))),
            Locale::En => ENGLISH.stem(word).into_owned(),
        };
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(std::mem::replace(word, stem.clone()), stem);
    });
}

/// The French stemmer knows endings by their accents, which folding took: those that leave no doubt come back. What is
/// kept and what is looked for go through this alike, so a word typed without accents finds the same.
fn accented(folded: &str) -> Cow<'_, str> {
    const ENDINGS: [(&str, &str); 6] = [
        ("ees", "ées"),
        ("ee", "ée"),
        ("ites", "ités"),
        ("ite", "ité"),
        ("ieres", "ières"),
        ("iere", "ière"),
    ];
    let found = ENDINGS.iter().find_map(|(plain, ending)| {
        Some(Cow::Owned(format!("{}{ending}", folded.strip_suffix(plain)?)))
    });
    found.unwrap_or(Cow::Borrowed(folded))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn french(text: &str) -> Vec<String> {
        terms(text, Locale::Fr)
    }

    #[test]
    fn accents_case_ligatures_and_elisions_do_not_matter() {
        assert_eq!(french("L’œuvre d’été"), french("oeuvre ETE"));
        assert_eq!(french("l'article qu'on"), french("Articles"));
        assert_eq!(
            french("Vandœuvre-lès-Nancy"),
            french("vandoeuvre les NANCY").into_iter().chain([]).collect::<Vec<_>>()
        );
        assert_eq!(french("e\u{301}tude"), french("étude"));
        assert_eq!(french("ex æquo"), french("ex aequo"));
    }

    #[test]
    fn the_forms_of_a_word_are_one_term() {
        for family in [
            &["déposer", "déposée", "déposées", "deposees", "déposé", "dépose"][..],
            &["journal", "journaux"],
            &["donnée", "données", "DONNEES"],
            &["entrepôt", "entrepôts", "entrepots"],
            &["interopérabilité", "interoperabilite", "interopérable"],
            &["partager", "partage", "partagées", "partagé"],
            &["première", "premier", "premieres"],
            &["spectre", "spectres"],
        ] {
            let stems: HashSet<_> = family.iter().map(|word| french(word)).collect();
            assert_eq!(stems.len(), 1, "{family:?} became {stems:?}");
        }
        for family in
            [&["dataset", "datasets"][..], &["share", "sharing", "shared"], &["policy", "policies"]]
        {
            let stems: HashSet<_> = family.iter().map(|word| terms(word, Locale::En)).collect();
            assert_eq!(stems.len(), 1, "{family:?} became {stems:?}");
        }
    }

    #[test]
    fn what_differs_stays_apart() {
        assert_ne!(french("licence"), french("lycée"));
        assert_ne!(french("2.10"), french("2.1"));
        assert_ne!(french("site"), french("sismique"));
        for form in ["donner", "donne", "don", "donné"] {
            assert_ne!(french("données"), french(form), "{form}");
        }
        assert_eq!(french("données"), terms("données", Locale::En));
    }

    #[test]
    fn a_text_tells_its_own_language() {
        let english = "How are the datasets of our team shared with you?";
        assert_eq!(terms(english, Locale::Fr), terms(english, Locale::En));
        assert!(terms(english, Locale::Fr).contains(&"share".to_owned()));
        assert!(forms("sharing").contains(&"share".to_owned()));
    }

    #[test]
    fn any_text_becomes_safe_terms() {
        let hostile = "a\0b \u{202e}x 北京 😀 “' OR 1=1 --” _s_x NEAR(a) \u{301}\u{301} ½";
        for term in french(&format!("{hostile} {}", "x".repeat(10_000))) {
            assert!(!term.is_empty() && term.len() <= LONGEST, "{term}");
            assert!(
                term.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()),
                "{term}"
            );
        }
    }
}
