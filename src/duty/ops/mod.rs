//! What happens about duty and absence. Each function is one whole step in the caller's transaction.

mod absences;
mod digests;
mod notes;
mod rota;

pub use absences::*;
pub use digests::*;
pub use notes::*;
pub use rota::*;

use chrono::NaiveDateTime;
use serde_json::Value;

use crate::accounts::{Actor, NodeId};
use crate::db::Conn;
use crate::history::{self, By};
use crate::network::{self, Node};
use crate::{Error, Result};

/// The node of that name, for those who work there or steer the network; for others there is none.
pub fn visible(conn: &mut Conn, actor: &Actor, slug: &str) -> Result<Node> {
    let node = network::queries::by_slug(conn, slug)?;
    let sees = actor.works_for(&node.id) || actor.coordinates();
    if sees { Ok(node) } else { Err(Error::NotFound) }
}

fn at_node(
    conn: &mut Conn,
    actor: &Actor,
    (action, node): (&str, &NodeId),
    detail: &Value,
    now: NaiveDateTime,
) -> Result<()> {
    let by = By::Account(actor.id.clone());
    history::record(conn, &by, action, ("node", node.as_str()), detail, now)
}
