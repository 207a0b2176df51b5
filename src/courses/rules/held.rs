//! How each meeting is held: in its own way, else as its session is.

use chrono::NaiveDateTime;

use super::JOIN_BEFORE;
use crate::courses::{Meeting, Mode, Presence, Session};
use crate::i18n::Locale;

pub fn mode(meeting: &Meeting, session: &Session) -> Mode {
    meeting.mode.unwrap_or(session.terms.mode)
}

/// How somebody is at a meeting who takes part in its session in this way: only what is held in both leaves them the choice.
pub fn presence(meeting: &Meeting, session: &Session, chosen: Presence) -> Presence {
    match mode(meeting, session) {
        Mode::OnSite => Presence::OnSite,
        Mode::Online => Presence::Online,
        Mode::Hybrid => chosen,
    }
}

/// Where one comes to; nothing when it is held from afar and names no place of its own.
pub fn place<'a>(meeting: &'a Meeting, session: &'a Session) -> &'a str {
    match (meeting.place.as_str(), mode(meeting, session)) {
        ("", Mode::Online) => "",
        ("", Mode::OnSite | Mode::Hybrid) => &session.terms.place,
        (own, _) => own,
    }
}

/// Where it is held, for calendars: its place, else that it is held from afar.
pub fn where_held(meeting: &Meeting, session: &Session, locale: Locale) -> String {
    match (place(meeting, session), mode(meeting, session)) {
        ("", Mode::Online) => locale.text("courses-mode-online"),
        (place, _) => place.to_owned(),
    }
}

/// The link to take part from afar: its own, else its session's.
pub fn link<'a>(meeting: &'a Meeting, session: &'a Session) -> &'a str {
    match meeting.join_url.as_str() {
        "" => &session.terms.join_url,
        own => own,
    }
}

/// Whether that link may be shown now.
pub fn may_join(meeting: &Meeting, now: NaiveDateTime) -> bool {
    now >= meeting.starts_at - JOIN_BEFORE && now <= meeting.ends_at
}

/// Whether people come to it who are told no place.
pub fn is_nowhere(meeting: &Meeting, session: &Session) -> bool {
    mode(meeting, session) != Mode::Online && place(meeting, session).is_empty()
}
