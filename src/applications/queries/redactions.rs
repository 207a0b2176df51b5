//! Statements about filed documents out of which somebody was taken.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::applications::{Redaction, RedactionId, SubmissionId};
use crate::db::schema::{submission_redactions as redactions, submissions};
use crate::db::{Conn, each};
use crate::secret::sha256_hex;

/// Each time that a filed document changed, the last one last.
pub fn redactions_of(conn: &mut Conn, id: &SubmissionId) -> QueryResult<Vec<Redaction>> {
    redactions::table
        .filter(redactions::submission_id.eq(id))
        .order((redactions::redacted_at, redactions::id))
        .select(Redaction::as_select())
        .load(conn)
}

/// Keeps both hashes of those of some documents that are no longer what they were. The receipt goes on naming the first.
pub fn note_redactions(conn: &mut Conn, ids: &[String], now: NaiveDateTime) -> QueryResult<()> {
    let filed: Vec<(SubmissionId, String, String)> = submissions::table
        .filter(submissions::id.eq_any(ids))
        .select((submissions::id, submissions::document, submissions::sha256))
        .load(conn)?;
    let earlier: Vec<Redaction> = redactions::table
        .filter(redactions::submission_id.eq_any(ids))
        .order((redactions::redacted_at, redactions::id))
        .select(Redaction::as_select())
        .load(conn)?;
    let changed = filed.into_iter().filter_map(|(submission_id, document, sha256)| {
        let last = earlier.iter().rfind(|one| one.submission_id == submission_id);
        let before_sha256 = last.map_or(sha256, |one| one.after_sha256.clone());
        let after_sha256 = sha256_hex(document.as_bytes());
        let id = RedactionId::new();
        (before_sha256 != after_sha256).then_some(Redaction {
            id,
            submission_id,
            before_sha256,
            after_sha256,
            redacted_at: now,
        })
    });
    let changed: Vec<Redaction> = changed.collect();
    if changed.is_empty() {
        return Ok(());
    }
    each!(conn, real => diesel::insert_into(redactions::table).values(&changed).execute(real))
        .map(drop)
}
