//! What this capability reads.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::{captured_mail, site_texts};
use crate::db::text_enum;
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

text_enum! {
    /// A word of the first page that can be chosen, in its order there.
    TextName { Heading = "heading", Lede = "lede", Promise = "promise", Notice = "notice" }
}

/// A word of the first page that was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = site_texts)]
pub struct Chosen {
    pub name: TextName,
    pub text_fr: String,
    pub text_en: String,
}
