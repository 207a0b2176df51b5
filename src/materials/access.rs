//! The one door to a material in work, and the one to what readers see. What one may not see is not found.

use super::{FileId, Held, Material, Parts, Published, Reach, Standing, Version, queries, rules};
use crate::accounts::Actor;
use crate::db::Conn;
use crate::{Error, Result};

/// A material with all its versions, the newest first.
#[derive(Debug, Clone)]
pub struct Kept {
    pub material: Material,
    pub versions: Vec<Version>,
}

impl Kept {
    /// The version that is being written.
    pub fn draft(&self) -> Option<&Version> {
        self.versions.iter().find(|one| one.state == Standing::Draft)
    }

    pub fn published(&self) -> Option<&Version> {
        self.versions.iter().find(|one| one.state == Standing::Published)
    }

    /// What stands for the material on the desk: the draft, else the newest version.
    pub fn newest(&self) -> Result<&Version> {
        self.versions.first().ok_or(Error::NotFound)
    }
}

/// A material for somebody of its node, or who steers the network.
pub fn for_desk(conn: &mut Conn, actor: &Actor, id: &super::MaterialId) -> Result<Kept> {
    let material = queries::find(conn, id)?;
    if !rules::may_edit(actor, &material.node_id) {
        return Err(Error::NotFound);
    }
    let versions = queries::versions_of(conn, id)?;
    Ok(Kept { material, versions })
}

/// What anybody may read: the newest version, or the one that has a number. Of what was withdrawn too, for its tombstone.
pub fn for_reader(conn: &mut Conn, slug: &str, number: Option<i32>) -> Result<(Published, Parts)> {
    let found = queries::version_at(conn, slug, number)?;
    let parts = queries::parts_of(conn, &found.version.id)?;
    Ok((found, parts))
}

/// A file of a version that anybody may see, for who may have it: everybody, whoever is signed in, or the network's people,
/// as its record says. Who could sign in is asked to.
pub fn file_for_reader(
    conn: &mut Conn,
    actor: Option<&Actor>,
    address: (&str, &str, &str),
) -> Result<(Published, Held)> {
    let (found, held, _) = files_for_reader(conn, actor, address)?;
    Ok((found, held))
}

/// The same with all files of the version: what stands beside it may belong to it.
pub fn files_for_reader(
    conn: &mut Conn,
    actor: Option<&Actor>,
    (slug, version, id): (&str, &str, &str),
) -> Result<(Published, Held, Vec<Held>)> {
    let number = version.strip_prefix('v').and_then(|n| n.parse().ok()).ok_or(Error::NotFound)?;
    let id: FileId = id.parse().map_err(|_| Error::NotFound)?;
    let (found, parts) = for_reader(conn, slug, Some(number))?;
    if !rules::publishing::is_public(found.version.state) || found.material.withdrawn_at.is_some() {
        return Err(Error::NotFound);
    }
    let held =
        parts.files.iter().find(|held| held.file.id == id).cloned().ok_or(Error::NotFound)?;
    match actor {
        _ if may_take(found.version.access, actor) => Ok((found, held, parts.files)),
        None => Err(Error::SignInRequired),
        Some(_) => Err(Error::NotFound),
    }
}

/// Whether somebody gets at the files of a version.
pub fn may_take(access: Reach, actor: Option<&Actor>) -> bool {
    match access {
        Reach::Open => true,
        Reach::Registered => actor.is_some(),
        Reach::Restricted => actor.is_some_and(Actor::is_staff),
    }
}
