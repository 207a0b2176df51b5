//! What admins do that is no other capability's.

use chrono::NaiveDateTime;
use serde_json::json;

use super::queries;
use crate::accounts::Actor;
use crate::db::Conn;
use crate::history::{self, By};
use crate::{Error, Result};

/// Makes a kind of recurring work due now; whoever does it does it at their next turn.
pub fn run_again(conn: &mut Conn, actor: &Actor, kind: &str, now: NaiveDateTime) -> Result<()> {
    if !actor.is_admin() || !queries::make_due(conn, kind)? {
        return Err(Error::NotFound);
    }
    let by = By::Account(actor.id.clone());
    history::record(conn, &by, "job.made_due", ("job", kind), &json!({}), now)
}
