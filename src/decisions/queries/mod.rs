//! Every SQL statement about decisions, letters and portfolios; those about sittings, what is done
//! there, appeals and equal treatment are beside.

mod appeals;
mod committee;
mod equality;
mod results;
mod sittings;

pub use appeals::*;
pub use committee::*;
pub use equality::*;
pub use results::*;
pub use sittings::*;

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{
    Batch, BatchId, Decision, DecisionId, DecisionState, Draft, Kept, Letter, Outcome, SittingId,
    rules,
};
use crate::accounts::AccountId;
use crate::applications::{Application, ApplicationId, State};
use crate::calls::{Call, CallId, CallRole};
use crate::db::schema::{
    accounts, application_people, applications, call_roles, calls, decisions, letter_batches,
    nodes, submissions,
};
use crate::db::{Conn, one_of};
use crate::i18n::Locale;
use crate::reviews::queries::{hidden_from, words_for_applicants};

/// The states of an application over which a committee sits.
const BEFORE_THE_COMMITTEE: [State; 3] = [State::InReview, State::Deliberation, State::Decided];

/// The applications of a call that are to be decided or were, by reference; none that `but`
/// must not see.
pub fn applications_of(
    conn: &mut Conn,
    call: &CallId,
    but: Option<&AccountId>,
) -> QueryResult<Vec<Application>> {
    let mut all: Vec<Application> = applications::table
        .filter(applications::call_id.eq(call))
        .filter(one_of(applications::state, BEFORE_THE_COMMITTEE))
        .order(applications::reference)
        .select(Application::as_select())
        .load(conn)?;
    if let Some(but) = but {
        let hidden = hidden_from(conn, but, call)?;
        all.retain(|one| !hidden.contains(&one.id));
    }
    Ok(all)
}

/// What was filed last with each of a call's applications.
pub fn documents_of(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<(ApplicationId, String)>> {
    submissions::table
        .inner_join(applications::table.on(applications::id.eq(submissions::application_id)))
        .filter(applications::call_id.eq(call))
        .filter(applications::current_seq.eq(submissions::seq.nullable()))
        .select((applications::id, submissions::document))
        .load(conn)
}

/// Moves all applications of a call from one state to another.
pub fn move_applications(
    conn: &mut Conn,
    call: &CallId,
    (from, to): (State, State),
) -> QueryResult<usize> {
    let there = applications::table
        .filter(applications::call_id.eq(call))
        .filter(applications::state.eq(from));
    diesel::update(there).set(applications::state.eq(to)).execute(conn)
}

pub fn current(conn: &mut Conn, id: &ApplicationId) -> QueryResult<Option<Decision>> {
    decisions::table
        .filter(decisions::application_id.eq(id))
        .filter(decisions::state.ne(DecisionState::Superseded))
        .select(Decision::as_select())
        .first(conn)
        .optional()
}

/// The decision that those who applied may read: told, and not replaced.
pub fn told(conn: &mut Conn, id: &ApplicationId) -> QueryResult<Option<Decision>> {
    Ok(current(conn, id)?.filter(|one| one.state == DecisionState::Notified))
}

/// What was told of some applications.
pub fn told_of(
    conn: &mut Conn,
    ids: &[ApplicationId],
) -> QueryResult<BTreeMap<ApplicationId, Outcome>> {
    let rows: Vec<(ApplicationId, Outcome)> = decisions::table
        .filter(decisions::application_id.eq_any(ids))
        .filter(decisions::state.eq(DecisionState::Notified))
        .select((decisions::application_id, decisions::outcome))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// The decision that the chair took up again, until another one is written.
pub fn reopened(conn: &mut Conn, id: &ApplicationId) -> QueryResult<Option<Decision>> {
    let last: Option<Decision> = decisions::table
        .filter(decisions::application_id.eq(id))
        .order(decisions::seq.desc())
        .select(Decision::as_select())
        .first(conn)
        .optional()?;
    Ok(last.filter(|one| !one.reopened_because.is_empty()))
}

pub fn last_seq(conn: &mut Conn, id: &ApplicationId) -> QueryResult<i32> {
    let last: Option<i32> = decisions::table
        .filter(decisions::application_id.eq(id))
        .select(diesel::dsl::max(decisions::seq))
        .first(conn)?;
    Ok(last.unwrap_or_default())
}

/// The decisions of a call that count.
pub fn of_call(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<Decision>> {
    decisions::table
        .inner_join(applications::table.on(applications::id.eq(decisions::application_id)))
        .filter(applications::call_id.eq(call))
        .filter(decisions::state.ne(DecisionState::Superseded))
        .order(applications::reference)
        .select(Decision::as_select())
        .load(conn)
}

pub fn insert(
    conn: &mut Conn,
    (id, application, seq): (&DecisionId, &ApplicationId, i32),
    draft: &Draft,
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<()> {
    diesel::insert_into(decisions::table)
        .values((
            (
                decisions::id.eq(id),
                decisions::application_id.eq(application),
                decisions::seq.eq(seq),
                decisions::outcome.eq(draft.outcome),
                decisions::state.eq(DecisionState::Proposed),
                decisions::rationale.eq(&draft.rationale),
                decisions::internal.eq(&draft.internal),
            ),
            decisions::conditions.eq(rules::written(&draft.conditions)),
            decisions::until.eq(draft.until),
            decisions::node_id.eq(&draft.node),
            decisions::proposed_by.eq(by),
            decisions::proposed_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

/// Writes over a decision that is proposed; answers whether it still was.
pub fn rewrite(
    conn: &mut Conn,
    id: &DecisionId,
    draft: &Draft,
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<bool> {
    let there = decisions::table.find(id).filter(decisions::state.eq(DecisionState::Proposed));
    let changed = diesel::update(there)
        .set((
            decisions::outcome.eq(draft.outcome),
            decisions::rationale.eq(&draft.rationale),
            decisions::internal.eq(&draft.internal),
            decisions::conditions.eq(rules::written(&draft.conditions)),
            decisions::until.eq(draft.until),
            decisions::node_id.eq(&draft.node),
            decisions::proposed_by.eq(by),
            decisions::proposed_at.eq(now),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Validates a decision that is proposed, in a sitting; answers whether it still was.
pub fn validate(
    conn: &mut Conn,
    (id, sitting): (&DecisionId, &SittingId),
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<bool> {
    let there = decisions::table.find(id).filter(decisions::state.eq(DecisionState::Proposed));
    let changed = diesel::update(there)
        .set((
            decisions::state.eq(DecisionState::Validated),
            decisions::validated_by.eq(by),
            decisions::validated_at.eq(now),
            decisions::sitting_id.eq(sitting),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Notes that the validated decisions of a call were told, and what their letters said.
pub fn note_told(
    conn: &mut Conn,
    told: &[(DecisionId, String)],
    now: NaiveDateTime,
) -> QueryResult<()> {
    for (id, letter) in told {
        let there = decisions::table.find(id).filter(decisions::state.eq(DecisionState::Validated));
        diesel::update(there)
            .set((
                decisions::state.eq(DecisionState::Notified),
                decisions::notified_at.eq(now),
                decisions::letter.eq(letter),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// The letters of a call's validated decisions: one for each person with a part in an application that was decided. What
/// was withdrawn meanwhile has none.
pub fn letters(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<Letter>> {
    letters_in(conn, call, DecisionState::Validated)
}

/// The same of what was told.
pub fn letters_told(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<Letter>> {
    letters_in(conn, call, DecisionState::Notified)
}

fn letters_in(conn: &mut Conn, call: &CallId, state: DecisionState) -> QueryResult<Vec<Letter>> {
    type Row =
        (Decision, (String, String, State), AccountId, String, String, Locale, Option<String>);
    let rows: Vec<Row> = decisions::table
        .inner_join(applications::table.on(applications::id.eq(decisions::application_id)))
        .inner_join(
            application_people::table.on(application_people::application_id.eq(applications::id)),
        )
        .inner_join(accounts::table.on(accounts::id.eq(application_people::account_id)))
        .left_join(nodes::table.on(nodes::id.nullable().eq(decisions::node_id)))
        .filter(applications::call_id.eq(call))
        .filter(applications::state.eq(State::Decided))
        .filter(decisions::state.eq(state))
        .filter(application_people::revoked_at.is_null())
        .filter(accounts::disabled_at.is_null())
        .order((applications::reference, accounts::email))
        .select((
            Decision::as_select(),
            (applications::reference.assume_not_null(), applications::title, applications::state),
            accounts::id,
            accounts::name,
            accounts::email,
            accounts::language,
            nodes::short_name.nullable(),
        ))
        .load(conn)?;
    let said = words_for_applicants(conn, call)?;
    let coached = rows.iter().any(|row| row.0.outcome == Outcome::Coaching);
    let others = if coached { others_published(conn, call)? } else { Vec::new() };
    let letter = |row: Row| {
        let (decision, (reference, title, state), account, name, email, language, node) = row;
        let kept = decision.kept().unwrap_or_else(|| Kept {
            next: rules::next_call(&others, &decision),
            said: said.get(&decision.application_id).cloned().unwrap_or_default(),
            title,
            node,
        });
        Letter {
            next: kept.next,
            conditions: rules::conditions(&decision.conditions).unwrap_or_default(),
            decision: decision.id,
            reference,
            title: kept.title,
            account,
            name,
            email,
            language,
            outcome: decision.outcome,
            rationale: decision.rationale,
            until: decision.until,
            node: kept.node,
            state,
            said: kept.said,
            application: decision.application_id,
        }
    };
    Ok(rows.into_iter().map(letter).collect())
}

/// Calls whose letters somebody else prepared and that this person may let leave.
pub fn unreleased(conn: &mut Conn, account: &AccountId) -> QueryResult<Vec<Call>> {
    let own: Vec<CallId> = call_roles::table
        .filter(call_roles::account_id.eq(account))
        .filter(one_of(
            call_roles::role,
            [CallRole::Coordinator, CallRole::Secretary, CallRole::Chair],
        ))
        .select(call_roles::call_id)
        .load(conn)?;
    if own.is_empty() {
        return Ok(Vec::new());
    }
    let waiting: Vec<CallId> = letter_batches::table
        .filter(letter_batches::call_id.eq_any(&own))
        .filter(letter_batches::approved_at.is_null())
        .filter(letter_batches::stopped_at.is_null())
        .filter(letter_batches::made_by.ne(account))
        .select(letter_batches::call_id)
        .distinct()
        .load(conn)?;
    calls::table
        .filter(calls::id.eq_any(&waiting))
        .order(calls::id)
        .limit(20)
        .select(Call::as_select())
        .load(conn)
}

/// The last letters that were previewed and not stopped.
pub fn live_batch(conn: &mut Conn, call: &CallId) -> QueryResult<Option<Batch>> {
    letter_batches::table
        .filter(letter_batches::call_id.eq(call))
        .filter(letter_batches::stopped_at.is_null())
        .order((letter_batches::made_at.desc(), letter_batches::id.desc()))
        .select(Batch::as_select())
        .first(conn)
        .optional()
}

pub fn insert_batch(
    conn: &mut Conn,
    (id, call): (&BatchId, &CallId),
    (sha256, letters): (&str, i32),
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<()> {
    diesel::insert_into(letter_batches::table)
        .values((
            letter_batches::id.eq(id),
            letter_batches::call_id.eq(call),
            letter_batches::sha256.eq(sha256),
            letter_batches::letters.eq(letters),
            letter_batches::made_by.eq(by),
            letter_batches::made_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

/// Lets letters leave; answers whether nobody had approved or stopped them.
pub fn approve(
    conn: &mut Conn,
    id: &BatchId,
    (by, now, leaves_at): (&AccountId, NaiveDateTime, NaiveDateTime),
) -> QueryResult<bool> {
    let there = letter_batches::table
        .find(id)
        .filter(letter_batches::approved_at.is_null())
        .filter(letter_batches::stopped_at.is_null());
    let changed = diesel::update(there)
        .set((
            letter_batches::approved_by.eq(by),
            letter_batches::approved_at.eq(now),
            letter_batches::leaves_at.eq(leaves_at),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Stops letters that have not left; answers whether they had not.
pub fn stop(conn: &mut Conn, id: &BatchId, why: &str, now: NaiveDateTime) -> QueryResult<bool> {
    let there = letter_batches::table
        .find(id)
        .filter(letter_batches::sent_at.is_null())
        .filter(letter_batches::stopped_at.is_null());
    let changed = diesel::update(there)
        .set((letter_batches::stopped_at.eq(now), letter_batches::stopped_because.eq(why)))
        .execute(conn)?;
    Ok(changed == 1)
}

pub fn note_sent(conn: &mut Conn, id: &BatchId, now: NaiveDateTime) -> QueryResult<bool> {
    let there = letter_batches::table.find(id).filter(letter_batches::sent_at.is_null());
    Ok(diesel::update(there).set(letter_batches::sent_at.eq(now)).execute(conn)? == 1)
}

/// What is to leave by now.
pub fn due(conn: &mut Conn, now: NaiveDateTime) -> QueryResult<Vec<Batch>> {
    letter_batches::table
        .filter(letter_batches::sent_at.is_null())
        .filter(letter_batches::stopped_at.is_null())
        .filter(letter_batches::leaves_at.le(now))
        .select(Batch::as_select())
        .load(conn)
}
