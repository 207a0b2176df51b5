//! What was deleted stands in SQLite's file until something else is written over it. When data is erased, that is done at
//! once.

use diesel::prelude::*;
use diesel::sql_types::Text;
use uuid::Uuid;

use super::{Conn, Db};
use crate::Result;

/// Zeros for at most a thousand free pages: 4 MB, which others who write wait for some milliseconds. A page of a long
/// value keeps four bytes for the number of the next one; with half a page more, which stays in the row's own page, the last
/// one is full as well.
const FILL: &str = "INSERT INTO free_pages (id, zeros) \
    SELECT ?, zeroblob(min(freelist_count, 1000) * (page_size - 4) + page_size / 2) \
    FROM pragma_freelist_count, pragma_page_size WHERE freelist_count > 0";
const RELEASE: &str = "DELETE FROM free_pages WHERE id = (SELECT id FROM free_pages LIMIT 1)";

impl Db {
    /// Has nothing that was deleted stand in the file or in the write-ahead log. Within a page that is done as it is
    /// deleted (`secure_delete`); here all pages that are free are taken up with zeros and let go again, some at a time,
    /// so that nobody waits for it, however large the file is. PostgreSQL vacuums by itself.
    pub fn overwrite_deleted(&self) -> Result<()> {
        if !self.read_now(|conn| Ok(conn.is_sqlite()))? {
            return Ok(());
        }
        while self.write_step(|conn| Ok(fill(conn)?))? {}
        while self.write_step(|conn| Ok(release(conn)?))? {}
        // Who still reads an older state keeps the log a while longer; SQLite itself comes back to it.
        self.alone("PRAGMA wal_checkpoint(TRUNCATE)")
    }
}

/// Answers whether anything was free.
fn fill(conn: &mut Conn) -> QueryResult<bool> {
    let id = Uuid::now_v7().to_string();
    Ok(diesel::sql_query(FILL).bind::<Text, _>(id).execute(conn)? > 0)
}

/// Answers whether anything was taken up, now or by a program that was killed at it.
fn release(conn: &mut Conn) -> QueryResult<bool> {
    Ok(diesel::sql_query(RELEASE).execute(conn)? > 0)
}
