//! What the team wrote after a moment.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::messages;
use crate::tickets::{AuthorKind, MessageId, MessageKind, TicketId};

/// Those of some tickets whose team wrote after a moment.
pub fn team_wrote_since(
    conn: &mut Conn,
    tickets: &[TicketId],
    since: NaiveDateTime,
) -> QueryResult<Vec<TicketId>> {
    messages::table
        .filter(messages::ticket_id.eq_any(tickets))
        .filter(messages::kind.eq(MessageKind::Public))
        .filter(messages::author_kind.eq(AuthorKind::Team))
        .filter(messages::created_at.gt(since))
        .select(messages::ticket_id)
        .distinct()
        .load(conn)
}

/// Whether a message stands in the conversation of a ticket.
pub fn stands_in(conn: &mut Conn, ticket: &TicketId, message: &MessageId) -> QueryResult<bool> {
    let found = messages::table
        .find(message)
        .filter(messages::ticket_id.eq(ticket))
        .select(messages::id)
        .first::<MessageId>(conn);
    found.optional().map(|found| found.is_some())
}
