//! Every SQL statement about what the scanner found.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::ScanState;
use crate::accounts::NodeId;
use crate::db::Conn;
use crate::db::schema::{attachments, messages, received_mails, stored_files};
use crate::tickets::{AuthorKind, MessageId, MessageKind, Reach, TicketId};

/// Files that wait for the scanner, those that wait longest first: their hash, and how often looking failed.
pub fn due(conn: &mut Conn, now: NaiveDateTime, limit: i64) -> QueryResult<Vec<(String, i32)>> {
    stored_files::table
        .filter(stored_files::scan_state.eq(ScanState::Unscanned))
        .filter(stored_files::scan_due_at.le(now))
        .order((stored_files::scan_due_at, stored_files::sha256))
        .limit(limit)
        .select((stored_files::sha256, stored_files::scan_attempts))
        .load(conn)
}

/// Notes what was found in a file that nobody had looked at. Answers whether it was so.
pub fn settle(
    conn: &mut Conn,
    sha256: &str,
    (state, finding): (ScanState, Option<&str>),
    scanner: &str,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let row =
        stored_files::table.find(sha256).filter(stored_files::scan_state.eq(ScanState::Unscanned));
    let settled = diesel::update(row)
        .set((
            stored_files::scan_state.eq(state),
            stored_files::scan_finding.eq(finding),
            stored_files::scanned_by.eq(scanner),
            stored_files::scanned_at.eq(now),
        ))
        .execute(conn)?;
    Ok(settled == 1)
}

/// Has files looked at later, since the scanner does not answer.
pub fn put_off(conn: &mut Conn, now: NaiveDateTime, until: NaiveDateTime) -> QueryResult<usize> {
    let due = stored_files::table
        .filter(stored_files::scan_state.eq(ScanState::Unscanned))
        .filter(stored_files::scan_due_at.le(now));
    diesel::update(due).set(stored_files::scan_due_at.eq(until)).execute(conn)
}

/// Has one file looked at later, since the scanner failed on it.
pub fn note_failure(conn: &mut Conn, sha256: &str, again: NaiveDateTime) -> QueryResult<()> {
    diesel::update(stored_files::table.find(sha256))
        .set((
            stored_files::scan_attempts.eq(stored_files::scan_attempts + 1),
            stored_files::scan_due_at.eq(again),
        ))
        .execute(conn)
        .map(drop)
}

/// Where a file hangs: the ticket and the message, its name there, who wrote that, whether it is a note, and whose.
#[derive(Debug, Clone, Queryable)]
pub struct Place {
    pub ticket: TicketId,
    pub message: MessageId,
    pub name: String,
    pub author: AuthorKind,
    pub kind: MessageKind,
    pub reach: Reach,
    pub node: Option<NodeId>,
}

pub fn places(conn: &mut Conn, sha256: &str) -> QueryResult<Vec<Place>> {
    attachments::table
        .inner_join(messages::table)
        .filter(attachments::sha256.eq(sha256))
        .order((messages::created_at, attachments::id))
        .select((
            messages::ticket_id,
            messages::id,
            attachments::name,
            messages::author_kind,
            messages::kind,
            messages::reach,
            messages::node_id,
        ))
        .load(conn)
}

/// The received mails whose own bytes these are.
pub fn mails(conn: &mut Conn, sha256: &str) -> QueryResult<Vec<String>> {
    received_mails::table
        .filter(received_mails::sha256.eq(sha256))
        .select(received_mails::id)
        .load(conn)
}
