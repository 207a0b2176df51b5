//! A space that is open: from its opening to its end.

use chrono::NaiveDateTime;
use serde_json::json;

use super::examine::check_convention;
use super::{because, by, note, people, step, tell_concerned};
use crate::Result;
use crate::accounts::Actor;
use crate::clock::network_day;
use crate::db::Conn;
use crate::spaces::rules::{self, Event};
use crate::spaces::{Profile, SpaceId, State, access, queries};

/// Changes what a space says of itself.
pub fn save_profile(
    conn: &mut Conn,
    actor: &Actor,
    (id, profile): (&SpaceId, &Profile),
    now: NaiveDateTime,
) -> Result<()> {
    let space = access::registered(conn, actor, id)?;
    if matches!(space.state, State::Active | State::Suspended) && profile.contact.is_empty() {
        return Err(rules::NO_CONTACT.into());
    }
    queries::set_profile(conn, id, profile)?;
    note(conn, (&by(actor), "space.edit", &space), &json!({ "node": profile.node_id }), now)
}

/// Opens a space that the repository has made: it has its name there, two administrators, a curator and a contact.
pub fn activate(conn: &mut Conn, actor: &Actor, id: &SpaceId, now: NaiveDateTime) -> Result<()> {
    let space = access::administered(conn, actor, id)?;
    if space.state == State::Active {
        return Ok(());
    }
    rules::next(space.state, Event::Activate)?;
    check_convention(conn, &space, network_day(now))?;
    rules::check_open(&space)?;
    step(conn, (&by(actor), &space, Event::Activate), ("space.activate", ""), now)?;
    queries::set_opened(conn, id, now)?;
    let alias = space.alias.clone().unwrap_or_default();
    tell_concerned(conn, &space, ("active", "", &alias), now)
}

/// Nothing new is deposited until it is resumed; what is there stays readable.
pub fn suspend(
    conn: &mut Conn,
    actor: &Actor,
    (id, reason): (&SpaceId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let how = (State::Suspended, Event::Suspend, ("space.suspend", "suspended"));
    because(conn, actor, (id, reason), how, now)
}

/// Opens a space again, by what it needs to be opened: its convention may be over since.
pub fn resume(conn: &mut Conn, actor: &Actor, id: &SpaceId, now: NaiveDateTime) -> Result<()> {
    let space = access::administered(conn, actor, id)?;
    if space.state == State::Active {
        return Ok(());
    }
    rules::next(space.state, Event::Resume)?;
    check_convention(conn, &space, network_day(now))?;
    rules::check_open(&space)?;
    step(conn, (&by(actor), &space, Event::Resume), ("space.resume", ""), now)?;
    tell_concerned(conn, &space, ("resumed", "", ""), now)
}

/// Why a space ends, where its data goes, and which space goes on with it; none is the generic one.
#[derive(Debug, Clone)]
pub struct End {
    pub reason: String,
    pub data_goes: String,
    pub successor: Option<SpaceId>,
}

/// Closes a space. Whoever looked after it no longer does from that day on.
pub fn close(
    conn: &mut Conn,
    actor: &Actor,
    (id, end): (&SpaceId, &End),
    now: NaiveDateTime,
) -> Result<()> {
    conn.take_turn(id.as_str())?;
    let space = access::administered(conn, actor, id)?;
    if space.state == State::Closed {
        return Ok(());
    }
    rules::next(space.state, Event::Close)?;
    rules::check_reason(&end.reason)?;
    if end.data_goes.trim().chars().count() < rules::FEWEST_REASON {
        return Err(rules::NO_DESTINATION.into());
    }
    if let Some(successor) = &end.successor {
        let next = queries::find(conn, successor)?;
        if next.id == space.id || next.state != State::Active {
            return Err(rules::BAD_SUCCESSOR.into());
        }
    }
    queries::set_end(conn, id, end.data_goes.trim(), end.successor.as_ref())?;
    // As long as it is open, it says who administers it.
    tell_concerned(conn, &space, ("closed", end.data_goes.trim(), ""), now)?;
    step(conn, (&by(actor), &space, Event::Close), ("space.close", end.reason.trim()), now)?;
    people::end_all(conn, (&by(actor), &space), now)
}
