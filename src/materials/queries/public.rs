//! What readers see.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::{
    material_files, material_links, material_versions, materials, nodes, ticket_materials,
};
use crate::materials::{Material, MaterialId, Published, Standing, Version};

/// A version by the address of its material: the published one, or one that has a number. Drafts are nobody's.
pub fn version_at(conn: &mut Conn, slug: &str, number: Option<i32>) -> QueryResult<Published> {
    let mut query = material_versions::table
        .inner_join(materials::table.inner_join(nodes::table))
        .filter(materials::slug.eq(slug))
        .filter(material_versions::state.ne(Standing::Draft))
        .order(material_versions::number.desc())
        .select((Material::as_select(), Version::as_select(), nodes::short_name, nodes::slug))
        .into_boxed();
    if let Some(number) = number {
        query = query.filter(material_versions::number.eq(number));
    }
    query.first(conn)
}

/// Published materials by their ids, in the order of the ids.
pub fn published_among(conn: &mut Conn, ids: &[MaterialId]) -> QueryResult<Vec<Published>> {
    let mut found: Vec<Published> = material_versions::table
        .inner_join(materials::table.inner_join(nodes::table))
        .filter(materials::id.eq_any(ids))
        .filter(material_versions::state.eq(Standing::Published))
        .select((Material::as_select(), Version::as_select(), nodes::short_name, nodes::slug))
        .load(conn)?;
    found.sort_by_key(|one| ids.iter().position(|id| *id == one.material.id));
    Ok(found)
}

/// Some materials with each version that readers ever saw, the last first; those that were withdrawn too.
pub fn seen_among(conn: &mut Conn, ids: &[MaterialId]) -> QueryResult<Vec<(Material, Version)>> {
    material_versions::table
        .inner_join(materials::table)
        .filter(materials::id.eq_any(ids))
        .filter(material_versions::state.ne(Standing::Draft))
        .order((materials::id, material_versions::number.desc()))
        .select((Material::as_select(), Version::as_select()))
        .load(conn)
}

/// The addresses of published materials and since when each says what it says, for those who index the site.
pub fn published_pages(conn: &mut Conn) -> QueryResult<Vec<(String, NaiveDateTime)>> {
    material_versions::table
        .inner_join(materials::table)
        .filter(material_versions::state.eq(Standing::Published))
        .filter(materials::slug.is_not_null())
        .order(materials::id)
        .select((materials::slug.assume_not_null(), material_versions::updated_at))
        .load(conn)
}

/// A material that another one is tied to: address, language tags, title.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Relative {
    pub slug: String,
    pub languages: String,
    pub title: String,
    pub number: i32,
}

/// Those that are tied to a material.
#[derive(Debug, Clone, Default)]
pub struct Relatives {
    /// What stands in its place since it was withdrawn.
    pub replacement: Option<Relative>,
    pub source: Option<Relative>,
    pub original: Option<Relative>,
    pub translations: Vec<Relative>,
    pub derived: Vec<Relative>,
}

const MOST_RELATIVES: i64 = 50;

pub fn relatives_of(conn: &mut Conn, material: &Material) -> QueryResult<Relatives> {
    let columns = (
        materials::slug.assume_not_null(),
        material_versions::languages,
        material_versions::title,
        material_versions::number,
    );
    let all = || {
        material_versions::table
            .inner_join(materials::table)
            .filter(material_versions::state.eq(Standing::Published))
            .order((material_versions::title, materials::id))
            .limit(MOST_RELATIVES)
            .select(columns)
    };
    let mut found = Relatives::default();
    if material.withdrawn_at.is_some() {
        let own = std::slice::from_ref(&material.id);
        found.replacement = replacements_of(conn, own)?.remove(&material.id);
    }
    if let Some(id) = &material.derived_from_id {
        found.source = all().filter(materials::id.eq(id)).first(conn).optional()?;
    }
    if let Some(id) = &material.translation_of_id {
        found.original = all().filter(materials::id.eq(id)).first(conn).optional()?;
    }
    // The other translations of the same original are translations of this one too.
    let original = material.translation_of_id.as_ref().unwrap_or(&material.id);
    found.translations = all()
        .filter(materials::translation_of_id.eq(original))
        .filter(materials::id.ne(&material.id))
        .load(conn)?;
    found.derived = all().filter(materials::derived_from_id.eq(&material.id)).load(conn)?;
    Ok(found)
}

/// What stands in the place of some withdrawn materials, where readers can read it.
pub fn replacements_of(
    conn: &mut Conn,
    ids: &[MaterialId],
) -> QueryResult<HashMap<MaterialId, Relative>> {
    let pairs: Vec<(MaterialId, MaterialId)> = materials::table
        .filter(materials::id.eq_any(ids))
        .filter(materials::replaced_by_id.is_not_null())
        .select((materials::id, materials::replaced_by_id.assume_not_null()))
        .load(conn)?;
    if pairs.is_empty() {
        return Ok(HashMap::new());
    }
    let next: Vec<&MaterialId> = pairs.iter().map(|(_, next)| next).collect();
    let rows: Vec<(MaterialId, Relative)> = material_versions::table
        .inner_join(materials::table)
        .filter(materials::id.eq_any(next))
        .filter(material_versions::state.eq(Standing::Published))
        .select((
            materials::id,
            (
                materials::slug.assume_not_null(),
                material_versions::languages,
                material_versions::title,
                material_versions::number,
            ),
        ))
        .load(conn)?;
    let known: HashMap<MaterialId, Relative> = rows.into_iter().collect();
    let found = |(id, next): (MaterialId, MaterialId)| Some((id, known.get(&next)?.clone()));
    Ok(pairs.into_iter().filter_map(found).collect())
}

/// What readers see that was made of a material.
pub fn made_of(conn: &mut Conn, id: &MaterialId) -> QueryResult<Vec<Published>> {
    material_versions::table
        .inner_join(materials::table.inner_join(nodes::table))
        .filter(materials::derived_from_id.eq(id))
        .filter(material_versions::state.eq(Standing::Published))
        .order(materials::id)
        .select((Material::as_select(), Version::as_select(), nodes::short_name, nodes::slug))
        .load(conn)
}

/// How often a material was made into another, and put into an answer.
pub fn reuse_of(conn: &mut Conn, id: &MaterialId) -> QueryResult<(i64, i64)> {
    let made = materials::table
        .inner_join(material_versions::table)
        .filter(materials::derived_from_id.eq(id))
        .filter(material_versions::state.eq(Standing::Published))
        .count()
        .get_result(conn)?;
    let told = ticket_materials::table
        .filter(ticket_materials::material_id.eq(id))
        .count()
        .get_result(conn)?;
    Ok((made, told))
}

/// Other published materials that lead to the same place or hold the same file as a version.
pub fn sharing_content(conn: &mut Conn, version: &Version) -> QueryResult<Vec<MaterialId>> {
    let places: Vec<String> = material_links::table
        .filter(material_links::version_id.eq(&version.id))
        .select(material_links::url_norm)
        .load(conn)?;
    let hashes: Vec<String> = material_files::table
        .filter(material_files::version_id.eq(&version.id))
        .select(material_files::sha256)
        .load(conn)?;
    let others = || {
        material_versions::table
            .filter(material_versions::material_id.ne(&version.material_id))
            .filter(material_versions::state.eq(Standing::Published))
            .limit(MOST_RELATIVES)
    };
    let mut found: Vec<MaterialId> = others()
        .inner_join(material_links::table)
        .filter(material_links::url_norm.eq_any(places))
        .select(material_versions::material_id)
        .load(conn)?;
    let same: Vec<MaterialId> = others()
        .inner_join(material_files::table)
        .filter(material_files::sha256.eq_any(hashes))
        .select(material_versions::material_id)
        .load(conn)?;
    found.extend(same);
    found.sort();
    found.dedup();
    Ok(found)
}
