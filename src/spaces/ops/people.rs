//! Who looks after a space comes and goes.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{by, note};
use crate::accounts::Actor;
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::By;
use crate::spaces::rules;
use crate::spaces::{Named, Person, PersonId, Role, Space, SpaceId, State, access, queries};
use crate::{Error, Result};

/// Names somebody; the same role of the same address again is the same person.
pub fn add(
    conn: &mut Conn,
    actor: &Actor,
    (id, named): (&SpaceId, &Named),
    now: NaiveDateTime,
) -> Result<()> {
    conn.take_turn(id.as_str())?;
    let space = access::registered(conn, actor, id)?;
    if !State::LIVING.contains(&space.state) {
        return Err(rules::ILLEGAL.into());
    }
    let same =
        |one: &Person| one.role == named.role && one.email == named.email && one.ends_on.is_none();
    if let Some(there) = queries::people_of(conn, id)?.into_iter().find(same) {
        let again = there.name == named.name;
        return if again { Ok(()) } else { Err(rules::ROLE_GIVEN.into()) };
    }
    let person = Person {
        id: PersonId::new(),
        space_id: id.clone(),
        role: named.role,
        name: named.name.clone(),
        email: named.email.clone(),
        starts_on: network_day(now),
        ends_on: None,
        added_by: actor.id.clone(),
        added_at: now,
    };
    queries::insert_people(conn, std::slice::from_ref(&person))?;
    recount(conn, &space)?;
    let detail = json!({ "role": named.role, "person": person.id });
    note(conn, (&by(actor), "space.add_person", &space), &detail, now)
}

/// Ends somebody's part. An open space keeps two administrators and a curator.
pub fn end_part(
    conn: &mut Conn,
    actor: &Actor,
    (id, person): (&SpaceId, &PersonId),
    now: NaiveDateTime,
) -> Result<()> {
    conn.take_turn(id.as_str())?;
    let space = access::registered(conn, actor, id)?;
    let person = queries::person(conn, person)?;
    if person.space_id != *id {
        return Err(Error::NotFound);
    }
    if person.ends_on.is_some() {
        return Ok(());
    }
    let open = matches!(space.state, State::Active | State::Suspended);
    match person.role {
        Role::Administrator if open && space.administrators <= rules::FEWEST_ADMINISTRATORS => {
            return Err(rules::LAST_ADMINISTRATORS.into());
        }
        Role::Curator if open && space.curators <= rules::FEWEST_CURATORS => {
            return Err(rules::LAST_CURATOR.into());
        }
        Role::Administrator | Role::Curator => {}
    }
    queries::end_person(conn, &person.id, network_day(now))?;
    recount(conn, &space)?;
    let detail = json!({ "role": person.role, "person": person.id });
    note(conn, (&by(actor), "space.end_person", &space), &detail, now)
}

/// Ends the part of everybody who looks after a space that is closed: a handful of people.
pub(super) fn end_all(
    conn: &mut Conn,
    (by, space): (&By, &Space),
    now: NaiveDateTime,
) -> Result<()> {
    for person in queries::people_of(conn, &space.id)? {
        if queries::end_person(conn, &person.id, network_day(now))? {
            let detail = json!({ "role": person.role, "person": person.id });
            note(conn, (by, "space.end_person", space), &detail, now)?;
        }
    }
    recount(conn, space)
}

fn recount(conn: &mut Conn, space: &Space) -> Result<()> {
    let people = queries::people_of(conn, &space.id)?;
    let count = |role: Role| {
        let now = people.iter().filter(|one| one.role == role && one.ends_on.is_none());
        i32::try_from(now.count()).unwrap_or(i32::MAX)
    };
    let both = (count(Role::Administrator), count(Role::Curator));
    Ok(queries::set_counts(conn, &space.id, both)?)
}
