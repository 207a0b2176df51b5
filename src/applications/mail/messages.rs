//! What is written to whoever has a part in the conversation about an application.

use chrono::NaiveDateTime;
use serde_json::json;

use super::send;
use crate::Result;
use crate::accounts::AccountId;
use crate::applications::{Application, Message, Side};
use crate::calls::Call;
use crate::db::Conn;
use crate::outbox::{self, Mail, Party, To};

/// One side wrote to the other about an application. Its reader may answer by mail; who writes for the call is not named.
pub fn message(
    conn: &mut Conn,
    (call, application): (&Call, &Application),
    ((to_name, to_email, language), account): (To<'_>, &AccountId),
    (message, by): (&Message, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let account = account.to_string();
    let (id, filed) = (&application.id, application.reference.as_deref());
    let (template, path, party, by) = match message.side {
        Side::Applicants => (
            "application_question",
            format!("/inbox/calls/{}/applications/{id}/messages", call.id),
            Party::Coordination(account),
            by,
        ),
        Side::Coordination => (
            "application_answer",
            format!("/applications/{id}/messages"),
            Party::Applicant(account),
            "",
        ),
    };
    let draft = language.text("applications-a-draft");
    let payload = json!({
        "call": call.text.title(language),
        "named": filed.unwrap_or(&draft),
        "by": by,
        "body": message.body,
        "path": path,
    });
    let mail = Mail {
        template,
        language,
        to_name,
        to_email,
        from_name: None,
        payload,
        in_reply_to: None,
        // One thread for each application in the reader's mail program.
        references: &[format!("application-{id}")],
        dedup_key: Some(format!("application-message-{}-{to_email}", message.id)),
    };
    let reference = outbox::application_reference(id.as_str());
    outbox::queue_about(conn, &mail, (&reference, &party), now).map(drop)
}

/// To who wrote by mail: it did not enter. Nothing of the application is told.
pub fn unheard(
    conn: &mut Conn,
    call: &Call,
    to: To<'_>,
    why: &'static str,
    now: NaiveDateTime,
) -> Result<()> {
    let payload = json!({
        "call": call.text.title(to.2),
        "why": to.2.text(why),
        "path": "/applications",
    });
    send(conn, "application_unheard", to, (payload, None), now)
}
