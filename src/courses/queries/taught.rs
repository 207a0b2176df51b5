//! What was taught between two moments, counted by course.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::courses::SessionState;
use crate::db::Conn;
use crate::db::schema::{
    attendance, course_sessions, courses, enrolments, session_meetings, survey_answers,
};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taught {
    pub slug: Option<String>,
    pub title_fr: String,
    pub title_en: String,
    pub sessions: i64,
    /// Who took part.
    pub people: i64,
    /// The minutes of all of them.
    pub minutes: i64,
    /// Of the noted, those who were there.
    pub noted: i64,
    pub there: i64,
    /// Of each session whose survey is over how many answered, and the sum of their marks.
    pub said: Vec<(i64, i64)>,
}

type Counted = HashMap<String, i64>;

/// Courses whose sessions ended then, in no order. What was said is told of those that ended before `closed`.
pub fn taught(
    conn: &mut Conn,
    (from, to): (NaiveDateTime, NaiveDateTime),
    closed: NaiveDateTime,
) -> QueryResult<Vec<Taught>> {
    type Named = (String, Option<String>, String, String);
    type Row = (String, Option<NaiveDateTime>, Named);
    let sessions: Vec<Row> = course_sessions::table
        .inner_join(courses::table)
        .filter(course_sessions::state.eq(SessionState::Published))
        .filter(course_sessions::ends_at.ge(from))
        .filter(course_sessions::ends_at.lt(to))
        .limit(20_000)
        .select((
            course_sessions::id,
            course_sessions::ends_at,
            (courses::id, courses::slug, courses::title_fr, courses::title_en),
        ))
        .load(conn)?;
    let ids: Vec<&String> = sessions.iter().map(|(id, ..)| id).collect();
    let people = counted(
        enrolments::table
            .filter(enrolments::session_id.eq_any(&ids))
            .filter(enrolments::state.eq("confirmed"))
            .group_by(enrolments::session_id)
            .select((enrolments::session_id, diesel::dsl::count_star()))
            .load(conn)?,
    );
    let spans: Vec<(String, String, NaiveDateTime, NaiveDateTime)> = session_meetings::table
        .filter(session_meetings::session_id.eq_any(&ids))
        .select((
            session_meetings::id,
            session_meetings::session_id,
            session_meetings::starts_at,
            session_meetings::ends_at,
        ))
        .load(conn)?;
    let mut minutes = Counted::new();
    for (_, id, starts, ends) in &spans {
        *minutes.entry(id.clone()).or_default() += (*ends - *starts).num_minutes();
    }
    let of_meeting: HashMap<&String, &String> =
        spans.iter().map(|(meeting, session, ..)| (meeting, session)).collect();
    let marks: Vec<(String, String, i64)> = attendance::table
        .inner_join(session_meetings::table)
        .filter(session_meetings::session_id.eq_any(&ids))
        .group_by((attendance::meeting_id, attendance::state))
        .select((attendance::meeting_id, attendance::state, diesel::dsl::count_star()))
        .load(conn)?;
    let said: Vec<(String, i32, i64)> = survey_answers::table
        .filter(survey_answers::session_id.eq_any(&ids))
        .group_by((survey_answers::session_id, survey_answers::useful))
        .select((survey_answers::session_id, survey_answers::useful, diesel::dsl::count_star()))
        .load(conn)?;
    let mut found: HashMap<String, Taught> = HashMap::new();
    for (id, ends, (course, slug, title_fr, title_en)) in sessions {
        let one = found.entry(course).or_default();
        (one.slug, one.title_fr, one.title_en) = (slug, title_fr, title_en);
        let here = people.get(&id).copied().unwrap_or_default();
        one.sessions += 1;
        one.people += here;
        one.minutes += here * minutes.get(&id).copied().unwrap_or_default();
        for (_, state, count) in marks.iter().filter(|(of, ..)| of_meeting.get(of) == Some(&&id)) {
            one.noted += count;
            one.there += if matches!(state.as_str(), "present" | "partly") { *count } else { 0 };
        }
        if ends.is_some_and(|ends| ends < closed) {
            let own = said.iter().filter(|(of, ..)| *of == id);
            one.said.push(own.fold((0, 0), |(answers, sum), (_, useful, count)| {
                (answers + count, sum + i64::from(*useful) * count)
            }));
        }
    }
    Ok(found.into_values().collect())
}

fn counted(rows: Vec<(String, i64)>) -> Counted {
    rows.into_iter().collect()
}
