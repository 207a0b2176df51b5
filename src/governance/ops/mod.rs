//! Bodies and those who sit in them. Each function is one whole step in the caller's transaction.

mod agenda;
mod links;
mod meetings;
mod minutes;
mod resolutions;

pub use agenda::*;
pub use links::in_language;
pub use meetings::*;
pub use minutes::*;
pub use resolutions::*;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use serde_json::json;

use super::{
    Body, BodyId, BodyKind, Capacity, Meeting, MeetingState, Reader, Seat, SeatId, Seated, access,
    queries, rules,
};
use crate::accounts::{self, Actor};
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::note;
use crate::{Error, Result};

/// What a body is called, what it is for, and when it may decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charter {
    pub kind: BodyKind,
    pub name_fr: String,
    pub name_en: String,
    pub mandate_fr: String,
    pub mandate_en: String,
    pub quorum: i32,
}

/// Makes a body; the same form again is the same body.
pub fn found(
    conn: &mut Conn,
    actor: &Actor,
    (id, code): (&BodyId, &str),
    charter: &Charter,
    now: NaiveDateTime,
) -> Result<Body> {
    if !actor.coordinates() {
        return Err(Error::NotFound);
    }
    conn.take_turn("codes-of-bodies")?;
    if let Some(known) = queries::known_body(conn, id)? {
        return Ok(known);
    }
    let slug = crate::text::slug(code);
    if queries::is_taken(conn, code, &slug)? {
        return Err(rules::CODE_TAKEN.into());
    }
    let body = Body { id: id.clone(), slug, code: code.to_owned(), ..charted(charter, now) };
    queries::insert_body(conn, &body)?;
    note(conn, actor, ("body.found", "body", id.as_str()), &json!({ "code": code }), now)?;
    Ok(body)
}

fn charted(charter: &Charter, now: NaiveDateTime) -> Body {
    Body {
        id: BodyId::new(),
        slug: String::new(),
        code: String::new(),
        kind: charter.kind,
        name_fr: charter.name_fr.clone(),
        name_en: charter.name_en.clone(),
        mandate_fr: charter.mandate_fr.clone(),
        mandate_en: charter.mandate_en.clone(),
        quorum: charter.quorum,
        made_at: now,
        changed_at: now,
    }
}

pub fn recharter(
    conn: &mut Conn,
    actor: &Actor,
    (slug, charter): (&str, &Charter),
    now: NaiveDateTime,
) -> Result<()> {
    if !actor.coordinates() {
        return Err(Error::NotFound);
    }
    let known = queries::body_by_slug(conn, slug)?;
    let body = Body { id: known.id.clone(), ..charted(charter, now) };
    queries::change_body(conn, &body, now)?;
    note(conn, actor, ("body.change", "body", known.id.as_str()), &json!({}), now)
}

/// Somebody who is to sit in a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// In small letters.
    pub email: String,
    pub capacity: Capacity,
    pub votes: bool,
    pub institution: Option<String>,
    pub quality: String,
    pub alternate_of: Option<SeatId>,
    pub starts_on: NaiveDate,
    pub ends_on: Option<NaiveDate>,
}

/// Gives somebody with an account a seat; who sits there in those days already keeps theirs.
pub fn appoint(
    conn: &mut Conn,
    actor: &Actor,
    (slug, who): (&str, &Appointment),
    now: NaiveDateTime,
) -> Result<SeatId> {
    let body = access::run_body(conn, actor, slug, network_day(now))?;
    conn.take_turn(body.id.as_str())?;
    let account = accounts::queries::by_email(conn, &who.email)?
        .filter(|account| account.disabled_at.is_none())
        .ok_or(rules::UNKNOWN_PERSON)?;
    let seated = queries::seated(conn, &body.id)?;
    let overlaps = |seat: &Seat| {
        seat.ends_on.is_none_or(|last| last >= who.starts_on)
            && who.ends_on.is_none_or(|last| last >= seat.starts_on)
    };
    if seated.iter().any(|one| one.seat.account_id == account.id && overlaps(&one.seat)) {
        return Err(rules::SEATED_ALREADY.into());
    }
    let of = who.alternate_of.clone().filter(|id| seated.iter().any(|one| one.seat.id == *id));
    let seat = Seat {
        id: SeatId::new(),
        body_id: body.id.clone(),
        account_id: account.id,
        capacity: who.capacity,
        votes: who.votes && of.is_none(),
        institution: who.institution.clone(),
        quality: who.quality.clone(),
        alternate_of: of,
        starts_on: who.starts_on,
        ends_on: who.ends_on,
    };
    queries::insert_seat(conn, &seat)?;
    let detail = json!({ "account": seat.account_id, "capacity": seat.capacity, "from": seat.starts_on, "to": seat.ends_on });
    note(conn, actor, ("body.appoint", "body", body.id.as_str()), &detail, now)?;
    Ok(seat.id)
}

/// Ends somebody's time with yesterday, or with the day on which it began; a seat that has not begun goes. Again changes
/// nothing.
pub fn dismiss(
    conn: &mut Conn,
    actor: &Actor,
    (slug, id): (&str, &SeatId),
    now: NaiveDateTime,
) -> Result<()> {
    let today = network_day(now);
    let body = access::run_body(conn, actor, slug, today)?;
    conn.take_turn(body.id.as_str())?;
    let Some(seat) = queries::known_seat(conn, id)? else { return Ok(()) };
    if seat.body_id != body.id {
        return Err(Error::NotFound);
    }
    let invited = invited(conn, &body, now)?;
    if seat.starts_on > today {
        queries::take_back_seat(conn, id)?;
        let detail = json!({ "account": seat.account_id, "from": seat.starts_on, "begun": false });
        note(conn, actor, ("body.dismiss", "body", body.id.as_str()), &detail, now)?;
        return uninvite_all(conn, &body, invited, now);
    }
    let last = (today - TimeDelta::days(1)).max(seat.starts_on);
    if !queries::end_seat(conn, id, last)? {
        return Ok(());
    }
    let detail = json!({ "account": seat.account_id, "last": last });
    note(conn, actor, ("body.dismiss", "body", body.id.as_str()), &detail, now)?;
    uninvite_all(conn, &body, invited, now)
}

/// Who is invited to the meetings of a body that are ahead: a handful at most.
fn invited(
    conn: &mut Conn,
    body: &Body,
    now: NaiveDateTime,
) -> Result<Vec<(Meeting, Vec<Seated>)>> {
    let reader = Reader { all: false, bodies: vec![body.id.clone()] };
    let mut all = Vec::new();
    for (meeting, _) in queries::ahead(conn, &reader, now)? {
        if meeting.state == MeetingState::Convened {
            let people = people(conn, &meeting)?;
            all.push((meeting, people));
        }
    }
    Ok(all)
}

fn uninvite_all(
    conn: &mut Conn,
    body: &Body,
    invited: Vec<(Meeting, Vec<Seated>)>,
    now: NaiveDateTime,
) -> Result<()> {
    for (meeting, people) in invited {
        uninvite(conn, (body, &meeting), people, now)?;
    }
    Ok(())
}
