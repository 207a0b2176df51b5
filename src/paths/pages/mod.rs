//! Collections and learning paths: read by everybody, put together on the desk.

mod desk;
mod edit;
mod form;
mod list;
mod show;
mod steps;
mod view;

pub use desk::desk;
pub use edit::{dispose, edit, new, publish, retract, save};
pub use list::{collections, paths};
pub use show::{collection, path};
pub use steps::{Shown, led};
pub use view::{PartOf, part_of, steps};

use crate::i18n::Locale;
use crate::triage::pages::Frame;
use crate::web::Badge;

fn badge(is_published: bool, locale: Locale) -> Badge {
    let (class, icon, word) = match is_published {
        true => ("is-good", "check-circle", "paths-shown"),
        false => ("is-info", "pencil", "paths-draft"),
    };
    Badge { class, icon, word: locale.text(word) }
}
