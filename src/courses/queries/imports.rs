//! What became of the events of calendar files.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::courses::rules::imported::Event;
use crate::courses::{CourseId, SessionId, SessionState};
use crate::db::Conn;
use crate::db::schema::{course_sessions, session_imports};

/// A session that an event became, as it was when it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    pub uid_sha256: String,
    pub session_id: SessionId,
    pub digest: String,
    pub sequence: i32,
    /// Where the session stands now, and how often it was saved since.
    pub state: SessionState,
    pub lock_version: i32,
}

pub fn imported(conn: &mut Conn, course: &CourseId) -> QueryResult<Vec<Imported>> {
    type Row = (String, SessionId, String, i32, SessionState, i32);
    let rows: Vec<Row> = session_imports::table
        .inner_join(course_sessions::table)
        .filter(session_imports::course_id.eq(course))
        .select((
            session_imports::uid_sha256,
            session_imports::session_id,
            session_imports::digest,
            session_imports::sequence,
            course_sessions::state,
            course_sessions::lock_version,
        ))
        .load(conn)?;
    let one = |(uid_sha256, session_id, digest, sequence, state, lock_version)| Imported {
        uid_sha256,
        session_id,
        digest,
        sequence,
        state,
        lock_version,
    };
    Ok(rows.into_iter().map(one).collect())
}

pub fn insert_import(
    conn: &mut Conn,
    (course, session): (&CourseId, &SessionId),
    event: &Event,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::insert_into(session_imports::table)
        .values((
            session_imports::course_id.eq(course),
            session_imports::uid_sha256.eq(&event.uid_sha256),
            session_imports::session_id.eq(session),
            session_imports::digest.eq(event.digest()),
            session_imports::sequence.eq(event.sequence),
            session_imports::imported_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

pub fn update_import(
    conn: &mut Conn,
    course: &CourseId,
    event: &Event,
    now: NaiveDateTime,
) -> QueryResult<()> {
    diesel::update(session_imports::table.find((course, &event.uid_sha256)))
        .set((
            session_imports::digest.eq(event.digest()),
            session_imports::sequence.eq(event.sequence),
            session_imports::imported_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}
