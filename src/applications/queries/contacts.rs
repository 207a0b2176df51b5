//! Statements about who is written to when the owner cannot be reached.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::applications::ApplicationId;
use crate::db::schema::application_contacts as contacts;
use crate::db::{Conn, each};

/// Name and address.
pub fn contact(conn: &mut Conn, id: &ApplicationId) -> QueryResult<Option<(String, String)>> {
    contacts::table.find(id).select((contacts::name, contacts::email)).first(conn).optional()
}

pub fn put_contact(
    conn: &mut Conn,
    id: &ApplicationId,
    (name, email): (&str, &str),
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<()> {
    let said = (
        contacts::name.eq(name),
        contacts::email.eq(email),
        contacts::given_by.eq(by),
        contacts::given_at.eq(now),
    );
    each!(conn, real => diesel::insert_into(contacts::table)
        .values((contacts::application_id.eq(id), said))
        .on_conflict(contacts::application_id)
        .do_update()
        .set(said)
        .execute(real))
    .map(drop)
}

pub fn remove_contact(conn: &mut Conn, id: &ApplicationId) -> QueryResult<()> {
    diesel::delete(contacts::table.find(id)).execute(conn).map(drop)
}
