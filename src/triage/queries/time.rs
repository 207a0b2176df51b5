//! Time spent.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::sum;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable, Text};

use crate::accounts::{AccountId, NodeId};
use crate::db::Conn;
use crate::db::schema::{accounts, time_notes};
use crate::tickets::TicketId;
use crate::triage::{TimeNote, TimeNoteId};

/// The last notes of time on a ticket, newest first; of one node, when it is named.
pub fn time_on(
    conn: &mut Conn,
    ticket: &TicketId,
    of: Option<&NodeId>,
) -> QueryResult<Vec<TimeNote>> {
    let mut query = time_notes::table
        .inner_join(accounts::table)
        .filter(time_notes::ticket_id.eq(ticket))
        .into_boxed();
    if let Some(node) = of {
        query = query.filter(time_notes::node_id.eq(node));
    }
    query
        .order((time_notes::created_at.desc(), time_notes::id.desc()))
        .limit(200)
        .select((
            time_notes::id,
            time_notes::account_id,
            accounts::name,
            time_notes::minutes,
            time_notes::word,
            time_notes::spent_on,
        ))
        .load(conn)
}

pub fn time_sum(conn: &mut Conn, ticket: &TicketId) -> QueryResult<i64> {
    let notes = time_notes::table.filter(time_notes::ticket_id.eq(ticket));
    let total: Option<i64> = notes.select(sum(time_notes::minutes)).first(conn)?;
    Ok(total.unwrap_or(0))
}

pub fn time_exists(conn: &mut Conn, id: &TimeNoteId) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(time_notes::table.find(id))).get_result(conn)
}

/// Whose time it was, and how long.
pub struct Spent<'a> {
    pub id: &'a TimeNoteId,
    pub ticket: &'a TicketId,
    pub node: &'a NodeId,
    pub account: &'a AccountId,
    pub minutes: i32,
    pub word: &'a str,
    pub on: NaiveDate,
}

pub fn insert_time(conn: &mut Conn, spent: &Spent<'_>, now: NaiveDateTime) -> QueryResult<()> {
    diesel::insert_into(time_notes::table)
        .values((
            time_notes::id.eq(spent.id),
            time_notes::ticket_id.eq(spent.ticket),
            time_notes::node_id.eq(spent.node),
            time_notes::account_id.eq(spent.account),
            time_notes::minutes.eq(spent.minutes),
            time_notes::word.eq(spent.word),
            time_notes::spent_on.eq(spent.on),
            time_notes::created_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

/// Takes back one's own note; answers its minutes when there was one.
pub fn delete_time(
    conn: &mut Conn,
    ticket: &TicketId,
    id: &TimeNoteId,
    by: &AccountId,
) -> QueryResult<Option<i32>> {
    let own = time_notes::table
        .find(id)
        .filter(time_notes::ticket_id.eq(ticket))
        .filter(time_notes::account_id.eq(by));
    let minutes: Option<i32> = own.select(time_notes::minutes).first(conn).optional()?;
    if minutes.is_some() {
        diesel::delete(time_notes::table.find(id)).execute(conn)?;
    }
    Ok(minutes)
}

#[derive(QueryableByName)]
struct DayRow {
    #[diesel(sql_type = Date)]
    spent_on: NaiveDate,
    #[diesel(sql_type = BigInt)]
    minutes: i64,
}

/// A node's minutes by day, from one day on.
pub fn time_by_day(
    conn: &mut Conn,
    node: &NodeId,
    from: NaiveDate,
) -> QueryResult<Vec<(NaiveDate, i64)>> {
    let rows: Vec<DayRow> = diesel::sql_query(
        "SELECT spent_on, CAST(SUM(minutes) AS BIGINT) AS minutes FROM time_notes \
         WHERE node_id = $1 AND spent_on >= $2 GROUP BY spent_on ORDER BY spent_on",
    )
    .bind::<Text, _>(node.as_str())
    .bind::<Date, _>(from)
    .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.spent_on, row.minutes)).collect())
}

#[derive(QueryableByName)]
struct TopicRow {
    #[diesel(sql_type = Nullable<Text>)]
    topic: Option<String>,
    #[diesel(sql_type = BigInt)]
    minutes: i64,
    #[diesel(sql_type = BigInt)]
    tickets: i64,
}

/// Minutes and tickets of a node between two days, both included, by topic.
pub fn time_by_topic(
    conn: &mut Conn,
    node: &NodeId,
    (from, to): (NaiveDate, NaiveDate),
) -> QueryResult<HashMap<Option<String>, (i64, i64)>> {
    let rows: Vec<TopicRow> = diesel::sql_query(
        "SELECT COALESCE(k.confirmed_topic, k.topic) AS topic, CAST(SUM(n.minutes) AS BIGINT) AS minutes, \
         COUNT(DISTINCT n.ticket_id) AS tickets FROM time_notes n JOIN tickets k ON k.id = n.ticket_id \
         WHERE n.node_id = $1 AND n.spent_on >= $2 AND n.spent_on <= $3 GROUP BY COALESCE(k.confirmed_topic, k.topic)",
    )
    .bind::<Text, _>(node.as_str())
    .bind::<Date, _>(from)
    .bind::<Date, _>(to)
    .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.topic, (row.minutes, row.tickets))).collect())
}
