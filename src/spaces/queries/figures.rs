//! What spaces hold month by month.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::db::schema::space_figures as figures;
use crate::db::{Conn, each, one_of};
use crate::spaces::{Figures, Held, SpaceId, Via};

type Row = (SpaceId, NaiveDate, i64, i64, i64, Option<NaiveDate>);

fn held((space, month, datasets, files, downloads, last_deposit_on): Row) -> (SpaceId, Held) {
    (space, Held { month, datasets, files, downloads, last_deposit_on })
}

/// The months of some spaces from a day on, the last first.
pub fn months_of(
    conn: &mut Conn,
    ids: &[SpaceId],
    from: NaiveDate,
) -> QueryResult<Vec<(SpaceId, Held)>> {
    let rows: Vec<Row> = figures::table
        .filter(one_of(figures::space_id, ids.to_vec()))
        .filter(figures::month.ge(from))
        .order((figures::month.desc(), figures::space_id))
        .limit(20_000)
        .select((
            figures::space_id,
            figures::month,
            figures::datasets,
            figures::files,
            figures::downloads,
            figures::last_deposit_on,
        ))
        .load(conn)?;
    Ok(rows.into_iter().map(held).collect())
}

/// What is known of some months.
pub fn figures_of(
    conn: &mut Conn,
    (space, month): (&SpaceId, NaiveDate),
) -> QueryResult<Option<Figures>> {
    figures::table.find((space, month)).select(Figures::as_select()).first(conn).optional()
}

/// Puts a month, in the place of what was told of it before.
pub fn put(
    conn: &mut Conn,
    (space, held): (&SpaceId, &Held),
    (via, by): (Via, &AccountId),
    now: NaiveDateTime,
) -> QueryResult<()> {
    let row = Figures {
        space_id: space.clone(),
        month: held.month,
        datasets: held.datasets,
        files: held.files,
        downloads: held.downloads,
        last_deposit_on: held.last_deposit_on,
        via,
        told_by: by.clone(),
        told_at: now,
    };
    diesel::delete(figures::table.find((space, held.month))).execute(conn)?;
    each!(conn, real => diesel::insert_into(figures::table).values(&row).execute(real)).map(drop)
}
