//! The materials that courses use.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::courses::{Course, CourseId, CourseMaterial, CourseState, SessionState};
use crate::db::schema::{
    course_materials, course_sessions, courses, material_search, material_versions, materials,
};
use crate::db::{Conn, each};
use crate::materials::{MaterialId, Standing};

/// What some courses are taught with, each in its order.
pub fn materials_of(
    conn: &mut Conn,
    ids: &[CourseId],
) -> QueryResult<Vec<(CourseId, CourseMaterial)>> {
    course_materials::table
        .filter(course_materials::course_id.eq_any(ids))
        .order((course_materials::course_id, course_materials::position))
        .select((course_materials::course_id, CourseMaterial::as_select()))
        .load(conn)
}

/// Puts a material in the place of another one, as it is at the time: versions are of one material only.
pub fn hand_over_material(
    conn: &mut Conn,
    from: &MaterialId,
    into: &MaterialId,
) -> QueryResult<()> {
    let both: Vec<CourseId> = course_materials::table
        .filter(course_materials::material_id.eq(into))
        .select(course_materials::course_id)
        .load(conn)?;
    let own = || course_materials::table.filter(course_materials::material_id.eq(from));
    diesel::delete(own().filter(course_materials::course_id.eq_any(both))).execute(conn)?;
    diesel::update(own())
        .set((course_materials::material_id.eq(into), course_materials::number.eq(None::<i32>)))
        .execute(conn)
        .map(drop)
}

/// Puts these in the place of what a course was taught with.
pub fn put_materials(conn: &mut Conn, id: &CourseId, all: &[CourseMaterial]) -> QueryResult<()> {
    let old = course_materials::table.filter(course_materials::course_id.eq(id));
    diesel::delete(old).execute(conn)?;
    let row = |(position, one): (i32, &CourseMaterial)| {
        (
            course_materials::course_id.eq(id.clone()),
            course_materials::position.eq(position),
            course_materials::material_id.eq(one.material_id.clone()),
            course_materials::number.eq(one.number),
        )
    };
    let rows: Vec<_> = (0..).zip(all).map(row).collect();
    if rows.is_empty() {
        return Ok(());
    }
    each!(conn, real => diesel::insert_into(course_materials::table).values(&rows).execute(real))
        .map(drop)
}

/// The materials behind some addresses, with each version of them that readers ever saw.
pub fn materials_at(
    conn: &mut Conn,
    slugs: &[String],
) -> QueryResult<Vec<(String, MaterialId, i32)>> {
    material_versions::table
        .inner_join(materials::table)
        .filter(materials::slug.eq_any(slugs))
        .filter(material_versions::state.ne(Standing::Draft))
        .select((materials::slug.assume_not_null(), materials::id, material_versions::number))
        .load(conn)
}

/// The courses that are taught with some materials, each with the material, the last published first.
pub fn taught_with(conn: &mut Conn, ids: &[MaterialId]) -> QueryResult<Vec<(MaterialId, Course)>> {
    courses::table
        .inner_join(course_materials::table)
        .filter(course_materials::material_id.eq_any(ids))
        .filter(courses::state.eq(CourseState::Published))
        .order((courses::published_at.desc(), courses::id.desc()))
        .select((course_materials::material_id, Course::as_select()))
        .load(conn)
}

/// The addresses of the courses that are taught with each of some materials.
pub fn slugs_taught_with(
    conn: &mut Conn,
    ids: &[MaterialId],
) -> QueryResult<HashMap<MaterialId, Vec<String>>> {
    let rows: Vec<(MaterialId, String)> = courses::table
        .inner_join(course_materials::table)
        .filter(course_materials::material_id.eq_any(ids))
        .filter(courses::state.eq(CourseState::Published))
        .order((course_materials::material_id, courses::slug))
        .select((course_materials::material_id, courses::slug.assume_not_null()))
        .load(conn)?;
    let mut found = HashMap::<_, Vec<_>>::new();
    rows.into_iter().for_each(|(id, slug)| found.entry(id).or_default().push(slug));
    Ok(found)
}

/// The addresses of the materials that some courses are taught with, each in its order.
pub fn slugs_taught_in(
    conn: &mut Conn,
    ids: &[CourseId],
) -> QueryResult<HashMap<CourseId, Vec<String>>> {
    let rows: Vec<(CourseId, String)> = course_materials::table
        .inner_join(materials::table)
        .filter(course_materials::course_id.eq_any(ids))
        .filter(materials::withdrawn_at.is_null())
        .order((course_materials::course_id, course_materials::position))
        .select((course_materials::course_id, materials::slug.assume_not_null()))
        .load(conn)?;
    let mut found = HashMap::<_, Vec<_>>::new();
    rows.into_iter().for_each(|(id, slug)| found.entry(id).or_default().push(slug));
    Ok(found)
}

/// Where those materials stand in their list with which a session is taught that begins in a span.
pub fn taught_between(
    conn: &mut Conn,
    (from, to): (NaiveDateTime, NaiveDateTime),
) -> QueryResult<Vec<i64>> {
    material_search::table
        .inner_join(
            course_materials::table.on(course_materials::material_id.eq(material_search::id)),
        )
        .inner_join(courses::table.on(courses::id.eq(course_materials::course_id)))
        .inner_join(course_sessions::table.on(course_sessions::course_id.eq(courses::id)))
        .filter(courses::state.eq(CourseState::Published))
        .filter(course_sessions::state.eq(SessionState::Published))
        .filter(course_sessions::starts_at.gt(from))
        .filter(course_sessions::starts_at.le(to))
        .select(material_search::position)
        .distinct()
        .load(conn)
}
