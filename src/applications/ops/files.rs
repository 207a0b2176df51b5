//! Files that answer a question.

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use super::write::to_write;
use crate::accounts::{Actor, throttle};
use crate::applications::{ApplicationId, FileId, access, queries, rules};
use crate::db::Conn;
use crate::files::{self, Stored};
use crate::questionnaires::Kind;
use crate::{Error, Result};

/// A file whose bytes are in the store, with the question that it answers.
#[derive(Debug, Clone)]
pub struct Brought {
    pub key: String,
    /// Empty outside blocks.
    pub row: String,
    pub file: Stored,
}

/// Adds files to the answers of a section. The same bytes again in one answer are the same file. Waiting for the scanner
/// holds up nobody who writes or files.
pub fn bring(
    conn: &mut Conn,
    actor: &Actor,
    (id, section): (&ApplicationId, &str),
    brought: &[Brought],
    arrived: NaiveDateTime,
) -> Result<()> {
    let there = to_write(conn, actor, (id, section), arrived)?;
    conn.take_turn(id.as_str())?;
    throttle::count(conn, "application-files", id.as_str(), rules::FILES, arrived)?;
    let answers = queries::answers_of(conn, id)?;
    let mut kept = queries::files_of(conn, id)?;
    for one in brought {
        let (of, block, item) = there.version.definition.place(&one.key).ok_or(Error::NotFound)?;
        let known_row = match block {
            Some(block) => answers.rows(&block.key).contains(&one.row),
            None => one.row.is_empty(),
        };
        if item.kind != Kind::File || of.key != section || !known_row {
            return Err(Error::NotFound);
        }
        let same = kept.iter().filter(|file| file.field_key == one.key && file.row_id == one.row);
        if same.clone().any(|file| file.sha256 == one.file.sha256) {
            continue;
        }
        if same.count() >= item.most_files() {
            return Err(rules::TOO_MANY_FILES.into());
        }
        let bytes: i64 = kept.iter().map(|file| file.bytes).sum();
        if bytes + one.file.bytes > rules::MOST_BYTES {
            return Err(rules::TOO_MUCH.into());
        }
        files::note(conn, &one.file, arrived)?;
        queries::insert_file(conn, (id, &one.key, &one.row), &one.file, (&actor.id, arrived))?;
        let detail = json!({ "field": one.key, "sha256": one.file.sha256 });
        note(conn, &actor.id, ("application.bring_file", id), &detail, arrived)?;
        kept = queries::files_of(conn, id)?;
    }
    Ok(queries::touch(conn, id, (&actor.id, arrived))?)
}

/// Takes a file out of an answer; what was filed with it keeps it.
pub fn forget_file(
    conn: &mut Conn,
    actor: &Actor,
    (id, section): (&ApplicationId, &str),
    file: &FileId,
    arrived: NaiveDateTime,
) -> Result<()> {
    let there = to_write(conn, actor, (id, section), arrived)?;
    let file = access::file_of(conn, id, file)?;
    let of = there.version.definition.place(&file.field_key);
    if of.is_none_or(|(of, ..)| of.key != section) {
        return Err(Error::NotFound);
    }
    queries::remove_file(conn, &file.id, arrived)?;
    queries::touch(conn, id, (&actor.id, arrived))?;
    let detail = json!({ "field": file.field_key, "sha256": file.sha256 });
    note(conn, &actor.id, ("application.forget_file", id), &detail, arrived)
}
