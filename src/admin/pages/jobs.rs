//! Recurring work: what there is, how it went, and once more.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Serialize;

use crate::Result;
use crate::admin::queries::SweepLine;
use crate::admin::{ops, queries};
use crate::jobs::Sweep;
use crate::schedule;
use crate::web::{Admin, Context};

#[derive(Serialize)]
struct JobsView {
    tab: &'static str,
    jobs: Vec<JobRow>,
    failing: usize,
}

#[derive(Serialize)]
struct JobRow {
    kind: &'static str,
    /// How often, in words; at every turn when there is none.
    every: Option<String>,
    last_run_at: Option<NaiveDateTime>,
    done: i32,
    failed_at: Option<NaiveDateTime>,
    error: Option<String>,
    /// Somebody is at it now.
    running: bool,
    /// It ran once, and waits for its time.
    may_run: bool,
}

pub async fn jobs(cx: Context<Admin>) -> Result<HttpResponse> {
    let lines = cx.db.read(|conn| Ok(queries::sweeps(conn)?)).await?;
    let known: HashMap<String, SweepLine> =
        lines.into_iter().map(|line| (line.kind.clone(), line)).collect();
    let row = |sweep: &'static Sweep| {
        let line = known.get(sweep.kind);
        JobRow {
            kind: sweep.kind,
            every: every(&cx, sweep),
            last_run_at: line.and_then(|line| line.last_run_at),
            done: line.and_then(|line| line.last_count).unwrap_or_default(),
            failed_at: line.and_then(|line| line.failed_at),
            error: line.and_then(|line| line.last_error.clone()),
            running: line.and_then(|line| line.claimed_until).is_some_and(|until| until > cx.now),
            may_run: line.is_some_and(|line| line.last_run_at.is_some()),
        }
    };
    let jobs: Vec<JobRow> = schedule::all().map(row).collect();
    let failing = jobs.iter().filter(|job| job.failed_at.is_some()).count();
    let view = JobsView { tab: "jobs", jobs, failing };
    cx.page("admin/jobs", cx.head("admin-jobs", "admin"), &view)
}

fn every(cx: &Context<Admin>, sweep: &Sweep) -> Option<String> {
    let seconds = sweep.every.num_seconds();
    match seconds {
        0 => None,
        1..60 => Some(cx.locale.text1("admin-every-seconds", "n", seconds)),
        60..3600 => Some(cx.locale.text1("admin-every-minutes", "n", seconds / 60)),
        _ => Some(cx.locale.text1("admin-every-hours", "n", seconds / 3600)),
    }
}

pub async fn run_again(cx: Context<Admin>, kind: web::Path<String>) -> Result<HttpResponse> {
    let (actor, now) = (cx.actor(), cx.now);
    cx.db.write(move |conn| ops::run_again(conn, &actor, &kind, now)).await?;
    cx.redirect("/admin/jobs", "admin-flash-job-due")
}
