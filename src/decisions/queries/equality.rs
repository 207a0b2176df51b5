//! Statements about whether all who applied were treated alike.

use diesel::prelude::*;

use crate::calls::CallId;
use crate::db::Conn;
use crate::db::schema::{applications, completion_requests as completions};
use crate::reviews::Completion;

/// Every question that was opened again for an application of a call.
pub fn completions_of_call(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<Completion>> {
    completions::table
        .inner_join(applications::table)
        .filter(applications::call_id.eq(call))
        .order((completions::made_at, completions::id))
        .select(Completion::as_select())
        .load(conn)
}
