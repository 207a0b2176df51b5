//! Asking those who took part, and taking what they answer. Each function is one whole step in the caller's transaction.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{Answer, Kind, LaterAnswer, OwnAnswer, Owner, Question, QuestionId, queries, rules};
use crate::Result;
use crate::accounts::Actor;
use crate::app::App;
use crate::attendance::{self, Presence};
use crate::courses::{SessionId, access, queries as sessions};
use crate::db::Conn;
use crate::enrolment::{self, Enrolment, EnrolmentId, State};
use crate::history::{self, By};
use crate::outbox::{self, Mail};
use crate::secret::Signer;

const BATCH: i64 = 500;

/// Takes an answer, once for each who took part. History says that somebody answered, not who.
pub fn answer(
    conn: &mut Conn,
    one: &Enrolment,
    (answer, typed): (&Answer, &[(QuestionId, String)]),
    now: NaiveDateTime,
) -> Result<()> {
    conn.take_turn(one.session_id.as_str())?;
    let given = sessions::given(conn, &one.session_id)?;
    let noted = attendance::queries::states_of(conn, &one.id)?;
    rules::check_open((one, &noted), &given.session, now)?;
    if queries::has_answered(conn, &one.id)? {
        return Err(rules::ANSWERED.into());
    }
    let asked = queries::questions_of(conn, &Owner::Session(one.session_id.clone()))?;
    let own: Vec<OwnAnswer> = rules::own_answers(&asked, typed)
        .into_iter()
        .map(|(question_id, value)| OwnAnswer { answer_id: answer.id.clone(), question_id, value })
        .collect();
    queries::insert(conn, &one.id, (answer, &own))?;
    let subject = ("session", one.session_id.as_str());
    history::record(conn, &By::Team, "session.survey", subject, &json!({}), now)
}

/// Takes what somebody put into practice, once for each who took part.
pub fn answer_later(
    conn: &mut Conn,
    one: &Enrolment,
    answer: &LaterAnswer,
    now: NaiveDateTime,
) -> Result<()> {
    conn.take_turn(one.session_id.as_str())?;
    let given = sessions::given(conn, &one.session_id)?;
    let noted = attendance::queries::states_of(conn, &one.id)?;
    rules::check_later((one, &noted), &given.session, now)?;
    if queries::has_answered_later(conn, &one.id)? {
        return Err(rules::ANSWERED.into());
    }
    queries::insert_later(conn, &one.id, answer)?;
    let subject = ("session", one.session_id.as_str());
    history::record(conn, &By::Team, "session.survey_later", subject, &json!({}), now)
}

fn check_owner(conn: &mut Conn, actor: &Actor, owner: &Owner) -> Result<()> {
    match owner {
        Owner::Course(id) => access::course_for_desk(conn, actor, id).map(drop),
        Owner::Session(id) => access::session_for_desk(conn, actor, id).map(drop),
    }
}

fn note(
    conn: &mut Conn,
    actor: &Actor,
    (owner, action): (&Owner, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let subject = match owner {
        Owner::Course(id) => ("course", id.as_str()),
        Owner::Session(id) => ("session", id.as_str()),
    };
    let action = format!("{}.{action}", subject.0);
    history::record(conn, &By::Account(actor.id.clone()), &action, subject, &json!({}), now)
}

/// Asks one more thing beside the questions of the network; the same words again ask nothing more.
pub fn ask(
    conn: &mut Conn,
    actor: &Actor,
    (owner, kind): (&Owner, Kind),
    (label, choices): (&str, &str),
    now: NaiveDateTime,
) -> Result<()> {
    check_owner(conn, actor, owner)?;
    let (label, choices) = rules::read(kind, label, choices)?;
    let known = queries::questions_of(conn, owner)?;
    if known.iter().any(|one| one.label == label) {
        return Ok(());
    }
    if known.len() >= rules::MOST_OWN {
        return Err(rules::TOO_MANY.into());
    }
    let position = known.last().map_or(0, |last| last.position + 1);
    let question = question(owner, position, (kind, label, choices));
    queries::insert_questions(conn, &[question])?;
    note(conn, actor, (owner, "survey_ask"), now)
}

fn question(
    owner: &Owner,
    position: i32,
    (kind, label, choices): (Kind, String, String),
) -> Question {
    let (course_id, session_id) = match owner {
        Owner::Course(id) => (Some(id.clone()), None),
        Owner::Session(id) => (None, Some(id.clone())),
    };
    Question { id: QuestionId::new(), course_id, session_id, position, kind, label, choices }
}

/// Asks one thing less, as long as nobody answered it.
pub fn ask_no_more(
    conn: &mut Conn,
    actor: &Actor,
    (owner, id): (&Owner, &QuestionId),
    now: NaiveDateTime,
) -> Result<()> {
    check_owner(conn, actor, owner)?;
    if queries::questions_of(conn, owner)?.iter().all(|one| one.id != *id) {
        return Ok(());
    }
    if !queries::delete_question(conn, id)? {
        return Err(rules::QUESTION_ANSWERED.into());
    }
    note(conn, actor, (owner, "survey_ask_no_more"), now)
}

/// A new session asks what its course does, or the session that it is a copy of.
pub fn begin(conn: &mut Conn, from: &Owner, session: &SessionId) -> Result<()> {
    let to = Owner::Session(session.clone());
    let asked = queries::questions_of(conn, from)?.into_iter();
    let copies: Vec<Question> =
        asked.map(|one| question(&to, one.position, (one.kind, one.label, one.choices))).collect();
    Ok(queries::insert_questions(conn, &copies)?)
}

/// Notes that what was answered is taken away as a file.
pub fn note_export(
    conn: &mut Conn,
    actor: &Actor,
    id: &SessionId,
    now: NaiveDateTime,
) -> Result<()> {
    note(conn, actor, (&Owner::Session(id.clone()), "survey_export"), now)
}

/// Asks the people of what has just ended, and three months later; answers how many sessions.
pub fn ask_due(app: &App, now: NaiveDateTime) -> Result<usize> {
    let ended = (now - rules::ASKED_WITHIN, now);
    let due = app.db.read_now(|conn| Ok(queries::to_ask(conn, ended, BATCH)?))?;
    for id in &due {
        app.db.write_now(|conn| {
            let first = queries::note_asked(conn, id, now)?;
            ask_all(conn, (id, "session_survey", first), (&app.signer, link), now)
        })?;
    }
    let ended = (ended.0 - rules::LATER, ended.1 - rules::LATER);
    let later = app.db.read_now(|conn| Ok(queries::to_follow_up(conn, ended, BATCH)?))?;
    for id in &later {
        app.db.write_now(|conn| {
            let first = queries::note_followed_up(conn, id, now)?;
            ask_all(conn, (id, "session_survey_later", first), (&app.signer, later_link), now)
        })?;
    }
    Ok(due.len() + later.len())
}

fn ask_all(
    conn: &mut Conn,
    (id, template, first): (&SessionId, &'static str, bool),
    (signer, link): (&Signer, fn(&Signer, &EnrolmentId) -> String),
    now: NaiveDateTime,
) -> Result<()> {
    if !first {
        return Ok(());
    }
    let given = sessions::given(conn, id)?;
    let marks = attendance::queries::marks_of(conn, id)?;
    let marks = attendance::ops::by_person(&marks);
    let there = (Some(State::Confirmed), 0);
    for one in enrolment::queries::of_session(conn, id, there, i64::MAX)? {
        let noted: Vec<Presence> =
            marks.get(&one.id).into_iter().flatten().map(|mark| mark.state).collect();
        if one.name.is_empty() || !rules::was_there(&noted) {
            continue;
        }
        let mail = Mail {
            template,
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

/// The address of what is asked three months later.
pub fn later_link(signer: &Signer, id: &EnrolmentId) -> String {
    enrolment::access::link(signer, id).replacen("?key=", "/survey/later?key=", 1)
}
