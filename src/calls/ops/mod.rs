//! What is done with calls. Each function is one whole step in the caller's transaction. What concerns who applies begins
//! in `applications`.

mod life;
mod questions;
mod revise;
mod rules;
mod write;

pub use life::*;
pub use questions::*;
pub use revise::*;
pub use rules::*;
pub use write::*;

use chrono::NaiveDateTime;
use serde_json::Value;

use super::CallId;
use crate::Result;
use crate::accounts::Actor;
use crate::db::Conn;
use crate::history::{self, By};

fn note(
    conn: &mut Conn,
    actor: &Actor,
    (action, call): (&str, &CallId),
    detail: &Value,
    now: NaiveDateTime,
) -> Result<()> {
    let by = By::Account(actor.id.clone());
    history::record(conn, &by, action, ("call", call.as_str()), detail, now)
}
