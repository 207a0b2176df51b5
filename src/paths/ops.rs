//! What happens to collections and learning paths. Each function is one whole step in the caller's transaction.

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::queries::CourseStep;
use super::rules::{self, Gap, Taught};
use super::{Draft, Kind, LearningPath, PathId, Step, Target, access, queries};
use crate::accounts::{Actor, NodeId};
use crate::courses::rules::lines;
use crate::courses::{CourseId, CourseText};
use crate::db::Conn;
use crate::history::{self, By};
use crate::i18n::Locale;
use crate::materials::queries as of_materials;
use crate::materials::rules::needs::{Need, needed};
use crate::materials::{Line, MaterialId, Parts, Point, Published};
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
        let taught = match &step.target {
            Target::Material(id) => {
                let version = published.iter().find(|one| one.material.id == *id);
                version.and_then(|one| parts.get(&one.version.id)).map(taught_with)
            }
            Target::Course(id) => {
                let course = courses.iter().find(|one| one.id == *id);
                course.map(|one| taught_by(&one.text, |need| named(need, &published, &courses)))
            }
            Target::Web(..) => None,
        };
        Taught { target: Some(step.target.clone()), ..taught.unwrap_or_default() }
    };
    let taught: Vec<_> = steps.iter().map(taught).collect();
    Ok(rules::gaps(&taught, known))
}

/// What a material asks for, and gives.
fn taught_with(parts: &Parts) -> Taught {
    let needs = |line: &Line| {
        let material = line.needs_id.clone().map(Target::Material);
        (line.body.clone(), material.or_else(|| line.needs_course_id.clone().map(Target::Course)))
    };
    Taught {
        target: None,
        needs: parts.lines(Point::Prerequisite).map(needs).collect(),
        outcomes: parts.lines(Point::Outcome).map(|line| line.body.clone()).collect(),
    }
}

/// What a course asks for, and gives in either language.
fn taught_by(text: &CourseText, target: impl Fn(&Need) -> Option<Target>) -> Taught {
    let needs = |line: String| {
        let (body, need) = needed(&line);
        (body, need.and_then(|need| target(&need)))
    };
    let outcomes = [&text.outcomes_fr, &text.outcomes_en];
    Taught {
        target: None,
        needs: lines(text.said(Locale::Fr).prerequisites).into_iter().map(needs).collect(),
        outcomes: outcomes.into_iter().flat_map(|said| lines(said)).collect(),
    }
}

/// Which of these materials and courses an address leads to.
fn named(need: &Need, published: &[Published], courses: &[CourseStep]) -> Option<Target> {
    match need {
        Need::Material(slug) => published
            .iter()
            .find(|one| one.material.slug.as_ref() == Some(slug))
            .map(|one| Target::Material(one.material.id.clone())),
        Need::Course(slug) => courses
            .iter()
            .find(|one| one.slug.as_ref() == Some(slug))
            .map(|one| Target::Course(one.id.clone())),
    }
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
