//! Who gets at a material, and where.

use crate::db::text_enum;
use crate::i18n::Locale;

text_enum! {
    /// Who gets at the files and what the links lead to.
    #[derive(Default)]
    Reach {
        #[default]
        Open = "open",
        Registered = "registered",
        Restricted = "restricted",
    }
}

text_enum! {
    /// Where it may be had, by the codes of the geographical vocabulary of EOSC.
    #[derive(Default)]
    Availability {
        #[default]
        World = "WW",
        Europe = "EU",
        France = "FR",
        Other = "OT",
    }
}

impl Availability {
    pub fn label(self, locale: Locale) -> String {
        locale.text(&format!("materials-availability-{}", self.as_str().to_lowercase()))
    }
}
