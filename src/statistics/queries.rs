//! Every statement by which calls are counted.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::applications::ApplicationId;
use crate::calls::CallId;
use crate::db::Conn;
use crate::db::schema::{application_answers as answers, applications, submissions};
use crate::questionnaires::VersionId;

/// What stays of the applications of a call whose words are gone.
pub fn figures_of(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<(ApplicationId, String)>> {
    applications::table
        .filter(applications::call_id.eq(call))
        .filter(applications::cleared_at.is_not_null())
        .select((applications::id, applications::figures))
        .load(conn)
}

/// Which questions something was answered to, in drafts of a call that were never filed, and of which version.
pub fn answered_in_drafts(
    conn: &mut Conn,
    call: &CallId,
) -> QueryResult<Vec<(ApplicationId, VersionId, String)>> {
    answers::table
        .inner_join(applications::table.on(applications::id.eq(answers::application_id)))
        .filter(applications::call_id.eq(call))
        .filter(applications::current_seq.is_null())
        .select((applications::id, applications::version_id, answers::field_key))
        .distinct()
        .load(conn)
}

/// Every filing to a call: when it was received, the first of each application first.
pub fn received(
    conn: &mut Conn,
    call: &CallId,
) -> QueryResult<Vec<(ApplicationId, NaiveDateTime)>> {
    submissions::table
        .inner_join(applications::table)
        .filter(applications::call_id.eq(call))
        .order((submissions::application_id, submissions::seq))
        .select((submissions::application_id, submissions::received_at))
        .load(conn)
}
