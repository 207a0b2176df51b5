//! Reads the calendars that nodes keep elsewhere, each night: what is new or changed becomes a draft, as from a file.

use std::io::Read;
use std::time::Duration;

use chrono::{NaiveDateTime, TimeDelta};
use ureq::Agent;

use super::ops::{self, Setting};
use super::rules::imported::{self, Kept, MOST_KEPT_BYTES};
use super::rules::times;
use super::{CourseCalendar, queries};
use crate::app::App;
use crate::clock::network_day;
use crate::config::LinkChecks;
use crate::db::Conn;
use crate::webhooks::client;
use crate::{Error, Refusal, Result, accounts, network};

const TIMEOUT: Duration = Duration::from_secs(15);
const REDIRECTIONS: u32 = 5;
/// Each is read once a night, whichever night's run is a little early.
const AGAIN: TimeDelta = TimeDelta::hours(20);
/// So many are read in one run.
const BATCH: i64 = 200;

const UNREACHABLE: Refusal = Refusal::new("courses-calendar-unreachable");
const NO_RIGHT: Refusal = Refusal::new("courses-calendar-no-right");

/// Reads what is due; answers how many calendars.
pub fn harvest_due(app: &App, now: NaiveDateTime) -> Result<usize> {
    if app.config.link_checks == LinkChecks::Off {
        return Ok(0);
    }
    let due = app.db.read_now(|conn| Ok(queries::calendars_due(conn, now - AGAIN, BATCH)?))?;
    let private = app.config.link_checks == LinkChecks::Private;
    let agent = client::agent(private, TIMEOUT, REDIRECTIONS);
    for one in &due {
        let fault = match read(&agent, one, now) {
            Ok(kept) => match app.db.write_now(|conn| take(conn, one, &kept, now)) {
                Ok(()) => None,
                Err(Error::Refused(refusal)) => Some(refusal),
                // Whoever added it may not write there any more.
                Err(Error::NotFound) => Some(NO_RIGHT),
                // The others are read all the same.
                Err(error) => {
                    tracing::error!(%error, calendar = %one.id, "a calendar was not taken in");
                    Some(UNREACHABLE)
                }
            },
            Err(refusal) => Some(refusal),
        };
        let key = fault.map(|refusal| refusal.key()).unwrap_or_default();
        app.db.write_now(|conn| Ok(queries::note_calendar(conn, &one.id, key, now)?))?;
    }
    Ok(due.len())
}

/// The events that can be sessions, and those that are called off; what cannot is shown to who reads the file by hand.
fn read(agent: &Agent, one: &CourseCalendar, now: NaiveDateTime) -> Result<Kept, Refusal> {
    let mut answer = agent.get(&one.url).call().map_err(|_| UNREACHABLE)?;
    if answer.status().as_u16() != 200 {
        return Err(UNREACHABLE);
    }
    let mut bytes = Vec::new();
    let most = u64::try_from(MOST_KEPT_BYTES).unwrap_or(u64::MAX) + 1;
    let body = answer.body_mut().as_reader();
    body.take(most).read_to_end(&mut bytes).map_err(|_| UNREACHABLE)?;
    let zone = times::zone(&one.zone).unwrap_or(chrono_tz::Europe::Paris);
    imported::kept(&bytes, zone, now)
}

/// Makes, changes and calls off drafts in the name of who added the calendar, as far as they may.
fn take(conn: &mut Conn, one: &CourseCalendar, kept: &Kept, now: NaiveDateTime) -> Result<()> {
    let who = accounts::queries::by_ids(conn, std::slice::from_ref(&one.added_by))?;
    let who = who.into_iter().find(|account| account.disabled_at.is_none());
    let account = who.ok_or(Error::NotFound)?;
    let actor = accounts::queries::actor(conn, account, None, network_day(now))?;
    let setting = Setting {
        node: one.node_id.clone(),
        region: network::queries::find(conn, &one.node_id)?.region,
        language: one.language,
        seats: one.seats,
    };
    ops::import(conn, &actor, (&one.course_id, &setting, &kept.events), now)?;
    ops::call_off_imported(conn, &actor, (&one.course_id, &kept.called_off), now)
}
