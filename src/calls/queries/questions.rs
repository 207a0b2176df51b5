//! Statements about the public questions of a call.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::calls::{CallId, Question, QuestionId};
use crate::db::Conn;
use crate::db::schema::call_questions as questions;
use crate::i18n::Locale;

pub fn question(conn: &mut Conn, id: &QuestionId) -> QueryResult<Question> {
    questions::table.find(id).select(Question::as_select()).first(conn)
}

pub fn questions_of(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<Question>> {
    questions::table
        .filter(questions::call_id.eq(call))
        .order((questions::asked_at, questions::id))
        .limit(500)
        .select(Question::as_select())
        .load(conn)
}

/// How many questions of some calls nobody has answered or set aside; a call without any is not named.
pub fn unanswered(conn: &mut Conn, calls: &[CallId]) -> QueryResult<Vec<(CallId, i64)>> {
    questions::table
        .filter(questions::call_id.eq_any(calls))
        .filter(questions::answered_at.is_null())
        .filter(questions::dismissed_at.is_null())
        .group_by(questions::call_id)
        .select((questions::call_id, diesel::dsl::count_star()))
        .load(conn)
}

/// A question as it comes in.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Made with the form, so that sending it twice asks once.
    pub id: QuestionId,
    pub name: String,
    pub email: String,
    pub language: Locale,
    pub body: String,
}

pub fn insert_question(
    conn: &mut Conn,
    call: &CallId,
    asked: &Asked,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::insert_into(questions::table)
        .values((
            questions::id.eq(&asked.id),
            questions::call_id.eq(call),
            questions::name.eq(&asked.name),
            questions::email.eq(&asked.email),
            questions::language.eq(asked.language),
            questions::asked.eq(&asked.body),
            questions::body.eq(&asked.body),
            questions::asked_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

/// Publishes an answer, or changes it.
pub fn answer(
    conn: &mut Conn,
    id: &QuestionId,
    (body, answer): (&str, &str),
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<()> {
    diesel::update(questions::table.find(id))
        .set((
            questions::body.eq(body),
            questions::answer.eq(answer),
            questions::answered_by.eq(Some(by)),
            questions::answered_at.eq(Some(now)),
            questions::dismissed_at.eq(None::<NaiveDateTime>),
        ))
        .execute(conn)
        .map(drop)
}

/// Notes that an answer changes the rules, or settles them.
pub fn note_ruling(conn: &mut Conn, id: &QuestionId) -> QueryResult<bool> {
    let there = questions::table
        .find(id)
        .filter(questions::answered_at.is_not_null())
        .filter(questions::changes_rules.eq(false));
    Ok(diesel::update(there).set(questions::changes_rules.eq(true)).execute(conn)? == 1)
}

/// Sets aside what is not answered in public; answers whether nobody had decided yet.
pub fn dismiss(
    conn: &mut Conn,
    id: &QuestionId,
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<bool> {
    let open = questions::table
        .find(id)
        .filter(questions::answered_at.is_null())
        .filter(questions::dismissed_at.is_null());
    let changed = diesel::update(open)
        .set((questions::answered_by.eq(Some(by)), questions::dismissed_at.eq(Some(now))))
        .execute(conn)?;
    Ok(changed == 1)
}
