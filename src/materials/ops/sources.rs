//! Which catalogues of other places are read each night.

use chrono::NaiveDateTime;
use serde_json::json;

use crate::accounts::{Actor, NodeId};
use crate::db::Conn;
use crate::history::{self, By};
use crate::materials::{Source, SourceId, queries, rules};
use crate::{Error, Result};

/// What is done with one that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceChange {
    /// Whether it is read.
    Active(bool),
    /// Whether what is new in it and lacks nothing is published unseen.
    Publishes(bool),
    /// It is read no more, and forgotten. What came of it stays.
    Forget,
}

/// Has a catalogue read each night for a node; the same address again changes nothing.
pub fn follow_source(
    conn: &mut Conn,
    actor: &Actor,
    one: &Source,
    now: NaiveDateTime,
) -> Result<()> {
    check(actor, &one.node_id)?;
    if !queries::insert_source(conn, one)? {
        return Ok(());
    }
    let detail = json!({ "source": one.id, "publishes": one.publishes });
    note(conn, actor, ("material.source_follow", &one.node_id), &detail, now)
}

/// Reads one or not, or forgets it; again it changes nothing.
pub fn change_source(
    conn: &mut Conn,
    actor: &Actor,
    (node, id): (&NodeId, &SourceId),
    change: SourceChange,
    now: NaiveDateTime,
) -> Result<()> {
    check(actor, node)?;
    let which = (node, id);
    let (changed, action, detail) = match change {
        SourceChange::Forget => {
            let gone = queries::delete_source(conn, node, id)?;
            (gone, "material.source_leave", json!({ "source": id }))
        }
        SourceChange::Active(to) => {
            let detail = json!({ "source": id, "active": to });
            (queries::set_active(conn, which, to)?, "material.source_change", detail)
        }
        SourceChange::Publishes(to) => {
            let detail = json!({ "source": id, "publishes": to });
            (queries::set_publishes(conn, which, to)?, "material.source_change", detail)
        }
    };
    if changed { note(conn, actor, (action, node), &detail, now) } else { Ok(()) }
}

fn check(actor: &Actor, node: &NodeId) -> Result<()> {
    if rules::may_edit(actor, node) { Ok(()) } else { Err(Error::NotFound) }
}

fn note(
    conn: &mut Conn,
    actor: &Actor,
    (action, node): (&str, &NodeId),
    detail: &serde_json::Value,
    now: NaiveDateTime,
) -> Result<()> {
    let by = By::Account(actor.id.clone());
    history::record(conn, &by, action, ("node", node.as_str()), detail, now)
}
