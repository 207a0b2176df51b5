//! Saved views. A view is a question, not its answer: whoever opens it sees what they may see.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{check_shelf, on_thing};
use crate::Result;
use crate::accounts::{Actor, NodeId};
use crate::db::Conn;
use crate::triage::{Shelf, View, ViewId, queries, rules};

/// A view that the actor may change.
fn changeable(conn: &mut Conn, actor: &Actor, id: &ViewId) -> Result<View> {
    let nodes: Vec<NodeId> = actor.nodes().cloned().collect();
    let view = queries::view(conn, &actor.id, &nodes, id)?;
    check_shelf(actor, &view.shelf())?;
    Ok(view)
}

/// Keeps a filter under a name. `query` is in its one spelling already.
pub fn save_view(
    conn: &mut Conn,
    actor: &Actor,
    (shelf, name, query): (&Shelf, &str, &str),
    now: NaiveDateTime,
) -> Result<()> {
    check_shelf(actor, shelf)?;
    let there = queries::views_on(conn, shelf, &actor.id)?;
    if there.iter().any(|view| view.name == name && view.query == query) {
        return Ok(());
    }
    if there.len() >= rules::MOST_VIEWS {
        return Err(rules::TOO_MANY_VIEWS.into());
    }
    let id = ViewId::new();
    queries::insert_view(conn, (&id, shelf, name, query), &actor.id, now)?;
    let detail = json!({ "node": shelf.node(), "query": query });
    on_thing(conn, actor, ("view.save", "view", id.as_str()), &detail, now)
}

pub fn rename_view(
    conn: &mut Conn,
    actor: &Actor,
    id: &ViewId,
    name: &str,
    now: NaiveDateTime,
) -> Result<()> {
    let view = changeable(conn, actor, id)?;
    if view.name == name {
        return Ok(());
    }
    queries::rename_view(conn, &view.id, name)?;
    on_thing(conn, actor, ("view.rename", "view", id.as_str()), &json!({}), now)
}

/// Moves a view one place up on its shelf; the first one stays where it is.
pub fn raise_view(conn: &mut Conn, actor: &Actor, id: &ViewId, now: NaiveDateTime) -> Result<()> {
    let view = changeable(conn, actor, id)?;
    let there = queries::views_on(conn, &view.shelf(), &actor.id)?;
    let Some(at) = there.iter().position(|other| other.id == view.id).filter(|at| *at > 0) else {
        return Ok(());
    };
    let above = &there[at - 1];
    queries::place_view(conn, &view.id, above.position)?;
    queries::place_view(conn, &above.id, view.position.max(above.position + 1))?;
    on_thing(conn, actor, ("view.raise", "view", id.as_str()), &json!({}), now)
}

pub fn delete_view(conn: &mut Conn, actor: &Actor, id: &ViewId, now: NaiveDateTime) -> Result<()> {
    let view = changeable(conn, actor, id)?;
    queries::delete_view(conn, &view.id)?;
    let detail = json!({ "name": view.name, "query": view.query });
    on_thing(conn, actor, ("view.delete", "view", id.as_str()), &detail, now)
}
