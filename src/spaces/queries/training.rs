//! Who was trained: by whose address somebody was at a course.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::attendance::Presence;
use crate::clock::network_day;
use crate::db::Conn;
use crate::db::schema::{attendance, course_sessions, courses, enrolments, session_meetings};
use crate::enrolment::{EnrolmentId, State};
use crate::spaces::Training;

/// How far each of some addresses is trained in a topic; an address that is missing is not.
pub fn training_of(
    conn: &mut Conn,
    emails: &[String],
    topic: &str,
) -> QueryResult<HashMap<String, Training>> {
    let about = format!("%{topic}%");
    let rows: Vec<(String, EnrolmentId)> = enrolments::table
        .filter(enrolments::email.eq_any(emails))
        .filter(enrolments::state.eq(State::Confirmed))
        .filter(
            enrolments::session_id.eq_any(
                course_sessions::table
                    .inner_join(courses::table)
                    .filter(courses::topic_codes.like(about))
                    .select(course_sessions::id),
            ),
        )
        .select((enrolments::email, enrolments::id))
        .load(conn)?;
    let ids: Vec<&EnrolmentId> = rows.iter().map(|(_, id)| id).collect();
    let there: Vec<(EnrolmentId, NaiveDateTime)> = attendance::table
        .inner_join(session_meetings::table)
        .filter(attendance::enrolment_id.eq_any(ids))
        .filter(attendance::state.eq(Presence::Present))
        .select((attendance::enrolment_id, session_meetings::ends_at))
        .load(conn)?;
    let mut found: HashMap<String, Training> = HashMap::new();
    for (email, id) in rows {
        let days = there.iter().filter(|(of, _)| *of == id).map(|(_, at)| network_day(*at));
        let last: Option<NaiveDate> = days.max();
        let reached = last.map_or(Training::Enrolled, Training::Trained);
        let known = found.entry(email).or_insert(Training::No);
        *known = (*known).max(reached);
    }
    Ok(found)
}
