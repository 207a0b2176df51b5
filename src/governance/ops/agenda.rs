//! Agendas: points that are put on, changed, moved up and taken off; and an agenda that changed after everybody had it.

use chrono::NaiveDateTime;
use serde_json::json;

use super::meetings::{round, tell_all};
use super::note;
use crate::accounts::Actor;
use crate::calendar::Method;
use crate::clock::network_day;
use crate::db::Conn;
use crate::governance::{Item, ItemId, ItemKind, MeetingId, MeetingState, access, queries, rules};
use crate::{Error, Result};

/// What is put on an agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    pub kind: ItemKind,
    /// In French.
    pub title: String,
    pub title_en: String,
    pub minutes: Option<i32>,
    pub reserved: bool,
}

/// Puts a point at the end of an agenda; the same form again is the same point.
pub fn add_item(
    conn: &mut Conn,
    actor: &Actor,
    (id, item): (&MeetingId, &ItemId),
    point: &Point,
    now: NaiveDateTime,
) -> Result<()> {
    let items = open_agenda(conn, actor, id, now)?;
    if items.iter().any(|one| one.id == *item) {
        return Ok(());
    }
    let position = items.iter().map(|one| one.position).max().unwrap_or(0) + 1;
    queries::insert_item(conn, &of_point(item, (id, position), point))?;
    note_agenda(conn, actor, id, json!({ "item": item }), now)
}

fn of_point(item: &ItemId, (id, position): (&MeetingId, i32), point: &Point) -> Item {
    Item {
        id: item.clone(),
        meeting_id: id.clone(),
        position,
        kind: point.kind,
        title: point.title.clone(),
        title_en: point.title_en.clone(),
        minutes: point.minutes,
        reserved: point.reserved,
        public_minutes: String::new(),
        public_minutes_en: String::new(),
        private_minutes: String::new(),
        private_minutes_en: String::new(),
    }
}

pub fn change_item(
    conn: &mut Conn,
    actor: &Actor,
    (id, item): (&MeetingId, &ItemId),
    point: &Point,
    now: NaiveDateTime,
) -> Result<()> {
    let items = open_agenda(conn, actor, id, now)?;
    let known = items.iter().find(|one| one.id == *item).ok_or(Error::NotFound)?;
    queries::change_item(conn, &of_point(item, (id, known.position), point))?;
    // What was decided under it is found by its title.
    let decided = queries::resolutions_of(conn, id)?.into_iter();
    let under = decided.filter(|one| one.item_id.as_ref() == Some(item)).map(|one| one.id);
    queries::index(conn, &under.collect::<Vec<_>>())?;
    note_agenda(conn, actor, id, json!({ "item": item }), now)
}

/// Puts a point before the one above it.
pub fn raise_item(
    conn: &mut Conn,
    actor: &Actor,
    (id, item): (&MeetingId, &ItemId),
    now: NaiveDateTime,
) -> Result<()> {
    let items = open_agenda(conn, actor, id, now)?;
    let at = items.iter().position(|one| one.id == *item).ok_or(Error::NotFound)?;
    let Some(above) = at.checked_sub(1).map(|above| &items[above]) else { return Ok(()) };
    queries::place_item(conn, item, above.position)?;
    queries::place_item(conn, &above.id, items[at].position)?;
    note_agenda(conn, actor, id, json!({ "item": item }), now)
}

/// Takes a point off, if nothing was decided or brought under it; again changes nothing.
pub fn remove_item(
    conn: &mut Conn,
    actor: &Actor,
    (id, item): (&MeetingId, &ItemId),
    now: NaiveDateTime,
) -> Result<()> {
    let items = open_agenda(conn, actor, id, now)?;
    if !items.iter().any(|one| one.id == *item) {
        return Ok(());
    }
    if queries::is_used(conn, item)? {
        return Err(rules::USED_ITEM.into());
    }
    queries::delete_item(conn, item)?;
    note_agenda(conn, actor, id, json!({ "item": item, "removed": true }), now)
}

/// What is on an agenda that may be written on, by one at a time.
fn open_agenda(
    conn: &mut Conn,
    actor: &Actor,
    id: &MeetingId,
    now: NaiveDateTime,
) -> Result<Vec<Item>> {
    conn.take_turn(id.as_str())?;
    let (meeting, _) = access::run(conn, actor, id, network_day(now))?;
    if !rules::has_open_agenda(meeting.state) {
        return Err(rules::ILLEGAL.into());
    }
    Ok(queries::items_of(conn, id)?)
}

fn note_agenda(
    conn: &mut Conn,
    actor: &Actor,
    id: &MeetingId,
    detail: serde_json::Value,
    now: NaiveDateTime,
) -> Result<()> {
    note(conn, actor, ("meeting.agenda", "meeting", id.as_str()), &detail, now)
}

/// Sends everybody the agenda as it is now; their calendars take it in place of the one before. `sequence` is that of the plan
/// that was looked at: the same again sends nothing.
pub fn send_agenda(
    conn: &mut Conn,
    actor: &Actor,
    (id, sequence): (&MeetingId, i32),
    now: NaiveDateTime,
) -> Result<()> {
    conn.take_turn(id.as_str())?;
    let (meeting, body) = access::run(conn, actor, id, network_day(now))?;
    if meeting.state != MeetingState::Convened {
        return Err(rules::ILLEGAL.into());
    }
    if meeting.starts_at <= now {
        return Err(rules::OVER.into());
    }
    if meeting.sequence != sequence {
        return Ok(());
    }
    queries::raise_sequence(conn, id)?;
    let detail = json!({ "sequence": sequence + 1 });
    note(conn, actor, ("meeting.agenda_sent", "meeting", id.as_str()), &detail, now)?;
    let meeting = queries::meeting(conn, id)?;
    let told = ("governance_agenda", round(&meeting), Some(Method::Request));
    tell_all(conn, (told.0, &told.1, told.2), (&body, &meeting), now)
}
