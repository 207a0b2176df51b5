//! Every SQL statement about bodies.

mod agenda;
mod meetings;
mod public;
mod resolutions;
mod search;
mod titles;

pub use agenda::*;
pub use meetings::*;
pub use public::*;
pub use resolutions::*;
pub use search::*;
pub use titles::*;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{Body, BodyId, Capacity, Seat, SeatId, Seated};
use crate::accounts::AccountId;
use crate::db::schema::{accounts, bodies, body_seats as seats};
use crate::db::{Conn, each};
use crate::i18n::Locale;

/// Every body, in the order in which they were made.
pub fn bodies(conn: &mut Conn) -> QueryResult<Vec<Body>> {
    bodies::table
        .order((bodies::made_at, bodies::id))
        .limit(200)
        .select(Body::as_select())
        .load(conn)
}

pub fn body(conn: &mut Conn, id: &BodyId) -> QueryResult<Body> {
    bodies::table.find(id).select(Body::as_select()).first(conn)
}

pub fn known_body(conn: &mut Conn, id: &BodyId) -> QueryResult<Option<Body>> {
    body(conn, id).optional()
}

pub fn body_by_slug(conn: &mut Conn, slug: &str) -> QueryResult<Body> {
    bodies::table.filter(bodies::slug.eq(slug)).select(Body::as_select()).first(conn)
}

/// Whether another body has this code, or this address.
pub fn is_taken(conn: &mut Conn, code: &str, slug: &str) -> QueryResult<bool> {
    let same = bodies::table.filter(bodies::code.eq(code).or(bodies::slug.eq(slug)));
    diesel::select(diesel::dsl::exists(same)).get_result(conn)
}

pub fn insert_body(conn: &mut Conn, body: &Body) -> QueryResult<()> {
    each!(conn, real => diesel::insert_into(bodies::table).values(body).execute(real)).map(drop)
}

/// What a body is called, what it is for, and when it may decide. Its code and its address stay.
pub fn change_body(conn: &mut Conn, body: &Body, now: NaiveDateTime) -> QueryResult<()> {
    diesel::update(bodies::table.find(&body.id))
        .set((
            bodies::kind.eq(body.kind),
            bodies::name_fr.eq(&body.name_fr),
            bodies::name_en.eq(&body.name_en),
            bodies::mandate_fr.eq(&body.mandate_fr),
            bodies::mandate_en.eq(&body.mandate_en),
            bodies::quorum.eq(body.quorum),
            bodies::changed_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

/// The bodies in which somebody sits on a day.
pub fn bodies_of(conn: &mut Conn, account: &AccountId, day: NaiveDate) -> QueryResult<Vec<BodyId>> {
    seats::table
        .filter(seats::account_id.eq(account))
        .filter(seats::starts_on.le(day))
        .filter(seats::ends_on.is_null().or(seats::ends_on.ge(day).assume_not_null()))
        .select(seats::body_id)
        .distinct()
        .load(conn)
}

/// The bodies that somebody convenes and writes the minutes of.
pub fn run_by(conn: &mut Conn, account: &AccountId, day: NaiveDate) -> QueryResult<Vec<BodyId>> {
    seats::table
        .filter(seats::account_id.eq(account))
        .filter(seats::capacity.eq(Capacity::Secretary))
        .filter(seats::starts_on.le(day))
        .filter(seats::ends_on.is_null().or(seats::ends_on.ge(day).assume_not_null()))
        .select(seats::body_id)
        .distinct()
        .load(conn)
}

/// Somebody's seat in a body on a day; of several, one that runs it, else the first.
pub fn seat_on(
    conn: &mut Conn,
    (body, account): (&BodyId, &AccountId),
    day: NaiveDate,
) -> QueryResult<Option<Seat>> {
    let held: Vec<Seat> = seats::table
        .filter(seats::body_id.eq(body))
        .filter(seats::account_id.eq(account))
        .filter(seats::starts_on.le(day))
        .filter(seats::ends_on.is_null().or(seats::ends_on.ge(day).assume_not_null()))
        .order((seats::starts_on, seats::id))
        .select(Seat::as_select())
        .load(conn)?;
    let first = held.iter().position(|seat| seat.capacity == Capacity::Secretary).unwrap_or(0);
    Ok(held.into_iter().nth(first))
}

pub fn known_seat(conn: &mut Conn, id: &SeatId) -> QueryResult<Option<Seat>> {
    seats::table.find(id).select(Seat::as_select()).first(conn).optional()
}

/// Who sits in a body on a day, those who lead it first, alternates after the others.
pub fn seated_on(conn: &mut Conn, body: &BodyId, day: NaiveDate) -> QueryResult<Vec<Seated>> {
    let mut all = seated(conn, body)?;
    all.retain(|one| super::rules::sits(&one.seat, day));
    Ok(all)
}

/// Everybody who sits, sat or will sit in a body.
pub fn seated(conn: &mut Conn, body: &BodyId) -> QueryResult<Vec<Seated>> {
    let rows: Vec<(Seat, String, String, Locale, Option<NaiveDateTime>)> = seats::table
        .inner_join(accounts::table)
        .filter(seats::body_id.eq(body))
        .order((seats::starts_on, accounts::name, seats::id))
        .limit(1000)
        .select((
            Seat::as_select(),
            accounts::name,
            accounts::email,
            accounts::language,
            accounts::disabled_at,
        ))
        .load(conn)?;
    let mut all: Vec<_> = rows
        .into_iter()
        .map(|(seat, name, email, language, closed)| {
            let gone = closed.is_some();
            Seated { seat, name, email, language, gone }
        })
        .collect();
    all.sort_by_key(|one| (one.seat.alternate_of.is_some(), one.seat.capacity));
    Ok(all)
}

/// Who sits for an institution on a day: the seat, in which body, and the person's name; those who lead first.
pub fn sent_by(
    conn: &mut Conn,
    institution: &str,
    day: NaiveDate,
) -> QueryResult<Vec<(Seat, Body, String)>> {
    let mut all: Vec<(Seat, Body, String)> = seats::table
        .inner_join(bodies::table)
        .inner_join(accounts::table)
        .filter(seats::institution.eq(institution))
        .filter(seats::starts_on.le(day))
        .filter(seats::ends_on.is_null().or(seats::ends_on.ge(day).assume_not_null()))
        .order((bodies::made_at, bodies::id, accounts::name, seats::id))
        .limit(500)
        .select((Seat::as_select(), Body::as_select(), accounts::name))
        .load(conn)?;
    all.sort_by_key(|(seat, body, _)| {
        (body.made_at, body.id.clone(), seat.alternate_of.is_some(), seat.capacity)
    });
    Ok(all)
}

/// Seats whose time ends between two days without another one of the same person there, what ends first first.
pub fn ending(
    conn: &mut Conn,
    (from, to): (NaiveDate, NaiveDate),
) -> QueryResult<Vec<(Seat, Body)>> {
    let mut all: Vec<(Seat, Body)> = seats::table
        .inner_join(bodies::table)
        .filter(seats::ends_on.ge(from))
        .filter(seats::ends_on.le(to))
        .order((seats::ends_on, seats::id))
        .limit(200)
        .select((Seat::as_select(), Body::as_select()))
        .load(conn)?;
    let who: Vec<AccountId> = all.iter().map(|(seat, _)| seat.account_id.clone()).collect();
    let held: Vec<Seat> =
        seats::table.filter(seats::account_id.eq_any(&who)).select(Seat::as_select()).load(conn)?;
    let goes_on = |seat: &Seat| {
        let same =
            |other: &&Seat| other.account_id == seat.account_id && other.body_id == seat.body_id;
        let later = |other: &Seat| other.ends_on.is_none() || other.ends_on > seat.ends_on;
        held.iter().filter(same).any(later)
    };
    all.retain(|(seat, _)| !goes_on(seat));
    Ok(all)
}

pub fn insert_seat(conn: &mut Conn, seat: &Seat) -> QueryResult<()> {
    each!(conn, real => diesel::insert_into(seats::table).values(seat).execute(real)).map(drop)
}

/// Takes a seat away that has not begun; who was to stand in there stands in for nobody.
pub fn take_back_seat(conn: &mut Conn, id: &SeatId) -> QueryResult<()> {
    diesel::update(seats::table.filter(seats::alternate_of.eq(id)))
        .set(seats::alternate_of.eq(None::<SeatId>))
        .execute(conn)?;
    diesel::delete(seats::table.find(id)).execute(conn).map(drop)
}

/// Ends somebody's time with a day; answers whether it had no end, or a later one.
pub fn end_seat(conn: &mut Conn, id: &SeatId, last: NaiveDate) -> QueryResult<bool> {
    let open = seats::table
        .find(id)
        .filter(seats::starts_on.le(last))
        .filter(seats::ends_on.is_null().or(seats::ends_on.gt(last).assume_not_null()));
    Ok(diesel::update(open).set(seats::ends_on.eq(last)).execute(conn)? == 1)
}
