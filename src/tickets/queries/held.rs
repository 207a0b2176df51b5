//! How much several lists hold, in two statements whose work has a bound whatever they are.

use std::collections::HashMap;
use std::marker::PhantomData;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Integer, Nullable, Timestamp};

use super::inbox::{COUNT_CAP, Filter, in_queue, narrowed, visible};
use crate::db::schema::{accounts, nodes, tickets};
use crate::db::{Conn, MultiBackend};
use crate::text::fold;

/// So many tickets of a queue, the newest, are looked at to count those that a filter leaves.
const LOOKED_AT: i64 = 500;

/// What a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// At most [`COUNT_CAP`].
    pub count: i64,
    /// Whether there may be more.
    pub more: bool,
}

type Part<'a> = Box<dyn QueryFragment<MultiBackend> + Send + 'a>;

/// One row for each list, with its place: `select` of each part.
struct EachOf<'a, Row> {
    select: &'static str,
    parts: Vec<Part<'a>>,
    row: PhantomData<Row>,
}

impl<Row> QueryFragment<MultiBackend> for EachOf<'_, Row> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        out.unsafe_to_cache_prepared();
        for (place, part) in self.parts.iter().enumerate() {
            if place > 0 {
                out.push_sql(" UNION ALL ");
            }
            out.push_sql(&format!("SELECT {place}, {} FROM (", self.select));
            part.walk_ast(out.reborrow())?;
            out.push_sql(") AS part");
        }
        Ok(())
    }
}

impl<Row: 'static> QueryId for EachOf<'_, Row> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Row> Query for EachOf<'_, Row> {
    type SqlType = Row;
}

impl<Row> RunQueryDsl<Conn> for EachOf<'_, Row> {}

type Floor = (Integer, Nullable<Timestamp>, BigInt);
type Count = (Integer, BigInt);

/// Counts what each filter lists, in their order: first how far back each may look, then what matches since.
pub fn held(conn: &mut Conn, filters: &[Filter]) -> QueryResult<Vec<Held>> {
    if filters.is_empty() {
        return Ok(Vec::new());
    }
    let (select, parts) = ("MIN(last_activity_at), COUNT(*)", filters.iter().map(recent).collect());
    let floors: Vec<(i32, Option<NaiveDateTime>, i64)> =
        EachOf::<Floor> { select, parts, row: PhantomData }.load(conn)?;
    let reached: HashMap<_, _> =
        floors.into_iter().map(|(at, since, n)| (at, (since, n))).collect();
    let floor = |place: i32| reached.get(&place).and_then(|(since, _)| *since);
    let places: Vec<(i32, &Filter)> =
        (0..).zip(filters).filter(|(place, _)| floor(*place).is_some()).collect();
    let parts: Vec<_> =
        places.iter().filter_map(|(place, filter)| Some(matched(filter, floor(*place)?))).collect();
    let mut found = vec![Held { count: 0, more: false }; filters.len()];
    if parts.is_empty() {
        return Ok(found);
    }
    let counts: Vec<(i32, i64)> =
        EachOf::<Count> { select: "COUNT(*)", parts, row: PhantomData }.load(conn)?;
    for (at, count) in counts {
        let Some((place, _)) = usize::try_from(at).ok().and_then(|at| places.get(at)) else {
            continue;
        };
        let looked_at = reached.get(place).map_or(0, |(_, looked_at)| *looked_at);
        if let Some(held) = usize::try_from(*place).ok().and_then(|place| found.get_mut(place)) {
            *held = Held { count, more: count >= COUNT_CAP || looked_at >= LOOKED_AT };
        }
    }
    Ok(found)
}

fn base<'a>() -> super::inbox::Query<'a> {
    tickets::table.inner_join(nodes::table).left_join(accounts::table).into_boxed()
}

/// The newest tickets of a filter's queue.
fn recent(filter: &Filter) -> Part<'_> {
    let newest = (tickets::last_activity_at.desc(), tickets::id.desc());
    let query = in_queue(visible(base(), filter), filter).order(newest).limit(LOOKED_AT);
    Box::new(query.select(tickets::last_activity_at))
}

fn matched(filter: &Filter, since: NaiveDateTime) -> Part<'_> {
    let query = narrowed(in_queue(visible(base(), filter), filter), filter);
    // A list by words asks the index; a count among the newest reads what they are called.
    let words = fold(filter.words.as_deref().unwrap_or_default());
    let query = words
        .split_whitespace()
        .take(8)
        .fold(query, |query, word| query.filter(tickets::terms.like(format!("%{word}%"))));
    let query = query.filter(tickets::last_activity_at.ge(since)).limit(COUNT_CAP);
    Box::new(query.select(tickets::id))
}
