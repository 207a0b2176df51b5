//! Statements about forms that changed while their call was open.

use diesel::prelude::*;

use crate::calls::{Amendment, Call, CallId, State};
use crate::db::Conn;
use crate::db::schema::{call_amendments as amendments, calls};

/// Every change, the last one last.
pub fn amendments_of(conn: &mut Conn, call: &CallId) -> QueryResult<Vec<Amendment>> {
    amendments::table
        .filter(amendments::call_id.eq(call))
        .order((amendments::made_at, amendments::id))
        .select(Amendment::as_select())
        .load(conn)
}

/// Has a call ask the new version, if it still asked the one before; answers whether it did.
pub fn amend(conn: &mut Conn, call: &Call, amendment: &Amendment) -> QueryResult<bool> {
    let there = calls::table
        .find(&call.id)
        .filter(calls::state.eq(State::Published))
        .filter(calls::version_id.eq(&amendment.before_id));
    let changed = diesel::update(there)
        .set((
            calls::version_id.eq(&amendment.version_id),
            calls::updated_at.eq(amendment.made_at),
            calls::lock_version.eq(calls::lock_version + 1),
        ))
        .execute(conn)?;
    if changed == 1 {
        diesel::insert_into(amendments::table).values(amendment).execute(conn)?;
    }
    Ok(changed == 1)
}
