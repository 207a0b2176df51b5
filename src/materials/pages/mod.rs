//! What everybody reads and takes away, and where it is written.

mod adapt;
mod asked;
mod compare;
mod courses;
mod demand;
mod desk;
mod doi;
mod edit;
mod embed;
mod exports;
mod feed;
mod files;
mod form;
mod form_view;
pub mod import;
mod import_left;
mod import_rows;
mod labels;
mod links;
mod list;
pub mod load;
mod material;
mod material_view;
mod outcome;
mod play;
mod preview;
mod show;
mod sources;
mod steps;
mod take;
mod uses;

pub use adapt::adapt;
pub use asked::{Asked, Found, find};
pub use compare::compare;
pub use demand::demand;
pub use desk::desk;
pub use edit::{new, save};
pub use embed::{embed, embed_list, oembed};
pub use exports::{json, sheet};
pub use feed::atom;
pub use files::{add, file, remove};
pub use import::{import as imports, take_over, template};
pub use import_left::refusals;
pub use list::list;
pub use load::linked;
pub use material::{material, version};
pub use play::{count, packed, play};
pub use preview::{preview, viewer};
pub use show::show;
pub use sources::{change_source, follow_source};
pub use steps::{dispose, follow_link, merge, publish, revise, withdraw};
pub use take::{citation, code};
pub use uses::{tell, untell};

use super::{Published, Standing};
use crate::i18n::Locale;
use crate::materials::rules::citation::Cited;
use crate::triage::pages::Frame;
use crate::web::Badge;

fn badge(state: Standing, locale: Locale) -> Badge {
    let (class, icon) = match state {
        Standing::Draft => ("is-info", "pencil"),
        Standing::Published => ("is-good", "check-circle"),
        Standing::Superseded => ("", "clock-history"),
        Standing::Withdrawn => ("is-bad", "slash-circle"),
    };
    Badge { class, icon, word: locale.text(&format!("materials-state-{state}")) }
}

/// The address of a material, and of one version of it.
fn address(slug: &str, number: Option<i32>) -> String {
    match number {
        Some(number) => format!("/materials/{slug}/v{number}"),
        None => format!("/materials/{slug}"),
    }
}

/// What is cited of a version.
fn cited(found: &Published, authors: Vec<String>, base: &str, locale: Locale) -> Cited {
    let Published { material, version, .. } = found;
    let slug = material.slug.clone().unwrap_or_default();
    Cited {
        authors,
        title: version.title.clone(),
        number: version.number,
        published_on: crate::clock::network_day(version.published_at.unwrap_or(version.updated_at)),
        publisher: found.node.clone(),
        doi: version.doi.clone().or_else(|| material.doi.clone()),
        url: format!("{base}{}", address(&slug, Some(version.number))),
        slug,
        language: version.language().to_owned(),
        kind: locale.text("materials-cited-kind"),
    }
}

/// A level in words.
pub fn coded_level(level: &str, locale: Locale) -> String {
    labels::coded(crate::materials::rules::facets::Facet::Level, level, locale)
}
