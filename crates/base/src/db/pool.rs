//! The pool of connections, and the only door from async code to SQL.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use diesel::connection::SimpleConnection;
use diesel::r2d2::R2D2Connection;
use r2d2::{ManageConnection, Pool};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use super::Conn;
use super::writer::Writer;
use crate::{Error, Result};

/// So long one waits for a connection before one is told to come back.
const PATIENCE: Duration = Duration::from_secs(5);

/// So many may wait for their turn at once, to read and as many to write; whoever comes after them is told at once to come
/// back. Those who wait are then answered within their patience, and a flood costs no more than saying so.
pub(super) const MOST_WAITING: usize = 1024;

/// A write that takes longer is worth a line in the log.
const LONG: Duration = Duration::from_secs(1);

/// How long work of many steps stands back after one of them at most.
const MOST_REST: Duration = Duration::from_millis(100);

/// A cheap handle on the database.
#[derive(Clone)]
pub struct Db {
    pool: Pool<Manager>,
    /// SQLite has one writer; PostgreSQL has as many as it has connections.
    writer: Option<Arc<Writer>>,
    /// As many as may work at once: who waits for a connection waits here, and holds no thread meanwhile.
    turns: Arc<Semaphore>,
    /// Where one stands until one's turn has come.
    line: Arc<Semaphore>,
    /// Whose writes wait for each other.
    whose: Option<i32>,
}

impl Db {
    /// Opens `size` connections at most to `url`.
    pub fn connect(url: &str, size: u32) -> anyhow::Result<Self> {
        let sqlite = url.starts_with("sqlite://");
        let pool = Pool::builder()
            .max_size(size)
            .min_idle(Some(1))
            .test_on_check_out(!sqlite)
            .connection_timeout(PATIENCE)
            .build(Manager(url.to_owned()))
            .context("opening the database")?;
        // One connection stays for the writer.
        let readers = if sqlite { size.saturating_sub(1).max(1) } else { size };
        let turns = Arc::new(Semaphore::new(readers as usize));
        let line = Arc::new(Semaphore::new(MOST_WAITING));
        Ok(Self { pool, writer: sqlite.then(Arc::default), turns, line, whose: None })
    }

    /// The same database, on which one person's writes come one after another, whatever process they reach: of two
    /// presses of a button the second finds what the first one did. SQLite does so for everybody.
    pub fn in_turn(self, who: &str) -> Self {
        Self { whose: Some(i32::from_be_bytes(place_of(who))), ..self }
    }

    /// Runs `work` on a connection, off the async threads, inside the request's tracing span.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (db, turn) = (self.clone(), self.turn().await?);
        off_thread(move || {
            let _turn = turn;
            db.read_now(work)
        })
        .await
    }

    /// Runs `work` in one write transaction.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        if let Some(writer) = &self.writer {
            return writer.write(self, work).await;
        }
        let (db, turn) = (self.clone(), self.turn().await?);
        off_thread(move || {
            let _turn = turn;
            db.read_now(|conn| conn.transact_in_turn(db.whose, work))
        })
        .await
    }

    async fn turn(&self) -> Result<tokio::sync::OwnedSemaphorePermit> {
        let _place = self.line.try_acquire().map_err(|_| Error::Busy)?;
        let turn = tokio::time::timeout(PATIENCE, self.turns.clone().acquire_owned()).await;
        turn.map_err(|_| Error::Busy)?.map_err(|_| Error::Busy)
    }

    /// [`Db::read`] for code that is already off the async threads.
    pub fn read_now<T>(&self, work: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
        let mut lent = self.pool.get().map_err(|_| Error::Busy)?;
        work(&mut lent.conn)
    }

    /// [`Db::write`] for code that is already off the async threads.
    pub fn write_now<T>(&self, work: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
        let written = || {
            self.read_now(|conn| {
                let begun = Instant::now();
                let outcome = conn.transact_in_turn(self.whose, work);
                note_long(begun);
                outcome
            })
        };
        match &self.writer {
            Some(writer) => writer.alone(written),
            None => written(),
        }
    }
}

/// Whoever writes keeps others waiting on SQLite; a program beside this one is refused after ten seconds.
pub(super) fn note_long(begun: Instant) {
    let took = begun.elapsed();
    if took > LONG {
        tracing::warn!(seconds = took.as_secs_f32(), "a write took long");
    }
}

impl Db {
    /// One step of long work: [`Db::write_now`], after which it stands back for a part of the time that the step took.
    /// Whoever writes from this program waits in line; a program beside it only tries again and again, and would never
    /// find SQLite's file free.
    pub fn write_step<T>(&self, work: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
        let begun = Instant::now();
        let outcome = self.write_now(work);
        if self.writer.is_some() {
            std::thread::sleep((begun.elapsed() / 4).min(MOST_REST));
        }
        outcome
    }

    /// Runs what is no transaction, and may be none, while nobody else writes.
    pub(super) fn alone(&self, statement: &str) -> Result<()> {
        let run = || {
            self.read_now(|conn| {
                let begun = Instant::now();
                conn.batch_execute(statement)?;
                note_long(begun);
                Ok(())
            })
        };
        match &self.writer {
            Some(writer) => writer.alone(run),
            None => run(),
        }
    }
}

/// Four bytes for a name; two names seldom have the same.
pub(super) fn place_of(name: &str) -> [u8; 4] {
    let digest = Sha256::digest(name.as_bytes());
    [digest[0], digest[1], digest[2], digest[3]]
}

pub(super) async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let span = tracing::Span::current();
    tokio::task::spawn_blocking(move || span.in_scope(work))
        .await
        .map_err(|panic| Error::Bug(anyhow::anyhow!(panic)))?
}

pub struct Manager(String);

/// A connection, and when it last answered.
pub struct Lent {
    conn: Conn,
    answered_at: Instant,
}

/// A connection that answered so long ago is asked again before it is lent: a server that restarted is noticed, and a
/// busy pool pays nothing for it.
const TRUSTED_FOR: Duration = Duration::from_secs(3);

impl ManageConnection for Manager {
    type Connection = Lent;
    type Error = ConnectError;

    fn connect(&self) -> Result<Lent, ConnectError> {
        let conn = Conn::open(&self.0).map_err(|error| ConnectError(format!("{error:#}")))?;
        Ok(Lent { conn, answered_at: Instant::now() })
    }
    fn is_valid(&self, lent: &mut Lent) -> Result<(), ConnectError> {
        if lent.answered_at.elapsed() > TRUSTED_FOR {
            lent.conn.batch_execute("SELECT 1").map_err(|error| ConnectError(error.to_string()))?;
            lent.answered_at = Instant::now();
        }
        Ok(())
    }
    fn has_broken(&self, lent: &mut Lent) -> bool {
        lent.conn.is_broken()
    }
}

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ConnectError(String);
