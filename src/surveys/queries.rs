//! Every SQL statement about surveys.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{Answer, LaterAnswer, OwnAnswer, Owner, Question, QuestionId};
use crate::courses::{SessionId, SessionState};
use crate::db::schema::{
    course_sessions, enrolments, survey_answers, survey_later_answers, survey_later_turns,
    survey_own_answers, survey_questions, survey_turns,
};
use crate::db::{Conn, MultiBackend, each};
use crate::enrolment::EnrolmentId;

/// Rows that one statement writes.
const AT_ONCE: usize = 500;

/// Notes who has answered, now or later: two tables of one shape. A database keeps rows in the order in which they came,
/// and which were written together: so whoever has answered before, and all that was answered, is written anew each time,
/// by ids that are random. No order and no transaction is left by which an answer could be put beside a name.
macro_rules! insert_turn {
    ($turns:ident, $conn:ident, $id:ident, $session:expr) => {
        let mut all: Vec<EnrolmentId> = vec![$id.clone()];
        for some in people_of($conn, $session)?.chunks(AT_ONCE) {
            let before = || $turns::table.filter($turns::enrolment_id.eq_any(some));
            all.extend(before().select($turns::enrolment_id).load::<EnrolmentId>($conn)?);
            diesel::delete(before()).execute($conn)?;
        }
        all.sort();
        for some in all.chunks(AT_ONCE) {
            let rows: Vec<_> = some.iter().map(|one| $turns::enrolment_id.eq(one)).collect();
            each!($conn, real => diesel::insert_into($turns::table).values(&rows).execute(real))?;
        }
    };
}

pub fn has_answered(conn: &mut Conn, id: &EnrolmentId) -> QueryResult<bool> {
    let one = survey_turns::table.find(id);
    diesel::select(diesel::dsl::exists(one)).get_result(conn)
}

pub fn insert(
    conn: &mut Conn,
    id: &EnrolmentId,
    (answer, own): (&Answer, &[OwnAnswer]),
) -> QueryResult<()> {
    insert_turn!(survey_turns, conn, id, &answer.session_id);
    let (mut all, mut own_all) =
        (answers_of(conn, &answer.session_id)?, own_answers_of(conn, &answer.session_id)?);
    let ids: Vec<_> = all.iter().map(|one| one.id.clone()).collect();
    for some in ids.chunks(AT_ONCE) {
        let own = survey_own_answers::table.filter(survey_own_answers::answer_id.eq_any(some));
        diesel::delete(own).execute(conn)?;
    }
    let theirs = survey_answers::table.filter(survey_answers::session_id.eq(&answer.session_id));
    diesel::delete(theirs).execute(conn)?;
    all.push(answer.clone());
    all.sort_by(|one, other| one.id.cmp(&other.id));
    for some in all.chunks(AT_ONCE) {
        each!(conn, real => diesel::insert_into(survey_answers::table).values(some).execute(real))?;
    }
    own_all.extend(own.iter().cloned());
    own_all.sort_by(|one, other| {
        (&one.answer_id, &one.question_id).cmp(&(&other.answer_id, &other.question_id))
    });
    for some in own_all.chunks(AT_ONCE) {
        each!(conn, real => diesel::insert_into(survey_own_answers::table).values(some).execute(real))?;
    }
    Ok(())
}

fn people_of(conn: &mut Conn, session: &SessionId) -> QueryResult<Vec<EnrolmentId>> {
    enrolments::table.filter(enrolments::session_id.eq(session)).select(enrolments::id).load(conn)
}

/// What was answered of a session, in no order that tells anything.
pub fn answers_of(conn: &mut Conn, session: &SessionId) -> QueryResult<Vec<Answer>> {
    survey_answers::table
        .filter(survey_answers::session_id.eq(session))
        .order(survey_answers::id)
        .select(Answer::as_select())
        .load(conn)
}

/// What was answered to a session's own questions.
pub fn own_answers_of(conn: &mut Conn, session: &SessionId) -> QueryResult<Vec<OwnAnswer>> {
    let asked = survey_questions::table
        .filter(survey_questions::session_id.eq(session))
        .select(survey_questions::id);
    survey_own_answers::table
        .filter(survey_own_answers::question_id.eq_any(asked))
        .order((survey_own_answers::answer_id, survey_own_answers::question_id))
        .select(OwnAnswer::as_select())
        .load(conn)
}

pub fn questions_of(conn: &mut Conn, owner: &Owner) -> QueryResult<Vec<Question>> {
    let all = survey_questions::table
        .order((survey_questions::position, survey_questions::id))
        .select(Question::as_select());
    match owner {
        Owner::Course(id) => all.filter(survey_questions::course_id.eq(id)).load(conn),
        Owner::Session(id) => all.filter(survey_questions::session_id.eq(id)).load(conn),
    }
}

pub fn insert_questions(conn: &mut Conn, all: &[Question]) -> QueryResult<()> {
    each!(conn, real => diesel::insert_into(survey_questions::table).values(all).execute(real))
        .map(drop)
}

/// Takes a question away if nobody has answered it; answers whether it did.
pub fn delete_question(conn: &mut Conn, id: &QuestionId) -> QueryResult<bool> {
    let answers = survey_own_answers::table.filter(survey_own_answers::question_id.eq(id));
    if diesel::select(diesel::dsl::exists(answers)).get_result(conn)? {
        return Ok(false);
    }
    diesel::delete(survey_questions::table.find(id)).execute(conn).map(|_| true)
}

pub fn has_answered_later(conn: &mut Conn, id: &EnrolmentId) -> QueryResult<bool> {
    let one = survey_later_turns::table.find(id);
    diesel::select(diesel::dsl::exists(one)).get_result(conn)
}

pub fn insert_later(conn: &mut Conn, id: &EnrolmentId, answer: &LaterAnswer) -> QueryResult<()> {
    insert_turn!(survey_later_turns, conn, id, &answer.session_id);
    let mut all = later_of(conn, &answer.session_id)?;
    let theirs =
        survey_later_answers::table.filter(survey_later_answers::session_id.eq(&answer.session_id));
    diesel::delete(theirs).execute(conn)?;
    all.push(answer.clone());
    all.sort_by(|one, other| one.id.cmp(&other.id));
    for some in all.chunks(AT_ONCE) {
        each!(conn, real => diesel::insert_into(survey_later_answers::table).values(some).execute(real))?;
    }
    Ok(())
}

pub fn later_of(conn: &mut Conn, session: &SessionId) -> QueryResult<Vec<LaterAnswer>> {
    survey_later_answers::table
        .filter(survey_later_answers::session_id.eq(session))
        .order(survey_later_answers::id)
        .select(LaterAnswer::as_select())
        .load(conn)
}

/// Sessions that ended within a while, in the order in which they ended.
fn ended<'a>(
    (from, to): (NaiveDateTime, NaiveDateTime),
    limit: i64,
) -> course_sessions::BoxedQuery<'a, MultiBackend> {
    course_sessions::table
        .into_boxed::<MultiBackend>()
        .filter(course_sessions::ends_at.gt(from))
        .filter(course_sessions::ends_at.le(to))
        .filter(course_sessions::state.eq(SessionState::Published))
        .order(course_sessions::ends_at)
        .limit(limit)
}

/// Sessions that ended within a while and whose people were not asked yet.
pub fn to_ask(
    conn: &mut Conn,
    within: (NaiveDateTime, NaiveDateTime),
    limit: i64,
) -> QueryResult<Vec<SessionId>> {
    let unasked = ended(within, limit).filter(course_sessions::surveyed_at.is_null());
    unasked.select(course_sessions::id).load(conn)
}

/// The same of those who are to be asked later.
pub fn to_follow_up(
    conn: &mut Conn,
    within: (NaiveDateTime, NaiveDateTime),
    limit: i64,
) -> QueryResult<Vec<SessionId>> {
    let unasked = ended(within, limit).filter(course_sessions::followed_up_at.is_null());
    unasked.select(course_sessions::id).load(conn)
}

/// Notes that the people of a session are asked; answers whether they were not before.
pub fn note_asked(conn: &mut Conn, id: &SessionId, now: NaiveDateTime) -> QueryResult<bool> {
    let open = course_sessions::table.find(id).filter(course_sessions::surveyed_at.is_null());
    let changed = diesel::update(open).set(course_sessions::surveyed_at.eq(now)).execute(conn)?;
    Ok(changed == 1)
}

/// The same of being asked later.
pub fn note_followed_up(conn: &mut Conn, id: &SessionId, now: NaiveDateTime) -> QueryResult<bool> {
    let open = course_sessions::table.find(id).filter(course_sessions::followed_up_at.is_null());
    let changed =
        diesel::update(open).set(course_sessions::followed_up_at.eq(now)).execute(conn)?;
    Ok(changed == 1)
}
