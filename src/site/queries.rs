//! Every SQL statement of the standing pages.

use diesel::prelude::*;

use super::model::{CapturedMail, MailLine};
use crate::db::{Conn, schema::captured_mail};
use crate::outbox::MailId;

/// The newest mails that the demonstration kept.
pub fn captured_mails(conn: &mut Conn, limit: i64) -> QueryResult<Vec<MailLine>> {
    captured_mail::table
        .order((captured_mail::captured_at.desc(), captured_mail::id.desc()))
        .limit(limit)
        .select(MailLine::as_select())
        .load(conn)
}

pub fn captured_mail(conn: &mut Conn, id: &MailId) -> QueryResult<CapturedMail> {
    captured_mail::table.find(id).select(CapturedMail::as_select()).first(conn)
}
