//! Every SQL statement about duty and absence.

mod digests;
mod notes;
mod over;
mod rota;

pub use digests::*;
pub use notes::*;
pub use over::*;
pub use rota::*;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::rules::Away;
use super::{Absence, AbsenceId, Days};
use crate::accounts::queries::is_person;
use crate::accounts::{AccountId, NodeId};
use crate::db::Conn;
use crate::db::schema::{accounts, memberships, staff_absences};
use crate::tickets::queries::names_of;

type Columns = (
    staff_absences::id,
    staff_absences::account_id,
    accounts::name,
    staff_absences::starts_on,
    staff_absences::ends_on,
    staff_absences::stand_in_id,
);
const COLUMNS: Columns = (
    staff_absences::id,
    staff_absences::account_id,
    accounts::name,
    staff_absences::starts_on,
    staff_absences::ends_on,
    staff_absences::stand_in_id,
);

type Row = (AbsenceId, AccountId, String, NaiveDate, NaiveDate, Option<AccountId>);

/// What was not called off, with whose it is.
#[diesel::dsl::auto_type]
fn standing() -> _ {
    let whose = accounts::table.on(accounts::id.eq(staff_absences::account_id));
    staff_absences::table.inner_join(whose).filter(staff_absences::cancelled_at.is_null())
}

/// With the names of those who stand in.
fn named(conn: &mut Conn, rows: Vec<Row>) -> QueryResult<Vec<Absence>> {
    let ids: Vec<_> = rows.iter().filter_map(|row| row.5.clone()).collect();
    let names = names_of(conn, &ids)?;
    let absence = |(id, account, name, starts_on, ends_on, stand_in): Row| Absence {
        stand_in_name: stand_in.as_ref().and_then(|id| names.get(id).cloned()),
        id,
        account,
        name,
        starts_on,
        ends_on,
        stand_in,
    };
    Ok(rows.into_iter().map(absence).collect())
}

/// The absences of those who work for a node, as far as they fall on some days, soonest first.
pub fn absences_at(conn: &mut Conn, node: &NodeId, (from, to): Days) -> QueryResult<Vec<Absence>> {
    let staff = memberships::table
        .filter(memberships::node_id.eq(node))
        .filter(memberships::starts_on.le(to))
        .filter(memberships::ends_on.is_null().or(memberships::ends_on.ge(from)))
        .select(memberships::account_id);
    let rows = standing()
        .filter(staff_absences::account_id.eq_any(staff))
        .filter(staff_absences::starts_on.le(to))
        .filter(staff_absences::ends_on.ge(from))
        .order((staff_absences::starts_on, accounts::name, staff_absences::id))
        .limit(500)
        .select(COLUMNS)
        .load(conn)?;
    named(conn, rows)
}

/// One's own absences that are not over on a day.
pub fn absences_of(
    conn: &mut Conn,
    account: &AccountId,
    from: NaiveDate,
) -> QueryResult<Vec<Absence>> {
    let rows = standing()
        .filter(staff_absences::account_id.eq(account))
        .filter(staff_absences::ends_on.ge(from))
        .order((staff_absences::starts_on, staff_absences::id))
        .limit(100)
        .select(COLUMNS)
        .load(conn)?;
    named(conn, rows)
}

/// The absences in which somebody stands in, not over on a day.
pub fn standing_in(
    conn: &mut Conn,
    account: &AccountId,
    from: NaiveDate,
) -> QueryResult<Vec<Absence>> {
    let rows = standing()
        .filter(staff_absences::stand_in_id.eq(account))
        .filter(staff_absences::ends_on.ge(from))
        .order((staff_absences::starts_on, staff_absences::id))
        .limit(100)
        .select(COLUMNS)
        .load(conn)?;
    named(conn, rows)
}

/// An absence, called off or not.
pub fn find_absence(conn: &mut Conn, id: &AbsenceId) -> QueryResult<Absence> {
    let whose = accounts::table.on(accounts::id.eq(staff_absences::account_id));
    let row: Row = staff_absences::table
        .inner_join(whose)
        .filter(staff_absences::id.eq(id))
        .select(COLUMNS)
        .first(conn)?;
    let found = named(conn, vec![row])?;
    found.into_iter().next().ok_or(diesel::result::Error::NotFound)
}

/// Everybody who is away on a day, and who stands in.
pub fn away_on(conn: &mut Conn, day: NaiveDate) -> QueryResult<Away> {
    let pairs: Vec<(AccountId, Option<AccountId>)> = staff_absences::table
        .filter(staff_absences::cancelled_at.is_null())
        .filter(staff_absences::ends_on.ge(day))
        .filter(staff_absences::starts_on.le(day))
        .select((staff_absences::account_id, staff_absences::stand_in_id))
        .load(conn)?;
    Ok(Away::of(pairs))
}

/// Of some people those who are away on a day, with their stand-ins.
pub fn absent_among(
    conn: &mut Conn,
    people: &[AccountId],
    day: NaiveDate,
) -> QueryResult<Vec<Absence>> {
    absent_within(conn, people, (day, day))
}

/// Of some people those who are away on one of some days, or on all.
pub fn absent_within(
    conn: &mut Conn,
    people: &[AccountId],
    (from, to): Days,
) -> QueryResult<Vec<Absence>> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let rows = standing()
        .filter(staff_absences::account_id.eq_any(people))
        .filter(staff_absences::starts_on.le(to))
        .filter(staff_absences::ends_on.ge(from))
        .order((staff_absences::starts_on, staff_absences::id))
        .select(COLUMNS)
        .load(conn)?;
    named(conn, rows)
}

pub fn insert_absence(
    conn: &mut Conn,
    (account, (from, to)): (&AccountId, Days),
    stand_in: Option<&AccountId>,
    by: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<AbsenceId> {
    let id = AbsenceId::new();
    diesel::insert_into(staff_absences::table)
        .values((
            staff_absences::id.eq(&id),
            staff_absences::account_id.eq(account),
            staff_absences::starts_on.eq(from),
            staff_absences::ends_on.eq(to),
            staff_absences::stand_in_id.eq(stand_in),
            staff_absences::announced_by.eq(by),
            staff_absences::announced_at.eq(now),
        ))
        .execute(conn)?;
    Ok(id)
}

/// Calls an absence off; answers whether it stood until now.
pub fn cancel_absence(conn: &mut Conn, id: &AbsenceId, now: NaiveDateTime) -> QueryResult<bool> {
    let done = diesel::update(staff_absences::table.find(id))
        .filter(staff_absences::cancelled_at.is_null())
        .set(staff_absences::cancelled_at.eq(now))
        .execute(conn)?;
    Ok(done == 1)
}

/// Somebody of the staff, as lists to choose from name them.
pub type Person = (AccountId, String);

/// Those who work for one of somebody's nodes on a day, by name, without that person.
pub fn colleagues_of(
    conn: &mut Conn,
    account: &AccountId,
    day: NaiveDate,
) -> QueryResult<Vec<Person>> {
    let goes_on = memberships::ends_on.is_null().or(memberships::ends_on.ge(day));
    let own: Vec<NodeId> = memberships::table
        .filter(memberships::account_id.eq(account))
        .filter(memberships::starts_on.le(day))
        .filter(goes_on)
        .select(memberships::node_id)
        .load(conn)?;
    memberships::table
        .inner_join(accounts::table)
        .filter(memberships::node_id.eq_any(own))
        .filter(memberships::starts_on.le(day))
        .filter(memberships::ends_on.is_null().or(memberships::ends_on.ge(day)))
        .filter(memberships::account_id.ne(account))
        .filter(accounts::disabled_at.is_null())
        .filter(is_person())
        .order((accounts::name, accounts::id))
        .select((accounts::id, accounts::name))
        .distinct()
        .limit(500)
        .load(conn)
}
