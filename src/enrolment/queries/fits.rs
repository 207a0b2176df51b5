//! What is looked up to know who fits what a session asks.

use diesel::prelude::*;

use crate::attendance::Presence;
use crate::courses::CourseId;
use crate::db::Conn;
use crate::db::schema::{attendance, course_sessions, enrolments, institutions};

/// Institutions by their slugs, each that became part of another one as that one.
pub fn institutions_now(conn: &mut Conn, slugs: &[String]) -> QueryResult<Vec<String>> {
    let rows: Vec<(String, Option<String>)> = institutions::table
        .filter(institutions::slug.eq_any(slugs))
        .select((institutions::slug, institutions::merged_into))
        .load(conn)?;
    Ok(rows.into_iter().map(|(slug, into)| into.unwrap_or(slug)).collect())
}

/// Whether an address was at a meeting of a course, or at a part of one.
pub fn was_at(conn: &mut Conn, course: &CourseId, email: &str) -> QueryResult<bool> {
    let there = attendance::table
        .inner_join(enrolments::table.on(enrolments::id.eq(attendance::enrolment_id)))
        .inner_join(course_sessions::table.on(course_sessions::id.eq(enrolments::session_id)))
        .filter(course_sessions::course_id.eq(course))
        .filter(enrolments::email.eq(email))
        .filter(attendance::state.eq_any([Presence::Present, Presence::Partly]));
    diesel::select(diesel::dsl::exists(there)).get_result(conn)
}
