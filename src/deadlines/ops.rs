//! Deadlines set, kept and escalated; each function is one whole step in the caller's transaction.

mod recount;

pub use recount::{calendar, calendar_changed, recount_due};

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use serde_json::json;

use super::queries::{self, Attended};
use super::rules::{self, Change, Verdict};
use super::{Due, Escalation, Hours, Step, Target, mail};
use crate::accounts::{Actor, NodeId};
use crate::app::App;
use crate::db::Conn;
use crate::history::{self, By};
use crate::network;
use crate::tickets::rules::Event;
use crate::tickets::{State, Ticket};
use crate::{Error, Result};

/// The deadlines of a ticket that moves to a state (and perhaps to another node) by an event; none when they stay.
pub fn moved(
    conn: &mut Conn,
    ticket: &Ticket,
    (to, node, event): (State, &NodeId, Event),
    now: NaiveDateTime,
) -> Result<Option<Due>> {
    let answered = ticket.first_answered_at.is_some();
    let change = rules::change(ticket.state, to, event, answered);
    // What was put aside with nothing left of its time is owed its first answer as at the beginning.
    let change = match change {
        Change::Resume if event == Event::UnmarkSpam && ticket.due_rest.is_none() && !answered => {
            Change::First
        }
        other => other,
    };
    // What never had a deadline has nothing to put off or to clear.
    let dated = ticket.next_due_at.is_some() || ticket.due_rest.is_some();
    match change {
        Change::Keep => Ok(None),
        Change::Clear | Change::Pause if !dated => Ok(None),
        Change::Resume if to == State::Snoozed && !dated => Ok(None),
        Change::Clear => Ok(Some(Due { first_due_at: ticket.first_due_at, ..Due::default() })),
        Change::Pause | Change::Resume | Change::First | Change::Next | Change::PassedOn => {
            let desk = queries::desk(conn, node, now)?;
            let there = Ticket { node_id: node.clone(), ..ticket.clone() };
            Ok(rules::changed(&desk, &there, change, now))
        }
    }
}

/// The deadlines of a ticket that takes another one in, whose answer was owed at `other`: the earlier of the two holds.
pub fn joined(
    conn: &mut Conn,
    ticket: &Ticket,
    (to, other): (State, Option<NaiveDateTime>),
    now: NaiveDateTime,
) -> Result<Option<Due>> {
    let own = moved(conn, ticket, (to, &ticket.node_id, Event::TeamReplies), now)?;
    let held = own.as_ref().map_or(ticket.next_due_at, |due| due.next_due_at);
    let (Some(other), true) = (other, matches!(to, State::New | State::Open)) else {
        return Ok(own);
    };
    if held.is_some_and(|held| held <= other) {
        return Ok(own);
    }
    let desk = queries::desk(conn, &ticket.node_id, now)?;
    let first = own.as_ref().map_or(ticket.first_due_at, |due| due.first_due_at);
    let node = own.as_ref().map_or(ticket.own_due_at, |due| due.own_due_at).unwrap_or(other);
    Ok(Some(Due { first_due_at: first, ..rules::passed_on(&desk, other, node, now) }))
}

/// The deadlines of a ticket that begins as a desk's move, about a topic.
pub fn at_start(
    conn: &mut Conn,
    node: &NodeId,
    topic: Option<&str>,
    now: NaiveDateTime,
) -> Result<Due> {
    let desk = queries::desk(conn, node, now)?;
    Ok(rules::first(&desk, rules::target(&desk, node, topic), now))
}

/// The deadlines of a ticket whose first answer is owed, once it is about another topic; none when they stay.
pub fn retopiced(
    conn: &mut Conn,
    ticket: &Ticket,
    topic: Option<&str>,
    now: NaiveDateTime,
) -> Result<Option<Due>> {
    let owed = ticket.next_due_at.is_some() && ticket.first_answered_at.is_none();
    let (true, Some(since)) = (owed, ticket.confirmed_at) else { return Ok(None) };
    let desk = queries::desk(conn, &ticket.node_id, now)?;
    let before = rules::target(&desk, &ticket.node_id, ticket.topic.as_deref());
    let after = rules::target(&desk, &ticket.node_id, topic);
    if before.first_hours == after.first_hours {
        return Ok(None);
    }
    let due = desk.calendar.after(since, i64::from(after.first_hours) * 60);
    let due = rules::passed_on(&desk, due, ticket.own_due_at.unwrap_or(due), now);
    Ok(Some(Due { first_due_at: due.next_due_at, ..due }))
}

/// How many tickets one run looks at; the next run takes the others.
const BATCH: i64 = 200;

/// Dates what is the desk's move and has no deadline: tickets from before there were any get their full time from now.
pub fn date_the_undated(app: &App, now: NaiveDateTime) -> Result<usize> {
    app.db.write_now(|conn| {
        let undated = queries::undated(conn, BATCH)?;
        let nodes: Vec<_> = undated.iter().map(|ticket| ticket.node_id.clone()).collect();
        let desks = queries::desks(conn, &nodes, now)?;
        for ticket in &undated {
            let change =
                if ticket.first_answered_at.is_none() { Change::First } else { Change::Next };
            let desk = desks.get(&ticket.node_id).ok_or(Error::NotFound)?;
            if let Some(due) = rules::changed(desk, ticket, change, now) {
                queries::set_due(conn, &ticket.id, &due)?;
            }
        }
        Ok(undated.len())
    })
}

/// Takes every step whose time has come: a warning, the managers, the network. Each once for each hour that was due,
/// whoever runs it; one mail to a person, whatever the number of tickets.
pub fn escalate(app: &App, now: NaiveDateTime) -> Result<usize> {
    let waiting = app.db.read_now(|conn| Ok(queries::waiting_for_attention(conn, now, 1)?))?;
    if waiting.is_empty() {
        return Ok(0);
    }
    app.db.write_now(|conn| {
        let found = queries::waiting_for_attention(conn, now, BATCH)?;
        let nodes: Vec<_> = found.iter().map(|ticket| ticket.node_id.clone()).collect();
        let desks = queries::desks(conn, &nodes, now)?;
        let mut told: BTreeMap<Step, Vec<&Attended>> = BTreeMap::new();
        for ticket in &found {
            let desk = desks.get(&ticket.node_id).ok_or(Error::NotFound)?;
            match rules::verdict(desk, ticket.attention, ticket.owed_at(), now) {
                Verdict::Later(at) => queries::put_off_attention(conn, ticket, at)?,
                Verdict::Take(step, then) => {
                    if take(conn, ticket, step, then, now)? {
                        told.entry(step).or_default().push(ticket);
                    }
                }
            }
        }
        mail::tell(conn, &told, &desks, now)?;
        Ok(told.values().map(Vec::len).sum())
    })
}

fn take(
    conn: &mut Conn,
    ticket: &Attended,
    step: Step,
    then: Option<(Step, NaiveDateTime)>,
    now: NaiveDateTime,
) -> Result<bool> {
    if !queries::go_on_to(conn, ticket, then)? || !queries::note_step(conn, ticket, step, now)? {
        return Ok(false);
    }
    let (action, detail) = (format!("ticket.deadline_{step}"), json!({ "due": ticket.owed_at() }));
    history::record(conn, &By::System, &action, ("ticket", ticket.id.as_str()), &detail, now)?;
    Ok(true)
}

/// What a node says of its hours and of its targets; nothing of the latter leaves it to the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub hours: Hours,
    /// By topic; an empty topic is any. First and next answer, in working hours.
    pub targets: Vec<(String, i32, i32)>,
}

/// A node's manager sets its hours and targets. Targets hold for what is asked from now on; hours and holidays for what is
/// left of the time of open tickets too.
pub fn set_node(
    conn: &mut Conn,
    actor: &Actor,
    slug: &str,
    said: &Said,
    now: NaiveDateTime,
) -> Result<()> {
    let node = network::ops::managed(conn, actor, slug)?;
    let Hours { opens, closes, .. } = said.hours;
    if opens + crate::working_time::SHORTEST_DAY > closes || closes > 24 * 60 {
        return Err(rules::BAD_HOURS.into());
    }
    check_targets(&said.targets)?;
    let before = calendar(conn, &node.id, now)?;
    queries::put_hours(conn, &node.id, &said.hours)?;
    calendar_changed(conn, &node.id, &before, now)?;
    queries::replace_targets(conn, node.id.as_str(), &rows(node.id.as_str(), &said.targets))?;
    let detail = json!({
        "opens": opens, "closes": closes, "observance": said.hours.observance, "targets": said.targets,
    });
    let by = By::Account(actor.id.clone());
    history::record(conn, &by, "node.deadlines_set", ("node", node.id.as_str()), &detail, now)
}

/// The network's administration sets what holds where no node says otherwise. The first row is for every topic.
pub fn set_network(
    conn: &mut Conn,
    actor: &Actor,
    targets: &[(String, i32, i32)],
    escalation: Escalation,
    now: NaiveDateTime,
) -> Result<()> {
    if !actor.is_admin() {
        return Err(Error::NotFound);
    }
    check_targets(targets)?;
    let in_bounds = |hours: i32| (0..=LONGEST_STEP).contains(&hours);
    if !targets.iter().any(|(topic, _, _)| topic.is_empty())
        || !in_bounds(escalation.warn_hours)
        || !in_bounds(escalation.network_hours)
        || escalation.network_hours == 0
    {
        return Err(rules::BAD_TARGET.into());
    }
    queries::replace_targets(conn, "", &rows("", targets))?;
    queries::set_escalation(conn, escalation)?;
    let detail = json!({
        "targets": targets, "warn": escalation.warn_hours, "network": escalation.network_hours,
    });
    let by = By::Account(actor.id.clone());
    history::record(conn, &by, "network.deadlines_set", ("network", "deadlines"), &detail, now)
}

const LONGEST_STEP: i32 = 200;

fn check_targets(targets: &[(String, i32, i32)]) -> Result<()> {
    let fits = |hours: &i32| (1..=rules::LONGEST_HOURS).contains(hours);
    let all = targets.iter().all(|(_, first, next)| fits(first) && fits(next));
    if all { Ok(()) } else { Err(rules::BAD_TARGET.into()) }
}

fn rows(node: &str, targets: &[(String, i32, i32)]) -> Vec<Target> {
    let row = |(topic, first_hours, next_hours): &(String, i32, i32)| Target {
        node_id: node.to_owned(),
        topic: topic.clone(),
        first_hours: *first_hours,
        next_hours: *next_hours,
    };
    targets.iter().map(row).collect()
}
