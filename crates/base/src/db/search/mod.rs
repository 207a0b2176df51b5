//! The full-text indexes, the one thing that the two databases do not say alike: FTS5 without content on SQLite, a stored
//! `tsvector` with GIN on PostgreSQL. Both hold the terms that `crate::search` makes and nothing of the text itself.
//!
//! A table of the common migrations says where each thing stands: its `position`, by which every list is ordered. On
//! SQLite it is the row's number in the index, which therefore answers newest first without sorting.

mod postgres;
mod sqlite;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::{Conn, Db, Statement};
use crate::Result;

/// A searchable kind of thing, by the name of its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Index(pub &'static str);

/// All there are; each is made when the database is migrated.
const ALL: &[Index] = &[
    Index("ticket_search"),
    Index("article_search"),
    Index("material_search"),
    Index("resolution_search"),
];

/// A thing as it is indexed.
#[derive(Debug, Clone)]
pub struct Line {
    pub id: String,
    /// What lists are ordered by.
    pub at: NaiveDateTime,
    /// [`token`]s, separated by spaces.
    pub terms: String,
}

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    Term(String),
    /// Terms that begin so.
    Start(String),
    /// Terms that follow one another.
    Phrase(Vec<String>),
    All(Vec<Expr>),
    Any(Vec<Expr>),
    /// The first without the second.
    Without(Box<Expr>, Box<Expr>),
}

/// Every thing has it, in an index whose lists know no operators but words.
pub const EVERY: &str = "__a";

impl Expr {
    pub fn every() -> Self {
        Self::Term(EVERY.to_owned())
    }

    /// All of some, and nothing of others.
    pub fn all_without(all: Vec<Self>, without: Vec<Self>) -> Self {
        match without.is_empty() {
            true => Self::All(all),
            false => Self::Without(Box::new(Self::All(all)), Box::new(Self::Any(without))),
        }
    }
}

/// A place in the order, and which way to go from it.
#[derive(Debug, Clone, Copy)]
pub struct Way {
    pub after: Option<i64>,
    pub oldest_first: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Hit {
    #[diesel(sql_type = BigInt)]
    pub position: i64,
    #[diesel(sql_type = Text)]
    pub id: String,
}

#[derive(QueryableByName)]
struct Position {
    #[diesel(sql_type = BigInt)]
    position: i64,
}

/// What may stand in an index: small letters, digits, `_`. All else is left out, so that a token can stand in the text of
/// a query.
pub fn token(text: &str) -> String {
    let kept = |c: &char| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '_';
    text.chars().filter(kept).collect()
}

/// So many things may share a microsecond before one is counted to the next.
const SLOTS: i64 = 4096;

/// The first position of a moment. Counted from 2000, it lasts until 2071.
pub fn position_of(at: NaiveDateTime) -> i64 {
    let since = at - DateTime::from_timestamp(946_684_800, 0).unwrap_or_default().naive_utc();
    since.num_microseconds().unwrap_or_default().saturating_mul(SLOTS)
}

/// The moment of a position.
pub fn moment_of(position: i64) -> NaiveDateTime {
    let micros = position.div_euclid(SLOTS).saturating_add(946_684_800_000_000);
    DateTime::from_timestamp_micros(micros).unwrap_or_default().naive_utc()
}

/// The slot of a thing in its moment: any, but always the same.
pub fn slot_of(id: &str) -> i64 {
    let hash = id.bytes().fold(0_u32, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
    i64::from(hash) % SLOTS
}

pub(super) fn create(conn: &mut Conn) -> QueryResult<()> {
    if let Conn::Sqlite(conn) = conn {
        sqlite::renew(conn)?;
    }
    for Index(table) in ALL {
        match conn {
            Conn::Sqlite(conn) => {
                conn.batch_execute(&format!(
                "CREATE VIRTUAL TABLE IF NOT EXISTS {table}_terms USING fts5 (terms, content = '', \
                     contentless_delete = 1, tokenize = \"ascii tokenchars '_'\");
                 CREATE TABLE IF NOT EXISTS {table}_words (word TEXT PRIMARY KEY NOT NULL) WITHOUT ROWID;
                 CREATE TRIGGER IF NOT EXISTS {table}_forget AFTER DELETE ON {table} BEGIN
                     DELETE FROM {table}_terms WHERE rowid = old.position;
                 END;"
                ))?;
                sqlite::end_gathering(conn, Index(table))?;
            }
            // What is written waits in a list until it is sorted in; searches read that list too, so it is kept short.
            // Statistics of many terms let the planner tell a rare word from a common one. What has the same `lane` is looked
            // through by itself.
            Conn::Postgres(conn) => conn.batch_execute(&format!(
                "ALTER TABLE {table} ADD COLUMN IF NOT EXISTS terms tsvector;
                 DO $$ BEGIN
                     IF NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attname = 'lane') THEN
                         ALTER TABLE {table} ADD COLUMN lane text COLLATE \"C\" NOT NULL DEFAULT '';
                         UPDATE {table} SET lane = coalesce(
                             (SELECT lexeme FROM unnest(terms) WHERE starts_with(lexeme, '__n') LIMIT 1), '');
                     END IF;
                 END $$;
                 CREATE INDEX IF NOT EXISTS {table}_by_lane ON {table} (lane, position);
                 CREATE INDEX IF NOT EXISTS {table}_by_term ON {table} USING gin (terms) \
                     WITH (gin_pending_list_limit = 256);
                 ALTER TABLE {table} ALTER COLUMN terms SET STATISTICS 1000;"
            ))?,
        }
    }
    Ok(())
}

/// Puts things or replaces them.
pub fn put(conn: &mut Conn, index: Index, lines: &[Line]) -> QueryResult<()> {
    for lines in lines.chunks(200) {
        let positions = free(conn, index, lines)?;
        match conn {
            Conn::Sqlite(conn) => sqlite::put(conn, index, lines, &positions)?,
            Conn::Postgres(conn) => postgres::put(conn, index, lines, &positions)?,
        }
    }
    Ok(())
}

/// A position for each that no other thing has, near its moment: each round looks twice as far, so that thousands of the
/// same microsecond take a dozen. Two transactions of PostgreSQL may still choose the same one; nothing depends on it but
/// their order.
fn free(conn: &mut Conn, index: Index, lines: &[Line]) -> QueryResult<Vec<i64>> {
    let mut wanted: Vec<_> =
        lines.iter().map(|line| position_of(line.at) + slot_of(&line.id)).collect();
    let mut further = 1;
    loop {
        let select = format!("SELECT position, id FROM {} WHERE position IN (", index.0);
        let asked = wanted.iter().enumerate().fold(
            Statement::default().sql(&select),
            |statement, (place, position)| {
                let statement = if place > 0 { statement.sql(", ") } else { statement };
                statement.sql("CAST(").value(&position.to_string()).sql(" AS BIGINT)")
            },
        );
        let ids = lines.iter().map(|line| line.id.as_str());
        let hits: Vec<Hit> = asked.sql(") AND id NOT IN (").values(ids).sql(")").load(conn)?;
        let mut taken: BTreeSet<_> = hits.into_iter().map(|hit| hit.position).collect();
        let mut clashes = false;
        for position in &mut wanted {
            while !taken.insert(*position) {
                (*position, clashes) = (*position + further, true);
            }
        }
        if !clashes {
            return Ok(wanted);
        }
        further = (further * 2).min(SLOTS * 1000);
    }
}

pub fn remove(conn: &mut Conn, index: Index, id: &str) -> QueryResult<()> {
    diesel::sql_query(format!("DELETE FROM {} WHERE id = $1", index.0))
        .bind::<Text, _>(id)
        .execute(conn)
        .map(drop)
}

/// The next `limit` things that fit, in order.
pub fn find(
    conn: &mut Conn,
    index: Index,
    what: &Expr,
    way: Way,
    limit: i64,
) -> QueryResult<Vec<Hit>> {
    match conn {
        Conn::Sqlite(conn) => sqlite::find(conn, index, what, way, limit),
        Conn::Postgres(conn) => postgres::find(conn, index, what, way, limit),
    }
}

/// The positions of everything that fits, in no order: for what counts all of it at once.
pub fn positions(conn: &mut Conn, index: Index, what: &Expr) -> QueryResult<Vec<i64>> {
    match conn {
        Conn::Sqlite(conn) => sqlite::positions(conn, index, what),
        Conn::Postgres(conn) => postgres::positions(conn, index, what),
    }
}

/// Where a thing stands; none when it is not indexed.
pub fn place_of(conn: &mut Conn, index: Index, id: &str) -> QueryResult<Option<i64>> {
    diesel::sql_query(format!("SELECT position, id FROM {} WHERE id = $1", index.0))
        .bind::<Text, _>(id)
        .get_result::<Hit>(conn)
        .optional()
        .map(|hit| hit.map(|hit| hit.position))
}

/// The position after which a page begins that follows a thing: its own, or where it stood before it went.
pub fn place_after(
    conn: &mut Conn,
    index: Index,
    after: Option<(NaiveDateTime, &str)>,
) -> QueryResult<Option<i64>> {
    let Some((at, id)) = after else { return Ok(None) };
    Ok(Some(place_of(conn, index, id)?.unwrap_or_else(|| position_of(at))))
}

/// Forgets everything.
pub fn empty(conn: &mut Conn, index: Index) -> QueryResult<()> {
    let Index(table) = index;
    match conn {
        Conn::Sqlite(real) => {
            // At once: the trigger would forget each by itself.
            real.batch_execute(&format!(
                "DROP TRIGGER {table}_forget; DELETE FROM {table}; DELETE FROM {table}_words;
                 INSERT INTO {table}_terms ({table}_terms) VALUES ('delete-all');"
            ))?;
            create(conn)
        }
        Conn::Postgres(conn) => conn.batch_execute(&format!("TRUNCATE {table}")),
    }
}

/// Forgets words that nothing is found by any more, after one of these signs either. On PostgreSQL there are none beside
/// the index.
pub fn forget_words(
    conn: &mut Conn,
    index: Index,
    words: &[String],
    signs: &[String],
) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(conn) => sqlite::forget_words(conn, index, words, signs),
        Conn::Postgres(_) => Ok(()),
    }
}

/// Leaves what is written from now on in as many parts as it comes, for a large import: merging them on the way costs as
/// much as all else. To be called outside a transaction of rows; [`settle`] ends it.
pub fn gather(conn: &mut Conn, index: Index) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(conn) => sqlite::merge_by_itself(conn, index, false),
        Conn::Postgres(_) => Ok(()),
    }
}

/// Merges what was written bit by bit, for the end of a large import.
pub fn settle(conn: &mut Conn, index: Index) -> QueryResult<()> {
    let Index(table) = index;
    match conn {
        Conn::Sqlite(conn) => {
            sqlite::merge_by_itself(conn, index, true)?;
            conn.batch_execute(&format!(
                "INSERT INTO {table}_terms ({table}_terms) VALUES ('optimize')"
            ))
        }
        Conn::Postgres(conn) => conn.batch_execute(&format!("ANALYZE {table}")),
    }
}

/// What was deleted from an index stands in it until its parts are merged: does so, in steps that let others write in
/// between. PostgreSQL sorts it out when the tables are vacuumed.
pub fn forget_deleted(db: &Db) -> Result<()> {
    for Index(table) in ALL {
        let mut first = true;
        while db.write_step(|conn| match conn {
            Conn::Sqlite(conn) => Ok(sqlite::merge(conn, table, first)?),
            Conn::Postgres(_) => Ok(false),
        })? {
            first = false;
        }
    }
    Ok(())
}

/// Whether a term says in which lane a thing is: the node that has it.
fn is_lane(term: &str) -> bool {
    term.starts_with("__n")
}

/// Among more lanes than that it costs less to look at all.
const MOST_LANES: usize = 8;

/// The lanes in one of which a thing must be to fit; none when it may be in any, or in one of many.
fn lanes_of(what: &Expr) -> Vec<&str> {
    match what {
        Expr::Term(term) if is_lane(term) => vec![term],
        Expr::Any(any) if any.len() <= MOST_LANES => {
            let lanes: Vec<_> = any.iter().map(lanes_of).collect();
            if lanes.iter().any(Vec::is_empty) { Vec::new() } else { lanes.concat() }
        }
        Expr::All(all) => {
            all.iter().map(lanes_of).find(|lanes| !lanes.is_empty()).unwrap_or_default()
        }
        Expr::Without(first, _) => lanes_of(first),
        Expr::Any(_) | Expr::Term(_) | Expr::Start(_) | Expr::Phrase(_) => Vec::new(),
    }
}

impl Way {
    fn condition(&self) -> String {
        match (self.after, self.oldest_first) {
            (None, _) => String::new(),
            (Some(after), true) => format!(" AND position > {after}"),
            (Some(after), false) => format!(" AND position < {after}"),
        }
    }

    fn order(&self) -> &'static str {
        if self.oldest_first { "ASC" } else { "DESC" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_follow_time_and_a_token_holds_no_sign() {
        let at = |seconds| DateTime::from_timestamp(seconds, 1_000).unwrap_or_default().naive_utc();
        assert!(position_of(at(1_700_000_000)) < position_of(at(1_700_000_001)));
        assert!(position_of(at(946_684_800)) == SLOTS);
        assert!(position_of(at(3_000_000_000)) > 0, "2065");
        assert_eq!(moment_of(position_of(at(1_700_000_000)) + SLOTS - 1), at(1_700_000_000));
        assert!((0..SLOTS).contains(&slot_of("0190f3c4-0000-7000-8000-000000000000")));
        assert_eq!(token("a'b\" OR _s_é1"), "ab_s_1");
    }
}
