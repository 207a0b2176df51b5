//! SQLite has one writer, and each commit waits for the disk. Who wants to write queues here; whoever's turn it is writes
//! what all who wait want written, each in a savepoint of its own, and waits for the disk once for all of them.

use std::num::NonZeroU32;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use anyhow::anyhow;
use diesel::connection::{Connection, TransactionManager};
use tokio::sync::{Mutex as Turn, oneshot};

use super::pool::{Db, MOST_WAITING, note_long, off_thread};
use super::{Conn, Manager};
use crate::{Error, Result};

/// So many writes share a commit at most: the first of them waits for the last.
const MOST: usize = 64;

/// Writes within the open transaction, and then waits to hear how the commit went: why it failed, if it did.
type Job = Box<dyn FnOnce(&mut Conn) -> Told + Send>;
type Told = Box<dyn FnOnce(Option<&str>)>;

#[derive(Default)]
pub struct Writer {
    turn: Arc<Turn<()>>,
    waiting: Mutex<Vec<Job>>,
}

impl Writer {
    /// Runs `work` in a transaction: all of it and durably, or nothing.
    pub async fn write<T: Send + 'static>(
        self: &Arc<Self>,
        db: &Db,
        work: impl FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (tell, mut told) = oneshot::channel();
        let span = tracing::Span::current();
        let stands = self.add(Box::new(move |conn| {
            // Whoever asked is gone, and nothing was done yet.
            if tell.is_closed() {
                return Box::new(|_| ());
            }
            let outcome = span.in_scope(|| apart(conn, work));
            Box::new(move |failed| {
                let outcome = match failed {
                    None => outcome,
                    Some(why) => outcome.and(Err(Error::Bug(anyhow!("committing: {why}")))),
                };
                let _ = tell.send(outcome);
            })
        }));
        if !stands {
            return Err(Error::Busy);
        }
        loop {
            tokio::select! {
                biased;
                outcome = &mut told => return outcome.unwrap_or(Err(Error::Busy)),
                turn = self.turn.clone().lock_owned() => {
                    let (writer, db) = (self.clone(), db.clone());
                    off_thread(move || {
                        let _turn = turn;
                        db.read_now(|conn| writer.commit_waiting(conn))
                    })
                    .await?;
                }
            }
        }
    }

    /// Runs `work` alone, for code that is off the async threads.
    pub fn alone<T>(&self, work: impl FnOnce() -> T) -> T {
        let _turn = self.turn.blocking_lock();
        work()
    }

    /// Whether there was a place left to wait in.
    fn add(&self, job: Job) -> bool {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let room = waiting.len() < MOST_WAITING;
        if room {
            waiting.push(job);
        }
        room
    }

    fn commit_waiting(&self, conn: &mut Conn) -> Result<()> {
        let jobs: Vec<_> = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            let next = waiting.len().min(MOST);
            waiting.drain(..next).collect()
        };
        if jobs.is_empty() {
            return Ok(());
        }
        let begun = Instant::now();
        conn.begin_writing()?;
        let told: Vec<_> = jobs.into_iter().map(|job| job(conn)).collect();
        let committed = Manager::commit_transaction(conn);
        note_long(begun);
        let failed = committed.err().map(|error| error.to_string());
        for told in told {
            told(failed.as_deref());
        }
        Ok(())
    }
}

/// How many transactions are open, each within the one before.
fn depth(conn: &mut Conn) -> u32 {
    let open = Manager::transaction_manager_status_mut(conn).transaction_depth();
    open.ok().flatten().map_or(0, NonZeroU32::get)
}

/// Within the open transaction, but so that it can be undone by itself, and that its panic is its own.
fn apart<T>(conn: &mut Conn, work: impl FnOnce(&mut Conn) -> Result<T>) -> Result<T> {
    let before = depth(conn);
    match catch_unwind(AssertUnwindSafe(|| conn.transaction(work))) {
        Ok(outcome) => outcome,
        Err(panic) => {
            while depth(conn) > before {
                Manager::rollback_transaction(conn)?;
            }
            let said = panic.downcast_ref::<&str>().copied();
            let said = said.or(panic.downcast_ref::<String>().map(String::as_str));
            Err(Error::Bug(anyhow!("a write panicked: {}", said.unwrap_or("without a word"))))
        }
    }
}
