//! Trial portfolios, and what calls gave.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::applications::State;
use crate::calls::{Call, CallId, State as CallState};
use crate::db::schema::{applications, calls, decisions, portfolios};
use crate::db::{Conn, one_of};
use crate::decisions::{Decision, DecisionState, Outcome, Portfolio, PortfolioId};

pub fn portfolios_of(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<Portfolio>> {
    portfolios::table
        .filter(portfolios::call_id.eq(call))
        .order(portfolios::name)
        .select(Portfolio::as_select())
        .load(conn)
}

pub fn insert_portfolio(
    conn: &mut Conn,
    portfolio: &Portfolio,
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<()> {
    diesel::insert_into(portfolios::table)
        .values((
            portfolios::id.eq(&portfolio.id),
            portfolios::call_id.eq(&portfolio.call_id),
            portfolios::name.eq(&portfolio.name),
            portfolios::applications.eq(&portfolio.applications),
            portfolios::made_by.eq(by),
            portfolios::made_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

pub fn delete_portfolio(conn: &mut Conn, call: &CallId, id: &PortfolioId) -> QueryResult<usize> {
    let there = portfolios::table.find(id).filter(portfolios::call_id.eq(call));
    diesel::delete(there).execute(conn)
}

/// What every call gave whose results are published: of which call, title and outcome of what it retained.
pub fn all_results(conn: &mut Conn) -> QueryResult<Vec<(CallId, String, Outcome)>> {
    decisions::table
        .inner_join(applications::table.on(applications::id.eq(decisions::application_id)))
        .inner_join(calls::table.on(calls::id.eq(applications::call_id)))
        .filter(one_of(calls::state, [CallState::ResultsPublished, CallState::Archived]))
        .filter(applications::state.eq(State::Decided))
        .filter(decisions::state.eq(DecisionState::Notified))
        .filter(one_of(
            decisions::outcome,
            Outcome::ALL.iter().copied().filter(|one| one.becomes_a_node()),
        ))
        .order(applications::reference)
        .limit(1_000)
        .select((calls::id, applications::title, decisions::outcome))
        .load(conn)
}

/// What a call gave, as everybody may read: nothing of those it did not retain, nor of what was withdrawn.
pub fn results(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<(Decision, String, String)>> {
    decisions::table
        .inner_join(applications::table.on(applications::id.eq(decisions::application_id)))
        .filter(applications::call_id.eq(call))
        .filter(applications::state.eq(State::Decided))
        .filter(decisions::state.eq(DecisionState::Notified))
        .filter(one_of(
            decisions::outcome,
            Outcome::ALL.iter().copied().filter(|one| one.becomes_a_node()),
        ))
        .order(applications::reference)
        .select((
            Decision::as_select(),
            applications::reference.assume_not_null(),
            applications::title,
        ))
        .load(conn)
}

/// The other calls that were published, the last one first.
pub(super) fn others_published(conn: &mut Conn, but: &CallId) -> QueryResult<Vec<Call>> {
    calls::table
        .filter(calls::id.ne(but))
        .filter(calls::published_at.is_not_null())
        .filter(calls::state.ne(CallState::Cancelled))
        .order(calls::published_at.desc())
        .limit(50)
        .select(Call::as_select())
        .load(conn)
}
