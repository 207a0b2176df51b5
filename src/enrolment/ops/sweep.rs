//! What happens by itself: offers end, seats that were kept for some are everybody's.

use std::collections::HashMap;

use chrono::{NaiveDateTime, TimeDelta};

use super::leave::in_turn;
use super::prove::forfeit;
use super::whichever::end_wait;
use super::{Move, give_free_seats, step};
use crate::Result;
use crate::app::App;
use crate::courses::rules::reminders;
use crate::courses::{Meeting, Reminder, SessionId, SessionState, queries as sessions};
use crate::db::Conn;
use crate::enrolment::rules::Event;
use crate::enrolment::{Enrolment, EnrolmentId, State, mail, queries};
use crate::history::By;
use crate::secret::Signer;

const BATCH: i64 = 200;
/// Sessions that meet within a week, at most.
const SOON: i64 = 5_000;
/// A release is looked for this long after its moment, so that a worker that was away misses none.
const LATE: TimeDelta = TimeDelta::days(7);

/// Ends offers that nobody answered, parts whose address nobody proved and waits of who has a seat elsewhere, and passes their seats on; answers how many. Each is a transaction of its own.
pub fn keep_terms(app: &App, now: NaiveDateTime) -> Result<usize> {
    let due = app.db.read_now(|conn| Ok(queries::over(conn, now, BATCH)?))?;
    let mut done = 0;
    for (id, _) in due {
        done += app.db.write_now(|conn| lapse(conn, &id, &app.signer, now))?;
    }
    for id in app.db.read_now(|conn| Ok(queries::unproven(conn, now, BATCH)?))? {
        done += app.db.write_now(|conn| forfeit(conn, &id, &app.signer, now))?;
    }
    for id in app.db.read_now(|conn| Ok(queries::superseded(conn, now)?))? {
        done += app.db.write_now(|conn| end_wait(conn, &id, &app.signer, now).map(usize::from))?;
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

/// Reminds those who take part in what meets soon, once of each meeting for each moment that its session names; answers how
/// many meetings.
pub fn remind_due(app: &App, now: NaiveDateTime) -> Result<usize> {
    let until = now + Reminder::Week.before();
    let due = app.db.read_now(|conn| {
        let soon = sessions::soon(conn, (now, until), SOON)?;
        let ids: Vec<_> = soon.iter().map(|(id, _)| id.clone()).collect();
        let mut own = HashMap::<SessionId, Vec<Meeting>>::new();
        for meeting in sessions::meetings_of(conn, &ids)? {
            own.entry(meeting.session_id.clone()).or_default().push(meeting);
        }
        let is_due = |(id, codes): &(SessionId, String)| {
            let meetings = own.get(id).map_or(&[][..], Vec::as_slice);
            !reminders::due(meetings, &reminders::wanted(codes), now).is_empty()
        };
        Ok(soon.into_iter().filter(is_due).collect::<Vec<_>>())
    })?;
    let mut done = 0;
    for (id, _) in due {
        done += app.db.write_now(|conn| remind_all(conn, &id, &app.signer, now))?;
    }
    Ok(done)
}

/// Tells those who may decide how many requests wait for them; answers how many people.
pub fn tell_undecided(app: &App, now: NaiveDateTime) -> Result<usize> {
    app.db.write_now(|conn| {
        let waiting: HashMap<SessionId, i64> = queries::undecided(conn, now)?.into_iter().collect();
        if waiting.is_empty() {
            return Ok(0);
        }
        let ids: Vec<_> = waiting.keys().cloned().collect();
        let partners = sessions::partners_of_all(conn, &ids)?;
        let all = sessions::all_of(conn, &ids)?;
        let mut told: Vec<mail::Waiting<'_>> = Vec::new();
        for given in &all {
            told.push((given, waiting[&given.session.id], mail::givers(given, &partners)));
        }
        mail::requests_wait(conn, &told, now)
    })
}

fn remind_all(
    conn: &mut Conn,
    id: &SessionId,
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<usize> {
    conn.take_turn(id.as_str())?;
    let given = sessions::given(conn, id)?;
    if given.session.state != SessionState::Published {
        return Ok(0);
    }
    let meetings = sessions::meetings_of(conn, std::slice::from_ref(id))?;
    let due = reminders::due(&meetings, &reminders::wanted(&given.session.terms.remind_codes), now);
    let mut all = queries::of_session(conn, id, (Some(State::Confirmed), 0), i64::MAX)?;
    // Whoever has not said that the address is theirs is asked that first.
    all.retain(|one| one.prove_by.is_none());
    for (meeting, when) in &due {
        sessions::note_reminded(conn, &meeting.id, *when)?;
        // Who has just enrolled has just been told.
        let told = |one: &&Enrolment| one.changed_at > now - TimeDelta::days(1);
        let to = all.iter().filter(|one| when.is_for_newcomers() || !told(one));
        let to: Vec<_> = to.cloned().collect();
        mail::reminder(conn, (&to, &given), (&meetings, meeting, *when), signer, now)?;
    }
    Ok(due.len())
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
    queries::delete_feeds(conn, email)?;
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
