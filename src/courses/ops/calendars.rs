//! Which calendars of other places are read each night.

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use crate::accounts::Actor;
use crate::courses::{CalendarId, CourseCalendar, CourseId, access, queries, rules};
use crate::db::Conn;
use crate::{Error, Result};

/// Has a calendar read each night for a course; the same address again changes nothing.
pub fn follow_calendar(
    conn: &mut Conn,
    actor: &Actor,
    one: &CourseCalendar,
    now: NaiveDateTime,
) -> Result<()> {
    access::course_for_desk(conn, actor, &one.course_id)?;
    if !rules::may_edit(actor, &one.node_id) {
        return Err(Error::NotFound);
    }
    if !queries::insert_calendar(conn, one)? {
        return Ok(());
    }
    let what = ("course.calendar_follow", "course", one.course_id.as_str());
    note(conn, actor, what, &json!({ "calendar": one.id }), now)
}

/// Has it read no more. What came of it stays.
pub fn leave_calendar(
    conn: &mut Conn,
    actor: &Actor,
    (course, id): (&CourseId, &CalendarId),
    now: NaiveDateTime,
) -> Result<()> {
    access::course_for_desk(conn, actor, course)?;
    if !queries::delete_calendar(conn, course, id)? {
        return Ok(());
    }
    let what = ("course.calendar_leave", "course", course.as_str());
    note(conn, actor, what, &json!({ "calendar": id }), now)
}
