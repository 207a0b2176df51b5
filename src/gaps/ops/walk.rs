//! Looks every night whether each question would come to somebody, and tells when not.

use chrono::NaiveDateTime;
use serde_json::json;

use crate::app::App;
use crate::clock::network_day;
use crate::db::Conn;
use crate::gaps::rules::walk as rules;
use crate::gaps::{Nowhere, mail, queries};
use crate::history::{self, By};
use crate::tickets::queries::whole_network;
use crate::{Result, accounts, network};

/// Walks all places; answers in how many a question would end with nobody.
pub fn walk(app: &App, now: NaiveDateTime) -> Result<usize> {
    let (words, today) = (app.vocabularies(), network_day(now));
    let found = app.db.read_now(|conn| {
        conn.at_one_moment(|conn| {
            // Before there is a network nobody asks it anything.
            if network::queries::fallback_desk(conn)?.is_none() {
                return Ok(Vec::new());
            }
            let whole = whole_network(conn, today)?;
            let ends = rules::dead_ends(&whole, &queries::left(conn, today)?);
            Ok(rules::walk(&whole, &ends, &words))
        })
    })?;
    app.db.write_now(|conn| note(conn, &found, now))?;
    Ok(found.len())
}

/// Keeps what was found in the place of what was known. Those who steer are told when it begins, and not again before it is
/// over.
fn note(conn: &mut Conn, found: &[Nowhere], now: NaiveDateTime) -> Result<()> {
    conn.take_turn("nowhere")?;
    let mut known = queries::nowhere(conn)?;
    // Databases put letters in orders of their own.
    known.sort_by(|a, b| a.place.cmp(&b.place));
    if known == found {
        return Ok(());
    }
    queries::put_nowhere(conn, found, now)?;
    let places: Vec<String> = found.iter().map(|one| one.place.to_string()).collect();
    let detail = json!({ "places": places.len(), "first": places.first() });
    history::record(conn, &By::System, "gaps.nowhere", ("network", "routing"), &detail, now)?;
    if known.is_empty() {
        let people = accounts::queries::steering(conn)?;
        mail::nowhere(conn, found, &people, now)?;
    }
    Ok(())
}
