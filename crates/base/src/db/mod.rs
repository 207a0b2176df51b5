//! Two databases behind one connection type. Nothing above this module asks which one is running.

mod columns;
pub mod copy;
mod freed;
mod kept;
pub mod numbers;
mod one_of;
mod pool;
pub mod references;
pub mod schema;
pub mod search;
mod statement;
pub mod texts;
mod writer;

pub use columns::{text_column, text_enum, text_id};
pub use kept::kept;
pub use one_of::one_of;
pub use pool::Db;
pub use statement::Statement;

use anyhow::{Context, bail};
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::{Error, Result};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations");

#[derive(diesel::MultiConnection)]
pub enum Conn {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// Runs one expression on the real connection, for the few statements `MultiConnection` lacks (upserts, batches).
#[macro_export]
macro_rules! each {
    ($conn:expr, $real:ident => $body:expr) => {
        match $conn {
            $crate::db::Conn::Sqlite($real) => $body,
            $crate::db::Conn::Postgres($real) => $body,
        }
    };
}
pub use each;

/// How long a connection waits for a lock that another process holds. What is deleted is overwritten where that costs no
/// more writing; `freed` does the rest when somebody's data is erased.
const SQLITE_SETUP: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; \
    PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -4000; \
    PRAGMA temp_store = MEMORY; PRAGMA secure_delete = FAST;";

/// A plan is made once for each statement and kept, whatever is bound to it: planning an inbox costs more than reading
/// it. So no index may be partial by a value that is bound.
const POSTGRES_SETUP: &str = "SET TIME ZONE 'UTC'; SET plan_cache_mode = force_generic_plan;";

impl Conn {
    /// Opens `sqlite://PATH` or `postgres://…`; any other form is refused rather than read as a file name.
    pub fn open(url: &str) -> anyhow::Result<Self> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let mut conn = PgConnection::establish(url).context("the PostgreSQL server refused")?;
            conn.batch_execute(POSTGRES_SETUP)?;
            return Ok(Self::Postgres(conn));
        }
        let Some(path) = url.strip_prefix("sqlite://") else {
            bail!("a database address begins with sqlite:// or postgres://");
        };
        let mut conn = SqliteConnection::establish(path).context("opening the file")?;
        set_up(&mut conn)?;
        Ok(Self::Sqlite(conn))
    }

    pub fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }

    /// Brings the schema to this version. Safe to repeat, and to run twice at once.
    pub fn migrate(&mut self) -> anyhow::Result<usize> {
        self.one_at_a_time(|conn| {
            let done = conn.run_pending()?;
            search::create(conn)?;
            Ok(done)
        })
    }

    /// Takes back the steps after `last`, the newest first; answers how many. Each is taken back whole or not at all.
    pub fn take_back(&mut self, last: &str) -> anyhow::Result<usize> {
        self.one_at_a_time(|conn| {
            let applied = each!(conn, real => real.applied_migrations());
            let applied = applied.map_err(|error| anyhow::anyhow!("{error}"))?;
            let numbers: Vec<String> = applied.iter().map(ToString::to_string).collect();
            if !numbers.iter().any(|number| number == last) {
                bail!("the database has not taken a step {last}");
            }
            let after: Vec<_> = numbers.iter().filter(|number| number.as_str() > last).collect();
            for number in &after {
                each!(conn, real => real.revert_last_migration(MIGRATIONS))
                    .map_err(|error| anyhow::anyhow!("taking back {number}: {error}"))?;
            }
            Ok(after.len())
        })
    }

    /// A second runner waits, then finds nothing to do. SQLite has one writer anyway.
    fn one_at_a_time<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        // Session lock 0x4d61696c ("Mail").
        if let Self::Postgres(conn) = self {
            conn.batch_execute("SELECT pg_advisory_lock(1298229612)")?;
        }
        let done = work(self);
        if let Self::Postgres(conn) = self {
            conn.batch_execute("SELECT pg_advisory_unlock(1298229612)")?;
        }
        done
    }

    fn run_pending(&mut self) -> anyhow::Result<usize> {
        let applied = match self {
            Self::Sqlite(conn) => {
                conn.batch_execute(
                    "CREATE TABLE IF NOT EXISTS __diesel_schema_migrations (version VARCHAR(50) \
                     PRIMARY KEY NOT NULL, run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)",
                )?;
                // One runner holds the write lock over all pending steps; the next one sees none.
                conn.immediate_transaction(|conn| {
                    conn.run_pending_migrations(MIGRATIONS)
                        .map(|done| done.len())
                        .map_err(MigrationFailed)
                })
                .map_err(|MigrationFailed(error)| error)
            }
            Self::Postgres(conn) => conn.run_pending_migrations(MIGRATIONS).map(|done| done.len()),
        };
        applied.map_err(|error| anyhow::anyhow!("migrating: {error}"))
    }

    /// Whether the schema is the one this program knows: nothing pending, nothing newer.
    pub fn schema_is_current(&mut self) -> anyhow::Result<bool> {
        let (pending, applied) = each!(self, conn => (
            conn.has_pending_migration(MIGRATIONS),
            conn.applied_migrations(),
        ));
        let known = {
            use diesel::migration::MigrationSource;
            let all: Vec<Box<dyn diesel::migration::Migration<diesel::sqlite::Sqlite>>> =
                MIGRATIONS.migrations().map_err(|error| anyhow::anyhow!("{error}"))?;
            all.len()
        };
        let pending = pending.map_err(|error| anyhow::anyhow!("{error}"))?;
        let applied = applied.map_err(|error| anyhow::anyhow!("{error}"))?;
        Ok(!pending && applied.len() == known)
    }

    /// The database's own time (UTC), where it is a server's and not that of this machine.
    pub fn own_clock(&mut self) -> Result<Option<chrono::NaiveDateTime>> {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = diesel::sql_types::Timestamp)]
            now: chrono::NaiveDateTime,
        }
        match self {
            Self::Sqlite(_) => Ok(None),
            Self::Postgres(conn) => {
                let asked = "SELECT clock_timestamp() AT TIME ZONE 'UTC' AS now";
                let row: Row = diesel::sql_query(asked).get_result(conn)?;
                Ok(Some(row.now))
            }
        }
    }

    /// Runs `work` so that all its statements see the database as it was at the first one.
    pub fn at_one_moment<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        match self {
            Self::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN")?,
            Self::Postgres(conn) => AnsiTransactionManager::begin_transaction_sql(
                conn,
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            )?,
        }
        let outcome = work(self);
        Manager::rollback_transaction(self)?;
        outcome
    }

    /// The same within a transaction that writes; to be said before its first statement.
    pub fn see_one_moment(&mut self) -> Result<()> {
        if let Self::Postgres(conn) = self {
            conn.batch_execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")?;
        }
        Ok(())
    }

    fn begin_writing(&mut self) -> QueryResult<()> {
        match self {
            Self::Sqlite(conn) => {
                AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE")
            }
            Self::Postgres(conn) => AnsiTransactionManager::begin_transaction(conn),
        }
    }

    /// [`Conn::transact`] after whatever else somebody is writing at this moment. PostgreSQL lets go of the lock when the
    /// transaction ends, and it is the first that the transaction takes, so nobody waits in a circle.
    fn transact_in_turn<T>(
        &mut self,
        whose: Option<i32>,
        work: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        self.transact(|conn| {
            if let (Self::Postgres(real), Some(whose)) = (&mut *conn, whose) {
                // Locks of two numbers are apart from those of one; this first one is ours: "Mail".
                real.batch_execute(&format!("SELECT pg_advisory_xact_lock(1298229612, {whose})"))?;
            }
            work(conn)
        })
    }

    /// Waits until nobody else who writes has the turn at `what`, and keeps it until this transaction ends: what is read
    /// after this is what they wrote. SQLite has one writer anyway. Who needs two turns takes them in one order, sorted.
    pub fn take_turn(&mut self, what: &str) -> Result<()> {
        if let Self::Postgres(conn) = self {
            let place = i32::from_be_bytes(pool::place_of(what));
            conn.batch_execute(&format!("SELECT pg_advisory_xact_lock(1298229614, {place})"))?;
        }
        Ok(())
    }

    /// Runs `work` within the transaction: when it fails, what it did is undone, and the rest goes on.
    pub fn savepoint<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        Connection::transaction(self, work)
    }

    /// Runs `work` in a transaction that holds the right to write from its first statement, so that SQLite
    /// never has to upgrade a read lock.
    pub fn transact<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.begin_writing()?;
        match work(self) {
            Ok(value) => Manager::commit_transaction(self).map(|()| value).map_err(Error::from),
            Err(error) => {
                Manager::rollback_transaction(self)?;
                Err(error)
            }
        }
    }
}

/// Making a new file write-ahead needs the file for oneself, and SQLite does not wait for that: of two that open it at
/// the same moment one tries again.
fn set_up(conn: &mut SqliteConnection) -> QueryResult<()> {
    for _ in 0..200 {
        match conn.batch_execute(SQLITE_SETUP) {
            Err(error) if error.to_string().contains("locked") => {
                std::thread::sleep(std::time::Duration::from_millis(50));
            }
            outcome => return outcome,
        }
    }
    conn.batch_execute(SQLITE_SETUP)
}

/// What keeps count of transactions within transactions.
type Manager = <Conn as Connection>::TransactionManager;

struct MigrationFailed(Box<dyn std::error::Error + Send + Sync>);

impl From<diesel::result::Error> for MigrationFailed {
    fn from(error: diesel::result::Error) -> Self {
        Self(Box::new(error))
    }
}

/// Whether a PostgreSQL server needs no TLS: a socket, the loopback address, or a network the operator vouched for.
pub fn is_near(url: &str) -> bool {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let name = if host.starts_with('[') {
        host.split_once(']').map_or(host, |(name, _)| &name[1..])
    } else {
        host.split(':').next().unwrap_or_default()
    };
    url.contains("sslmode=disable")
        || matches!(name, "" | "localhost" | "127.0.0.1" | "::1")
        || name.starts_with("%2F")
}
