//! Every SQL statement about figures.

use chrono::NaiveDateTime;
use diesel::dsl::count_star;
use diesel::prelude::*;

use super::Counted;
use crate::db::Conn;
use crate::db::schema::{coverage_gaps, satisfactions, tickets};
use crate::tickets::State;

/// First answers are looked at for so many tickets, the newest ones: the median of more would not differ.
pub const MOST_ANSWERS: i64 = 10_000;

/// Counts what was received from `from` on and before `until`.
pub fn count(conn: &mut Conn, from: NaiveDateTime, until: NaiveDateTime) -> QueryResult<Counted> {
    let received = tickets::confirmed_at.ge(from).and(tickets::confirmed_at.lt(until));
    Ok(Counted {
        places: tickets::table
            .filter(received)
            .filter(tickets::state.ne(State::Spam))
            .group_by((tickets::region, tickets::discipline_codes))
            .select((tickets::region, tickets::discipline_codes, count_star()))
            .load(conn)?,
        topics: tickets::table
            .filter(received)
            .filter(tickets::state.ne(State::Spam))
            .group_by((tickets::topic, tickets::state))
            .select((tickets::topic, tickets::state, count_star()))
            .load(conn)?,
        answers: tickets::table
            .filter(received)
            .filter(tickets::state.ne(State::Spam))
            .filter(tickets::first_answered_at.is_not_null())
            .order(tickets::confirmed_at.desc())
            .limit(MOST_ANSWERS)
            .select((tickets::confirmed_at, tickets::first_answered_at))
            .load(conn)?,
        scores: satisfactions::table
            .filter(satisfactions::given_at.ge(from))
            .filter(satisfactions::given_at.lt(until))
            .group_by(satisfactions::score)
            .select((satisfactions::score, count_star()))
            .load(conn)?,
        gaps: coverage_gaps::table
            .filter(coverage_gaps::recorded_at.ge(from))
            .filter(coverage_gaps::recorded_at.lt(until))
            .group_by(coverage_gaps::region)
            .select((coverage_gaps::region, count_star()))
            .load(conn)?,
    })
}
