//! How full sessions are.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::clock::network_day;
use crate::courses::{Fill, Kept, Pool, PoolId, SessionId};
use crate::db::Conn;
use crate::db::schema::{
    enrolments, institutions, node_institutions, nodes, seat_pools, seat_quotas,
};

/// The pools of several sessions with what is taken, and what is kept for some: a handful of statements, however many.
pub fn fill_of(conn: &mut Conn, ids: &[SessionId], now: NaiveDateTime) -> QueryResult<Vec<Fill>> {
    let pools: Vec<Pool> = seat_pools::table
        .filter(seat_pools::session_id.eq_any(ids))
        .order((seat_pools::session_id, seat_pools::mode.desc()))
        .select(Pool::as_select())
        .load(conn)?;
    let held: HashMap<PoolId, i64> = enrolments::table
        .filter(enrolments::session_id.eq_any(ids))
        .filter(enrolments::seat.is_not_null())
        .group_by(enrolments::pool_id)
        .select((enrolments::pool_id, diesel::dsl::count_star()))
        .load::<(PoolId, i64)>(conn)?
        .into_iter()
        .collect();
    let waiting: HashMap<PoolId, i64> = enrolments::table
        .filter(enrolments::session_id.eq_any(ids))
        .filter(enrolments::state.eq("waiting"))
        .group_by(enrolments::pool_id)
        .select((enrolments::pool_id, diesel::dsl::count_star()))
        .load::<(PoolId, i64)>(conn)?
        .into_iter()
        .collect();
    let mut kept = kept_of(conn, ids, now)?;
    let count = |of: &HashMap<PoolId, i64>, id: &PoolId| number(of.get(id).copied());
    let fill = pools.into_iter().map(|pool| Fill {
        held: count(&held, &pool.id),
        waiting: count(&waiting, &pool.id),
        kept: kept.remove(&pool.id).unwrap_or_default(),
        session_id: pool.session_id,
        mode: pool.mode,
        capacity: pool.capacity,
        unlimited: pool.unlimited,
        pool_id: pool.id,
    });
    Ok(fill.collect())
}

fn number(n: Option<i64>) -> i32 {
    i32::try_from(n.unwrap_or_default()).unwrap_or(i32::MAX)
}

/// Seats that are kept for an institution or a node.
type Quota = (PoolId, Option<String>, Option<String>, i32);

/// The seats of each pool that are kept for some who do not hold them yet.
fn kept_of(
    conn: &mut Conn,
    ids: &[SessionId],
    now: NaiveDateTime,
) -> QueryResult<HashMap<PoolId, Vec<Kept>>> {
    let quotas: Vec<Quota> = seat_quotas::table
        .inner_join(seat_pools::table.on(seat_pools::id.eq(seat_quotas::pool_id)))
        .filter(seat_pools::session_id.eq_any(ids))
        .filter(seat_quotas::reserved.gt(0))
        .filter(seat_quotas::release_at.is_null().or(seat_quotas::release_at.gt(now)))
        .order((seat_quotas::pool_id, seat_quotas::id))
        .select((
            seat_quotas::pool_id,
            seat_quotas::institution,
            seat_quotas::node_id,
            seat_quotas::reserved,
        ))
        .load(conn)?;
    if quotas.is_empty() {
        return Ok(HashMap::new());
    }
    let pools: Vec<&PoolId> = quotas.iter().map(|(pool, ..)| pool).collect();
    let held: Vec<(PoolId, Option<String>, i64)> = enrolments::table
        .filter(enrolments::pool_id.eq_any(pools))
        .filter(enrolments::seat.is_not_null())
        .filter(enrolments::institution.is_not_null())
        .group_by((enrolments::pool_id, enrolments::institution))
        .select((enrolments::pool_id, enrolments::institution, diesel::dsl::count_star()))
        .load(conn)?;
    let (names, of_nodes) = named(conn, &quotas, network_day(now))?;
    let mut all = HashMap::<_, Vec<_>>::new();
    for (pool, institution, node, reserved) in quotas {
        let own = held.iter().filter(|(of, theirs, _)| {
            let by_node = |theirs: &String| {
                of_nodes.iter().any(|(of, one)| Some(of) == node.as_ref() && one == theirs)
            };
            *of == pool && (*theirs == institution || theirs.as_ref().is_some_and(by_node))
        });
        let n = reserved - number(Some(own.map(|(_, _, n)| n).sum()));
        if n > 0 {
            let key = institution.or(node).unwrap_or_default();
            let who = names.get(&key).cloned().unwrap_or(key);
            all.entry(pool).or_default().push(Kept { who, n });
        }
    }
    Ok(all)
}

type Named = (HashMap<String, String>, Vec<(String, String)>);

/// The names of those for whom seats are kept, and the institutions of the nodes among them.
fn named(conn: &mut Conn, quotas: &[Quota], today: NaiveDate) -> QueryResult<Named> {
    let slugs: Vec<&String> = quotas.iter().filter_map(|(_, one, ..)| one.as_ref()).collect();
    let of: Vec<&String> = quotas.iter().filter_map(|(_, _, one, _)| one.as_ref()).collect();
    let mut names: HashMap<String, String> = institutions::table
        .filter(institutions::slug.eq_any(slugs))
        .select((institutions::slug, institutions::name))
        .load::<(String, String)>(conn)?
        .into_iter()
        .collect();
    let nodes: Vec<(String, String)> = nodes::table
        .filter(nodes::id.eq_any(of.clone()))
        .select((nodes::id, nodes::short_name))
        .load(conn)?;
    names.extend(nodes);
    let members = node_institutions::table
        .filter(node_institutions::node_id.eq_any(of))
        .filter(node_institutions::starts_on.le(today))
        .filter(node_institutions::ends_on.is_null().or(node_institutions::ends_on.ge(today)))
        .select((node_institutions::node_id, node_institutions::institution))
        .load(conn)?;
    Ok((names, members))
}
