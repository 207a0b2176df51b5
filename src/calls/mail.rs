//! What calls write to people.

use chrono::NaiveDateTime;
use serde_json::json;

use super::queries::Asked;
use super::{Call, Question};
use crate::Result;
use crate::db::Conn;
use crate::outbox::{self, To};

/// To a coordinator: somebody asked.
pub fn asked(
    conn: &mut Conn,
    call: &Call,
    to: To<'_>,
    asked: &Asked,
    now: NaiveDateTime,
) -> Result<()> {
    let payload = json!({
        "title": call.text.title(to.2),
        "body": asked.body,
        "path": format!("/inbox/calls/{}/questions", call.id),
    });
    let key = format!("call-question-{}-{}", asked.id, to.1);
    outbox::write(conn, "call_question", to, (payload, Some(key)), now)
}

/// To whoever asked: the answer, which all may read.
pub fn answered(
    conn: &mut Conn,
    call: &Call,
    question: &Question,
    answer: &str,
    now: NaiveDateTime,
) -> Result<()> {
    // Whoever asked had themselves erased meanwhile.
    if question.email.is_empty() {
        return Ok(());
    }
    let payload = json!({
        "title": call.text.title(question.language),
        "body": question.asked,
        "answer": answer,
        "path": format!("/calls/{}#question-{}", call.slug, question.id),
    });
    let key = format!("call-answer-{}", question.id);
    outbox::write(
        conn,
        "call_answer",
        (&question.name, &question.email, question.language),
        (payload, Some(key)),
        now,
    )?;
    Ok(())
}
