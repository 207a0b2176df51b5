//! The number of the next ticket of a year. SQLite has one writer, so a row counts; PostgreSQL counts by a sequence, which
//! no transaction holds: a row there would let only one ticket be asked at a time.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::schema::ticket_numbers;
use super::{Conn, each};

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = Nullable<BigInt>)]
    number: Option<i64>,
}

/// Takes the next number. On PostgreSQL a number whose ticket is not kept after all stays unused.
pub fn next(conn: &mut Conn, year: i32) -> QueryResult<i64> {
    if conn.is_sqlite() {
        let last: i32 = each!(conn, real => diesel::insert_into(ticket_numbers::table)
            .values((ticket_numbers::year.eq(year), ticket_numbers::last.eq(1)))
            .on_conflict(ticket_numbers::year)
            .do_update()
            .set(ticket_numbers::last.eq(ticket_numbers::last + 1))
            .returning(ticket_numbers::last)
            .get_result(real))?;
        return Ok(i64::from(last));
    }
    match ask(conn, "nextval(to_regclass($1))", year)? {
        Some(number) => Ok(number),
        None => {
            found(conn, year)?;
            ask(conn, "nextval(to_regclass($1))", year)?.ok_or(diesel::NotFound)
        }
    }
}

/// The last number taken; 0 when none was.
pub fn last(conn: &mut Conn, year: i32) -> QueryResult<i64> {
    if conn.is_sqlite() {
        let last: Option<i32> =
            ticket_numbers::table.find(year).select(ticket_numbers::last).first(conn).optional()?;
        return Ok(last.map_or(0, i64::from));
    }
    Ok(ask(conn, "COALESCE(pg_sequence_last_value(to_regclass($1)), 0)", year)?.unwrap_or(0))
}

/// Goes on after `number`.
pub fn go_on_after(conn: &mut Conn, year: i32, number: i64) -> QueryResult<()> {
    if conn.is_sqlite() {
        let last = i32::try_from(number).unwrap_or(i32::MAX);
        return each!(conn, real => diesel::insert_into(ticket_numbers::table)
            .values((ticket_numbers::year.eq(year), ticket_numbers::last.eq(last)))
            .on_conflict(ticket_numbers::year)
            .do_update()
            .set(ticket_numbers::last.eq(last))
            .execute(real))
        .map(drop);
    }
    found(conn, year)?;
    ask(conn, &format!("setval(to_regclass($1), {number})"), year).map(drop)
}

fn ask(conn: &mut Conn, what: &str, year: i32) -> QueryResult<Option<i64>> {
    let row: Number = diesel::sql_query(format!("SELECT {what} AS number"))
        .bind::<Text, _>(format!("ticket_numbers_{year}"))
        .get_result(conn)?;
    Ok(row.number)
}

/// Makes the year's sequence. Two at once: the second waits for the first, then finds it there.
fn found(conn: &mut Conn, year: i32) -> QueryResult<()> {
    diesel::sql_query("SELECT pg_advisory_xact_lock(1298229613)").execute(conn)?;
    diesel::sql_query(format!("CREATE SEQUENCE IF NOT EXISTS ticket_numbers_{year}"))
        .execute(conn)
        .map(drop)
}
