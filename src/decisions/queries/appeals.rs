//! Statements about appeals.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::applications::{Application, ApplicationId, State};
use crate::calls::CallId;
use crate::db::schema::{
    appeals, application_people as people, applications, assignments, call_roles, conflicts,
    decisions,
};
use crate::db::{Conn, one_of};
use crate::decisions::{Appeal, AppealId, AppealState, Decision, DecisionId, DecisionState};
use crate::reviews::ConflictState;

pub fn appeal(conn: &mut Conn, id: &AppealId) -> QueryResult<Appeal> {
    appeals::table.find(id).select(Appeal::as_select()).first(conn)
}

/// The last appeal of an application.
pub fn appeal_of(conn: &mut Conn, id: &ApplicationId) -> QueryResult<Option<Appeal>> {
    appeals::table
        .filter(appeals::application_id.eq(id))
        .order((appeals::filed_at.desc(), appeals::id))
        .select(Appeal::as_select())
        .first(conn)
        .optional()
}

/// Every appeal with its application, the last one first.
pub fn every_appeal(conn: &mut Conn) -> QueryResult<Vec<(Appeal, Application)>> {
    appeals::table
        .inner_join(applications::table.on(applications::id.eq(appeals::application_id)))
        .order((appeals::filed_at.desc(), appeals::id))
        .limit(200)
        .select((Appeal::as_select(), Application::as_select()))
        .load(conn)
}

/// Whether an appeal against a decision of a call is open, or one that was upheld is to be decided anew.
pub fn is_appealed(conn: &mut Conn, call: &CallId) -> QueryResult<bool> {
    let open = appeals::table
        .inner_join(applications::table.on(applications::id.eq(appeals::application_id)))
        .filter(applications::call_id.eq(call))
        .filter(one_of(
            appeals::state,
            [AppealState::Filed, AppealState::Instructed, AppealState::Admissible],
        ));
    let open: bool = diesel::select(diesel::dsl::exists(open)).get_result(conn)?;
    let decided: Vec<ApplicationId> = applications::table
        .filter(applications::call_id.eq(call))
        .filter(applications::state.eq(State::Decided))
        .select(applications::id)
        .load(conn)?;
    let told: Vec<ApplicationId> = decisions::table
        .filter(decisions::application_id.eq_any(&decided))
        .filter(decisions::state.eq(DecisionState::Notified))
        .select(decisions::application_id)
        .load(conn)?;
    let undone = decided.iter().any(|id| !told.contains(id));
    Ok(open || undone)
}

pub fn insert_appeal(conn: &mut Conn, appeal: &Appeal) -> QueryResult<()> {
    diesel::insert_into(appeals::table)
        .values((
            appeals::id.eq(&appeal.id),
            appeals::decision_id.eq(&appeal.decision_id),
            appeals::application_id.eq(&appeal.application_id),
            appeals::state.eq(appeal.state),
            appeals::grounds.eq(&appeal.grounds),
            appeals::filed_by.eq(&appeal.filed_by),
            appeals::filed_at.eq(appeal.filed_at),
        ))
        .execute(conn)
        .map(drop)
}

/// Gives an appeal to who instructs it; answers whether it was in the state it was seen in.
pub fn take(
    conn: &mut Conn,
    (appeal, to): (&Appeal, AppealState),
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<bool> {
    let there = appeals::table.find(&appeal.id).filter(appeals::state.eq(appeal.state));
    let changed = diesel::update(there)
        .set((appeals::state.eq(to), appeals::handled_by.eq(by), appeals::taken_at.eq(now)))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Finds an appeal admissible; answers whether it was in the state it was seen in.
pub fn admit(
    conn: &mut Conn,
    (appeal, to): (&Appeal, AppealState),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let there = appeals::table.find(&appeal.id).filter(appeals::state.eq(appeal.state));
    let changed = diesel::update(there)
        .set((appeals::state.eq(to), appeals::admitted_at.eq(now)))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Notes when a decision that was told was read first; answers whether it had not been.
pub fn note_read(conn: &mut Conn, id: &DecisionId, now: NaiveDateTime) -> QueryResult<bool> {
    let there = decisions::table
        .find(id)
        .filter(decisions::state.eq(DecisionState::Notified))
        .filter(decisions::read_at.is_null());
    Ok(diesel::update(there).set(decisions::read_at.eq(now)).execute(conn)? == 1)
}

/// Answers an appeal, or ends it unanswered.
pub fn answer_appeal(
    conn: &mut Conn,
    (appeal, to): (&Appeal, AppealState),
    (answer, at): (&str, Option<NaiveDateTime>),
) -> QueryResult<bool> {
    let there = appeals::table.find(&appeal.id).filter(appeals::state.eq(appeal.state));
    let changed = diesel::update(there)
        .set((appeals::state.eq(to), appeals::answer.eq(answer), appeals::answered_at.eq(at)))
        .execute(conn)?;
    Ok(changed == 1)
}

/// A decision as it was told, whatever became of it since.
pub fn decision(conn: &mut Conn, id: &DecisionId) -> QueryResult<Decision> {
    decisions::table.find(id).select(Decision::as_select()).first(conn)
}

/// Undoes a decision that was told; answers whether it stood.
pub fn supersede(conn: &mut Conn, decision: &Decision, because: &str) -> QueryResult<bool> {
    let there = decisions::table.find(&decision.id).filter(decisions::state.eq(decision.state));
    let changed = diesel::update(there)
        .set((
            decisions::state.eq(DecisionState::Superseded),
            decisions::reopened_because.eq(because),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Whether somebody had a hand in what was decided of an application: a role in its call, a review, a decision.
pub fn had_a_hand(
    conn: &mut Conn,
    (call, application): (&CallId, &ApplicationId),
    account: &AccountId,
) -> QueryResult<bool> {
    let role = call_roles::table
        .filter(call_roles::call_id.eq(call))
        .filter(call_roles::account_id.eq(account));
    let review = assignments::table
        .filter(assignments::application_id.eq(application))
        .filter(assignments::reviewer_id.eq(account));
    let decided = decisions::table
        .filter(decisions::application_id.eq(application))
        .filter(decisions::proposed_by.eq(account).or(decisions::validated_by.eq(account)));
    let role: bool = diesel::select(diesel::dsl::exists(role)).get_result(conn)?;
    let review: bool = diesel::select(diesel::dsl::exists(review)).get_result(conn)?;
    let decided: bool = diesel::select(diesel::dsl::exists(decided)).get_result(conn)?;
    Ok(role || review || decided)
}

/// The calls in which somebody had a role, and the applications that they reviewed or decided of.
pub fn hands_of(
    conn: &mut Conn,
    account: &AccountId,
) -> QueryResult<(BTreeSet<CallId>, BTreeSet<ApplicationId>)> {
    let roles: Vec<CallId> = call_roles::table
        .filter(call_roles::account_id.eq(account))
        .select(call_roles::call_id)
        .load(conn)?;
    let reviewed: Vec<ApplicationId> = assignments::table
        .filter(assignments::reviewer_id.eq(account))
        .select(assignments::application_id)
        .load(conn)?;
    let decided: Vec<ApplicationId> = decisions::table
        .filter(decisions::proposed_by.eq(account).or(decisions::validated_by.eq(account)))
        .select(decisions::application_id)
        .load(conn)?;
    Ok((roles.into_iter().collect(), reviewed.into_iter().chain(decided).collect()))
}

/// The applications, of whatever call, with which somebody is in conflict or has or had a part in.
pub fn apart_of(conn: &mut Conn, account: &AccountId) -> QueryResult<BTreeSet<ApplicationId>> {
    let confirmed: Vec<ApplicationId> = conflicts::table
        .filter(conflicts::account_id.eq(account))
        .filter(conflicts::state.eq(ConflictState::Confirmed))
        .select(conflicts::application_id)
        .load(conn)?;
    let parts: Vec<ApplicationId> = people::table
        .filter(people::account_id.eq(account))
        .select(people::application_id)
        .load(conn)?;
    Ok(confirmed.into_iter().chain(parts).collect())
}
