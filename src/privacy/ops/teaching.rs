//! Of who enrolled, what has had its term goes: first what they said, years later who they were. Figures do not change.

use chrono::NaiveDateTime;
use serde_json::json;

use crate::Result;
use crate::app::App;
use crate::courses::SessionId;
use crate::db::Conn;
use crate::history::{self, By};
use crate::privacy::{Term, Terms, queries};

/// So many sessions are seen to in one transaction.
const BATCH: i64 = 20;

/// Clears and forgets what is due, a few sessions at a time; answers how many.
pub(super) fn keep_terms(app: &App, terms: &Terms, now: NaiveDateTime) -> Result<usize> {
    let (said, proof) = (terms.before(Term::Said, now), terms.before(Term::Proof, now));
    app.db.write_now(|conn| Ok(queries::forget_calendars(conn, said)?))?;
    Ok(each_batch(app, |conn| clear(conn, said, now))?
        + each_batch(app, |conn| forget(conn, proof, now))?)
}

fn each_batch(app: &App, step: impl Fn(&mut Conn) -> Result<usize>) -> Result<usize> {
    let mut done = 0;
    loop {
        match app.db.write_step(&step)? {
            0 => return Ok(done),
            some => done += some,
        }
    }
}

fn clear(conn: &mut Conn, before: NaiveDateTime, now: NaiveDateTime) -> Result<usize> {
    let ids = queries::sessions_to_clear(conn, before, BATCH)?;
    queries::clear_sessions(conn, &ids, now)?;
    note(conn, "session.clear", &ids, now)
}

fn forget(conn: &mut Conn, before: NaiveDateTime, now: NaiveDateTime) -> Result<usize> {
    let ids = queries::sessions_to_forget(conn, before, BATCH)?;
    queries::forget_sessions(conn, &ids, now)?;
    note(conn, "session.forget", &ids, now)
}

fn note(conn: &mut Conn, action: &str, ids: &[SessionId], now: NaiveDateTime) -> Result<usize> {
    for id in ids {
        history::record(conn, &By::System, action, ("session", id.as_str()), &json!({}), now)?;
    }
    Ok(ids.len())
}
