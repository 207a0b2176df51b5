//! What those who give a session do with who takes part.

use chrono::NaiveDateTime;
use serde_json::json;

use super::enrol::begin;
use super::leave::in_turn;
use super::{Move, give_free_seats, moved, step, whichever};
use crate::accounts::{AccountId, Actor};
use crate::courses::ops::{self as planning, Plan};
use crate::courses::{self, Meeting, Quota, QuotaId, SessionId, SessionState, queries as sessions};
use crate::db::Conn;
use crate::enrolment::rules::{self, Event};
use crate::enrolment::{
    Enrolled, Enrolment, EnrolmentId, FormId, Proof, State, Wish, access, mail, queries,
};
use crate::history::{self, By};
use crate::secret::Signer;
use crate::{Error, Result, attendance};

pub(super) fn by(actor: &Actor) -> By {
    By::Account(actor.id.clone())
}

/// Agrees to an enrolment that waits for it: it has a seat, or the place of its arrival in the waiting list.
pub fn approve(
    conn: &mut Conn,
    actor: &Actor,
    id: &EnrolmentId,
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    access::for_desk(conn, actor, id)?;
    let (one, given) = in_turn(conn, id)?;
    if matches!(one.state, State::Confirmed | State::Waiting | State::Offered) {
        return Ok(());
    }
    if whichever::is_passed(conn, (&one, &given), signer, now)? {
        return Ok(());
    }
    let seat = match one.seat {
        Some(seat) => Some(seat),
        None => seat_for(conn, &one, now)?,
    };
    let event = if seat.is_some() { Event::Approve } else { Event::Queue };
    let change = Move { seat, ..Move::to(event) };
    step(conn, &by(actor), (&one, &given), (change, signer), now).map(drop)
}

/// Lets somebody in who waits, once the session has begun: whoever is there takes a seat that is free.
pub fn admit(
    conn: &mut Conn,
    actor: &Actor,
    id: &EnrolmentId,
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    access::for_desk(conn, actor, id)?;
    let (one, given) = in_turn(conn, id)?;
    if one.state == State::Confirmed {
        return Ok(());
    }
    if !rules::has_begun(&given.session, now) || !rules::lets_in(&given.session, now) {
        return Err(rules::NOT_OPEN.into());
    }
    let seat = sessions::free_seats(conn, &one.pool_id, 1)?.first().copied();
    let change = Move { seat: Some(seat.ok_or(rules::NO_SEAT)?), ..Move::to(Event::Seat) };
    step(conn, &by(actor), (&one, &given), (change, signer), now).map(drop)
}

/// A seat for somebody who came when they came, if nobody before them waits for it.
pub(super) fn seat_for(
    conn: &mut Conn,
    one: &Enrolment,
    now: NaiveDateTime,
) -> Result<Option<i32>> {
    let pool = queries::pool(conn, &one.pool_id)?;
    let room = queries::room(conn, &pool, now)?;
    let mut before = queries::waiting(conn, &pool.id, i64::MAX)?;
    before.retain(|other| other.place < one.place);
    let before = before.into_iter().map(|other| other.institution);
    if !rules::seats::has_a_turn(room, before, one.institution.as_deref()) {
        return Ok(None);
    }
    Ok(sessions::free_seats(conn, &pool.id, 1)?.first().copied())
}

/// Changes a session: whoever takes part is told when its times or its place are others, and seats that are more go to
/// those who wait.
pub fn change_session(
    conn: &mut Conn,
    actor: &Actor,
    (id, lock, plan): (&SessionId, i32, &Plan),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    conn.take_turn(id.as_str())?;
    let (before, known) = (teachers(conn, id)?, meetings(conn, id)?);
    let changed = planning::change_session(conn, actor, (id, lock), plan, now)?;
    let given = sessions::given(conn, id)?;
    if given.session.state != SessionState::Published {
        return Ok(());
    }
    let after = teachers(conn, id)?;
    let (stay, new): (Vec<_>, Vec<_>) = after.iter().cloned().partition(|one| before.contains(one));
    let left: Vec<_> = before.into_iter().filter(|one| !after.contains(one)).collect();
    let held = meetings(conn, id)?;
    mail::trainers(conn, (&new, &given), (&held, &[]), now)?;
    mail::trainers(conn, (&left, &given), (&[], &known), now)?;
    if changed.is_moved() {
        let all = queries::live_of_session(conn, id)?;
        mail::moved(conn, (&all, &given), (&changed.held, &changed.gone), signer, now)?;
        mail::trainers(conn, (&stay, &given), (&held, &changed.gone), now)?;
    }
    for pool in sessions::pools_of(conn, id)? {
        give_free_seats(conn, (&given, &pool.id), signer, now)?;
    }
    Ok(())
}

/// The accounts of those who teach a session.
pub(super) fn teachers(conn: &mut Conn, id: &SessionId) -> Result<Vec<AccountId>> {
    let all = sessions::trainers_of(conn, std::slice::from_ref(id))?;
    Ok(all.into_iter().filter_map(|one| one.account_id).collect())
}

pub(super) fn meetings(conn: &mut Conn, id: &SessionId) -> Result<Vec<Meeting>> {
    Ok(sessions::meetings_of(conn, std::slice::from_ref(id))?)
}

/// Shows a session to everybody, and asks its trainers to come.
pub fn publish_session(
    conn: &mut Conn,
    actor: &Actor,
    id: &SessionId,
    now: NaiveDateTime,
) -> Result<()> {
    planning::publish_session(conn, actor, id, now)?;
    let (to, held) = (teachers(conn, id)?, meetings(conn, id)?);
    let given = sessions::given(conn, id)?;
    mail::trainers(conn, (&to, &given), (&held, &[]), now)
}

/// Calls a session off: everybody who takes part, or would, is told once, and nobody is promoted.
pub fn cancel_session(
    conn: &mut Conn,
    actor: &Actor,
    (id, reason): (&SessionId, &str),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    conn.take_turn(id.as_str())?;
    let (given, _) = courses::access::session_for_desk(conn, actor, id)?;
    if given.session.state == SessionState::Cancelled {
        return Ok(());
    }
    let told = given.session.state == SessionState::Published;
    planning::call_off(conn, actor, (&given.session, reason), now)?;
    let given = sessions::given(conn, id)?;
    if told {
        let (to, gone) = (teachers(conn, id)?, meetings(conn, id)?);
        mail::trainers(conn, (&to, &given), (&[], &gone), now)?;
    }
    let mut all = Vec::new();
    for one in queries::live_of_session(conn, id)? {
        let change = Move { reason: reason.trim(), ..Move::to(Event::Cancel) };
        all.push((moved(conn, &by(actor), &one, change, now)?, one.state));
    }
    mail::called_off(conn, (&all, &given), signer, now)
}

/// Moves somebody to another session of who may run both, whatever its window says; their seat here is the next one's. Who
/// has a seat keeps it unless there is one for them there. What they answered goes along where the same is asked.
pub fn transfer(
    conn: &mut Conn,
    actor: &Actor,
    (id, to): (&EnrolmentId, &SessionId),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<EnrolmentId> {
    let (one, from) = access::for_desk(conn, actor, id)?;
    let mut turns = [one.session_id.as_str(), to.as_str()];
    turns.sort_unstable();
    for turn in turns {
        conn.take_turn(turn)?;
    }
    let (target, _) = courses::access::session_for_desk(conn, actor, to)?;
    if let Some(there) = queries::live_of(conn, to, &one.email)? {
        return Ok(there.id);
    }
    let one = queries::find(conn, id)?;
    if !one.state.is_live() || one.session_id == *to {
        return Err(rules::NOT_OPEN.into());
    }
    if !rules::lets_in(&target.session, now) {
        return Err(rules::CLOSED.into());
    }
    let change = Move { reason: "", ..Move::to(Event::Cancel) };
    let left = moved(conn, &by(actor), &one, change, now)?;
    let pools = sessions::pools_of(conn, to)?;
    let mode = queries::pool(conn, &one.pool_id)?.mode;
    let wish = Wish {
        form_id: FormId::random(),
        name: one.name.clone(),
        email: one.email.clone(),
        proof: Proof::Given,
        language: one.language,
        institution: one.institution.clone(),
        institution_typed: one.institution_typed.clone(),
        presence: sessions::pool_for(&pools, mode).or(pools.first()).map(|pool| pool.mode),
        answers: queries::answers_for(conn, id, to)?,
        discipline: None,
    };
    let made = begin(conn, Some(actor), (&target, &wish), now)?;
    if one.seat.is_some() && made.seat.is_none() {
        return Err(rules::FULL_THERE.into());
    }
    mail::transferred(conn, (&made, &target), (&left, &from, one.state), signer, now)?;
    give_free_seats(conn, (&from, &one.pool_id), signer, now)?;
    Ok(made.id)
}

/// Writes somebody in, whatever the window says.
pub fn add(
    conn: &mut Conn,
    actor: &Actor,
    (session, wish): (&SessionId, &Wish),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<Enrolled> {
    conn.take_turn(session.as_str())?;
    let (given, _) = courses::access::session_for_desk(conn, actor, session)?;
    if let Some(known) = queries::by_form(conn, &wish.form_id)? {
        return Ok(Enrolled::Made(known));
    }
    if let Some(known) = queries::live_of(conn, session, &wish.email)? {
        return Ok(Enrolled::Known(known));
    }
    if !rules::lets_in(&given.session, now) {
        return Err(rules::CLOSED.into());
    }
    let made = begin(conn, Some(actor), (&given, wish), now)?;
    mail::told(conn, (&made, &given), None, signer, now)?;
    Ok(Enrolled::Made(made))
}

/// Corrects somebody's name or address; their link goes to the new one, and what certifies that they were there names them
/// rightly.
pub fn correct(
    conn: &mut Conn,
    actor: &Actor,
    (id, name, email): (&EnrolmentId, &str, &str),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    access::for_desk(conn, actor, id)?;
    let (one, given) = in_turn(conn, id)?;
    // Who was erased stays so.
    if one.name.is_empty() {
        return Err(rules::NOT_OPEN.into());
    }
    if (one.name.as_str(), one.email.as_str()) == (name, email) {
        return Ok(());
    }
    let moved = one.email != email;
    if moved && queries::live_of(conn, &one.session_id, email)?.is_some() {
        return Err(rules::KNOWN.into());
    }
    queries::correct(conn, id, (name, email))?;
    let detail = json!({ "session": one.session_id, "name": one.name != name, "address": moved });
    history::record(
        conn,
        &by(actor),
        "enrolment.correct",
        ("enrolment", id.as_str()),
        &detail,
        now,
    )?;
    let after = queries::find(conn, id)?;
    if moved && after.state.is_live() {
        mail::told(conn, (&after, &given), None, signer, now)?;
    }
    if one.name == name { Ok(()) } else { attendance::ops::rename(conn, actor, &after, now) }
}

/// What becomes of seats that are freed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freed {
    /// They are the next one's.
    Given,
    /// They stay free: nobody could come any more.
    Kept,
}

/// Stops giving freed seats to those who wait, or goes on with it: then those that are free are given at once.
pub fn set_freed(
    conn: &mut Conn,
    actor: &Actor,
    (session, freed): (&SessionId, Freed),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    conn.take_turn(session.as_str())?;
    courses::access::session_for_desk(conn, actor, session)?;
    let (since, action) = match freed {
        Freed::Kept => (Some(now), "session.seats_kept"),
        Freed::Given => (None, "session.seats_given"),
    };
    if !sessions::set_kept(conn, session, since)? {
        return Ok(());
    }
    note(conn, actor, (action, session), now)?;
    let given = sessions::given(conn, session)?;
    for pool in sessions::pools_of(conn, session)? {
        give_free_seats(conn, (&given, &pool.id), signer, now)?;
    }
    Ok(())
}

/// Keeps seats for some, or limits how many they may have.
pub fn set_quota(
    conn: &mut Conn,
    actor: &Actor,
    (session, quota): (&SessionId, &Quota),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    conn.take_turn(session.as_str())?;
    let (given, _) = courses::access::session_for_desk(conn, actor, session)?;
    let pools = sessions::pools_of(conn, session)?;
    let pool = pools.iter().find(|pool| pool.id == quota.pool_id).ok_or(Error::NotFound)?;
    if pool.unlimited {
        return Err(courses::rules::UNLIMITED_QUOTAS.into());
    }
    let known = sessions::quotas_of(conn, std::slice::from_ref(&pool.id))?;
    if known.iter().any(|one| one.institution == quota.institution && one.node_id == quota.node_id)
    {
        return Err(courses::rules::CHANGED.into());
    }
    let kept: i32 = known.iter().map(|one| one.reserved).sum();
    if kept.saturating_add(quota.reserved) > pool.capacity {
        return Err(courses::rules::KEPT_TOO_MANY.into());
    }
    sessions::insert_quota(conn, quota)?;
    note(conn, actor, ("session.quota", session), now)?;
    give_free_seats(conn, (&given, &pool.id), signer, now).map(drop)
}

pub fn remove_quota(
    conn: &mut Conn,
    actor: &Actor,
    (session, quota): (&SessionId, &QuotaId),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    conn.take_turn(session.as_str())?;
    let (given, _) = courses::access::session_for_desk(conn, actor, session)?;
    let pools: Vec<_> =
        sessions::pools_of(conn, session)?.into_iter().map(|pool| pool.id).collect();
    if !sessions::delete_quota(conn, quota, &pools)? {
        return Ok(());
    }
    note(conn, actor, ("session.quota-end", session), now)?;
    for pool in &pools {
        give_free_seats(conn, (&given, pool), signer, now)?;
    }
    Ok(())
}

pub(super) fn note(
    conn: &mut Conn,
    actor: &Actor,
    (action, session): (&str, &SessionId),
    now: NaiveDateTime,
) -> Result<()> {
    history::record(conn, &by(actor), action, ("session", session.as_str()), &json!({}), now)
}

/// Notes that somebody took the list of a session away.
pub fn note_export(
    conn: &mut Conn,
    actor: &Actor,
    session: &SessionId,
    now: NaiveDateTime,
) -> Result<()> {
    note(conn, actor, ("session.export", session), now)
}
