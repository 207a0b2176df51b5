//! Statements about letters, and about closings that were put off for one application.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::applications::{ApplicationId, Extension, Letter};
use crate::calls::CallId;
use crate::db::Conn;
use crate::db::schema::{
    application_extensions as extensions, application_letters as letters, applications,
};

/// Every letter that was signed, the last one last.
pub fn letters_of(conn: &mut Conn, id: &ApplicationId) -> QueryResult<Vec<Letter>> {
    letters::table
        .filter(letters::application_id.eq(id))
        .order((letters::signed_at, letters::id))
        .select(Letter::as_select())
        .load(conn)
}

pub fn insert_letter(conn: &mut Conn, letter: &Letter) -> QueryResult<()> {
    diesel::insert_into(letters::table).values(letter).execute(conn).map(drop)
}

/// Until when something may be written and filed there, when it was put off.
pub fn granted(conn: &mut Conn, id: &ApplicationId) -> QueryResult<Option<NaiveDateTime>> {
    extensions::table
        .filter(extensions::application_id.eq(id))
        .select(diesel::dsl::max(extensions::closes_at))
        .first(conn)
}

/// Every closing that was put off for one application to a call, the last one last.
pub fn extensions_of(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<Extension>> {
    extensions::table
        .inner_join(applications::table)
        .filter(applications::call_id.eq(call))
        .order((extensions::granted_at, extensions::id))
        .select(Extension::as_select())
        .load(conn)
}

pub fn insert_extension(conn: &mut Conn, extension: &Extension) -> QueryResult<()> {
    diesel::insert_into(extensions::table).values(extension).execute(conn).map(drop)
}
