//! Inviting people, and their answers.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{members, people, sign_in};
use crate::accounts::{Actor, Browser, Invitation, InvitationId, Invite, queries, rules};
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::{self, By};
use crate::i18n::Locale;
use crate::outbox::{self, Mail};
use crate::secret::{new_token, token_hash};
use crate::{Error, Result};

/// Invites somebody and sends the mail. An address that is already invited to the same place keeps its invitation, with
/// the roles asked for last, and gets no second mail.
pub fn invite(
    conn: &mut Conn,
    actor: &Actor,
    mut invite: Invite,
    now: NaiveDateTime,
) -> Result<InvitationId> {
    if !rules::may_invite(actor, invite.node.as_ref(), invite.network_role) {
        return Err(Error::NotFound);
    }
    if !rules::is_whole(&invite) {
        return Err(Error::Malformed("an invitation names a role"));
    }
    invite.email = invite.email.trim().to_lowercase();
    check_not_member(conn, &invite, now)?;
    if let Some(open) = queries::same_open_invitation(conn, &invite, now)? {
        if (open.role, open.network_role) != (invite.role, invite.network_role) {
            queries::set_invitation_roles(conn, &open.id, invite.role, invite.network_role)?;
            record(conn, actor, "invitation.changed", &open.id, now)?;
        }
        return Ok(open.id);
    }
    let (token, until) = (new_token(), now + rules::INVITATION_LIFE);
    let by = (&actor.id, token_hash(&token));
    let id = queries::insert_invitation(conn, &invite, (by.0, &by.1), now, until)?;
    record(conn, actor, "invitation.sent", &id, now)?;
    let invitation = queries::find_invitation(conn, &id)?;
    send(conn, actor, &invitation, &token, now)?;
    Ok(id)
}

/// Refuses to invite somebody to what they are already, and accounts that are closed.
fn check_not_member(conn: &mut Conn, invite: &Invite, now: NaiveDateTime) -> Result<()> {
    let Some(account) = queries::by_email(conn, &invite.email)? else { return Ok(()) };
    if account.disabled_at.is_some() {
        return Err(rules::DISABLED.into());
    }
    let today = network_day(now);
    let held = match &invite.node {
        Some(node) => queries::membership_on(conn, &account.id, node, today)?
            .filter(|(_, _, _, ends_on)| ends_on.is_none()),
        None => None,
    };
    let role_held = match (&invite.node, held) {
        (None, _) => true,
        (Some(_), Some((_, role, _, _))) => {
            invite.role.is_none_or(|asked| rules::wider_role(role, asked) == role)
        }
        (Some(_), None) => false,
    };
    let wider = rules::wider_network_role(account.network_role, invite.network_role);
    if role_held && wider == account.network_role {
        return Err(rules::ALREADY_MEMBER.into());
    }
    Ok(())
}

/// Sends a waiting invitation again, with a new link and new time; the old link no longer opens.
pub fn resend_invitation(
    conn: &mut Conn,
    actor: &Actor,
    id: &InvitationId,
    now: NaiveDateTime,
) -> Result<()> {
    let invitation = visible(conn, actor, id)?;
    let (token, until) = (new_token(), now + rules::INVITATION_LIFE);
    if !queries::renew_invitation(conn, id, &token_hash(&token), until)? {
        return Err(rules::INVITATION_SPENT.into());
    }
    record(conn, actor, "invitation.sent", id, now)?;
    send(conn, actor, &invitation, &token, now)
}

/// Takes a waiting invitation back. Says nothing when it was answered or taken back meanwhile.
pub fn revoke_invitation(
    conn: &mut Conn,
    actor: &Actor,
    id: &InvitationId,
    now: NaiveDateTime,
) -> Result<()> {
    visible(conn, actor, id)?;
    if queries::revoke_invitation(conn, id, now)? {
        record(conn, actor, "invitation.revoked", id, now)?;
    }
    Ok(())
}

fn visible(conn: &mut Conn, actor: &Actor, id: &InvitationId) -> Result<Invitation> {
    let invitation = queries::find_invitation(conn, id)?;
    if !rules::may_invite(actor, invitation.node.as_ref(), invitation.network_role) {
        return Err(Error::NotFound);
    }
    Ok(invitation)
}

/// Accepts an invitation, once: the account is made or completed, the membership begins today, the person is signed in.
pub fn accept_invitation(
    conn: &mut Conn,
    token: &str,
    browser: &Browser,
    now: NaiveDateTime,
) -> Result<sign_in::Arrival> {
    let invitation =
        match queries::invitation_by_token(conn, &token_hash(token)).map_err(Error::from) {
            Err(Error::NotFound) => return Err(rules::INVITATION_SPENT.into()),
            found => found?,
        };
    if !queries::accept_invitation(conn, &invitation.id, now)? {
        return Err(rules::INVITATION_SPENT.into());
    }
    let inviter = queries::find(conn, &invitation.invited_by)?;
    // What the inviter may no longer give is no longer theirs to have given.
    let today = network_day(now);
    let inviting = queries::actor(conn, inviter.clone(), None, today)?;
    let node = invitation.node.as_ref();
    if inviter.disabled_at.is_some() || !rules::may_invite(&inviting, node, invitation.network_role)
    {
        return Err(rules::INVITATION_SPENT.into());
    }
    let by = By::Account(inviter.id.clone());
    let Invitation { email, name, .. } = &invitation;
    let id = people::create_account(conn, &by, email, name, inviter.language, now)?;
    if queries::find(conn, &id)?.disabled_at.is_some() {
        return Err(rules::DISABLED.into());
    }
    people::widen_network_role(conn, &by, &id, invitation.network_role, now)?;
    if let (Some(node), Some(role)) = (&invitation.node, invitation.role) {
        members::join(conn, &by, &id, node, role, now)?;
    }
    let subject = ("invitation", invitation.id.as_str());
    let detail = json!({ "account": id.as_str() });
    history::record(conn, &By::Account(id.clone()), "invitation.accepted", subject, &detail, now)?;
    let account = queries::find(conn, &id)?;
    sign_in::arrive(conn, account, browser, "invitation", now)
}

/// Signs in whoever has just proven an address by a link that another capability sent; the account is made if there is none.
pub fn arrive_by_mail(
    conn: &mut Conn,
    (email, name, language): (&str, &str, Locale),
    browser: &Browser,
    now: NaiveDateTime,
) -> Result<sign_in::Arrival> {
    let id = people::create_account(conn, &By::Team, email, name, language, now)?;
    let account = queries::find(conn, &id)?;
    if account.disabled_at.is_some() {
        return Err(rules::DISABLED.into());
    }
    sign_in::arrive(conn, account, browser, "mail", now)
}

fn send(
    conn: &mut Conn,
    actor: &Actor,
    invitation: &Invitation,
    token: &str,
    now: NaiveDateTime,
) -> Result<()> {
    let node = match &invitation.node {
        Some(node) => Some(queries::node_name(conn, node)?.1),
        None => None,
    };
    let known = queries::by_email(conn, &invitation.email)?;
    let mail = Mail {
        template: "invitation",
        language: known.map_or(actor.language, |account| account.language),
        to_name: &invitation.name,
        to_email: &invitation.email,
        from_name: node.as_deref(),
        payload: json!({
            "path": format!("/invitations/{token}"),
            "inviter": actor.name,
            "node": node,
            "days": rules::INVITATION_LIFE.num_days(),
        }),
        in_reply_to: None,
        references: &[],
        dedup_key: None,
    };
    outbox::queue(conn, &mail, now)?;
    Ok(())
}

fn record(
    conn: &mut Conn,
    actor: &Actor,
    action: &str,
    id: &InvitationId,
    now: NaiveDateTime,
) -> Result<()> {
    let by = By::Account(actor.id.clone());
    history::record(conn, &by, action, ("invitation", id.as_str()), &json!({}), now)
}
