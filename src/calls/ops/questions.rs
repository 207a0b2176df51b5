//! What is asked before anybody applies, and answered for all.

use chrono::NaiveDateTime;
use serde_json::json;

use super::note;
use crate::accounts::{Actor, throttle};
use crate::calls::queries::{self, Asked};
use crate::calls::{Call, CallId, CallRole, Phase, Question, QuestionId, access, mail, rules};
use crate::db::Conn;
use crate::history::{self, By};
use crate::{Error, Result};

/// Takes a question, from whoever may read the call; the same id again changes nothing. Its coordinators are told.
pub fn ask(
    conn: &mut Conn,
    (slug, from): (&str, &str),
    asked: &Asked,
    now: NaiveDateTime,
) -> Result<()> {
    let call = access::for_reader(conn, slug)?;
    match queries::question(conn, &asked.id).map_err(Error::from) {
        // Another call's is not found in this one.
        Ok(_) => return access::question(conn, &call, &asked.id).map(drop),
        Err(Error::NotFound) => {}
        Err(other) => return Err(other),
    }
    let in_time = call.terms.questions_until.is_none_or(|last| now <= last);
    let asks = matches!(call.phase(now), Phase::Announced | Phase::Scheduled | Phase::Open);
    if !in_time || !asks {
        return Err(rules::NO_MORE_QUESTIONS.into());
    }
    throttle::count(conn, "call-question", from, rules::QUESTIONS, now)?;
    queries::insert_question(conn, &call.id, asked, now)?;
    let subject = ("call", call.id.as_str());
    let detail = json!({ "question": asked.id });
    history::record(conn, &By::Team, "call.ask", subject, &detail, now)?;
    for (_, name, email, language) in queries::holders(conn, &call.id, CallRole::Coordinator)? {
        mail::asked(conn, &call, (&name, &email, language), asked, now)?;
    }
    Ok(())
}

/// Publishes an answer with the question as all may read it. Whoever asked is told, the first time.
pub fn answer(
    conn: &mut Conn,
    actor: &Actor,
    (call, id): (&CallId, &QuestionId),
    (body, answer): (&str, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let call = access::for_desk(conn, actor, call)?;
    let question = access::question(conn, &call, id)?;
    if body.is_empty() || answer.is_empty() {
        return Err(rules::NO_ANSWER.into());
    }
    if question.answer == answer && question.body == body {
        return Ok(());
    }
    queries::answer(conn, id, (body, answer), (&actor.id, now))?;
    note(conn, actor, ("call.answer", &call.id), &json!({ "question": id }), now)?;
    if question.answered_at.is_none() {
        mail::answered(conn, &call, &question, answer, now)?;
    }
    Ok(())
}

/// Notes that an answer changes the rules, or settles them: whoever applies is told by the caller.
pub fn rule(
    conn: &mut Conn,
    actor: &Actor,
    (call, id): (&CallId, &QuestionId),
    now: NaiveDateTime,
) -> Result<(Call, Question)> {
    let call = access::for_desk(conn, actor, call)?;
    let question = access::question(conn, &call, id)?;
    if queries::note_ruling(conn, id)? {
        note(conn, actor, ("call.rule", &call.id), &json!({ "question": id }), now)?;
    }
    Ok((call, question))
}

/// Sets a question aside that is not for all. Says nothing when it was answered meanwhile.
pub fn set_aside(
    conn: &mut Conn,
    actor: &Actor,
    (call, id): (&CallId, &QuestionId),
    now: NaiveDateTime,
) -> Result<()> {
    let call = access::for_desk(conn, actor, call)?;
    access::question(conn, &call, id)?;
    if queries::dismiss(conn, id, (&actor.id, now))? {
        note(conn, actor, ("call.set_aside", &call.id), &json!({ "question": id }), now)?;
    }
    Ok(())
}
