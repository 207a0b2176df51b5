//! Institutions that who writes an application proposes to its owner.

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use super::partners::owned;
use crate::accounts::{self, Actor};
use crate::applications::access::{self, opened};
use crate::applications::{
    ApplicationId, Partner, PartnerId, PartnerRole, PartnerState, Role, mail, queries, rules,
};
use crate::db::Conn;
use crate::{Error, Result};

/// An institution that somebody proposes.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// Slug.
    pub institution: String,
    pub role: PartnerRole,
    pub fte: Option<i32>,
}

/// Proposes an institution; its owner is told, and accepts or refuses. Until then it has no part. The same again is the same
/// proposal.
pub fn propose_partner(
    conn: &mut Conn,
    actor: &Actor,
    (id, proposal): (&ApplicationId, &Proposal),
    arrived: NaiveDateTime,
) -> Result<()> {
    let there = opened(conn, actor, id)?;
    if there.person.role != Role::Editor {
        return Err(rules::NOT_YOURS.into());
    }
    rules::check_write(&there.application, (&there.call, there.granted), arrived)?;
    conn.take_turn(id.as_str())?;
    let partners = queries::partners_of(conn, id)?;
    if partners.iter().any(|one| one.institution == proposal.institution) {
        return Err(rules::KNOWN_PARTNER.into());
    }
    let open = queries::proposed_in(conn, id)?;
    if open.iter().any(|(one, _)| one.institution == proposal.institution) {
        return Ok(());
    }
    let by = (&actor.id, arrived);
    let partner = match queries::partner_named(conn, id, &proposal.institution)? {
        Some(former) => former,
        None => {
            let new = Partner {
                id: PartnerId::new(),
                application_id: id.clone(),
                institution: proposal.institution.clone(),
                role: proposal.role,
                state: PartnerState::Removed,
                fte: proposal.fte,
                commitments: String::new(),
            };
            queries::insert_partner(conn, &new, by)?;
            new
        }
    };
    queries::propose(conn, &partner.id, (proposal.role, proposal.fte), by)?;
    let detail = json!({ "institution": partner.institution, "role": proposal.role });
    note(conn, &actor.id, ("application.propose_partner", id), &detail, arrived)?;
    let owner = queries::owner(conn, id)?;
    let owner = accounts::queries::find(conn, &owner.account_id)?;
    let to = (owner.name.as_str(), owner.email.as_str(), owner.language);
    mail::proposed(conn, (&there, &actor.name), to, &partner.institution, arrived)
}

/// Takes a proposed institution in; whom to invite for it is said on its page. Who proposed it is told.
pub fn accept_partner(
    conn: &mut Conn,
    actor: &Actor,
    (id, partner): (&ApplicationId, &PartnerId),
    arrived: NaiveDateTime,
) -> Result<()> {
    answer(conn, actor, (id, partner, PartnerState::Confirmed), arrived)
}

/// Leaves a proposed institution out. Who proposed it is told.
pub fn refuse_partner(
    conn: &mut Conn,
    actor: &Actor,
    (id, partner): (&ApplicationId, &PartnerId),
    arrived: NaiveDateTime,
) -> Result<()> {
    answer(conn, actor, (id, partner, PartnerState::Removed), arrived)
}

fn answer(
    conn: &mut Conn,
    actor: &Actor,
    (id, partner, to): (&ApplicationId, &PartnerId, PartnerState),
    arrived: NaiveDateTime,
) -> Result<()> {
    let there = owned(conn, actor, id, arrived)?;
    conn.take_turn(id.as_str())?;
    let partner = access::partner(conn, id, partner)?;
    let open = queries::proposed_in(conn, id)?;
    let Some((_, by)) = open.into_iter().find(|(one, _)| one.id == partner.id) else {
        // It was answered so before.
        return if partner.state == to { Ok(()) } else { Err(Error::NotFound) };
    };
    let accepted = to == PartnerState::Confirmed;
    let partners = queries::partners_of(conn, id)?;
    let leads = |one: &Partner| one.role == PartnerRole::Lead;
    if accepted && leads(&partner) && partners.iter().any(leads) {
        return Err(rules::ONE_LEAD.into());
    }
    queries::set_partner(conn, &partner.id, (partner.role, to, partner.fte))?;
    let action = match accepted {
        true => "application.accept_partner",
        false => "application.refuse_partner",
    };
    let detail = json!({ "institution": partner.institution });
    note(conn, &actor.id, (action, id), &detail, arrived)?;
    if accepted {
        queries::touch(conn, id, (&actor.id, arrived))?;
    }
    // Whoever has no part any more is told nothing.
    let people = queries::people_of(conn, id)?;
    let Some((_, name, email, language)) =
        people.into_iter().find(|(person, ..)| person.account_id == by)
    else {
        return Ok(());
    };
    let whom = (name.as_str(), email.as_str(), language);
    mail::proposal_answered(conn, &there, whom, (&partner.institution, to), arrived)
}
