//! Saved views.

use chrono::NaiveDateTime;
use diesel::dsl::max;
use diesel::prelude::*;

use crate::accounts::{AccountId, NodeId};
use crate::db::schema::saved_views;
use crate::db::{Conn, one_of};
use crate::triage::{Shelf, View, ViewId};

type ViewColumns = (
    saved_views::id,
    saved_views::owner_id,
    saved_views::node_id,
    saved_views::name,
    saved_views::query,
    saved_views::position,
);
const VIEW: ViewColumns = (
    saved_views::id,
    saved_views::owner_id,
    saved_views::node_id,
    saved_views::name,
    saved_views::query,
    saved_views::position,
);

type Query<'a> = saved_views::BoxedQuery<'a, crate::db::MultiBackend>;

/// One's own views, one's nodes' and the network's.
fn seen_by<'a>(me: &'a AccountId, nodes: &'a [NodeId]) -> Query<'a> {
    let shared = saved_views::owner_id.is_null();
    let networks = shared.and(saved_views::node_id.is_null());
    saved_views::table.into_boxed().filter(
        networks.or(saved_views::owner_id.eq(me).assume_not_null()).or(one_of(
            saved_views::node_id,
            nodes,
        )
        .assume_not_null()),
    )
}

/// In the order in which they are listed.
pub fn views(conn: &mut Conn, me: &AccountId, nodes: &[NodeId]) -> QueryResult<Vec<View>> {
    seen_by(me, nodes)
        .order((saved_views::position, saved_views::id))
        .limit(100)
        .select(VIEW)
        .load(conn)
}

pub fn view(conn: &mut Conn, me: &AccountId, nodes: &[NodeId], id: &ViewId) -> QueryResult<View> {
    seen_by(me, nodes).filter(saved_views::id.eq(id)).select(VIEW).first(conn)
}

fn on_shelf<'a>(shelf: &'a Shelf, me: &'a AccountId) -> Query<'a> {
    let query = saved_views::table.into_boxed();
    match shelf {
        Shelf::Own => query.filter(saved_views::owner_id.eq(me)),
        Shelf::Node(node) => query.filter(saved_views::node_id.eq(node)),
        Shelf::Network => {
            query.filter(saved_views::node_id.is_null()).filter(saved_views::owner_id.is_null())
        }
    }
}

/// What stands on one shelf, in its order.
pub fn views_on(conn: &mut Conn, shelf: &Shelf, me: &AccountId) -> QueryResult<Vec<View>> {
    on_shelf(shelf, me)
        .order((saved_views::position, saved_views::id))
        .limit(100)
        .select(VIEW)
        .load(conn)
}

pub fn insert_view(
    conn: &mut Conn,
    (id, shelf, name, query): (&ViewId, &Shelf, &str, &str),
    me: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let last: Option<i32> = on_shelf(shelf, me).select(max(saved_views::position)).first(conn)?;
    diesel::insert_into(saved_views::table)
        .values((
            saved_views::id.eq(id),
            saved_views::owner_id.eq((*shelf == Shelf::Own).then_some(me)),
            saved_views::node_id.eq(shelf.node()),
            saved_views::name.eq(name),
            saved_views::query.eq(query),
            saved_views::position.eq(last.unwrap_or(0) + 1),
            saved_views::created_by.eq(me),
            saved_views::created_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

pub fn rename_view(conn: &mut Conn, id: &ViewId, name: &str) -> QueryResult<()> {
    diesel::update(saved_views::table.find(id))
        .set(saved_views::name.eq(name))
        .execute(conn)
        .map(drop)
}

pub fn place_view(conn: &mut Conn, id: &ViewId, position: i32) -> QueryResult<()> {
    diesel::update(saved_views::table.find(id))
        .set(saved_views::position.eq(position))
        .execute(conn)
        .map(drop)
}

pub fn delete_view(conn: &mut Conn, id: &ViewId) -> QueryResult<bool> {
    diesel::delete(saved_views::table.find(id)).execute(conn).map(|gone| gone == 1)
}
