//! Who may see and write in an application. What one may not see is not found.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;

use super::{
    Application, ApplicationId, FileId, HeldFile, Partner, PartnerId, Person, PersonId, queries,
};
use crate::accounts::{self, AccountId, Actor, NetworkRole};
use crate::calls::{self, Call, CallId, CallRole};
use crate::db::Conn;
use crate::decisions::{self, Outcome};
use crate::questionnaires::{self, Version};
use crate::{Error, Result};

/// An application as somebody who has a part in it sees it.
#[derive(Debug, Clone)]
pub struct Opened {
    pub application: Application,
    pub person: Person,
    pub call: Call,
    pub version: Version,
    /// A later closing that it was granted.
    pub granted: Option<NaiveDateTime>,
    /// What was decided of it and told.
    pub told: Option<Outcome>,
}

/// An application for whoever has a part in it. Nobody else reads a draft, whatever they steer.
pub fn opened(conn: &mut Conn, actor: &Actor, id: &ApplicationId) -> Result<Opened> {
    let person = queries::person(conn, id, &actor.id)?.ok_or(Error::NotFound)?;
    let application = queries::find(conn, id)?;
    let call = calls::queries::find(conn, &application.call_id)?;
    let version = questionnaires::queries::find(conn, &application.version_id)?;
    let granted = queries::granted(conn, id)?;
    let told = decisions::queries::told(conn, id)?.map(|one| one.outcome);
    Ok(Opened { application, person, call, version, granted, told })
}

/// Whether somebody runs a call, or the network over it: they do not apply to it themselves. Whoever applied before, or has a
/// part in what another began, sees nothing of it at the desk instead.
pub fn runs(conn: &mut Conn, account: &AccountId, call: &Call) -> Result<bool> {
    let roles = calls::queries::roles_of(conn, &call.id, account)?;
    let runs = |role: &CallRole| matches!(role, CallRole::Coordinator | CallRole::Secretary);
    let steers = accounts::queries::find(conn, account)?.network_role == Some(NetworkRole::Admin);
    Ok(steers || roles.iter().any(runs))
}

/// A partner of this application, not of another.
pub fn partner(conn: &mut Conn, of: &ApplicationId, id: &PartnerId) -> Result<Partner> {
    let partner = queries::partner(conn, id)?;
    if partner.application_id == *of { Ok(partner) } else { Err(Error::NotFound) }
}

/// A file of this application, not of another.
pub fn file_of(conn: &mut Conn, of: &ApplicationId, id: &FileId) -> Result<HeldFile> {
    let file = queries::file(conn, id)?;
    if file.application_id == *of { Ok(file) } else { Err(Error::NotFound) }
}

/// A file for whoever has a part in the application: one that is in it, or that something was filed with.
pub fn file(conn: &mut Conn, actor: &Actor, of: &ApplicationId, id: &FileId) -> Result<HeldFile> {
    opened(conn, actor, of)?;
    let file = file_of(conn, of, id)?;
    if file.removed_at.is_none() || queries::was_filed(conn, &file)? {
        return Ok(file);
    }
    Err(Error::NotFound)
}

/// Somebody's part in this application, not in another.
pub fn person(conn: &mut Conn, of: &ApplicationId, id: &PersonId) -> Result<Person> {
    let person = queries::part(conn, id)?;
    if person.application_id == *of { Ok(person) } else { Err(Error::NotFound) }
}

/// The applications of a call that somebody who runs it must not see or infer: those in which they have or had a part, or
/// with which they have a confirmed conflict. The one place for that: lists, counts and tables for the desk leave these out.
pub fn hidden_from(
    conn: &mut Conn,
    actor: &Actor,
    call: &CallId,
) -> Result<BTreeSet<ApplicationId>> {
    Ok(crate::reviews::queries::hidden_from(conn, &actor.id, call)?)
}

/// An application for whoever runs its call.
pub fn at_desk(
    conn: &mut Conn,
    actor: &Actor,
    call: &CallId,
    id: &ApplicationId,
) -> Result<(Call, Application)> {
    let call = calls::access::for_desk(conn, actor, call)?;
    let application = queries::find(conn, id)?;
    let hidden = hidden_from(conn, actor, &call.id)?.contains(id);
    if hidden || application.call_id != call.id {
        return Err(Error::NotFound);
    }
    Ok((call, application))
}

/// Every application to a call for whoever runs it, and how many were left out. Of drafts nobody but their people reads an
/// answer: whoever shows these shows counts.
pub fn all_at_desk(
    conn: &mut Conn,
    actor: &Actor,
    call: &CallId,
) -> Result<(Call, Vec<Application>, usize)> {
    let call = calls::access::for_desk(conn, actor, call)?;
    let hidden = hidden_from(conn, actor, &call.id)?;
    let mut all = queries::of_call(conn, &call.id)?;
    all.retain(|one| !hidden.contains(&one.id));
    Ok((call, all, hidden.len()))
}
