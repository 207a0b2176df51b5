//! The audit chain is looked through.

use chrono::NaiveDateTime;
use serde_json::json;

use crate::app::App;
use crate::history::chain;
use crate::{Result, accounts, outbox};

/// Looks through the chain; when it is broken, whoever administers the network is told, once a day until it is looked at.
/// The last seal goes to the program's log, which is kept elsewhere.
pub fn verify(app: &App, now: NaiveDateTime) -> Result<usize> {
    let verdict = app.db.read_now(chain::verify)?;
    let Some(broken) = &verdict.broken else {
        tracing::info!(events = verdict.sound, last = verdict.last, "the audit chain is sound");
        return Ok(0);
    };
    tracing::error!(broken, sound = verdict.sound, "the audit chain is broken");
    app.db.write_now(|conn| {
        for admin in accounts::queries::admins(conn)? {
            let to = (admin.name.as_str(), admin.email.as_str(), admin.language);
            let facts = json!({ "broken": broken, "sound": verdict.sound });
            let key = format!("audit-broken-{}-{}", now.date(), admin.id);
            outbox::write(conn, "history_broken", to, (facts, Some(key)), now)?;
        }
        Ok(1)
    })
}
