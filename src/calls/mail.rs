//! What calls write to people.

use chrono::NaiveDateTime;
use serde_json::json;

use super::queries::Asked;
use super::{Call, Question};
use crate::Result;
use crate::db::Conn;
use crate::i18n::Locale;
use crate::outbox::{self, Mail};

/// To a coordinator: somebody asked.
pub fn asked(
    conn: &mut Conn,
    call: &Call,
    (name, email): (&str, &str),
    asked: &Asked,
    now: NaiveDateTime,
) -> Result<()> {
    let mail = Mail {
        template: "call_question",
        language: Locale::Fr,
        to_name: name,
        to_email: email,
        from_name: None,
        payload: json!({
            "title": call.text.title(Locale::Fr),
            "body": asked.body,
            "path": format!("/inbox/calls/{}/questions", call.id),
        }),
        in_reply_to: None,
        references: &[],
        dedup_key: Some(format!("call-question-{}-{email}", asked.id)),
    };
    outbox::queue(conn, &mail, now)?;
    Ok(())
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
