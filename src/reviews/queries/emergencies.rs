//! Statements about admins who look into what is not theirs.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::calls::CallId;
use crate::db::Conn;
use crate::db::schema::{accounts, emergency_accesses as emergencies};
use crate::reviews::{Emergency, EmergencyId};

pub fn emergency(conn: &mut Conn, id: &EmergencyId) -> QueryResult<Option<Emergency>> {
    emergencies::table.find(id).select(Emergency::as_select()).first(conn).optional()
}

/// What somebody may look into at an instant, and until when.
pub fn open_emergency(
    conn: &mut Conn,
    (call, account): (&CallId, &AccountId),
    now: NaiveDateTime,
) -> QueryResult<Option<Emergency>> {
    emergencies::table
        .filter(emergencies::call_id.eq(call))
        .filter(emergencies::account_id.eq(account))
        .filter(emergencies::ended_at.is_null())
        .filter(emergencies::ends_at.gt(now))
        .select(Emergency::as_select())
        .first(conn)
        .optional()
}

/// Every one of a call with the name of who looked, the last one first.
pub fn emergencies_of(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<(Emergency, String)>> {
    emergencies::table
        .inner_join(accounts::table.on(accounts::id.eq(emergencies::account_id)))
        .filter(emergencies::call_id.eq(call))
        .order((emergencies::opened_at.desc(), emergencies::id))
        .limit(100)
        .select((Emergency::as_select(), accounts::name))
        .load(conn)
}

pub fn insert_emergency(conn: &mut Conn, new: &Emergency) -> QueryResult<()> {
    diesel::insert_into(emergencies::table)
        .values((
            emergencies::id.eq(&new.id),
            emergencies::call_id.eq(&new.call_id),
            emergencies::account_id.eq(&new.account_id),
            emergencies::reason.eq(&new.reason),
            emergencies::opened_at.eq(new.opened_at),
            emergencies::ends_at.eq(new.ends_at),
        ))
        .execute(conn)
        .map(drop)
}

/// Ends one before its time; answers whether it went on.
pub fn end_emergency(
    conn: &mut Conn,
    id: &EmergencyId,
    (by, now): (&AccountId, NaiveDateTime),
) -> QueryResult<bool> {
    let there = emergencies::table
        .find(id)
        .filter(emergencies::ended_at.is_null())
        .filter(emergencies::ends_at.gt(now));
    let changed = diesel::update(there)
        .set((emergencies::ended_by.eq(by), emergencies::ended_at.eq(now)))
        .execute(conn)?;
    Ok(changed == 1)
}
