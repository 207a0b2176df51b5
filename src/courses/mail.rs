//! Who is told what became of the calendars from which courses take their sessions.

use chrono::NaiveDateTime;
use serde_json::json;

use super::Given;
use crate::Result;
use crate::accounts::Actor;
use crate::db::Conn;
use crate::outbox;
use crate::times::said;

/// Whoever has a calendar read learns that it calls off a session which everybody sees here; once, however often it is read.
pub fn called_off_elsewhere(
    conn: &mut Conn,
    actor: &Actor,
    given: &Given,
    now: NaiveDateTime,
) -> Result<()> {
    let (session, locale) = (&given.session, actor.language);
    let span = session.starts_at.zip(session.ends_at);
    let payload = json!({
        "title": given.title(locale),
        "when": span.map(|span| said::when_there(span, session.zone(), locale)).unwrap_or_default(),
        "path": format!("/inbox/sessions/{}", session.id),
    });
    let to = (actor.name.as_str(), actor.email.as_str(), locale);
    let key = format!("calendar_called_off:{}", session.id);
    outbox::write(conn, "calendar_called_off", to, (payload, Some(key)), now)
}
