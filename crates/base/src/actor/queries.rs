//! The statements that find who acts.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{Account, AccountId, Actor, Membership, NodeId, NodeRole, Scope, SessionId};
use crate::clock::network_day;
use crate::db::Conn;
use crate::db::schema::{accounts, api_tokens, memberships, sessions};

pub fn find(conn: &mut Conn, id: &AccountId) -> QueryResult<Account> {
    accounts::table.find(id).select(Account::as_select()).first(conn)
}

/// Whether an account is a person's: a node's own helpdesk acts by one that has no mailbox, and is in no list of people.
#[diesel::dsl::auto_type]
pub fn is_person() -> _ {
    accounts::email.not_like("%.invalid")
}

/// The account with this address, which is kept in lower case.
pub fn by_email(conn: &mut Conn, email: &str) -> QueryResult<Option<Account>> {
    accounts::table
        .filter(accounts::email.eq(email))
        .select(Account::as_select())
        .first(conn)
        .optional()
}

/// Who is behind a live session, with the memberships of today, and when the session was last seen.
pub fn by_session(
    conn: &mut Conn,
    token_hash: &str,
    now: NaiveDateTime,
) -> QueryResult<Option<(Actor, NaiveDateTime)>> {
    type Row = (Account, SessionId, NaiveDateTime, Option<(NodeId, NodeRole)>);
    let rows: Vec<Row> = sessions::table
        .inner_join(accounts::table)
        .left_join(memberships::table.on(holds_on(network_day(now))))
        .filter(sessions::token_hash.eq(token_hash))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter(accounts::disabled_at.is_null())
        .order(memberships::starts_on)
        .select((Account::as_select(), sessions::id, sessions::last_seen_at, MEMBERSHIP.nullable()))
        .load(conn)?;
    let rows = rows.into_iter().map(|(who, session, seen_at, of)| ((who, session, seen_at), of));
    Ok(folded(rows).map(|((account, session, seen_at), memberships)| {
        (acting(account, Some(session), memberships), seen_at)
    }))
}

/// Who is behind a live API token, with the memberships of today, and the token's scope.
pub fn by_api_token(
    conn: &mut Conn,
    token_hash: &str,
    now: NaiveDateTime,
) -> QueryResult<Option<(Actor, Scope)>> {
    let found = caller(conn, token_hash, now)?;
    Ok(found.map(|(actor, scope, _)| (actor, scope)))
}

/// As [`by_api_token`], with when the token was used last.
pub fn caller(
    conn: &mut Conn,
    token_hash: &str,
    now: NaiveDateTime,
) -> QueryResult<Option<(Actor, Scope, Option<NaiveDateTime>)>> {
    type Row = (Account, String, Option<NaiveDateTime>, Option<(NodeId, NodeRole)>);
    let rows: Vec<Row> = api_tokens::table
        .inner_join(accounts::table)
        .left_join(memberships::table.on(holds_on(network_day(now))))
        .filter(api_tokens::token_hash.eq(token_hash))
        .filter(api_tokens::revoked_at.is_null())
        .filter(api_tokens::expires_at.is_null().or(api_tokens::expires_at.gt(now)))
        .filter(accounts::disabled_at.is_null())
        .order(memberships::starts_on)
        .select((
            Account::as_select(),
            api_tokens::scope,
            api_tokens::last_used_at,
            MEMBERSHIP.nullable(),
        ))
        .load(conn)?;
    let rows = rows.into_iter().map(|(who, scope, used_at, of)| ((who, scope, used_at), of));
    Ok(folded(rows).and_then(|((account, scope, used_at), memberships)| {
        Some((acting(account, None, memberships), scope.parse().ok()?, used_at))
    }))
}

const MEMBERSHIP: (memberships::node_id, memberships::role) =
    (memberships::node_id, memberships::role);

/// Whether a membership is the account's, and holds on `day`.
#[diesel::dsl::auto_type]
fn holds_on(day: NaiveDate) -> _ {
    memberships::account_id
        .eq(accounts::id)
        .and(memberships::starts_on.le(day))
        .and(memberships::ends_on.is_null().or(memberships::ends_on.ge(day)))
}

/// Who was found, once, with all that each row says besides.
fn folded<T>(
    rows: impl Iterator<Item = (T, Option<(NodeId, NodeRole)>)>,
) -> Option<(T, Vec<Membership>)> {
    let (mut who, nodes): (Vec<T>, Vec<_>) = rows.unzip();
    who.truncate(1);
    Some((who.pop()?, as_memberships(nodes.into_iter().flatten().collect())))
}

fn as_memberships(rows: Vec<(NodeId, NodeRole)>) -> Vec<Membership> {
    rows.into_iter().map(|(node, role)| Membership { node, role }).collect()
}

fn acting(account: Account, session: Option<SessionId>, memberships: Vec<Membership>) -> Actor {
    let Account { id, email, name, language, network_role, .. } = account;
    Actor { id, email, name, language, network_role, memberships, session }
}

/// The memberships that hold on `day`.
pub fn memberships_on(
    conn: &mut Conn,
    account: &AccountId,
    day: NaiveDate,
) -> QueryResult<Vec<Membership>> {
    let rows: Vec<(NodeId, NodeRole)> = memberships::table
        .filter(memberships::account_id.eq(account))
        .filter(memberships::starts_on.le(day))
        .filter(memberships::ends_on.is_null().or(memberships::ends_on.ge(day)))
        .order(memberships::starts_on)
        .select((memberships::node_id, memberships::role))
        .load(conn)?;
    Ok(as_memberships(rows))
}

/// An account as an actor, with the memberships of `day`.
pub fn actor(
    conn: &mut Conn,
    account: Account,
    session: Option<SessionId>,
    day: NaiveDate,
) -> QueryResult<Actor> {
    let memberships = memberships_on(conn, &account.id, day)?;
    Ok(acting(account, session, memberships))
}

pub fn touch_session(conn: &mut Conn, id: &SessionId, now: NaiveDateTime) -> QueryResult<()> {
    diesel::update(sessions::table.find(id))
        .set(sessions::last_seen_at.eq(now))
        .execute(conn)
        .map(drop)
}

/// Notes that a token was used.
pub fn touch_token(conn: &mut Conn, token_hash: &str, now: NaiveDateTime) -> QueryResult<()> {
    diesel::update(api_tokens::table.filter(api_tokens::token_hash.eq(token_hash)))
        .set(api_tokens::last_used_at.eq(now))
        .execute(conn)
        .map(drop)
}
