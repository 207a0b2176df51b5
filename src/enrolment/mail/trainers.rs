//! Trainers who have an account find their sessions in their calendars too.

use chrono::NaiveDateTime;
use serde_json::json;

use super::invitations::Host;
use crate::Result;
use crate::accounts::{self, Account, AccountId};
use crate::calendar::{Invitation, Method};
use crate::courses::{Given, Meeting, Mode};
use crate::db::Conn;
use crate::outbox::{self, Mail};
use crate::times::said;

/// Invites trainers to some meetings and takes them out of others.
pub fn trainers(
    conn: &mut Conn,
    (to, given): (&[AccountId], &Given),
    (held, gone): (&[Meeting], &[Meeting]),
    now: NaiveDateTime,
) -> Result<()> {
    if to.is_empty() || (held.is_empty() && gone.is_empty()) {
        return Ok(());
    }
    let host = Host::of(conn, given)?;
    for one in accounts::queries::by_ids(conn, to)? {
        if one.disabled_at.is_some() {
            continue;
        }
        let parts = [(Method::Request, held), (Method::Cancel, gone)];
        let calendar: Vec<Invitation> = parts
            .into_iter()
            .flat_map(|(method, meetings)| host.invite(one.language, (method, meetings), now))
            .collect();
        tell(conn, (&one, given), (calendar, held.is_empty()), now)?;
    }
    Ok(())
}

fn tell(
    conn: &mut Conn,
    (one, given): (&Account, &Given),
    (calendar, off): (Vec<Invitation>, bool),
    now: NaiveDateTime,
) -> Result<()> {
    let (session, locale) = (&given.session, one.language);
    let span = session.starts_at.zip(session.ends_at);
    let place = match session.terms.mode {
        Mode::Online => "",
        Mode::OnSite | Mode::Hybrid => session.terms.place.as_str(),
    };
    let mail = Mail {
        template: "session_trainer",
        language: locale,
        to_name: &one.name,
        to_email: &one.email,
        from_name: Some(&given.node),
        payload: json!({
            "title": given.title(locale),
            "when": span.map(|span| said::when_there(span, session.zone(), locale)).unwrap_or_default(),
            "place": place, "reason": session.reason, "off": off,
            "path": format!("/inbox/sessions/{}/attendance", session.id),
            "session": format!("/sessions/{}", session.id),
            "several": calendar.len() > 1, "invitations": calendar,
        }),
        in_reply_to: None,
        references: &[],
        dedup_key: None,
    };
    outbox::queue_after(conn, &mail, &format!("trainer {}", one.email), now).map(drop)
}
