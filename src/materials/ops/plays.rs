//! That somebody opened a package or a film, or followed it to its end, is counted; who it was is not kept.

use chrono::NaiveDateTime;
use serde_json::json;

use crate::accounts::{Actor, throttle};
use crate::db::Conn;
use crate::history::{self, By};
use crate::materials::{Play, access, queries, rules};
use crate::{Error, Result};

/// Counts it once a day from one address; what is counted again changes nothing.
pub fn count_play(
    conn: &mut Conn,
    actor: Option<&Actor>,
    (place, address): ((&str, &str, &str), &str),
    what: Play,
    now: NaiveDateTime,
) -> Result<()> {
    let (found, held) = access::file_for_reader(conn, actor, place)?;
    let who = format!("{address} {} {what}", held.file.id);
    match throttle::count(conn, "material-play", &who, rules::PLAYS_PER_ADDRESS, now) {
        Err(Error::TooMany(_)) => return Ok(()),
        counted => counted?,
    }
    queries::count_play(conn, &held.file.id, what)?;
    let detail = json!({ "version": found.version.number, "what": what });
    let about = ("material", found.material.id.as_str());
    history::record(conn, &By::Team, "material.play", about, &detail, now)
}
