//! What people leave for the next.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::{AccountId, NodeId};
use crate::db::schema::{accounts, handover_note_readings, handover_notes, nodes, staff_absences};
use crate::db::{Conn, each};
use crate::duty::{AbsenceId, Note, NoteId};

type Row =
    (NoteId, NodeId, String, String, AccountId, String, String, NaiveDateTime, NaiveDateTime);

fn note(row: Row) -> Note {
    let (id, node, node_name, node_slug, author, author_name, body, written_at, shown_until) = row;
    Note { id, node, node_name, node_slug, author, author_name, body, written_at, shown_until }
}

type Columns = (
    handover_notes::id,
    handover_notes::node_id,
    nodes::short_name,
    nodes::slug,
    handover_notes::author_id,
    accounts::name,
    handover_notes::body,
    handover_notes::written_at,
    handover_notes::shown_until,
);
const COLUMNS: Columns = (
    handover_notes::id,
    handover_notes::node_id,
    nodes::short_name,
    nodes::slug,
    handover_notes::author_id,
    accounts::name,
    handover_notes::body,
    handover_notes::written_at,
    handover_notes::shown_until,
);

/// The live notes of some nodes that somebody has not said to have read, oldest first.
pub fn unread_notes(
    conn: &mut Conn,
    of: &[NodeId],
    me: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<Vec<Note>> {
    let read = handover_note_readings::table
        .filter(handover_note_readings::account_id.eq(me))
        .select(handover_note_readings::note_id);
    let rows: Vec<Row> = handover_notes::table
        .inner_join(accounts::table)
        .inner_join(nodes::table)
        .filter(handover_notes::node_id.eq_any(of))
        .filter(handover_notes::shown_until.gt(now))
        .filter(handover_notes::withdrawn_at.is_null())
        .filter(handover_notes::author_id.ne(me))
        .filter(handover_notes::id.ne_all(read))
        .order((handover_notes::written_at, handover_notes::id))
        .limit(20)
        .select(COLUMNS)
        .load(conn)?;
    Ok(rows.into_iter().map(note).collect())
}

/// A node's live notes, newest first.
pub fn notes_of(conn: &mut Conn, node: &NodeId, now: NaiveDateTime) -> QueryResult<Vec<Note>> {
    let rows: Vec<Row> = handover_notes::table
        .inner_join(accounts::table)
        .inner_join(nodes::table)
        .filter(handover_notes::node_id.eq(node))
        .filter(handover_notes::shown_until.gt(now))
        .filter(handover_notes::withdrawn_at.is_null())
        .order((handover_notes::written_at.desc(), handover_notes::id.desc()))
        .limit(50)
        .select(COLUMNS)
        .load(conn)?;
    Ok(rows.into_iter().map(note).collect())
}

/// Who read some notes: note and name, by name.
pub fn readers_of(conn: &mut Conn, notes: &[NoteId]) -> QueryResult<Vec<(NoteId, String)>> {
    handover_note_readings::table
        .inner_join(accounts::table)
        .filter(handover_note_readings::note_id.eq_any(notes))
        .order((accounts::name, accounts::id))
        .limit(500)
        .select((handover_note_readings::note_id, accounts::name))
        .load(conn)
}

/// A note that was not withdrawn, live or not.
pub fn find_note(conn: &mut Conn, id: &NoteId) -> QueryResult<Note> {
    handover_notes::table
        .inner_join(accounts::table)
        .inner_join(nodes::table)
        .filter(handover_notes::id.eq(id))
        .filter(handover_notes::withdrawn_at.is_null())
        .select(COLUMNS)
        .first(conn)
        .map(note)
}

/// The notes that were left with an absence, at each node: its person's, written when it was announced, to be shown as long as
/// it lasts.
pub fn notes_left_for(
    conn: &mut Conn,
    absence: &AbsenceId,
    shown_until: NaiveDateTime,
) -> QueryResult<Vec<(NoteId, NodeId)>> {
    let (person, announced): (AccountId, NaiveDateTime) = staff_absences::table
        .find(absence)
        .select((staff_absences::account_id, staff_absences::announced_at))
        .first(conn)?;
    handover_notes::table
        .filter(handover_notes::author_id.eq(person))
        .filter(handover_notes::written_at.eq(announced))
        .filter(handover_notes::shown_until.eq(shown_until))
        .filter(handover_notes::withdrawn_at.is_null())
        .order(handover_notes::id)
        .select((handover_notes::id, handover_notes::node_id))
        .load(conn)
}

/// Whether a note of this id was ever written: a form that came twice.
pub fn has_note(conn: &mut Conn, id: &NoteId) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(handover_notes::table.find(id))).get_result(conn)
}

pub fn insert_note(
    conn: &mut Conn,
    (id, node, author): (&NoteId, &NodeId, &AccountId),
    (body, shown_until): (&str, NaiveDateTime),
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::insert_into(handover_notes::table)
        .values((
            handover_notes::id.eq(id),
            handover_notes::node_id.eq(node),
            handover_notes::author_id.eq(author),
            handover_notes::body.eq(body),
            handover_notes::written_at.eq(now),
            handover_notes::shown_until.eq(shown_until),
        ))
        .execute(conn)
        .map(drop)
}

/// Answers whether it was news.
pub fn insert_reading(
    conn: &mut Conn,
    note: &NoteId,
    account: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let row = (
        handover_note_readings::note_id.eq(note),
        handover_note_readings::account_id.eq(account),
        handover_note_readings::read_at.eq(now),
    );
    let new = each!(conn, real => diesel::insert_into(handover_note_readings::table)
        .values(row).on_conflict_do_nothing().execute(real))?;
    Ok(new == 1)
}

pub fn withdraw_note(conn: &mut Conn, id: &NoteId, now: NaiveDateTime) -> QueryResult<bool> {
    let done = diesel::update(handover_notes::table.find(id))
        .filter(handover_notes::withdrawn_at.is_null())
        .set(handover_notes::withdrawn_at.eq(now))
        .execute(conn)?;
    Ok(done == 1)
}
