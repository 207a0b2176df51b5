//! Every SQL statement about applications.

mod answers;
mod contacts;
mod files;
mod invitations;
mod letters;
mod messages;
mod people;
mod redactions;
mod reminders;

pub use answers::*;
pub use contacts::*;
pub use files::*;
pub use invitations::*;
pub use letters::*;
pub use messages::*;
pub use people::*;
pub use redactions::*;
pub use reminders::*;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{Application, ApplicationId, State, Submission};
use crate::accounts::AccountId;
use crate::calls::{Call, CallId};
use crate::db::Conn;
use crate::db::schema::{accounts, application_people, applications, calls, submissions};
use crate::questionnaires::VersionId;

pub fn find(conn: &mut Conn, id: &ApplicationId) -> QueryResult<Application> {
    applications::table.find(id).select(Application::as_select()).first(conn)
}

/// The applications in which somebody has a part, what was written last first.
pub fn of_account(conn: &mut Conn, account: &AccountId) -> QueryResult<Vec<(Application, Call)>> {
    applications::table
        .inner_join(calls::table)
        .inner_join(application_people::table)
        .filter(application_people::account_id.eq(account))
        .filter(application_people::revoked_at.is_null())
        .order(applications::saved_at.desc())
        .limit(100)
        .select((Application::as_select(), Call::as_select()))
        .load(conn)
}

/// Every application to a call, what was filed first first, drafts last.
pub fn of_call(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<Application>> {
    let mut all: Vec<Application> = applications::table
        .filter(applications::call_id.eq(call))
        .order((applications::created_at, applications::id))
        .select(Application::as_select())
        .load(conn)?;
    all.sort_by(|a, b| {
        (a.reference.is_none(), &a.reference).cmp(&(b.reference.is_none(), &b.reference))
    });
    Ok(all)
}

/// How many applications were filed to each call and stand there.
pub fn filed_by_call(conn: &mut Conn) -> QueryResult<Vec<(CallId, i64)>> {
    applications::table
        .filter(applications::current_seq.is_not_null())
        .filter(applications::state.ne(State::Draft))
        .filter(applications::state.ne(State::Withdrawn))
        .filter(applications::state.ne(State::Lapsed))
        .group_by(applications::call_id)
        .select((applications::call_id, diesel::dsl::count_star()))
        .load(conn)
}

/// How many applications a call has in each state.
pub fn counts(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<(State, i64)>> {
    applications::table
        .filter(applications::call_id.eq(call))
        .group_by(applications::state)
        .select((applications::state, diesel::dsl::count_star()))
        .load(conn)
}

pub fn insert(
    conn: &mut Conn,
    (id, call): (&ApplicationId, &Call),
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<()> {
    diesel::insert_into(applications::table)
        .values((
            applications::id.eq(id),
            applications::call_id.eq(&call.id),
            applications::version_id.eq(&call.version_id),
            applications::state.eq(State::Draft),
            applications::created_by.eq(by),
            applications::created_at.eq(now),
            applications::saved_at.eq(now),
            applications::saved_by.eq(by),
        ))
        .execute(conn)
        .map(drop)
}

/// The drafts of a call go on with another version of its form.
pub fn move_drafts(conn: &mut Conn, call: &CallId, to: &VersionId) -> QueryResult<()> {
    let drafts = applications::table
        .filter(applications::call_id.eq(call))
        .filter(applications::state.eq(State::Draft));
    diesel::update(drafts).set(applications::version_id.eq(to)).execute(conn).map(drop)
}

pub fn set_version(conn: &mut Conn, id: &ApplicationId, to: &VersionId) -> QueryResult<()> {
    let there = applications::table.find(id);
    diesel::update(there).set(applications::version_id.eq(to)).execute(conn).map(drop)
}

pub fn set_title(conn: &mut Conn, id: &ApplicationId, title: &str) -> QueryResult<()> {
    let there = applications::table.find(id);
    diesel::update(there).set(applications::title.eq(title)).execute(conn).map(drop)
}

/// Notes who wrote last.
pub fn touch(
    conn: &mut Conn,
    id: &ApplicationId,
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<()> {
    diesel::update(applications::table.find(id))
        .set((applications::saved_at.eq(now), applications::saved_by.eq(by)))
        .execute(conn)
        .map(drop)
}

pub fn name_of(conn: &mut Conn, account: &AccountId) -> QueryResult<String> {
    accounts::table.find(account).select(accounts::name).first(conn)
}

/// The references of a call's applications.
pub fn references(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<String>> {
    applications::table
        .filter(applications::call_id.eq(call))
        .filter(applications::reference.is_not_null())
        .select(applications::reference.assume_not_null())
        .load(conn)
}

/// Keeps what was filed, and makes it the filing that counts; answers whether the application was as expected.
pub fn submit(
    conn: &mut Conn,
    application: &Application,
    (reference, submission): (&str, &Submission),
) -> QueryResult<bool> {
    let there =
        applications::table.find(&application.id).filter(applications::state.eq(application.state));
    let changed = diesel::update(there)
        .set((
            applications::state.eq(State::Submitted),
            applications::reference.eq(reference),
            applications::current_seq.eq(submission.seq),
        ))
        .execute(conn)?;
    if changed == 1 {
        diesel::insert_into(submissions::table).values(submission).execute(conn)?;
    }
    Ok(changed == 1)
}

/// Withdraws or brings back; answers whether it was in the state expected.
pub fn set_state(
    conn: &mut Conn,
    application: &Application,
    (to, withdrawn_at, reason): (State, Option<NaiveDateTime>, &str),
) -> QueryResult<bool> {
    let there =
        applications::table.find(&application.id).filter(applications::state.eq(application.state));
    let changed = diesel::update(there)
        .set((
            applications::state.eq(to),
            applications::withdrawn_at.eq(withdrawn_at),
            applications::reason.eq(reason),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

pub fn submission(conn: &mut Conn, id: &ApplicationId, seq: i32) -> QueryResult<Submission> {
    submissions::table
        .filter(submissions::application_id.eq(id))
        .filter(submissions::seq.eq(seq))
        .select(Submission::as_select())
        .first(conn)
}

/// The filing that counts of every application to a call that has one.
pub fn current_submissions(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<Submission>> {
    submissions::table
        .inner_join(applications::table)
        .filter(applications::call_id.eq(call))
        .filter(applications::current_seq.eq(submissions::seq.nullable()))
        .order(submissions::receipt)
        .select(Submission::as_select())
        .load(conn)
}

/// What was filed last with each application to the calls that closed before one.
pub fn documents_before(conn: &mut Conn, call: &Call) -> QueryResult<Vec<(ApplicationId, String)>> {
    let earlier = calls::table
        .filter(calls::id.ne(&call.id))
        .filter(calls::closes_at.lt(call.terms.closes_at))
        .select(calls::id);
    submissions::table
        .inner_join(applications::table)
        .filter(applications::call_id.eq_any(earlier))
        .filter(applications::current_seq.eq(submissions::seq.nullable()))
        .select((submissions::application_id, submissions::document))
        .load(conn)
}

/// The filing that counted at an instant, if another one has taken its place since.
pub fn filed_before(
    conn: &mut Conn,
    filed: &Submission,
    instant: NaiveDateTime,
) -> QueryResult<Option<Submission>> {
    let there = submissions::table
        .filter(submissions::application_id.eq(&filed.application_id))
        .filter(submissions::received_at.lt(instant))
        .order(submissions::seq.desc())
        .select(Submission::as_select())
        .first(conn)
        .optional()?;
    Ok(there.filter(|one| one.seq != filed.seq))
}

/// Every filing, the last first.
pub fn submissions_of(conn: &mut Conn, id: &ApplicationId) -> QueryResult<Vec<Submission>> {
    submissions::table
        .filter(submissions::application_id.eq(id))
        .order(submissions::seq.desc())
        .select(Submission::as_select())
        .load(conn)
}
