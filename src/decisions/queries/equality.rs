//! Statements about whether all who applied were treated alike.

use std::collections::BTreeSet;

use diesel::prelude::*;

use crate::applications::{ApplicationId, PartnerRole, PartnerState};
use crate::calls::{Call, CallId};
use crate::db::Conn;
use crate::db::schema::{
    application_partners as partners, applications, calls, completion_requests as completions,
};
use crate::reviews::Completion;

/// The institution that leads each application of a call.
pub fn leads(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<(ApplicationId, String)>> {
    partners::table
        .inner_join(applications::table)
        .filter(applications::call_id.eq(call))
        .filter(partners::role.eq(PartnerRole::Lead))
        .filter(partners::state.ne(PartnerState::Removed))
        .select((applications::id, partners::institution))
        .load(conn)
}

/// The institutions that led an application which was filed to a call that closed before this one.
pub fn led_before(conn: &mut Conn, call: &Call) -> QueryResult<BTreeSet<String>> {
    let led: Vec<String> = partners::table
        .inner_join(applications::table)
        .inner_join(calls::table.on(calls::id.eq(applications::call_id)))
        .filter(calls::id.ne(&call.id))
        .filter(calls::closes_at.lt(call.terms.closes_at))
        .filter(applications::reference.is_not_null())
        .filter(partners::role.eq(PartnerRole::Lead))
        .filter(partners::state.ne(PartnerState::Removed))
        .select(partners::institution)
        .distinct()
        .load(conn)?;
    Ok(led.into_iter().collect())
}

/// Every question that was opened again for an application of a call.
pub fn completions_of_call(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<Completion>> {
    completions::table
        .inner_join(applications::table)
        .filter(applications::call_id.eq(call))
        .order((completions::made_at, completions::id))
        .select(Completion::as_select())
        .load(conn)
}
