//! Statements about who writes an application, and the institutions they stand for.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::applications::{
    ApplicationId, Invitation, InvitationId, Partner, PartnerId, PartnerRole, PartnerState, Person,
    PersonId, Role,
};
use crate::calls::CallId;
use crate::db::Conn;
use crate::db::schema::{
    accounts, application_invitations as invitations, application_partners as partners,
    application_people as people, applications,
};
use crate::i18n::Locale;

/// Somebody's part, while it lasts.
pub fn person(
    conn: &mut Conn,
    id: &ApplicationId,
    account: &AccountId,
) -> QueryResult<Option<Person>> {
    people::table
        .filter(people::application_id.eq(id))
        .filter(people::account_id.eq(account))
        .filter(people::revoked_at.is_null())
        .select(Person::as_select())
        .first(conn)
        .optional()
}

/// All who have a part, with name, address and language.
pub fn people_of(
    conn: &mut Conn,
    id: &ApplicationId,
) -> QueryResult<Vec<(Person, String, String, Locale)>> {
    people::table
        .inner_join(accounts::table.on(accounts::id.eq(people::account_id)))
        .filter(people::application_id.eq(id))
        .filter(people::revoked_at.is_null())
        .order(people::granted_at)
        .select((Person::as_select(), accounts::name, accounts::email, accounts::language))
        .load(conn)
}

/// The owners of a call's applications, with address and language: whom a notice concerns.
pub fn owners_of(
    conn: &mut Conn,
    call: &CallId,
) -> QueryResult<Vec<(ApplicationId, String, String, Locale)>> {
    people::table
        .inner_join(applications::table)
        .inner_join(accounts::table.on(accounts::id.eq(people::account_id)))
        .filter(applications::call_id.eq(call))
        .filter(people::role.eq(Role::Owner))
        .filter(people::revoked_at.is_null())
        .select((applications::id, accounts::name, accounts::email, accounts::language))
        .load(conn)
}

/// A part to be given.
#[derive(Debug, Clone)]
pub struct Given<'a> {
    pub account: &'a AccountId,
    pub role: Role,
    pub sections: &'a str,
    pub partner: Option<&'a PartnerId>,
}

pub fn insert_person(
    conn: &mut Conn,
    id: &ApplicationId,
    given: &Given<'_>,
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<()> {
    diesel::insert_into(people::table)
        .values((
            people::id.eq(PersonId::new()),
            people::application_id.eq(id),
            people::account_id.eq(given.account),
            people::role.eq(given.role),
            people::sections.eq(given.sections),
            people::partner_id.eq(given.partner),
            people::granted_by.eq(by),
            people::granted_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

/// Ends the parts of a partner's people.
pub fn revoke_of_partner(
    conn: &mut Conn,
    partner: &PartnerId,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let live =
        people::table.filter(people::partner_id.eq(partner)).filter(people::revoked_at.is_null());
    diesel::update(live.filter(people::role.ne(Role::Owner)))
        .set(people::revoked_at.eq(now))
        .execute(conn)?;
    let open = invitations::table
        .filter(invitations::partner_id.eq(partner))
        .filter(invitations::accepted_at.is_null())
        .filter(invitations::revoked_at.is_null());
    diesel::update(open).set(invitations::revoked_at.eq(now)).execute(conn).map(drop)
}

pub fn partners_of(conn: &mut Conn, id: &ApplicationId) -> QueryResult<Vec<Partner>> {
    partners::table
        .filter(partners::application_id.eq(id))
        .filter(partners::state.ne(PartnerState::Removed))
        .order((partners::added_at, partners::id))
        .select(Partner::as_select())
        .load(conn)
}

pub fn partner(conn: &mut Conn, id: &PartnerId) -> QueryResult<Partner> {
    partners::table.find(id).select(Partner::as_select()).first(conn)
}

/// The part that an institution has or had.
pub fn partner_named(
    conn: &mut Conn,
    id: &ApplicationId,
    institution: &str,
) -> QueryResult<Option<Partner>> {
    partners::table
        .filter(partners::application_id.eq(id))
        .filter(partners::institution.eq(institution))
        .select(Partner::as_select())
        .first(conn)
        .optional()
}

pub fn insert_partner(
    conn: &mut Conn,
    partner: &Partner,
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<()> {
    diesel::insert_into(partners::table)
        .values((
            partners::id.eq(&partner.id),
            partners::application_id.eq(&partner.application_id),
            partners::institution.eq(&partner.institution),
            partners::role.eq(partner.role),
            partners::state.eq(partner.state),
            partners::fte.eq(partner.fte),
            partners::added_by.eq(by),
            partners::added_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

pub fn set_partner(
    conn: &mut Conn,
    id: &PartnerId,
    (role, state, fte): (PartnerRole, PartnerState, Option<i32>),
) -> QueryResult<()> {
    diesel::update(partners::table.find(id))
        .set((partners::role.eq(role), partners::state.eq(state), partners::fte.eq(fte)))
        .execute(conn)
        .map(drop)
}

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

/// Who was invited and has not answered.
pub fn open_invitations(
    conn: &mut Conn,
    id: &ApplicationId,
    now: NaiveDateTime,
) -> QueryResult<Vec<Invitation>> {
    invitations::table
        .filter(invitations::application_id.eq(id))
        .filter(invitations::accepted_at.is_null())
        .filter(invitations::revoked_at.is_null())
        .filter(invitations::expires_at.gt(now))
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
