//! What calls write to people.

use chrono::NaiveDateTime;
use serde_json::json;

use super::queries::Asked;
use super::{Call, Question};
use crate::Result;
use crate::db::Conn;
use crate::outbox::{self, Mail, To};

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
    let mail = Mail {
        template: "call_answer",
        language: question.language,
        to_name: &question.name,
        to_email: &question.email,
        from_name: None,
        payload: json!({
            "title": call.text.title(question.language),
            "body": question.asked,
            "answer": answer,
            "path": format!("/calls/{}#question-{}", call.slug, question.id),
        }),
        in_reply_to: None,
        references: &[],
        dedup_key: Some(format!("call-answer-{}", question.id)),
    };
    outbox::queue(conn, &mail, now)?;
    Ok(())
}
