//! A meeting as somebody who takes part in its session reads it.

use serde::Serialize;

use crate::courses::rules::{held, said};
use crate::courses::{Meeting, Presence, Session};
use crate::i18n::Locale;

/// A meeting for somebody who takes part.
#[derive(Serialize)]
pub(super) struct MeetingView {
    when: String,
    title: String,
    /// From afar or on site, where it is not as the rest of the session.
    how: String,
    place: String,
}

pub(super) fn meeting(
    one: &Meeting,
    session: &Session,
    chosen: Presence,
    locale: Locale,
) -> MeetingView {
    let presence = held::presence(one, session, chosen);
    let apart = one.mode.is_some() && presence != chosen;
    MeetingView {
        when: said::when((one.starts_at, one.ends_at), session.zone(), locale),
        title: one.title.clone(),
        how: match apart {
            true => super::session::presence_word(presence, locale),
            false => String::new(),
        },
        place: match presence {
            // That of the session stands above.
            Presence::OnSite => one.place.clone(),
            Presence::Online => String::new(),
        },
    }
}
