//! Meetings, and where they stand.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::attendance_of;
use crate::db::schema::{bodies, body_meetings as meetings};
use crate::db::{Conn, each, one_of};
use crate::governance::rules::{self, Quorum};
use crate::governance::{Body, BodyId, Meeting, MeetingId, MeetingState, Plan, Reader, Seated};

pub fn meeting(conn: &mut Conn, id: &MeetingId) -> QueryResult<Meeting> {
    meetings::table.find(id).select(Meeting::as_select()).first(conn)
}

pub fn known_meeting(conn: &mut Conn, id: &MeetingId) -> QueryResult<Option<Meeting>> {
    meeting(conn, id).optional()
}

pub fn insert_meeting(conn: &mut Conn, meeting: &Meeting) -> QueryResult<()> {
    each!(conn, real => diesel::insert_into(meetings::table).values(meeting).execute(real))
        .map(drop)
}

/// The meetings of a body, the last first.
pub fn meetings_of(conn: &mut Conn, body: &BodyId) -> QueryResult<Vec<Meeting>> {
    meetings::table
        .filter(meetings::body_id.eq(body))
        .order((meetings::starts_at.desc(), meetings::id))
        .limit(300)
        .select(Meeting::as_select())
        .load(conn)
}

/// What is ahead in the bodies of a reader, what comes first first.
pub fn ahead(
    conn: &mut Conn,
    reader: &Reader,
    now: NaiveDateTime,
) -> QueryResult<Vec<(Meeting, Body)>> {
    use MeetingState::{Convened, Planned};
    in_bodies(conn, reader, (&[Planned, Convened], Side::Ahead), now)
}

/// Minutes that wait for those who run a body: meetings that are over and whose minutes are not published.
pub fn unfinished(
    conn: &mut Conn,
    reader: &Reader,
    now: NaiveDateTime,
) -> QueryResult<Vec<(Meeting, Body)>> {
    use MeetingState::{Approved, Circulated, Convened, Held};
    in_bodies(conn, reader, (&[Convened, Held, Circulated, Approved], Side::Over), now)
}

/// Whether a meeting has its end before it.
enum Side {
    Ahead,
    Over,
}

fn in_bodies(
    conn: &mut Conn,
    reader: &Reader,
    (states, side): (&[MeetingState], Side),
    now: NaiveDateTime,
) -> QueryResult<Vec<(Meeting, Body)>> {
    let mut found = meetings::table
        .inner_join(bodies::table)
        .filter(one_of(meetings::state, states.iter().copied()))
        .order((meetings::starts_at, meetings::id))
        .limit(50)
        .select((Meeting::as_select(), Body::as_select()))
        .into_boxed();
    found = match side {
        Side::Ahead => found.filter(meetings::ends_at.gt(now)),
        Side::Over => found.filter(meetings::ends_at.le(now)),
    };
    if !reader.all {
        found = found.filter(meetings::body_id.eq_any(&reader.bodies));
    }
    found.load(conn)
}

/// Changes when and where it is, if nobody did meanwhile; answers whether it was so.
pub fn replan(
    conn: &mut Conn,
    (meeting, lock): (&Meeting, i32),
    plan: &Plan,
    sequence: i32,
) -> QueryResult<bool> {
    let there = meetings::table.find(&meeting.id).filter(meetings::lock_version.eq(lock));
    let changed = diesel::update(there)
        .set((
            meetings::title.eq(&plan.title),
            meetings::title_en.eq(&plan.title_en),
            meetings::starts_at.eq(plan.starts_at),
            meetings::ends_at.eq(plan.ends_at),
            meetings::place.eq(&plan.place),
            meetings::join_url.eq(&plan.join_url),
            meetings::sequence.eq(sequence),
            meetings::lock_version.eq(lock + 1),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// What calendars are told from now on replaces what they were told before.
pub fn raise_sequence(conn: &mut Conn, id: &MeetingId) -> QueryResult<()> {
    diesel::update(meetings::table.find(id))
        .set(meetings::sequence.eq(meetings::sequence + 1))
        .execute(conn)
        .map(drop)
}

/// Moves a meeting from the state it is expected in, and notes when; answers whether it was there.
pub fn advance(
    conn: &mut Conn,
    meeting: &Meeting,
    (to, reason): (MeetingState, &str),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let at = |reached: bool, known: Option<NaiveDateTime>| if reached { Some(now) } else { known };
    let there = meetings::table.find(&meeting.id).filter(meetings::state.eq(meeting.state));
    let cancelled = i32::from(to == MeetingState::Cancelled);
    let changed = diesel::update(there)
        .set((
            meetings::state.eq(to),
            meetings::reason.eq(reason),
            meetings::sequence.eq(meeting.sequence + cancelled),
            meetings::convened_at.eq(at(to == MeetingState::Convened, meeting.convened_at)),
            meetings::circulated_at.eq(at(to == MeetingState::Circulated, meeting.circulated_at)),
            meetings::approved_at.eq(at(to == MeetingState::Approved, meeting.approved_at)),
            meetings::published_at.eq(at(to == MeetingState::Published, meeting.published_at)),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Keeps how many votes were there, and how many had to be.
pub fn keep_quorum(conn: &mut Conn, id: &MeetingId, quorum: Quorum) -> QueryResult<()> {
    let number = |n: usize| Some(i32::try_from(n).unwrap_or(i32::MAX));
    diesel::update(meetings::table.find(id))
        .set((
            meetings::quorum_votes.eq(number(quorum.votes)),
            meetings::quorum_there.eq(number(quorum.there)),
            meetings::quorum_needed.eq(number(quorum.needed)),
        ))
        .execute(conn)
        .map(drop)
}

/// The quorum of a meeting: as it was kept when its minutes were approved, until then by who came and by what the body's
/// charter asks for.
pub fn quorum_of(
    conn: &mut Conn,
    id: &MeetingId,
    (people, percent): (&[Seated], i32),
) -> QueryResult<Quorum> {
    let (votes, there, needed): (Option<i32>, Option<i32>, Option<i32>) = meetings::table
        .find(id)
        .select((meetings::quorum_votes, meetings::quorum_there, meetings::quorum_needed))
        .first(conn)?;
    let number = |n: i32| usize::try_from(n).unwrap_or(0);
    match (votes, there, needed) {
        (Some(votes), Some(there), Some(needed)) => {
            let (votes, there, needed) = (number(votes), number(there), number(needed));
            Ok(Quorum { votes, there, needed })
        }
        _ => Ok(rules::quorum(people, &attendance_of(conn, id)?, percent)),
    }
}
