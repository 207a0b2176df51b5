//! Work that recurs: sweeps that find what is due and do it. Each may run twice; what it calls must not mind. Which there are
//! says `schedule`.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;

use crate::Result;
use crate::app::App;
use crate::db::{Conn, each, schema::sweeps};

/// One kind of recurring work.
pub struct Sweep {
    pub kind: &'static str,
    /// How long after one run the next is due. What runs at every turn is not claimed: it claims what it does, so that a
    /// process that was killed keeps nobody waiting.
    pub every: TimeDelta,
    /// Does what is due at the time given; answers how many things it did.
    pub run: fn(&App, NaiveDateTime) -> Result<usize>,
}

/// How long one process may hold a sweep before another takes over from it.
const CLAIM: TimeDelta = TimeDelta::minutes(15);
/// Of an error so much is kept.
const LONGEST_ERROR: usize = 500;
const TICK: Duration = Duration::from_millis(500);

/// Runs every sweep that is due, once; answers what each did.
pub fn run_due<'a>(
    app: &App,
    sweeps: impl IntoIterator<Item = &'a Sweep>,
    now: NaiveDateTime,
) -> Result<Vec<(&'static str, usize)>> {
    let mut done = Vec::new();
    for sweep in due(app, sweeps, now)? {
        done.extend(run(app, sweep, now)?.map(|count| (sweep.kind, count)));
    }
    Ok(done)
}

/// Those whose time seems to have come, by one reading for all: at most turns of a worker none is due.
fn due<'a>(
    app: &App,
    sweeps: impl IntoIterator<Item = &'a Sweep>,
    now: NaiveDateTime,
) -> Result<Vec<&'a Sweep>> {
    let last: HashMap<String, NaiveDateTime> = app.db.read_now(|conn| {
        let run = sweeps::table.filter(sweeps::last_run_at.is_not_null());
        let rows: Vec<(String, NaiveDateTime)> =
            run.select((sweeps::kind, sweeps::last_run_at.assume_not_null())).load(conn)?;
        Ok(rows.into_iter().collect())
    })?;
    let waits = |sweep: &Sweep| last.get(sweep.kind).is_some_and(|at| *at > now - sweep.every);
    Ok(sweeps.into_iter().filter(|sweep| sweep.every.is_zero() || !waits(sweep)).collect())
}

/// Runs a sweep unless another process holds it or just did it; answers how many things it did.
fn run(app: &App, sweep: &Sweep, now: NaiveDateTime) -> Result<Option<usize>> {
    if sweep.every.is_zero() {
        return (sweep.run)(app, now).map(Some);
    }
    if !app.db.write_now(|conn| claim(conn, sweep, now))? {
        return Ok(None);
    }
    let outcome = (sweep.run)(app, now);
    app.db.write_now(|conn| release(conn, sweep, &outcome, now))?;
    outcome.map(Some)
}

/// Runs sweeps until the process is told to stop. A sweep that fails is logged and tried again at its next turn.
pub async fn work(
    app: App,
    sweeps: &'static [Sweep],
    mut stop: tokio::sync::watch::Receiver<bool>,
) {
    loop {
        let (worker, now) = (app.clone(), app.clock.now());
        let outcome = tokio::task::spawn_blocking(move || run_apart(&worker, sweeps, now));
        if let Err(panic) = outcome.await {
            tracing::error!(%panic, "a sweep panicked");
        }
        tokio::select! {
            () = tokio::time::sleep(TICK) => {}
            _ = stop.changed() => return,
        }
    }
}

/// Runs what is due so that what fails keeps nothing else from running.
fn run_apart(app: &App, sweeps: &[Sweep], now: NaiveDateTime) {
    let due = due(app, sweeps, now).unwrap_or_else(|error| {
        tracing::error!(%error, "what is due could not be read");
        Vec::new()
    });
    for sweep in due {
        let _span = tracing::info_span!("sweep", kind = sweep.kind).entered();
        match catch_unwind(AssertUnwindSafe(|| run(app, sweep, now))) {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::error!(%error, "a sweep failed"),
            // It keeps its claim, and is tried again when that has lapsed.
            Err(_) => tracing::error!("a sweep panicked"),
        }
    }
}

/// Takes a sweep for this process if it is due and nobody holds it: one UPDATE guarded by what it expects.
fn claim(conn: &mut Conn, sweep: &Sweep, now: NaiveDateTime) -> Result<bool> {
    each!(conn, real => diesel::insert_into(sweeps::table)
        .values(sweeps::kind.eq(sweep.kind))
        .on_conflict_do_nothing()
        .execute(real))?;
    let taken = diesel::update(sweeps::table.find(sweep.kind))
        .filter(sweeps::claimed_until.is_null().or(sweeps::claimed_until.lt(now)))
        .filter(sweeps::last_run_at.is_null().or(sweeps::last_run_at.le(now - sweep.every)))
        .set(sweeps::claimed_until.eq(now + CLAIM))
        .execute(conn)?;
    Ok(taken == 1)
}

/// Gives a sweep back, with how it went. What fails at every turn is told by the log alone, since it is not claimed.
fn release(
    conn: &mut Conn,
    sweep: &Sweep,
    outcome: &Result<usize>,
    now: NaiveDateTime,
) -> Result<()> {
    let (count, failed_at, error) = match outcome {
        Ok(count) => (i32::try_from(*count).ok(), None, None),
        Err(error) => {
            let why: String = error.to_string().chars().take(LONGEST_ERROR).collect();
            (None, Some(now), Some(why))
        }
    };
    diesel::update(sweeps::table.find(sweep.kind))
        .set((
            sweeps::last_run_at.eq(now),
            sweeps::claimed_until.eq(None::<NaiveDateTime>),
            sweeps::last_count.eq(count),
            sweeps::failed_at.eq(failed_at),
            sweeps::last_error.eq(error),
        ))
        .execute(conn)?;
    Ok(())
}
