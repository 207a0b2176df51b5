//! Whoever waits at several sessions of one course, and has one seat of them all: whichever comes first. A seat at one ends
//! the other waits; a session gives none to who has one already.

use chrono::NaiveDateTime;
use serde_json::json;

use super::enrol::begin;
use super::leave::in_turn;
use super::{Move, give_free_seats, step};
use crate::courses::rules::window;
use crate::courses::{self, CourseId, Given, SessionId, queries as sessions};
use crate::db::Conn;
use crate::enrolment::rules::{self, Event};
use crate::enrolment::{Enrolment, EnrolmentId, FormId, Proof, Wish, mail, queries};
use crate::history::{self, By};
use crate::secret::Signer;
use crate::{Error, Result};

/// Waits at these other sessions of the course too, and from now on for whichever seat comes first, of those for which they
/// waited before as well. Again it changes nothing.
pub fn wait_for_whichever(
    conn: &mut Conn,
    (id, at): (&EnrolmentId, &[SessionId]),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    take_turns(conn, (id, at), now)?;
    let one = queries::find(conn, id)?;
    let course = sessions::given(conn, &one.session_id)?.course.id;
    if !one.state.waits() {
        return Err(rules::NOT_OPEN.into());
    }
    let mut added = Vec::new();
    for session in at {
        added.extend(join(conn, (&one, &course), session, now)?);
    }
    let waits = queries::waits_of(conn, (&course, &one.email), now)?;
    let ids: Vec<_> = waits.into_iter().map(|wait| wait.id).collect();
    let changed = queries::set_whichever(conn, &ids, true)?;
    // A seat that was free is the one that came first.
    let new: Vec<_> = added.iter().map(|(made, _)| made.id.clone()).collect();
    queries::seat_came_first(conn, &new)?;
    if changed + added.len() > 0 {
        let detail = json!({ "sessions": at, "whichever": true });
        note(conn, id, &detail, now)?;
    }
    for (made, given) in &added {
        mail::told(conn, (made, given), None, signer, now)?;
    }
    for id in &ids {
        end_wait(conn, id, signer, now)?;
    }
    Ok(())
}

/// Puts somebody who waits into another session of the course, if they are not in it.
fn join(
    conn: &mut Conn,
    (one, course): (&Enrolment, &CourseId),
    session: &SessionId,
    now: NaiveDateTime,
) -> Result<Option<(Enrolment, Given)>> {
    let given = courses::access::session_for_reader(conn, session)?;
    if given.course.id != *course {
        return Err(Error::NotFound);
    }
    rules::check_window(window(&given.session, now))?;
    if queries::live_of(conn, session, &one.email)?.is_some() {
        return Ok(None);
    }
    let presence = queries::pool(conn, &one.pool_id)?.mode;
    let many = sessions::pools_of(conn, session)?.len();
    let wish = Wish {
        form_id: FormId::random(),
        name: one.name.clone(),
        email: one.email.clone(),
        proof: Proof::Given,
        language: one.language,
        institution: one.institution.clone(),
        institution_typed: one.institution_typed.clone(),
        presence: (many > 1).then_some(presence),
        answers: queries::answers_for(conn, &one.id, session)?,
        discipline: None,
    };
    let made = begin(conn, None, (&given, &wish), now)?;
    Ok(Some((made, given)))
}

/// Waits for each session apart again.
pub fn wait_for_each(conn: &mut Conn, id: &EnrolmentId, now: NaiveDateTime) -> Result<()> {
    take_turns(conn, (id, &[]), now)?;
    let one = queries::find(conn, id)?;
    let course = sessions::given(conn, &one.session_id)?.course.id;
    let waits = queries::waits_of(conn, (&course, &one.email), now)?;
    let ids: Vec<_> = waits.into_iter().map(|wait| wait.id).collect();
    if queries::set_whichever(conn, &ids, false)? > 0 {
        note(conn, id, &json!({ "whichever": false }), now)?;
    }
    Ok(())
}

fn note(
    conn: &mut Conn,
    id: &EnrolmentId,
    detail: &serde_json::Value,
    now: NaiveDateTime,
) -> Result<()> {
    history::record(conn, &By::Team, "enrolment.whichever", ("enrolment", id.as_str()), detail, now)
}

/// Takes the turns of all sessions of the course at which they wait, and of some more, in one order: two who do so at once
/// never wait for each other. Answers their other waits.
pub(super) fn take_turns(
    conn: &mut Conn,
    (id, at): (&EnrolmentId, &[SessionId]),
    now: NaiveDateTime,
) -> Result<Vec<EnrolmentId>> {
    let one = queries::find(conn, id)?;
    let course = sessions::given(conn, &one.session_id)?.course.id;
    let waits = queries::waits_of(conn, (&course, &one.email), now)?;
    let known = waits.iter().map(|wait| &wait.session_id);
    let mut turns: Vec<&SessionId> = known.chain(at).chain([&one.session_id]).collect();
    turns.sort();
    turns.dedup();
    for turn in turns {
        conn.take_turn(turn.as_str())?;
    }
    let others = waits.iter().filter(|wait| wait.whichever && wait.id != one.id);
    Ok(others.map(|wait| wait.id.clone()).collect())
}

/// Whether somebody who waits for whichever comes first has the seat that did.
pub(super) fn is_seated(
    conn: &mut Conn,
    (one, given): (&Enrolment, &Given),
    now: NaiveDateTime,
) -> Result<bool> {
    if !one.whichever {
        return Ok(false);
    }
    let at = (&given.course.id, &given.session.id);
    Ok(!queries::seated(conn, at, &[&one.email], now)?.is_empty())
}

/// Ends a wait of somebody who has the seat that came first; answers whether there was one to end.
pub(super) fn end_wait(
    conn: &mut Conn,
    id: &EnrolmentId,
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<bool> {
    let (one, given) = in_turn(conn, id)?;
    if !one.state.waits() || !is_seated(conn, (&one, &given), now)? {
        return Ok(false);
    }
    end(conn, (&one, &given), signer, now)?;
    give_free_seats(conn, (&given, &one.pool_id), signer, now)?;
    Ok(true)
}

/// Before a seat is given by hand, or at another pool: ends the wait of who got one elsewhere meanwhile, of which it answers.
pub(super) fn is_passed(
    conn: &mut Conn,
    (one, given): (&Enrolment, &Given),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<bool> {
    if !one.whichever || !one.state.waits() {
        return Ok(false);
    }
    conn.take_turn(&turn_of(given))?;
    end_wait(conn, &one.id, signer, now)
}

/// The turn at the seats of those who wait for whichever comes first, taken after those of sessions.
fn turn_of(given: &Given) -> String {
    format!("whichever {}", given.course.id)
}

fn end(
    conn: &mut Conn,
    (one, given): (&Enrolment, &Given),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let reason = one.language.text(rules::SEATED_ELSEWHERE.key());
    let change = Move { reason: &reason, ..Move::to(Event::Cancel) };
    step(conn, &By::System, (one, given), (change, signer), now).map(drop)
}

/// Before seats are given to those who are next: ends the waits of who got one elsewhere meanwhile. Answers whether there
/// were any; then others are next.
pub(super) fn pass(
    conn: &mut Conn,
    (given, next): (&Given, &[&Enrolment]),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<bool> {
    let of_any: Vec<_> = next.iter().copied().filter(|one| one.whichever).collect();
    if of_any.is_empty() {
        return Ok(false);
    }
    // Of two sessions in which a seat is freed at once, one gives it to them.
    conn.take_turn(&turn_of(given))?;
    let emails: Vec<_> = of_any.iter().map(|one| one.email.as_str()).collect();
    let at = (&given.course.id, &given.session.id);
    let seated = queries::seated(conn, at, &emails, now)?;
    for one in of_any.into_iter().filter(|one| seated.contains(&one.email)) {
        end(conn, (one, given), signer, now)?;
    }
    Ok(!seated.is_empty())
}
