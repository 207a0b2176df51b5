//! Limits on how often something may be tried, held in the database so that they hold across processes.

use chrono::{DateTime, NaiveDateTime, TimeDelta};
use diesel::prelude::*;

use crate::db::{Conn, each, schema::throttles};
use crate::secret::sha256_hex;
use crate::{Error, Result};

/// So many uses in a window of time.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    pub uses: i32,
    pub window: TimeDelta,
}

impl Limit {
    pub const fn new(uses: i32, window: TimeDelta) -> Self {
        Self { uses, window }
    }
    /// The same window with `factor` times the uses.
    pub const fn times(self, factor: i32) -> Self {
        Self { uses: self.uses * factor, window: self.window }
    }
}

/// Counts one use of `action` by `who` (an address, an account), and refuses it when the window is full.
/// `who` is kept as a hash: the table tells nobody's address.
pub fn count(
    conn: &mut Conn,
    action: &str,
    who: &str,
    limit: Limit,
    now: NaiveDateTime,
) -> Result<()> {
    let bucket = bucket(action, who);
    let seconds = limit.window.num_seconds().max(1);
    let since = now.and_utc().timestamp().rem_euclid(seconds);
    let start = now.and_utc().timestamp() - since;
    let window = DateTime::from_timestamp(start, 0).unwrap_or_default().naive_utc();
    let uses: i32 = each!(conn, real => diesel::insert_into(throttles::table)
        .values((throttles::bucket.eq(&bucket), throttles::window_start.eq(window), throttles::uses.eq(1)))
        .on_conflict((throttles::bucket, throttles::window_start))
        .do_update()
        .set(throttles::uses.eq(throttles::uses + 1))
        .returning(throttles::uses)
        .get_result(real))?;
    if uses > limit.uses {
        return Err(Error::TooMany(u64::try_from(seconds - since).unwrap_or(1)));
    }
    Ok(())
}

/// Forgets the uses of `action` by `who`: they showed that it was them.
pub fn forgive(conn: &mut Conn, action: &str, who: &str) -> Result<()> {
    diesel::delete(throttles::table.filter(throttles::bucket.eq(bucket(action, who))))
        .execute(conn)?;
    Ok(())
}

fn bucket(action: &str, who: &str) -> String {
    format!("{action}:{}", &sha256_hex(who.as_bytes())[..32])
}

/// [`count`] for what is sent to somebody who may not be the one who asks: past the limit it goes out once in a while
/// instead of being refused, so that no stranger can lock a person out. Answers whether to send.
pub fn may_send(
    conn: &mut Conn,
    action: &str,
    to: &str,
    limit: Limit,
    now: NaiveDateTime,
) -> Result<bool> {
    let rarely = Limit::new(1, TimeDelta::minutes(10));
    let counted = match count(conn, action, to, limit, now) {
        Err(Error::TooMany(_)) => count(conn, &format!("{action}-rarely"), to, rarely, now),
        other => other,
    };
    match counted {
        Ok(()) => Ok(true),
        Err(Error::TooMany(_)) => Ok(false),
        Err(other) => Err(other),
    }
}

/// Forgets windows that ended before `before`.
pub fn forget(conn: &mut Conn, before: NaiveDateTime) -> Result<usize> {
    Ok(diesel::delete(throttles::table.filter(throttles::window_start.lt(before))).execute(conn)?)
}
