//! Where it is noted who was there, and the certificate that anybody may verify.

mod certificate;
mod door;
mod door_list;
mod export;
mod roll;

pub use certificate::{certificate, certify, pdf, revoke};
pub use door::{arrival, arrive, board, check_in, pass};
pub use export::export;
pub use roll::{mark, roll};

use chrono_tz::Tz;

use super::{Half, Sitting};
use crate::i18n::Locale;
use crate::times::said;

/// "mardi 3 mars 2026, 14:00 – 17:00"; of a half-day, "mardi 3 mars 2026, matin".
pub fn label(sitting: &Sitting, zone: Tz, locale: Locale) -> String {
    match sitting.half {
        Half::Day => said::when((sitting.starts, sitting.ends), zone, locale),
        half => {
            let day = said::day(sitting.starts, zone, locale);
            format!("{day}, {}", locale.text(&format!("attendance-half-{half}")))
        }
    }
}
