//! Every SQL statement about institutional spaces.

mod arrivals;
mod checks;
mod figures;
mod people;
mod training;

pub use arrivals::*;
pub use checks::*;
pub use figures::*;
pub use people::*;
pub use training::training_of;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{Profile, Space, SpaceId, State};
use crate::accounts::AccountId;
use crate::db::schema::spaces;
use crate::db::{Conn, MultiBackend, each, one_of};

pub fn find(conn: &mut Conn, id: &SpaceId) -> QueryResult<Space> {
    spaces::table.find(id).select(Space::as_select()).first(conn)
}

pub fn known(conn: &mut Conn, id: &SpaceId) -> QueryResult<Option<Space>> {
    find(conn, id).optional()
}

pub fn by_slug(conn: &mut Conn, slug: &str) -> QueryResult<Space> {
    spaces::table.filter(spaces::slug.eq(slug)).select(Space::as_select()).first(conn)
}

/// The space that an institution has or asks for, and before it is known whether they may, those that others ask for in its
/// name; the one that is sure first.
pub fn living_of(conn: &mut Conn, institution: &str) -> QueryResult<Vec<Space>> {
    spaces::table
        .filter(spaces::institution.eq(institution))
        .filter(one_of(spaces::state, State::LIVING))
        .order((spaces::unsure, spaces::requested_at, spaces::id))
        .limit(100)
        .select(Space::as_select())
        .load(conn)
}

/// The open spaces of some institutions: where their people deposit.
pub fn open_of(conn: &mut Conn, institutions: &[String]) -> QueryResult<Vec<(String, String)>> {
    if institutions.is_empty() {
        return Ok(Vec::new());
    }
    spaces::table
        .filter(spaces::institution.eq_any(institutions))
        .filter(spaces::state.eq(State::Active))
        .order((spaces::name, spaces::id))
        .limit(5)
        .select((spaces::slug, spaces::name))
        .load(conn)
}

/// What somebody asked for, the last first.
pub fn requested_by(conn: &mut Conn, who: &AccountId) -> QueryResult<Vec<Space>> {
    spaces::table
        .filter(spaces::requested_by.eq(who))
        .order((spaces::requested_at.desc(), spaces::id))
        .limit(50)
        .select(Space::as_select())
        .load(conn)
}

/// Somebody has made sure that the institution asks for it.
pub fn set_sure(conn: &mut Conn, id: &SpaceId) -> QueryResult<()> {
    diesel::update(spaces::table.find(id)).set(spaces::unsure.eq(false)).execute(conn).map(drop)
}

/// Every space by name; a few hundred at most.
pub fn all(conn: &mut Conn) -> QueryResult<Vec<Space>> {
    spaces::table
        .order((spaces::name, spaces::id))
        .limit(1_000)
        .select(Space::as_select())
        .load(conn)
}

/// Some spaces that everybody may see, in the order in which they were asked for, after a place in that order.
pub fn page(
    conn: &mut Conn,
    (states, institution): (&[State], Option<&str>),
    after: Option<(NaiveDateTime, &str)>,
    limit: i64,
) -> QueryResult<Vec<Space>> {
    let mut query = spaces::table
        .filter(one_of(spaces::state, states.to_vec()))
        .filter(spaces::unsure.eq(false))
        .order((spaces::requested_at, spaces::id))
        .limit(limit)
        .select(Space::as_select())
        .into_boxed::<MultiBackend>();
    if let Some(institution) = institution {
        query = query.filter(spaces::institution.eq(institution.to_owned()));
    }
    if let Some((at, id)) = after {
        let same = spaces::requested_at.eq(at).and(spaces::id.gt(id.to_owned()));
        query = query.filter(spaces::requested_at.gt(at).or(same));
    }
    query.load(conn)
}

/// Spaces in some states, whoever asked for them, in the order in which they did.
pub fn in_states(conn: &mut Conn, states: &[State], limit: i64) -> QueryResult<Vec<Space>> {
    spaces::table
        .filter(one_of(spaces::state, states.to_vec()))
        .order((spaces::requested_at, spaces::id))
        .limit(limit)
        .select(Space::as_select())
        .load(conn)
}

pub fn slug_is_taken(conn: &mut Conn, slug: &str) -> QueryResult<bool> {
    let found: Option<SpaceId> =
        spaces::table.filter(spaces::slug.eq(slug)).select(spaces::id).first(conn).optional()?;
    Ok(found.is_some())
}

/// The space that has a name in the repository.
pub fn by_alias(conn: &mut Conn, alias: &str) -> QueryResult<Option<SpaceId>> {
    spaces::table.filter(spaces::alias.eq(alias)).select(spaces::id).first(conn).optional()
}

pub fn insert(conn: &mut Conn, space: &Space) -> QueryResult<()> {
    each!(conn, real => diesel::insert_into(spaces::table).values(space).execute(real)).map(drop)
}

pub fn set_profile(conn: &mut Conn, id: &SpaceId, profile: &Profile) -> QueryResult<()> {
    diesel::update(spaces::table.find(id))
        .set((
            spaces::name.eq(&profile.name),
            spaces::description_fr.eq(&profile.description_fr),
            spaces::description_en.eq(&profile.description_en),
            spaces::perimeter.eq(&profile.perimeter),
            spaces::contact.eq(&profile.contact),
            spaces::node_id.eq(&profile.node_id),
        ))
        .execute(conn)
        .map(drop)
}

/// Moves a space from the state it is expected in; answers whether it was there.
pub fn advance(
    conn: &mut Conn,
    space: &Space,
    (to, reason): (State, &str),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let there = spaces::table.find(&space.id).filter(spaces::state.eq(space.state));
    let changed = diesel::update(there)
        .set((spaces::state.eq(to), spaces::since.eq(now), spaces::reason.eq(reason)))
        .execute(conn)?;
    Ok(changed == 1)
}

/// What is agreed before it is approved: its name in the repository, and when it is to open.
pub fn set_agreed(
    conn: &mut Conn,
    id: &SpaceId,
    alias: &str,
    opens_on: NaiveDate,
) -> QueryResult<()> {
    diesel::update(spaces::table.find(id))
        .set((spaces::alias.eq(alias), spaces::opens_on.eq(opens_on)))
        .execute(conn)
        .map(drop)
}

pub fn set_opened(conn: &mut Conn, id: &SpaceId, now: NaiveDateTime) -> QueryResult<()> {
    diesel::update(spaces::table.find(id)).set(spaces::opened_at.eq(now)).execute(conn).map(drop)
}

/// Where its data goes, and which space goes on with it.
pub fn set_end(
    conn: &mut Conn,
    id: &SpaceId,
    data_goes: &str,
    successor: Option<&SpaceId>,
) -> QueryResult<()> {
    diesel::update(spaces::table.find(id))
        .set((spaces::data_goes.eq(data_goes), spaces::successor_id.eq(successor)))
        .execute(conn)
        .map(drop)
}

/// How many look after a space now.
pub fn set_counts(
    conn: &mut Conn,
    id: &SpaceId,
    (administrators, curators): (i32, i32),
) -> QueryResult<()> {
    diesel::update(spaces::table.find(id))
        .set((spaces::administrators.eq(administrators), spaces::curators.eq(curators)))
        .execute(conn)
        .map(drop)
}

/// The addresses of spaces that were opened, and since when each is as it is.
pub fn public_pages(conn: &mut Conn) -> QueryResult<Vec<(String, NaiveDateTime)>> {
    spaces::table
        .filter(one_of(spaces::state, [State::Active, State::Suspended, State::Closed]))
        .order(spaces::id)
        .select((spaces::slug, spaces::since))
        .load(conn)
}
