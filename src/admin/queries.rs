//! The statements behind the admins' lists.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::define_sql_function;
use diesel::dsl::min;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::{AuditLine, HookLine, Person, TokenLine};
use crate::accounts::queries::is_person;
use crate::accounts::{AccountId, NodeId, NodeRole};
use crate::db::schema::{
    accounts, api_tokens, audit_events, calls, conventions, coverage_proposals, memberships, nodes,
    outbox as mail, spaces, sweeps, webhooks,
};
use crate::db::{Conn, MultiBackend};
use crate::outbox::{MailState, Queued};
use crate::text::fold;
use crate::web::Cursor;

/// There are not more kinds of things.
const MOST_KINDS: usize = 200;
/// What is shorter than this is part of too many names.
const FEWEST_LETTERS: usize = 3;
/// So many things of one name are looked for.
const SAME_NAME: i64 = 50;

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

/// A page of mails, newest first.
fn page_of_mails<'a>(after: Option<&Cursor>, limit: usize) -> mail::BoxedQuery<'a, MultiBackend> {
    let query = mail::table
        .into_boxed::<MultiBackend>()
        .order((mail::queued_at.desc(), mail::id.desc()))
        .limit(i64::try_from(limit).unwrap_or(i64::MAX));
    let Some(Cursor { at, id }) = after else { return query };
    let same_instant = mail::queued_at.eq(*at).and(mail::id.lt(id.clone()));
    query.filter(mail::queued_at.lt(*at).or(same_instant))
}

/// Mails in one state, newest first.
pub fn mails(
    conn: &mut Conn,
    state: MailState,
    after: Option<&Cursor>,
    limit: usize,
) -> QueryResult<Vec<Queued>> {
    let query = page_of_mails(after, limit).filter(mail::state.eq(state));
    query.select(Queued::as_select()).load(conn)
}

/// Mails that were sent and came back, newest first.
pub fn returned_mails(
    conn: &mut Conn,
    after: Option<&Cursor>,
    limit: usize,
) -> QueryResult<Vec<Queued>> {
    let query = page_of_mails(after, limit).filter(mail::returned_at.is_not_null());
    query.select(Queued::as_select()).load(conn)
}

/// What is looked for among happenings; each part that is there must fit.
#[derive(Debug, Clone, Default)]
pub struct SoughtEvents {
    /// The id of an account or of any subject, the beginning of an action's name, or something of what was noted.
    pub words: String,
    /// Things that are called so.
    pub named: Vec<String>,
    /// Who did it: one of these.
    pub actors: Option<Vec<String>>,
    /// What kind of thing it was done to.
    pub kind: String,
    pub from: Option<NaiveDateTime>,
    pub until: Option<NaiveDateTime>,
}

define_sql_function! {
    /// Small letters, as far as the database knows them.
    fn lower(text: Text) -> Text;
}

/// What things happen to: each kind is found by the index, however many happenings there are.
pub fn audit_kinds(conn: &mut Conn) -> QueryResult<Vec<String>> {
    let mut kinds: Vec<String> = Vec::new();
    for _ in 0..MOST_KINDS {
        let last = kinds.last().cloned().unwrap_or_default();
        let next: Option<String> = audit_events::table
            .filter(audit_events::subject_kind.gt(last))
            .select(min(audit_events::subject_kind))
            .first(conn)?;
        match next {
            Some(kind) => kinds.push(kind),
            None => break,
        }
    }
    Ok(kinds)
}

/// The numbers of nodes, spaces, conventions and calls that are called so: by a name, an address or an institution.
pub fn named(conn: &mut Conn, sought: &str) -> QueryResult<Vec<String>> {
    let plain = sought.trim().to_lowercase().replace(['%', '_', '\\'], "");
    if plain.chars().count() < FEWEST_LETTERS {
        return Ok(Vec::new());
    }
    let part = format!("%{plain}%");
    let mut all: Vec<String> = nodes::table
        .filter(lower(nodes::name).like(&part).or(nodes::slug.eq(&plain)))
        .select(nodes::id)
        .limit(SAME_NAME)
        .load(conn)?;
    let of_spaces = lower(spaces::name)
        .like(&part)
        .or(spaces::slug.eq(&plain))
        .or(spaces::institution.eq(&plain));
    all.extend(
        spaces::table.filter(of_spaces).select(spaces::id).limit(SAME_NAME).load::<String>(conn)?,
    );
    let of_conventions = lower(conventions::title_fr).like(&part).or(conventions::slug.eq(&plain));
    all.extend(
        conventions::table
            .filter(of_conventions)
            .select(conventions::id)
            .limit(SAME_NAME)
            .load::<String>(conn)?,
    );
    let of_calls = lower(calls::title_fr).like(&part).or(calls::slug.eq(&plain));
    all.extend(
        calls::table.filter(of_calls).select(calls::id).limit(SAME_NAME).load::<String>(conn)?,
    );
    Ok(all)
}

/// Happenings, newest first, after the place that `after` names.
pub fn audit(
    conn: &mut Conn,
    sought: &SoughtEvents,
    after: Option<&Cursor>,
    limit: usize,
) -> QueryResult<Vec<AuditLine>> {
    let mut query = audit_events::table
        .order((audit_events::at.desc(), audit_events::id.desc()))
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select(AuditLine::as_select())
        .into_boxed();
    if let Some(Cursor { at, id }) = after {
        let same_instant = audit_events::at.eq(*at).and(audit_events::id.lt(id.clone()));
        query = query.filter(audit_events::at.lt(*at).or(same_instant));
    }
    if let Some(actors) = &sought.actors {
        query = query.filter(audit_events::account_id.eq_any(actors.clone()));
    }
    if !sought.kind.is_empty() {
        query = query.filter(audit_events::subject_kind.eq(sought.kind.clone()));
    }
    if let Some(from) = sought.from {
        query = query.filter(audit_events::at.ge(from));
    }
    if let Some(until) = sought.until {
        query = query.filter(audit_events::at.lt(until));
    }
    if !sought.words.is_empty() {
        let plain = sought.words.replace(['%', '_', '\\'], "");
        let plain = plain.to_lowercase();
        let (action, noted) = (format!("{plain}%"), format!("%{plain}%"));
        query = query.filter(
            audit_events::subject_id
                .eq(sought.words.clone())
                .or(audit_events::subject_id.eq_any(sought.named.clone()))
                .or(audit_events::account_id.eq(sought.words.clone()))
                .or(lower(audit_events::action).like(action))
                .or(lower(audit_events::detail).like(noted)),
        );
    }
    query.load(conn)
}

/// How a kind of recurring work went.
#[derive(Debug, Clone, Queryable)]
pub struct SweepLine {
    pub kind: String,
    pub last_run_at: Option<NaiveDateTime>,
    pub claimed_until: Option<NaiveDateTime>,
    pub last_count: Option<i32>,
    pub failed_at: Option<NaiveDateTime>,
    pub last_error: Option<String>,
}

/// Recurring work, and how it went.
pub fn sweeps(conn: &mut Conn) -> QueryResult<Vec<SweepLine>> {
    sweeps::table.order(sweeps::kind).load(conn)
}

/// Recurring work that failed and has not gone well since.
pub fn failing_sweeps(conn: &mut Conn) -> QueryResult<usize> {
    let kinds: Vec<String> =
        sweeps::table.filter(sweeps::failed_at.is_not_null()).select(sweeps::kind).load(conn)?;
    Ok(kinds.len())
}

/// Makes a kind of recurring work due now; says whether it is known.
pub fn make_due(conn: &mut Conn, kind: &str) -> QueryResult<bool> {
    let due = diesel::update(sweeps::table.find(kind))
        .set(sweeps::last_run_at.eq(None::<NaiveDateTime>))
        .execute(conn)?;
    Ok(due == 1)
}

/// Keys that work, with whom they speak for, newest first.
pub fn live_tokens(
    conn: &mut Conn,
    now: NaiveDateTime,
    after: Option<&Cursor>,
    limit: usize,
) -> QueryResult<Vec<TokenLine>> {
    let mut query = api_tokens::table
        .inner_join(accounts::table)
        .filter(api_tokens::revoked_at.is_null())
        .filter(api_tokens::expires_at.is_null().or(api_tokens::expires_at.gt(now)))
        .order((api_tokens::created_at.desc(), api_tokens::id.desc()))
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select((
            api_tokens::id,
            accounts::id,
            accounts::name,
            accounts::email,
            api_tokens::scope,
            api_tokens::created_at,
            api_tokens::expires_at,
            api_tokens::last_used_at,
        ))
        .into_boxed();
    if let Some(Cursor { at, id }) = after {
        let same_instant = api_tokens::created_at.eq(*at).and(api_tokens::id.lt(id.clone()));
        query = query.filter(api_tokens::created_at.lt(*at).or(same_instant));
    }
    query.load(conn)
}

/// Webhooks of all nodes and of the network, by node and name.
pub fn webhooks(conn: &mut Conn, limit: i64) -> QueryResult<Vec<HookLine>> {
    webhooks::table
        .left_join(nodes::table.on(webhooks::node_id.eq(nodes::id.nullable())))
        .order((nodes::short_name, webhooks::name, webhooks::id))
        .limit(limit)
        .select((
            webhooks::id,
            webhooks::name,
            webhooks::url,
            nodes::short_name.nullable(),
            webhooks::ended_at,
            webhooks::failing_since,
        ))
        .load(conn)
}
