//! What those who give a session write to its people by hand.

use chrono::NaiveDateTime;
use serde_json::json;

use super::invitations::Host;
use super::{about, series};
use crate::Result;
use crate::courses::Given;
use crate::db::Conn;
use crate::enrolment::{Enrolment, FormId, Letter};
use crate::outbox::{self, Mail};
use crate::secret::Signer;

/// One mail for each, in their language, with the way to their own part.
pub fn letter(
    conn: &mut Conn,
    (all, given): (&[Enrolment], &Given),
    (letter, form): (&Letter, &FormId),
    signer: &Signer,
    now: NaiveDateTime,
) -> Result<()> {
    let host = Host::of(conn, given)?;
    for one in all {
        let (subject, body) = letter.said(one.language);
        let mut payload = about(one, (given, host.presence(one)), signer);
        payload["subject"] = json!(subject);
        payload["body"] = json!(body);
        payload["mailbox"] = json!(host.mailbox());
        let mail = Mail {
            template: "session_message",
            language: one.language,
            to_name: &one.name,
            to_email: &one.email,
            from_name: Some(&given.node),
            payload,
            in_reply_to: None,
            references: &[],
            dedup_key: Some(format!("session-message:{form}:{}", one.id)),
        };
        outbox::queue_after(conn, &mail, &series(&one.email), now)?;
    }
    Ok(())
}
