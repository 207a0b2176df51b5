//! The audit chain is looked through.

use chrono::NaiveDateTime;
use serde_json::json;

use crate::app::App;
use crate::clock::network_day;
use crate::history::chain::{self, Verdict};
use crate::i18n::Locale;
use crate::{Result, accounts, outbox};

/// Looks through the chain; when it is broken, whoever administers the network is told, once a day until it is looked at.
/// The last seal goes to the program's log and to the witnesses, who keep it elsewhere.
pub fn verify(app: &App, now: NaiveDateTime) -> Result<usize> {
    let verdict = app.db.read_now(chain::verify)?;
    let Some(broken) = &verdict.broken else {
        tracing::info!(events = verdict.sound, last = verdict.last, "the audit chain is sound");
        return witness(app, &verdict, now);
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

/// Mails the last hash of the chain to its witnesses, once a day.
fn witness(app: &App, verdict: &Verdict, now: NaiveDateTime) -> Result<usize> {
    let (all, day) = (&app.config.witnesses, network_day(now));
    if all.is_empty() || verdict.sound == 0 {
        return Ok(0);
    }
    app.db.write_now(|conn| {
        for (place, email) in all.iter().enumerate() {
            let facts = json!({
                "sound": verdict.sound, "last": verdict.last, "day": day.format("%d/%m/%Y").to_string(),
            });
            let key = format!("audit-hash-{day}-{place}");
            let to = (email.as_str(), email.as_str(), Locale::Fr);
            outbox::write(conn, "history_hash", to, (facts, Some(key)), now)?;
        }
        Ok(all.len())
    })
}
