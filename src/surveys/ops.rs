//! Asking those who took part, and taking what they answer. Each function is one whole step in the caller's transaction.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{Answer, queries, rules};
use crate::Result;
use crate::app::App;
use crate::courses::{SessionId, queries as sessions};
use crate::db::Conn;
use crate::enrolment::{self, Enrolment, EnrolmentId, State};
use crate::history::{self, By};
use crate::outbox::{self, Mail};
use crate::secret::Signer;

const BATCH: i64 = 500;

/// Takes an answer, once for each who took part. History says that somebody answered, not who.
pub fn answer(conn: &mut Conn, one: &Enrolment, answer: &Answer, now: NaiveDateTime) -> Result<()> {
    conn.take_turn(one.session_id.as_str())?;
    let given = sessions::given(conn, &one.session_id)?;
    rules::check_open(one, &given.session, now)?;
    if queries::has_answered(conn, &one.id)? {
        return Err(rules::ANSWERED.into());
    }
    queries::insert(conn, &one.id, answer)?;
    let subject = ("session", one.session_id.as_str());
    history::record(conn, &By::Team, "session.survey", subject, &json!({}), now)
}

/// Asks the people of what has just ended; answers how many sessions.
pub fn ask_due(app: &App, now: NaiveDateTime) -> Result<usize> {
    let ended = (now - rules::ASKED_WITHIN, now);
    let due = app.db.read_now(|conn| Ok(queries::to_ask(conn, ended, BATCH)?))?;
    for id in &due {
        app.db.write_now(|conn| ask_all(conn, id, &app.signer, now))?;
    }
    Ok(due.len())
}

fn ask_all(conn: &mut Conn, id: &SessionId, signer: &Signer, now: NaiveDateTime) -> Result<()> {
    if !queries::note_asked(conn, id, now)? {
        return Ok(());
    }
    let given = sessions::given(conn, id)?;
    let there = (Some(State::Confirmed), 0);
    for one in enrolment::queries::of_session(conn, id, there, i64::MAX)? {
        if one.name.is_empty() {
            continue;
        }
        let mail = Mail {
            template: "session_survey",
            language: one.language,
            to_name: &one.name,
            to_email: &one.email,
            from_name: Some(&given.node),
            payload: json!({ "title": given.title(one.language), "path": link(signer, &one.id) }),
            in_reply_to: None,
            references: &[],
            dedup_key: None,
        };
        outbox::queue(conn, &mail, now)?;
    }
    Ok(())
}

/// The address of the form, with the key of the enrolment.
pub fn link(signer: &Signer, id: &EnrolmentId) -> String {
    enrolment::access::link(signer, id).replacen("?key=", "/survey?key=", 1)
}
