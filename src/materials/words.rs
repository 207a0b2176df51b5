//! The lists that only materials need, as data: licences by their SPDX identifiers, languages by BCP 47.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::i18n::Locale;

/// A licence, and what it allows in plain words.
#[derive(Debug, Clone, Deserialize)]
pub struct Licence {
    /// As SPDX writes it.
    pub id: String,
    pub name: String,
    /// In English, where it has a name of its own there.
    name_en: Option<String>,
    pub url: String,
    /// Whether a changed version may be shared.
    pub adaptable: bool,
    /// Whether what is made of it must keep the licence.
    pub share_alike: bool,
    pub non_commercial: bool,
    sentence_fr: String,
    sentence_en: String,
}

impl Licence {
    pub fn label(&self, locale: Locale) -> &str {
        match (locale, &self.name_en) {
            (Locale::En, Some(name)) => name,
            (Locale::Fr, _) | (Locale::En, None) => &self.name,
        }
    }

    pub fn sentence(&self, locale: Locale) -> &str {
        locale.pick(&self.sentence_fr, &self.sentence_en)
    }
}

/// A language in which materials are written.
#[derive(Debug, Clone, Deserialize)]
pub struct Tongue {
    pub code: String,
    label_fr: String,
    label_en: String,
}

impl Tongue {
    pub fn label(&self, locale: Locale) -> &str {
        locale.pick(&self.label_fr, &self.label_en)
    }
}

static LICENCES: LazyLock<Vec<Licence>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct File {
        licences: Vec<Licence>,
    }
    let text = include_str!("../../assets/data/licences.json");
    let file: File = serde_json::from_str(text).expect("the list of licences is well-formed");
    file.licences
});

static LANGUAGES: LazyLock<Vec<Tongue>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct File {
        languages: Vec<Tongue>,
    }
    let text = include_str!("../../assets/data/languages.json");
    let file: File = serde_json::from_str(text).expect("the list of languages is well-formed");
    file.languages
});

/// Those that may be chosen, the recommended ones first.
pub fn licences() -> &'static [Licence] {
    &LICENCES
}

pub fn licence(id: &str) -> Option<&'static Licence> {
    LICENCES.iter().find(|one| one.id == id)
}

/// A licence as other programs name it: its identifier, its address or SPDX's page of it, in any case.
pub fn licence_named(typed: &str) -> Option<&'static Licence> {
    let bare = |text: &str| {
        let text = text.trim().to_lowercase();
        let text = text.trim_start_matches("https://").trim_start_matches("http://");
        let text = text.trim_start_matches("www.").trim_end_matches('/');
        text.trim_end_matches("/legalcode").trim_end_matches("/deed.fr").to_owned()
    };
    let wanted = bare(typed);
    let of_spdx = wanted.strip_prefix("spdx.org/licenses/").unwrap_or(&wanted);
    let id = of_spdx.trim_end_matches(".html").trim_end_matches(".json");
    LICENCES.iter().find(|one| one.id.to_lowercase() == id || bare(&one.url) == wanted)
}

pub fn languages() -> &'static [Tongue] {
    &LANGUAGES
}

/// A language by its tag; one with a region stands for the language.
pub fn tongue(tag: &str) -> Option<&'static Tongue> {
    let main = tag.split('-').next().unwrap_or_default();
    LANGUAGES.iter().find(|one| one.code == tag).or(LANGUAGES.iter().find(|one| one.code == main))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_licence_is_known_by_its_identifier_its_address_and_its_page() {
        for typed in [
            "CC-BY-4.0",
            "cc-by-4.0",
            "https://creativecommons.org/licenses/by/4.0/",
            "http://creativecommons.org/licenses/by/4.0",
            "https://spdx.org/licenses/CC-BY-4.0.html",
            "https://creativecommons.org/licenses/by/4.0/legalcode",
        ] {
            assert_eq!(
                licence_named(typed).map(|one| one.id.as_str()),
                Some("CC-BY-4.0"),
                "{typed}"
            );
        }
        assert!(licence_named("tous droits réservés").is_none());
        assert_eq!(licences()[0].id, "CC-BY-4.0");
        assert_eq!(tongue("fr-CA").map(|one| one.code.as_str()), Some("fr"));
    }
}
