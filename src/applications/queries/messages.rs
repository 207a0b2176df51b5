//! Statements about what those who apply and whoever runs the call write to each other.

use diesel::prelude::*;

use crate::applications::{ApplicationId, Message};
use crate::calls::CallId;
use crate::db::schema::{accounts, application_messages as messages, applications};
use crate::db::{Conn, each};

/// Everything that was written about an application, the first first, each with the name of who wrote it.
pub fn messages_of(conn: &mut Conn, id: &ApplicationId) -> QueryResult<Vec<(Message, String)>> {
    messages::table
        .inner_join(accounts::table.on(accounts::id.eq(messages::author_id)))
        .filter(messages::application_id.eq(id))
        .order((messages::posted_at, messages::id))
        .limit(1_000)
        .select((Message::as_select(), accounts::name))
        .load(conn)
}

/// Every message about the applications to a call, the first first.
pub fn messages_of_call(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<Message>> {
    messages::table
        .inner_join(applications::table)
        .filter(applications::call_id.eq(call))
        .order((messages::posted_at, messages::id))
        .select(Message::as_select())
        .load(conn)
}

/// Keeps a message; answers whether it was not there.
pub fn insert_message(conn: &mut Conn, message: &Message) -> QueryResult<bool> {
    let put = each!(conn, real => diesel::insert_into(messages::table)
        .values(message)
        .on_conflict_do_nothing()
        .execute(real))?;
    Ok(put == 1)
}
