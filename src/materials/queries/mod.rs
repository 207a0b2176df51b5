//! Every SQL statement about materials.

mod checks;
mod desk;
mod imports;
mod merged;
mod parts;
mod plays;
mod public;
mod search;
mod sources;
mod uses;
mod versions;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};

use super::{Material, MaterialId};
use crate::accounts::{AccountId, NodeId};
use crate::db::schema::{material_nodes, material_versions, materials, nodes, ticket_materials};
use crate::db::{Conn, each};
use crate::network::NodeName;
use crate::tickets::TicketId;

pub use checks::*;
pub use desk::*;
pub use imports::*;
pub use merged::*;
pub use parts::*;
pub use plays::*;
pub use public::*;
pub use search::*;
pub use sources::*;
pub use uses::*;
pub use versions::*;

pub fn find(conn: &mut Conn, id: &MaterialId) -> QueryResult<Material> {
    materials::table.find(id).select(Material::as_select()).first(conn)
}

pub fn by_slug(conn: &mut Conn, slug: &str) -> QueryResult<Material> {
    materials::table.filter(materials::slug.eq(slug)).select(Material::as_select()).first(conn)
}

pub fn exists(conn: &mut Conn, id: &MaterialId) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(materials::table.find(id))).get_result(conn)
}

/// What stands around a new material.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// Which version of what it is made of.
    pub derived_from: Option<(MaterialId, i32)>,
    pub translation_of: Option<MaterialId>,
}

pub fn insert(
    conn: &mut Conn,
    (id, node, origin): (&MaterialId, &NodeId, &Origin),
    by: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::insert_into(materials::table)
        .values((
            materials::id.eq(id),
            materials::node_id.eq(node),
            materials::derived_from_id.eq(origin.derived_from.as_ref().map(|(id, _)| id)),
            materials::derived_from_number.eq(origin.derived_from.as_ref().map(|(_, n)| n)),
            materials::translation_of_id.eq(&origin.translation_of),
            materials::created_by.eq(by),
            materials::created_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

pub fn delete(conn: &mut Conn, id: &MaterialId) -> QueryResult<()> {
    diesel::delete(materials::table.find(id)).execute(conn).map(drop)
}

/// The identifier of the material as a whole.
pub fn set_doi(conn: &mut Conn, id: &MaterialId, doi: Option<&str>) -> QueryResult<()> {
    let row = materials::table.find(id);
    diesel::update(row).set(materials::doi.eq(doi)).execute(conn).map(drop)
}

/// The nodes that made it beside the responsible one.
pub fn partners_of(conn: &mut Conn, id: &MaterialId) -> QueryResult<Vec<NodeName>> {
    material_nodes::table
        .inner_join(nodes::table)
        .filter(material_nodes::material_id.eq(id))
        .order(nodes::short_name)
        .select(NodeName::as_select())
        .load(conn)
}

pub fn set_partners(conn: &mut Conn, id: &MaterialId, partners: &[NodeId]) -> QueryResult<()> {
    let old = material_nodes::table.filter(material_nodes::material_id.eq(id));
    diesel::delete(old).execute(conn)?;
    let row = |node| (material_nodes::material_id.eq(id), material_nodes::node_id.eq(node));
    let rows: Vec<_> = partners.iter().map(row).collect();
    if rows.is_empty() {
        return Ok(());
    }
    each!(conn, real => diesel::insert_into(material_nodes::table)
        .values(&rows)
        .on_conflict_do_nothing()
        .execute(real))
    .map(drop)
}

/// The addresses in use that begin so.
fn slugs_like(conn: &mut Conn, base: &str) -> QueryResult<Vec<String>> {
    materials::table
        .filter(materials::slug.like(format!("{base}%")).assume_not_null())
        .select(materials::slug.assume_not_null())
        .load(conn)
}

/// Gives a material an address that no other has. `free` names one that is not taken; if somebody takes that at the same
/// moment, which only the database can tell, the next one is tried.
pub fn take_slug(
    conn: &mut Conn,
    id: &MaterialId,
    base: &str,
    free: impl Fn(&[String]) -> String,
) -> QueryResult<String> {
    loop {
        let slug = free(&slugs_like(conn, base)?);
        let taken = conn.transaction(|conn| {
            let material = diesel::update(materials::table.find(id));
            material.set(materials::slug.eq(&slug)).execute(conn)
        });
        match taken {
            Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {}
            done => return done.map(|_| slug),
        }
    }
}

/// Takes a material away from readers, or gives it back to them.
pub fn set_withdrawn(
    conn: &mut Conn,
    id: &MaterialId,
    end: Option<(&AccountId, &str, NaiveDateTime)>,
) -> QueryResult<()> {
    diesel::update(materials::table.find(id))
        .set((
            materials::withdrawn_by.eq(end.map(|(by, _, _)| by)),
            materials::withdrawn_reason.eq(end.map_or("", |(_, reason, _)| reason)),
            materials::withdrawn_at.eq(end.map(|(_, _, at)| at)),
            materials::replaced_by_id.eq(None::<MaterialId>),
            materials::merged_at.eq(None::<NaiveDateTime>),
        ))
        .execute(conn)
        .map(drop)
}

/// What readers of a withdrawn material are sent to.
pub fn set_replacement(conn: &mut Conn, id: &MaterialId, by: &MaterialId) -> QueryResult<()> {
    let row = materials::table.find(id);
    diesel::update(row).set(materials::replaced_by_id.eq(by)).execute(conn).map(drop)
}

/// Whether another material or another material's version bears a DOI.
pub fn doi_is_taken(conn: &mut Conn, doi: &str, own: &MaterialId) -> QueryResult<bool> {
    let whole = materials::table
        .filter(materials::doi.eq(doi))
        .filter(materials::id.ne(own))
        .filter(materials::withdrawn_at.is_null());
    let of_version = material_versions::table
        .filter(material_versions::doi.eq(doi))
        .filter(material_versions::material_id.ne(own));
    let one: bool = diesel::select(diesel::dsl::exists(whole)).get_result(conn)?;
    let other: bool = diesel::select(diesel::dsl::exists(of_version)).get_result(conn)?;
    Ok(one || other)
}

/// Notes that a material was put into an answer on a ticket; the first time counts.
pub fn note_used(
    conn: &mut Conn,
    ticket: &TicketId,
    material: &MaterialId,
    by: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let row = (
        ticket_materials::ticket_id.eq(ticket),
        ticket_materials::material_id.eq(material),
        ticket_materials::used_by.eq(by),
        ticket_materials::used_at.eq(now),
    );
    each!(conn, real => diesel::insert_into(ticket_materials::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(real))
    .map(drop)
}
