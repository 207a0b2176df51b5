//! Statements about how a call is reviewed, and what of it is eligible.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::applications::{Application, ApplicationId, Partner, PartnerState, State, Submission};
use crate::calls::{Call, CallId};
use crate::db::schema::{
    application_partners as partners, applications, call_reviewers, calls, eligibilities,
    review_criteria as criteria, review_plans as plans, submissions,
};
use crate::db::{Conn, each};
use crate::reviews::{Criterion, Eligibility, Outcome, Plan};

pub fn plan(conn: &mut Conn, call: &CallId) -> QueryResult<Option<Plan>> {
    plans::table.find(call).select(Plan::as_select()).first(conn).optional()
}

/// The plans of the calls for which somebody is asked.
pub fn plans_of(conn: &mut Conn, account: &AccountId) -> QueryResult<Vec<Plan>> {
    let asked = call_reviewers::table
        .filter(call_reviewers::account_id.eq(account))
        .select(call_reviewers::call_id);
    plans::table.filter(plans::call_id.eq_any(asked)).select(Plan::as_select()).load(conn)
}

pub fn put_plan(
    conn: &mut Conn,
    plan: &Plan,
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<()> {
    let said = (
        plans::due_at.eq(plan.due_at),
        plans::minutes_each.eq(plan.minutes_each),
        plans::most_each.eq(plan.most_each),
        plans::updated_by.eq(by),
        plans::updated_at.eq(now),
    );
    each!(conn, real => diesel::insert_into(plans::table)
        .values((plans::call_id.eq(&plan.call_id), said))
        .on_conflict(plans::call_id)
        .do_update()
        .set(said)
        .execute(real))
    .map(drop)
}

/// What is judged; nothing before a grid was kept.
pub fn criteria(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<Criterion>> {
    criteria::table
        .filter(criteria::call_id.eq(call))
        .order(criteria::position)
        .select(Criterion::as_select())
        .load(conn)
}

/// Keeps a grid in the place of the one that was there.
pub fn put_criteria(conn: &mut Conn, call: &CallId, grid: &[Criterion]) -> QueryResult<()> {
    diesel::delete(criteria::table.filter(criteria::call_id.eq(call))).execute(conn)?;
    let row = |one: &Criterion| {
        (
            criteria::id.eq(one.id.clone()),
            criteria::call_id.eq(call.clone()),
            criteria::position.eq(one.position),
            criteria::label_fr.eq(one.label_fr.clone()),
            criteria::label_en.eq(one.label_en.clone()),
            criteria::weight.eq(one.weight),
            criteria::threshold.eq(one.threshold),
            criteria::anchors.eq(one.anchors.clone()),
        )
    };
    let rows: Vec<_> = grid.iter().map(row).collect();
    each!(conn, real => diesel::insert_into(criteria::table).values(&rows).execute(real)).map(drop)
}

/// What was filed to a call and not withdrawn, by reference.
pub fn filed(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<Application>> {
    applications::table
        .filter(applications::call_id.eq(call))
        .filter(applications::reference.is_not_null())
        .filter(applications::state.ne(State::Withdrawn))
        .order(applications::reference)
        .limit(1_000)
        .select(Application::as_select())
        .load(conn)
}

/// What was filed to some calls and is reviewed, or waits for somebody to say whether it is eligible.
pub fn under_review(conn: &mut Conn, calls: &[CallId]) -> QueryResult<Vec<Application>> {
    applications::table
        .filter(applications::call_id.eq_any(calls))
        .filter(applications::state.eq_any([State::Submitted, State::InReview]))
        .order(applications::reference)
        .select(Application::as_select())
        .load(conn)
}

/// The last call of the same series that nothing can be filed to any more.
pub fn last_frozen(conn: &mut Conn, call: &Call) -> QueryResult<Option<Call>> {
    calls::table
        .filter(calls::series_id.eq(&call.series_id))
        .filter(calls::id.ne(&call.id))
        .filter(calls::frozen_at.is_not_null())
        .order(calls::frozen_at.desc())
        .select(Call::as_select())
        .first(conn)
        .optional()
}

/// The filing that counts of each application of a call.
pub fn filings(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<Submission>> {
    submissions::table
        .inner_join(applications::table.on(applications::id.eq(submissions::application_id)))
        .filter(applications::call_id.eq(call))
        .filter(applications::current_seq.eq(submissions::seq.nullable()))
        .select(Submission::as_select())
        .load(conn)
}

/// The institutions that apply to a call, by application.
pub fn partners_of_call(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<Partner>> {
    partners::table
        .inner_join(applications::table)
        .filter(applications::call_id.eq(call))
        .filter(partners::state.ne(PartnerState::Removed))
        .select(Partner::as_select())
        .load(conn)
}

/// Ends every draft of a call: it was not filed. Answers how many.
pub fn lapse_drafts(conn: &mut Conn, call: &CallId) -> QueryResult<usize> {
    let drafts = applications::table
        .filter(applications::call_id.eq(call))
        .filter(applications::state.eq(State::Draft));
    diesel::update(drafts).set(applications::state.eq(State::Lapsed)).execute(conn)
}

pub fn eligibilities_of(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<Eligibility>> {
    eligibilities::table
        .inner_join(applications::table)
        .filter(applications::call_id.eq(call))
        .select(Eligibility::as_select())
        .load(conn)
}

/// Keeps a verdict; there is one for each application.
pub fn insert_eligibility(
    conn: &mut Conn,
    id: &ApplicationId,
    (outcome, failed, reason): (Outcome, &str, &str),
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<()> {
    diesel::insert_into(eligibilities::table)
        .values((
            eligibilities::application_id.eq(id),
            eligibilities::outcome.eq(outcome),
            eligibilities::failed.eq(failed),
            eligibilities::reason.eq(reason),
            eligibilities::decided_by.eq(by),
            eligibilities::decided_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

/// Takes a verdict away; what it was is in the history.
pub fn delete_eligibility(conn: &mut Conn, id: &ApplicationId) -> QueryResult<usize> {
    diesel::delete(eligibilities::table.find(id)).execute(conn)
}
