//! What was deleted stands in SQLite's file until something else is written over it. When data is erased, that is done at
//! once.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::{Conn, Db};
use crate::Result;

/// Files up to so many bytes are written anew as a whole, which takes some seconds.
const WHOLE: i64 = 512 * 1024 * 1024;

#[derive(QueryableByName)]
struct File {
    #[diesel(sql_type = BigInt)]
    bytes: i64,
}

impl Db {
    /// Has nothing that was deleted stand in the file or in the write-ahead log. A large file would keep writers waiting
    /// too long: an operator has it vacuumed when nobody works. PostgreSQL vacuums by itself.
    pub fn overwrite_deleted(&self) -> Result<()> {
        if !self.read_now(|conn| Ok(conn.is_sqlite()))? {
            return Ok(());
        }
        if self.read_now(size)? <= WHOLE {
            self.alone("VACUUM")?;
        } else {
            tracing::warn!(
                "what was erased stands in free parts of the database's file until VACUUM is run"
            );
        }
        // Who still reads an older state keeps the log a while longer; SQLite itself comes back to it.
        self.alone("PRAGMA wal_checkpoint(TRUNCATE)")
    }
}

fn size(conn: &mut Conn) -> Result<i64> {
    let query = "SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size";
    Ok(diesel::sql_query(query).get_result::<File>(conn)?.bytes)
}
