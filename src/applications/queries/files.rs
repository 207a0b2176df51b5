//! Statements about files that answer a question.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::applications::{ApplicationId, FileId, HeldFile};
use crate::db::Conn;
use crate::db::schema::{application_files as files, stored_files, submissions};
use crate::files::Stored;

/// The files that are in it now, in the order in which they were brought.
pub fn files_of(conn: &mut Conn, id: &ApplicationId) -> QueryResult<Vec<HeldFile>> {
    files_of_all(conn, std::slice::from_ref(id))
}

/// The same of several applications at once.
pub fn files_of_all(conn: &mut Conn, ids: &[ApplicationId]) -> QueryResult<Vec<HeldFile>> {
    files::table
        .inner_join(stored_files::table)
        .filter(files::application_id.eq_any(ids))
        .filter(files::removed_at.is_null())
        .order((files::added_at, files::id))
        .select(HeldFile::as_select())
        .load(conn)
}

pub fn file(conn: &mut Conn, id: &FileId) -> QueryResult<HeldFile> {
    files::table
        .inner_join(stored_files::table)
        .filter(files::id.eq(id))
        .select(HeldFile::as_select())
        .first(conn)
}

/// Whether something was filed with a file.
pub fn was_filed(conn: &mut Conn, file: &HeldFile) -> QueryResult<bool> {
    let named = submissions::document.like(format!("%\"{}\"%", file.id));
    let filed = submissions::table.filter(submissions::application_id.eq(&file.application_id));
    diesel::select(diesel::dsl::exists(filed.filter(named))).get_result(conn)
}

pub fn insert_file(
    conn: &mut Conn,
    (id, key, row): (&ApplicationId, &str, &str),
    file: &Stored,
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<()> {
    diesel::insert_into(files::table)
        .values((
            files::id.eq(FileId::random()),
            files::application_id.eq(id),
            files::field_key.eq(key),
            files::row_id.eq(row),
            files::sha256.eq(&file.sha256),
            files::name.eq(&file.name),
            files::added_by.eq(by),
            files::added_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

/// Takes a file out; what was filed with it keeps it.
pub fn remove_file(conn: &mut Conn, id: &FileId, now: NaiveDateTime) -> QueryResult<()> {
    let there = files::table.find(id).filter(files::removed_at.is_null());
    diesel::update(there).set(files::removed_at.eq(now)).execute(conn).map(drop)
}

/// Puts files in again that were taken out.
pub fn bring_back(conn: &mut Conn, id: &ApplicationId, ids: &[FileId]) -> QueryResult<()> {
    let there = files::table.filter(files::application_id.eq(id)).filter(files::id.eq_any(ids));
    diesel::update(there).set(files::removed_at.eq(None::<NaiveDateTime>)).execute(conn).map(drop)
}

/// Takes the files of a row out.
pub fn remove_files_of_row(
    conn: &mut Conn,
    (id, row): (&ApplicationId, &str),
    now: NaiveDateTime,
) -> QueryResult<()> {
    let there = files::table
        .filter(files::application_id.eq(id))
        .filter(files::row_id.eq(row))
        .filter(files::removed_at.is_null());
    diesel::update(there).set(files::removed_at.eq(now)).execute(conn).map(drop)
}
