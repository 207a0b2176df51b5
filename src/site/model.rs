//! What this capability reads.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::captured_mail;
use crate::outbox::MailId;

/// A mail that the demonstration kept instead of sending it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = captured_mail)]
pub struct CapturedMail {
    pub id: MailId,
    pub to_email: String,
    pub subject: String,
    pub body_text: String,
    pub body_html: String,
    pub raw: String,
    pub captured_at: NaiveDateTime,
}

/// A line of the list of such mails.
#[derive(Debug, Clone, Queryable, Selectable, serde::Serialize)]
#[diesel(table_name = captured_mail)]
pub struct MailLine {
    pub id: MailId,
    pub to_email: String,
    pub subject: String,
    pub captured_at: NaiveDateTime,
}
