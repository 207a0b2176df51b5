//! Beginning an application, with an account or by a link that was sent to an address.

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use crate::accounts::ops::Arrival;
use crate::accounts::{self, AccountId, Actor, Asker, Browser, throttle};
use crate::applications::queries::{self, Given};
use crate::applications::{
    ApplicationId, Invitation, InvitationId, PartnerState, Role, access, mail, rules,
};
use crate::calls::{self, Call};
use crate::db::Conn;
use crate::history::{self, By};
use crate::reviews;
use crate::secret::{new_token, token_hash};
use crate::{Error, Result};

/// Begins an application, of which whoever begins it is the owner; the same id again changes nothing.
pub fn begin(
    conn: &mut Conn,
    actor: &Actor,
    (id, slug): (&ApplicationId, &str),
    arrived: NaiveDateTime,
) -> Result<()> {
    let call = calls::access::for_reader(conn, slug)?;
    match queries::find(conn, id).map_err(Error::from) {
        Ok(_) => return access::opened(conn, actor, id).map(drop),
        Err(Error::NotFound) => {}
        Err(other) => return Err(other),
    }
    begin_for(conn, &actor.id, (id, &call), arrived)
}

fn begin_for(
    conn: &mut Conn,
    account: &AccountId,
    (id, call): (&ApplicationId, &Call),
    arrived: NaiveDateTime,
) -> Result<()> {
    rules::check_begin(call, arrived)?;
    if access::runs(conn, account, call)? {
        return Err(rules::RUNS_IT.into());
    }
    queries::insert(conn, (id, call), (account, arrived))?;
    let owner = Given { account, role: Role::Owner, sections: "", partner: None };
    queries::insert_person(conn, id, &owner, (account, arrived))?;
    note(conn, account, ("application.begin", id), &json!({ "call": call.reference }), arrived)
}

/// Sends a link to begin an application, whoever has an account and whoever has none: the answer tells nobody which.
pub fn ask_link(
    conn: &mut Conn,
    (slug, asked): (&str, &Asker),
    arrived: NaiveDateTime,
) -> Result<()> {
    let call = calls::access::for_reader(conn, slug)?;
    rules::check_begin(&call, arrived)?;
    throttle::count(conn, "application-from", &asked.from, rules::LINKS, arrived)?;
    if !throttle::may_send(conn, "application-to", &asked.email, rules::LINKS, arrived)? {
        return Ok(());
    }
    // Who asks again wants the new link: the one before is good for nobody any more.
    queries::end_beginnings(conn, (&call.id, &asked.email), arrived)?;
    let token = new_token();
    let invitation = Invitation {
        id: InvitationId::new(),
        call_id: call.id.clone(),
        application_id: None,
        partner_id: None,
        email: asked.email.clone(),
        name: asked.name.clone(),
        language: asked.language,
        role: Role::Owner,
        sections: String::new(),
        made_by: None,
        made_at: arrived,
        expires_at: arrived + rules::BEGIN_LIFE,
        accepted_at: None,
        revoked_at: None,
    };
    queries::insert_invitation(conn, &invitation, &token_hash(&token))?;
    let detail = json!({ "call": call.reference });
    history::record(
        conn,
        &By::Team,
        "application.ask_link",
        ("call", call.id.as_str()),
        &detail,
        arrived,
    )?;
    mail::begin(conn, &call, (&invitation, &token), arrived)
}

/// Uses a link, once: the account is made if there is none, the person is signed in, and the application begins or the
/// part in it. Whoever is signed in with another address is told so before.
pub fn accept(
    conn: &mut Conn,
    token: &str,
    browser: &Browser,
    arrived: NaiveDateTime,
) -> Result<(Arrival, ApplicationId)> {
    let found = queries::invitation_by_token(conn, &token_hash(token))?;
    let invitation = found.ok_or(rules::LINK_SPENT)?;
    if browser.before.as_ref().is_some_and(|actor| actor.email != invitation.email) {
        return Err(rules::OTHER_ADDRESS.into());
    }
    if !queries::use_invitation(conn, &invitation.id, arrived)? {
        return Err(rules::LINK_SPENT.into());
    }
    let who = (invitation.email.as_str(), invitation.name.as_str(), invitation.language);
    let arrival = accounts::ops::arrive_by_mail(conn, who, browser, arrived)?;
    let account = arrival.account.id.clone();
    let id = match &invitation.application_id {
        None => {
            let id = ApplicationId::random();
            let call = calls::queries::find(conn, &invitation.call_id)?;
            begin_for(conn, &account, (&id, &call), arrived)?;
            id
        }
        Some(id) => {
            join(conn, &account, (id, &invitation), arrived)?;
            id.clone()
        }
    };
    Ok((arrival, id))
}

fn join(
    conn: &mut Conn,
    account: &AccountId,
    (id, invitation): (&ApplicationId, &Invitation),
    now: NaiveDateTime,
) -> Result<()> {
    check_join(conn, (id, invitation), now)?;
    if let Some(partner) = &invitation.partner_id {
        let partner = access::partner(conn, id, partner)?;
        if partner.state == PartnerState::Removed {
            return Err(rules::LINK_SPENT.into());
        }
        let state = PartnerState::Confirmed;
        queries::set_partner(conn, &partner.id, (partner.role, state, partner.fte))?;
    }
    if queries::person(conn, id, account)?.is_none() {
        let inviter = invitation.made_by.as_ref().unwrap_or(account);
        let part = Given {
            account,
            role: invitation.role,
            sections: &invitation.sections,
            partner: invitation.partner_id.as_ref(),
        };
        queries::insert_person(conn, id, &part, (inviter, now))?;
        reviews::ops::joined(conn, (id, account), inviter, now)?;
    }
    note(conn, account, ("application.join", id), &json!({ "role": invitation.role }), now)
}

/// Nobody joins after the closing, but an institution whose letter is asked for anew.
fn check_join(
    conn: &mut Conn,
    (id, invitation): (&ApplicationId, &Invitation),
    arrived: NaiveDateTime,
) -> Result<()> {
    let application = queries::find(conn, id)?;
    let call = calls::queries::find(conn, &application.call_id)?;
    let granted = queries::granted(conn, id)?;
    if rules::check_write(&application, (&call, granted), arrived).is_ok() {
        return Ok(());
    }
    let open = reviews::ops::answerable(conn, (&call, &application), arrived)?;
    let asked = open.as_ref().map(reviews::ops::letters_of).unwrap_or_default();
    match invitation.partner_id.as_ref().is_some_and(|partner| asked.contains(partner)) {
        true => Ok(()),
        false => Err(rules::TOO_LATE.into()),
    }
}
