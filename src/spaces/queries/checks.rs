//! What is checked before a space is approved, and what is asked of whoever requested it.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::db::schema::{space_checks as checks, space_questions as questions, spaces};
use crate::db::{Conn, each, one_of};
use crate::spaces::{Check, Item, Question, QuestionId, Space, SpaceId, State};

pub fn checks_of(conn: &mut Conn, id: &SpaceId) -> QueryResult<Vec<Check>> {
    checks::table.filter(checks::space_id.eq(id)).select(Check::as_select()).load(conn)
}

/// What is checked of some spaces.
pub fn checks_of_all(conn: &mut Conn, ids: &[SpaceId]) -> QueryResult<Vec<Check>> {
    checks::table
        .filter(one_of(checks::space_id, ids.to_vec()))
        .order((checks::space_id, checks::item))
        .limit(5_000)
        .select(Check::as_select())
        .load(conn)
}

/// What somebody is to check of spaces that are not open yet, what is due first first.
pub fn checks_owed(conn: &mut Conn, who: &AccountId) -> QueryResult<Vec<(Check, Space)>> {
    checks::table
        .inner_join(spaces::table)
        .filter(checks::owner_id.eq(who))
        .filter(checks::done_at.is_null())
        .filter(one_of(spaces::state, State::PENDING))
        .order((checks::due_on, checks::space_id, checks::item))
        .limit(20)
        .select((Check::as_select(), Space::as_select()))
        .load(conn)
}

/// An empty list for a new space.
pub fn insert_checks(conn: &mut Conn, id: &SpaceId) -> QueryResult<()> {
    let rows: Vec<Check> = Item::ALL
        .iter()
        .map(|item| Check {
            space_id: id.clone(),
            item: *item,
            owner_id: None,
            due_on: None,
            note: String::new(),
            done_by: None,
            done_at: None,
        })
        .collect();
    each!(conn, real => diesel::insert_into(checks::table).values(&rows).execute(real)).map(drop)
}

/// Who checks an item by when, what they say of it, and whether it is done.
pub fn set_check(
    conn: &mut Conn,
    (id, item): (&SpaceId, Item),
    (owner, due_on, note): (Option<&AccountId>, Option<NaiveDate>, &str),
    done: Option<(&AccountId, NaiveDateTime)>,
) -> QueryResult<()> {
    diesel::update(checks::table.find((id, item)))
        .set((
            checks::owner_id.eq(owner),
            checks::due_on.eq(due_on),
            checks::note.eq(note),
            checks::done_by.eq(done.map(|(by, _)| by)),
            checks::done_at.eq(done.map(|(_, at)| at)),
        ))
        .execute(conn)
        .map(drop)
}

/// What was asked about a space, the last first.
pub fn questions_of(conn: &mut Conn, id: &SpaceId) -> QueryResult<Vec<Question>> {
    questions::table
        .filter(questions::space_id.eq(id))
        .order((questions::asked_at.desc(), questions::id.desc()))
        .limit(200)
        .select(Question::as_select())
        .load(conn)
}

pub fn insert_question(conn: &mut Conn, question: &Question) -> QueryResult<()> {
    each!(conn, real => diesel::insert_into(questions::table).values(question).execute(real))
        .map(drop)
}

/// Answers a question that is open; answers whether it was.
pub fn answer(
    conn: &mut Conn,
    id: &QuestionId,
    (by, answer): (&AccountId, &str),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let open = questions::table.find(id).filter(questions::answered_at.is_null());
    let changed = diesel::update(open)
        .set((
            questions::answer.eq(answer),
            questions::answered_by.eq(by),
            questions::answered_at.eq(now),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Questions that nobody answered, of requests that wait for them.
pub fn open_questions(conn: &mut Conn) -> QueryResult<Vec<(Question, Space)>> {
    questions::table
        .inner_join(spaces::table)
        .filter(questions::answered_at.is_null())
        .filter(spaces::state.eq(State::InfoRequested))
        .order(questions::asked_at)
        .limit(500)
        .select((Question::as_select(), Space::as_select()))
        .load(conn)
}

/// Notes a reminder that no other has noted; answers whether it is so.
pub fn note_reminded(conn: &mut Conn, id: &QuestionId, days: i64) -> QueryResult<bool> {
    let days = i32::try_from(days).unwrap_or(i32::MAX);
    let open = questions::table.find(id).filter(questions::reminded.lt(days));
    let changed = diesel::update(open).set(questions::reminded.eq(days)).execute(conn)?;
    Ok(changed == 1)
}
