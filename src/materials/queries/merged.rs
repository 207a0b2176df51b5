//! Two materials that are one: what leads to one of them leads to the other.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::{
    material_points as points, material_uses as uses, material_versions, materials,
    ticket_materials as answers,
};
use crate::materials::{MaterialId, VersionId};
use crate::tickets::TicketId;

/// Gives all that others tied to a material to another one, of which `number` is published: notes of use, answers, what
/// needs it, what was made of it, what it stands for.
pub fn hand_over(
    conn: &mut Conn,
    from: &MaterialId,
    (into, number): (&MaterialId, i32),
) -> QueryResult<()> {
    diesel::update(uses::table.filter(uses::material_id.eq(from)))
        .set((uses::material_id.eq(into), uses::number.eq(number)))
        .execute(conn)?;
    hand_over_answers(conn, from, into)?;
    hand_over_needs(conn, from, into)?;
    // It was not made from itself.
    let own = || materials::table.find(into);
    diesel::update(own().filter(materials::translation_of_id.eq(from)))
        .set(materials::translation_of_id.eq(None::<MaterialId>))
        .execute(conn)?;
    diesel::update(own().filter(materials::derived_from_id.eq(from)))
        .set((
            materials::derived_from_id.eq(None::<MaterialId>),
            materials::derived_from_number.eq(None::<i32>),
        ))
        .execute(conn)?;
    let other = || materials::table.filter(materials::id.ne(into));
    diesel::update(other().filter(materials::derived_from_id.eq(from)))
        .set((materials::derived_from_id.eq(into), materials::derived_from_number.eq(number)))
        .execute(conn)?;
    diesel::update(other().filter(materials::translation_of_id.eq(from)))
        .set(materials::translation_of_id.eq(into))
        .execute(conn)?;
    diesel::update(other().filter(materials::replaced_by_id.eq(from)))
        .set(materials::replaced_by_id.eq(into))
        .execute(conn)
        .map(drop)
}

/// An answer in which both are keeps the other one.
fn hand_over_answers(conn: &mut Conn, from: &MaterialId, into: &MaterialId) -> QueryResult<()> {
    let both: Vec<TicketId> = answers::table
        .filter(answers::material_id.eq(into))
        .select(answers::ticket_id)
        .load(conn)?;
    let own = || answers::table.filter(answers::material_id.eq(from));
    diesel::delete(own().filter(answers::ticket_id.eq_any(both))).execute(conn)?;
    diesel::update(own()).set(answers::material_id.eq(into)).execute(conn).map(drop)
}

/// What needed the one needs the other; which does not need itself.
fn hand_over_needs(conn: &mut Conn, from: &MaterialId, into: &MaterialId) -> QueryResult<()> {
    let versions: Vec<VersionId> = material_versions::table
        .filter(material_versions::material_id.eq(into))
        .select(material_versions::id)
        .load(conn)?;
    let needing = || points::table.filter(points::needs_id.eq(from));
    diesel::update(needing().filter(points::version_id.eq_any(versions)))
        .set(points::needs_id.eq(None::<MaterialId>))
        .execute(conn)?;
    diesel::update(needing()).set(points::needs_id.eq(into)).execute(conn).map(drop)
}

/// Notes of a material that was withdrawn that it is one with another.
pub fn set_merged(
    conn: &mut Conn,
    from: &MaterialId,
    into: &MaterialId,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::update(materials::table.find(from))
        .set((materials::replaced_by_id.eq(into), materials::merged_at.eq(now)))
        .execute(conn)
        .map(drop)
}

/// What a material has become one with.
pub fn merged_into(conn: &mut Conn, id: &MaterialId) -> QueryResult<Option<MaterialId>> {
    let found: Option<Option<MaterialId>> = materials::table
        .find(id)
        .filter(materials::withdrawn_at.is_not_null())
        .filter(materials::merged_at.is_not_null())
        .select(materials::replaced_by_id)
        .first(conn)
        .optional()?;
    Ok(found.flatten())
}
