//! What participants are written: one mail for each change of where they stand, in their language, with what their calendar
//! is told of it.

mod invitations;
mod letters;
mod pending;
mod proposals;
mod reminders;
mod trainers;

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::{Enrolment, State, access, queries};
use crate::Result;
use crate::calendar::{Invitation, Method};
use crate::courses::{Fill, Given, Meeting, Mode, Presence, queries as sessions};
use crate::db::Conn;
use crate::outbox::{self, Mail};
use crate::secret::Signer;
use crate::times::said;
use invitations::Host;

pub use letters::letter;
pub use pending::{Waiting, givers, requests_wait};
pub use proposals::{trainer_answered, trainer_asked, trainer_offers};
pub use reminders::reminder;
pub use trainers::trainers;

/// Tells somebody where they stand now, and where they come from, when they stood somewhere before. Whose address is not
/// proven is asked to; their calendar is told when it is.
pub fn told(
    conn: &mut Conn,
    (one, given): (&Enrolment, &Given),
    from: Option<State>,
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let calendar = match one.prove_by {
        Some(_) => Vec::new(),
        None => of_state(conn, (one, given), from, signer, now)?,
    };
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
    if left.prove_by.is_none() {
        calendar.extend(of_state(conn, (left, before), Some(was), signer, now)?);
    }
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

/// Tells somebody that their request is refused, and of another session that they might ask for.
pub fn refused(
    conn: &mut Conn,
    (one, given): (&Enrolment, &Given),
    other: Option<&Given>,
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let (template, mut payload) = standing(conn, (one, given), signer, now)?;
    if let Some(other) = other {
        let (session, locale) = (&other.session, one.language);
        let span = session.starts_at.zip(session.ends_at);
        let when = span.map(|span| said::when_there(span, session.zone(), locale));
        payload["other"] = json!(when.unwrap_or_else(|| other.title(locale)));
        payload["other_path"] = json!(format!("/sessions/{}", session.id));
    }
    send(conn, (one, given), (template, with(payload, Vec::new())), now)
}

fn stands(
    conn: &mut Conn,
    (one, given): (&Enrolment, &Given),
    calendar: Vec<Invitation>,
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let (template, payload) = standing(conn, (one, given), signer, now)?;
    send(conn, (one, given), (template, with(payload, calendar)), now)
}

/// The mail that says where somebody stands, and what it knows.
fn standing(
    conn: &mut Conn,
    (one, given): (&Enrolment, &Given),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<(&'static str, Value)> {
    let pool = queries::pool(conn, &one.pool_id)?;
    let mut payload = about(one, (given, pool.mode), signer);
    let ahead = match one.state {
        State::Waiting => queries::ahead(conn, &one.pool_id, one.place)? + 1,
        _ => 0,
    };
    payload["position"] = json!(ahead);
    payload["holds"] = json!(one.seat.is_some());
    payload["other"] = json!("");
    if one.state == State::Waiting {
        // Why they wait: seats are left, for others.
        let fill = sessions::fill_of(conn, std::slice::from_ref(&one.session_id), now)?;
        let own = fill.iter().find(|fill| fill.pool_id == one.pool_id && fill.empty() > 0);
        payload["left"] = json!(own.is_some());
        payload["kept"] = json!(own.map(Fill::kept_for).unwrap_or_default());
    }
    for state in State::ALL {
        payload[state.as_str()] = json!(one.state == *state);
    }
    if given.session.terms.mode == Mode::Hybrid && one.state.is_live() {
        let key = match pool.mode {
            Presence::OnSite => "courses-mode-on-site",
            Presence::Online => "courses-mode-online",
        };
        payload["presence"] = json!(one.language.text(key));
    }
    let asks = one.prove_by.is_some() && one.state.is_live();
    Ok((if asks { "enrolment_confirm" } else { "enrolment_state" }, payload))
}

/// The link again, to who is enrolled and asked once more.
pub fn again(
    conn: &mut Conn,
    (one, given): (&Enrolment, &Given),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    match one.prove_by {
        Some(_) => stands(conn, (one, given), Vec::new(), signer, now),
        None => plain(conn, (one, given), ("enrolment_known", signer), now),
    }
}

/// Their calendar said that they do not come: how to give the seat to somebody else.
pub fn declined(
    conn: &mut Conn,
    (one, given): (&Enrolment, &Given),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    plain(conn, (one, given), ("enrolment_declined", signer), now)
}

/// A mail that says no more than what the session is, and where one's part in it.
fn plain(
    conn: &mut Conn,
    (one, given): (&Enrolment, &Given),
    (template, signer): (&'static str, &Signer),
    now: NaiveDateTime,
) -> Result<()> {
    let presence = queries::pool(conn, &one.pool_id)?.mode;
    send(conn, (one, given), (template, about(one, (given, presence), signer)), now)
}

/// What everybody of a session is told by one kind of mail, with these invitations for those whose calendar knows it.
type Told<'a> = (&'static str, &'a [(Method, &'a [Meeting])]);

/// The times or the place of the session are others now: these meetings are held then and there, those are not held.
pub fn moved(
    conn: &mut Conn,
    (all, given): (&[Enrolment], &Given),
    (held, gone): (&[Meeting], &[Meeting]),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let all: Vec<_> = all.iter().map(|one| (one, one.state)).collect();
    let told = [(Method::Request, held), (Method::Cancel, gone)];
    everybody(conn, (&all, given), ("session_moved", &told), signer, now)
}

/// The session does not take place: to those who took part or would have, with where they stood.
pub fn called_off(
    conn: &mut Conn,
    (all, given): (&[(Enrolment, State)], &Given),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let meetings = sessions::meetings_of(conn, std::slice::from_ref(&given.session.id))?;
    let all: Vec<_> = all.iter().map(|(one, was)| (one, *was)).collect();
    let told = [(Method::Cancel, &*meetings)];
    everybody(conn, (&all, given), ("session_cancelled", &told), signer, now)
}

fn everybody(
    conn: &mut Conn,
    (all, given): (&[(&Enrolment, State)], &Given),
    (template, told): Told<'_>,
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let (host, rounds) = (Host::of(conn, given)?, queries::rounds_of(conn, &given.session.id)?);
    for (one, was) in all {
        let mut calendar = Vec::new();
        if *was == State::Confirmed && one.prove_by.is_none() {
            let who = (*one, queries::round_of(&rounds, one));
            for (method, meetings) in told {
                calendar.extend(host.tell(who, (*method, meetings), signer, now));
            }
        }
        let payload = with(about(one, (given, host.presence(one)), signer), calendar);
        send(conn, (one, given), (template, payload), now)?;
    }
    Ok(())
}

/// What a mail says, with what the reader's calendar is told.
fn with(mut payload: Value, calendar: Vec<Invitation>) -> Value {
    payload["several"] = json!(calendar.len() > 1);
    payload["invitations"] = json!(calendar);
    payload
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
    outbox::queue_after(conn, &mail, &series(&one.email), now).map(drop)
}

/// What every mail knows; who takes part from afar is told of no room.
fn about(one: &Enrolment, (given, presence): (&Given, Presence), signer: &Signer) -> Value {
    let (session, locale, zone) = (&given.session, one.language, given.session.zone());
    let span = session.starts_at.zip(session.ends_at);
    let when = span.map(|span| said::when_there(span, zone, locale)).unwrap_or_default();
    let moment = |at: Option<NaiveDateTime>| at.map(|at| said::moment_there(at, zone, locale));
    let afar = presence == Presence::Online;
    // `when` names every other clock.
    let paris = zone == chrono_tz::Europe::Paris;
    let clock = if paris { said::zone_name(&session.terms.zone, locale) } else { String::new() };
    json!({
        "title": given.title(locale), "when": when, "zone": clock,
        "place": if afar { "" } else { session.terms.place.as_str() }, "online": afar,
        "join": afar && !session.terms.join_url.is_empty(), "node": given.node, "reason": one.reason,
        "until": moment(one.offer_ends_at).unwrap_or_default(),
        "prove_by": moment(one.prove_by),
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
    outbox::queue_after(conn, &mail, &series(&one.email), now).map(drop)
}

/// What one address is told of its parts comes in the order in which it happened: a calendar that is told of an end first
/// would begin what has ended.
fn series(email: &str) -> String {
    format!("enrolment {email}")
}
