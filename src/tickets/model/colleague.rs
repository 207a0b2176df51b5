//! A colleague who follows a question besides those who asked it.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::ticket_colleagues;
use crate::db::text_id;
use crate::tickets::TicketId;

text_id! {
    /// A colleague of one ticket; UUIDv4, since it stands in an address.
    ColleagueId
}

/// Somebody whom the team added to its question.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = ticket_colleagues)]
pub struct Added {
    pub id: ColleagueId,
    pub ticket_id: TicketId,
    pub name: String,
    pub email: String,
    /// Since when they follow it; until then they see nothing.
    pub confirmed_at: Option<NaiveDateTime>,
}

impl Added {
    /// The name and address of who reads the ticket.
    pub fn reads(&self) -> Option<(String, String)> {
        self.confirmed_at.map(|_| (self.name.clone(), self.email.clone()))
    }
}
