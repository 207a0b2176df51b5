//! What people do with tickets. Each function is one whole step: it checks the rule, changes the rows, leaves a line of
//! history and queues the mail, in the caller's transaction.

mod ask;
mod life;
mod pause;
mod talk;

pub use ask::{Asked, ask, confirm, decide, expire_unconfirmed, renew_link, replace_link};
pub use life::{Closing, assign, close, close_as_team, rate, release, reopen, spam, transfer};
pub use pause::{Pause, close_silent, pause, wake, wake_due};
pub use talk::{After, Said, answer, note, team_reply};

use chrono::NaiveDateTime;
use serde_json::Value;

use super::queries::{self, Author, Move};
use super::rules::{self, Event};
use super::{AuthorKind, Ticket};
use crate::Result;
use crate::accounts::Actor;
use crate::db::Conn;
use crate::history::{self, By};

fn staff(actor: &Actor) -> Author<'_> {
    Author { kind: AuthorKind::Staff, account: Some(&actor.id), name: &actor.name }
}

const SYSTEM: Author<'static> =
    Author { kind: AuthorKind::System, account: None, name: "Maillage" };

/// Moves a ticket by an event, if it may and is still as it was read; leaves a line in the audit.
fn step(
    conn: &mut Conn,
    by: &By,
    ticket: &Ticket,
    event: Event,
    change: Move,
    detail: &Value,
    now: NaiveDateTime,
) -> Result<Ticket> {
    let to = rules::lands(ticket, event)?;
    if !queries::advance(conn, ticket, Move { to: Some(to), ..change }, now)? {
        return Err(rules::CHANGED_MEANWHILE.into());
    }
    let action = format!("ticket.{}", event.name());
    history::record(conn, by, &action, ("ticket", ticket.id.as_str()), detail, now)?;
    Ok(queries::find(conn, &ticket.id)?)
}
