//! Statements about what is being written.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde_json::Value;

use crate::accounts::AccountId;
use crate::applications::ApplicationId;
use crate::db::schema::{application_answers as answers, application_rows as rows};
use crate::db::{Conn, each};
use crate::questionnaires::Answers;

/// Everything that was answered so far.
pub fn answers_of(conn: &mut Conn, id: &ApplicationId) -> QueryResult<Answers> {
    let mut all = Answers::default();
    let kept: Vec<(String, String)> = rows::table
        .filter(rows::application_id.eq(id))
        .order((rows::block_key, rows::position, rows::row_id))
        .select((rows::block_key, rows::row_id))
        .load(conn)?;
    kept.iter().for_each(|(block, row)| all.add_row(block, row));
    let given: Vec<(String, String, String)> = answers::table
        .filter(answers::application_id.eq(id))
        .select((answers::field_key, answers::row_id, answers::value))
        .load(conn)?;
    for (key, row, value) in given {
        all.put((&key, &row), serde_json::from_str(&value).ok());
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
            answers::updated_by.eq(by),
            answers::updated_at.eq(now),
        ))
        .execute(real))
    .map(drop)
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
