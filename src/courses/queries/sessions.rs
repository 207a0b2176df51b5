//! Sessions themselves.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::{AccountId, NodeId};
use crate::courses::{
    Course, CourseId, Given, Meeting, MeetingId, Reminder, Session, SessionId, SessionState, Terms,
};
use crate::db::schema::{
    course_sessions, courses, nodes, session_meetings, session_nodes, session_trainers,
};
use crate::db::{Conn, MultiBackend};
use crate::tickets::queries::inbox::Scope;

pub(super) type GivenRow = (Session, Course, String, String);

pub(super) fn as_given((session, course, node, node_slug): GivenRow) -> Given {
    Given { session, course, node, node_slug }
}

#[diesel::dsl::auto_type]
pub(super) fn all_given() -> _ {
    course_sessions::table
        .inner_join(courses::table)
        .inner_join(nodes::table.on(nodes::id.eq(course_sessions::node_id)))
}

pub fn given(conn: &mut Conn, id: &SessionId) -> QueryResult<Given> {
    all_given()
        .filter(course_sessions::id.eq(id))
        .select((Session::as_select(), Course::as_select(), nodes::short_name, nodes::slug))
        .first(conn)
        .map(as_given)
}

/// Some sessions by their beginning.
pub fn all_of(conn: &mut Conn, ids: &[SessionId]) -> QueryResult<Vec<Given>> {
    let rows: Vec<GivenRow> = all_given()
        .filter(course_sessions::id.eq_any(ids))
        .order((course_sessions::starts_at, course_sessions::id))
        .select((Session::as_select(), Course::as_select(), nodes::short_name, nodes::slug))
        .load(conn)?;
    Ok(rows.into_iter().map(as_given).collect())
}

/// What somebody planned for one of these nodes, or trains by this name, as long as it is public.
pub fn given_by(
    conn: &mut Conn,
    (account, nodes, folded): (&AccountId, &[NodeId], &str),
    ends_after: NaiveDateTime,
) -> QueryResult<Vec<SessionId>> {
    let named = session_trainers::account_id.is_null().and(session_trainers::folded.eq(folded));
    let trained = session_trainers::table
        .filter(session_trainers::account_id.eq(account).assume_not_null().or(named))
        .select(session_trainers::session_id);
    let planned =
        course_sessions::created_by.eq(account).and(course_sessions::node_id.eq_any(nodes));
    course_sessions::table
        .filter(planned.or(course_sessions::id.eq_any(trained)))
        .filter(course_sessions::published_at.is_not_null())
        .filter(course_sessions::ends_at.gt(ends_after))
        .order((course_sessions::starts_at, course_sessions::id))
        .limit(1_000)
        .select(course_sessions::id)
        .load(conn)
}

/// The sessions of a course, the last one first.
pub fn sessions_of(conn: &mut Conn, course: &CourseId) -> QueryResult<Vec<Session>> {
    course_sessions::table
        .filter(course_sessions::course_id.eq(course))
        .order((course_sessions::starts_at.desc(), course_sessions::id.desc()))
        .limit(500)
        .select(Session::as_select())
        .load(conn)
}

pub fn insert_session(
    conn: &mut Conn,
    (id, course, node): (&SessionId, &CourseId, &NodeId),
    terms: &Terms,
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<()> {
    super::changed(conn)?;
    diesel::insert_into(course_sessions::table)
        .values((
            (
                course_sessions::id.eq(id),
                course_sessions::course_id.eq(course),
                course_sessions::node_id.eq(node),
                course_sessions::state.eq(SessionState::Draft),
                course_sessions::created_by.eq(by),
                course_sessions::created_at.eq(now),
                course_sessions::updated_at.eq(now),
            ),
            terms,
        ))
        .execute(conn)
        .map(drop)
}

/// Writes over what is decided of a session if nobody did since `lock`; answers whether it was so.
pub fn update_session(
    conn: &mut Conn,
    (id, lock): (&SessionId, i32),
    terms: &Terms,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    super::changed(conn)?;
    let there = course_sessions::table.find(id).filter(course_sessions::lock_version.eq(lock));
    let changed = diesel::update(there)
        .set((
            terms,
            course_sessions::updated_at.eq(now),
            course_sessions::lock_version.eq(lock + 1),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

pub fn set_span(
    conn: &mut Conn,
    id: &SessionId,
    span: Option<(NaiveDateTime, NaiveDateTime)>,
) -> QueryResult<()> {
    super::changed(conn)?;
    diesel::update(course_sessions::table.find(id))
        .set((
            course_sessions::starts_at.eq(span.map(|(starts, _)| starts)),
            course_sessions::ends_at.eq(span.map(|(_, ends)| ends)),
            // Its terms begin anew.
            course_sessions::cleared_at.eq(None::<NaiveDateTime>),
            course_sessions::forgotten_at.eq(None::<NaiveDateTime>),
        ))
        .execute(conn)
        .map(drop)
}

/// Moves a session from the state it is expected in; answers whether it was there.
pub fn advance_session(
    conn: &mut Conn,
    session: &Session,
    (to, reason): (SessionState, &str),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    super::changed(conn)?;
    let there =
        course_sessions::table.find(&session.id).filter(course_sessions::state.eq(session.state));
    let published = match to {
        SessionState::Published => Some(session.published_at.unwrap_or(now)),
        SessionState::Draft | SessionState::Cancelled => session.published_at,
    };
    let changed = diesel::update(there)
        .set((
            course_sessions::state.eq(to),
            course_sessions::reason.eq(reason),
            course_sessions::published_at.eq(published),
            course_sessions::cancelled_at.eq((to == SessionState::Cancelled).then_some(now)),
            course_sessions::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// The sessions that some nodes give, the last changed first, after one.
pub fn sessions_on_desk(
    conn: &mut Conn,
    scope: &Scope,
    after: Option<&(NaiveDateTime, String)>,
    limit: i64,
) -> QueryResult<Vec<Given>> {
    let mut query = all_given()
        .order((course_sessions::updated_at.desc(), course_sessions::id.desc()))
        .limit(limit + 1)
        .select((Session::as_select(), Course::as_select(), nodes::short_name, nodes::slug))
        .into_boxed::<MultiBackend>();
    if let Scope::Nodes(own) = scope {
        let partly = session_nodes::table
            .filter(session_nodes::node_id.eq_any(own))
            .select(session_nodes::session_id);
        query = query
            .filter(course_sessions::node_id.eq_any(own).or(course_sessions::id.eq_any(partly)));
    }
    if let Some((at, id)) = after {
        query = query.filter(
            course_sessions::updated_at
                .lt(*at)
                .or(course_sessions::updated_at.eq(*at).and(course_sessions::id.lt(id))),
        );
    }
    Ok(query.load::<GivenRow>(conn)?.into_iter().map(as_given).collect())
}

/// Published sessions that meet soon enough for a reminder, with those that they want.
pub fn soon(
    conn: &mut Conn,
    (now, until): (NaiveDateTime, NaiveDateTime),
    limit: i64,
) -> QueryResult<Vec<(SessionId, String)>> {
    let meets = session_meetings::table
        .filter(session_meetings::starts_at.gt(now))
        .filter(session_meetings::starts_at.le(until))
        .select(session_meetings::session_id);
    course_sessions::table
        .filter(course_sessions::state.eq(SessionState::Published))
        .filter(course_sessions::ends_at.gt(now))
        .filter(course_sessions::id.eq_any(meets))
        .order(course_sessions::starts_at)
        .limit(limit)
        .select((course_sessions::id, course_sessions::remind_codes))
        .load(conn)
}

/// Meetings to come of published sessions, with the clock by which each goes.
pub fn to_come(
    conn: &mut Conn,
    now: NaiveDateTime,
    limit: i64,
) -> QueryResult<Vec<(Meeting, String)>> {
    session_meetings::table
        .inner_join(course_sessions::table)
        .filter(course_sessions::state.eq(SessionState::Published))
        .filter(session_meetings::starts_at.gt(now))
        .order((session_meetings::session_id, session_meetings::position))
        .limit(limit)
        .select((Meeting::as_select(), course_sessions::zone))
        .load(conn)
}

/// Notes since when freed seats are given to nobody; answers whether it was otherwise.
pub fn set_kept(
    conn: &mut Conn,
    id: &SessionId,
    since: Option<NaiveDateTime>,
) -> QueryResult<bool> {
    let one = course_sessions::table.find(id);
    let set = course_sessions::kept_since.eq(since);
    let changed = match since {
        Some(_) => {
            let open = one.filter(course_sessions::kept_since.is_null());
            diesel::update(open).set(set).execute(conn)?
        }
        None => {
            let kept = one.filter(course_sessions::kept_since.is_not_null());
            diesel::update(kept).set(set).execute(conn)?
        }
    };
    Ok(changed == 1)
}

/// Notes how long before a meeting its people were reminded.
pub fn note_reminded(conn: &mut Conn, id: &MeetingId, told: Reminder) -> QueryResult<()> {
    diesel::update(session_meetings::table.find(id))
        .set(session_meetings::reminded.eq(told))
        .execute(conn)
        .map(drop)
}
