//! Mail leaves; that one could not be delivered is told to whom it concerns.

use chrono::NaiveDateTime;

use crate::app::App;
use crate::db::Conn;
use crate::outbox::{self, Queued};
use crate::{Result, applications, bridge, tickets};

/// Sends the mails that are due; answers how many left.
pub fn send_mail(app: &App, now: NaiveDateTime) -> Result<usize> {
    outbox::send_due(app, given_up, now)
}

/// A helpdesk that cannot be reached concerns the ticket, and who applies the application.
fn given_up(conn: &mut Conn, mail: &Queued, why: &str, now: NaiveDateTime) -> Result<()> {
    if mail.application_id.is_some() {
        return applications::ops::mail_returned(conn, mail, now);
    }
    let Some(party) = mail.party.as_deref().filter(|party| party.starts_with("bridge:")) else {
        return Ok(());
    };
    let reference = mail.ticket_reference.as_deref().unwrap_or_default();
    match tickets::queries::with_reference(conn, reference)? {
        Some(ticket) => bridge::ops::undelivered(conn, &ticket, party, why, now),
        None => Ok(()),
    }
}
