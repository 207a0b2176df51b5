//! The statements behind the admins' lists.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{AuditLine, Person};
use crate::accounts::queries::is_person;
use crate::accounts::{AccountId, NodeId, NodeRole};
use crate::db::Conn;
use crate::db::schema::{
    accounts, audit_events, coverage_proposals, memberships, nodes, outbox as mail, sweeps,
};
use crate::history::EventId;
use crate::outbox::{MailState, Queued};
use crate::text::fold;
use crate::web::Cursor;

/// Accounts whose name or address holds `sought`, newest first, after the place that `after` names.
///
/// The search compares folded names, which neither database can: it reads the narrow rows of all accounts. They are
/// the network's staff, some thousands at most; who asks for help has none.
pub fn people(
    conn: &mut Conn,
    sought: &str,
    after: Option<&Cursor>,
    limit: usize,
) -> QueryResult<Vec<Person>> {
    let mut query = accounts::table
        .order((accounts::created_at.desc(), accounts::id.desc()))
        .filter(is_person().or(accounts::disabled_at.is_not_null()))
        .select(Person::as_select())
        .into_boxed();
    if let Some(Cursor { at, id }) = after {
        let same_instant = accounts::created_at.eq(*at).and(accounts::id.lt(id.clone()));
        query = query.filter(accounts::created_at.lt(*at).or(same_instant));
    }
    let (sought, folded) = (sought.trim().to_lowercase(), fold(sought));
    if sought.is_empty() {
        return query.limit(i64::try_from(limit).unwrap_or(i64::MAX)).load(conn);
    }
    let found = |person: &Person| {
        person.email.contains(&sought)
            || (!folded.is_empty() && fold(&person.name).contains(&folded))
    };
    let all: Vec<Person> = query.load(conn)?;
    Ok(all.into_iter().filter(found).take(limit).collect())
}

/// The nodes for which these people work on `day`.
pub fn nodes_of(
    conn: &mut Conn,
    people: &[AccountId],
    day: NaiveDate,
) -> QueryResult<Vec<(AccountId, String, NodeRole)>> {
    memberships::table
        .inner_join(nodes::table)
        .filter(memberships::account_id.eq_any(people))
        .filter(memberships::starts_on.le(day))
        .filter(memberships::ends_on.is_null().or(memberships::ends_on.ge(day)))
        .order((memberships::account_id, nodes::short_name))
        .select((memberships::account_id, nodes::short_name, memberships::role))
        .load(conn)
}

/// Nodes one can be invited to, by name.
pub fn open_nodes(conn: &mut Conn) -> QueryResult<Vec<(NodeId, String)>> {
    nodes::table
        .filter(nodes::status.ne("closed"))
        .order((nodes::short_name, nodes::id))
        .select((nodes::id, nodes::short_name))
        .load(conn)
}

/// How many coverage proposals wait, counted up to `cap`.
pub fn waiting_proposals(conn: &mut Conn, cap: i64) -> QueryResult<usize> {
    let ids: Vec<String> = coverage_proposals::table
        .filter(coverage_proposals::state.eq("proposed"))
        .limit(cap)
        .select(coverage_proposals::id)
        .load(conn)?;
    Ok(ids.len())
}

/// Recurring work and when it ran last.
pub fn sweeps(conn: &mut Conn) -> QueryResult<Vec<(String, Option<NaiveDateTime>)>> {
    sweeps::table.order(sweeps::kind).select((sweeps::kind, sweeps::last_run_at)).load(conn)
}

/// Mails in one state, newest first.
pub fn mails(
    conn: &mut Conn,
    state: MailState,
    after: Option<&Cursor>,
    limit: usize,
) -> QueryResult<Vec<Queued>> {
    let mut query = mail::table
        .filter(mail::state.eq(state))
        .order((mail::queued_at.desc(), mail::id.desc()))
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select(Queued::as_select())
        .into_boxed();
    if let Some(Cursor { at, id }) = after {
        let same_instant = mail::queued_at.eq(*at).and(mail::id.lt(id.clone()));
        query = query.filter(mail::queued_at.lt(*at).or(same_instant));
    }
    query.load(conn)
}

/// Mails that were sent and came back, newest first.
pub fn returned_mails(
    conn: &mut Conn,
    after: Option<&Cursor>,
    limit: usize,
) -> QueryResult<Vec<Queued>> {
    let mut query = mail::table
        .filter(mail::returned_at.is_not_null())
        .order((mail::queued_at.desc(), mail::id.desc()))
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select(Queued::as_select())
        .into_boxed();
    if let Some(Cursor { at, id }) = after {
        let same_instant = mail::queued_at.eq(*at).and(mail::id.lt(id.clone()));
        query = query.filter(mail::queued_at.lt(*at).or(same_instant));
    }
    query.load(conn)
}

/// Happenings, newest first, before the one named. `sought` is the id of an account or of any subject, or the
/// beginning of an action's name. Ids of events sort by time, so the primary key serves.
pub fn audit(
    conn: &mut Conn,
    sought: &str,
    before: Option<&EventId>,
    limit: usize,
) -> QueryResult<Vec<AuditLine>> {
    let mut query = audit_events::table
        .order(audit_events::id.desc())
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select(AuditLine::as_select())
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(audit_events::id.lt(before.as_str().to_owned()));
    }
    if !sought.is_empty() {
        let action = format!("{}%", sought.replace(['%', '_', '\\'], ""));
        query = query.filter(
            audit_events::subject_id
                .eq(sought.to_owned())
                .or(audit_events::account_id.eq(sought.to_owned()))
                .or(audit_events::action.like(action)),
        );
    }
    query.load(conn)
}
