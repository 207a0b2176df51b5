//! The institutions that apply together, and their people.

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use crate::accounts::{self, Actor, throttle};
use crate::applications::access::{self, Opened, opened};
use crate::applications::{
    ApplicationId, Invitation, InvitationId, Partner, PartnerId, PartnerRole, PartnerState,
    PersonId, Role, mail, queries, rules,
};
use crate::db::Conn;
use crate::history::{self, By};
use crate::i18n::Locale;
use crate::questionnaires::Letters;
use crate::secret::{new_token, token_hash};
use crate::{Error, Result};

/// An institution to be added, with whom to invite for it, if anybody.
#[derive(Debug, Clone)]
pub struct Joining {
    /// Slug.
    pub institution: String,
    pub role: PartnerRole,
    pub fte: Option<i32>,
    pub person: Option<Guest>,
}

/// Somebody to be invited for an institution.
#[derive(Debug, Clone)]
pub struct Guest {
    pub name: String,
    pub email: String,
    /// In which they are written to, unless they have an account that says otherwise.
    pub language: Locale,
    pub part: Role,
    /// The sections a contributor writes in.
    pub sections: String,
}

pub(super) fn owned(
    conn: &mut Conn,
    actor: &Actor,
    id: &ApplicationId,
    arrived: NaiveDateTime,
) -> Result<Opened> {
    let there = opened(conn, actor, id)?;
    if there.person.role != Role::Owner {
        return Err(rules::ONLY_OWNER.into());
    }
    rules::check_write(&there.application, (&there.call, there.granted), arrived)?;
    Ok(there)
}

/// Adds an institution and invites its person. An institution without a person is confirmed by the owner's word.
pub fn add_partner(
    conn: &mut Conn,
    actor: &Actor,
    (id, joining): (&ApplicationId, &Joining),
    arrived: NaiveDateTime,
) -> Result<()> {
    let there = owned(conn, actor, id, arrived)?;
    conn.take_turn(id.as_str())?;
    let partners = queries::partners_of(conn, id)?;
    if partners.iter().any(|one| one.institution == joining.institution) {
        return Err(rules::KNOWN_PARTNER.into());
    }
    let leads = joining.role == PartnerRole::Lead;
    if leads && partners.iter().any(|one| one.role == PartnerRole::Lead) {
        return Err(rules::ONE_LEAD.into());
    }
    let state = match joining.person {
        Some(_) => PartnerState::Invited,
        None => PartnerState::Confirmed,
    };
    let partner = match queries::partner_named(conn, id, &joining.institution)? {
        Some(former) => {
            queries::set_partner(conn, &former.id, (joining.role, state, joining.fte))?;
            former
        }
        None => {
            let new = Partner {
                id: PartnerId::new(),
                application_id: id.clone(),
                institution: joining.institution.clone(),
                role: joining.role,
                state,
                fte: joining.fte,
                commitments: String::new(),
            };
            queries::insert_partner(conn, &new, (&actor.id, arrived))?;
            new
        }
    };
    let detail = json!({ "institution": partner.institution, "role": joining.role });
    note(conn, &actor.id, ("application.add_partner", id), &detail, arrived)?;
    queries::touch(conn, id, (&actor.id, arrived))?;
    match &joining.person {
        Some(guest) => invite(conn, actor, (&there, &partner.id, guest), arrived),
        None => Ok(()),
    }
}

/// Sends somebody the link with which they join for an institution.
fn invite(
    conn: &mut Conn,
    actor: &Actor,
    (there, partner, guest): (&Opened, &PartnerId, &Guest),
    arrived: NaiveDateTime,
) -> Result<()> {
    let limit = rules::LINKS.times(4);
    throttle::count(conn, "application-invites", actor.id.as_str(), limit, arrived)?;
    let known = accounts::queries::by_email(conn, &guest.email)?;
    let token = new_token();
    let invitation = Invitation {
        id: InvitationId::new(),
        call_id: there.call.id.clone(),
        application_id: Some(there.application.id.clone()),
        partner_id: Some(partner.clone()),
        email: guest.email.clone(),
        name: guest.name.clone(),
        language: known.map_or(guest.language, |account| account.language),
        role: guest.part,
        sections: guest.sections.clone(),
        made_by: Some(actor.id.clone()),
        made_at: arrived,
        expires_at: arrived + rules::JOIN_LIFE,
        accepted_at: None,
        revoked_at: None,
    };
    queries::insert_invitation(conn, &invitation, &token_hash(&token))?;
    mail::join(conn, (there, &actor.name), (&invitation, &token), arrived)
}

/// Invites one more person of an institution that takes part already. Whoever has a part or a link keeps it as it is.
pub fn invite_person(
    conn: &mut Conn,
    actor: &Actor,
    (id, partner, guest): (&ApplicationId, &PartnerId, &Guest),
    arrived: NaiveDateTime,
) -> Result<()> {
    let there = owned(conn, actor, id, arrived)?;
    conn.take_turn(id.as_str())?;
    let partner = access::partner(conn, id, partner)?;
    if partner.state == PartnerState::Removed {
        return Err(Error::NotFound);
    }
    let people = queries::people_of(conn, id)?;
    let open = queries::open_invitations(conn, id)?;
    let is_asked = open.iter().any(|one| one.email == guest.email && one.expires_at > arrived);
    if is_asked || people.iter().any(|(_, _, email, _)| *email == guest.email) {
        return Err(rules::KNOWN_PERSON.into());
    }
    queries::touch(conn, id, (&actor.id, arrived))?;
    let detail = json!({ "institution": partner.institution, "role": guest.part });
    note(conn, &actor.id, ("application.invite", id), &detail, arrived)?;
    invite(conn, actor, (&there, &partner.id, guest), arrived)
}

/// Ends one person's part; their institution stays, and what they wrote. The owner's ends only when another takes over.
pub fn remove_person(
    conn: &mut Conn,
    actor: &Actor,
    (id, person): (&ApplicationId, &PersonId),
    arrived: NaiveDateTime,
) -> Result<()> {
    let there = owned(conn, actor, id, arrived)?;
    conn.take_turn(id.as_str())?;
    let person = access::person(conn, id, person)?;
    if person.role == Role::Owner {
        return Err(rules::ILLEGAL.into());
    }
    queries::revoke_person(conn, &person.id, arrived)?;
    if there.application.offered_to.as_ref() == Some(&person.account_id) {
        queries::offer_to(conn, id, None)?;
    }
    queries::touch(conn, id, (&actor.id, arrived))?;
    let detail = json!({ "account": person.account_id });
    note(conn, &actor.id, ("application.remove_person", id), &detail, arrived)
}

/// Sends an invitation again, with a new link; the old one no longer opens.
pub fn remind(
    conn: &mut Conn,
    actor: &Actor,
    (id, invitation): (&ApplicationId, &InvitationId),
    arrived: NaiveDateTime,
) -> Result<()> {
    let there = owned(conn, actor, id, arrived)?;
    let open = queries::open_invitations(conn, id)?;
    let found = open.into_iter().find(|one| one.id == *invitation).ok_or(Error::NotFound)?;
    throttle::count(
        conn,
        "application-invites",
        actor.id.as_str(),
        rules::LINKS.times(4),
        arrived,
    )?;
    let token = new_token();
    let until = arrived + rules::JOIN_LIFE;
    queries::renew_invitation(conn, invitation, (&token_hash(&token), until))?;
    note(conn, &actor.id, ("application.remind", id), &json!({}), arrived)?;
    mail::join(conn, (&there, &actor.name), (&found, &token), arrived)
}

/// Takes an institution out, with its people and invitations.
pub fn remove_partner(
    conn: &mut Conn,
    actor: &Actor,
    (id, partner): (&ApplicationId, &PartnerId),
    arrived: NaiveDateTime,
) -> Result<()> {
    owned(conn, actor, id, arrived)?;
    let partner = access::partner(conn, id, partner)?;
    if partner.state == PartnerState::Removed {
        return Ok(());
    }
    let removed = PartnerState::Removed;
    queries::set_partner(conn, &partner.id, (partner.role, removed, partner.fte))?;
    queries::revoke_of_partner(conn, &partner.id, arrived)?;
    queries::touch(conn, id, (&actor.id, arrived))?;
    let detail = json!({ "institution": partner.institution });
    note(conn, &actor.id, ("application.remove_partner", id), &detail, arrived)
}

/// Reminds an institution of what it still owes: who was invited gets the link again, its people are told what is missing.
pub fn remind_partner(
    conn: &mut Conn,
    actor: &Actor,
    (id, partner): (&ApplicationId, &PartnerId),
    arrived: NaiveDateTime,
) -> Result<()> {
    let there = owned(conn, actor, id, arrived)?;
    let partner = access::partner(conn, id, partner)?;
    let of_partner = |one: &Option<PartnerId>| one.as_ref() == Some(&partner.id);
    let open = queries::open_invitations(conn, id)?;
    let open: Vec<_> = open.iter().filter(|one| of_partner(&one.partner_id)).collect();
    for invitation in &open {
        remind(conn, actor, (id, &invitation.id), arrived)?;
    }
    let letters = queries::letters_of(conn, id)?;
    let wanted = there.version.definition.letters != Letters::None;
    let letter =
        wanted.then(|| rules::letters::standing(&there.call.reference, &partner, &letters).0);
    let owed = rules::owes(&partner, letter);
    let people = queries::people_of(conn, id)?;
    let people: Vec<_> = people.iter().filter(|(one, ..)| of_partner(&one.partner_id)).collect();
    if owed.is_empty() || people.is_empty() && open.is_empty() {
        return Err(rules::NOTHING_OWED.into());
    }
    let limit = rules::LINKS.times(4);
    throttle::count(conn, "application-invites", actor.id.as_str(), limit, arrived)?;
    for (_, name, email, language) in people {
        let to = (name.as_str(), email.as_str(), *language);
        mail::owes(conn, (&there, &actor.name), to, (&partner, &owed), arrived)?;
    }
    let detail = json!({ "institution": partner.institution });
    note(conn, &actor.id, ("application.remind", id), &detail, arrived)
}

/// Declines an invitation; the owner is told. Nothing happens to who has joined.
pub fn decline(conn: &mut Conn, token: &str, now: NaiveDateTime) -> Result<()> {
    let found = queries::invitation_by_token(conn, &token_hash(token))?;
    let invitation = found.ok_or(rules::LINK_SPENT)?;
    let (Some(id), Some(partner)) = (&invitation.application_id, &invitation.partner_id) else {
        return Err(rules::LINK_SPENT.into());
    };
    conn.take_turn(id.as_str())?;
    if invitation.expires_at <= now || !queries::revoke_invitation(conn, &invitation.id, now)? {
        return Err(rules::LINK_SPENT.into());
    }
    let partner = access::partner(conn, id, partner)?;
    // Whoever else was invited may still say yes for it.
    let open = queries::open_invitations(conn, id)?;
    let others =
        open.iter().any(|one| one.partner_id.as_ref() == Some(&partner.id) && one.expires_at > now);
    if partner.state == PartnerState::Invited && !others {
        let declined = PartnerState::Declined;
        queries::set_partner(conn, &partner.id, (partner.role, declined, partner.fte))?;
    }
    let detail = json!({ "institution": partner.institution });
    history::record(
        conn,
        &By::Team,
        "application.decline",
        ("application", id.as_str()),
        &detail,
        now,
    )?;
    let owner = queries::owner(conn, id)?;
    let account = accounts::queries::find(conn, &owner.account_id)?;
    let to = (account.name.as_str(), account.email.as_str(), account.language);
    mail::declined(conn, id, to, &invitation.name, now)
}
