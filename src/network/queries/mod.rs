//! Every SQL statement about nodes.

mod absences;
mod listed;
mod parts;
mod proposals;
mod write;

use diesel::prelude::*;

use super::{Kind, Node, NodeId, NodeName, Status};
use crate::db::{Conn, one_of, schema::nodes};

pub use absences::*;
pub use listed::*;
pub use parts::*;
pub use proposals::*;
pub use write::*;

pub fn find(conn: &mut Conn, id: &NodeId) -> QueryResult<Node> {
    nodes::table.find(id).select(Node::as_select()).first(conn)
}

pub fn by_slug(conn: &mut Conn, slug: &str) -> QueryResult<Node> {
    nodes::table.filter(nodes::slug.eq(slug)).select(Node::as_select()).first(conn)
}

/// Every node, in the order in which they were made.
pub fn all(conn: &mut Conn) -> QueryResult<Vec<Node>> {
    nodes::table.order(nodes::id).select(Node::as_select()).load(conn)
}

/// The names of all nodes, closed ones too.
pub fn names(conn: &mut Conn) -> QueryResult<Vec<NodeName>> {
    nodes::table.order(nodes::short_name).select(NodeName::as_select()).load(conn)
}

/// The nodes to which a question can be given, absences aside.
pub fn receiving_nodes(conn: &mut Conn) -> QueryResult<Vec<NodeName>> {
    nodes::table
        .filter(one_of(
            nodes::status,
            Status::ALL.iter().copied().filter(|status| status.receives()),
        ))
        .filter(one_of(nodes::kind, Kind::ALL.iter().copied().filter(|kind| kind.has_desk())))
        .order(nodes::short_name)
        .select(NodeName::as_select())
        .load(conn)
}

pub fn by_ids(conn: &mut Conn, ids: &[NodeId]) -> QueryResult<Vec<NodeName>> {
    nodes::table.filter(nodes::id.eq_any(ids)).select(NodeName::as_select()).load(conn)
}

/// The local relays of a thematic centre.
pub fn relays_of(conn: &mut Conn, centre: &NodeId) -> QueryResult<Vec<NodeName>> {
    nodes::table
        .filter(nodes::relay_of.eq(centre))
        .filter(nodes::status.ne(Status::Closed))
        .order(nodes::short_name)
        .select(NodeName::as_select())
        .load(conn)
}

/// The desk that takes what nobody covers.
pub fn fallback_desk(conn: &mut Conn) -> QueryResult<Option<NodeName>> {
    nodes::table
        .filter(nodes::fallback_desk.eq(true))
        .select(NodeName::as_select())
        .first(conn)
        .optional()
}

pub fn slug_is_taken(conn: &mut Conn, slug: &str) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(nodes::table.filter(nodes::slug.eq(slug)))).get_result(conn)
}
