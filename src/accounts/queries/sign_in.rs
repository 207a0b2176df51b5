//! Sign-in links, sessions, passwords and API tokens.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::{
    Account, AccountId, ApiToken, LinkId, OpenSession, Scope, SessionId, TokenId,
};
use crate::db::Conn;
use crate::db::schema::{accounts, api_tokens, sessions, sign_in_links};

pub fn insert_link(
    conn: &mut Conn,
    account: &AccountId,
    token_hash: &str,
    now: NaiveDateTime,
    expires_at: NaiveDateTime,
) -> QueryResult<()> {
    diesel::insert_into(sign_in_links::table)
        .values((
            sign_in_links::id.eq(LinkId::new()),
            sign_in_links::account_id.eq(account),
            sign_in_links::token_hash.eq(token_hash),
            sign_in_links::created_at.eq(now),
            sign_in_links::expires_at.eq(expires_at),
        ))
        .execute(conn)
        .map(drop)
}

/// Whether a link could be used now. Using it is another statement: looking burns nothing.
pub fn link_is_live(conn: &mut Conn, token_hash: &str, now: NaiveDateTime) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(
        sign_in_links::table
            .filter(sign_in_links::token_hash.eq(token_hash))
            .filter(sign_in_links::used_at.is_null())
            .filter(sign_in_links::expires_at.gt(now)),
    ))
    .get_result(conn)
}

/// Uses a link, once, and names its account: one UPDATE, so that of two uses at the same time one finds nothing.
pub fn use_link(
    conn: &mut Conn,
    token_hash: &str,
    now: NaiveDateTime,
) -> QueryResult<Option<AccountId>> {
    diesel::update(sign_in_links::table)
        .filter(sign_in_links::token_hash.eq(token_hash))
        .filter(sign_in_links::used_at.is_null())
        .filter(sign_in_links::expires_at.gt(now))
        .set(sign_in_links::used_at.eq(now))
        .returning(sign_in_links::account_id)
        .get_result(conn)
        .optional()
}

/// Voids every link of an account that is not used yet.
pub fn void_links(conn: &mut Conn, account: &AccountId, now: NaiveDateTime) -> QueryResult<()> {
    diesel::update(sign_in_links::table)
        .filter(sign_in_links::account_id.eq(account))
        .filter(sign_in_links::used_at.is_null())
        .set(sign_in_links::used_at.eq(now))
        .execute(conn)
        .map(drop)
}

pub fn insert_session(
    conn: &mut Conn,
    account: &AccountId,
    (token_hash, agent): (&str, &str),
    now: NaiveDateTime,
    expires_at: NaiveDateTime,
) -> QueryResult<SessionId> {
    let id = SessionId::random();
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(&id),
            sessions::account_id.eq(account),
            sessions::token_hash.eq(token_hash),
            sessions::agent.eq(agent),
            sessions::created_at.eq(now),
            sessions::last_seen_at.eq(now),
            sessions::expires_at.eq(expires_at),
        ))
        .execute(conn)?;
    Ok(id)
}

/// Ends a session of an account; says whether there was one.
pub fn revoke_session(
    conn: &mut Conn,
    account: &AccountId,
    id: &SessionId,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let ended = diesel::update(sessions::table.find(id))
        .filter(sessions::account_id.eq(account))
        .filter(sessions::revoked_at.is_null())
        .set(sessions::revoked_at.eq(now))
        .execute(conn)?;
    Ok(ended == 1)
}

/// Ends the sessions of an account, except the one to be kept; says how many.
pub fn revoke_sessions(
    conn: &mut Conn,
    account: &AccountId,
    kept: Option<&SessionId>,
    now: NaiveDateTime,
) -> QueryResult<usize> {
    let kept = kept.map_or("", SessionId::as_str);
    diesel::update(sessions::table)
        .filter(sessions::account_id.eq(account))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::id.ne(kept))
        .set(sessions::revoked_at.eq(now))
        .execute(conn)
}

/// The browsers in which somebody is signed in, the last seen first.
pub fn open_sessions(
    conn: &mut Conn,
    account: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<Vec<OpenSession>> {
    type Row = (SessionId, String, NaiveDateTime, NaiveDateTime, Option<NaiveDateTime>);
    let rows: Vec<Row> = sessions::table
        .filter(sessions::account_id.eq(account))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .order((sessions::last_seen_at.desc(), sessions::id))
        .limit(100)
        .select((
            sessions::id,
            sessions::agent,
            sessions::last_seen_at,
            sessions::created_at,
            sessions::proven_at,
        ))
        .load(conn)?;
    let row = |(id, agent, last_seen_at, created_at, proven_at): Row| OpenSession {
        id,
        agent,
        last_seen_at,
        proven_at: proven_at.unwrap_or(created_at),
    };
    Ok(rows.into_iter().map(row).collect())
}

/// When whoever is in a session proved who they are, by signing in or since.
pub fn proven_at(conn: &mut Conn, session: &SessionId) -> QueryResult<Option<NaiveDateTime>> {
    let found: Option<(NaiveDateTime, Option<NaiveDateTime>)> = sessions::table
        .find(session)
        .select((sessions::created_at, sessions::proven_at))
        .first(conn)
        .optional()?;
    Ok(found.map(|(created_at, proven_at)| proven_at.unwrap_or(created_at)))
}

pub fn set_proven(conn: &mut Conn, session: &SessionId, now: NaiveDateTime) -> QueryResult<()> {
    diesel::update(sessions::table.find(session))
        .set(sessions::proven_at.eq(now))
        .execute(conn)
        .map(drop)
}

pub fn set_password(conn: &mut Conn, account: &AccountId, hash: Option<&str>) -> QueryResult<()> {
    diesel::update(accounts::table.find(account))
        .set(accounts::password_hash.eq(hash))
        .execute(conn)
        .map(drop)
}

pub fn insert_api_token(
    conn: &mut Conn,
    account: &AccountId,
    (token_hash, scope): (&str, Scope),
    now: NaiveDateTime,
    expires_at: Option<NaiveDateTime>,
) -> QueryResult<TokenId> {
    let id = TokenId::random();
    diesel::insert_into(api_tokens::table)
        .values((
            api_tokens::id.eq(&id),
            api_tokens::account_id.eq(account),
            api_tokens::token_hash.eq(token_hash),
            api_tokens::scope.eq(scope),
            api_tokens::created_at.eq(now),
            api_tokens::expires_at.eq(expires_at),
        ))
        .execute(conn)?;
    Ok(id)
}

pub fn live_api_tokens(
    conn: &mut Conn,
    account: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<Vec<ApiToken>> {
    type Row = (TokenId, Scope, NaiveDateTime, Option<NaiveDateTime>, Option<NaiveDateTime>);
    let rows: Vec<Row> = api_tokens::table
        .filter(api_tokens::account_id.eq(account))
        .filter(api_tokens::revoked_at.is_null())
        .filter(api_tokens::expires_at.is_null().or(api_tokens::expires_at.gt(now)))
        .order((api_tokens::created_at.desc(), api_tokens::id))
        .limit(100)
        .select((
            api_tokens::id,
            api_tokens::scope,
            api_tokens::created_at,
            api_tokens::expires_at,
            api_tokens::last_used_at,
        ))
        .load(conn)?;
    let row = |(id, scope, created_at, expires_at, last_used_at)| ApiToken {
        id,
        scope,
        created_at,
        expires_at,
        last_used_at,
    };
    Ok(rows.into_iter().map(row).collect())
}

/// Whose token this is.
pub fn owner_of_token(conn: &mut Conn, id: &TokenId) -> QueryResult<Account> {
    api_tokens::table
        .inner_join(accounts::table)
        .filter(api_tokens::id.eq(id))
        .select(Account::as_select())
        .first(conn)
}

pub fn revoke_api_token(
    conn: &mut Conn,
    account: &AccountId,
    id: &TokenId,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let ended = diesel::update(api_tokens::table.find(id))
        .filter(api_tokens::account_id.eq(account))
        .filter(api_tokens::revoked_at.is_null())
        .set(api_tokens::revoked_at.eq(now))
        .execute(conn)?;
    Ok(ended == 1)
}

pub fn revoke_api_tokens(
    conn: &mut Conn,
    account: &AccountId,
    now: NaiveDateTime,
) -> QueryResult<usize> {
    diesel::update(api_tokens::table)
        .filter(api_tokens::account_id.eq(account))
        .filter(api_tokens::revoked_at.is_null())
        .set(api_tokens::revoked_at.eq(now))
        .execute(conn)
}
