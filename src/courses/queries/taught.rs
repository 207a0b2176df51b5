//! What was taught between two moments, session by session.

use std::collections::HashMap;
use std::hash::Hash;

use chrono::NaiveDateTime;
use diesel::dsl::count_star;
use diesel::prelude::*;

use crate::attendance::Presence;
use crate::courses::{CourseId, MeetingId, Mode, SessionId, SessionState};
use crate::db::Conn;
use crate::db::schema::{
    attendance, course_sessions, courses, enrolments, nodes, session_meetings, session_nodes,
    survey_answers,
};
use crate::enrolment::State;
use crate::network::NodeName;

/// A session that was held, as a row of the database tells it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct HeldRow {
    pub session: SessionId,
    pub ends_at: NaiveDateTime,
    /// What tells it from the course's other sessions.
    pub title: String,
    pub mode: Mode,
    pub region: Option<String>,
    pub course: CourseId,
    pub slug: Option<String>,
    pub title_fr: String,
    pub title_en: String,
    pub discipline_codes: String,
    pub node: NodeName,
    pub node_region: Option<String>,
}

/// The same with what is counted of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub row: HeldRow,
    /// Nodes that gave it too.
    pub partners: Vec<NodeName>,
    /// Who took part.
    pub people: i64,
    /// Of them, from each institution that is known, by its slug.
    pub institutions: Vec<(String, i64)>,
    /// How long it was.
    pub minutes: i64,
    /// Of the noted, those who were there.
    pub noted: i64,
    pub there: i64,
    /// How many said what they think, and the sum of their marks; of nobody while the survey is open.
    pub said: (i64, i64),
}

/// A session that was held, and how many took part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attended {
    pub ends_at: NaiveDateTime,
    /// Its course's.
    pub slug: Option<String>,
    pub title_fr: String,
    pub title_en: String,
    pub people: i64,
}

/// Sessions that ended then, the last one first, and of each no more than how many took part.
pub fn attended(
    conn: &mut Conn,
    (from, to): (NaiveDateTime, NaiveDateTime),
) -> QueryResult<Vec<Attended>> {
    let ended = || {
        course_sessions::table
            .filter(course_sessions::state.eq(SessionState::Published))
            .filter(course_sessions::ends_at.ge(from))
            .filter(course_sessions::ends_at.lt(to))
    };
    let mut people: HashMap<SessionId, i64> = enrolments::table
        .filter(enrolments::session_id.eq_any(ended().select(course_sessions::id)))
        .filter(enrolments::state.eq(State::Confirmed))
        .group_by(enrolments::session_id)
        .select((enrolments::session_id, count_star()))
        .load::<(SessionId, i64)>(conn)?
        .into_iter()
        .collect();
    let rows: Vec<(SessionId, NaiveDateTime, Option<String>, String, String)> = ended()
        .inner_join(courses::table)
        .order((course_sessions::ends_at.desc(), course_sessions::id.desc()))
        .limit(20_000)
        .select((
            course_sessions::id,
            course_sessions::ends_at.assume_not_null(),
            courses::slug,
            courses::title_fr,
            courses::title_en,
        ))
        .load(conn)?;
    let all = rows.into_iter().map(|(id, ends_at, slug, title_fr, title_en)| {
        let people = people.remove(&id).unwrap_or_default();
        Attended { ends_at, slug, title_fr, title_en, people }
    });
    Ok(all.collect())
}

/// Sessions that ended then, the last one first. What was said is told of those that ended before `closed`.
pub fn held(
    conn: &mut Conn,
    (from, to): (NaiveDateTime, NaiveDateTime),
    closed: NaiveDateTime,
) -> QueryResult<Vec<Held>> {
    let ended = || {
        course_sessions::table
            .filter(course_sessions::state.eq(SessionState::Published))
            .filter(course_sessions::ends_at.ge(from))
            .filter(course_sessions::ends_at.lt(to))
    };
    let ids = || ended().select(course_sessions::id);
    let rows: Vec<HeldRow> = ended()
        .inner_join(courses::table)
        .inner_join(nodes::table.on(nodes::id.eq(course_sessions::node_id)))
        .order((course_sessions::ends_at.desc(), course_sessions::id.desc()))
        .limit(20_000)
        .select((
            course_sessions::id,
            course_sessions::ends_at.assume_not_null(),
            course_sessions::title,
            course_sessions::mode,
            course_sessions::region,
            courses::id,
            courses::slug,
            courses::title_fr,
            courses::title_en,
            courses::discipline_codes,
            NodeName::as_select(),
            nodes::region,
        ))
        .load(conn)?;
    let mut partners: HashMap<SessionId, Vec<NodeName>> = grouped(
        session_nodes::table
            .inner_join(nodes::table)
            .filter(session_nodes::session_id.eq_any(ids()))
            .order(nodes::short_name)
            .select((session_nodes::session_id, NodeName::as_select()))
            .load(conn)?,
    );
    let people: HashMap<SessionId, i64> = enrolments::table
        .filter(enrolments::session_id.eq_any(ids()))
        .filter(enrolments::state.eq(State::Confirmed))
        .group_by(enrolments::session_id)
        .select((enrolments::session_id, count_star()))
        .load::<(SessionId, i64)>(conn)?
        .into_iter()
        .collect();
    let mut institutions: HashMap<SessionId, Vec<(String, i64)>> = grouped(
        enrolments::table
            .filter(enrolments::session_id.eq_any(ids()))
            .filter(enrolments::state.eq(State::Confirmed))
            .filter(enrolments::institution.is_not_null())
            .group_by((enrolments::session_id, enrolments::institution))
            .select((
                enrolments::session_id,
                (enrolments::institution.assume_not_null(), count_star()),
            ))
            .load(conn)?,
    );
    let meetings: HashMap<SessionId, Vec<(MeetingId, NaiveDateTime, NaiveDateTime)>> = grouped(
        session_meetings::table
            .filter(session_meetings::session_id.eq_any(ids()))
            .select((
                session_meetings::session_id,
                (session_meetings::id, session_meetings::starts_at, session_meetings::ends_at),
            ))
            .load(conn)?,
    );
    let met = session_meetings::table
        .filter(session_meetings::session_id.eq_any(ids()))
        .select(session_meetings::id);
    let marks: HashMap<MeetingId, Vec<(Presence, i64)>> = grouped(
        attendance::table
            .filter(attendance::meeting_id.eq_any(met))
            .group_by((attendance::meeting_id, attendance::state))
            .select((attendance::meeting_id, (attendance::state, count_star())))
            .load(conn)?,
    );
    let said: HashMap<SessionId, Vec<(i32, i64)>> = grouped(
        survey_answers::table
            .filter(survey_answers::session_id.eq_any(ids()))
            .group_by((survey_answers::session_id, survey_answers::useful))
            .select((survey_answers::session_id, (survey_answers::useful, count_star())))
            .load(conn)?,
    );
    let held = rows.into_iter().map(|row| {
        let id = &row.session;
        let meetings = meetings.get(id).into_iter().flatten();
        let marks = meetings.clone().filter_map(|(meeting, ..)| marks.get(meeting)).flatten();
        let said = said.get(id).into_iter().flatten().filter(|_| row.ends_at < closed);
        Held {
            partners: partners.remove(id).unwrap_or_default(),
            people: people.get(id).copied().unwrap_or_default(),
            institutions: institutions.remove(id).unwrap_or_default(),
            minutes: meetings.map(|(_, starts, ends)| (*ends - *starts).num_minutes()).sum(),
            noted: marks.clone().map(|(_, count)| count).sum(),
            there: marks
                .filter(|(state, _)| matches!(state, Presence::Present | Presence::Partly))
                .map(|(_, count)| count)
                .sum(),
            said: said.fold((0, 0), |(answers, sum), (mark, count)| {
                (answers + count, sum + i64::from(*mark) * count)
            }),
            row,
        }
    });
    Ok(held.collect())
}

fn grouped<K: Eq + Hash, V>(rows: Vec<(K, V)>) -> HashMap<K, Vec<V>> {
    let mut all: HashMap<K, Vec<V>> = HashMap::new();
    for (key, value) in rows {
        all.entry(key).or_default().push(value);
    }
    all
}
