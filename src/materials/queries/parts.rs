//! What belongs to a version in rows of its own: people, outcomes, links, files.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::courses::CourseId;
use crate::db::schema::{
    material_files, material_links, material_people, material_points, material_versions, materials,
    stored_files,
};
use crate::db::{Conn, each};
use crate::materials::{
    FileId, Held, Line, Link, MaterialFile, MaterialId, Package, Parts, Person, Record, Standing,
    VersionId,
};

pub fn parts_of(conn: &mut Conn, version: &VersionId) -> QueryResult<Parts> {
    let mut found = parts_of_all(conn, std::slice::from_ref(version))?;
    Ok(found.remove(version).unwrap_or_default())
}

/// The parts of several versions.
pub fn parts_of_all(
    conn: &mut Conn,
    versions: &[VersionId],
) -> QueryResult<HashMap<VersionId, Parts>> {
    let mut found = HashMap::<VersionId, Parts>::new();
    let people: Vec<(VersionId, Person)> = material_people::table
        .filter(material_people::version_id.eq_any(versions))
        .order((material_people::version_id, material_people::position))
        .select((material_people::version_id, Person::as_select()))
        .load(conn)?;
    people.into_iter().for_each(|(id, one)| found.entry(id).or_default().people.push(one));
    let points: Vec<(VersionId, Line)> = material_points::table
        .filter(material_points::version_id.eq_any(versions))
        .order((material_points::version_id, material_points::kind, material_points::position))
        .select((material_points::version_id, Line::as_select()))
        .load(conn)?;
    points.into_iter().for_each(|(id, one)| found.entry(id).or_default().points.push(one));
    let links: Vec<(VersionId, Link)> = material_links::table
        .filter(material_links::version_id.eq_any(versions))
        .order((material_links::version_id, material_links::position))
        .select((material_links::version_id, Link::as_select()))
        .load(conn)?;
    links.into_iter().for_each(|(id, one)| found.entry(id).or_default().links.push(one));
    for held in files_of(conn, versions)? {
        found.entry(held.file.version_id.clone()).or_default().files.push(held);
    }
    Ok(found)
}

fn files_of(conn: &mut Conn, versions: &[VersionId]) -> QueryResult<Vec<Held>> {
    material_files::table
        .inner_join(stored_files::table)
        .filter(material_files::version_id.eq_any(versions))
        .order((material_files::version_id, material_files::position))
        .select((
            MaterialFile::as_select(),
            stored_files::bytes,
            stored_files::media_type,
            stored_files::scan_state,
        ))
        .load(conn)
}

/// The authors of several versions, in order.
pub fn authors_of_all(
    conn: &mut Conn,
    versions: &[VersionId],
) -> QueryResult<HashMap<VersionId, Vec<String>>> {
    let rows: Vec<(VersionId, String)> = material_people::table
        .filter(material_people::version_id.eq_any(versions))
        .filter(material_people::role.eq(crate::materials::Role::Author))
        .order((material_people::version_id, material_people::position))
        .select((material_people::version_id, material_people::name))
        .load(conn)?;
    let mut found = HashMap::<_, Vec<_>>::new();
    for (version, name) in rows {
        found.entry(version).or_default().push(name);
    }
    Ok(found)
}

/// Puts a record's rows in the place of those that a draft has; its files stay.
pub(super) fn put_parts(conn: &mut Conn, id: &VersionId, what: &Record) -> QueryResult<()> {
    let of =
        |id: &VersionId| material_people::table.filter(material_people::version_id.eq(id.clone()));
    diesel::delete(of(id)).execute(conn)?;
    let points = material_points::table.filter(material_points::version_id.eq(id));
    diesel::delete(points).execute(conn)?;
    let links = material_links::table.filter(material_links::version_id.eq(id));
    diesel::delete(links).execute(conn)?;
    put_people(conn, id, &what.people)?;
    put_points(conn, id, &what.points)?;
    put_links(conn, id, &what.links)
}

fn put_people(conn: &mut Conn, id: &VersionId, people: &[Person]) -> QueryResult<()> {
    let row = |(position, person): (i32, &Person)| {
        (
            material_people::version_id.eq(id.clone()),
            material_people::position.eq(position),
            material_people::role.eq(person.role),
            material_people::name.eq(person.name.clone()),
            material_people::orcid.eq(person.orcid.clone()),
            material_people::affiliation.eq(person.affiliation.clone()),
        )
    };
    let rows: Vec<_> = (0..).zip(people).map(row).collect();
    if rows.is_empty() {
        return Ok(());
    }
    each!(conn, real => diesel::insert_into(material_people::table).values(&rows).execute(real))
        .map(drop)
}

fn put_points(conn: &mut Conn, id: &VersionId, points: &[Line]) -> QueryResult<()> {
    let row = |(position, line): (i32, &Line)| {
        (
            material_points::version_id.eq(id.clone()),
            material_points::kind.eq(line.kind),
            material_points::position.eq(position),
            material_points::body.eq(line.body.clone()),
            material_points::needs_id.eq(line.needs_id.clone()),
            material_points::needs_course_id.eq(line.needs_course_id.clone()),
            material_points::skill.eq(line.skill.clone()),
        )
    };
    let rows: Vec<_> = (0..).zip(points).map(row).collect();
    if rows.is_empty() {
        return Ok(());
    }
    each!(conn, real => diesel::insert_into(material_points::table).values(&rows).execute(real))
        .map(drop)
}

fn put_links(conn: &mut Conn, id: &VersionId, links: &[Link]) -> QueryResult<()> {
    let row = |(position, link): (i32, &Link)| {
        (
            material_links::version_id.eq(id.clone()),
            material_links::position.eq(position),
            material_links::url.eq(link.url.clone()),
            material_links::url_norm.eq(link.url_norm.clone()),
            material_links::title.eq(link.title.clone()),
        )
    };
    let rows: Vec<_> = (0..).zip(links).map(row).collect();
    if rows.is_empty() {
        return Ok(());
    }
    each!(conn, real => diesel::insert_into(material_links::table).values(&rows).execute(real))
        .map(drop)
}

/// A file of a draft, whose bytes are noted as stored.
#[derive(Debug, Clone)]
pub struct NewFile<'a> {
    pub sha256: &'a str,
    pub name: &'a str,
    pub alt_text: &'a str,
    pub is_source: bool,
    pub package: Package,
    pub entry: &'a str,
    pub flaws: &'a str,
}

/// Adds a file at the end; answers its id.
pub fn add_file(conn: &mut Conn, version: &VersionId, file: &NewFile<'_>) -> QueryResult<FileId> {
    let last: Option<i32> = material_files::table
        .filter(material_files::version_id.eq(version))
        .select(diesel::dsl::max(material_files::position))
        .first(conn)?;
    let id = FileId::new();
    diesel::insert_into(material_files::table)
        .values((
            material_files::id.eq(&id),
            material_files::version_id.eq(version),
            material_files::position.eq(last.map_or(0, |last| last + 1)),
            material_files::sha256.eq(file.sha256),
            material_files::name.eq(file.name),
            material_files::alt_text.eq(file.alt_text),
            material_files::is_source.eq(file.is_source),
            material_files::package.eq(file.package),
            material_files::entry.eq(file.entry),
            material_files::flaws.eq(file.flaws),
        ))
        .execute(conn)?;
    Ok(id)
}

/// Takes a file out of a version; answers whether it was there.
pub fn remove_file(conn: &mut Conn, version: &VersionId, id: &FileId) -> QueryResult<bool> {
    let row = material_files::table.find(id).filter(material_files::version_id.eq(version));
    Ok(diesel::delete(row).execute(conn)? == 1)
}

/// The next version begins with the files of the one before.
pub fn copy_files(conn: &mut Conn, files: &[Held], to: &VersionId) -> QueryResult<()> {
    for held in files {
        let file = &held.file;
        let new = NewFile {
            sha256: &file.sha256,
            name: &file.name,
            alt_text: &file.alt_text,
            is_source: file.is_source,
            package: file.package,
            entry: &file.entry,
            flaws: &file.flaws,
        };
        add_file(conn, to, &new)?;
    }
    Ok(())
}

/// What the published versions of some materials need, as pairs: who needs, what is needed.
pub fn needs(conn: &mut Conn, of: &[MaterialId]) -> QueryResult<Vec<(MaterialId, MaterialId)>> {
    material_points::table
        .inner_join(material_versions::table)
        .filter(material_versions::material_id.eq_any(of))
        .filter(material_versions::state.ne(Standing::Superseded))
        .filter(material_points::needs_id.is_not_null())
        .select((material_versions::material_id, material_points::needs_id.assume_not_null()))
        .load(conn)
}

/// The courses that they need.
pub fn courses_needed(conn: &mut Conn, of: &[MaterialId]) -> QueryResult<Vec<CourseId>> {
    material_points::table
        .inner_join(material_versions::table)
        .filter(material_versions::material_id.eq_any(of))
        .filter(material_versions::state.ne(Standing::Superseded))
        .filter(material_points::needs_course_id.is_not_null())
        .select(material_points::needs_course_id.assume_not_null())
        .load(conn)
}

/// The materials behind some addresses.
pub fn ids_by_slug(conn: &mut Conn, slugs: &[String]) -> QueryResult<HashMap<String, MaterialId>> {
    let rows: Vec<(String, MaterialId)> = materials::table
        .filter(materials::slug.eq_any(slugs))
        .select((materials::slug.assume_not_null(), materials::id))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// The addresses of some materials that have one.
pub fn slugs_of(conn: &mut Conn, ids: &[MaterialId]) -> QueryResult<Vec<(MaterialId, String)>> {
    materials::table
        .filter(materials::id.eq_any(ids))
        .filter(materials::slug.is_not_null())
        .select((materials::id, materials::slug.assume_not_null()))
        .load(conn)
}

/// Skills that published outcomes name, the most frequent first.
pub fn skills(conn: &mut Conn, limit: i64) -> QueryResult<Vec<String>> {
    use diesel::dsl::count_star;
    material_points::table
        .inner_join(material_versions::table)
        .filter(material_versions::state.eq(Standing::Published))
        .filter(material_points::skill.ne(""))
        .group_by(material_points::skill)
        .order((count_star().desc(), material_points::skill.asc()))
        .limit(limit)
        .select(material_points::skill)
        .load(conn)
}
