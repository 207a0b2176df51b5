//! What happens to collections and learning paths. Each function is one whole step in the caller's transaction.

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::rules::{self, Gap, Taught};
use super::{Draft, Kind, LearningPath, PathId, Step, Target, access, queries};
use crate::accounts::{Actor, NodeId};
use crate::courses::rules::lines;
use crate::courses::{CourseId, CourseText};
use crate::db::Conn;
use crate::history::{self, By};
use crate::i18n::Locale;
use crate::materials::queries as of_materials;
use crate::materials::rules::needs::needed;
use crate::materials::{MaterialId, Point};
use crate::{Error, Result, text};

fn record(
    conn: &mut Conn,
    actor: &Actor,
    (action, id): (&str, &PathId),
    detail: &Value,
    now: NaiveDateTime,
) -> Result<()> {
    let by = By::Account(actor.id.clone());
    history::record(conn, &by, action, ("path", id.as_str()), detail, now)
}

/// A new one.
pub fn write(
    conn: &mut Conn,
    actor: &Actor,
    (id, node): (&PathId, &NodeId),
    draft: &Draft,
    now: NaiveDateTime,
) -> Result<()> {
    if !rules::may_edit(actor, node) {
        return Err(Error::NotFound);
    }
    // The form came twice.
    if queries::exists(conn, id)? {
        return access::for_desk(conn, actor, id).map(drop);
    }
    queries::insert(conn, (id, node), draft, &actor.id, now)?;
    record(conn, actor, ("path.draft", id), &json!({ "kind": draft.kind }), now)
}

/// Changes one, unless somebody else did since `lock`. What readers see stays in an order that can be followed.
pub fn change(
    conn: &mut Conn,
    actor: &Actor,
    (id, lock): (&PathId, i32),
    draft: &Draft,
    now: NaiveDateTime,
) -> Result<()> {
    let (found, _) = access::for_desk(conn, actor, id)?;
    if found.published_at.is_some() {
        let known: Vec<&str> = draft.known.iter().map(String::as_str).collect();
        check(conn, (found.kind, &draft.steps), &known)?;
    }
    if !queries::update(conn, (id, lock), draft, now)? {
        return Err(rules::CHANGED.into());
    }
    record(conn, actor, ("path.change", id), &json!({ "steps": draft.steps.len() }), now)
}

/// Shows one to readers, when each step can be taken in its turn; again, it changes nothing.
pub fn publish(conn: &mut Conn, actor: &Actor, id: &PathId, now: NaiveDateTime) -> Result<()> {
    let (found, steps) = access::for_desk(conn, actor, id)?;
    if found.published_at.is_some() {
        return Ok(());
    }
    let known: Vec<&str> = found.known().collect();
    check(conn, (found.kind, &steps), &known)?;
    if found.slug.is_none() {
        conn.take_turn("learning_paths")?;
        let base = text::short_slug(&found.title_fr, "parcours");
        let taken = queries::slugs_like(conn, &base)?;
        queries::set_slug(conn, id, &text::free_slug(&base, &taken))?;
    }
    queries::set_published(conn, id, (Some(now), now))?;
    record(conn, actor, ("path.publish", id), &json!({ "steps": steps.len() }), now)
}

fn check(conn: &mut Conn, (kind, steps): (Kind, &[Step]), known: &[&str]) -> Result<()> {
    if steps.is_empty() {
        return Err(rules::EMPTY.into());
    }
    let ids = materials(steps);
    let readable = queries::readable(conn, &ids)?;
    if usize::try_from(readable).unwrap_or_default() < ids.len() {
        return Err(rules::NOT_PUBLISHED.into());
    }
    if kind == Kind::Path && !gaps(conn, (kind, steps), known)?.is_empty() {
        return Err(rules::NOT_IN_ORDER.into());
    }
    Ok(())
}

/// The materials among some steps.
pub fn materials(steps: &[Step]) -> Vec<MaterialId> {
    let of = |step: &Step| match &step.target {
        Target::Material(id) => Some(id.clone()),
        Target::Course(_) | Target::Web(..) => None,
    };
    steps.iter().filter_map(of).collect()
}

fn courses(steps: &[Step]) -> Vec<CourseId> {
    let of = |step: &Step| match &step.target {
        Target::Course(id) => Some(id.clone()),
        Target::Material(_) | Target::Web(..) => None,
    };
    steps.iter().filter_map(of).collect()
}

/// What a course asks for, and gives in either language.
fn taught_by(text: &CourseText) -> Taught {
    let asked = lines(text.said(Locale::Fr).prerequisites);
    let needs = asked.iter().map(|line| (needed(line).0, None));
    let outcomes = [&text.outcomes_fr, &text.outcomes_en];
    Taught {
        material: None,
        needs: needs.collect(),
        outcomes: outcomes.into_iter().flat_map(|said| lines(said)).collect(),
    }
}

/// What steps ask for that nothing before them gives; in a collection the order is nobody's concern.
pub fn gaps(conn: &mut Conn, (kind, steps): (Kind, &[Step]), known: &[&str]) -> Result<Vec<Gap>> {
    if kind == Kind::Collection {
        return Ok(Vec::new());
    }
    let published = of_materials::published_among(conn, &materials(steps))?;
    let versions: Vec<_> = published.iter().map(|one| one.version.id.clone()).collect();
    let parts = of_materials::parts_of_all(conn, &versions)?;
    let courses = queries::courses_among(conn, &courses(steps))?;
    let taught = |step: &Step| {
        let id = match &step.target {
            Target::Material(id) => id,
            Target::Course(id) => {
                let course = courses.iter().find(|one| one.id == *id);
                return course.map(|one| taught_by(&one.text)).unwrap_or_default();
            }
            Target::Web(..) => return Taught::default(),
        };
        let version = published.iter().find(|one| one.material.id == *id);
        let Some(parts) = version.and_then(|one| parts.get(&one.version.id)) else {
            return Taught { material: Some(id.clone()), ..Taught::default() };
        };
        Taught {
            material: Some(id.clone()),
            needs: parts
                .lines(Point::Prerequisite)
                .map(|line| (line.body.clone(), line.needs_id.clone()))
                .collect(),
            outcomes: parts.lines(Point::Outcome).map(|line| line.body.clone()).collect(),
        }
    };
    let taught: Vec<_> = steps.iter().map(taught).collect();
    let mut gaps = rules::gaps(&taught, known);
    // A course that is asked for is given by the step that is the course.
    gaps.retain(|gap| {
        let asked = steps.get(gap.step).and_then(|step| match &step.target {
            Target::Material(id) => published.iter().find(|one| one.material.id == *id),
            Target::Course(_) | Target::Web(..) => None,
        });
        let parts = asked.and_then(|one| parts.get(&one.version.id));
        let mut lines = parts.into_iter().flat_map(|parts| parts.lines(Point::Prerequisite));
        let line = lines.find(|line| line.body == gap.body);
        let course = line.and_then(|line| line.needs_course_id.as_ref());
        let before = |step: &Step| matches!(&step.target, Target::Course(id) if Some(id) == course);
        !steps.iter().take(gap.step).any(before)
    });
    Ok(gaps)
}

/// Takes one away from readers; its address is kept for it.
pub fn retract(conn: &mut Conn, actor: &Actor, id: &PathId, now: NaiveDateTime) -> Result<()> {
    let (found, _) = access::for_desk(conn, actor, id)?;
    if found.published_at.is_none() {
        return Ok(());
    }
    queries::set_published(conn, id, (None, now))?;
    record(conn, actor, ("path.retract", id), &json!({}), now)
}

/// Throws away what readers do not see.
pub fn dispose(conn: &mut Conn, actor: &Actor, id: &PathId, now: NaiveDateTime) -> Result<()> {
    let (LearningPath { published_at, .. }, _) = access::for_desk(conn, actor, id)?;
    if published_at.is_some() {
        return Err(rules::PUBLISHED.into());
    }
    queries::delete(conn, id)?;
    record(conn, actor, ("path.dispose", id), &json!({}), now)
}
