//! What was agreed by the clock on a wall stays when the rules of that clock change: the instants follow, and everybody is told.

use chrono::NaiveDateTime;
use chrono_tz::Tz;

use super::organise::{meetings, teachers};
use crate::Result;
use crate::app::App;
use crate::courses::ops as planning;
use crate::courses::{Meeting, SessionId, SessionState, queries as sessions};
use crate::db::Conn;
use crate::enrolment::{mail, queries};
use crate::secret::Signer;
use crate::times;

/// Meetings that are looked at.
const MOST: i64 = 50_000;

/// Moves what is to come to where the clock of its session says; answers how many sessions.
pub fn keep_clocks(app: &App, now: NaiveDateTime) -> Result<usize> {
    let all = app.db.read_now(|conn| Ok(sessions::to_come(conn, now, MOST)?))?;
    let drifts = |(one, zone): &&(Meeting, String)| {
        times::zone(zone).is_some_and(|zone| anew(one, zone, now) != *one)
    };
    let mut due: Vec<_> = all.iter().filter(drifts).map(|(one, _)| &one.session_id).collect();
    due.dedup();
    let mut done = 0;
    for id in due {
        done += app.db.write_now(|conn| follow(conn, id, &app.signer, now))?;
    }
    Ok(done)
}

/// A meeting to come as its clock says it now.
fn anew(one: &Meeting, zone: Tz, now: NaiveDateTime) -> Meeting {
    let known = (one.starts_at, one.ends_at);
    match times::drifted((&one.starts_local, &one.ends_local), known, zone) {
        Some((starts_at, ends_at)) if now < one.starts_at => {
            Meeting { starts_at, ends_at, sequence: one.sequence + 1, ..one.clone() }
        }
        Some(_) | None => one.clone(),
    }
}

fn follow(conn: &mut Conn, id: &SessionId, signer: &Signer, now: NaiveDateTime) -> Result<usize> {
    conn.take_turn(id.as_str())?;
    let given = sessions::given(conn, id)?;
    let before = meetings(conn, id)?;
    let zone = given.session.zone();
    let after: Vec<Meeting> = before.iter().map(|one| anew(one, zone, now)).collect();
    let held: Vec<Meeting> = after.iter().filter(|one| !before.contains(one)).cloned().collect();
    if held.is_empty() || given.session.state != SessionState::Published {
        return Ok(0);
    }
    planning::follow_clock(conn, &given.session, &after, now)?;
    let (given, all) = (sessions::given(conn, id)?, queries::live_of_session(conn, id)?);
    mail::moved(conn, (&all, &given), (&held, &[]), signer, now)?;
    let to = teachers(conn, id)?;
    mail::trainers(conn, (&to, &given), (&after, &[]), now)?;
    Ok(1)
}
