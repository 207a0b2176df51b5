//! What waits for an admin.

use actix_web::HttpResponse;
use chrono::TimeDelta;
use serde::Serialize;

use crate::accounts::queries::all_open_invitations;
use crate::admin::queries;
use crate::admin::rules::{Clocks, compared};
use crate::calls::{self, Call};
use crate::outbox::{self, MailState};
use crate::times::said;
use crate::web::{Admin, Context};
use crate::{Result, mail_in};

/// Counting stops here: more than this is "many".
const CAP: i64 = 100;

#[derive(Serialize)]
struct OverviewView {
    tab: &'static str,
    dead: i64,
    queued: i64,
    proposals: usize,
    invitations: usize,
    /// Received mails that wait for a person.
    held: usize,
    quiet: bool,
    /// Recurring work that failed.
    failing: usize,
    clock: ClockView,
}

/// How the clock stands by which closings are kept.
#[derive(Serialize)]
struct ClockView {
    /// Whether it differs from the database's.
    differs: bool,
    said: String,
    /// What closes next, and when.
    next: Option<NextView>,
}

#[derive(Serialize)]
struct NextView {
    href: String,
    title: String,
    closes: String,
}

/// The clocks of program and database, each looked at in one moment; and the call that closes next.
async fn clocks(cx: &Context<Admin>) -> Result<(Clocks, Option<Call>)> {
    let clock = cx.app.clock.clone();
    cx.db
        .read(move |conn| {
            let before = clock.now();
            let theirs = conn.own_clock()?;
            // The answer was made some time between asking and reading it.
            let ours = before + (clock.now() - before) / 2;
            Ok((compared(ours, theirs), calls::queries::next_closing(conn, ours)?))
        })
        .await
}

fn clock_view(cx: &Context<Admin>, clocks: Clocks, next: Option<Call>) -> ClockView {
    let locale = cx.locale;
    let seconds = |apart: TimeDelta| {
        let tenths = apart.num_milliseconds() / 100;
        let between = locale.pick(",", ".");
        format!("{}{between}{}", tenths / 10, tenths % 10)
    };
    let view = |call: Call| NextView {
        href: format!("/inbox/calls/{}", call.id),
        title: call.text.title(locale).to_owned(),
        closes: call
            .terms
            .closes_at
            .map(|at| said::moment(at, call.terms.tz(), locale))
            .unwrap_or_default(),
    };
    ClockView {
        differs: matches!(clocks, Clocks::Differ(_)),
        said: match clocks {
            Clocks::One => cx.text("admin-clock-one"),
            Clocks::Agree(apart) => locale.text1("admin-clock-agrees", "n", seconds(apart)),
            Clocks::Differ(apart) => locale.text1("admin-clock-differs", "n", seconds(apart)),
        },
        next: next.map(view),
    }
}

pub async fn overview(cx: Context<Admin>) -> Result<HttpResponse> {
    let (clocks, next) = clocks(&cx).await?;
    let clock = clock_view(&cx, clocks, next);
    let view = cx
        .db
        .read(move |conn| {
            let dead = outbox::count_in_state(conn, MailState::Dead, CAP)?;
            let proposals = queries::waiting_proposals(conn, CAP)?;
            let everybodys = mail_in::queries::Sight { all: true, nodes: Vec::new() };
            let held = mail_in::queries::waiting(conn, &everybodys, 100)?;
            let failing = queries::failing_sweeps(conn)?;
            Ok(OverviewView {
                tab: "overview",
                dead,
                queued: outbox::count_in_state(conn, MailState::Queued, CAP)?,
                proposals,
                invitations: all_open_invitations(conn, CAP)?.len(),
                held,
                quiet: dead == 0 && proposals == 0 && held == 0 && failing == 0,
                failing,
                clock,
            })
        })
        .await?;
    cx.page("admin/overview", cx.head("admin-title", "admin"), &view)
}
