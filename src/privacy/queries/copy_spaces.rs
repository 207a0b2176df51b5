//! The spaces that somebody asked for, for the copy of their data.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde_json::{Map, Value, json};

use crate::accounts::AccountId;
use crate::db::Conn;
use crate::db::schema::{space_questions as questions, spaces};

type Asked = (String, String, String, NaiveDateTime);

pub(super) fn of_spaces(
    conn: &mut Conn,
    id: &AccountId,
    all: &mut Map<String, Value>,
) -> QueryResult<()> {
    let asked: Vec<Asked> = spaces::table
        .filter(spaces::requested_by.eq(id))
        .order(spaces::requested_at)
        .select((spaces::name, spaces::institution, spaces::state, spaces::requested_at))
        .load(conn)?;
    let line = |(name, institution, state, at): Asked| json!({ "name": name, "institution": institution, "state": state, "at": at });
    all.insert("spaces_requested".to_owned(), asked.into_iter().map(line).collect());
    let answered: Vec<(String, String, String, NaiveDateTime)> = questions::table
        .inner_join(spaces::table)
        .filter(questions::answered_by.eq(id).or(questions::asked_by.nullable().eq(id)))
        .order(questions::asked_at)
        .select((spaces::name, questions::body, questions::answer, questions::asked_at))
        .load(conn)?;
    let line = |(space, body, answer, at): Asked| json!({ "space": space, "question": body, "answer": answer, "at": at });
    all.insert("space_questions".to_owned(), answered.into_iter().map(line).collect());
    Ok(())
}
