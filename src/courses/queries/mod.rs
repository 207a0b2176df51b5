//! Every SQL statement about courses and their sessions.

mod calendars;
mod fill;
mod filled;
mod gone;
mod imports;
mod materials;
mod parts;
mod public;
mod sessions;
mod taught;
mod wanted;

pub use calendars::*;
pub use fill::*;
pub use filled::*;
pub use gone::*;
pub use imports::*;
pub use materials::*;
pub use parts::*;
pub use public::*;
pub use sessions::*;
pub use taught::*;
pub use wanted::*;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{Course, CourseId, CourseMaterial, CourseState, CourseText, Template};
use crate::accounts::{AccountId, NodeId};
use crate::db::schema::{course_changes, courses, nodes};
use crate::db::{Conn, MultiBackend};
use crate::tickets::queries::inbox::Scope;

pub fn find(conn: &mut Conn, id: &CourseId) -> QueryResult<Course> {
    courses::table.find(id).select(Course::as_select()).first(conn)
}

pub fn template_of(conn: &mut Conn, id: &CourseId) -> QueryResult<Template> {
    courses::table.find(id).select(Template::as_select()).first(conn)
}

pub fn by_slug(conn: &mut Conn, slug: &str) -> QueryResult<Course> {
    courses::table.filter(courses::slug.eq(slug)).select(Course::as_select()).first(conn)
}

/// Published courses by their titles, as many as a list shows.
pub fn titles(conn: &mut Conn, limit: i64) -> QueryResult<Vec<Course>> {
    courses::table
        .filter(courses::state.eq(CourseState::Published))
        .order((courses::folded, courses::id))
        .limit(limit)
        .select(Course::as_select())
        .load(conn)
}

/// The same and some others, also of those that are shown no more.
pub fn titles_with(conn: &mut Conn, limit: i64, also: &[CourseId]) -> QueryResult<Vec<Course>> {
    let mut all = titles(conn, limit)?;
    let missing: Vec<_> = also.iter().filter(|id| all.iter().all(|one| one.id != **id)).collect();
    if !missing.is_empty() {
        let others = courses::table.filter(courses::id.eq_any(missing));
        all.extend(others.select(Course::as_select()).load::<Course>(conn)?);
    }
    Ok(all)
}

/// The courses behind some addresses.
pub fn ids_by_slug(conn: &mut Conn, slugs: &[String]) -> QueryResult<Vec<(String, CourseId)>> {
    courses::table
        .filter(courses::slug.eq_any(slugs))
        .select((courses::slug.assume_not_null(), courses::id))
        .load(conn)
}

/// The addresses of some courses that have one.
pub fn slugs_of(conn: &mut Conn, ids: &[CourseId]) -> QueryResult<Vec<(CourseId, String)>> {
    courses::table
        .filter(courses::id.eq_any(ids))
        .filter(courses::slug.is_not_null())
        .select((courses::id, courses::slug.assume_not_null()))
        .load(conn)
}

/// What some courses say.
pub fn texts_of(conn: &mut Conn, ids: &[CourseId]) -> QueryResult<Vec<CourseText>> {
    courses::table.filter(courses::id.eq_any(ids)).select(CourseText::as_select()).load(conn)
}

/// Addresses that begin so.
pub fn slugs_like(conn: &mut Conn, base: &str) -> QueryResult<Vec<String>> {
    courses::table
        .filter(courses::slug.like(format!("{base}%")))
        .select(courses::slug.assume_not_null())
        .load(conn)
}

/// What is written of a course beside its texts.
#[derive(Debug, Clone, Default)]
pub struct Written {
    pub text: CourseText,
    pub level: Option<String>,
    pub minutes: Option<i32>,
    pub folded: String,
    pub template: Template,
    /// What it is taught with, in this order.
    pub materials: Vec<CourseMaterial>,
}

pub fn insert(
    conn: &mut Conn,
    (id, node): (&CourseId, &NodeId),
    written: &Written,
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<()> {
    changed(conn)?;
    diesel::insert_into(courses::table)
        .values((
            (
                courses::id.eq(id),
                courses::node_id.eq(node),
                courses::state.eq(CourseState::Draft),
                courses::level.eq(&written.level),
                courses::minutes.eq(written.minutes),
                courses::folded.eq(&written.folded),
                courses::created_by.eq(by),
                courses::created_at.eq(now),
                courses::updated_at.eq(now),
            ),
            &written.text,
            &written.template,
        ))
        .execute(conn)?;
    put_materials(conn, id, &written.materials)
}

/// Writes over what a course says if nobody did since `lock`; answers whether it was so.
pub fn update(
    conn: &mut Conn,
    (id, lock): (&CourseId, i32),
    written: &Written,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    changed(conn)?;
    let there = courses::table.find(id).filter(courses::lock_version.eq(lock));
    let changed = diesel::update(there)
        .set((
            &written.text,
            &written.template,
            courses::level.eq(&written.level),
            courses::minutes.eq(written.minutes),
            courses::folded.eq(&written.folded),
            courses::updated_at.eq(now),
            courses::lock_version.eq(lock + 1),
        ))
        .execute(conn)?;
    if changed == 1 {
        put_materials(conn, id, &written.materials)?;
    }
    Ok(changed == 1)
}

/// Moves a course from the state it is expected in; answers whether it was there. A first publication gives an address.
pub fn advance(
    conn: &mut Conn,
    course: &Course,
    (to, slug): (CourseState, &str),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    changed(conn)?;
    let there = courses::table.find(&course.id).filter(courses::state.eq(course.state));
    let changed = diesel::update(there)
        .set((
            courses::state.eq(to),
            courses::slug.eq(slug),
            courses::published_at.eq(course.published_at.unwrap_or(now)),
            courses::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Notes that something changed of what calendars are told. Whoever does so holds the row until their transaction ends,
/// so that nobody keeps what was there before under the new number.
pub fn changed(conn: &mut Conn) -> QueryResult<()> {
    diesel::update(course_changes::table.find("told"))
        .set(course_changes::seq.eq(course_changes::seq + 1))
        .execute(conn)
        .map(drop)
}

/// How often that was.
pub fn last_change(conn: &mut Conn) -> QueryResult<i64> {
    course_changes::table.find("told").select(course_changes::seq).first(conn)
}

/// A course and its node's short name.
pub type Line = (Course, String);

/// The courses of some nodes, the last changed first, after one.
pub fn on_desk(
    conn: &mut Conn,
    scope: &Scope,
    after: Option<&(NaiveDateTime, String)>,
    limit: i64,
) -> QueryResult<Vec<Line>> {
    let mut query = courses::table
        .inner_join(nodes::table)
        .order((courses::updated_at.desc(), courses::id.desc()))
        .limit(limit + 1)
        .select((Course::as_select(), nodes::short_name))
        .into_boxed::<MultiBackend>();
    if let Scope::Nodes(own) = scope {
        query = query.filter(courses::node_id.eq_any(own));
    }
    if let Some((at, id)) = after {
        query = query.filter(
            courses::updated_at.lt(*at).or(courses::updated_at.eq(*at).and(courses::id.lt(id))),
        );
    }
    query.load(conn)
}
