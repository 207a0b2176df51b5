//! Requests for a copy or for erasure.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::db::Conn;
use crate::db::schema::privacy_requests as requests;
use crate::i18n::Locale;
use crate::privacy::{Kind, Request, RequestId, RequestState};

/// What somebody asks.
pub struct Asked<'a> {
    pub kind: Kind,
    pub email: &'a str,
    pub made_by: Option<&'a AccountId>,
    pub reason: &'a str,
    pub language: Locale,
}

pub fn insert_request(
    conn: &mut Conn,
    asked: &Asked<'_>,
    now: NaiveDateTime,
) -> QueryResult<RequestId> {
    let id = RequestId::random();
    diesel::insert_into(requests::table)
        .values((
            requests::id.eq(&id),
            requests::kind.eq(asked.kind),
            requests::state.eq(RequestState::Asked),
            requests::email.eq(asked.email),
            requests::made_by.eq(asked.made_by),
            requests::reason.eq(asked.reason),
            requests::language.eq(asked.language),
            requests::made_at.eq(now),
        ))
        .execute(conn)?;
    Ok(id)
}

pub fn request(conn: &mut Conn, id: &RequestId) -> QueryResult<Request> {
    requests::table.find(id).select(Request::as_select()).first(conn)
}

/// Has the worker do it. Answers whether it was only asked for until now.
pub fn confirm_request(conn: &mut Conn, id: &RequestId, now: NaiveDateTime) -> QueryResult<bool> {
    let asked = requests::table.find(id).filter(requests::state.eq(RequestState::Asked));
    let confirmed = diesel::update(asked)
        .set((requests::state.eq(RequestState::Confirmed), requests::confirmed_at.eq(now)))
        .execute(conn)?;
    Ok(confirmed == 1)
}

/// Requests that the worker is to do, in their order.
pub fn confirmed_requests(conn: &mut Conn, limit: i64) -> QueryResult<Vec<Request>> {
    requests::table
        .filter(requests::state.eq(RequestState::Confirmed))
        .order((requests::made_at, requests::id))
        .limit(limit)
        .select(Request::as_select())
        .load(conn)
}

/// Erasures that admins asked for others since then and nobody confirmed, in their order.
pub fn unconfirmed_erasures(conn: &mut Conn, since: NaiveDateTime) -> QueryResult<Vec<Request>> {
    requests::table
        .filter(requests::kind.eq(Kind::Erasure))
        .filter(requests::state.eq(RequestState::Asked))
        .filter(requests::made_by.is_not_null())
        .filter(requests::made_at.ge(since))
        .order((requests::made_at, requests::id))
        .limit(20)
        .select(Request::as_select())
        .load(conn)
}

/// Keeps with a request under which names its address is known: when they are taken out of the tickets, and the program
/// stops before it took them out of everything, nothing else says them any more.
pub fn note_names(conn: &mut Conn, id: &RequestId, names: &[String]) -> QueryResult<()> {
    let found = serde_json::json!({ "names": names }).to_string();
    diesel::update(requests::table.find(id).filter(requests::state.eq(RequestState::Confirmed)))
        .set(requests::found.eq(found))
        .execute(conn)
        .map(drop)
}

/// Notes that a request was done: what was found, and the copy if it is one.
pub fn finish_request(
    conn: &mut Conn,
    id: &RequestId,
    (sha256, found): (Option<&str>, &str),
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let row = requests::table.find(id).filter(requests::state.eq(RequestState::Confirmed));
    let done = diesel::update(row)
        .set((
            requests::state.eq(RequestState::Done),
            requests::done_at.eq(now),
            requests::sha256.eq(sha256),
            requests::found.eq(found),
        ))
        .execute(conn)?;
    Ok(done == 1)
}

/// Takes an address out of all requests, and their copies with it. Answers the copies.
pub fn forget_requester(conn: &mut Conn, email: &str) -> QueryResult<Vec<String>> {
    let theirs = || requests::table.filter(requests::email.eq(email));
    let copies: Vec<Option<String>> =
        theirs().filter(requests::sha256.is_not_null()).select(requests::sha256).load(conn)?;
    // What was asked and not confirmed is moot, and so is a copy that was to be made.
    diesel::update(theirs())
        .set((
            requests::email.eq(""),
            requests::reason.eq(""),
            requests::sha256.eq(None::<String>),
            requests::state.eq(RequestState::Done),
        ))
        .execute(conn)?;
    Ok(copies.into_iter().flatten().collect())
}

/// The newest requests, for the admins, after the place named.
pub fn requests_before(
    conn: &mut Conn,
    before: Option<&(NaiveDateTime, String)>,
    limit: usize,
) -> QueryResult<Vec<Request>> {
    let mut query = requests::table
        .order((requests::made_at.desc(), requests::id.desc()))
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select(Request::as_select())
        .into_boxed();
    if let Some((at, id)) = before {
        let same = requests::made_at.eq(*at).and(requests::id.lt(id.clone()));
        query = query.filter(requests::made_at.lt(*at).or(same));
    }
    query.load(conn)
}

/// Copies made before `before`: they expire. Answers their files.
pub fn expire_copies(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<Vec<String>> {
    let old = || {
        requests::table.filter(requests::done_at.lt(before)).filter(requests::sha256.is_not_null())
    };
    let files: Vec<Option<String>> = old().select(requests::sha256).load(conn)?;
    diesel::update(old()).set(requests::sha256.eq(None::<String>)).execute(conn)?;
    Ok(files.into_iter().flatten().collect())
}

/// Requests that nobody confirmed, and those answered long ago.
pub fn forget_requests(
    conn: &mut Conn,
    (unconfirmed, done): (NaiveDateTime, NaiveDateTime),
) -> QueryResult<usize> {
    let stale = requests::state.eq(RequestState::Asked).and(requests::made_at.lt(unconfirmed));
    let over = requests::state.eq(RequestState::Done).and(requests::made_at.lt(done));
    diesel::delete(requests::table.filter(stale.or(over))).execute(conn)
}
