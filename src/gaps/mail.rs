//! Who is told that a question would end with nobody.

use chrono::NaiveDateTime;
use serde_json::json;

use super::Nowhere;
use crate::accounts::Account;
use crate::db::Conn;
use crate::{Result, outbox};

/// Tells those who steer the network, once.
pub fn nowhere(
    conn: &mut Conn,
    found: &[Nowhere],
    people: &[Account],
    now: NaiveDateTime,
) -> Result<()> {
    for person in people {
        let to = (person.name.as_str(), person.email.as_str(), person.language);
        let facts = json!({ "places": found.len(), "path": "/gaps" });
        let key = format!("gaps-nowhere-{now}-{}", person.id);
        outbox::write(conn, "gaps_nowhere", to, (facts, Some(key)), now)?;
    }
    Ok(())
}
