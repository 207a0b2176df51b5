//! Who reads lists of what is to be destroyed, and who decides about them.

use crate::accounts::{self, Actor};
use crate::db::Conn;
use crate::privacy::rules;
use crate::{Error, Result};

/// What somebody may do with lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    Reads,
    Decides,
}

/// The archivists decide; admins read, and decide as long as nobody was appointed. For everybody else there are no lists.
pub fn lists(conn: &mut Conn, actor: &Actor) -> Result<Right> {
    if accounts::queries::is_archivist(conn, &actor.id)? {
        return Ok(Right::Decides);
    }
    if !actor.is_admin() {
        return Err(Error::NotFound);
    }
    let nobody = accounts::queries::archivists(conn)?.is_empty();
    Ok(if nobody { Right::Decides } else { Right::Reads })
}

pub fn check_decides(conn: &mut Conn, actor: &Actor) -> Result<()> {
    match lists(conn, actor)? {
        Right::Decides => Ok(()),
        Right::Reads => Err(rules::FOR_THE_ARCHIVIST.into()),
    }
}
