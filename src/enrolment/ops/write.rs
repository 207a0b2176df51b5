//! What those who give a session write to its people: each reads it in their own language.

use chrono::NaiveDateTime;
use serde_json::json;

use crate::accounts::{Actor, throttle};
use crate::courses::{self, SessionId};
use crate::db::Conn;
use crate::enrolment::{Enrolment, FormId, Letter, Readers, mail, queries, rules};
use crate::history::{self, By};
use crate::secret::Signer;
use crate::{Error, Result};

/// How history calls a letter that was sent.
pub const WRITTEN: &str = "session.message";
/// A form that was sent is looked for among so many happenings.
const RECENT: i64 = 500;

/// Who would read a letter: whose address is proven.
pub fn readers(conn: &mut Conn, session: &SessionId, to: Readers) -> Result<Vec<Enrolment>> {
    let mut all = queries::live_of_session(conn, session)?;
    all.retain(|one| {
        to.states().contains(&one.state) && one.prove_by.is_none() && !one.email.is_empty()
    });
    Ok(all)
}

/// Writes to some people of a session; answers to how many. The same form again writes to nobody.
pub fn write(
    conn: &mut Conn,
    actor: &Actor,
    (session, form): (&SessionId, &FormId),
    (letter, to): (&Letter, Readers),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<usize> {
    conn.take_turn(session.as_str())?;
    let (given, _) = courses::access::session_for_desk(conn, actor, session)?;
    let sent = history::of(conn, "session", session.as_str(), RECENT)?;
    if sent.iter().any(|event| event.action == WRITTEN && event.detail.contains(form.as_str())) {
        return Ok(0);
    }
    let readers = readers(conn, session, to)?;
    if readers.is_empty() {
        return Err(rules::NO_READERS.into());
    }
    match throttle::count(conn, "session-letter", session.as_str(), rules::LETTERS, now) {
        Err(Error::TooMany(_)) => return Err(rules::TOO_MANY_LETTERS.into()),
        counted => counted?,
    }
    mail::letter(conn, (&readers, &given), (letter, form), signer, now)?;
    let detail = json!({ "form": form, "to": to, "people": readers.len() });
    let by = By::Account(actor.id.clone());
    history::record(conn, &by, WRITTEN, ("session", session.as_str()), &detail, now)?;
    Ok(readers.len())
}
