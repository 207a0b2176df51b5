//! Sensitive tickets: the mark, and who read them.

use chrono::NaiveDateTime;
use serde_json::json;

use crate::Result;
use crate::accounts::{AccountId, Actor};
use crate::db::Conn;
use crate::history::{self, By};
use crate::tickets::{Door, Ticket, queries, rules};

/// Marks a ticket as sensitive, or takes the mark away. Doing it again changes nothing.
pub fn mark_sensitive(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    on: bool,
    now: NaiveDateTime,
) -> Result<()> {
    if ticket.anonymised_at.is_some() {
        return Err(rules::IS_ANONYMISED.into());
    }
    if !queries::set_sensitive(conn, &ticket.id, on)? {
        return Ok(());
    }
    let (by, detail) = (By::Account(actor.id.clone()), json!({ "sensitive": on }));
    history::record(conn, &by, "ticket.sensitive", ("ticket", ticket.id.as_str()), &detail, now)
}

/// Notes that a sensitive ticket was read: once for each person, door and short time. Of others nothing is noted.
pub fn note_reading(
    conn: &mut Conn,
    ticket: &Ticket,
    (reader, door): (Option<&AccountId>, Door),
    now: NaiveDateTime,
) -> Result<()> {
    let since = now - rules::READING_WINDOW;
    if !ticket.sensitive || queries::read_since(conn, &ticket.id, (reader, door), since)? {
        return Ok(());
    }
    Ok(queries::insert_reading(conn, &ticket.id, (reader, door), now)?)
}
