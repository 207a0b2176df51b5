//! Waiting for somebody outside, putting off, waking; and what silence leads to.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Tz;
use serde_json::json;

use super::talk::tell_helpdesks;
use super::{SYSTEM, each_apart, staff, step};
use crate::accounts::Actor;
use crate::app::App;
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::By;
use crate::tickets::mail::{self, Tools};
use crate::tickets::queries::{self, Move};
use crate::tickets::rules::{self, Event};
use crate::tickets::{Outcome, State, Ticket};
use crate::{Result, deadlines};

/// Why a ticket rests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pause {
    /// Somebody outside the conversation must answer first.
    ThirdParty { who: String, until: NaiveDate },
    /// Nothing to do before a day.
    Snooze { until: NaiveDate },
}

/// Waits for a third party or puts a ticket off. Who does it to an unassigned ticket has taken it: somebody must be
/// there when it wakes.
pub fn pause(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    pause: &Pause,
    now: NaiveDateTime,
) -> Result<()> {
    let (event, line, until) = match pause {
        Pause::ThirdParty { until, .. } => (Event::WaitThirdParty, "waits", *until),
        Pause::Snooze { until } => (Event::Snooze, "snoozed", *until),
    };
    rules::check_pause(until, network_day(now))?;
    let takes = ticket.assignee_id.is_none().then(|| Some(actor.id.clone()));
    let mut change = Move { assignee: takes, ..Move::default() };
    let detail = match pause {
        Pause::ThirdParty { who, until } => {
            change.third_party = Some((who.clone(), *until));
            json!({ "who": who, "until": until })
        }
        Pause::Snooze { until } => {
            let zone = deadlines::queries::zone(conn, &ticket.node_id)?;
            change.snooze_until = Some(wakes_at(*until, zone));
            json!({ "until": until })
        }
    };
    let by = By::Account(actor.id.clone());
    let ticket = step(conn, &by, ticket, event, change, &detail, now)?;
    Ok(queries::insert_event(conn, &ticket.id, &staff(actor), line, &detail, now)?)
}

/// In the morning of that day by the node's clock, before anybody is at work.
fn wakes_at(day: NaiveDate, zone: Tz) -> NaiveDateTime {
    let local = day.and_time(NaiveTime::from_hms_opt(6, 0, 0).unwrap_or_default());
    zone.from_local_datetime(&local).earliest().map_or(local, |at| at.naive_utc())
}

/// Ends a pause before its time.
pub fn wake(conn: &mut Conn, actor: &Actor, ticket: &Ticket, now: NaiveDateTime) -> Result<()> {
    let by = By::Account(actor.id.clone());
    let ticket = step(conn, &by, ticket, Event::Wake, Move::default(), &json!({}), now)?;
    Ok(queries::insert_event(conn, &ticket.id, &staff(actor), "woken", &json!({}), now)?)
}

/// A message that is no answer wakes a snoozed ticket too, unless it is from the one who put it off.
pub(super) fn wake_on_note(
    conn: &mut Conn,
    actor: &Actor,
    ticket: &Ticket,
    now: NaiveDateTime,
) -> Result<()> {
    if ticket.state != State::Snoozed || ticket.assignee_id.as_ref() == Some(&actor.id) {
        return Ok(());
    }
    wake(conn, actor, ticket, now)
}

/// How many tickets one run of a sweep moves; the next run moves the others.
const BATCH: i64 = 200;

/// Wakes what is due and tells who works on it; answers how many.
pub fn wake_due(app: &App, now: NaiveDateTime) -> Result<usize> {
    let due =
        app.db.read_now(|conn| Ok(queries::due_to_wake(conn, now, network_day(now), BATCH)?))?;
    each_apart(&due, |ticket| app.db.write_now(|conn| wake_one(conn, ticket, now)))
}

fn wake_one(conn: &mut Conn, ticket: &Ticket, now: NaiveDateTime) -> Result<()> {
    let (line, waited) = match &ticket.waiting_for {
        Some(who) => ("waited", who.as_str()),
        None => ("woken-by-time", ""),
    };
    let detail = json!({ "who": waited });
    let ticket = step(conn, &By::System, ticket, Event::Wake, Move::default(), &detail, now)?;
    queries::insert_event(conn, &ticket.id, &SYSTEM, line, &detail, now)?;
    mail::to_assignee(conn, &ticket, "ticket_woken", &detail, now)
}

/// Warns teams that stay silent, and closes what stayed silent after the warning; answers how many.
pub fn close_silent(app: &App, now: NaiveDateTime) -> Result<usize> {
    let words = app.vocabularies();
    let tools = Tools { signer: &app.signer, words: &words };
    let quiet_since = now - (rules::CLOSE_AFTER - rules::WARN_BEFORE);
    let quiet = app.db.read_now(|conn| Ok(queries::silent(conn, quiet_since, now, BATCH)?))?;
    each_apart(&quiet, |ticket| {
        app.db.write_now(|conn| match rules::silence(ticket, now) {
            rules::Silence::Warn => warn(conn, ticket, tools, now),
            rules::Silence::Close => close(conn, ticket, tools, now),
            rules::Silence::Wait => Err(rules::CHANGED_MEANWHILE.into()),
        })
    })
}

fn warn(conn: &mut Conn, ticket: &Ticket, tools: Tools<'_>, now: NaiveDateTime) -> Result<()> {
    if !queries::note_warning(conn, ticket, now)? {
        return Err(rules::CHANGED_MEANWHILE.into());
    }
    let closes_on = network_day(now + rules::WARN_BEFORE);
    let detail = json!({ "closes_on": closes_on });
    super::record(conn, &By::System, "ticket.warn", (&ticket.id, &detail), now)?;
    mail::to_team(conn, tools.signer, ticket, "ticket_silent", detail, now)
}

fn close(conn: &mut Conn, ticket: &Ticket, tools: Tools<'_>, now: NaiveDateTime) -> Result<()> {
    let change = Move {
        outcome: Some(Some(Outcome::Answered)),
        topic: Some(ticket.topic.clone()),
        ..Move::default()
    };
    let detail = json!({ "outcome": Outcome::Answered, "silent": true });
    let ticket = step(conn, &By::System, ticket, Event::Close, change, &detail, now)?;
    queries::insert_event(conn, &ticket.id, &SYSTEM, "closed-silent", &detail, now)?;
    tell_helpdesks(conn, &ticket, (("helpdesk_closed_silent", None), ""), now)?;
    mail::to_team(conn, tools.signer, &ticket, "ticket_closed", json!({ "answered": true }), now)
}
