//! What an operator makes of the installation's face.

use std::path::PathBuf;

/// What an operator may call and colour the installation.
#[derive(Clone, Debug)]
pub struct Brand {
    pub name: String,
    pub tagline_fr: String,
    pub tagline_en: String,
    /// A file shown in place of our logo.
    pub logo: Option<PathBuf>,
    /// `#rrggbb`, for the light and the dark theme.
    pub color: Option<String>,
    pub color_dark: Option<String>,
    /// A folder with `legal.fr.md`, `legal.en.md`, `privacy.fr.md`… that replace our pages' text.
    pub legal_dir: Option<PathBuf>,
    pub contact: String,
}

impl Default for Brand {
    fn default() -> Self {
        Self {
            name: "Maillage".into(),
            tagline_fr: "Le réseau qui aide à ouvrir et partager les données de la recherche"
                .into(),
            tagline_en: "The network that helps open and share research data".into(),
            logo: None,
            color: None,
            color_dark: None,
            legal_dir: None,
            contact: "contact@maillage.example".into(),
        }
    }
}
