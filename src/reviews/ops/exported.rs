//! What leaves a review as a file is noted.

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use crate::Result;
use crate::accounts::Actor;
use crate::calls::CallId;
use crate::db::Conn;

/// A reviewer took what they review along.
pub fn note_pack(
    conn: &mut Conn,
    actor: &Actor,
    (call, count): (&CallId, usize),
    now: NaiveDateTime,
) -> Result<()> {
    let detail = json!({ "applications": count });
    note(conn, &actor.id, ("review.pack", "call", call.as_str()), &detail, now)
}

/// Whoever runs a call took its reviews along: as what, which columns (all of them for none),
/// how many, and how many they may not see.
pub fn note_reviews(
    conn: &mut Conn,
    actor: &Actor,
    call: &CallId,
    ((format, columns), count, left_out): ((&str, Vec<&str>), usize, usize),
    now: NaiveDateTime,
) -> Result<()> {
    let detail =
        json!({ "format": format, "columns": columns, "count": count, "left_out": left_out });
    note(conn, &actor.id, ("review.export", "call", call.as_str()), &detail, now)
}
