//! A mail of ours that came back.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{Office, local_id};
use crate::db::Conn;
use crate::history::{self, By};
use crate::mail_in::model::Letter;
use crate::tickets::queries::{Author, insert_event};
use crate::tickets::{State, Ticket};
use crate::{Result, applications, bridge, outbox, tickets};

/// A mail of ours came back: staff read it in the ticket, and the admin's list shows it. Who works on the ticket is told
/// when the team was not reached.
pub(super) fn note(
    conn: &mut Conn,
    letter: &Letter,
    office: &Office<'_>,
    now: NaiveDateTime,
) -> Result<Option<Ticket>> {
    let Some(report) = &letter.report else { return Ok(None) };
    let ours: Vec<String> = report.about.iter().filter_map(|id| local_id(id, office)).collect();
    let Some(mail) = outbox::by_message_id(conn, &ours)? else { return Ok(None) };
    if !outbox::note_return(conn, &mail.id, &report.diagnosis, now)? {
        return Ok(None);
    }
    let detail = json!({ "template": mail.template });
    history::record(conn, &By::System, "mail.return", ("outbox", mail.id.as_str()), &detail, now)?;
    if mail.application_id.is_some() {
        applications::ops::mail_returned(conn, &mail, now)?;
    }
    let Some(reference) = &mail.ticket_reference else { return Ok(None) };
    let Some(ticket) = tickets::queries::with_reference(conn, reference)? else { return Ok(None) };
    if let Some(party) = mail.party.as_deref().filter(|party| party.starts_with("bridge:")) {
        bridge::ops::undelivered(conn, &ticket, party, &report.diagnosis, now)?;
        return Ok(Some(ticket));
    }
    let system = Author::system();
    let detail = json!({ "to": mail.to_email, "why": report.diagnosis });
    insert_event(conn, &ticket.id, &system, "mail_returned", &detail, now)?;
    let of_team = mail.party.as_deref().is_some_and(|party| party.starts_with("team:"));
    if of_team && ticket.state != State::Unconfirmed {
        let payload = json!({ "who": mail.to_email, "reason": report.diagnosis });
        tickets::mail::to_assignee(conn, &ticket, "ticket_returned", &payload, now)?;
    }
    Ok(Some(ticket))
}
