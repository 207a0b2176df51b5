//! Hand-over notes: what the next should know.

use chrono::{Days as After, NaiveDate, NaiveDateTime};
use serde_json::json;

use super::at_node;
use crate::accounts::rules::may_manage;
use crate::accounts::{AccountId, Actor, NodeId};
use crate::clock::{midnight, network_day};
use crate::db::Conn;
use crate::duty::rules;
use crate::duty::{Note, NoteId, queries};
use crate::{Error, Result};

/// Leaves a note at a node where one works (at any, for who steers the network), shown up to a day. A form that comes
/// twice writes once.
pub fn leave_note(
    conn: &mut Conn,
    actor: &Actor,
    (id, node): (&NoteId, &NodeId),
    (body, last): (&str, NaiveDate),
    now: NaiveDateTime,
) -> Result<()> {
    if !actor.works_for(node) && !actor.coordinates() {
        return Err(Error::NotFound);
    }
    if queries::has_note(conn, id)? {
        return Ok(());
    }
    rules::check_note(body, last, network_day(now))?;
    put(conn, actor, (id, node, &actor.id), (body, last), now)
}

/// Leaves the same note at each node of somebody who goes away, shown as long as they are.
pub(super) fn leave_notes(
    conn: &mut Conn,
    (actor, person): (&Actor, &AccountId),
    nodes: &[NodeId],
    (body, last): (&str, NaiveDate),
    now: NaiveDateTime,
) -> Result<()> {
    nodes
        .iter()
        .try_for_each(|node| put(conn, actor, (&NoteId::new(), node, person), (body, last), now))
}

fn put(
    conn: &mut Conn,
    actor: &Actor,
    (id, node, author): (&NoteId, &NodeId, &AccountId),
    (body, last): (&str, NaiveDate),
    now: NaiveDateTime,
) -> Result<()> {
    let until = midnight(last + After::new(1));
    queries::insert_note(conn, (id, node, author), (body.trim(), until), now)?;
    at_node(conn, actor, ("duty.note_left", node), &json!({ "note": id, "until": last }), now)
}

fn readable(conn: &mut Conn, actor: &Actor, id: &NoteId) -> Result<Note> {
    let note = queries::find_note(conn, id)?;
    let may = actor.works_for(&note.node) || actor.coordinates();
    if may { Ok(note) } else { Err(Error::NotFound) }
}

/// Says to have read it: it is not shown to them any more. Twice is once.
pub fn read_note(conn: &mut Conn, actor: &Actor, id: &NoteId, now: NaiveDateTime) -> Result<()> {
    let note = readable(conn, actor, id)?;
    if queries::insert_reading(conn, id, &actor.id, now)? {
        at_node(conn, actor, ("duty.note_read", &note.node), &json!({ "note": id }), now)?;
    }
    Ok(())
}

/// Takes a note back: its writer, or who manages the node.
pub fn withdraw_note(
    conn: &mut Conn,
    actor: &Actor,
    id: &NoteId,
    now: NaiveDateTime,
) -> Result<()> {
    let note = readable(conn, actor, id)?;
    if note.author != actor.id && !may_manage(actor, &note.node) {
        return Err(Error::NotFound);
    }
    withdraw(conn, actor, (id, &note.node), now)
}

/// Takes a note back that a node shows.
pub(super) fn withdraw(
    conn: &mut Conn,
    actor: &Actor,
    (id, node): (&NoteId, &NodeId),
    now: NaiveDateTime,
) -> Result<()> {
    if queries::withdraw_note(conn, id, now)? {
        at_node(conn, actor, ("duty.note_withdrawn", node), &json!({ "note": id }), now)?;
    }
    Ok(())
}
