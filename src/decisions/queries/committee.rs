//! Statements about the order in which a committee looks at applications, how it votes, and what is written down.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::applications::ApplicationId;
use crate::calls::CallId;
use crate::db::schema::{
    committee_places as places, sitting_minutes as minutes, sitting_votes as votes, sittings,
};
use crate::db::{Conn, each};
use crate::decisions::{Minutes, SittingId, Vote};

/// The places that a committee gave, if it gave any.
pub fn places_of(conn: &mut Conn, call: &CallId) -> QueryResult<BTreeMap<ApplicationId, i32>> {
    let rows: Vec<(ApplicationId, i32)> = places::table
        .filter(places::call_id.eq(call))
        .select((places::application_id, places::place))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Gives places in this order, instead of those that were given.
pub fn put_places(conn: &mut Conn, call: &CallId, order: &[ApplicationId]) -> QueryResult<()> {
    remove_places(conn, call)?;
    let row = |(place, id): (i32, &ApplicationId)| {
        (
            places::application_id.eq(id.clone()),
            places::call_id.eq(call.clone()),
            places::place.eq(place),
        )
    };
    let rows: Vec<_> = (1..).zip(order).map(row).collect();
    each!(conn, real => diesel::insert_into(places::table).values(&rows).execute(real)).map(drop)
}

/// Answers whether any had been given.
pub fn remove_places(conn: &mut Conn, call: &CallId) -> QueryResult<bool> {
    Ok(diesel::delete(places::table.filter(places::call_id.eq(call))).execute(conn)? > 0)
}

/// Somebody's vote, in the place of the one they cast before.
pub fn put_vote(
    conn: &mut Conn,
    (sitting, application, account): (&SittingId, &ApplicationId, &AccountId),
    (mark, vote): (&str, Vote),
    now: NaiveDateTime,
) -> QueryResult<()> {
    let said = (votes::mark.eq(mark), votes::vote.eq(vote), votes::cast_at.eq(now));
    each!(conn, real => diesel::insert_into(votes::table)
        .values((
            votes::sitting_id.eq(sitting),
            votes::application_id.eq(application),
            votes::account_id.eq(account),
            said,
        ))
        .on_conflict((votes::sitting_id, votes::application_id, votes::account_id))
        .do_update()
        .set(said)
        .execute(real))
    .map(drop)
}

/// A vote, on the proposal with this mark.
pub type Cast = (ApplicationId, AccountId, String, Vote);

pub fn votes_in(conn: &mut Conn, sitting: &SittingId) -> QueryResult<Vec<Cast>> {
    votes::table
        .filter(votes::sitting_id.eq(sitting))
        .order((votes::application_id, votes::account_id))
        .select((votes::application_id, votes::account_id, votes::mark, votes::vote))
        .load(conn)
}

pub fn minutes_of(conn: &mut Conn, sitting: &SittingId) -> QueryResult<Vec<Minutes>> {
    minutes::table.filter(minutes::sitting_id.eq(sitting)).select(Minutes::as_select()).load(conn)
}

/// Writes a part of the minutes if nobody did since `lock`, none before the first time; answers whether it was so.
pub fn put_minutes(
    conn: &mut Conn,
    (sitting, part): (&SittingId, &str),
    (body, lock): (&str, i32),
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<bool> {
    let said = (
        minutes::body.eq(body),
        minutes::lock_version.eq(lock + 1),
        minutes::saved_by.eq(by),
        minutes::saved_at.eq(now),
    );
    if lock > 0 {
        let there = minutes::table.find((sitting, part)).filter(minutes::lock_version.eq(lock));
        return Ok(diesel::update(there).set(said).execute(conn)? == 1);
    }
    let made = each!(conn, real => diesel::insert_into(minutes::table)
        .values((minutes::sitting_id.eq(sitting), minutes::application_id.eq(part), said))
        .on_conflict_do_nothing()
        .execute(real))?;
    Ok(made == 1)
}

/// From then on the minutes stay; answers whether they were open.
pub fn approve_minutes(
    conn: &mut Conn,
    sitting: &SittingId,
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<bool> {
    let there = sittings::table
        .find(sitting)
        .filter(sittings::closed_at.is_not_null())
        .filter(sittings::approved_at.is_null());
    let changed = diesel::update(there)
        .set((sittings::approved_by.eq(by), sittings::approved_at.eq(now)))
        .execute(conn)?;
    Ok(changed == 1)
}
