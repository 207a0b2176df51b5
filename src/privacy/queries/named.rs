//! Where an address stands beside a name, outside tickets: in spaces, calls and applications.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::db::Conn;
use crate::db::schema::{
    application_contacts, application_invitations, call_questions, institution_wishes,
    material_people, provider_accounts, space_arrivals, space_people, spaces,
};
use crate::privacy::rules::GONE;

/// Under which names an address stands there.
pub fn names_beside(conn: &mut Conn, email: &str) -> QueryResult<Vec<String>> {
    let mut names: Vec<String> = space_people::table
        .filter(space_people::email.eq(email))
        .select(space_people::name)
        .load(conn)?;
    let written_to: Vec<String> = application_contacts::table
        .filter(application_contacts::email.eq(email))
        .select(application_contacts::name)
        .load(conn)?;
    let invited: Vec<String> = application_invitations::table
        .filter(application_invitations::email.eq(email))
        .select(application_invitations::name)
        .load(conn)?;
    let led_in: Vec<String> = space_arrivals::table
        .filter(space_arrivals::email.eq(email))
        .select(space_arrivals::name)
        .load(conn)?;
    let wished: Vec<String> = institution_wishes::table
        .filter(institution_wishes::email.eq(email))
        .select(institution_wishes::asked_by)
        .load(conn)?;
    let asked: Vec<String> = call_questions::table
        .filter(call_questions::email.eq(email))
        .select(call_questions::name)
        .load(conn)?;
    names.extend(written_to.into_iter().chain(invited).chain(led_in).chain(wished).chain(asked));
    Ok(names)
}

/// Takes the name away wherever the address stands beside it, whoever else bears that name. What only served this person
/// goes whole.
pub fn forget_beside(conn: &mut Conn, email: &str) -> QueryResult<()> {
    diesel::delete(space_arrivals::table.filter(space_arrivals::email.eq(email))).execute(conn)?;
    diesel::delete(institution_wishes::table.filter(institution_wishes::email.eq(email)))
        .execute(conn)?;
    diesel::update(space_people::table.filter(space_people::email.eq(email)))
        .set(space_people::name.eq(GONE))
        .execute(conn)?;
    diesel::update(application_contacts::table.filter(application_contacts::email.eq(email)))
        .set(application_contacts::name.eq(GONE))
        .execute(conn)?;
    diesel::update(application_invitations::table.filter(application_invitations::email.eq(email)))
        .set(application_invitations::name.eq(GONE))
        .execute(conn)?;
    // A published question names nobody; one that was not answered is nobody's any more.
    let asked = || call_questions::table.filter(call_questions::email.eq(email));
    diesel::update(asked().filter(call_questions::answered_at.is_null()))
        .set(call_questions::body.eq(""))
        .execute(conn)?;
    diesel::update(asked())
        .set((
            call_questions::name.eq(""),
            call_questions::email.eq(""),
            call_questions::asked.eq(""),
        ))
        .execute(conn)
        .map(drop)
}

/// The ORCID that a provider told of an account.
pub fn orcids_of(conn: &mut Conn, id: &AccountId) -> QueryResult<Vec<String>> {
    let told: Vec<Option<String>> = provider_accounts::table
        .filter(provider_accounts::account_id.eq(id))
        .select(provider_accounts::orcid)
        .load(conn)?;
    Ok(told.into_iter().flatten().collect())
}

/// An author of a material without a name, or who bears one of these, has no ORCID either.
pub fn forget_orcids(conn: &mut Conn, orcids: &[String]) -> QueryResult<()> {
    let nameless = material_people::name.like(format!("%{GONE}%")).nullable();
    let theirs = material_people::table.filter(material_people::orcid.eq_any(orcids).or(nameless));
    diesel::update(theirs).set(material_people::orcid.eq(None::<String>)).execute(conn).map(drop)
}

/// The spaces that an address looks after or did: the space, the role, under which name, from, until.
pub type Held = (String, String, String, NaiveDate, Option<NaiveDate>);

pub fn spaces_held(conn: &mut Conn, email: &str) -> QueryResult<Vec<Held>> {
    space_people::table
        .inner_join(spaces::table)
        .filter(space_people::email.eq(email))
        .order(space_people::starts_on)
        .select((
            spaces::name,
            space_people::role,
            space_people::name,
            space_people::starts_on,
            space_people::ends_on,
        ))
        .load(conn)
}

/// Where else an address stands: as what, under which name, since when.
pub fn beside(conn: &mut Conn, email: &str) -> QueryResult<Vec<(String, String, NaiveDateTime)>> {
    let mut all = Vec::new();
    let written_to: Vec<(String, NaiveDateTime)> = application_contacts::table
        .filter(application_contacts::email.eq(email))
        .select((application_contacts::name, application_contacts::given_at))
        .load(conn)?;
    let invited: Vec<(String, NaiveDateTime)> = application_invitations::table
        .filter(application_invitations::email.eq(email))
        .select((application_invitations::name, application_invitations::made_at))
        .load(conn)?;
    let led_in: Vec<(String, NaiveDateTime)> = space_arrivals::table
        .filter(space_arrivals::email.eq(email))
        .select((space_arrivals::name, space_arrivals::made_at))
        .load(conn)?;
    let wished: Vec<(String, NaiveDateTime)> = institution_wishes::table
        .filter(institution_wishes::email.eq(email))
        .select((institution_wishes::asked_by, institution_wishes::asked_at))
        .load(conn)?;
    for (kind, rows) in [
        ("application_contact", written_to),
        ("application_invitation", invited),
        ("space_link", led_in),
        ("institution_wish", wished),
    ] {
        all.extend(rows.into_iter().map(|(name, at)| (kind.to_owned(), name, at)));
    }
    Ok(all)
}
