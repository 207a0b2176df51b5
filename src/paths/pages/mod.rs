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

use serde::Serialize;

use crate::accounts::Actor;

/// The tabs above the desk's pages, and what all of them say.
#[derive(Debug, Serialize)]
struct Frame {
    tab: &'static str,
    alert: String,
    leads: bool,
}

impl Frame {
    fn of(actor: &Actor, alert: String) -> Self {
        let leads = actor.coordinates() || actor.nodes().any(|node| actor.manages(node));
        Self { tab: "materials", alert, leads }
    }
}

/// Class, icon and key of what it is to readers.
#[derive(Debug, Serialize)]
struct Badge {
    class: &'static str,
    icon: &'static str,
    word: &'static str,
}

fn badge(is_published: bool) -> Badge {
    match is_published {
        true => Badge { class: "is-good", icon: "check-circle", word: "paths-shown" },
        false => Badge { class: "is-info", icon: "pencil", word: "paths-draft" },
    }
}
