//! Statements about when a committee sits.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::applications::{Application, ApplicationId};
use crate::calls::{CallId, CallRole};
use crate::db::schema::{
    accounts, application_people as people, applications, call_roles, conflicts, decisions,
    sitting_presences as presences, sitting_recusals as recusals, sittings,
};
use crate::db::{Conn, each, one_of};
use crate::decisions::{Decision, DecisionState, Presence, Recusal, Sitting, SittingId};
use crate::reviews::ConflictState;

pub fn sitting(conn: &mut Conn, id: &SittingId) -> QueryResult<Sitting> {
    sittings::table.find(id).select(Sitting::as_select()).first(conn)
}

/// The sitting of a call that was not closed.
pub fn open_sitting(conn: &mut Conn, call: &CallId) -> QueryResult<Option<Sitting>> {
    sittings::table
        .filter(sittings::call_id.eq(call))
        .filter(sittings::closed_at.is_null())
        .select(Sitting::as_select())
        .first(conn)
        .optional()
}

/// Every sitting of a call, the last one first.
pub fn sittings_of(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<Sitting>> {
    sittings::table
        .filter(sittings::call_id.eq(call))
        .order((sittings::opened_at.desc(), sittings::id))
        .limit(100)
        .select(Sitting::as_select())
        .load(conn)
}

/// Whoever decides in a committee, by id: its chairs and its members.
pub fn voters(conn: &mut Conn, call: &CallId) -> QueryResult<BTreeMap<AccountId, String>> {
    let rows: Vec<(AccountId, String)> = call_roles::table
        .inner_join(accounts::table.on(accounts::id.eq(call_roles::account_id)))
        .filter(call_roles::call_id.eq(call))
        .filter(one_of(call_roles::role, [CallRole::Chair, CallRole::Committee]))
        .filter(accounts::disabled_at.is_null())
        .select((accounts::id, accounts::name))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

pub fn insert_sitting(
    conn: &mut Conn,
    (id, call, quorum): (&SittingId, &CallId, i32),
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<()> {
    diesel::insert_into(sittings::table)
        .values((
            sittings::id.eq(id),
            sittings::call_id.eq(call),
            sittings::quorum.eq(quorum),
            sittings::opened_by.eq(by),
            sittings::opened_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

/// Closes a sitting, and with it everybody's presence; answers whether it was open.
pub fn close_sitting(
    conn: &mut Conn,
    id: &SittingId,
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<bool> {
    let there = sittings::table.find(id).filter(sittings::closed_at.is_null());
    let changed = diesel::update(there)
        .set((sittings::closed_by.eq(by), sittings::closed_at.eq(now)))
        .execute(conn)?;
    let here =
        presences::table.filter(presences::sitting_id.eq(id)).filter(presences::left_at.is_null());
    diesel::update(here).set(presences::left_at.eq(now)).execute(conn)?;
    Ok(changed == 1)
}

/// Keeps what was tried out with a sitting, as JSON; empty for nothing.
pub fn set_scenario(conn: &mut Conn, id: &SittingId, text: &str) -> QueryResult<usize> {
    diesel::update(sittings::table.find(id)).set(sittings::scenario.eq(text)).execute(conn)
}

/// Notes that some people came. Who goes and comes at one instant has not gone.
pub fn come(
    conn: &mut Conn,
    id: &SittingId,
    accounts: &[AccountId],
    now: NaiveDateTime,
) -> QueryResult<()> {
    for account in accounts {
        each!(conn, real => diesel::insert_into(presences::table)
            .values((
                presences::sitting_id.eq(id),
                presences::account_id.eq(account),
                presences::came_at.eq(now),
            ))
            .on_conflict((presences::sitting_id, presences::account_id, presences::came_at))
            .do_update()
            .set(presences::left_at.eq(None::<NaiveDateTime>))
            .execute(real))?;
    }
    Ok(())
}

/// Notes that somebody went; answers whether they were there.
pub fn go(
    conn: &mut Conn,
    (id, account): (&SittingId, &AccountId),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let here = presences::table
        .filter(presences::sitting_id.eq(id))
        .filter(presences::account_id.eq(account))
        .filter(presences::left_at.is_null());
    Ok(diesel::update(here).set(presences::left_at.eq(now)).execute(conn)? > 0)
}

/// Who was there and how long, in the order in which they came.
pub fn presences_of(conn: &mut Conn, id: &SittingId) -> QueryResult<Vec<Presence>> {
    presences::table
        .inner_join(accounts::table.on(accounts::id.eq(presences::account_id)))
        .filter(presences::sitting_id.eq(id))
        .order((presences::came_at, accounts::name))
        .select((accounts::id, accounts::name, presences::came_at, presences::left_at))
        .load(conn)
}

/// Everybody who is in conflict with an application, or has or had a part in it.
pub fn apart_from(conn: &mut Conn, id: &ApplicationId) -> QueryResult<BTreeSet<AccountId>> {
    let confirmed: Vec<AccountId> = conflicts::table
        .filter(conflicts::application_id.eq(id))
        .filter(conflicts::state.eq(ConflictState::Confirmed))
        .select(conflicts::account_id)
        .load(conn)?;
    let parts: Vec<AccountId> = people::table
        .filter(people::application_id.eq(id))
        .select(people::account_id)
        .load(conn)?;
    Ok(confirmed.into_iter().chain(parts).collect())
}

/// Notes who stood aside while an application was decided.
pub fn recuse(
    conn: &mut Conn,
    (id, application): (&SittingId, &ApplicationId),
    accounts: &[AccountId],
    now: NaiveDateTime,
) -> QueryResult<()> {
    let row = |account: &AccountId| {
        (
            recusals::sitting_id.eq(id.clone()),
            recusals::application_id.eq(application.clone()),
            recusals::account_id.eq(account.clone()),
            recusals::noted_at.eq(now),
        )
    };
    let rows: Vec<_> = accounts.iter().map(row).collect();
    each!(conn, real => diesel::insert_into(recusals::table).values(&rows).execute(real)).map(drop)
}

pub fn recusals_of(conn: &mut Conn, id: &SittingId) -> QueryResult<Vec<Recusal>> {
    recusals::table
        .inner_join(accounts::table.on(accounts::id.eq(recusals::account_id)))
        .filter(recusals::sitting_id.eq(id))
        .order(accounts::name)
        .select((recusals::application_id, accounts::id, accounts::name))
        .load(conn)
}

/// What was decided in a sitting, whatever became of it since, by reference.
pub fn decided_in(conn: &mut Conn, id: &SittingId) -> QueryResult<Vec<(Decision, Application)>> {
    decisions::table
        .inner_join(applications::table.on(applications::id.eq(decisions::application_id)))
        .filter(decisions::sitting_id.eq(id))
        .filter(decisions::state.ne(DecisionState::Proposed))
        .order((applications::reference, decisions::seq))
        .select((Decision::as_select(), Application::as_select()))
        .load(conn)
}
