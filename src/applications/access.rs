//! Who may see and write in an application. What one may not see is not found.

use super::{Application, ApplicationId, Partner, PartnerId, Person, queries};
use crate::accounts::Actor;
use crate::calls::{self, Call};
use crate::db::Conn;
use crate::questionnaires::{self, Version};
use crate::{Error, Result};

/// An application as somebody who has a part in it sees it.
#[derive(Debug, Clone)]
pub struct Opened {
    pub application: Application,
    pub person: Person,
    pub call: Call,
    pub version: Version,
}

/// An application for whoever has a part in it. Nobody else reads a draft, whatever they steer.
pub fn opened(conn: &mut Conn, actor: &Actor, id: &ApplicationId) -> Result<Opened> {
    let person = queries::person(conn, id, &actor.id)?.ok_or(Error::NotFound)?;
    let application = queries::find(conn, id)?;
    let call = calls::queries::find(conn, &application.call_id)?;
    let version = questionnaires::queries::find(conn, &application.version_id)?;
    Ok(Opened { application, person, call, version })
}

/// A partner of this application, not of another.
pub fn partner(conn: &mut Conn, of: &ApplicationId, id: &PartnerId) -> Result<Partner> {
    let partner = queries::partner(conn, id)?;
    if partner.application_id == *of { Ok(partner) } else { Err(Error::NotFound) }
}
