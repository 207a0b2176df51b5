//! Asking to be told of new sessions, being told, and ending it. Each function is one whole step in the caller's
//! transaction, but the sweep, which takes one after another.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{Alert, AlertId, Wanted, mail, queries, rules};
use crate::Result;
use crate::accounts::{Actor, throttle};
use crate::app::App;
use crate::courses::{Course, CourseId, CourseState, SessionId, queries as sessions};
use crate::db::Conn;
use crate::history::{self, By};
use crate::i18n::Locale;
use crate::secret::Signer;

/// Sessions that are told of at a turn of the sweep, and people at a step of it.
const SESSIONS: i64 = 200;
const PEOPLE: i64 = 200;

/// Takes in what somebody wants to be told of a course. It holds at once for who is signed in by that address; any other
/// address is asked first, and until it answers, what held before does.
pub fn ask(
    conn: &mut Conn,
    actor: Option<&Actor>,
    (course, wanted): (&Course, &Wanted),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<AlertId> {
    if course.state != CourseState::Published {
        return Err(rules::NOT_GIVEN.into());
    }
    conn.take_turn(course.id.as_str())?;
    let id = match queries::of_address(conn, &course.id, &wanted.email)? {
        Some(known) => {
            queries::ask(conn, &known.id, wanted, now)?;
            known.id
        }
        None => {
            let id = AlertId::random();
            queries::insert(conn, (&id, &course.id), wanted, now)?;
            id
        }
    };
    let own = actor.filter(|actor| actor.email == wanted.email);
    let by = own.map_or(By::Team, |actor| By::Account(actor.id.clone()));
    note(conn, &by, ("alert.ask", &id, &course.id), now)?;
    match own {
        Some(_) => confirm(conn, &by, (&id, wanted.language), now)?,
        None if throttle::may_send(conn, "alert", &wanted.email, rules::TO_EMAIL, now)? => {
            let alert = queries::find(conn, &id)?;
            let form = (wanted.form_id.as_str(), wanted.language);
            mail::asked(conn, (&alert, course), form, signer, now)?;
        }
        None => {}
    }
    Ok(id)
}

/// What was asked holds from now on; again changes nothing. `language` is the one that its owner reads it in.
pub fn confirm(
    conn: &mut Conn,
    by: &By,
    (id, language): (&AlertId, Locale),
    now: NaiveDateTime,
) -> Result<()> {
    let course = queries::find(conn, id)?.course_id;
    conn.take_turn(course.as_str())?;
    let alert = Alert { language, ..queries::find(conn, id)? };
    if !rules::check_confirm(&alert, now)? {
        return Ok(());
    }
    queries::confirm(conn, &alert, now)?;
    note(conn, by, ("alert.confirm", id, &course), now)
}

/// Ends it; again changes nothing.
pub fn end(conn: &mut Conn, by: &By, id: &AlertId, now: NaiveDateTime) -> Result<()> {
    if !queries::delete(conn, id)? {
        return Ok(());
    }
    history::record(conn, by, "alert.end", ("alert", id.as_str()), &json!({}), now)
}

/// Who takes part in a session of the course has what they waited for.
pub fn enrolled(
    conn: &mut Conn,
    (course, email): (&CourseId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    match queries::of_address(conn, course, email)? {
        Some(alert) => end(conn, &By::System, &alert.id, now),
        None => Ok(()),
    }
}

/// Ends all alerts of an address that is erased.
pub fn forget_address(conn: &mut Conn, email: &str) -> Result<()> {
    queries::delete_of_address(conn, email)?;
    Ok(())
}

/// Tells of sessions that have opened, each person once of each, and forgets what held its time; answers how many mails.
pub fn keep_terms(app: &App, now: NaiveDateTime) -> Result<usize> {
    let asked = now - rules::CONFIRM_WITHIN;
    app.db.write_now(|conn| Ok(queries::forget(conn, (rules::ended_before(now), asked))?))?;
    let due = app.db.read_now(|conn| Ok(queries::sessions_to_tell(conn, now, SESSIONS)?))?;
    let mut told = 0;
    for session in due {
        loop {
            let step = app.db.write_step(|conn| tell(conn, &session, &app.signer, now))?;
            if step == 0 {
                break;
            }
            told += step;
        }
    }
    Ok(told)
}

fn tell(
    conn: &mut Conn,
    session: &SessionId,
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<usize> {
    conn.take_turn(session.as_str())?;
    let alerts = queries::to_tell(conn, session, now, PEOPLE)?;
    if alerts.is_empty() {
        return Ok(0);
    }
    let given = sessions::given(conn, session)?;
    let new = queries::note_told(conn, session, &alerts)?;
    for alert in alerts.iter().filter(|one| new.contains(&one.id)) {
        mail::opened(conn, (alert, &given), signer, now)?;
    }
    let detail = json!({ "people": new.len() });
    history::record(
        conn,
        &By::System,
        "session.tell",
        ("session", session.as_str()),
        &detail,
        now,
    )?;
    Ok(new.len())
}

fn note(
    conn: &mut Conn,
    by: &By,
    (action, id, course): (&str, &AlertId, &CourseId),
    now: NaiveDateTime,
) -> Result<()> {
    let detail = json!({ "course": course });
    history::record(conn, by, action, ("alert", id.as_str()), &detail, now)
}
