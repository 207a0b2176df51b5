//! Mails to colleagues who are meant or who follow. They carry no text of a note, and no address to answer to: what is
//! internal is read and answered on the page.

use chrono::NaiveDateTime;
use serde_json::Value;

use crate::Result;
use crate::db::Conn;
use crate::outbox::{self, Mail};
use crate::tickets::Ticket;
use crate::tickets::mail::told;
use crate::tickets::queries::Colleague;

/// Mails one colleague who may see the ticket.
pub fn to_colleague(
    conn: &mut Conn,
    ticket: &Ticket,
    person: &Colleague,
    (template, payload): (&'static str, Value),
    now: NaiveDateTime,
) -> Result<()> {
    let payload = told(ticket, payload, person.language);
    // As the other mails to staff about it, so that a mail program shows one conversation.
    let root = vec![format!("staff-{}", ticket.id)];
    let mail = Mail {
        template,
        language: person.language,
        to_name: &person.name,
        to_email: &person.email,
        from_name: None,
        payload,
        in_reply_to: root.first().map(String::as_str),
        references: &root,
        dedup_key: None,
    };
    outbox::queue_of(conn, &mail, &ticket.reference, now)?;
    Ok(())
}
