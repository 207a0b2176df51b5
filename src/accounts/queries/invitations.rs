//! Invitations.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::{AccountId, Invitation, InvitationId, Invite, NetworkRole, NodeId, NodeRole};
use crate::db::Conn;
use crate::db::schema::invitations;

type InvitationRow = (
    (InvitationId, String, String, Option<NodeId>, Option<NodeRole>, Option<NetworkRole>),
    (AccountId, NaiveDateTime, NaiveDateTime, Option<NaiveDateTime>, Option<NaiveDateTime>),
);

fn invitation((what, when): InvitationRow) -> Invitation {
    let (id, email, name, node, role, network_role) = what;
    let (invited_by, created_at, expires_at, accepted_at, revoked_at) = when;
    Invitation {
        id,
        email,
        name,
        node,
        role,
        network_role,
        invited_by,
        created_at,
        expires_at,
        accepted_at,
        revoked_at,
    }
}

macro_rules! invitation_columns {
    () => {
        (
            (
                invitations::id,
                invitations::email,
                invitations::name,
                invitations::node_id,
                invitations::node_role,
                invitations::network_role,
            ),
            (
                invitations::invited_by,
                invitations::created_at,
                invitations::expires_at,
                invitations::accepted_at,
                invitations::revoked_at,
            ),
        )
    };
}

pub fn find_invitation(conn: &mut Conn, id: &InvitationId) -> QueryResult<Invitation> {
    let row = invitations::table.find(id).select(invitation_columns!()).first(conn)?;
    Ok(invitation(row))
}

pub fn invitation_by_token(conn: &mut Conn, token_hash: &str) -> QueryResult<Invitation> {
    let row = invitations::table
        .filter(invitations::token_hash.eq(token_hash))
        .select(invitation_columns!())
        .first(conn)?;
    Ok(invitation(row))
}

/// Invitations to a node that wait for an answer, those that expired included: they can be sent again.
pub fn open_invitations(conn: &mut Conn, node: &NodeId) -> QueryResult<Vec<Invitation>> {
    let rows: Vec<InvitationRow> = invitations::table
        .filter(invitations::node_id.eq(node))
        .filter(invitations::accepted_at.is_null())
        .filter(invitations::revoked_at.is_null())
        .order((invitations::created_at.desc(), invitations::id.desc()))
        .limit(200)
        .select(invitation_columns!())
        .load(conn)?;
    Ok(rows.into_iter().map(invitation).collect())
}

/// As [`open_invitations`], to the whole network, newest first.
pub fn all_open_invitations(conn: &mut Conn, limit: i64) -> QueryResult<Vec<Invitation>> {
    let rows: Vec<InvitationRow> = invitations::table
        .filter(invitations::accepted_at.is_null())
        .filter(invitations::revoked_at.is_null())
        .order((invitations::created_at.desc(), invitations::id.desc()))
        .limit(limit)
        .select(invitation_columns!())
        .load(conn)?;
    Ok(rows.into_iter().map(invitation).collect())
}

/// The invitation of this address to the same place that is still open.
pub fn same_open_invitation(
    conn: &mut Conn,
    invite: &Invite,
    now: NaiveDateTime,
) -> QueryResult<Option<Invitation>> {
    let node = invite.node.as_ref().map_or("", NodeId::as_str);
    let rows: Vec<InvitationRow> = invitations::table
        .filter(invitations::email.eq(&invite.email))
        .filter(invitations::accepted_at.is_null())
        .filter(invitations::revoked_at.is_null())
        .filter(invitations::expires_at.gt(now))
        .order(invitations::created_at.desc())
        .limit(50)
        .select(invitation_columns!())
        .load(conn)?;
    let same_place = |open: &Invitation| open.node.as_ref().map_or("", NodeId::as_str) == node;
    Ok(rows.into_iter().map(invitation).find(same_place))
}

pub fn insert_invitation(
    conn: &mut Conn,
    invite: &Invite,
    (by, token_hash): (&AccountId, &str),
    now: NaiveDateTime,
    expires_at: NaiveDateTime,
) -> QueryResult<InvitationId> {
    let id = InvitationId::random();
    diesel::insert_into(invitations::table)
        .values((
            invitations::id.eq(&id),
            invitations::email.eq(&invite.email),
            invitations::name.eq(&invite.name),
            invitations::node_id.eq(invite.node.as_ref()),
            invitations::node_role.eq(invite.role),
            invitations::network_role.eq(invite.network_role),
            invitations::token_hash.eq(token_hash),
            invitations::invited_by.eq(by),
            invitations::created_at.eq(now),
            invitations::expires_at.eq(expires_at),
        ))
        .execute(conn)?;
    Ok(id)
}

/// Changes what an open invitation offers.
pub fn set_invitation_roles(
    conn: &mut Conn,
    id: &InvitationId,
    role: Option<NodeRole>,
    network_role: Option<NetworkRole>,
) -> QueryResult<()> {
    diesel::update(invitations::table.find(id))
        .set((invitations::node_role.eq(role), invitations::network_role.eq(network_role)))
        .execute(conn)
        .map(drop)
}

/// Gives a waiting invitation a new token and new time; says whether it was waiting.
pub fn renew_invitation(
    conn: &mut Conn,
    id: &InvitationId,
    token_hash: &str,
    expires_at: NaiveDateTime,
) -> QueryResult<bool> {
    let done = diesel::update(invitations::table.find(id))
        .filter(invitations::accepted_at.is_null())
        .filter(invitations::revoked_at.is_null())
        .set((invitations::token_hash.eq(token_hash), invitations::expires_at.eq(expires_at)))
        .execute(conn)?;
    Ok(done == 1)
}

/// Takes a waiting invitation back; says whether it was waiting.
pub fn revoke_invitation(
    conn: &mut Conn,
    id: &InvitationId,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let done = diesel::update(invitations::table.find(id))
        .filter(invitations::accepted_at.is_null())
        .filter(invitations::revoked_at.is_null())
        .set(invitations::revoked_at.eq(now))
        .execute(conn)?;
    Ok(done == 1)
}

/// Accepts an open invitation, once; says whether this was the time.
pub fn accept_invitation(
    conn: &mut Conn,
    id: &InvitationId,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let done = diesel::update(invitations::table.find(id))
        .filter(invitations::accepted_at.is_null())
        .filter(invitations::revoked_at.is_null())
        .filter(invitations::expires_at.gt(now))
        .set(invitations::accepted_at.eq(now))
        .execute(conn)?;
    Ok(done == 1)
}
