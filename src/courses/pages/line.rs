//! A session in a list: when, where, and whether there is a seat.

use chrono::{Datelike, NaiveDateTime};
use serde::Serialize;

use super::Badge;
use crate::courses::rules::{Window, said, times, window};
use crate::courses::{Fill, Given, Mode, Session};
use crate::i18n::Locale;

/// What a session is called: its course's title and what sets it apart, each in its language.
#[derive(Debug, Serialize)]
pub struct Titled {
    course: String,
    lang: Locale,
    apart: String,
    apart_lang: Locale,
}

pub fn titled(given: &Given, locale: Locale) -> Titled {
    let said = given.course.text.said(locale);
    Titled {
        course: said.title.to_owned(),
        lang: said.language,
        apart: given.session.terms.title.clone(),
        // What organisers write of a session is for those who come to it.
        apart_lang: given.session.terms.language,
    }
}

#[derive(Debug, Serialize)]
pub struct SessionLine {
    pub href: String,
    pub titled: Titled,
    /// The day it begins, as a leaf of a calendar.
    day: String,
    month: String,
    pub when: String,
    /// By whose clock, when it is not that of Paris.
    zone: Option<String>,
    mode: ModeView,
    place: String,
    /// In which it is given, and in which its place is written.
    lang: Locale,
    language: String,
    pub node: String,
    pub badge: Badge,
    /// When enrolment closes, if that is said and is to come.
    closes: Option<String>,
    closes_at: Option<NaiveDateTime>,
}

#[derive(Debug, Clone, Serialize)]
pub struct ModeView {
    pub icon: &'static str,
    pub word: String,
}

pub fn mode(mode: Mode, locale: Locale) -> ModeView {
    let icon = match mode {
        Mode::OnSite => "geo-alt",
        Mode::Online => "laptop",
        Mode::Hybrid => "diagram-3",
    };
    ModeView {
        icon,
        word: locale.text(&format!("courses-mode-{}", mode.as_str().replace('_', "-"))),
    }
}

/// Seats that are left for everybody where nobody waits, and people who wait, of all ways to take part.
pub fn left(fill: &[&Fill]) -> (i32, i32) {
    let open = fill.iter().filter(|one| one.waiting == 0);
    let free = open.map(|one| one.free()).fold(0, i32::saturating_add);
    (free, fill.iter().map(|one| one.waiting).sum())
}

/// Whether one may enrol, in a word.
pub fn standing(session: &Session, fill: &[&Fill], now: NaiveDateTime, locale: Locale) -> Badge {
    let (free, waiting) = left(fill);
    let kept: i32 = fill.iter().map(|one| one.reserved()).sum();
    let over = session.ends_at.is_some_and(|ends| ends <= now);
    let n = |key: &str, n: i32| locale.text1(key, "n", n);
    let (class, icon, word) = match window(session, now) {
        Window::Cancelled => ("is-bad", "x-circle", locale.text("courses-standing-cancelled")),
        Window::Closed if over => ("", "archive", locale.text("courses-standing-over")),
        Window::Closed => ("", "slash-circle", locale.text("courses-standing-closed")),
        Window::NotYet(opens) => {
            let when = said::moment_there(opens, session.zone(), locale);
            let when = match said::left_soon(opens, now, locale) {
                Some(left) => format!("{when} ({left})"),
                None => when,
            };
            ("is-info", "clock", locale.text1("courses-standing-opens", "when", when))
        }
        Window::Open if fill.iter().any(|one| one.unlimited) => {
            ("is-good", "check-circle", locale.text("courses-standing-unlimited"))
        }
        Window::Open if free > 0 => ("is-good", "check-circle", n("courses-standing-free", free)),
        Window::Open if waiting == 0 && kept > 0 => {
            ("is-warn", "hourglass-split", n("courses-standing-kept", kept))
        }
        Window::Open => ("is-warn", "hourglass-split", n("courses-standing-full", waiting)),
    };
    Badge { class, icon, word }
}

pub fn line(given: &Given, fill: &[Fill], now: NaiveDateTime, locale: Locale) -> SessionLine {
    let (session, zone) = (&given.session, given.session.zone());
    let own: Vec<&Fill> = fill.iter().filter(|one| one.session_id == session.id).collect();
    let starts = session.starts_at.map(|at| times::local(at, zone));
    let is_open = window(session, now) == Window::Open;
    let closes_at = session.terms.closes_at.filter(|at| *at > now && is_open);
    SessionLine {
        href: format!("/sessions/{}", session.id),
        titled: titled(given, locale),
        day: starts.map(|at| at.day().to_string()).unwrap_or_default(),
        month: starts.map(|at| said::short_month(at.month0(), locale)).unwrap_or_default(),
        when: session
            .starts_at
            .zip(session.ends_at)
            .map(|span| said::when(span, zone, locale))
            .unwrap_or_default(),
        zone: (session.terms.zone != "Europe/Paris")
            .then(|| said::zone_name(&session.terms.zone, locale)),
        mode: mode(session.terms.mode, locale),
        place: match session.terms.mode {
            Mode::Online => String::new(),
            Mode::OnSite | Mode::Hybrid => session.terms.place.clone(),
        },
        lang: session.terms.language,
        language: locale.text(&format!("courses-language-{}", session.terms.language)),
        node: given.node.clone(),
        badge: standing(session, &own, now, locale),
        closes: closes_at.map(|at| said::moment_there(at, zone, locale)),
        closes_at,
    }
}
