//! What only the network's administration does: nodes begin, change state, and hand over.

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::json;

use super::change_status;
use crate::accounts::Actor;
use crate::clock::network_day;
use crate::db::Conn;
use crate::history::{self, By};
use crate::network::{InstitutionRole, Kind, NodeId, Status, queries, rules};
use crate::{Error, Result, conventions};

/// Begins a node. Its page and its people come afterwards.
pub fn create(
    conn: &mut Conn,
    actor: &Actor,
    new: &queries::NewNode<'_>,
    now: NaiveDateTime,
) -> Result<NodeId> {
    check_admin(actor)?;
    if !new.kind.may_be(new.status) {
        return Err(rules::KIND_NEVER_SO.into());
    }
    if queries::slug_is_taken(conn, new.slug)? {
        return Err(rules::SLUG_TAKEN.into());
    }
    let id = queries::insert_node(conn, new, now)?;
    queries::begin_period(conn, &id, new.status, network_day(now), "")?;
    record(conn, actor, "node.created", &id, now)?;
    Ok(id)
}

/// How a node stands among the others.
#[derive(Debug, Clone)]
pub struct Standing {
    pub status: Status,
    pub note: String,
    pub successor: Option<NodeId>,
    pub relay_of: Option<NodeId>,
    pub fallback_desk: bool,
    /// Why it becomes active though an institution that leads it has no valid convention.
    pub without_convention: String,
}

pub fn set_standing(
    conn: &mut Conn,
    actor: &Actor,
    id: &NodeId,
    wanted: &Standing,
    now: NaiveDateTime,
) -> Result<()> {
    check_admin(actor)?;
    let node = queries::find(conn, id)?;
    rules::may_stand(&node, wanted.status, wanted.fallback_desk)?;
    if [&wanted.successor, &wanted.relay_of].into_iter().flatten().any(|other| other == id) {
        return Err(rules::ITSELF.into());
    }
    if wanted.relay_of.is_some() && node.kind != Kind::ThematicCentre {
        return Err(rules::NO_RELAY.into());
    }
    if !is_live(node.status) && is_live(wanted.status) {
        let why = wanted.without_convention.as_str();
        let leads = leads(conn, id, network_day(now))?;
        conventions::ops::clear_node(conn, actor, (id, &leads, why), now)?;
    }
    if node.status != wanted.status {
        change_status(conn, &node, (node.kind, wanted.status), (None, &wanted.note), now)?;
    }
    queries::set_successor(conn, id, wanted.successor.as_ref())?;
    queries::set_relay_of(conn, id, wanted.relay_of.as_ref())?;
    if wanted.fallback_desk && !node.fallback_desk {
        queries::clear_fallback_desk(conn)?;
        queries::set_fallback_desk(conn, id)?;
    }
    record(conn, actor, "node.standing_set", id, now)
}

/// Whether the network counts on a node.
pub const fn is_live(status: Status) -> bool {
    matches!(status, Status::Active | Status::Labelled | Status::Trajectory)
}

/// The institutions that lead a node.
fn leads(conn: &mut Conn, id: &NodeId, today: NaiveDate) -> Result<Vec<String>> {
    let rows = queries::live_institutions(conn, queries::Of::One(id), today)?;
    let led = rows.into_iter().filter(|row| row.role == InstitutionRole::Lead);
    Ok(led.map(|row| row.institution).collect())
}

fn check_admin(actor: &Actor) -> Result<()> {
    if actor.is_admin() { Ok(()) } else { Err(Error::NotFound) }
}

fn record(
    conn: &mut Conn,
    actor: &Actor,
    action: &str,
    id: &NodeId,
    now: NaiveDateTime,
) -> Result<()> {
    let node = queries::find(conn, id)?;
    let detail = json!({ "status": node.status, "fallback_desk": node.fallback_desk });
    history::record(
        conn,
        &By::Account(actor.id.clone()),
        action,
        ("node", id.as_str()),
        &detail,
        now,
    )
}
