//! Every SQL statement about what a call is to fill first, and about where questions would end with nobody.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{Nowhere, Place, Priority};
use crate::accounts::NodeId;
use crate::calls::CallId;
use crate::db::schema::{accounts, call_priorities, memberships, nodes, nowhere_places};
use crate::db::{Conn, each};

pub fn priorities(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<Priority>> {
    call_priorities::table
        .filter(call_priorities::call_id.eq(call))
        .order((call_priorities::region, call_priorities::area))
        .select(Priority::as_select())
        .load(conn)
}

pub fn add(conn: &mut Conn, rows: &[Priority]) -> QueryResult<()> {
    each!(conn, real => diesel::insert_into(call_priorities::table).values(rows).execute(real))
        .map(drop)
}

/// Takes one out; answers whether it was one.
pub fn remove(conn: &mut Conn, call: &CallId, place: &Place) -> QueryResult<bool> {
    let there = call_priorities::table.find((call, &place.region, &place.area));
    Ok(diesel::delete(there).execute(conn)? == 1)
}

/// The desks at which somebody worked once, nobody does on a day, and no mailbox is read.
pub fn left(conn: &mut Conn, day: NaiveDate) -> QueryResult<Vec<NodeId>> {
    let there: Vec<NodeId> = memberships::table
        .inner_join(accounts::table)
        .filter(memberships::ends_on.is_null().or(memberships::ends_on.ge(day)))
        .filter(accounts::disabled_at.is_null())
        .select(memberships::node_id)
        .distinct()
        .load(conn)?;
    memberships::table
        .inner_join(nodes::table)
        .filter(nodes::help_email.is_null())
        .filter(memberships::node_id.ne_all(there))
        .select(memberships::node_id)
        .distinct()
        .load(conn)
}

/// Where questions would end with nobody, as it was found last, in the order of regions and disciplines.
pub fn nowhere(conn: &mut Conn) -> QueryResult<Vec<Nowhere>> {
    let rows: Vec<(String, String, NodeId, i32)> = nowhere_places::table
        .order((nowhere_places::region, nowhere_places::discipline))
        .select((
            nowhere_places::region,
            nowhere_places::discipline,
            nowhere_places::node_id,
            nowhere_places::topics,
        ))
        .load(conn)?;
    let one = |(region, discipline, node, topics): (String, String, NodeId, i32)| Nowhere {
        place: Place { region, area: discipline },
        node,
        topics: usize::try_from(topics).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(one).collect())
}

/// Keeps what was found in the place of what was known.
pub fn put_nowhere(conn: &mut Conn, found: &[Nowhere], now: NaiveDateTime) -> QueryResult<()> {
    diesel::delete(nowhere_places::table).execute(conn)?;
    let row = |one: &Nowhere| {
        (
            nowhere_places::region.eq(one.place.region.clone()),
            nowhere_places::discipline.eq(one.place.area.clone()),
            nowhere_places::node_id.eq(one.node.clone()),
            nowhere_places::topics.eq(i32::try_from(one.topics).unwrap_or(i32::MAX)),
            nowhere_places::since.eq(now),
        )
    };
    let rows: Vec<_> = found.iter().map(row).collect();
    for part in rows.chunks(100) {
        each!(conn, real => diesel::insert_into(nowhere_places::table).values(part).execute(real))?;
    }
    Ok(())
}
