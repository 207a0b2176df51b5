//! What participants are written: one mail for each change of where they stand, in their language.

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::{Enrolment, State, access, queries};
use crate::Result;
use crate::courses::Given;
use crate::courses::rules::said;
use crate::db::Conn;
use crate::outbox::{self, Mail};
use crate::secret::Signer;

/// Tells somebody where they stand now.
pub fn told(
    conn: &mut Conn,
    (one, given): (&Enrolment, &Given),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let mut payload = about(one, given, signer);
    let ahead = match one.state {
        State::Waiting => queries::ahead(conn, &one.pool_id, one.place)? + 1,
        _ => 0,
    };
    payload["position"] = json!(ahead);
    for state in State::ALL {
        payload[state.as_str()] = json!(one.state == *state);
    }
    send(conn, (one, given), ("enrolment_state", payload), now)
}

/// The link again, to who is enrolled and asked once more.
pub fn known(
    conn: &mut Conn,
    (one, given): (&Enrolment, &Given),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let payload = about(one, given, signer);
    send(conn, (one, given), ("enrolment_known", payload), now)
}

/// The times or the place of the session are others now.
pub fn moved(
    conn: &mut Conn,
    (one, given): (&Enrolment, &Given),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let payload = about(one, given, signer);
    send(conn, (one, given), ("session_moved", payload), now)
}

/// The session begins soon.
pub fn reminder(
    conn: &mut Conn,
    (one, given): (&Enrolment, &Given),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let payload = about(one, given, signer);
    send(conn, (one, given), ("session_reminder", payload), now)
}

/// The session does not take place.
pub fn called_off(
    conn: &mut Conn,
    (one, given): (&Enrolment, &Given),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let mut payload = about(one, given, signer);
    payload["reason"] = json!(given.session.reason);
    send(conn, (one, given), ("session_cancelled", payload), now)
}

fn about(one: &Enrolment, given: &Given, signer: &Signer) -> Value {
    let (session, locale, zone) = (&given.session, one.language, given.session.zone());
    let span = session.starts_at.zip(session.ends_at);
    let when = span.map(|span| said::when(span, zone, locale)).unwrap_or_default();
    let until = one.offer_ends_at.map(|at| said::moment(at, zone, locale)).unwrap_or_default();
    json!({
        "title": given.title(locale), "when": when, "zone": said::zone_name(&session.terms.zone, locale),
        "place": session.terms.place, "node": given.node, "until": until, "reason": one.reason,
        "path": access::link(signer, &one.id), "session": format!("/sessions/{}", session.id),
        "course": format!("/courses/{}", given.course.slug.as_deref().unwrap_or_default()),
    })
}

fn send(
    conn: &mut Conn,
    (one, given): (&Enrolment, &Given),
    (template, payload): (&'static str, Value),
    now: NaiveDateTime,
) -> Result<()> {
    let mail = Mail {
        template,
        language: one.language,
        to_name: &one.name,
        to_email: &one.email,
        from_name: Some(&given.node),
        payload,
        in_reply_to: None,
        references: &[],
        dedup_key: None,
    };
    outbox::queue(conn, &mail, now).map(drop)
}
