//! Who may see what of a space.

use super::{Space, SpaceId, queries};
use crate::accounts::Actor;
use crate::db::Conn;
use crate::{Error, Result};

/// A space as everybody may see it.
pub fn public(conn: &mut Conn, slug: &str) -> Result<Space> {
    let space = queries::by_slug(conn, slug)?;
    if space.is_public() { Ok(space) } else { Err(Error::NotFound) }
}

/// A space for whoever requested it, for those who administer it, and for whoever steers the network.
pub fn followed(conn: &mut Conn, actor: &Actor, slug: &str) -> Result<Space> {
    let space = queries::by_slug(conn, slug)?;
    if follows(conn, actor, &space)? { Ok(space) } else { Err(Error::NotFound) }
}

/// Whether somebody follows what becomes of a space.
pub fn follows(conn: &mut Conn, actor: &Actor, space: &Space) -> Result<bool> {
    if actor.coordinates() || space.requested_by == actor.id {
        return Ok(true);
    }
    let own = queries::looked_after(conn, &actor.email)?;
    Ok(own.iter().any(|(one, role)| one.id == space.id && *role == super::Role::Administrator))
}

/// A space on the register, for whoever steers the network.
pub fn registered(conn: &mut Conn, actor: &Actor, id: &SpaceId) -> Result<Space> {
    if actor.coordinates() { Ok(queries::find(conn, id)?) } else { Err(Error::NotFound) }
}

/// The same for what only the network's administration decides.
pub fn administered(conn: &mut Conn, actor: &Actor, id: &SpaceId) -> Result<Space> {
    if actor.is_admin() { Ok(queries::find(conn, id)?) } else { Err(Error::NotFound) }
}
