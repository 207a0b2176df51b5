//! Statements about questions that are opened again for one application.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::applications::{Application, ApplicationId, Submission};
use crate::calls::CallId;
use crate::db::Conn;
use crate::db::schema::{applications, completion_requests as requests, submissions};
use crate::reviews::{Completion, CompletionId};

/// The requests of an application, the last first.
pub fn completions_of(conn: &mut Conn, id: &ApplicationId) -> QueryResult<Vec<Completion>> {
    requests::table
        .filter(requests::application_id.eq(id))
        .order(requests::made_at.desc())
        .select(Completion::as_select())
        .load(conn)
}

pub fn completions_of_call(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<Completion>> {
    requests::table
        .inner_join(applications::table)
        .filter(applications::call_id.eq(call))
        .order(requests::made_at)
        .select(Completion::as_select())
        .load(conn)
}

/// The requests of some applications that can be answered at a moment.
pub fn open_completions(
    conn: &mut Conn,
    ids: &[ApplicationId],
    now: NaiveDateTime,
) -> QueryResult<Vec<Completion>> {
    requests::table
        .filter(requests::application_id.eq_any(ids))
        .filter(requests::answered_seq.is_null())
        .filter(requests::closed_at.is_null())
        .filter(requests::due_at.ge(now))
        .order(requests::due_at)
        .select(Completion::as_select())
        .load(conn)
}

/// The requests of some applications that nobody answered, the first due first, whether or not their day has passed.
pub fn unanswered_completions(
    conn: &mut Conn,
    ids: &[ApplicationId],
) -> QueryResult<Vec<Completion>> {
    requests::table
        .filter(requests::application_id.eq_any(ids))
        .filter(requests::answered_seq.is_null())
        .filter(requests::closed_at.is_null())
        .order(requests::due_at)
        .select(Completion::as_select())
        .load(conn)
}

pub fn insert_completion(conn: &mut Conn, one: &Completion, by: &AccountId) -> QueryResult<()> {
    diesel::insert_into(requests::table)
        .values((
            requests::id.eq(&one.id),
            requests::application_id.eq(&one.application_id),
            requests::fields.eq(&one.fields),
            requests::message.eq(&one.message),
            requests::due_at.eq(one.due_at),
            requests::made_by.eq(by),
            requests::made_at.eq(one.made_at),
        ))
        .execute(conn)
        .map(drop)
}

/// Keeps the filing that answers a request, and makes it the one that counts; answers whether the request was open.
pub fn answer_completion(
    conn: &mut Conn,
    (request, application): (&CompletionId, &Application),
    submission: &Submission,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let open = requests::table
        .find(request)
        .filter(requests::answered_seq.is_null())
        .filter(requests::closed_at.is_null());
    let changed = diesel::update(open)
        .set((requests::answered_seq.eq(submission.seq), requests::answered_at.eq(Some(now))))
        .execute(conn)?;
    if changed == 0 {
        return Ok(false);
    }
    diesel::insert_into(submissions::table).values(submission).execute(conn)?;
    diesel::update(applications::table.find(&application.id))
        .set(applications::current_seq.eq(submission.seq))
        .execute(conn)?;
    Ok(true)
}

/// Ends every request of a call that nobody answered; answers how many.
pub fn close_completions(conn: &mut Conn, call: &CallId, now: NaiveDateTime) -> QueryResult<usize> {
    let of_call =
        applications::table.filter(applications::call_id.eq(call)).select(applications::id);
    let open = requests::table
        .filter(requests::application_id.eq_any(of_call))
        .filter(requests::answered_seq.is_null())
        .filter(requests::closed_at.is_null());
    diesel::update(open).set(requests::closed_at.eq(Some(now))).execute(conn)
}

/// The same of one application.
pub fn close_completions_of(
    conn: &mut Conn,
    id: &ApplicationId,
    now: NaiveDateTime,
) -> QueryResult<usize> {
    let open = requests::table
        .filter(requests::application_id.eq(id))
        .filter(requests::answered_seq.is_null())
        .filter(requests::closed_at.is_null());
    diesel::update(open).set(requests::closed_at.eq(Some(now))).execute(conn)
}
