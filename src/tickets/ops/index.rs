//! The search index, made good where it lacks tickets: after an upgrade, or when somebody asks for a new one.

use chrono::NaiveDateTime;

use crate::Result;
use crate::app::App;
use crate::tickets::queries::search;

/// So many tickets are read in one transaction, so that others need not wait long.
const BATCH: i64 = 300;

/// Puts every ticket into the index that should be in it; answers how many were missing.
pub fn index_missing(app: &App, _: NaiveDateTime) -> Result<usize> {
    let (mut after, mut done) = (None, 0);
    loop {
        let ids = app.db.read_now(|conn| Ok(search::unindexed(conn, after.as_ref(), BATCH)?))?;
        if ids.is_empty() {
            return Ok(done);
        }
        app.db.write_step(|conn| Ok(search::index(conn, &ids)?))?;
        done += ids.len();
        after = ids.last().cloned();
    }
}

/// Makes the index anew; answers how many tickets are in it.
pub fn index_anew(app: &App, now: NaiveDateTime) -> Result<usize> {
    app.db.write_now(|conn| Ok(search::forget_all(conn)?))?;
    index_missing(app, now)
}
