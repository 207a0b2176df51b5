//! What everybody reads: published courses, and sessions to come.

use std::collections::HashSet;

use chrono::NaiveDateTime;
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text, Timestamp};

use super::sessions::{GivenRow, all_given, as_given};
use crate::accounts::NodeId;
use crate::clock::network_day;
use crate::courses::{
    Course, CourseId, CourseState, Given, MeetingId, Mode, Session, SessionId, SessionState,
};
use crate::db::schema::{course_sessions, courses, nodes, session_meetings, session_nodes};
use crate::db::{Conn, MultiBackend};

/// By what sessions are narrowed down.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Folded words that all stand in the course's texts.
    pub words: Vec<String>,
    pub topic: Option<String>,
    /// This one, and those below it.
    pub discipline: Option<String>,
    pub mode: Option<Mode>,
    pub node: Option<NodeId>,
    pub region: Option<String>,
    pub language: Option<String>,
    pub from: Option<NaiveDateTime>,
    pub to: Option<NaiveDateTime>,
    /// Only those that take enrolments now and have a seat left.
    pub open: Option<NaiveDateTime>,
    /// Those whose enrolment closes after this moment, the next to close first.
    pub closing: Option<NaiveDateTime>,
    pub after: Option<(NaiveDateTime, String)>,
}

/// Whether any of its pools, in which nobody waits, has more seats at a moment than are held or kept for some.
fn has_a_seat(now: NaiveDateTime) -> SqlLiteral<Bool> {
    let (at, today) = (now.format("%F %T%.f"), network_day(now));
    let held = format!(
        "(SELECT COUNT(*) FROM enrolments e WHERE e.pool_id = q.pool_id AND e.seat IS NOT NULL AND \
         (e.institution = q.institution OR e.institution IN (SELECT m.institution FROM node_institutions m \
         WHERE m.node_id = q.node_id AND m.starts_on <= '{today}' AND (m.ends_on IS NULL OR m.ends_on >= '{today}'))))"
    );
    sql(&format!(
        "EXISTS (SELECT 1 FROM seat_pools p WHERE p.session_id = course_sessions.id \
         AND NOT EXISTS (SELECT 1 FROM enrolments w WHERE w.pool_id = p.id AND w.state = 'waiting') \
         AND (p.unlimited OR p.capacity > (SELECT COUNT(*) FROM enrolments s WHERE s.pool_id = p.id AND s.seat IS NOT NULL) \
         + (SELECT COALESCE(SUM(CASE WHEN q.reserved > {held} THEN q.reserved - {held} ELSE 0 END), 0) \
         FROM seat_quotas q WHERE q.pool_id = p.id AND q.reserved > 0 AND (q.release_at IS NULL OR q.release_at > '{at}'))))"
    ))
}

/// When enrolment closes: when that is said, else when the session begins.
fn closing() -> SqlLiteral<Timestamp> {
    sql("COALESCE(course_sessions.closes_at, course_sessions.starts_at)")
}

fn topics() -> SqlLiteral<Text> {
    sql("(',' || courses.topic_codes || ',')")
}

fn disciplines() -> SqlLiteral<Text> {
    sql("(',' || courses.discipline_codes || ',')")
}

/// Whether a list of codes holds one.
fn code(of: &str) -> String {
    format!("%,{of},%")
}

type Narrowed<'a> = diesel::helper_types::IntoBoxed<'a, all_given, MultiBackend>;

/// Published sessions of which is true what is wanted.
fn narrowed(wanted: &Wanted) -> Narrowed<'_> {
    let all = all_given()
        .filter(course_sessions::state.eq(SessionState::Published))
        .into_boxed::<MultiBackend>();
    let mut query = chosen(all, wanted);
    if let Some(from) = wanted.from {
        query = query.filter(course_sessions::ends_at.ge(from));
    }
    if let Some(to) = wanted.to {
        query = query.filter(course_sessions::starts_at.lt(to));
    }
    if let Some(now) = wanted.closing {
        query = query.filter(closing().gt(now));
    }
    match (&wanted.after, wanted.closing) {
        (Some((at, id)), None) => query.filter(
            course_sessions::starts_at
                .gt(*at)
                .or(course_sessions::starts_at.eq(*at).and(course_sessions::id.gt(id))),
        ),
        (Some((at, id)), Some(_)) => {
            query.filter(closing().gt(*at).or(closing().eq(*at).and(course_sessions::id.gt(id))))
        }
        (None, _) => query,
    }
}

/// Of these, what is wanted whenever it is.
fn chosen<'a>(mut query: Narrowed<'a>, wanted: &'a Wanted) -> Narrowed<'a> {
    for word in &wanted.words {
        query = query.filter(courses::folded.like(format!("%{word}%")));
    }
    if let Some(topic) = &wanted.topic {
        query = query.filter(topics().like(code(topic)));
    }
    if let Some(one) = &wanted.discipline {
        let (own, below) = (code(one), format!("%,{one}.%"));
        query = query.filter(disciplines().like(own).or(disciplines().like(below)));
    }
    if let Some(mode) = wanted.mode {
        query = query.filter(course_sessions::mode.eq(mode));
    }
    if let Some(node) = &wanted.node {
        let with = session_nodes::table
            .filter(session_nodes::node_id.eq(node))
            .select(session_nodes::session_id);
        let own = course_sessions::node_id.eq(node);
        query = query.filter(own.or(course_sessions::id.eq_any(with)));
    }
    if let Some(region) = &wanted.region {
        // What is held somewhere and says no more is held where its node is.
        let there = course_sessions::region
            .is_null()
            .and(course_sessions::mode.ne(Mode::Online))
            .and(nodes::region.eq(region));
        query = query.filter(course_sessions::region.eq(region).or(there));
    }
    if let Some(language) = &wanted.language {
        query = query.filter(course_sessions::language.eq(language));
    }
    if let Some(now) = wanted.open {
        let since = course_sessions::opens_at.is_null().or(course_sessions::opens_at.le(now));
        let until = course_sessions::closes_at
            .gt(now)
            .or(course_sessions::closes_at.is_null().and(course_sessions::starts_at.gt(now)));
        query = query.filter(since).filter(until).filter(has_a_seat(now));
    }
    query
}

/// Published sessions by their beginning, or by when their enrolment closes.
pub fn sessions(conn: &mut Conn, wanted: &Wanted, limit: i64) -> QueryResult<Vec<Given>> {
    let found = match wanted.closing {
        None => narrowed(wanted).order((course_sessions::starts_at, course_sessions::id)),
        Some(_) => narrowed(wanted).order((closing(), course_sessions::id)),
    };
    let rows: Vec<GivenRow> = found
        .limit(limit + 1)
        .select((Session::as_select(), Course::as_select(), nodes::short_name, nodes::slug))
        .load(conn)?;
    Ok(rows.into_iter().map(as_given).collect())
}

/// When sessions meet between two instants, in the order of time: so little of each meeting that thousands are soon counted.
pub fn meeting_times(
    conn: &mut Conn,
    wanted: &Wanted,
    (from, to): (NaiveDateTime, NaiveDateTime),
    limit: i64,
) -> QueryResult<Vec<(MeetingId, SessionId, NaiveDateTime)>> {
    let ids: Vec<SessionId> = narrowed(wanted).select(course_sessions::id).load(conn)?;
    let ids: HashSet<SessionId> = ids.into_iter().collect();
    let mut all: Vec<(MeetingId, SessionId, NaiveDateTime)> = session_meetings::table
        .filter(session_meetings::starts_at.ge(from))
        .filter(session_meetings::starts_at.lt(to))
        .order((session_meetings::starts_at, session_meetings::id))
        .limit(limit)
        .select((session_meetings::id, session_meetings::session_id, session_meetings::starts_at))
        .load(conn)?;
    all.retain(|(_, session, _)| ids.contains(session));
    Ok(all)
}

/// Published courses, the last published first.
pub fn catalogue(
    conn: &mut Conn,
    wanted: &Wanted,
    limit: i64,
) -> QueryResult<Vec<(Course, String)>> {
    let mut query = courses::table
        .inner_join(nodes::table)
        .filter(courses::state.eq(CourseState::Published))
        .order((courses::published_at.desc(), courses::id.desc()))
        .limit(limit + 1)
        .select((Course::as_select(), nodes::short_name))
        .into_boxed::<MultiBackend>();
    for word in &wanted.words {
        query = query.filter(courses::folded.like(format!("%{word}%")));
    }
    if let Some(topic) = &wanted.topic {
        query = query.filter(topics().like(code(topic)));
    }
    if let Some(one) = &wanted.discipline {
        let (own, below) = (code(one), format!("%,{one}.%"));
        query = query.filter(disciplines().like(own).or(disciplines().like(below)));
    }
    if let Some(node) = &wanted.node {
        query = query.filter(courses::node_id.eq(node));
    }
    if let Some((at, id)) = &wanted.after {
        query = query.filter(
            courses::published_at.lt(*at).or(courses::published_at.eq(*at).and(courses::id.lt(id))),
        );
    }
    query.load(conn)
}

/// The next session of each of some courses that has one to come.
pub fn next_sessions(
    conn: &mut Conn,
    ids: &[CourseId],
    now: NaiveDateTime,
) -> QueryResult<Vec<Session>> {
    course_sessions::table
        .filter(course_sessions::course_id.eq_any(ids))
        .filter(course_sessions::state.eq(SessionState::Published))
        .filter(course_sessions::starts_at.gt(now))
        .order((course_sessions::starts_at, course_sessions::id))
        .limit(500)
        .select(Session::as_select())
        .load(conn)
}

/// The addresses of published courses, and when each was last changed.
pub fn published_pages(conn: &mut Conn) -> QueryResult<Vec<(String, NaiveDateTime)>> {
    courses::table
        .filter(courses::state.eq(CourseState::Published))
        .filter(courses::slug.is_not_null())
        .order(courses::id)
        .select((courses::slug.assume_not_null(), courses::updated_at))
        .load(conn)
}

/// The published sessions of published courses, and when each was last changed.
pub fn session_pages(conn: &mut Conn) -> QueryResult<Vec<(SessionId, NaiveDateTime)>> {
    course_sessions::table
        .inner_join(courses::table)
        .filter(courses::state.eq(CourseState::Published))
        .filter(course_sessions::state.eq(SessionState::Published))
        .order(course_sessions::id)
        .select((course_sessions::id, course_sessions::updated_at))
        .load(conn)
}

/// A node by its address; of an address that is nobody's, a node that gives nothing.
pub fn node_of(conn: &mut Conn, slug: &str) -> QueryResult<NodeId> {
    Ok(known_node(conn, slug)?.unwrap_or_else(NodeId::new))
}

pub fn known_node(conn: &mut Conn, slug: &str) -> QueryResult<Option<NodeId>> {
    nodes::table.filter(nodes::slug.eq(slug)).select(nodes::id).first(conn).optional()
}

/// What a calendar is told of.
#[derive(Debug, Clone, Default)]
pub struct Feed {
    /// What is chosen of it, whenever it is.
    pub wanted: Wanted,
    pub ends_after: NaiveDateTime,
    pub begins_before: NaiveDateTime,
    /// What was cancelled later is told as cancelled.
    pub cancelled_after: NaiveDateTime,
}

/// Sessions for a calendar, by their beginning.
pub fn fed(conn: &mut Conn, feed: &Feed, limit: i64) -> QueryResult<Vec<Given>> {
    let cancelled = course_sessions::cancelled_at
        .gt(feed.cancelled_after)
        .and(course_sessions::published_at.is_not_null());
    let all = all_given()
        .filter(course_sessions::state.eq(SessionState::Published).or(cancelled))
        .filter(course_sessions::ends_at.gt(feed.ends_after))
        .filter(course_sessions::starts_at.lt(feed.begins_before))
        .into_boxed::<MultiBackend>();
    let rows: Vec<GivenRow> = chosen(all, &feed.wanted)
        .order((course_sessions::starts_at, course_sessions::id))
        .limit(limit)
        .select((Session::as_select(), Course::as_select(), nodes::short_name, nodes::slug))
        .load(conn)?;
    Ok(rows.into_iter().map(as_given).collect())
}

/// Sessions to come, the last announced first.
pub fn announced(
    conn: &mut Conn,
    wanted: &Wanted,
    (now, limit): (NaiveDateTime, i64),
) -> QueryResult<Vec<Given>> {
    let all = all_given()
        .filter(course_sessions::state.eq(SessionState::Published))
        .filter(course_sessions::starts_at.gt(now))
        .into_boxed::<MultiBackend>();
    let rows: Vec<GivenRow> = chosen(all, wanted)
        .order((course_sessions::published_at.desc(), course_sessions::id.desc()))
        .limit(limit)
        .select((Session::as_select(), Course::as_select(), nodes::short_name, nodes::slug))
        .load(conn)?;
    Ok(rows.into_iter().map(as_given).collect())
}
