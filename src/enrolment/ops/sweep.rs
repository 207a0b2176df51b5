//! What happens by itself: offers end, seats that were kept for some are everybody's.

use chrono::{NaiveDateTime, TimeDelta};

use super::leave::in_turn;
use super::{Move, give_free_seats, step};
use crate::Result;
use crate::app::App;
use crate::courses::queries as sessions;
use crate::db::Conn;
use crate::enrolment::rules::Event;
use crate::enrolment::{EnrolmentId, State, queries};
use crate::history::By;
use crate::secret::Signer;

const BATCH: i64 = 200;
/// A release is looked for this long after its moment, so that a worker that was away misses none.
const LATE: TimeDelta = TimeDelta::days(7);

/// Ends offers that nobody answered and passes their seats on; answers how many. Each is a transaction of its own.
pub fn keep_terms(app: &App, now: NaiveDateTime) -> Result<usize> {
    let due = app.db.read_now(|conn| Ok(queries::over(conn, now, BATCH)?))?;
    let mut done = 0;
    for (id, _) in due {
        done += app.db.write_now(|conn| lapse(conn, &id, &app.signer, now))?;
    }
    let released = app.db.read_now(|conn| Ok(queries::released(conn, (now - LATE, now))?))?;
    for pool in released {
        done += app.db.write_now(|conn| {
            let session = queries::pool(conn, &pool)?.session_id;
            conn.take_turn(session.as_str())?;
            let given = sessions::given(conn, &session)?;
            give_free_seats(conn, (&given, &pool), &app.signer, now)
        })?;
    }
    Ok(done)
}

fn lapse(conn: &mut Conn, id: &EnrolmentId, signer: &Signer, now: NaiveDateTime) -> Result<usize> {
    let (one, given) = in_turn(conn, id)?;
    if one.state != State::Offered || one.offer_ends_at.is_none_or(|ends| now < ends) {
        return Ok(0);
    }
    step(conn, &By::System, (&one, &given), (Move::to(Event::Lapse), signer), now)?;
    give_free_seats(conn, (&given, &one.pool_id), signer, now)?;
    Ok(1)
}

/// Takes an address out of every session: it gives up what is to come, and of what has been it stays that somebody was
/// there.
pub fn forget_address(
    conn: &mut Conn,
    email: &str,
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let mut all = queries::of_address(conn, email)?;
    all.sort_by(|one, other| one.session_id.cmp(&other.session_id));
    for one in all {
        let (one, given) = in_turn(conn, &one.id)?;
        let to_come = given.session.ends_at.is_none_or(|ends| now < ends);
        if one.state.is_live() && to_come {
            super::moved(conn, &By::System, &one, Move::to(Event::Cancel), now)?;
        }
        queries::forget(conn, &one.id)?;
        give_free_seats(conn, (&given, &one.pool_id), signer, now)?;
    }
    Ok(())
}
