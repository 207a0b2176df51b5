//! Meetings that calendars were told of and that are not held any more.

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;

use crate::courses::{GoneMeeting, Meeting, MeetingId, SessionId};
use crate::db::schema::{gone_meetings, session_meetings};
use crate::db::{Conn, each};

/// How long calendars are told that something is not held any more (training brief, 5.6).
pub const TOLD_FOR: TimeDelta = TimeDelta::days(30);

/// Notes meetings that are taken out of a published session, and forgets those of which nobody is told any more.
pub fn insert_gone(conn: &mut Conn, gone: &[Meeting], now: NaiveDateTime) -> QueryResult<()> {
    let old = gone_meetings::table.filter(gone_meetings::gone_at.lt(now - TOLD_FOR * 2));
    diesel::delete(old).execute(conn)?;
    let one = |meeting: &Meeting| GoneMeeting {
        id: meeting.id.clone(),
        session_id: meeting.session_id.clone(),
        title: meeting.title.clone(),
        place: meeting.place.clone(),
        starts_at: meeting.starts_at,
        ends_at: meeting.ends_at,
        sequence: meeting.sequence,
        gone_at: now,
    };
    let rows: Vec<_> = gone.iter().map(one).collect();
    each!(conn, real => diesel::insert_into(gone_meetings::table).values(&rows).execute(real))
        .map(drop)
}

/// What some sessions do not hold any more since a moment.
pub fn gone_of(
    conn: &mut Conn,
    ids: &[SessionId],
    since: NaiveDateTime,
) -> QueryResult<Vec<GoneMeeting>> {
    gone_meetings::table
        .filter(gone_meetings::session_id.eq_any(ids))
        .filter(gone_meetings::gone_at.gt(since))
        .order((gone_meetings::starts_at, gone_meetings::id))
        .select(GoneMeeting::as_select())
        .load(conn)
}

/// The session of a meeting that is held, or was told of and is not held any more.
pub fn session_of_meeting(conn: &mut Conn, id: &MeetingId) -> QueryResult<Option<SessionId>> {
    let held = session_meetings::table.find(id).select(session_meetings::session_id);
    if let Some(session) = held.first(conn).optional()? {
        return Ok(Some(session));
    }
    gone_meetings::table.find(id).select(gone_meetings::session_id).first(conn).optional()
}
