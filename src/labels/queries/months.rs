//! Statements about what came of promises month by month.

use diesel::prelude::*;

use crate::db::schema::label_months;
use crate::db::{Conn, each};
use crate::labels::{LabelId, Month};

/// What was kept of a label, the first month first.
pub fn months_of(conn: &mut Conn, label: &LabelId) -> QueryResult<Vec<Month>> {
    label_months::table
        .filter(label_months::label_id.eq(label))
        .order((label_months::month, label_months::indicator))
        .select(Month::as_select())
        .load(conn)
}

/// Keeps what was measured of a month that nothing is known of.
pub fn insert_months(conn: &mut Conn, rows: &[Month]) -> QueryResult<usize> {
    each!(conn, real => diesel::insert_into(label_months::table).values(rows).execute(real))
}
