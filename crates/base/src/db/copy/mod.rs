//! The whole database, out in parts and back in: SQLite's is its file, made anew by `VACUUM INTO`; PostgreSQL's is a part for
//! each table, one JSON object a line. Both are of one moment, and both come back whole or not at all.

mod postgres;
mod sqlite;

use std::io::Read;
use std::path::Path;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::{Conn, MIGRATIONS};
use crate::{Error, Result};

/// Why nothing was put back.
#[derive(Debug)]
pub enum Fault {
    /// There is something already: tables and how many rows they have.
    Taken(Vec<(String, i64)>),
    /// What is to be put back, or where, is not what it should be.
    Unfit(String),
    /// It may go better another time.
    Later(String),
}

impl Fault {
    pub fn later(error: impl std::fmt::Display) -> Self {
        Self::Later(error.to_string())
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::later(error)
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        Self::later(error)
    }
}

impl From<diesel::result::Error> for Fault {
    fn from(error: diesel::result::Error) -> Self {
        use diesel::result::{DatabaseErrorKind as Kind, Error as Diesel};
        match &error {
            Diesel::DatabaseError(
                Kind::UniqueViolation
                | Kind::ForeignKeyViolation
                | Kind::NotNullViolation
                | Kind::CheckViolation,
                why,
            ) => Self::Unfit(format!("the copy contradicts itself: {}", why.message())),
            _ => Self::later(format_args!("database: {error}")),
        }
    }
}

/// Takes one part, by name.
pub type TakePart<'a> = dyn FnMut(&str, &mut dyn Read) -> Result<()> + 'a;

/// Hands out the database as it is at one moment, while others write. `scratch` is an empty file that may be written over.
pub fn hand_out(conn: &mut Conn, scratch: &Path, part: &mut TakePart<'_>) -> Result<()> {
    match conn {
        Conn::Sqlite(real) => sqlite::hand_out(real, scratch, part),
        Conn::Postgres(_) => conn.at_one_moment(|conn| match conn {
            Conn::Postgres(real) => postgres::hand_out(real, part),
            Conn::Sqlite(_) => Ok(()),
        }),
    }
}

/// What wrote a copy from this address, and what alone can read it.
pub fn kind(url: &str) -> &'static str {
    if url.starts_with("sqlite://") { "SQLite" } else { "PostgreSQL" }
}

/// The steps of the schema that this program knows.
pub fn schema() -> anyhow::Result<Vec<String>> {
    use diesel::migration::{Migration, MigrationSource};
    let all: Vec<Box<dyn Migration<diesel::sqlite::Sqlite>>> =
        MIGRATIONS.migrations().map_err(|error| anyhow::anyhow!("{error}"))?;
    let mut steps: Vec<_> = all.iter().map(|step| step.name().version().to_string()).collect();
    steps.sort();
    Ok(steps)
}

/// An empty database that is being filled. Let go before the end, it is as empty as before.
pub enum Filling {
    Sqlite(sqlite::Filling),
    Postgres(postgres::Filling),
}

impl Filling {
    /// Begins, if no table has rows but those that are `laid` with the schema.
    pub fn begin(url: &str, laid: &[&str]) -> Result<Self, Fault> {
        match url.strip_prefix("sqlite://") {
            Some(path) => sqlite::Filling::begin(Path::new(path), laid).map(Self::Sqlite),
            None => postgres::Filling::begin(url, laid).map(Self::Postgres),
        }
    }

    pub fn put(&mut self, part: &str, content: &mut dyn Read) -> Result<(), Fault> {
        match self {
            Self::Sqlite(filling) => filling.put(part, content),
            Self::Postgres(filling) => filling.put(part, content),
        }
    }

    /// From here on it is there, all of it.
    pub fn finish(self) -> Result<(), Fault> {
        match self {
            Self::Sqlite(filling) => filling.finish(),
            Self::Postgres(filling) => filling.finish(),
        }
    }
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

const POSTGRES_TABLES: &str = "SELECT table_name::text AS name FROM information_schema.tables \
    WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' \
    AND table_name <> '__diesel_schema_migrations' ORDER BY table_name";

/// Every table that is not made from others, in order; not the list of steps taken.
fn tables(conn: &mut Conn) -> QueryResult<Vec<String>> {
    let statement = match conn {
        Conn::Sqlite(_) => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
             AND name NOT LIKE '%\\_search\\_words' ESCAPE '\\' \
             AND name NOT LIKE '%\\_search\\_terms%' ESCAPE '\\' \
             AND name <> '__diesel_schema_migrations' ORDER BY name"
        }
        Conn::Postgres(_) => POSTGRES_TABLES,
    };
    let names: Vec<Name> = diesel::sql_query(statement).load(conn)?;
    Ok(names.into_iter().map(|row| row.name).collect())
}

/// Refuses a database in which something is. There is one statement for each table, since each is another one.
fn check_empty(conn: &mut Conn, laid: &[&str]) -> Result<(), Fault> {
    let mut taken = Vec::new();
    for table in tables(conn)?.into_iter().filter(|table| !laid.contains(&table.as_str())) {
        let count = format!("SELECT count(*) AS rows FROM \"{table}\"");
        let Count { rows } = diesel::sql_query(count).get_result(conn)?;
        if rows > 0 {
            taken.push((table, rows));
        }
    }
    if taken.is_empty() { Ok(()) } else { Err(Fault::Taken(taken)) }
}
