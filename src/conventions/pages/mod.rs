//! The register of what institutions sign, and one document with who signed which version.

mod document;
mod files;
mod list;

pub use document::{end, publish, show, sign};
pub use files::{proof, text};
pub use list::{begin, list};

use crate::i18n::Locale;
use crate::{conventions::Concern, conventions::Kind};

fn kind_word(kind: Kind, locale: Locale) -> String {
    locale.text(&format!("conventions-kind-{kind}"))
}

fn concern_word(concern: Concern, locale: Locale) -> String {
    locale.text(&format!("conventions-concerns-{concern}"))
}
