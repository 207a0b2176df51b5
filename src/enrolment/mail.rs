//! What participants are written: one mail for each change of where they stand, in their language, with what their calendar
//! is told of it.

mod invitations;
mod pending;

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::{Enrolment, State, access, queries};
use crate::Result;
use crate::calendar::{Invitation, Method};
use crate::courses::rules::said;
use crate::courses::{Given, Meeting, queries as sessions};
use crate::db::Conn;
use crate::outbox::{self, Mail};
use crate::secret::Signer;
use invitations::Host;

pub use pending::{Waiting, givers, requests_wait};

/// Tells somebody where they stand now, and where they come from, when they stood somewhere before.
pub fn told(
    conn: &mut Conn,
    (one, given): (&Enrolment, &Given),
    from: Option<State>,
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let calendar = of_state(conn, (one, given), from, signer, now)?;
    stands(conn, (one, given), calendar, signer, now)
}

/// Tells somebody that they were moved here from another session.
pub fn transferred(
    conn: &mut Conn,
    (one, given): (&Enrolment, &Given),
    (left, before, was): (&Enrolment, &Given, State),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let mut calendar = of_state(conn, (one, given), None, signer, now)?;
    calendar.extend(of_state(conn, (left, before), Some(was), signer, now)?);
    stands(conn, (one, given), calendar, signer, now)
}

fn of_state(
    conn: &mut Conn,
    (one, given): (&Enrolment, &Given),
    from: Option<State>,
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<Vec<Invitation>> {
    let method = match (from, one.state) {
        (_, State::Confirmed) => Method::Request,
        (Some(State::Confirmed), _) => Method::Cancel,
        (_, _) => return Ok(Vec::new()),
    };
    invitations::all(conn, (one, given), method, signer, now)
}

fn stands(
    conn: &mut Conn,
    (one, given): (&Enrolment, &Given),
    calendar: Vec<Invitation>,
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
    payload["several"] = json!(calendar.len() > 1);
    payload["invitations"] = json!(calendar);
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

/// The times or the place of the session are others now: these meetings are held then and there, those are not held.
pub fn moved(
    conn: &mut Conn,
    (all, given): (&[Enrolment], &Given),
    (held, gone): (&[Meeting], &[Meeting]),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let (host, rounds) = (Host::of(conn, given)?, queries::rounds_of(conn, &given.session.id)?);
    for one in all {
        let mut payload = about(one, given, signer);
        if one.state == State::Confirmed {
            let who = (one, queries::round_of(&rounds, one));
            let mut calendar = host.tell(who, (Method::Request, held), signer, now);
            calendar.extend(host.tell(who, (Method::Cancel, gone), signer, now));
            payload["several"] = json!(calendar.len() > 1);
            payload["invitations"] = json!(calendar);
        }
        send(conn, (one, given), ("session_moved", payload), now)?;
    }
    Ok(())
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

/// The session does not take place: to those who took part or would have, with where they stood.
pub fn called_off(
    conn: &mut Conn,
    (all, given): (&[(Enrolment, State)], &Given),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let meetings = sessions::meetings_of(conn, std::slice::from_ref(&given.session.id))?;
    let (host, rounds) = (Host::of(conn, given)?, queries::rounds_of(conn, &given.session.id)?);
    for (one, was) in all {
        let mut payload = about(one, given, signer);
        payload["reason"] = json!(given.session.reason);
        if *was == State::Confirmed {
            let who = (one, queries::round_of(&rounds, one));
            payload["invitations"] =
                json!(host.tell(who, (Method::Cancel, &meetings), signer, now));
        }
        send(conn, (one, given), ("session_cancelled", payload), now)?;
    }
    Ok(())
}

/// The address of their own calendar.
pub fn feed(
    conn: &mut Conn,
    one: &Enrolment,
    (token, signer): (&str, &Signer),
    now: NaiveDateTime,
) -> Result<()> {
    let mail = Mail {
        template: "enrolment_calendar",
        language: one.language,
        to_name: &one.name,
        to_email: &one.email,
        from_name: None,
        payload: json!({
            "path": access::calendar(token),
            "own": access::link(signer, &one.id),
        }),
        in_reply_to: None,
        references: &[],
        dedup_key: None,
    };
    outbox::queue(conn, &mail, now).map(drop)
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
