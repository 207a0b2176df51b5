//! Who writes news, and the door to a subscription: its own link.

use super::{Post, PostId, SubscriptionId, queries};
use crate::accounts::{Actor, NodeId};
use crate::db::Conn;
use crate::secret::Signer;
use crate::{Error, Result};

const PURPOSE: &str = "news";

/// Whether somebody writes in the name of a node, or of the network.
pub fn may_write(actor: &Actor, node: Option<&NodeId>) -> bool {
    actor.coordinates() || node.is_some_and(|node| actor.works_for(node))
}

/// A post for those who write it.
pub fn for_desk(conn: &mut Conn, actor: &Actor, id: &PostId) -> Result<Post> {
    let post = queries::post(conn, id)?;
    if may_write(actor, post.node_id.as_ref()) { Ok(post) } else { Err(Error::NotFound) }
}

/// The address of a subscription, with the key that opens it.
pub fn link(signer: &Signer, id: &SubscriptionId) -> String {
    format!("/news/subscriptions/{id}?key={}", signer.sign(PURPOSE, id.as_str()))
}

/// The address at which mail programs end it by one POST (RFC 8058).
pub fn removal(signer: &Signer, id: &SubscriptionId) -> String {
    link(signer, id).replacen("?key=", "/removal?key=", 1)
}

/// The subscription that a key opens, whether or not it is still there.
pub fn opened(signer: &Signer, (id, key): (&str, &str)) -> Result<SubscriptionId> {
    let id: SubscriptionId = id.parse().map_err(|_| Error::NotFound)?;
    if signer.verify(PURPOSE, id.as_str(), key) { Ok(id) } else { Err(Error::NotFound) }
}
