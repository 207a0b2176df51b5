//! What has served its time is forgotten: it would only be something to lose. The privacy page tells the terms; those of days
//! hold unless the network chose others.

use anyhow::Context;
use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;

pub use crate::accounts::rules::ENDED;
use crate::accounts::{self, throttle};
use crate::app::App;
use crate::db::Conn;
use crate::db::schema::{api_tokens, outbox, sessions, sign_in_links};
pub use crate::duty::rules::KEPT as DUTY;
use crate::files::KEPT_FOR;
pub use crate::outbox::KEPT as SENT_MAIL;
use crate::outbox::MailState;
use crate::privacy::{self, Term};
use crate::{Result, duty, mail_in, triage, web, webhooks};

/// An `Idempotency-Key` is honoured for this long (contract, section 2).
pub const IDEMPOTENCY: TimeDelta = TimeDelta::hours(24);
/// Longer than the longest window of a limit.
pub const THROTTLES: TimeDelta = TimeDelta::days(2);
/// Who had a ticket open: of use for a minute.
pub const PRESENCES: TimeDelta = TimeDelta::hours(1);

/// Answers how many rows went.
pub fn clean_up(app: &App, now: NaiveDateTime) -> Result<usize> {
    app.db.write_now(|conn| {
        let terms = privacy::ops::terms(conn, &app.config.retention)?;
        let before = |term| terms.before(term, now);
        let ended = before(Term::Sessions);
        Ok(web::forget_idempotency_keys(conn, now - IDEMPOTENCY)?
            + throttle::forget(conn, now - THROTTLES)?
            + ended_sessions(conn, ended)?
            + accounts::queries::forget_first_steps(conn, ended)?
            + accounts::queries::forget_returns(conn, ended)?
            + duty::queries::forget_over(conn, before(Term::Duty))?
            + sent_mail(conn, before(Term::Sent))?
            + triage::queries::forget_presences(conn, now - PRESENCES)?
            + mail_in::queries::forget(conn, before(Term::Machine))?
            + webhooks::queries::forget(conn, before(Term::Webhooks))?)
    })
}

/// Files are kept a day for the form they were sent with; then those on which nothing hangs go. The store has its own
/// clock, so this one compares with the machine's.
pub fn unused_files(app: &App, now: NaiveDateTime) -> Result<usize> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("starting the clean-up of files")?;
    let before = now - KEPT_FOR;
    runtime.block_on(async {
        let old = app.files.stored_before(before).await?;
        app.files.forget_unused(&app.db, (&old, before)).await
    })
}

fn ended_sessions(conn: &mut Conn, before: NaiveDateTime) -> Result<usize> {
    let expired =
        sessions::expires_at.lt(before).or(sessions::revoked_at.lt(before).assume_not_null());
    let sessions = diesel::delete(sessions::table.filter(expired)).execute(conn)?;
    let links = sign_in_links::table.filter(sign_in_links::expires_at.lt(before));
    let over = api_tokens::expires_at.lt(before).or(api_tokens::revoked_at.lt(before));
    let tokens = diesel::delete(api_tokens::table.filter(over.assume_not_null())).execute(conn)?;
    Ok(sessions + tokens + diesel::delete(links).execute(conn)?)
}

fn sent_mail(conn: &mut Conn, before: NaiveDateTime) -> Result<usize> {
    let old = outbox::table
        .filter(outbox::state.eq(MailState::Sent).or(outbox::state.eq(MailState::Dead)))
        .filter(outbox::queued_at.lt(before));
    Ok(diesel::delete(old).execute(conn)?)
}
