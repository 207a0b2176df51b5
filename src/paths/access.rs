//! The one door to a collection or path in work. What one may not see is not found.

use super::{LearningPath, PathId, Step, queries, rules};
use crate::accounts::Actor;
use crate::db::Conn;
use crate::{Error, Result};

/// For somebody of its node, or who steers the network.
pub fn for_desk(conn: &mut Conn, actor: &Actor, id: &PathId) -> Result<(LearningPath, Vec<Step>)> {
    let found = queries::find(conn, id)?;
    if !rules::may_edit(actor, &found.node_id) {
        return Err(Error::NotFound);
    }
    let steps = queries::steps_of_all(conn, std::slice::from_ref(id))?.remove(id);
    Ok((found, steps.unwrap_or_default()))
}
