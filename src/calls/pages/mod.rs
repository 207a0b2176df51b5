//! What everybody reads of calls, and where they are written.

mod ask;
mod blank;
mod coordinators;
mod desk;
mod edit;
mod edit_form;
mod form;
mod form_item;
mod list;
mod model;
mod preview;
mod questions;
mod revision;
mod rules;
mod self_test;
mod show;
mod standing;
mod steps;

pub use ask::ask;
pub use blank::blank;
pub use coordinators::{appoint, dismiss};
pub use desk::{begin, clone_call, desk};
pub use edit::{closing, save, show as edit};
pub use form::{
    add_item, form, raise_item, raise_section, remove_item, remove_section, save_section,
    set_letters,
};
pub use form_item::{item, save_item};
pub use list::list;
pub use preview::{check as check_preview, preview};
pub use questions::{answer, questions, set_aside};
pub use revision::{ChangeView, answered as form_answered, begin_revision, drop_revision, told};
pub use rules::{put_rule, remove_rule, rules};
pub use self_test::self_test;
pub use show::{CallHead, call, page as call_page};
pub use steps::{announce, archive, publish, step, take_back};

use chrono::NaiveDateTime;
use chrono_tz::Tz;
use serde::Serialize;

use crate::accounts::Actor;
use crate::calls::rules::dates;
use crate::calls::{Call, CallId, Phase};
use crate::i18n::Locale;
use crate::times::said;
use crate::web::Badge;

/// The tabs above a call's pages at the desk.
#[derive(Debug, Serialize)]
pub struct Frame {
    tab: &'static str,
    id: CallId,
    reference: String,
    title: String,
    badge: Badge,
    /// Why nothing was done, when nothing was.
    alert: String,
}

impl Frame {
    pub fn of(call: &Call, tab: &'static str, (locale, now): (Locale, NaiveDateTime)) -> Self {
        Self {
            tab,
            id: call.id.clone(),
            reference: call.reference.clone(),
            title: call.text.title(locale).to_owned(),
            badge: badge(call.phase(now), locale),
            alert: String::new(),
        }
    }

    pub fn with_alert(self, alert: String) -> Self {
        Self { alert, ..self }
    }
}

/// Where a call stands, as readers are told: what is internal looks the same from outside.
pub fn badge(phase: Phase, locale: Locale) -> Badge {
    let (class, icon) = match phase {
        Phase::Draft => ("", "pencil"),
        Phase::Announced => ("is-info", "megaphone"),
        Phase::Scheduled => ("is-info", "calendar-event"),
        Phase::Open => ("is-good", "check-circle"),
        Phase::Grace => ("is-warn", "hourglass-split"),
        Phase::Closed => ("", "lock"),
        Phase::InReview | Phase::Deliberation | Phase::Decided => ("is-info", "clipboard-check"),
        Phase::ResultsPublished => ("is-brand", "patch-check"),
        Phase::Archived => ("", "archive"),
        Phase::Cancelled => ("is-bad", "x-circle"),
    };
    let word = match phase {
        Phase::Draft => "calls-phase-draft",
        Phase::Announced => "calls-phase-announced",
        Phase::Scheduled => "calls-phase-scheduled",
        Phase::Open => "calls-phase-open",
        Phase::Grace => "calls-phase-grace",
        Phase::Closed => "calls-phase-closed",
        Phase::InReview | Phase::Deliberation | Phase::Decided => "calls-phase-review",
        Phase::ResultsPublished => "calls-phase-results",
        Phase::Archived => "calls-phase-archived",
        Phase::Cancelled => "calls-phase-cancelled",
    };
    Badge { class, icon, word: locale.text(word) }
}

/// An instant by the clock it was set by, with the place, and by the clocks overseas.
#[derive(Debug, Clone, Serialize)]
pub struct Moment {
    pub when: String,
    pub place: String,
    /// RFC 3339, for machines.
    pub iso: String,
    at: NaiveDateTime,
    elsewhere: Vec<Elsewhere>,
}

#[derive(Debug, Clone, Serialize)]
struct Elsewhere {
    places: String,
    when: String,
}

pub fn moment(at: NaiveDateTime, zone: Tz, locale: Locale) -> Moment {
    let place = said::zone_name(zone.name(), locale);
    Moment {
        at,
        when: said::moment(at, zone, locale),
        place: locale.text1("courses-clock-of", "place", place),
        iso: crate::clock::in_zone(at, zone).to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        elsewhere: dates::elsewhere(at, zone, locale)
            .into_iter()
            .map(|(places, when)| Elsewhere { places, when })
            .collect(),
    }
}

/// Whether somebody has the desk of a call.
fn has_desk(actor: Option<&Actor>, coordinates: bool) -> bool {
    actor.is_some_and(|actor| actor.is_admin() || coordinates)
}
