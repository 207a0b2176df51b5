//! Writing a course, offering it, offering it no more.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{note, session};
use crate::accounts::{Actor, NodeId};
use crate::courses::queries::{self, Written};
use crate::courses::rules::{self, Step};
use crate::courses::{Course, CourseId, access};
use crate::db::Conn;
use crate::i18n::Locale;
use crate::materials::ops::needs::{self, Asked};
use crate::text::{fold, free_slug, short_slug};
use crate::{Error, Result};

fn folded(mut written: Written) -> Written {
    let text = &written.text;
    let all = [&text.title_fr, &text.title_en, &text.summary_fr, &text.summary_en];
    written.folded = fold(&all.map(String::as_str).join(" "));
    written
}

/// Keeps a new course as a draft; the same id again changes nothing.
pub fn write(
    conn: &mut Conn,
    actor: &Actor,
    (id, node): (&CourseId, &NodeId),
    written: Written,
    now: NaiveDateTime,
) -> Result<()> {
    if !rules::may_edit(actor, node) {
        return Err(Error::NotFound);
    }
    match queries::find(conn, id).map_err(Error::from) {
        Ok(known) if rules::may_edit(actor, &known.node_id) => return Ok(()),
        Ok(_) => return Err(Error::NotFound),
        Err(Error::NotFound) => {}
        Err(other) => return Err(other),
    }
    check_needs(conn, id, &written)?;
    session::check_rule(conn, written.template.rule_course.as_ref())?;
    queries::insert(conn, (id, node), &folded(written), (&actor.id, now))?;
    note(conn, actor, ("course.write", "course", id.as_str()), &json!({ "node": node }), now)
}

/// Changes what a course says. Sessions keep their dates, seats and terms.
pub fn change(
    conn: &mut Conn,
    actor: &Actor,
    (id, lock): (&CourseId, i32),
    written: Written,
    now: NaiveDateTime,
) -> Result<()> {
    let course = access::course_for_desk(conn, actor, id)?;
    if course.published_at.is_some() && !rules::missing_of_course(&written.text).is_empty() {
        return Err(rules::UNFINISHED.into());
    }
    check_needs(conn, id, &written)?;
    session::check_rule(conn, written.template.rule_course.as_ref())?;
    if !queries::update(conn, (id, lock), &folded(written), now)? {
        return Err(rules::CHANGED.into());
    }
    note(conn, actor, ("course.change", "course", id.as_str()), &json!({ "lock": lock }), now)
}

/// What its prerequisites lead to is there, and none of it needs the course itself.
fn check_needs(conn: &mut Conn, id: &CourseId, written: &Written) -> Result<()> {
    let needs = needs::of_course(&written.text);
    let known = needs::found(conn, &needs)?;
    if known.len() < needs.len() {
        return Err(needs::UNKNOWN_NEED.into());
    }
    needs::check_no_circle(conn, &Asked::Course(id.clone()), known.into_values().collect())
}

/// Offers a course: readers find it from now on, at an address that stays.
pub fn publish(conn: &mut Conn, actor: &Actor, id: &CourseId, now: NaiveDateTime) -> Result<()> {
    let course = access::course_for_desk(conn, actor, id)?;
    if !rules::missing_of_course(&course.text).is_empty() {
        return Err(rules::UNFINISHED.into());
    }
    step(conn, actor, (&course, Step::Publish, "course.publish"), now)
}

pub fn withdraw(conn: &mut Conn, actor: &Actor, id: &CourseId, now: NaiveDateTime) -> Result<()> {
    let course = access::course_for_desk(conn, actor, id)?;
    let to_come = queries::next_sessions(conn, std::slice::from_ref(id), now)?;
    if !to_come.is_empty() {
        return Err(rules::STILL_TO_COME.into());
    }
    step(conn, actor, (&course, Step::CallOff, "course.withdraw"), now)
}

pub fn restore(conn: &mut Conn, actor: &Actor, id: &CourseId, now: NaiveDateTime) -> Result<()> {
    let course = access::course_for_desk(conn, actor, id)?;
    step(conn, actor, (&course, Step::Restore, "course.restore"), now)
}

fn step(
    conn: &mut Conn,
    actor: &Actor,
    (course, step, action): (&Course, Step, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let to = rules::next_of_course(course.state, step)?;
    let slug = match &course.slug {
        Some(slug) => slug.clone(),
        None => {
            let base = short_slug(course.text.said(Locale::Fr).title, "formation");
            free_slug(&base, &queries::slugs_like(conn, &base)?)
        }
    };
    if !queries::advance(conn, course, (to, &slug), now)? {
        return Err(rules::CHANGED.into());
    }
    note(conn, actor, (action, "course", course.id.as_str()), &json!({ "slug": slug }), now)
}
