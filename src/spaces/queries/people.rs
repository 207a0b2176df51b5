//! Who looks after spaces.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::db::schema::{accounts, institution_domains as domains, space_people as people, spaces};
use crate::db::{Conn, each, one_of};
use crate::i18n::Locale;
use crate::spaces::{Person, PersonId, Role, Space, SpaceId, State};

/// Whoever looks after a space or did.
pub fn people_of(conn: &mut Conn, id: &SpaceId) -> QueryResult<Vec<Person>> {
    people::table
        .filter(people::space_id.eq(id))
        .order((people::role, people::name, people::id))
        .limit(200)
        .select(Person::as_select())
        .load(conn)
}

pub fn person(conn: &mut Conn, id: &PersonId) -> QueryResult<Person> {
    people::table.find(id).select(Person::as_select()).first(conn)
}

pub fn insert_people(conn: &mut Conn, all: &[Person]) -> QueryResult<()> {
    each!(conn, real => diesel::insert_into(people::table).values(all).execute(real)).map(drop)
}

/// Ends somebody's part; answers whether it had not ended.
pub fn end_person(conn: &mut Conn, id: &PersonId, last: NaiveDate) -> QueryResult<bool> {
    let live = people::table.find(id).filter(people::ends_on.is_null());
    let changed = diesel::update(live).set(people::ends_on.eq(last)).execute(conn)?;
    Ok(changed == 1)
}

/// Spaces that somebody looks after, by their address.
pub fn looked_after(conn: &mut Conn, email: &str) -> QueryResult<Vec<(Space, Role)>> {
    people::table
        .inner_join(spaces::table)
        .filter(people::email.eq(email))
        .filter(people::ends_on.is_null())
        .order((spaces::name, people::role))
        .limit(100)
        .select((Space::as_select(), people::role))
        .load(conn)
}

/// Who administers the space of an institution: name, address, language of their account. Whom somebody named who may not
/// speak for it is not among them.
pub fn administrators_of(
    conn: &mut Conn,
    institution: &str,
    day: NaiveDate,
) -> QueryResult<Vec<(String, String, Locale)>> {
    let ids: Vec<SpaceId> = spaces::table
        .filter(spaces::institution.eq(institution))
        .filter(spaces::unsure.eq(false))
        .select(spaces::id)
        .load(conn)?;
    administrators_in(conn, &ids, day)
}

/// Who administers some spaces, as long as these live.
pub fn administrators_in(
    conn: &mut Conn,
    ids: &[SpaceId],
    day: NaiveDate,
) -> QueryResult<Vec<(String, String, Locale)>> {
    let all: Vec<(String, String)> = people::table
        .inner_join(spaces::table)
        .filter(people::space_id.eq_any(ids))
        .filter(one_of(spaces::state, State::LIVING))
        .filter(people::role.eq(Role::Administrator))
        .filter(people::starts_on.le(day))
        .filter(people::ends_on.is_null())
        .order(people::email)
        .limit(100)
        .select((people::name, people::email))
        .load(conn)?;
    with_languages(conn, all)
}

/// The language of each that has an account; French for the others.
pub fn with_languages(
    conn: &mut Conn,
    people: Vec<(String, String)>,
) -> QueryResult<Vec<(String, String, Locale)>> {
    let emails: Vec<String> = people.iter().map(|(_, email)| email.clone()).collect();
    let known: Vec<(String, Locale)> = accounts::table
        .filter(accounts::email.eq_any(&emails))
        .select((accounts::email, accounts::language))
        .load(conn)?;
    let language = |email: &String| {
        known.iter().find(|(of, _)| of == email).map_or(Locale::Fr, |(_, language)| *language)
    };
    Ok(people
        .into_iter()
        .map(|(name, email)| {
            let language = language(&email);
            (name, email, language)
        })
        .collect())
}

/// The domains in whose addresses people of an institution write.
pub fn domains_of(conn: &mut Conn, institution: &str) -> QueryResult<Vec<String>> {
    domains::table
        .filter(domains::institution.eq(institution))
        .order(domains::domain)
        .select(domains::domain)
        .load(conn)
}

/// From now on people who write from a domain are of an institution, unless it is another one's.
pub fn add_domain(
    conn: &mut Conn,
    (institution, domain): (&str, &str),
    by: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let row = (
        domains::domain.eq(domain),
        domains::institution.eq(institution),
        domains::added_by.eq(by),
        domains::added_at.eq(now),
    );
    each!(conn, real => diesel::insert_into(domains::table)
        .values(row).on_conflict_do_nothing().execute(real))
    .map(drop)
}

/// Whoever steers the network, by name: who may check something.
pub fn steering(conn: &mut Conn) -> QueryResult<Vec<(AccountId, String)>> {
    accounts::table
        .filter(accounts::network_role.is_not_null())
        .filter(accounts::disabled_at.is_null())
        .order((accounts::name, accounts::id))
        .limit(100)
        .select((accounts::id, accounts::name))
        .load(conn)
}
