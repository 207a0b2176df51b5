//! Time spent on tickets: for the node, never for the team.

use chrono::NaiveDateTime;
use serde_json::json;

use super::on_ticket;
use crate::Result;
use crate::accounts::{Actor, NodeId};
use crate::clock::network_day;
use crate::db::Conn;
use crate::tickets::Ticket;
use crate::triage::queries::{self, Spent};
use crate::triage::{TimeNoteId, rules};

/// Notes minutes that somebody spent today for a node. The form brings the id, so that sending twice notes once.
pub fn note_time(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    (id, node, typed, word): (&TimeNoteId, &NodeId, &str, &str),
    now: NaiveDateTime,
) -> Result<()> {
    if queries::time_exists(conn, id)? {
        return Ok(());
    }
    let (minutes, word) = (rules::minutes(typed)?, rules::time_word(word)?);
    let spent = Spent {
        id,
        ticket: &ticket.id,
        node,
        account: &actor.id,
        minutes,
        word: &word,
        on: network_day(now),
    };
    queries::insert_time(conn, &spent, now)?;
    on_ticket(conn, actor, ticket, "ticket.time", &json!({ "minutes": minutes }), now)
}

/// Takes back what one noted oneself.
pub fn take_back_time(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    id: &TimeNoteId,
    now: NaiveDateTime,
) -> Result<()> {
    if let Some(minutes) = queries::delete_time(conn, &ticket.id, id, &actor.id)? {
        let detail = json!({ "minutes": -minutes });
        on_ticket(conn, actor, ticket, "ticket.time_back", &detail, now)?;
    }
    Ok(())
}
