//! What materials and courses ask one to have done before: it is there, and nothing asks for itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::courses::{self, CourseId, CourseText, rules::lines};
use crate::db::Conn;
use crate::materials::rules::needs::{Need, needed};
use crate::materials::{Line, MaterialId, queries};
use crate::{Refusal, Result};

pub const UNKNOWN_NEED: Refusal = Refusal::new("materials-unknown-need");
pub const CIRCLE: Refusal = Refusal::new("materials-circle");

/// What may be asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    Material(MaterialId),
    Course(CourseId),
}

/// What the lines of a course lead to, in either language.
pub fn of_course(text: &CourseText) -> BTreeSet<Need> {
    let both = [&text.prerequisites_fr, &text.prerequisites_en];
    let all = both.into_iter().flat_map(|said| lines(said));
    all.filter_map(|line| needed(&line).1).collect()
}

/// The materials and courses behind some addresses; those that lead nowhere are left out.
pub fn found<'a>(
    conn: &mut Conn,
    needs: impl IntoIterator<Item = &'a Need>,
) -> Result<BTreeMap<Need, Asked>> {
    let (mut materials, mut of_courses) = (Vec::new(), Vec::new());
    for need in needs {
        match need {
            Need::Material(slug) => materials.push(slug.clone()),
            Need::Course(slug) => of_courses.push(slug.clone()),
        }
    }
    let mut all = BTreeMap::new();
    for (slug, id) in queries::ids_by_slug(conn, &materials)? {
        all.insert(Need::Material(slug), Asked::Material(id));
    }
    for (slug, id) in courses::queries::ids_by_slug(conn, &of_courses)? {
        all.insert(Need::Course(slug), Asked::Course(id));
    }
    Ok(all)
}

/// What some lines lead to, by their places.
pub fn of_lines(conn: &mut Conn, points: &[Line]) -> Result<BTreeMap<usize, Need>> {
    let ids: Vec<_> = points.iter().filter_map(|line| line.needs_id.clone()).collect();
    let known = if ids.is_empty() { Vec::new() } else { queries::slugs_of(conn, &ids)? };
    let ids: Vec<_> = points.iter().filter_map(|line| line.needs_course_id.clone()).collect();
    let taught = match ids.is_empty() {
        true => Vec::new(),
        false => courses::queries::slugs_of(conn, &ids)?,
    };
    let need = |line: &Line| {
        let material = known.iter().find(|(id, _)| Some(id) == line.needs_id.as_ref());
        let course = taught.iter().find(|(id, _)| Some(id) == line.needs_course_id.as_ref());
        match (material, course) {
            (Some((_, slug)), _) => Some(Need::Material(slug.clone())),
            (None, Some((_, slug))) => Some(Need::Course(slug.clone())),
            (None, None) => None,
        }
    };
    let all = points.iter().enumerate();
    Ok(all.filter_map(|(place, line)| Some((place, need(line)?))).collect())
}

/// Nothing needs itself, by however many steps.
pub fn check_no_circle(conn: &mut Conn, own: &Asked, needed: BTreeSet<Asked>) -> Result<()> {
    let (mut seen, mut next) = (BTreeSet::new(), needed);
    while !next.is_empty() {
        if next.contains(own) {
            return Err(CIRCLE.into());
        }
        seen.extend(next.iter().cloned());
        let further = further(conn, next)?;
        next = further.into_iter().filter(|one| !seen.contains(one)).collect();
    }
    Ok(())
}

/// What some of them need in their turn.
pub(super) fn further(conn: &mut Conn, asked: BTreeSet<Asked>) -> Result<BTreeSet<Asked>> {
    let (mut materials, mut of_courses) = (Vec::new(), Vec::new());
    for one in asked {
        match one {
            Asked::Material(id) => materials.push(id),
            Asked::Course(id) => of_courses.push(id),
        }
    }
    let mut all = BTreeSet::new();
    let direct = queries::needs(conn, &materials)?;
    all.extend(direct.into_iter().map(|(_, needed)| Asked::Material(needed)));
    all.extend(queries::courses_needed(conn, &materials)?.into_iter().map(Asked::Course));
    let texts = courses::queries::texts_of(conn, &of_courses)?;
    let lines: BTreeSet<Need> = texts.iter().flat_map(of_course).collect();
    all.extend(found(conn, &lines)?.into_values());
    Ok(all)
}
