//! What is left of seats, and for whom.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::clock::network_day;
use crate::courses::{Pool, PoolId};
use crate::db::Conn;
use crate::db::schema::{enrolments, node_institutions, seat_quotas};
use crate::enrolment::rules::seats::{Room, Share};

/// What is left of a pool's seats, and for whom.
pub fn room(conn: &mut Conn, pool: &Pool, now: NaiveDateTime) -> QueryResult<Room> {
    let held: Vec<(Option<String>, i64)> = enrolments::table
        .filter(enrolments::pool_id.eq(&pool.id))
        .filter(enrolments::seat.is_not_null())
        .group_by(enrolments::institution)
        .select((enrolments::institution, diesel::dsl::count_star()))
        .load(conn)?;
    let number = |n: i64| i32::try_from(n).unwrap_or(i32::MAX);
    let all: i64 = held.iter().map(|(_, n)| n).sum();
    let mut shares = shares(conn, &pool.id, now)?;
    for share in &mut shares {
        let own = held.iter().filter(|(of, _)| {
            of.as_ref().is_some_and(|of| share.institutions.iter().any(|one| one == of))
        });
        share.held = number(own.map(|(_, n)| n).sum());
    }
    let free = if pool.unlimited { i32::MAX } else { pool.capacity - number(all) };
    Ok(Room { free, shares })
}

fn shares(conn: &mut Conn, pool: &PoolId, now: NaiveDateTime) -> QueryResult<Vec<Share>> {
    type Row = (Option<String>, Option<String>, Option<i32>, i32, Option<NaiveDateTime>);
    let rows: Vec<Row> = seat_quotas::table
        .filter(seat_quotas::pool_id.eq(pool))
        .order(seat_quotas::id)
        .select((
            seat_quotas::institution,
            seat_quotas::node_id,
            seat_quotas::most,
            seat_quotas::reserved,
            seat_quotas::release_at,
        ))
        .load(conn)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let nodes: Vec<&String> = rows.iter().filter_map(|row| row.1.as_ref()).collect();
    let today = network_day(now);
    let of_nodes: Vec<(String, String)> = node_institutions::table
        .filter(node_institutions::node_id.eq_any(nodes))
        .filter(node_institutions::starts_on.le(today))
        .filter(node_institutions::ends_on.is_null().or(node_institutions::ends_on.ge(today)))
        .select((node_institutions::node_id, node_institutions::institution))
        .load(conn)?;
    let share = |(institution, node, most, reserved, release): Row| {
        let of_node = of_nodes.iter().filter(|(of, _)| Some(of) == node.as_ref());
        let institutions =
            institution.into_iter().chain(of_node.map(|(_, one)| one.clone())).collect();
        let kept = if release.is_none_or(|release| now < release) { reserved } else { 0 };
        Share { institutions, most, kept, held: 0 }
    };
    Ok(rows.into_iter().map(share).collect())
}
