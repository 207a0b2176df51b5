//! Who reads what of a body. What one may not see is not found.

use chrono::NaiveDate;

use super::{
    Body, Document, DocumentId, Meeting, MeetingId, MeetingState, Part, Reader, queries, rules,
};
use crate::accounts::Actor;
use crate::clock::network_day;
use crate::db::Conn;
use crate::{Error, Result};

/// What a reader may see beyond what is public.
pub fn reader(conn: &mut Conn, actor: Option<&Actor>, today: NaiveDate) -> Result<Reader> {
    let Some(actor) = actor else { return Ok(Reader::stranger()) };
    if actor.coordinates() {
        return Ok(Reader { all: true, bodies: Vec::new() });
    }
    Ok(Reader { all: false, bodies: queries::bodies_of(conn, &actor.id, today)? })
}

/// What was decided about something, by its address on this site, as far as somebody may see it.
pub fn about(
    conn: &mut Conn,
    actor: Option<&Actor>,
    addresses: &[String],
    today: NaiveDate,
) -> Result<Vec<super::views::Line>> {
    let reader = reader(conn, actor, today)?;
    Ok(queries::about(conn, addresses, &reader)?)
}

/// What somebody has to do with a body; nothing for strangers.
pub fn part(conn: &mut Conn, actor: &Actor, body: &Body, today: NaiveDate) -> Result<Part> {
    let seat = queries::seat_on(conn, (&body.id, &actor.id), today)?;
    let runs = actor.coordinates() || seat.as_ref().is_some_and(rules::runs);
    if seat.is_none() && !runs { Err(Error::NotFound) } else { Ok(Part { seat, runs }) }
}

/// A meeting for those who sit in its body, on its day or now, and for who steers the network.
pub fn room(
    conn: &mut Conn,
    actor: &Actor,
    id: &MeetingId,
    today: NaiveDate,
) -> Result<(Meeting, Body, Part)> {
    let meeting = queries::meeting(conn, id)?;
    let body = queries::body(conn, &meeting.body_id)?;
    let part = match part(conn, actor, &body, today) {
        Err(Error::NotFound) => invited(conn, actor, (&meeting, &body))?,
        part => part?,
    };
    Ok((meeting, body, part))
}

/// Whoever sits there on the day of a meeting is asked to it before their time begins, and reads its minutes after their time
/// has ended, until these are approved.
fn invited(conn: &mut Conn, actor: &Actor, (meeting, body): (&Meeting, &Body)) -> Result<Part> {
    use MeetingState::{Circulated, Convened, Held};
    let day = network_day(meeting.starts_at);
    let seat = queries::seat_on(conn, (&body.id, &actor.id), day)?;
    match seat.filter(|_| matches!(meeting.state, Convened | Held | Circulated)) {
        Some(seat) => Ok(Part { seat: Some(seat), runs: false }),
        None => Err(Error::NotFound),
    }
}

/// The same for those who run it.
pub fn run(
    conn: &mut Conn,
    actor: &Actor,
    id: &MeetingId,
    today: NaiveDate,
) -> Result<(Meeting, Body)> {
    match room(conn, actor, id, today)? {
        (meeting, body, Part { runs: true, .. }) => Ok((meeting, body)),
        _ => Err(Error::NotFound),
    }
}

/// A body for who runs it.
pub fn run_body(conn: &mut Conn, actor: &Actor, slug: &str, today: NaiveDate) -> Result<Body> {
    let body = queries::body_by_slug(conn, slug)?;
    if part(conn, actor, &body, today)?.runs { Ok(body) } else { Err(Error::NotFound) }
}

/// A document of a meeting: for those who sit there, and for everybody once it is published.
pub fn document(
    conn: &mut Conn,
    actor: Option<&Actor>,
    (id, document): (&MeetingId, &DocumentId),
    today: NaiveDate,
) -> Result<Document> {
    let found = queries::document(conn, document)?;
    if found.meeting_id != *id {
        return Err(Error::NotFound);
    }
    let published = queries::published_documents(conn, id)?;
    let public = published.iter().any(|one| one.id == found.id);
    match actor {
        _ if public => {}
        Some(actor) => drop(room(conn, actor, id, today)?),
        None => return Err(Error::NotFound),
    }
    Ok(found)
}
