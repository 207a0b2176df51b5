//! Statements about who looks at what.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::applications::{Application, ApplicationId, State};
use crate::calls::{Call, CallId};
use crate::db::Conn;
use crate::db::schema::{
    accounts, applications, assignments, calls, review_reminders as reminders, reviews,
};
use crate::i18n::Locale;
use crate::reviews::{Assignment, AssignmentId, AssignmentState, Origin, ReviewState};

/// What is or was reviewed: neither what was withdrawn meanwhile nor what is not eligible.
const REVIEWED: [State; 3] = [State::InReview, State::Deliberation, State::Decided];

pub fn assignment(conn: &mut Conn, id: &AssignmentId) -> QueryResult<Assignment> {
    assignments::table.find(id).select(Assignment::as_select()).first(conn)
}

/// All assignments of a call, whatever became of them.
pub fn assignments_of_call(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<Assignment>> {
    assignments::table
        .inner_join(applications::table)
        .filter(applications::call_id.eq(call))
        .order((assignments::application_id, assignments::alias))
        .select(Assignment::as_select())
        .load(conn)
}

/// All assignments of an application, by alias, with name and address of the reviewer.
pub fn assignments_of(
    conn: &mut Conn,
    id: &ApplicationId,
) -> QueryResult<Vec<(Assignment, String, String)>> {
    assignments::table
        .inner_join(accounts::table)
        .filter(assignments::application_id.eq(id))
        .order(assignments::alias)
        .select((Assignment::as_select(), accounts::name, accounts::email))
        .load(conn)
}

/// Whoever looks at an application now, or did: their assignment, name, address and language.
pub fn readers_of(
    conn: &mut Conn,
    id: &ApplicationId,
) -> QueryResult<Vec<(AssignmentId, String, String, Locale)>> {
    let looks = [AssignmentState::Invited, AssignmentState::Accepted, AssignmentState::Done];
    assignments::table
        .inner_join(accounts::table)
        .filter(assignments::application_id.eq(id))
        .filter(crate::db::one_of(assignments::state, looks))
        .filter(accounts::disabled_at.is_null())
        .order(assignments::alias)
        .select((assignments::id, accounts::name, accounts::email, accounts::language))
        .load(conn)
}

/// How many reviews of each application of some calls are final.
pub fn final_reviews(conn: &mut Conn, calls: &[CallId]) -> QueryResult<Vec<(ApplicationId, i64)>> {
    assignments::table
        .inner_join(applications::table)
        .inner_join(reviews::table.on(reviews::assignment_id.eq(assignments::id)))
        .filter(applications::call_id.eq_any(calls))
        .filter(assignments::state.eq(AssignmentState::Done))
        .filter(reviews::state.eq(ReviewState::Submitted))
        .group_by(assignments::application_id)
        .select((assignments::application_id, diesel::dsl::count_star()))
        .load(conn)
}

/// What somebody is or was asked to look at.
pub fn assigned_to(
    conn: &mut Conn,
    account: &AccountId,
) -> QueryResult<Vec<(Assignment, Application, Call)>> {
    assignments::table
        .inner_join(applications::table)
        .inner_join(calls::table.on(calls::id.eq(applications::call_id)))
        .filter(assignments::reviewer_id.eq(account))
        .filter(assignments::state.ne(AssignmentState::Proposed))
        .filter(assignments::state.ne(AssignmentState::Removed))
        .filter(crate::db::one_of(applications::state, REVIEWED))
        .order((assignments::due_at, applications::reference))
        .limit(200)
        .select((Assignment::as_select(), Application::as_select(), Call::as_select()))
        .load(conn)
}

/// The assignment that somebody has of an application.
pub fn assignment_of(
    conn: &mut Conn,
    (application, account): (&ApplicationId, &AccountId),
) -> QueryResult<Option<Assignment>> {
    assignments::table
        .filter(assignments::application_id.eq(application))
        .filter(assignments::reviewer_id.eq(account))
        .select(Assignment::as_select())
        .first(conn)
        .optional()
}

/// Something new for a reviewer to look at.
#[derive(Debug, Clone)]
pub struct NewAssignment<'a> {
    pub application: &'a ApplicationId,
    pub reviewer: &'a AccountId,
    pub origin: Origin,
    pub alias: &'a str,
}

pub fn insert_assignment(
    conn: &mut Conn,
    new: &NewAssignment<'_>,
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<AssignmentId> {
    let id = AssignmentId::random();
    diesel::insert_into(assignments::table)
        .values((
            assignments::id.eq(&id),
            assignments::application_id.eq(new.application),
            assignments::reviewer_id.eq(new.reviewer),
            assignments::state.eq(AssignmentState::Proposed),
            assignments::origin.eq(new.origin),
            assignments::alias.eq(new.alias),
            assignments::made_by.eq(by),
            assignments::made_at.eq(now),
        ))
        .execute(conn)?;
    Ok(id)
}

/// Moves an assignment from the state it is expected in; answers whether it was there.
pub fn advance_assignment(
    conn: &mut Conn,
    one: &Assignment,
    (to, reason): (AssignmentState, &str),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let there = assignments::table.find(&one.id).filter(assignments::state.eq(one.state));
    let changed = diesel::update(there)
        .set((
            assignments::state.eq(to),
            assignments::reason.eq(reason),
            assignments::answered_at.eq(Some(now)),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// The same, for one that goes out.
pub fn send_assignment(
    conn: &mut Conn,
    one: &Assignment,
    (due_at, now): (NaiveDateTime, NaiveDateTime),
) -> QueryResult<bool> {
    let there =
        assignments::table.find(&one.id).filter(assignments::state.eq(AssignmentState::Proposed));
    let changed = diesel::update(there)
        .set((
            assignments::state.eq(AssignmentState::Invited),
            assignments::due_at.eq(Some(due_at)),
            assignments::invited_at.eq(Some(now)),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Whoever owes a review, with name, address and language.
#[derive(Debug, Clone)]
pub struct Owed {
    pub assignment: Assignment,
    pub application: Application,
    pub call: Call,
    pub name: String,
    pub email: String,
    pub language: Locale,
}

/// Reviews that are owed and due before a moment; of one call, or of all.
pub fn owed(
    conn: &mut Conn,
    call: Option<&CallId>,
    before: NaiveDateTime,
) -> QueryResult<Vec<Owed>> {
    let mut query = assignments::table
        .inner_join(applications::table)
        .inner_join(accounts::table)
        .inner_join(calls::table.on(calls::id.eq(applications::call_id)))
        .filter(assignments::due_at.lt(before))
        .filter(
            assignments::state
                .eq(AssignmentState::Invited)
                .or(assignments::state.eq(AssignmentState::Accepted)),
        )
        .filter(calls::state.eq(crate::calls::State::InReview))
        .filter(applications::state.eq(State::InReview))
        .order((assignments::due_at, assignments::id))
        .limit(2_000)
        .select((
            Assignment::as_select(),
            Application::as_select(),
            Call::as_select(),
            accounts::name,
            accounts::email,
            accounts::language,
        ))
        .into_boxed::<crate::db::MultiBackend>();
    if let Some(call) = call {
        query = query.filter(calls::id.eq(call.clone()));
    }
    let rows: Vec<(Assignment, Application, Call, String, String, Locale)> = query.load(conn)?;
    let owed = |(assignment, application, call, name, email, language)| Owed {
        assignment,
        application,
        call,
        name,
        email,
        language,
    };
    Ok(rows.into_iter().map(owed).collect())
}

/// The reminders that were sent about a call's assignments.
pub fn reminders_of(
    conn: &mut Conn,
    call: &CallId,
) -> QueryResult<Vec<(AssignmentId, String, NaiveDateTime)>> {
    reminders::table
        .inner_join(assignments::table)
        .inner_join(applications::table.on(applications::id.eq(assignments::application_id)))
        .filter(applications::call_id.eq(call))
        .order(reminders::sent_at)
        .select((reminders::assignment_id, reminders::step, reminders::sent_at))
        .load(conn)
}

/// Takes a step of the ladder; answers whether nobody had.
pub fn take_reminder(
    conn: &mut Conn,
    (id, step): (&AssignmentId, &str),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let taken = crate::db::each!(conn, real => diesel::insert_into(reminders::table)
        .values((
            reminders::assignment_id.eq(id),
            reminders::step.eq(step),
            reminders::sent_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(real))?;
    Ok(taken == 1)
}
