//! What whoever writes to us knew: when the mails were made that they had.

use chrono::NaiveDateTime;
use diesel::dsl::max;
use diesel::prelude::*;

use crate::Result;
use crate::db::{Conn, schema::outbox};

/// When the newest of the mails with these Message-IDs (local parts) was made.
pub fn newest_of(conn: &mut Conn, ids: &[String]) -> Result<Option<NaiveDateTime>> {
    if ids.is_empty() {
        return Ok(None);
    }
    let ours = outbox::table.filter(outbox::message_id.eq_any(ids));
    Ok(ours.select(max(outbox::queued_at)).first(conn)?)
}

/// When an address was last sent a mail by a template about a ticket.
pub fn last_told(
    conn: &mut Conn,
    template: &str,
    email: &str,
    reference: &str,
) -> Result<Option<NaiveDateTime>> {
    let told = outbox::table
        .filter(outbox::ticket_reference.eq(reference))
        .filter(outbox::template.eq(template))
        .filter(outbox::to_email.eq(email));
    Ok(told.select(max(outbox::queued_at)).first(conn)?)
}
