//! Files of a draft.

use chrono::NaiveDateTime;
use serde_json::json;

use super::record;
use crate::accounts::Actor;
use crate::db::Conn;
use crate::files::{self, Stored};
use crate::materials::queries::NewFile;
use crate::materials::rules::package::Found;
use crate::materials::{FileId, MaterialId, access, queries, rules};
use crate::{Error, Refusal, Result};

pub const TOO_MANY_FILES: Refusal = Refusal::new("materials-too-many-files");

/// What is said of a file with it.
#[derive(Debug, Clone)]
pub struct About {
    /// What an image or a film shows, for who does not see it.
    pub alt_text: String,
    pub is_source: bool,
}

/// Adds files to the draft; bytes that it has already are not added again.
pub fn add_files(
    conn: &mut Conn,
    actor: &Actor,
    id: &MaterialId,
    (stored, about): (&[(Stored, Found)], &About),
    now: NaiveDateTime,
) -> Result<()> {
    let kept = access::for_desk(conn, actor, id)?;
    let draft = kept.draft().ok_or(rules::NOT_A_DRAFT)?;
    let known = queries::parts_of(conn, &draft.id)?.files;
    let new: Vec<_> = stored
        .iter()
        .filter(|(file, _)| !known.iter().any(|held| held.file.sha256 == file.sha256))
        .collect();
    if known.len() + new.len() > rules::MOST_FILES {
        return Err(TOO_MANY_FILES.into());
    }
    if new.is_empty() {
        return Ok(());
    }
    if !queries::touch(conn, &draft.id, now)? {
        return Err(rules::CHANGED.into());
    }
    for (file, found) in &new {
        files::note(conn, file, now)?;
        let flaws: Vec<_> = found.flaws.iter().map(|flaw| flaw.as_str()).collect();
        let row = NewFile {
            sha256: &file.sha256,
            name: &file.name,
            alt_text: &about.alt_text,
            is_source: about.is_source,
            package: found.package,
            entry: &found.entry,
            flaws: &flaws.join(","),
        };
        queries::add_file(conn, &draft.id, &row)?;
    }
    let names: Vec<_> = new.iter().map(|(file, _)| file.name.as_str()).collect();
    let detail = json!({ "version": draft.number, "files": names });
    record(conn, actor, ("material.files", id), &detail, now)
}

/// Takes a file out of the draft.
pub fn remove_file(
    conn: &mut Conn,
    actor: &Actor,
    (id, file): (&MaterialId, &FileId),
    now: NaiveDateTime,
) -> Result<()> {
    let kept = access::for_desk(conn, actor, id)?;
    let draft = kept.draft().ok_or(rules::NOT_A_DRAFT)?;
    if !queries::remove_file(conn, &draft.id, file)? {
        return Err(Error::NotFound);
    }
    queries::touch(conn, &draft.id, now)?;
    let detail = json!({ "version": draft.number, "removed": file });
    record(conn, actor, ("material.files", id), &detail, now)
}
