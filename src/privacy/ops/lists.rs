//! The archivist decides about a list.

use chrono::NaiveDateTime;
use serde_json::json;

use crate::Result;
use crate::accounts::Actor;
use crate::db::Conn;
use crate::history::{self, By};
use crate::privacy::{DestructionId, ListState, access, queries, rules};

/// Agrees: what is on the list will be anonymised.
pub fn approve(
    conn: &mut Conn,
    actor: &Actor,
    id: &DestructionId,
    now: NaiveDateTime,
) -> Result<()> {
    decide(conn, actor, id, (ListState::Approved, ""), now)
}

/// Declines, with the reason: what is on the list is kept for a year more.
pub fn refuse(
    conn: &mut Conn,
    actor: &Actor,
    id: &DestructionId,
    reason: &str,
    now: NaiveDateTime,
) -> Result<()> {
    decide(conn, actor, id, (ListState::Refused, reason), now)
}

fn decide(
    conn: &mut Conn,
    actor: &Actor,
    id: &DestructionId,
    (state, reason): (ListState, &str),
    now: NaiveDateTime,
) -> Result<()> {
    access::check_decides(conn, actor)?;
    let list = queries::list(conn, id)?;
    if !queries::decide_list(conn, id, (state, reason), &actor.id, now)? {
        let same =
            list.state == state || (state, list.state) == (ListState::Approved, ListState::Done);
        return if same { Ok(()) } else { Err(rules::ALREADY_DECIDED.into()) };
    }
    let detail = json!({ "to": state, "tickets": list.tickets });
    let by = By::Account(actor.id.clone());
    history::record(conn, &by, "destruction.decide", ("destruction", id.as_str()), &detail, now)
}
