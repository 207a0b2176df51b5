//! What has had its time.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::{duties, duty_swaps, handover_notes, rota_feeds, staff_absences};

/// Forgets absences, duties, notes, swaps and addresses of calendars that were over before a moment.
pub fn forget_over(conn: &mut Conn, before: NaiveDateTime) -> QueryResult<usize> {
    let day = before.date();
    let swaps = duty_swaps::table.filter(duty_swaps::asked_at.lt(before));
    let absences = staff_absences::table.filter(staff_absences::ends_on.lt(day));
    let notes = handover_notes::table.filter(handover_notes::shown_until.lt(before));
    let past = duties::table.filter(duties::ends_on.lt(day));
    let feeds = rota_feeds::table.filter(rota_feeds::revoked_at.lt(before).assume_not_null());
    Ok(diesel::delete(swaps).execute(conn)?
        + diesel::delete(absences).execute(conn)?
        + diesel::delete(notes).execute(conn)?
        + diesel::delete(past).execute(conn)?
        + diesel::delete(feeds).execute(conn)?)
}
