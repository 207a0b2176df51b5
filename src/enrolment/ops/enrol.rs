//! Somebody wants to take part.

use chrono::NaiveDateTime;
use serde_json::json;

use super::fits::{Fits, fits};
use crate::accounts::{Actor, throttle};
use crate::alerts;
use crate::courses::rules::window;
use crate::courses::{self, Given, Pool, Presence, QuestionId, SessionId, queries as sessions};
use crate::db::Conn;
use crate::enrolment::queries::{self, Beginning};
use crate::enrolment::{Enrolled, Enrolment, EnrolmentId, FormId, Proof, State, Wish, mail, rules};
use crate::history::{self, By};
use crate::secret::Signer;
use crate::{Error, Result};

/// Enrols somebody: with a seat, in the order of arrival when there is none, or to be approved. The same address again is
/// the same enrolment. `by` is who wrote them in, when somebody else did.
pub fn enrol(
    conn: &mut Conn,
    by: Option<&Actor>,
    (session, wish): (&SessionId, &Wish),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<Enrolled> {
    conn.take_turn(session.as_str())?;
    let given = courses::access::session_for_reader(conn, session)?;
    let mut wish = wish.clone();
    if let Some(known) = queries::by_form(conn, &wish.form_id)? {
        if known.session_id != *session {
            return Err(Error::Malformed("form"));
        }
        if known.email == wish.email {
            return Ok(Enrolled::Made(known));
        }
        // They went back and corrected their address.
        wish.form_id = FormId::random();
    }
    // Whatever is wrong with a form is so for whoever sends it: nobody learns by it who is enrolled.
    rules::check_window(window(&given.session, now))?;
    let asked = check(conn, by, (&given, &wish))?;
    if let Some(known) = queries::live_of(conn, session, &wish.email)? {
        return Ok(Enrolled::Known(known));
    }
    let made = put(conn, by, (&given, &wish, &asked), now)?;
    mail::told(conn, (&made, &given), None, signer, now)?;
    Ok(Enrolled::Made(made))
}

/// Sends the link again to who enrols once more, but not without end.
pub fn remind(conn: &mut Conn, one: &Enrolment, signer: &Signer, now: NaiveDateTime) -> Result<()> {
    let given = sessions::given(conn, &one.session_id)?;
    let to = format!("{} {}", one.session_id, one.email);
    if throttle::may_send(conn, "known-enrolment", &to, rules::REMINDED, now)? {
        mail::again(conn, (one, &given), signer, now)?;
    }
    Ok(())
}

/// Puts somebody into a session, whose turn the caller has: in a seat if nobody who may have it came before.
pub(super) fn begin(
    conn: &mut Conn,
    by: Option<&Actor>,
    (given, wish): (&Given, &Wish),
    now: NaiveDateTime,
) -> Result<Enrolment> {
    let asked = check(conn, by, (given, wish))?;
    put(conn, by, (given, wish, &asked), now)
}

/// What somebody asks for of a session: which seats, and what they answered.
struct Checked {
    pool: Pool,
    answers: Vec<(QuestionId, String)>,
}

fn check(conn: &mut Conn, by: Option<&Actor>, (given, wish): (&Given, &Wish)) -> Result<Checked> {
    let session = &given.session;
    let questions = sessions::questions_of(conn, &session.id)?;
    // Who writes somebody in knows no more of their answers than they gave before.
    let answers = rules::check_answers((&questions, by.is_none()), &wish.answers)?;
    let pools = sessions::pools_of(conn, &session.id)?;
    let pool = pool_of(&pools, wish.presence).ok_or(rules::NO_PRESENCE)?.clone();
    Ok(Checked { pool, answers })
}

fn put(
    conn: &mut Conn,
    by: Option<&Actor>,
    (given, wish, Checked { pool, answers }): (&Given, &Wish, &Checked),
    now: NaiveDateTime,
) -> Result<Enrolment> {
    let session = &given.session;
    // Once it has begun, whom its people let in is there; who waits for a seat is not, or may be let in too.
    let room = match by.is_some() && rules::has_begun(session, now) {
        true => !sessions::free_seats(conn, &pool.id, 1)?.is_empty(),
        false => is_next(conn, pool, wish.institution.as_deref(), now)?,
    };
    let fits = match by {
        // Whom those who give it write in they let in.
        Some(_) => Fits::LetIn,
        None => fits(conn, given, wish)?,
    };
    let (state, holds) = match fits {
        Fits::Refused(_) => (State::Refused, false),
        Fits::NoRule | Fits::LetIn | Fits::ByHand(_) => {
            rules::arrival(session, fits == Fits::LetIn, room)
        }
    };
    let seat = match holds {
        true => sessions::free_seats(conn, &pool.id, 1)?.first().copied(),
        false => None,
    };
    let (id, place) = (EnrolmentId::random(), queries::next_place(conn, &session.id)?);
    let added_by = by.map(|actor| &actor.id);
    let prove_by = (wish.proof == Proof::Asked).then(|| now + rules::PROVE_WITHIN);
    let from = Beginning {
        session: &session.id,
        pool: &pool.id,
        state,
        place,
        seat,
        added_by,
        prove_by,
        reason: fits.reason(),
    };
    queries::insert(conn, &id, (wish, &from), now)?;
    queries::insert_answers(conn, &id, answers)?;
    let who = by.map_or(By::Team, |actor| By::Account(actor.id.clone()));
    let detail = json!({ "session": session.id, "to": state, "place": place });
    if wish.proof == Proof::Given && state != State::Refused {
        alerts::ops::enrolled(conn, (&session.course_id, &wish.email), now)?;
    }
    history::record(conn, &who, "enrolment.enrol", ("enrolment", id.as_str()), &detail, now)?;
    Ok(queries::find(conn, &id)?)
}

fn pool_of(pools: &[Pool], presence: Option<Presence>) -> Option<&Pool> {
    match (pools, presence) {
        ([only], None) => Some(only),
        (_, None) => None,
        (_, Some(presence)) => sessions::pool_for(pools, presence),
    }
}

/// Whether a seat is free for somebody who comes last.
pub(super) fn is_next(
    conn: &mut Conn,
    pool: &Pool,
    institution: Option<&str>,
    now: NaiveDateTime,
) -> Result<bool> {
    let room = queries::room(conn, pool, now)?;
    if !room.takes(institution) {
        return Ok(false);
    }
    let many = if room.shares.is_empty() { i64::from(room.free) } else { i64::MAX };
    let before = queries::waiting(conn, &pool.id, many)?;
    Ok(rules::seats::has_a_turn(room, before.into_iter().map(|one| one.institution), institution))
}
