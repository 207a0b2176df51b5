//! `Idempotency-Key`: a POST repeated with the same key within 24 hours gets the first answer again.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::{Conn, schema::idempotency_keys};
use crate::secret::sha256_hex;
use crate::{Error, Refusal, Result};

const KEY_REUSED: Refusal = Refusal::new("error-idempotency-key-reused");

/// The key of a request, if it sent one, with a hash of what it asks for.
#[derive(Debug, Clone)]
pub struct Key {
    owner: String,
    key: String,
    request_hash: String,
}

impl Key {
    /// `owner` is who asks (an account, or an address for calls without a token), kept as a hash: keys of two owners
    /// never meet.
    pub fn of(request: &HttpRequest, owner: &str, body: &[u8]) -> Option<Self> {
        let key = request.headers().get("idempotency-key")?.to_str().ok()?;
        let mut asked = format!("{} {}\n", request.method(), request.path()).into_bytes();
        asked.extend_from_slice(body);
        Some(Self {
            owner: sha256_hex(owner.as_bytes()),
            key: key.chars().take(200).collect(),
            request_hash: sha256_hex(&asked),
        })
    }
}

/// An answer that can be kept and given again.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub body: String,
}

impl Answer {
    pub fn respond(self) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        HttpResponse::build(status).content_type("application/json").body(self.body)
    }
}

/// Runs `work` once per key, in the caller's transaction: a repetition gets the kept answer, and two at the same time
/// meet at the table's primary key, where the second fails and is tried again by its caller.
pub fn once(
    conn: &mut Conn,
    key: Option<&Key>,
    now: NaiveDateTime,
    work: impl FnOnce(&mut Conn) -> Result<Answer>,
) -> Result<Answer> {
    let Some(key) = key else { return work(conn) };
    if let Some(answer) = kept(conn, key)? {
        return Ok(answer);
    }
    // The key is taken before the work: who comes second waits here, and then finds the answer.
    diesel::insert_into(idempotency_keys::table)
        .values((
            idempotency_keys::owner.eq(&key.owner),
            idempotency_keys::key.eq(&key.key),
            idempotency_keys::request_hash.eq(&key.request_hash),
            idempotency_keys::status.eq(0),
            idempotency_keys::body.eq(""),
            idempotency_keys::created_at.eq(now),
        ))
        .execute(conn)
        .map_err(Error::from)?;
    let answer = work(conn)?;
    diesel::update(idempotency_keys::table.find((&key.owner, &key.key)))
        .set((
            idempotency_keys::status.eq(i32::from(answer.status)),
            idempotency_keys::body.eq(&answer.body),
        ))
        .execute(conn)?;
    Ok(answer)
}

/// The answer that was given to this request before, if it was.
pub fn kept(conn: &mut Conn, key: &Key) -> Result<Option<Answer>> {
    let kept: Option<(String, i32, String)> = idempotency_keys::table
        .find((&key.owner, &key.key))
        .select((idempotency_keys::request_hash, idempotency_keys::status, idempotency_keys::body))
        .first(conn)
        .optional()?;
    let Some((hash, status, body)) = kept else { return Ok(None) };
    if hash != key.request_hash {
        return Err(KEY_REUSED.into());
    }
    Ok(Some(Answer { status: u16::try_from(status).unwrap_or(200), body }))
}

/// Forgets keys made before `before`.
pub fn forget(conn: &mut Conn, before: NaiveDateTime) -> Result<usize> {
    let old = idempotency_keys::table.filter(idempotency_keys::created_at.lt(before));
    Ok(diesel::delete(old).execute(conn)?)
}
