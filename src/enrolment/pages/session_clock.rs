//! When a session meets, by its own clock and by the reader's.

use chrono_tz::Tz;
use serde::Serialize;

use crate::courses::pages::line::{ModeView, mode};
use crate::courses::pages::zones;
use crate::courses::rules::said;
use crate::courses::{Given, Meeting, Session};
use crate::i18n::Locale;
use crate::web::Choice;

/// The clock that a reader chose, and those that there are.
#[derive(Serialize)]
pub(super) struct ClockView {
    zones: Vec<Choice>,
    /// Whose clock it is.
    place: String,
    /// When the session is by it, where the session's own says something else.
    when: Option<String>,
}

#[derive(Serialize)]
pub(super) struct MeetingView {
    day: String,
    hours: String,
    /// By the reader's clock, where it shows another hour.
    own: Option<String>,
    title: String,
    place: String,
    /// How it is held, when it is not as its session.
    mode: Option<ModeView>,
}

pub(super) fn clock(session: &Session, own: Tz, locale: Locale) -> ClockView {
    let span = session.starts_at.zip(session.ends_at);
    // Where the hours are the same, so is what is said of them.
    let differs = span.is_some_and(|span| said::at_clock_of(span, session.zone(), own).is_some());
    ClockView {
        zones: zones(own, locale),
        place: said::zone_name(own.name(), locale),
        when: span.filter(|_| differs).map(|span| said::when(span, own, locale)),
    }
}

pub(super) fn meeting(one: &Meeting, given: &Given, own: Tz, locale: Locale) -> MeetingView {
    let zone = given.session.zone();
    MeetingView {
        day: said::day(one.starts_at, zone, locale),
        hours: format!("{} – {}", said::hour(one.starts_at, zone), said::hour(one.ends_at, zone)),
        own: said::at_clock_of((one.starts_at, one.ends_at), zone, own),
        title: one.title.clone(),
        place: one.place.clone(),
        mode: one.mode.filter(|own| *own != given.session.terms.mode).map(|own| mode(own, locale)),
    }
}
