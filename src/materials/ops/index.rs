//! The index of what is published: kept with every step, and made good by a sweep.

use chrono::{NaiveDate, NaiveDateTime};

use crate::Result;
use crate::app::App;
use crate::db::Conn;
use crate::materials::queries::Indexed;
use crate::materials::rules::facets;
use crate::materials::{MaterialId, Parts, Published, VersionId, queries};
use crate::taxonomy::Vocabularies;

/// So many are indexed in one transaction.
const BATCH: i64 = 200;

/// Puts a material into the index as it is now.
pub(super) fn index_now(
    conn: &mut Conn,
    words: &Vocabularies,
    id: &MaterialId,
    now: NaiveDateTime,
) -> Result<()> {
    match queries::published_among(conn, std::slice::from_ref(id))?.first() {
        Some(found) => {
            let parts = queries::parts_of(conn, &found.version.id)?;
            put(conn, words, (found, &parts), now)
        }
        None => Ok(queries::index(conn, id, None, now)?),
    }
}

fn put(
    conn: &mut Conn,
    words: &Vocabularies,
    (found, parts): (&Published, &Parts),
    now: NaiveDateTime,
) -> Result<()> {
    let facets = facets::of(&found.version, parts, (&found.node_slug, words));
    let indexed = Indexed { version: &found.version, parts, facets: &facets };
    let at = found.version.published_at.unwrap_or(now);
    Ok(queries::index(conn, &found.material.id, Some(indexed), at)?)
}

/// Puts every published material into the index that is missing there; answers how many.
pub fn index_missing(app: &App, now: NaiveDateTime) -> Result<usize> {
    let (mut after, mut done) = (None, 0);
    let words = app.vocabularies();
    loop {
        let last = app.db.write_now(|conn| {
            let missing = queries::unindexed(conn, after.as_ref(), BATCH)?;
            let ids: Vec<_> = missing.iter().map(|one| one.version.id.clone()).collect();
            let mut parts = queries::parts_of_all(conn, &ids)?;
            for found in &missing {
                let own = parts.remove(&found.version.id).unwrap_or_default();
                put(conn, &words, (found, &own), now)?;
            }
            done += missing.len();
            Ok(missing.last().map(|one| one.material.id.clone()))
        })?;
        match last {
            Some(last) => after = Some(last),
            None => return Ok(done),
        }
    }
}

/// Makes the index anew; answers how many materials are in it.
pub fn index_anew(app: &App, now: NaiveDateTime) -> Result<usize> {
    app.db.write_now(|conn| Ok(queries::forget_all(conn)?))?;
    index_missing(app, now)
}

/// Gives a version the label until a day, or takes it off.
pub fn set_label(
    conn: &mut Conn,
    words: &Vocabularies,
    (id, version): (&MaterialId, &VersionId),
    (until, now): (Option<NaiveDate>, NaiveDateTime),
) -> Result<()> {
    queries::set_certified(conn, version, until)?;
    index_now(conn, words, id, now)
}
