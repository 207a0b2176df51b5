//! Statements about reminders of the closing.

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::applications::{Application, ApplicationId, Reminder, Role, State};
use crate::calls::{self, Call, CallId};
use crate::db::schema::{
    application_extensions as extensions, application_people as people,
    application_reminders as reminders, applications, calls as calls_table,
};
use crate::db::{Conn, each};

/// Drafts whose call closes within a week, or that were granted more time.
pub fn drafts_closing(
    conn: &mut Conn,
    now: NaiveDateTime,
) -> QueryResult<Vec<(Application, Call)>> {
    let granted: Vec<ApplicationId> = extensions::table
        .filter(extensions::closes_at.ge(now))
        .select(extensions::application_id)
        .load(conn)?;
    let soon =
        calls_table::closes_at.ge(now).and(calls_table::closes_at.le(now + TimeDelta::days(7)));
    applications::table
        .inner_join(calls_table::table)
        .filter(calls_table::state.eq(calls::State::Published))
        .filter(applications::state.eq(State::Draft))
        .filter(soon.or(applications::id.eq_any(granted).nullable()))
        .order(applications::id)
        .select((Application::as_select(), Call::as_select()))
        .load(conn)
}

/// Notes a reminder; answers whether it is the first of its step.
pub fn note_reminder(
    conn: &mut Conn,
    id: &ApplicationId,
    step: Reminder,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let row =
        (reminders::application_id.eq(id), reminders::step.eq(step), reminders::sent_at.eq(now));
    let added = each!(conn, real => diesel::insert_into(reminders::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(real))?;
    Ok(added == 1)
}

/// Forgets that some steps were sent, of all applications to a call or of one.
pub fn forget_reminders(
    conn: &mut Conn,
    (call, only): (&CallId, Option<&ApplicationId>),
    steps: &[Reminder],
) -> QueryResult<()> {
    let all = applications::table.filter(applications::call_id.eq(call)).select(applications::id);
    let ids = match only {
        Some(only) => vec![only.clone()],
        None => all.load(conn)?,
    };
    let there = reminders::table
        .filter(reminders::application_id.eq_any(ids))
        .filter(reminders::step.eq_any(steps.to_vec()));
    diesel::delete(there).execute(conn).map(drop)
}

/// Who owns or edits something that was filed to a call.
pub fn who_filed(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<AccountId>> {
    people::table
        .inner_join(applications::table)
        .filter(applications::call_id.eq(call))
        .filter(applications::current_seq.is_not_null())
        .filter(people::role.eq_any([Role::Owner, Role::Editor]))
        .filter(people::revoked_at.is_null())
        .select(people::account_id)
        .distinct()
        .load(conn)
}
