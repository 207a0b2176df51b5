//! Every SQL statement of the standing pages.

use diesel::prelude::*;

use super::model::{CapturedMail, Chosen, MailLine};
use crate::db::schema::{captured_mail, site_texts};
use crate::db::{Conn, each};
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

/// The words of the first page that were chosen, by name.
pub fn texts(conn: &mut Conn) -> QueryResult<Vec<Chosen>> {
    let mut found: Vec<Chosen> = site_texts::table.select(Chosen::as_select()).load(conn)?;
    found.sort_by_key(|one| one.name);
    Ok(found)
}

pub fn replace_texts(conn: &mut Conn, chosen: &[Chosen]) -> QueryResult<()> {
    diesel::delete(site_texts::table).execute(conn)?;
    if chosen.is_empty() {
        return Ok(());
    }
    each!(conn, real => diesel::insert_into(site_texts::table).values(chosen).execute(real))
        .map(drop)
}
