//! Every statement about collections and learning paths.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{Draft, Kind, LearningPath, PathId, Step, StepRow, Target};
use crate::accounts::{AccountId, NodeId};
use crate::courses::{CourseId, CourseState, CourseText};
use crate::db::schema::{
    courses, learning_path_steps as steps, learning_paths as paths, material_versions, materials,
    nodes,
};
use crate::db::{Conn, each};
use crate::materials::{MaterialId, Standing};
use crate::tickets::queries::inbox::Scope;

/// One with the short name and the address of its node.
pub type Shown = (LearningPath, String, String);

pub fn find(conn: &mut Conn, id: &PathId) -> QueryResult<LearningPath> {
    paths::table.find(id).select(LearningPath::as_select()).first(conn)
}

pub fn exists(conn: &mut Conn, id: &PathId) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(paths::table.find(id))).get_result(conn)
}

/// What readers find at an address.
pub fn published(conn: &mut Conn, slug: &str) -> QueryResult<Shown> {
    paths::table
        .inner_join(nodes::table)
        .filter(paths::slug.eq(slug))
        .filter(paths::published_at.is_not_null())
        .select((LearningPath::as_select(), nodes::short_name, nodes::slug))
        .first(conn)
}

/// What readers see, the newest first; one more than `limit`.
pub fn catalogue(
    conn: &mut Conn,
    kind: Kind,
    after: Option<(NaiveDateTime, String)>,
    limit: i64,
) -> QueryResult<Vec<Shown>> {
    let mut query = paths::table
        .inner_join(nodes::table)
        .filter(paths::kind.eq(kind))
        .filter(paths::published_at.is_not_null())
        .order((paths::published_at.desc(), paths::id.desc()))
        .limit(limit + 1)
        .select((LearningPath::as_select(), nodes::short_name, nodes::slug))
        .into_boxed();
    if let Some((at, id)) = after {
        let same = paths::published_at.eq(at).and(paths::id.lt(id));
        query = query.filter(paths::published_at.lt(at).or(same));
    }
    query.load(conn)
}

/// Those of some nodes, the last changed first; one more than `limit`.
pub fn on_desk(
    conn: &mut Conn,
    scope: &Scope,
    after: Option<(NaiveDateTime, String)>,
    limit: i64,
) -> QueryResult<Vec<Shown>> {
    let mut query = paths::table
        .inner_join(nodes::table)
        .order((paths::updated_at.desc(), paths::id.desc()))
        .limit(limit + 1)
        .select((LearningPath::as_select(), nodes::short_name, nodes::slug))
        .into_boxed();
    if let Scope::Nodes(nodes) = scope {
        query = query.filter(paths::node_id.eq_any(nodes));
    }
    if let Some((at, id)) = after {
        query = query
            .filter(paths::updated_at.lt(at).or(paths::updated_at.eq(at).and(paths::id.lt(id))));
    }
    query.load(conn)
}

/// The published ones in which a material is a step.
pub fn holding(conn: &mut Conn, material: &MaterialId) -> QueryResult<Vec<LearningPath>> {
    let within = steps::table.filter(steps::material_id.eq(material)).select(steps::path_id);
    paths::table
        .filter(paths::id.eq_any(within))
        .filter(paths::published_at.is_not_null())
        .order((paths::title_fr, paths::id))
        .limit(50)
        .select(LearningPath::as_select())
        .load(conn)
}

/// Those of which each of some materials is a step.
pub fn holding_all(
    conn: &mut Conn,
    materials: &[MaterialId],
) -> QueryResult<Vec<(MaterialId, LearningPath)>> {
    let mut found: Vec<(MaterialId, LearningPath)> = paths::table
        .inner_join(steps::table)
        .filter(steps::material_id.eq_any(materials))
        .filter(paths::published_at.is_not_null())
        .order((steps::material_id, paths::title_fr, paths::id))
        .select((steps::material_id.assume_not_null(), LearningPath::as_select()))
        .load(conn)?;
    found.dedup_by(|one, other| one.0 == other.0 && one.1.id == other.1.id);
    Ok(found)
}

/// The addresses of published ones, and when each was last changed.
pub fn published_pages(conn: &mut Conn) -> QueryResult<Vec<(Kind, String, NaiveDateTime)>> {
    paths::table
        .filter(paths::published_at.is_not_null())
        .order(paths::id)
        .select((paths::kind, paths::slug.assume_not_null(), paths::updated_at))
        .load(conn)
}

pub fn steps_of_all(conn: &mut Conn, ids: &[PathId]) -> QueryResult<HashMap<PathId, Vec<Step>>> {
    let rows: Vec<StepRow> = steps::table
        .filter(steps::path_id.eq_any(ids))
        .order((steps::path_id, steps::position))
        .select(StepRow::as_select())
        .load(conn)?;
    let mut found = HashMap::<PathId, Vec<Step>>::new();
    for row in rows {
        found.entry(row.path_id.clone()).or_default().push(row.into());
    }
    Ok(found)
}

/// What can be said of a course as a step: its address, what it says, whether it is given still.
#[derive(Debug, Clone, Queryable)]
pub struct CourseStep {
    pub id: CourseId,
    pub slug: Option<String>,
    pub text: CourseText,
    pub state: CourseState,
    pub minutes: Option<i32>,
}

pub fn courses_among(conn: &mut Conn, ids: &[CourseId]) -> QueryResult<Vec<CourseStep>> {
    courses::table
        .filter(courses::id.eq_any(ids))
        .select((
            courses::id,
            courses::slug,
            CourseText::as_select(),
            courses::state,
            courses::minutes,
        ))
        .load(conn)
}

/// The courses behind some addresses.
pub fn courses_by_slug(
    conn: &mut Conn,
    slugs: &[String],
) -> QueryResult<HashMap<String, CourseId>> {
    let rows: Vec<(String, CourseId)> = courses::table
        .filter(courses::slug.eq_any(slugs))
        .select((courses::slug.assume_not_null(), courses::id))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// How many of some materials readers can read now.
pub fn readable(conn: &mut Conn, ids: &[MaterialId]) -> QueryResult<i64> {
    materials::table
        .inner_join(material_versions::table)
        .filter(materials::id.eq_any(ids))
        .filter(material_versions::state.eq(Standing::Published))
        .count()
        .get_result(conn)
}

pub fn insert(
    conn: &mut Conn,
    (id, node): (&PathId, &NodeId),
    draft: &Draft,
    by: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::insert_into(paths::table)
        .values((
            paths::id.eq(id),
            paths::node_id.eq(node),
            paths::kind.eq(draft.kind),
            paths::title_fr.eq(&draft.title_fr),
            paths::summary_fr.eq(&draft.summary_fr),
            paths::title_en.eq(&draft.title_en),
            paths::summary_en.eq(&draft.summary_en),
            paths::known.eq(draft.known.join("\n")),
            paths::created_by.eq(by),
            paths::created_at.eq(now),
            paths::updated_at.eq(now),
        ))
        .execute(conn)?;
    put_steps(conn, id, &draft.steps)
}

/// Changes one unless somebody else did since `lock`; answers whether it did. What it is stays.
pub fn update(
    conn: &mut Conn,
    (id, lock): (&PathId, i32),
    draft: &Draft,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let row = paths::table.find(id).filter(paths::lock_version.eq(lock));
    let changed = diesel::update(row)
        .set((
            paths::title_fr.eq(&draft.title_fr),
            paths::summary_fr.eq(&draft.summary_fr),
            paths::title_en.eq(&draft.title_en),
            paths::summary_en.eq(&draft.summary_en),
            paths::known.eq(draft.known.join("\n")),
            paths::updated_at.eq(now),
            paths::lock_version.eq(lock + 1),
        ))
        .execute(conn)?;
    if changed == 1 {
        diesel::delete(steps::table.filter(steps::path_id.eq(id))).execute(conn)?;
        put_steps(conn, id, &draft.steps)?;
    }
    Ok(changed == 1)
}

fn put_steps(conn: &mut Conn, id: &PathId, all: &[Step]) -> QueryResult<()> {
    let row = |(position, step): (i32, &Step)| {
        let (material, course, web) = match step.target.clone() {
            Target::Material(id) => (Some(id), None, Default::default()),
            Target::Course(id) => (None, Some(id), Default::default()),
            Target::Web(url, title) => (None, None, (url, title)),
        };
        (
            steps::path_id.eq(id.clone()),
            steps::position.eq(position),
            steps::material_id.eq(material),
            steps::course_id.eq(course),
            steps::url.eq(web.0),
            steps::title.eq(web.1),
            steps::note.eq(step.note.clone()),
            steps::required.eq(step.required),
        )
    };
    let rows: Vec<_> = (0..).zip(all).map(row).collect();
    if rows.is_empty() {
        return Ok(());
    }
    each!(conn, real => diesel::insert_into(steps::table).values(&rows).execute(real)).map(drop)
}

/// Puts a material in the place of another one. Where both are steps, the other one's goes.
pub fn hand_over(conn: &mut Conn, from: &MaterialId, into: &MaterialId) -> QueryResult<()> {
    let both: Vec<PathId> =
        steps::table.filter(steps::material_id.eq(into)).select(steps::path_id).load(conn)?;
    let own = || steps::table.filter(steps::material_id.eq(from));
    diesel::delete(own().filter(steps::path_id.eq_any(both))).execute(conn)?;
    diesel::update(own()).set(steps::material_id.eq(into)).execute(conn).map(drop)
}

/// The addresses in use that begin so.
pub fn slugs_like(conn: &mut Conn, base: &str) -> QueryResult<Vec<String>> {
    paths::table
        .filter(paths::slug.like(format!("{base}%")).assume_not_null())
        .select(paths::slug.assume_not_null())
        .load(conn)
}

pub fn set_slug(conn: &mut Conn, id: &PathId, slug: &str) -> QueryResult<()> {
    diesel::update(paths::table.find(id)).set(paths::slug.eq(slug)).execute(conn).map(drop)
}

/// Shows one to readers, or does not any more.
pub fn set_published(
    conn: &mut Conn,
    id: &PathId,
    (at, now): (Option<NaiveDateTime>, NaiveDateTime),
) -> QueryResult<()> {
    diesel::update(paths::table.find(id))
        .set((paths::published_at.eq(at), paths::updated_at.eq(now)))
        .execute(conn)
        .map(drop)
}

pub fn delete(conn: &mut Conn, id: &PathId) -> QueryResult<()> {
    diesel::delete(paths::table.find(id)).execute(conn).map(drop)
}
