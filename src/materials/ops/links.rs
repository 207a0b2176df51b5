//! Where links lead is looked at; those who answer for a material are told, once, what is broken.

use chrono::NaiveDateTime;
use serde_json::json;

use crate::Result;
use crate::app::App;
use crate::db::Conn;
use crate::history::{self, By};
use crate::materials::rules::checking::{self, Found, Known};
use crate::materials::{LinkCheck, LinkChecks, mail, queries};

/// So many broken links are told of in one run.
const BATCH: i64 = 1_000;

/// Keeps what was found at a place. A link that breaks or is mended is a line in the history of each material.
pub fn note_visit(
    conn: &mut Conn,
    check: &LinkCheck,
    found: Found,
    now: NaiveDateTime,
) -> Result<bool> {
    let before = Known {
        failures: check.failures,
        failing_since: check.failing_since,
        broken_at: check.broken_at,
    };
    let (known, due) = checking::after(before, found, now);
    if !queries::note_check(conn, check, (found, known, due), now)? {
        return Ok(false);
    }
    let action = match (before.broken_at, known.broken_at) {
        (None, Some(_)) => "material.link_broken",
        (Some(_), None) => "material.link_mended",
        (None, None) | (Some(_), Some(_)) => return Ok(true),
    };
    let detail = json!({ "host": checking::host(&check.url_norm), "status": found });
    for material in queries::leading_to(conn, &check.url_norm)? {
        let subject = ("material", material.as_str());
        history::record(conn, &By::System, action, subject, &detail, now)?;
    }
    Ok(true)
}

/// Writes to those who answer for materials in which links broke since the last time: one mail each. Forgets the places
/// to which nothing leads any more.
pub fn tell_broken(app: &App, now: NaiveDateTime) -> Result<usize> {
    if app.config.link_checks == LinkChecks::Off {
        return Ok(0);
    }
    app.db.write_now(|conn| {
        queries::forget_checks(conn)?;
        let untold = queries::untold(conn, BATCH)?;
        if untold.is_empty() {
            return Ok(0);
        }
        let told = mail::links_broke(conn, &untold, now)?;
        let norms: Vec<_> = untold.into_iter().map(|one| one.url_norm).collect();
        queries::note_told(conn, &norms, now)?;
        Ok(told)
    })
}
