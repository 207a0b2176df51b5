//! A node is born, and its label lives. Each function is one whole step in the caller's transaction.

mod activate;
mod existing;
mod life;
mod measured;
mod months;
mod reports;
mod shadow;

pub use activate::*;
pub use existing::*;
pub use life::*;
pub use measured::*;
pub use months::keep_months;
pub use reports::{ask_report, figures, file_report, read_report, return_report, waive_report};
pub use shadow::{Shadow, Suggestion, say_opinion, shadow, suggested, suggestions};

use activate::{open_due, status_of};
use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use serde_json::json;

use super::rules::{self, Event};
use super::{Label, LabelId, LabelKind, LabelState, mail, queries};
use crate::accounts::{Actor, NodeId};
use crate::app::App;
use crate::calls;
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::{self, By};
use crate::network::queries::Of;
use crate::network::{self, Node, Status};
use crate::{Error, Result, deadlines};

/// Nothing new comes to the node until the label is resumed; what it has stays there, to be handed over.
pub fn suspend(
    conn: &mut Conn,
    actor: &Actor,
    (id, reason): (&LabelId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let label = administered(conn, actor, id)?;
    if label.state == LabelState::Suspended {
        return Ok(());
    }
    check_reason(reason)?;
    step(
        conn,
        (By::Account(actor.id.clone()), &label, Event::Suspend),
        ("label.suspend", reason),
        now,
    )
}

pub fn resume(conn: &mut Conn, actor: &Actor, id: &LabelId, now: NaiveDateTime) -> Result<()> {
    let label = administered(conn, actor, id)?;
    if label.state == LabelState::Active {
        return Ok(());
    }
    step(conn, (By::Account(actor.id.clone()), &label, Event::Resume), ("label.resume", ""), now)
}

/// Tells a node that its label is to be withdrawn, and why; it has fifteen days to answer.
pub fn announce_withdrawal(
    conn: &mut Conn,
    actor: &Actor,
    (id, reason): (&LabelId, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let label = administered(conn, actor, id)?;
    rules::next(label.state, Event::Withdraw)?;
    check_reason(reason)?;
    if !queries::notice(conn, id, reason, now)? {
        return Ok(());
    }
    note(conn, By::Account(actor.id.clone()), ("label.notice", id), &json!({}), now)?;
    let (label, node) = with_node(conn, id)?;
    let people = queries::managers(conn, &node.id, network_day(now))?;
    mail::tell(conn, ("label_notice", "notice"), (&label, &node), &people, now)
}

pub fn withdraw(conn: &mut Conn, actor: &Actor, id: &LabelId, now: NaiveDateTime) -> Result<()> {
    let label = administered(conn, actor, id)?;
    if label.state == LabelState::Withdrawn {
        return Ok(());
    }
    if rules::withdrawal_from(&label).is_none_or(|from| now < from) {
        return Err(rules::TOO_SOON.into());
    }
    let reason = label.reason.clone();
    check_reason(&reason)?;
    step(
        conn,
        (By::Account(actor.id.clone()), &label, Event::Withdraw),
        ("label.withdraw", &reason),
        now,
    )
}

/// Moves a label and with it its node, and tells those who manage it.
fn step(
    conn: &mut Conn,
    (by, label, event): (By, &Label, Event),
    (action, reason): (&str, &str),
    now: NaiveDateTime,
) -> Result<()> {
    let to = rules::next(label.state, event)?;
    if !queries::advance(conn, label, (to, reason), now)? {
        return Err(rules::ILLEGAL.into());
    }
    let (label, node) = with_node(conn, &label.id)?;
    let (status, template) = match to {
        // Before its first day its node opens for nobody.
        LabelState::Active if label.starts_on > network_day(now) => {
            (Status::Planned, "label_resumed")
        }
        LabelState::Active => (status_of(label.kind, node.kind), "label_resumed"),
        LabelState::Suspended => (Status::Suspended, "label_suspended"),
        LabelState::Expired => (Status::Suspended, "label_expired"),
        LabelState::Withdrawn => (Status::Suspended, "label_withdrawn"),
        LabelState::Replaced => return note(conn, by, (action, &label.id), &json!({}), now),
    };
    if node.status != status {
        network::ops::change_status(conn, &node, (node.kind, status), (None, ""), now)?;
    }
    note(conn, by, (action, &label.id), &json!({ "state": to, "node": node.id }), now)?;
    let people = queries::managers(conn, &node.id, network_day(now))?;
    let key = format!("{template}-{now}");
    mail::tell(conn, (template, &key), (&label, &node), &people, now)
}

/// Ends labels whose days are over, and reminds of those that will be; answers how many things it did.
pub fn keep_terms(app: &App, now: NaiveDateTime) -> Result<usize> {
    let today = network_day(now);
    let ending =
        app.db.read_now(|conn| Ok(queries::ending(conn, today + TimeDelta::days(280))?))?;
    let mut done = keep_life(app, now)? + open_due(app, now)?;
    for label in ending {
        done += usize::from(app.db.write_step(|conn| keep(conn, &label.id, now))?);
    }
    Ok(done)
}

fn keep(conn: &mut Conn, id: &LabelId, now: NaiveDateTime) -> Result<bool> {
    let today = network_day(now);
    let (label, node) = with_node(conn, id)?;
    if rules::next(label.state, Event::Expire).is_err() {
        return Ok(false);
    }
    if label.ends_on < today {
        step(conn, (By::System, &label, Event::Expire), ("label.expire", ""), now)?;
        decision_due(conn, (&label, &node), ("label_trajectory_over", "over"), now)?;
        return Ok(true);
    }
    let Some(months) = rules::reminder(&label, today) else { return Ok(false) };
    queries::note_reminded(conn, id, months)?;
    let people = queries::managers(conn, &node.id, today)?;
    mail::tell(conn, ("label_ends", &format!("{months}")), (&label, &node), &people, now)?;
    if months <= rules::DECIDED_WITHIN {
        let what = ("label_trajectory_ends", format!("decision-{months}"));
        decision_due(conn, (&label, &node), (what.0, &what.1), now)?;
    }
    Ok(true)
}

/// A trajectory becomes no label by itself: whoever steers the network is told that it is to be decided, and so is the mentor.
fn decision_due(
    conn: &mut Conn,
    (label, node): (&Label, &Node),
    what: (&'static str, &str),
    now: NaiveDateTime,
) -> Result<()> {
    if label.kind != LabelKind::Trajectory {
        return Ok(());
    }
    let mut people = deadlines::queries::coordinators(conn)?;
    if let Some(mentor) = &label.mentor_id {
        people.extend(queries::managers(conn, mentor, network_day(now))?);
    }
    // Whoever steers the network may manage the mentor too: the same mail goes out once.
    mail::tell(conn, what, (label, node), &people, now)
}

pub fn with_node(conn: &mut Conn, id: &LabelId) -> Result<(Label, Node)> {
    let label = queries::find(conn, id)?;
    let node = network::queries::find(conn, &label.node_id)?;
    Ok((label, node))
}

/// A label, for the network's administration.
pub fn administered(conn: &mut Conn, actor: &Actor, id: &LabelId) -> Result<Label> {
    if actor.is_admin() { Ok(queries::find(conn, id)?) } else { Err(Error::NotFound) }
}

/// What a node covers today.
pub fn covered(conn: &mut Conn, node: &NodeId, today: NaiveDate) -> Result<usize> {
    Ok(network::queries::live_coverage(conn, Of::One(node), today)?.len())
}

fn check_reason(reason: &str) -> Result<()> {
    let enough = reason.trim().chars().count() >= calls::rules::FEWEST_REASON;
    if enough { Ok(()) } else { Err(rules::NO_REASON.into()) }
}

fn note(
    conn: &mut Conn,
    by: By,
    (action, label): (&str, &LabelId),
    detail: &serde_json::Value,
    now: NaiveDateTime,
) -> Result<()> {
    history::record(conn, &by, action, ("label", label.as_str()), detail, now)
}
