//! Statements about links by mail.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::applications::{ApplicationId, Invitation, InvitationId};
use crate::calls::CallId;
use crate::db::Conn;
use crate::db::schema::application_invitations as invitations;

pub fn insert_invitation(
    conn: &mut Conn,
    invitation: &Invitation,
    token_sha256: &str,
) -> QueryResult<()> {
    diesel::insert_into(invitations::table)
        .values((
            (
                invitations::id.eq(&invitation.id),
                invitations::call_id.eq(&invitation.call_id),
                invitations::application_id.eq(&invitation.application_id),
                invitations::partner_id.eq(&invitation.partner_id),
                invitations::email.eq(&invitation.email),
                invitations::name.eq(&invitation.name),
            ),
            invitations::language.eq(invitation.language),
            invitations::role.eq(invitation.role),
            invitations::sections.eq(&invitation.sections),
            invitations::token_sha256.eq(token_sha256),
            invitations::made_by.eq(&invitation.made_by),
            invitations::made_at.eq(invitation.made_at),
            invitations::expires_at.eq(invitation.expires_at),
        ))
        .execute(conn)
        .map(drop)
}

pub fn invitation_by_token(conn: &mut Conn, token_sha256: &str) -> QueryResult<Option<Invitation>> {
    invitations::table
        .filter(invitations::token_sha256.eq(token_sha256))
        .select(Invitation::as_select())
        .first(conn)
        .optional()
}

/// Who was invited and has not answered, in time or no more.
pub fn open_invitations(conn: &mut Conn, id: &ApplicationId) -> QueryResult<Vec<Invitation>> {
    invitations::table
        .filter(invitations::application_id.eq(id))
        .filter(invitations::accepted_at.is_null())
        .filter(invitations::revoked_at.is_null())
        .order(invitations::made_at)
        .select(Invitation::as_select())
        .load(conn)
}

/// Uses a link, once; answers whether it was good.
pub fn use_invitation(conn: &mut Conn, id: &InvitationId, now: NaiveDateTime) -> QueryResult<bool> {
    let open = invitations::table
        .find(id)
        .filter(invitations::accepted_at.is_null())
        .filter(invitations::revoked_at.is_null())
        .filter(invitations::expires_at.gt(now));
    Ok(diesel::update(open).set(invitations::accepted_at.eq(now)).execute(conn)? == 1)
}

/// Gives a link that was not used another secret and more time.
pub fn renew_invitation(
    conn: &mut Conn,
    id: &InvitationId,
    (token_sha256, until): (&str, NaiveDateTime),
) -> QueryResult<()> {
    diesel::update(invitations::table.find(id))
        .set((invitations::token_sha256.eq(token_sha256), invitations::expires_at.eq(until)))
        .execute(conn)
        .map(drop)
}

/// Ends the links to begin an application to a call that an address was sent and did not use.
pub fn end_beginnings(
    conn: &mut Conn,
    (call, email): (&CallId, &str),
    now: NaiveDateTime,
) -> QueryResult<usize> {
    let open = invitations::table
        .filter(invitations::call_id.eq(call))
        .filter(invitations::email.eq(email))
        .filter(invitations::application_id.is_null())
        .filter(invitations::accepted_at.is_null())
        .filter(invitations::revoked_at.is_null());
    diesel::update(open).set(invitations::revoked_at.eq(now)).execute(conn)
}

/// Ends a link that was not used; answers whether it was open.
pub fn revoke_invitation(
    conn: &mut Conn,
    id: &InvitationId,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let open = invitations::table
        .find(id)
        .filter(invitations::accepted_at.is_null())
        .filter(invitations::revoked_at.is_null());
    Ok(diesel::update(open).set(invitations::revoked_at.eq(now)).execute(conn)? == 1)
}
