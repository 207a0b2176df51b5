//! The register of what institutions sign, and one document with who signed which version.

mod document;
mod files;
mod list;

pub use document::{end, publish, show, sign};
pub use files::{proof, text};
pub use list::{begin, list};

use chrono::NaiveDate;
use fluent_bundle::FluentArgs;

use crate::conventions::{Concern, Kind, Signed, rules};
use crate::i18n::Locale;
use crate::taxonomy::{Vocabularies, Vocabulary};
use crate::times::said;

fn kind_word(kind: Kind, locale: Locale) -> String {
    locale.text(&format!("conventions-kind-{kind}"))
}

fn concern_word(concern: Concern, locale: Locale) -> String {
    locale.text(&format!("conventions-concerns-{concern}"))
}

/// Who signed an older version of what, and whether that still suffices: a sentence for each.
pub fn older_said(
    all: &[Signed],
    (words, locale): (&Vocabularies, Locale),
    today: NaiveDate,
) -> Vec<String> {
    let sentence = |one: &Signed| {
        let slug = one.signature.institution.as_str();
        let key = match one.suffices_until {
            None => "conventions-older",
            Some(_) if rules::suffices(one, today) => "conventions-older-until",
            Some(_) => "conventions-older-over",
        };
        let mut args = FluentArgs::new();
        args.set("institution", words.label(Vocabulary::Institution, slug, locale));
        args.set("title", one.convention.title(locale).to_owned());
        args.set("version", one.version.number);
        args.set("newest", one.newest);
        let until = one.suffices_until.map(|day| said::weekday(day, locale));
        args.set("until", until.unwrap_or_default());
        locale.text_with(key, Some(&args))
    };
    all.iter().map(sentence).collect()
}
