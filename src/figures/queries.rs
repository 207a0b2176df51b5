//! Every SQL statement about figures.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::sum;
use diesel::prelude::*;
use diesel::upsert::excluded;

use super::rules::Parts;
use crate::accounts::NodeId;
use crate::db::schema::{key_figures, published_figures, tallied_months, tallies, tally_changes};
use crate::db::{Conn, each};
use crate::tickets::queries::tallies_between;
use crate::tickets::tally::{Measure, Tallies, Tally, added_up};

/// Rows of one statement: SQLite binds 32,766 values at most.
const CHUNK: usize = 1000;
/// So many changes are added to the tallies in one transaction.
pub const MOST_CHANGES: i64 = 10_000;

/// Whose numbers are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nodes {
    /// All together.
    Whole,
    /// Each for itself.
    Each,
    One(NodeId),
}

/// What is asked for: some measures of some nodes, month by month or together.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub lists: Vec<(Nodes, &'static [Measure])>,
    pub by_month: bool,
    /// Of this region and topic alone, by month only; an empty text leaves all.
    pub region: String,
    pub topic: String,
}

impl Wanted {
    fn has(&self, tally: &Tally) -> bool {
        self.lists.iter().any(|(nodes, measures)| {
            measures.contains(&tally.measure)
                && match nodes {
                    Nodes::Whole => tally.node.is_empty(),
                    Nodes::Each => !tally.node.is_empty(),
                    Nodes::One(id) => tally.node == id.as_str(),
                }
        }) && (self.region.is_empty() || self.region == tally.region)
            && (self.topic.is_empty() || self.topic == tally.topic)
    }

    fn month(&self, month: NaiveDate) -> NaiveDate {
        if self.by_month { month } else { NaiveDate::MIN }
    }
}

/// The months whose tallies are complete.
pub fn tallied(conn: &mut Conn) -> QueryResult<BTreeSet<NaiveDate>> {
    Ok(tallied_months::table.select(tallied_months::month).load(conn)?.into_iter().collect())
}

/// Counts a period, to the last ticket. The months of what is counted are all the first one of the period.
pub fn count(conn: &mut Conn, wanted: &Wanted, parts: &Parts) -> QueryResult<Tallies> {
    let mut all = Tallies::new();
    let mut add = |tally: Tally, count: i64| {
        for tally in tally.with_sums().into_iter().filter(|tally| wanted.has(tally)) {
            *all.entry(Tally { month: wanted.month(tally.month), ..tally }).or_default() += count;
        }
    };
    for (from, until) in [parts.before, parts.after].into_iter().flatten() {
        tallies_between(conn, from, until)?
            .into_iter()
            .for_each(|(tally, count)| add(tally, count));
    }
    if let Some(months) = parts.months {
        changes_of(conn, months)?.into_iter().for_each(|(tally, count)| add(tally, count));
        for (nodes, measures) in &wanted.lists {
            let sums = match (wanted.by_month, nodes) {
                (false, Nodes::Whole) => sums_of_all(conn, measures, months)?,
                _ => sums_by_month(conn, wanted, (nodes, measures), months)?,
            };
            for (tally, count) in sums {
                *all.entry(Tally { month: wanted.month(tally.month), ..tally }).or_default() +=
                    count;
            }
        }
    }
    all.retain(|_, count| *count != 0);
    Ok(all)
}

type Row = (Measure, NaiveDate, String, String, String, String, String, i32);

fn tally((measure, month, node, region, discipline, topic, state, value): Row) -> Tally {
    Tally { measure, month, node, region, discipline, topic, state, value }
}

fn sums_of_all(
    conn: &mut Conn,
    measures: &[Measure],
    (first, last): (NaiveDate, NaiveDate),
) -> QueryResult<Vec<(Tally, i64)>> {
    type Sum = ((Measure, String, String, String, String, i32), Option<i64>);
    let keys = (
        tallies::measure,
        tallies::region,
        tallies::discipline,
        tallies::topic,
        tallies::state,
        tallies::value,
    );
    let rows: Vec<Sum> = tallies::table
        .filter(tallies::measure.eq_any(measures))
        .filter(tallies::node_id.eq(""))
        .filter(tallies::month.between(first, last))
        .group_by(keys)
        .select((keys, sum(tallies::count)))
        .load(conn)?;
    let told = |((measure, region, discipline, topic, state, value), count): Sum| {
        let row = (measure, NaiveDate::MIN, String::new(), region, discipline, topic, state, value);
        (tally(row), count.unwrap_or(0))
    };
    Ok(rows.into_iter().map(told).collect())
}

fn sums_by_month(
    conn: &mut Conn,
    wanted: &Wanted,
    (nodes, measures): (&Nodes, &[Measure]),
    (first, last): (NaiveDate, NaiveDate),
) -> QueryResult<Vec<(Tally, i64)>> {
    let columns = (
        tallies::measure,
        tallies::month,
        tallies::node_id,
        tallies::region,
        tallies::discipline,
        tallies::topic,
        tallies::state,
        tallies::value,
    );
    let query = tallies::table
        .filter(tallies::measure.eq_any(measures))
        .filter(tallies::month.between(first, last))
        .select((columns, tallies::count))
        .into_boxed();
    let query = match nodes {
        Nodes::Whole => query.filter(tallies::node_id.eq("")),
        Nodes::Each => query.filter(tallies::node_id.ne("")),
        Nodes::One(id) => query.filter(tallies::node_id.eq(id.as_str())),
    };
    let query = match wanted.region.as_str() {
        "" => query,
        region => query.filter(tallies::region.eq(region)),
    };
    let query = match wanted.topic.as_str() {
        "" => query,
        topic => query.filter(tallies::topic.eq(topic)),
    };
    let rows: Vec<(Row, i32)> = query.load(conn)?;
    Ok(rows.into_iter().map(|(row, count)| (tally(row), i64::from(count))).collect())
}

type ChangeColumns = (
    tally_changes::measure,
    tally_changes::month,
    tally_changes::node_id,
    tally_changes::region,
    tally_changes::discipline,
    tally_changes::topic,
    tally_changes::state,
    tally_changes::value,
);
const CHANGE: ChangeColumns = (
    tally_changes::measure,
    tally_changes::month,
    tally_changes::node_id,
    tally_changes::region,
    tally_changes::discipline,
    tally_changes::topic,
    tally_changes::state,
    tally_changes::value,
);

fn changes_of(
    conn: &mut Conn,
    (first, last): (NaiveDate, NaiveDate),
) -> QueryResult<Vec<(Tally, i64)>> {
    let rows: Vec<(Row, i32)> = tally_changes::table
        .filter(tally_changes::month.between(first, last))
        .select((CHANGE, tally_changes::count))
        .load(conn)?;
    Ok(rows.into_iter().map(|(row, count)| (tally(row), i64::from(count))).collect())
}

/// The oldest changes, with their ids.
pub fn changes(conn: &mut Conn) -> QueryResult<(Vec<String>, Tallies)> {
    let rows: Vec<(String, Row, i32)> = tally_changes::table
        .order(tally_changes::id)
        .limit(MOST_CHANGES)
        .select((tally_changes::id, CHANGE, tally_changes::count))
        .load(conn)?;
    let (mut ids, mut all) = (Vec::new(), Tallies::new());
    for (id, row, count) in rows {
        ids.push(id);
        *all.entry(tally(row)).or_default() += i64::from(count);
    }
    Ok((ids, all))
}

pub fn forget_changes(conn: &mut Conn, ids: &[String]) -> QueryResult<()> {
    for chunk in ids.chunks(CHUNK) {
        diesel::delete(tally_changes::table.filter(tally_changes::id.eq_any(chunk)))
            .execute(conn)?;
    }
    Ok(())
}

/// Adds to the tallies, the sums over nodes included.
pub fn add(conn: &mut Conn, all: Tallies) -> QueryResult<()> {
    add_summed(conn, summed(all))
}

/// Counts, with the sums that are kept beside them.
pub fn summed(all: Tallies) -> Tallies {
    let sums = all
        .into_iter()
        .flat_map(|(tally, count)| tally.with_sums().into_iter().map(move |tally| (tally, count)));
    added_up(sums)
}

/// Adds what [`summed`] made.
pub fn add_summed(conn: &mut Conn, summed: Tallies) -> QueryResult<()> {
    let rows: Vec<_> = summed
        .into_iter()
        .filter(|(_, count)| *count != 0)
        .map(|(tally, count)| {
            (
                tallies::measure.eq(tally.measure),
                tallies::month.eq(tally.month),
                tallies::node_id.eq(tally.node),
                tallies::region.eq(tally.region),
                tallies::discipline.eq(tally.discipline),
                tallies::topic.eq(tally.topic),
                tallies::state.eq(tally.state),
                tallies::value.eq(tally.value),
                tallies::count.eq(i32::try_from(count).unwrap_or(i32::MAX)),
            )
        })
        .collect();
    for chunk in rows.chunks(CHUNK) {
        each!(conn, real => diesel::insert_into(tallies::table)
            .values(chunk)
            .on_conflict(tallies::table.primary_key())
            .do_update()
            .set(tallies::count.eq(tallies::count + excluded(tallies::count)))
            .execute(real))?;
    }
    Ok(())
}

/// Forgets what a month adds up to, with the changes that are still to be added to it.
pub fn forget_month(conn: &mut Conn, month: NaiveDate) -> QueryResult<()> {
    diesel::delete(tallies::table.filter(tallies::month.eq(month))).execute(conn)?;
    diesel::delete(tally_changes::table.filter(tally_changes::month.eq(month))).execute(conn)?;
    diesel::delete(tallied_months::table.find(month)).execute(conn).map(drop)
}

pub fn put_month(conn: &mut Conn, month: NaiveDate, now: NaiveDateTime) -> QueryResult<()> {
    diesel::insert_into(tallied_months::table)
        .values((tallied_months::month.eq(month), tallied_months::counted_at.eq(now)))
        .execute(conn)
        .map(drop)
}

/// The month that was counted longest ago, if that was before `before`.
pub fn stalest(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<Option<NaiveDate>> {
    tallied_months::table
        .filter(tallied_months::counted_at.lt(before))
        .order(tallied_months::counted_at)
        .select(tallied_months::month)
        .first(conn)
        .optional()
}

/// What was published of a year as of a day.
pub fn published(conn: &mut Conn, year: i32, as_of: NaiveDate) -> QueryResult<Option<String>> {
    published_figures::table
        .find((year, as_of))
        .select(published_figures::figures)
        .first(conn)
        .optional()
}

/// The years of which something was published as of a day.
pub fn published_years(conn: &mut Conn, as_of: NaiveDate) -> QueryResult<BTreeSet<i32>> {
    let years = published_figures::table
        .filter(published_figures::as_of.eq(as_of))
        .select(published_figures::year);
    Ok(years.load(conn)?.into_iter().collect())
}

/// Publishes the figures of some years, once; what was published before goes.
pub fn publish(
    conn: &mut Conn,
    as_of: NaiveDate,
    years: &BTreeMap<i32, String>,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let rows: Vec<_> = years
        .iter()
        .map(|(year, figures)| {
            (
                published_figures::year.eq(year),
                published_figures::as_of.eq(as_of),
                published_figures::figures.eq(figures),
                published_figures::published_at.eq(now),
            )
        })
        .collect();
    each!(conn, real => diesel::insert_into(published_figures::table)
        .values(&rows)
        .on_conflict_do_nothing()
        .execute(real))?;
    diesel::delete(published_figures::table.filter(published_figures::as_of.lt(as_of)))
        .execute(conn)
        .map(drop)
}

/// What the network counted at the ends of months, the first first.
pub fn key_history(conn: &mut Conn, from: NaiveDate) -> QueryResult<Vec<(NaiveDate, String, i64)>> {
    key_figures::table
        .filter(key_figures::month.ge(from))
        .order((key_figures::month, key_figures::code))
        .limit(5_000)
        .select((key_figures::month, key_figures::code, key_figures::value))
        .load(conn)
}

/// Keeps what was counted for a month, in place of what was before.
pub fn keep_key(conn: &mut Conn, month: NaiveDate, counted: &[(&str, i64)]) -> QueryResult<usize> {
    let rows: Vec<_> = counted
        .iter()
        .map(|(code, value)| {
            (
                key_figures::month.eq(month),
                key_figures::code.eq(*code),
                key_figures::value.eq(*value),
            )
        })
        .collect();
    each!(conn, real => diesel::insert_into(key_figures::table)
        .values(&rows)
        .on_conflict((key_figures::month, key_figures::code))
        .do_update()
        .set(key_figures::value.eq(excluded(key_figures::value)))
        .execute(real))
}
