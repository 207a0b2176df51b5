//! The standing texts: our own, or an operator's from `LEGAL_DIR`.

use std::path::Path;

use crate::config::Config;
use crate::i18n::Locale;
use crate::privacy::Terms;
use crate::site::terms::terms;
use crate::text::markdown;

/// A standing page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document {
    Legal,
    Privacy,
    Accessibility,
}

impl Document {
    const fn name(self) -> &'static str {
        match self {
            Self::Legal => "legal",
            Self::Privacy => "privacy",
            Self::Accessibility => "accessibility",
        }
    }

    pub const fn title(self) -> &'static str {
        match self {
            Self::Legal => "site-legal-title",
            Self::Privacy => "site-privacy-title",
            Self::Accessibility => "site-accessibility-title",
        }
    }

    const fn own(self, locale: Locale) -> &'static str {
        match (self, locale) {
            (Self::Legal, Locale::Fr) => include_str!("../../assets/site/legal.fr.md"),
            (Self::Legal, Locale::En) => include_str!("../../assets/site/legal.en.md"),
            (Self::Privacy, Locale::Fr) => include_str!("../../assets/site/privacy.fr.md"),
            (Self::Privacy, Locale::En) => include_str!("../../assets/site/privacy.en.md"),
            (Self::Accessibility, Locale::Fr) => {
                include_str!("../../assets/site/accessibility.fr.md")
            }
            (Self::Accessibility, Locale::En) => {
                include_str!("../../assets/site/accessibility.en.md")
            }
        }
    }

    /// The text as HTML. Reads a file when the operator has a folder of texts.
    pub fn html(self, locale: Locale, config: &Config, held: &Terms) -> String {
        let brand = &config.brand;
        let theirs = brand.legal_dir.as_deref().and_then(|folder| self.theirs(folder, locale));
        let source = theirs.unwrap_or_else(|| self.own(locale).to_owned());
        let source = source
            .replace("{brand}", &brand.name)
            .replace("{contact}", &brand.contact)
            .replace("{site}", &config.base_url);
        let source = terms(held, locale)
            .iter()
            .fold(source, |source, (placeholder, term)| source.replace(placeholder, term));
        sections(&markdown(&source))
    }

    fn theirs(self, folder: &Path, locale: Locale) -> Option<String> {
        std::fs::read_to_string(folder.join(format!("{}.{locale}.md", self.name()))).ok()
    }
}

/// These texts stand right below the page's title: their headings begin at the second level.
fn sections(html: &str) -> String {
    (3..=6).fold(html.to_owned(), |html, level| {
        let upper = level - 1;
        html.replace(&format!("<h{level}>"), &format!("<h{upper}>"))
            .replace(&format!("</h{level}>"), &format!("</h{upper}>"))
    })
}
