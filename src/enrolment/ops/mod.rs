//! What happens to those who take part. Each function is one whole step in the caller's transaction, and takes the turn of
//! its session before it reads what it decides by: of a thousand who come at once each finds what those before them did.

mod clocks;
mod enrol;
mod feeds;
mod fits;
mod leave;
mod organise;
mod presence;
mod prove;
mod refuse;
mod sweep;
mod trainers;
mod undo;
mod whichever;
mod write;

pub use clocks::*;
pub use enrol::*;
pub use feeds::*;
pub use leave::*;
pub use organise::*;
pub use presence::*;
pub use prove::*;
pub use refuse::*;
pub use sweep::*;
pub use trainers::*;
pub use undo::*;
pub use whichever::{wait_for_each, wait_for_whichever};
pub use write::*;

use chrono::NaiveDateTime;
use serde_json::json;

use super::rules::{self, Event};
use super::{Enrolment, mail, queries};
use crate::Result;
use crate::courses::queries as courses;
use crate::courses::{Given, PoolId};
use crate::db::Conn;
use crate::history::{self, By};
use crate::secret::Signer;

/// One move of one enrolment, with its line of history and its mail.
struct Move<'a> {
    event: Event,
    seat: Option<i32>,
    offer_ends_at: Option<NaiveDateTime>,
    reason: &'a str,
}

impl Move<'_> {
    const fn to(event: Event) -> Self {
        Self { event, seat: None, offer_ends_at: None, reason: "" }
    }
}

fn step(
    conn: &mut Conn,
    by: &By,
    (one, given): (&Enrolment, &Given),
    (change, signer): (Move<'_>, &Signer),
    now: NaiveDateTime,
) -> Result<Enrolment> {
    let after = moved(conn, by, one, change, now)?;
    mail::told(conn, (&after, given), Some(one.state), signer, now)?;
    Ok(after)
}

/// [`step`] without a mail of its own.
fn moved(
    conn: &mut Conn,
    by: &By,
    one: &Enrolment,
    change: Move<'_>,
    now: NaiveDateTime,
) -> Result<Enrolment> {
    let after = Enrolment {
        state: rules::next(one.state, change.event)?,
        seat: change.seat,
        offer_ends_at: change.offer_ends_at,
        reason: change.reason.to_owned(),
        changed_at: now,
        // Whoever comes back is told anew, and their calendar takes no older mail for it.
        moves: one.moves + i32::from(change.event == Event::Restore),
        ..one.clone()
    };
    if !queries::advance(conn, one, &after, now)? {
        return Err(rules::CHANGED.into());
    }
    let action = match change.event {
        Event::Approve => "enrolment.approve",
        Event::Queue => "enrolment.queue",
        Event::Refuse => "enrolment.refuse",
        Event::Seat => "enrolment.seat",
        Event::Offer => "enrolment.offer",
        Event::Accept => "enrolment.accept",
        Event::Lapse => "enrolment.lapse",
        Event::Cancel => "enrolment.cancel",
        Event::Forfeit => "enrolment.forfeit",
        Event::Restore => "enrolment.restore",
    };
    let detail = json!({ "session": one.session_id, "to": after.state, "place": one.place });
    history::record(conn, by, action, ("enrolment", one.id.as_str()), &detail, now)?;
    Ok(after)
}

/// Gives the free seats of a pool to those who wait, in their order. Who calls has the session's turn.
fn give_free_seats(
    conn: &mut Conn,
    (given, pool): (&Given, &PoolId),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<usize> {
    if !rules::promotes(&given.session, now) || given.session.kept_since.is_some() {
        return Ok(0);
    }
    let pool = queries::pool(conn, pool)?;
    let room = queries::room(conn, &pool, now)?;
    if room.free <= 0 {
        return Ok(0);
    }
    // Without quotas nobody is passed: as many are asked for as there are seats.
    let many = if room.shares.is_empty() { i64::from(room.free) } else { i64::MAX };
    let waiting = queries::waiting(conn, &pool.id, many)?;
    let institutions: Vec<_> = waiting.iter().map(|one| one.institution.clone()).collect();
    let next = room.seat(&institutions);
    let chosen: Vec<_> = next.iter().map(|place| &waiting[*place]).collect();
    if whichever::pass(conn, (given, &chosen), signer, now)? {
        return give_free_seats(conn, (given, &pool.id), signer, now);
    }
    let seats = courses::free_seats(conn, &pool.id, i64::try_from(next.len()).unwrap_or(0))?;
    let (event, offer_ends_at) = rules::promotion(&given.session, now);
    for (place, seat) in next.iter().zip(seats) {
        let change = Move { event, seat: Some(seat), offer_ends_at, reason: "" };
        step(conn, &By::System, (&waiting[*place], given), (change, signer), now)?;
    }
    Ok(next.len())
}
