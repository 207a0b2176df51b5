//! Statements about who writes an application, and the institutions they stand for.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::applications::{
    Application, ApplicationId, Partner, PartnerId, PartnerRole, PartnerState, Person, PersonId,
    Role, State,
};
use crate::calls::{Call, CallId};
use crate::db::Conn;
use crate::db::schema::{
    accounts, application_invitations as invitations, application_partners as partners,
    application_people as people, applications, calls,
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

/// Everybody with a part in an application to a call that is written or under way.
pub fn concerned_by(
    conn: &mut Conn,
    call: &CallId,
) -> QueryResult<Vec<(Application, String, String, Locale)>> {
    people::table
        .inner_join(applications::table)
        .inner_join(accounts::table.on(accounts::id.eq(people::account_id)))
        .filter(applications::call_id.eq(call))
        .filter(applications::state.ne(State::Withdrawn))
        .filter(applications::state.ne(State::Lapsed))
        .filter(applications::state.ne(State::Ineligible))
        .filter(people::revoked_at.is_null())
        .filter(accounts::disabled_at.is_null())
        .order((applications::id, accounts::email))
        .select((Application::as_select(), accounts::name, accounts::email, accounts::language))
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
            partners::commitments.eq(&partner.commitments),
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
        .set((
            partners::role.eq(role),
            partners::state.eq(state),
            partners::fte.eq(fte),
            partners::proposed.eq(false),
        ))
        .execute(conn)
        .map(drop)
}

/// Notes that somebody proposes an institution, which has no part until the owner accepts it.
pub fn propose(
    conn: &mut Conn,
    id: &PartnerId,
    (role, fte): (PartnerRole, Option<i32>),
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<()> {
    diesel::update(partners::table.find(id))
        .set((
            partners::role.eq(role),
            partners::fte.eq(fte),
            partners::proposed.eq(true),
            partners::added_by.eq(by),
            partners::added_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

/// What is proposed to the owner, and by whom.
pub fn proposed_in(conn: &mut Conn, id: &ApplicationId) -> QueryResult<Vec<(Partner, AccountId)>> {
    partners::table
        .filter(partners::application_id.eq(id))
        .filter(partners::proposed.eq(true))
        .order((partners::added_at, partners::id))
        .select((Partner::as_select(), partners::added_by))
        .load(conn)
}

pub fn set_commitments(conn: &mut Conn, id: &PartnerId, text: &str) -> QueryResult<()> {
    diesel::update(partners::table.find(id))
        .set(partners::commitments.eq(text))
        .execute(conn)
        .map(drop)
}

/// Somebody's part in an application, by its id.
pub fn part(conn: &mut Conn, id: &PersonId) -> QueryResult<Person> {
    people::table
        .find(id)
        .filter(people::revoked_at.is_null())
        .select(Person::as_select())
        .first(conn)
}

/// Whether somebody had a part that ended.
pub fn had_part(conn: &mut Conn, id: &ApplicationId, account: &AccountId) -> QueryResult<bool> {
    let ended = people::table
        .filter(people::application_id.eq(id))
        .filter(people::account_id.eq(account))
        .filter(people::revoked_at.is_not_null());
    diesel::select(diesel::dsl::exists(ended)).get_result(conn)
}

/// The applications to a call in which somebody has or had a part.
pub fn parts_of(
    conn: &mut Conn,
    calls: &[CallId],
    account: &AccountId,
) -> QueryResult<Vec<ApplicationId>> {
    people::table
        .inner_join(applications::table)
        .filter(applications::call_id.eq_any(calls))
        .filter(people::account_id.eq(account))
        .select(applications::id)
        .distinct()
        .load(conn)
}

pub fn set_role(conn: &mut Conn, id: &PersonId, (role, sections): (Role, &str)) -> QueryResult<()> {
    diesel::update(people::table.find(id))
        .set((people::role.eq(role), people::sections.eq(sections)))
        .execute(conn)
        .map(drop)
}

/// To whom the owner offers it, if to anybody.
pub fn offer_to(conn: &mut Conn, id: &ApplicationId, to: Option<&AccountId>) -> QueryResult<()> {
    let there = applications::table.find(id);
    diesel::update(there).set(applications::offered_to.eq(to)).execute(conn).map(drop)
}

pub fn owner(conn: &mut Conn, id: &ApplicationId) -> QueryResult<Person> {
    people::table
        .filter(people::application_id.eq(id))
        .filter(people::role.eq(Role::Owner))
        .filter(people::revoked_at.is_null())
        .select(Person::as_select())
        .first(conn)
}

/// The institutions of some applications for which somebody speaks.
pub fn spoken_for(
    conn: &mut Conn,
    account: &AccountId,
    ids: &[ApplicationId],
) -> QueryResult<Vec<(ApplicationId, PartnerId)>> {
    let all: Vec<(ApplicationId, Option<PartnerId>)> = people::table
        .filter(people::application_id.eq_any(ids))
        .filter(people::account_id.eq(account))
        .filter(people::revoked_at.is_null())
        .filter(people::role.ne(Role::Viewer))
        .select((people::application_id, people::partner_id))
        .load(conn)?;
    Ok(all.into_iter().filter_map(|(id, partner)| Some((id, partner?))).collect())
}

/// Those of some applications that somebody owns.
pub fn owned_of(
    conn: &mut Conn,
    account: &AccountId,
    ids: &[ApplicationId],
) -> QueryResult<Vec<ApplicationId>> {
    people::table
        .filter(people::account_id.eq(account))
        .filter(people::application_id.eq_any(ids))
        .filter(people::role.eq(Role::Owner))
        .filter(people::revoked_at.is_null())
        .select(people::application_id)
        .load(conn)
}

/// The institutions with a role in the applications to a call.
pub fn institutions(
    conn: &mut Conn,
    call: &CallId,
    role: PartnerRole,
) -> QueryResult<Vec<(ApplicationId, String)>> {
    partners::table
        .inner_join(applications::table)
        .filter(applications::call_id.eq(call))
        .filter(partners::role.eq(role))
        .filter(partners::state.ne(PartnerState::Removed))
        .select((applications::id, partners::institution))
        .load(conn)
}

/// Ends one person's part.
pub fn revoke_person(conn: &mut Conn, id: &PersonId, now: NaiveDateTime) -> QueryResult<usize> {
    let live = people::table.find(id).filter(people::revoked_at.is_null());
    diesel::update(live).set(people::revoked_at.eq(now)).execute(conn)
}

/// The institutions of what was filed to the calls that closed before one.
pub fn partners_before(conn: &mut Conn, call: &Call) -> QueryResult<Vec<Partner>> {
    partners::table
        .inner_join(applications::table)
        .inner_join(calls::table.on(calls::id.eq(applications::call_id)))
        .filter(calls::id.ne(&call.id))
        .filter(calls::closes_at.lt(call.terms.closes_at))
        .filter(applications::reference.is_not_null())
        .filter(partners::state.ne(PartnerState::Removed))
        .select(Partner::as_select())
        .load(conn)
}
