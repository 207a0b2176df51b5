//! What those who answer do around tickets. Each function is one whole step in the caller's transaction.

mod answers;
mod checklists;
mod people;
mod tags;
mod time;
mod views;

pub use answers::*;
pub use checklists::*;
pub use people::*;
pub use tags::*;
pub use time::*;
pub use views::*;

use chrono::NaiveDateTime;
use serde_json::Value;

use super::{Shelf, rules};
use crate::accounts::Actor;
use crate::db::Conn;
use crate::history::{self, By};
use crate::tickets::Ticket;
use crate::tickets::queries::inbox::Scope;
use crate::{Error, Result};

/// Whose shared things somebody may see: their nodes', or the whole network's.
pub fn scope_of(actor: &Actor) -> Scope {
    if actor.coordinates() {
        Scope::Network
    } else {
        Scope::Nodes(actor.nodes().cloned().collect())
    }
}

/// What one may not change is not there.
fn check_shelf(actor: &Actor, shelf: &Shelf) -> Result<()> {
    if rules::may_change(actor, shelf) { Ok(()) } else { Err(Error::NotFound) }
}

fn on_ticket(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    action: &str,
    detail: &Value,
    now: NaiveDateTime,
) -> Result<()> {
    let by = By::Account(actor.id.clone());
    history::record(conn, &by, action, ("ticket", ticket.id.as_str()), detail, now)
}

fn on_thing(
    conn: &mut Conn,
    actor: &Actor,
    (action, kind, id): (&str, &str, &str),
    detail: &Value,
    now: NaiveDateTime,
) -> Result<()> {
    history::record(conn, &By::Account(actor.id.clone()), action, (kind, id), detail, now)
}
