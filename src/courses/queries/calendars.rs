//! The calendars of other places from which courses take their sessions.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::courses::{CalendarId, CourseCalendar, CourseId};
use crate::db::schema::course_calendars as calendars;
use crate::db::{Conn, each};

pub fn calendars_of(conn: &mut Conn, course: &CourseId) -> QueryResult<Vec<CourseCalendar>> {
    calendars::table
        .filter(calendars::course_id.eq(course))
        .order((calendars::read_at.is_not_null(), calendars::read_at, calendars::id))
        .select(CourseCalendar::as_select())
        .load(conn)
}

/// Answers whether it is new.
pub fn insert_calendar(conn: &mut Conn, one: &CourseCalendar) -> QueryResult<bool> {
    each!(conn, real => diesel::insert_into(calendars::table)
        .values(one)
        .on_conflict_do_nothing()
        .execute(real))
    .map(|made| made == 1)
}

/// Answers whether it was there.
pub fn delete_calendar(conn: &mut Conn, course: &CourseId, id: &CalendarId) -> QueryResult<bool> {
    let row = calendars::table.find(id).filter(calendars::course_id.eq(course));
    diesel::delete(row).execute(conn).map(|gone| gone == 1)
}

/// Those that were not read since a moment: never, and then the longest ago.
pub fn calendars_due(
    conn: &mut Conn,
    since: NaiveDateTime,
    limit: i64,
) -> QueryResult<Vec<CourseCalendar>> {
    calendars::table
        .filter(calendars::read_at.is_null().or(calendars::read_at.le(since)))
        .order((calendars::created_at, calendars::id))
        .limit(limit)
        .select(CourseCalendar::as_select())
        .load(conn)
}

/// Notes that one was read, and why nothing came of it if so.
pub fn note_calendar(
    conn: &mut Conn,
    id: &CalendarId,
    fault: &str,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::update(calendars::table.find(id))
        .set((calendars::read_at.eq(now), calendars::fault.eq(fault)))
        .execute(conn)
        .map(drop)
}
