//! What became of the rows of files of materials, and what is there already.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::NodeId;
use crate::db::schema::{material_imports, material_links, material_versions, materials};
use crate::db::{Conn, each};
use crate::materials::{Material, MaterialId, Standing, Version};

/// A material by its DOI, or that of one of its versions; those that were withdrawn last.
pub fn by_dois(conn: &mut Conn, dois: &[&str]) -> QueryResult<HashMap<String, MaterialId>> {
    let of_versions: Vec<(String, MaterialId)> = material_versions::table
        .filter(material_versions::doi.eq_any(dois))
        .select((material_versions::doi.assume_not_null(), material_versions::material_id))
        .load(conn)?;
    let own: Vec<(String, MaterialId)> = materials::table
        .filter(materials::doi.eq_any(dois))
        .order((materials::withdrawn_at.is_null(), materials::id.desc()))
        .select((materials::doi.assume_not_null(), materials::id))
        .load(conn)?;
    Ok(of_versions.into_iter().chain(own).collect())
}

/// A material by where it leads first: one of the node before others, the oldest before later ones.
pub fn by_places(
    conn: &mut Conn,
    (node, places): (&NodeId, &[&str]),
) -> QueryResult<HashMap<String, MaterialId>> {
    let mut rows: Vec<(String, MaterialId, NodeId)> = material_links::table
        .inner_join(
            material_versions::table.on(material_versions::id.eq(material_links::version_id)),
        )
        .inner_join(materials::table.on(materials::id.eq(material_versions::material_id)))
        .filter(material_links::url_norm.eq_any(places))
        .filter(material_links::position.eq(0))
        .filter(material_versions::state.eq_any([Standing::Draft, Standing::Published]))
        .select((material_links::url_norm, materials::id, materials::node_id))
        .load(conn)?;
    // The last one wins below.
    rows.sort_by(|(_, a, a_node), (_, b, b_node)| {
        (a_node == node).cmp(&(b_node == node)).then_with(|| b.cmp(a))
    });
    Ok(rows.into_iter().map(|(place, id, _)| (place, id)).collect())
}

/// What rows of a node's files became, by their keys.
pub fn by_keys(
    conn: &mut Conn,
    (node, keys): (&NodeId, &[String]),
) -> QueryResult<HashMap<String, MaterialId>> {
    let rows: Vec<(String, MaterialId)> = material_imports::table
        .filter(material_imports::node_id.eq(node))
        .filter(material_imports::key_sha256.eq_any(keys))
        .select((material_imports::key_sha256, material_imports::material_id))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// What was taken over last of some materials.
pub fn digests_of(
    conn: &mut Conn,
    ids: &[&MaterialId],
) -> QueryResult<HashMap<MaterialId, String>> {
    let rows: Vec<(MaterialId, String)> = material_imports::table
        .filter(material_imports::material_id.eq_any(ids))
        .select((material_imports::material_id, material_imports::digest))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Some materials, each with its newest version.
pub fn with_newest(conn: &mut Conn, ids: &[&MaterialId]) -> QueryResult<Vec<(Material, Version)>> {
    let mut rows: Vec<(Material, Version)> = materials::table
        .inner_join(material_versions::table.on(material_versions::material_id.eq(materials::id)))
        .filter(materials::id.eq_any(ids))
        .order((materials::id, material_versions::number.desc()))
        .select((Material::as_select(), Version::as_select()))
        .load(conn)?;
    rows.dedup_by(|(later, _), (first, _)| later.id == first.id);
    Ok(rows)
}

/// Notes what a row of a node's file became, in the place of what its key or the material stood for before.
pub fn put_import(
    conn: &mut Conn,
    (node, material): (&NodeId, &MaterialId),
    (key_sha256, digest): (&str, &str),
    now: NaiveDateTime,
) -> QueryResult<()> {
    let same_key =
        material_imports::node_id.eq(node).and(material_imports::key_sha256.eq(key_sha256));
    let before =
        material_imports::table.filter(material_imports::material_id.eq(material).or(same_key));
    diesel::delete(before).execute(conn)?;
    let row = (
        material_imports::material_id.eq(material),
        material_imports::node_id.eq(node),
        material_imports::key_sha256.eq(key_sha256),
        material_imports::digest.eq(digest),
        material_imports::imported_at.eq(now),
    );
    each!(conn, real => diesel::insert_into(material_imports::table).values(row).execute(real))
        .map(drop)
}
