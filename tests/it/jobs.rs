//! Recurring work: what is due runs once, whoever asks.

use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::TimeDelta;
use maillage::jobs::{Sweep, run_due};
use maillage::schedule;

use crate::app::TestApp;

static RUNS: AtomicUsize = AtomicUsize::new(0);

const SLOW: Sweep = Sweep {
    kind: "test-slow",
    every: TimeDelta::hours(1),
    run: |_, _| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        RUNS.fetch_add(1, Ordering::SeqCst);
        Ok(1)
    },
};

#[test]
fn two_processes_at_once_run_a_sweep_once() {
    let app = TestApp::start();
    let other =
        maillage::app::App::build((*app.app.config).clone(), app.app.clock.clone()).unwrap();
    let now = app.now();
    let done = std::thread::scope(|scope| {
        let runs = [&app.app, &other]
            .map(|process| scope.spawn(move || run_due(process, &[SLOW], now).unwrap().len()));
        runs.map(|run| run.join().unwrap())
    });
    assert_eq!((done.iter().sum::<usize>(), RUNS.load(Ordering::SeqCst)), (1, 1));
    assert_eq!(run_due(&app.app, &[SLOW], now + TimeDelta::minutes(59)).unwrap().len(), 0);
    assert_eq!(run_due(&app.app, &[SLOW], now + TimeDelta::minutes(60)).unwrap().len(), 1);
}

/// As `docs/OPERATIONS.md` tells of a process that was killed.
#[test]
fn what_a_process_held_that_is_no_more_is_taken_over_after_a_quarter_of_an_hour() {
    const DIES: Sweep = Sweep {
        kind: "test-dies",
        every: TimeDelta::minutes(1),
        run: |_, _| panic!("the process is no more"),
    };
    const LIVES: Sweep = Sweep { run: |_, _| Ok(1), ..DIES };
    let app = TestApp::start();
    let dead = || run_due(&app.app, &[DIES], app.now());
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(dead)).unwrap_err();

    let after = |minutes| run_due(&app.app, &[LIVES], app.now() + TimeDelta::minutes(minutes));

    assert_eq!(after(15).unwrap(), []);
    assert_eq!(after(16).unwrap(), [("test-dies", 1)]);
}

#[test]
fn a_sweep_that_fails_is_free_for_its_next_turn() {
    const FAILS: Sweep = Sweep {
        kind: "test-fails",
        every: TimeDelta::zero(),
        run: |_, _| Err(maillage::Error::Busy),
    };
    let app = TestApp::start();
    for _ in 0..2 {
        assert!(run_due(&app.app, &[FAILS], app.now()).is_err());
    }
}

#[test]
fn every_sweep_of_the_schedule_runs_on_an_empty_network() {
    let app = TestApp::start();
    let done = run_due(&app.app, schedule::all(), app.now()).unwrap();
    assert_eq!(done.len(), schedule::all().count());
    app.later(TimeDelta::days(400));
    app.run_jobs();
}

/// What hangs on nothing goes; bytes that somebody stores again while the sweep is at it stay.
#[test]
fn unused_files_go_and_what_is_stored_again_meanwhile_stays() {
    let app = TestApp::start();
    let (files, dir) = (app.app.files.clone(), app.files().to_owned());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let put = |text: &'static str| {
        let stored = runtime.block_on(files.put("relevés.txt", text.as_bytes().into())).unwrap();
        dir.join(&stored.sha256[..2]).join(&stored.sha256)
    };
    let all = ["à jeter", "reprise", "neuve"].map(put);
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(2 * 86_400);
    for place in &all[..2] {
        std::fs::File::options().write(true).open(place).unwrap().set_modified(old).unwrap();
    }
    let before = chrono::Utc::now().naive_utc() - TimeDelta::days(1);

    let listed = runtime.block_on(files.stored_before(before)).unwrap();
    put("reprise");
    let done = runtime.block_on(files.forget_unused(&app.app.db, (&listed, before))).unwrap();

    assert_eq!((listed.len(), done), (2, 1));
    assert_eq!(all.map(|place| place.exists()), [false, true, true]);
}
