//! Statements about what is being written.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde_json::Value;

use crate::accounts::AccountId;
use crate::applications::{ApplicationId, HeldFile};
use crate::db::schema::{application_answers as answers, application_rows as rows};
use crate::db::{Conn, each};
use crate::files::Stored;
use crate::questionnaires::Answers;
use crate::questionnaires::rules::files;

/// Everything that was answered so far.
pub fn answers_of(conn: &mut Conn, id: &ApplicationId) -> QueryResult<Answers> {
    Ok(answers_of_all(conn, std::slice::from_ref(id))?.remove(id).unwrap_or_default())
}

/// The same of several applications at once.
pub fn answers_of_all(
    conn: &mut Conn,
    ids: &[ApplicationId],
) -> QueryResult<HashMap<ApplicationId, Answers>> {
    let mut all: HashMap<_, _> = ids.iter().map(|id| (id.clone(), Answers::default())).collect();
    let kept: Vec<(ApplicationId, String, String)> = rows::table
        .filter(rows::application_id.eq_any(ids))
        .order((rows::block_key, rows::position, rows::row_id))
        .select((rows::application_id, rows::block_key, rows::row_id))
        .load(conn)?;
    for (id, block, row) in &kept {
        all.entry(id.clone()).or_default().add_row(block, row);
    }
    let given: Vec<(ApplicationId, String, String, String, bool)> = answers::table
        .filter(answers::application_id.eq_any(ids))
        .select((
            answers::application_id,
            answers::field_key,
            answers::row_id,
            answers::value,
            answers::to_reread,
        ))
        .load(conn)?;
    for (id, key, row, value, unread) in given {
        let one = all.entry(id).or_default();
        one.put((&key, &row), serde_json::from_str(&value).ok());
        if unread {
            one.leave_unread((&key, &row));
        }
    }
    let mut brought: HashMap<(ApplicationId, String, String), Vec<Value>> = HashMap::new();
    for held in super::files_of_all(conn, ids)? {
        let HeldFile { application_id, field_key, row_id, sha256, name, bytes, media_type, .. } =
            held;
        let file = Stored { sha256, bytes, media_type, name };
        let listed = files::listed(held.id.as_str(), &file);
        let of = (application_id, field_key, row_id);
        brought.entry(of).or_default().push(listed);
    }
    for ((id, key, row), listed) in brought {
        all.entry(id).or_default().put((&key, &row), Some(files::answer(listed)));
    }
    Ok(all)
}

/// Who wrote an answer last.
pub fn writer_of(
    conn: &mut Conn,
    (id, key, row): (&ApplicationId, &str, &str),
) -> QueryResult<Option<AccountId>> {
    answers::table.find((id, key, row)).select(answers::updated_by).first(conn).optional()
}

/// Keeps an answer; nothing takes it away.
pub fn put_answer(
    conn: &mut Conn,
    (id, key, row): (&ApplicationId, &str, &str),
    value: Option<&Value>,
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<()> {
    let text = value.map_or_else(|| "null".to_owned(), Value::to_string);
    each!(conn, real => diesel::insert_into(answers::table)
        .values((
            answers::application_id.eq(id),
            answers::field_key.eq(key),
            answers::row_id.eq(row),
            answers::value.eq(&text),
            answers::updated_by.eq(by),
            answers::updated_at.eq(now),
        ))
        .on_conflict((answers::application_id, answers::field_key, answers::row_id))
        .do_update()
        .set((
            answers::value.eq(&text),
            answers::lock_version.eq(answers::lock_version + 1),
            answers::to_reread.eq(false),
            answers::updated_by.eq(by),
            answers::updated_at.eq(now),
        ))
        .execute(real))
    .map(drop)
}

/// Keeps what an earlier application said, to be read again.
pub fn put_unread(
    conn: &mut Conn,
    (id, key, row): (&ApplicationId, &str, &str),
    value: &Value,
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<()> {
    put_answer(conn, (id, key, row), Some(value), (by, now))?;
    let there = answers::table.find((id, key, row));
    diesel::update(there).set(answers::to_reread.eq(true)).execute(conn).map(drop)
}

/// Notes that somebody read it again.
pub fn note_reread(
    conn: &mut Conn,
    (id, key, row): (&ApplicationId, &str, &str),
) -> QueryResult<()> {
    let there = answers::table.find((id, key, row));
    diesel::update(there).set(answers::to_reread.eq(false)).execute(conn).map(drop)
}

pub fn add_row(
    conn: &mut Conn,
    (id, block, row): (&ApplicationId, &str, &str),
    position: i32,
) -> QueryResult<()> {
    diesel::insert_into(rows::table)
        .values((
            rows::application_id.eq(id),
            rows::block_key.eq(block),
            rows::row_id.eq(row),
            rows::position.eq(position),
        ))
        .execute(conn)
        .map(drop)
}

/// Takes a row away with what was answered in it.
pub fn remove_row(
    conn: &mut Conn,
    (id, block, row): (&ApplicationId, &str, &str),
) -> QueryResult<()> {
    diesel::delete(rows::table.find((id, block, row))).execute(conn)?;
    let within =
        answers::table.filter(answers::application_id.eq(id)).filter(answers::row_id.eq(row));
    diesel::delete(within).execute(conn).map(drop)
}

/// Gives a row another place.
pub fn place_row(
    conn: &mut Conn,
    (id, block, row): (&ApplicationId, &str, &str),
    position: i32,
) -> QueryResult<()> {
    diesel::update(rows::table.find((id, block, row)))
        .set(rows::position.eq(position))
        .execute(conn)
        .map(drop)
}
